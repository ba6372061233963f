"""`vonggac catalogue …`: the editions that are shipped, in the formats others use, and what a catalogue from outside holds; no database."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from vonggac.law.catalogue import Catalogue, Control
    from vonggac.sources.catalogues import Comparison, FrameworkRead

FINDINGS, BAD_INPUT = 1, 2
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
FORMATS = ("ciso", "oscal-catalog", "oscal-profile")
_LEVEL = click.IntRange(1, 5)
_EDITION = click.option("--edition", "code", default=None, help="Mã danh mục, ví dụ “TCVN 14423:2026” (mặc định danh mục đang áp dụng).")
_JSON = click.option("--json", "as_json", is_flag=True, help="In JSON, mỗi mục một dòng.")


@click.group()
def catalogue() -> None:
    """Danh mục yêu cầu theo cấp độ: xem, xuất sang định dạng khác, kiểm tra danh mục của nơi khác."""


@catalogue.command("list")
@_JSON
def list_editions(as_json: bool) -> None:
    """In các danh mục có sẵn, cách đọc được và số yêu cầu theo cấp độ."""
    from vonggac.law.catalogues import catalogues

    for edition in catalogues():
        _print(json.dumps(_about(edition), ensure_ascii=False) if as_json else _about_words(edition))


@catalogue.command("show")
@_EDITION
@click.option("--level", type=_LEVEL, default=None, help="Chỉ yêu cầu của cấp độ này.")
@click.option("--group", default=None, help="Chỉ nhóm này, ví dụ HT.")
@_JSON
def show(code: str | None, level: int | None, group: str | None, as_json: bool) -> None:
    """In các yêu cầu: mã, số điều, loại, chu kỳ, dấu về nguồn."""
    edition = _edition(code)
    groups = [one.code for one in edition.groups]
    if group is not None and group not in groups:
        _stop(f"Không có nhóm “{group}” trong {edition.code}. Chọn một trong: {', '.join(groups)}.")
    for control in edition.controls:
        if (level is None or level in control.levels) and group in (None, control.group):
            _print(json.dumps(_row(edition, control), ensure_ascii=False) if as_json else _row_words(edition, control, level))


@catalogue.command("export")
@_EDITION
@click.option(
    "--format", "form", type=click.Choice(FORMATS), required=True, help="ciso: thư viện CISO Assistant (YAML); oscal-…: OSCAL 1.1."
)
@click.option("--level", type=_LEVEL, default=None, help="Cấp độ; chỉ dùng với oscal-profile, và phải có.")
@click.option("--out", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), required=True, help="Tệp ghi ra; - là in ra.")
def export(code: str | None, form: str, level: int | None, out: Path) -> None:
    """Ghi một danh mục ra FILE. Danh mục luôn trọn bộ, mỗi yêu cầu kèm cấp độ; profile chọn yêu cầu của một cấp độ."""
    from vonggac.kernel.levels import Level
    from vonggac.sources.catalogues import edition_file

    if (form == "oscal-profile") != (level is not None):
        _stop(
            "Ghi --level cho oscal-profile."
            if level is None
            else f"Bỏ --level: {form} luôn có đủ năm cấp độ. Cần một cấp độ thì dùng oscal-profile."
        )
    content = edition_file(_edition(code), form, Level(level) if level else None, at=datetime.now(HERE)).content
    try:
        if str(out) == "-":
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            out.write_bytes(content)
    except OSError as error:
        _stop(f"{out}: không ghi được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền ghi.")


@catalogue.command("read")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--against", default=None, help="So với danh mục này; mặc định là danh mục tệp tự nhận hoặc giống nhất.")
@_JSON
def read(file: Path, against: str | None, as_json: bool) -> None:
    """Đọc FILE (thư viện CISO Assistant hoặc OSCAL catalog), báo chỗ sai, so với danh mục có sẵn. Không lưu gì."""
    from vonggac.law.catalogues import catalogues
    from vonggac.sources.catalogues import compare_framework, nearest_edition, read_framework
    from vonggac.sources.refusal import Refused

    edition = _edition(against) if against else None
    try:
        found = read_framework(_bytes(file), file.name if file.name != "-" else "đầu vào")
    except OSError as error:
        _stop(f"{file}: không mở được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền đọc.")
    except Refused as refusal:
        _stop(str(refusal))
    edition = edition or nearest_edition(found.framework, catalogues())
    compared = compare_framework(found.framework, edition) if edition else None
    _print(json.dumps(_read(found, compared), ensure_ascii=False) if as_json else _read_words(found, compared))
    for row in found.bad:
        click.echo(str(row), err=True)
    unlike = compared is not None and compared.names_it and not compared.is_identical
    sys.exit(FINDINGS if found.bad or unlike else 0)


# --- as values --------------------------------------------------------------------------------------------------------------------


def _about(edition: Catalogue) -> dict[str, Any]:
    from vonggac.kernel.levels import Level

    return {
        "code": edition.code, "title": edition.title_vi, "title_en": edition.title_en,
        "valid_from": _day(edition.valid_from), "valid_to": _day(edition.valid_to), "usable_until": _day(edition.usable_until),
        "provenance": edition.provenance.value, "provenance_words": edition.provenance_vi, "digest": edition.digest,
        "controls": len(edition.controls),
        "by_level": {str(int(level)): sum(level in control.levels for control in edition.controls) for level in Level},
    }  # fmt: skip


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _row(edition: Catalogue, control: Control) -> dict[str, Any]:
    return {
        "code": control.code, "group": control.group, "kind": control.kind, "title": control.title_vi, "title_en": control.title_en,
        "levels": [int(level) for level in control.levels],
        "clauses": {str(int(level)): clause for level, clause in control.clauses.items()},
        "cadence": {str(int(level)): cadence.value for level, cadence in control.cadence.items()},
        "threshold": control.threshold_vi, "evidence": control.evidence_vi, "marks": list(edition.marks(control)),
    }  # fmt: skip


def _read(found: FrameworkRead, compared: Comparison | None) -> dict[str, Any]:
    framework = found.framework
    return {
        "code": framework.code, "title": framework.title(), "version": framework.version, "locale": framework.locale,
        "groups": len(framework.groups), "requirements": len(framework.requirements),
        "selections": [one.code for one in framework.selections],
        "bad": [{"place": str(row.place), "why": row.why, "seen": row.seen, "rule": row.rule} for row in found.bad],
        "comparison": _compared(compared) if compared else None,
    }  # fmt: skip


def _compared(compared: Comparison) -> dict[str, Any]:
    return {
        "edition": compared.edition, "names_it": compared.names_it, "identical": compared.is_identical,
        "pairs": [
            {
                "ours": pair.ours, "theirs": pair.theirs, "by": pair.by.value,
                "differences": [{"what": one.what, "ours": one.ours, "theirs": one.theirs} for one in pair.differences],
            }
            for pair in compared.pairs
        ],
        "only_ours": list(compared.only_ours), "only_theirs": list(compared.only_theirs),
    }  # fmt: skip


# --- for a person at a terminal ---------------------------------------------------------------------------------------------------


def _about_words(edition: Catalogue) -> str:
    about = _about(edition)
    levels = ", ".join(f"cấp độ {level}: {number}" for level, number in about["by_level"].items())
    return "\n".join(
        [
            f"{edition.code} {edition.title_vi}",
            f"  Hiệu lực từ {about['valid_from']}" + (f" đến {about['valid_to']}" if about["valid_to"] else ""),
            f"  {about['controls']} yêu cầu ({levels})",
            f"  {edition.provenance_vi}",
        ]
    )


def _row_words(edition: Catalogue, control: Control, level: int | None) -> str:
    at = [one for one in control.levels if level in (None, int(one))]
    where = "; ".join(f"CĐ{int(one)} {control.clauses.get(one, 'không có số điều')}" for one in at)
    often = {control.cadence[one].value for one in at if one in control.cadence}
    marks = f" [{', '.join(edition.marks(control))}]" if edition.marks(control) else ""
    return f"{control.code}\t{control.title_vi}\t{where}" + (f"\t{', '.join(sorted(often))}" if often else "") + marks


def _read_words(found: FrameworkRead, compared: Comparison | None) -> str:
    framework = found.framework
    lines = [f"{framework.title()} ({framework.code}): {len(framework.requirements)} yêu cầu, {len(framework.groups)} nhóm"]
    if found.bad:
        lines.append(f"{len(found.bad)} mục không đọc được, xem từng chỗ ở dưới.")
    if compared is None:
        return "\n".join([*lines, "Không có yêu cầu nào trùng với danh mục có sẵn."])
    if compared.is_identical:
        return "\n".join([*lines, f"Giống hệt {compared.edition} có sẵn."])
    lines.append(f"So với {compared.edition}: {len(compared.pairs)} yêu cầu tương ứng, trong đó {len(compared.differing)} ghi khác.")
    lines += [
        f"  {pair.theirs}: {one.what}: có sẵn “{one.ours}”, tệp ghi “{one.theirs}”"
        for pair in compared.differing
        for one in pair.differences
    ]
    lines += [f"Tệp không có {len(compared.only_ours)} yêu cầu: {', '.join(compared.only_ours)}"] if compared.only_ours else []
    lines += [f"Chỉ tệp có {len(compared.only_theirs)} yêu cầu: {', '.join(compared.only_theirs)}"] if compared.only_theirs else []
    return "\n".join(lines)


# --- in and out -------------------------------------------------------------------------------------------------------------------


def _edition(code: str | None) -> Catalogue:
    from vonggac.law.catalogues import catalogue as edition_of
    from vonggac.law.catalogues import edition_on
    from vonggac.law.model import LawError

    try:
        return edition_of(code) if code else edition_on(datetime.now(HERE).date())
    except LawError as error:
        _stop(str(error))


def _bytes(path: Path) -> bytes:
    from vonggac.sources.catalogues.parsing import LARGEST

    if str(path) == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _print(text: str) -> None:
    """Write UTF-8 whatever the terminal's own encoding is."""
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def _stop(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(BAD_INPUT)
