"""`vonggac letter …`: read official letters without a database; take an outgoing paper of this installation out as an edXML package."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from vonggac.cli.options import data_folder, start_django

if TYPE_CHECKING:
    from vonggac.apps.directives.models import OutgoingPaper
    from vonggac.apps.directives.services.packaging import Package
    from vonggac.sources.documents import Document

BAD_INPUT = 2


@click.group()
def letter() -> None:
    """Văn bản: đọc số, ngày, nơi nhận, việc phải làm, thời hạn, đầu mối, người ký."""


@letter.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json_lines", is_flag=True, help="In JSON: mỗi tệp một đối tượng, mỗi đối tượng một dòng.")
def read(files: tuple[Path, ...], as_json_lines: bool) -> None:
    """Đọc FILE (.txt, .docx, .pdf, ảnh, .html, .edxml) và in những gì văn bản nêu."""
    failed = False
    for path in files:
        answer = _read_one(path)
        if isinstance(answer, str):
            click.echo(answer, err=True)
            failed = True
        elif as_json_lines:
            _print(json.dumps(answer, ensure_ascii=False))
        else:
            _print(_summary(answer))
    if failed:
        sys.exit(BAD_INPUT)


def _print(line: str) -> None:
    """Write UTF-8 whatever the terminal's own encoding is."""
    sys.stdout.buffer.write(line.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def _read_one(path: Path) -> dict[str, Any] | str:
    """Return the letter as plain values, or a sentence that says which file cannot be read and what to do."""
    from vonggac.sources.documents import DEFAULT, Refused, read_document

    try:
        with path.open("rb") as file:
            data = file.read(DEFAULT.size + 1)
    except OSError as error:
        return f"{path}: không mở được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền đọc."
    try:
        document = read_document(data, path.name)
    except Refused as refusal:
        return str(refusal)
    if document.secrecy:
        mark = document.secrecy[0]
        return f"{document.name}: có dấu chỉ độ mật “{mark.quote}”; văn bản mật không được đưa vào máy nối mạng, không đọc tiếp."
    return _answer(document, str(path))


def _answer(document: Document, file: str) -> dict[str, Any]:
    from vonggac.engines.letters import as_json
    from vonggac.engines.letters import read as read_letter

    answer = as_json(read_letter(document.text), file=file)
    answer["warnings"] += [{"code": row.rule, "path": "/file", "message": str(row)} for row in document.warnings]
    answer["signatures"] = [
        {
            "signer": one.signer, "organisation": one.organisation, "issuer": one.issuer,
            "signed_at": one.signed_at.isoformat() if one.signed_at else None,
            "intact": one.intact, "covers_whole": one.covers_whole, "trusted": one.trusted, "verdict": one.verdict,
        }
        for one in document.signatures
    ]  # fmt: skip
    return answer


def _summary(answer: dict[str, Any]) -> str:
    """A few lines for a person at a terminal."""
    signer = answer["signer"] or {}
    rows = [
        ("Tệp", answer["file"]),
        ("Số", answer["number"] or (f"(trống)/{answer['symbol']}" if answer["symbol"] else None)),
        ("Ngày", answer["date"] or answer["date_partial"]),
        ("Cơ quan ban hành", answer["issuer"]),
        ("Trích yếu", answer["subject"]),
        ("Kính gửi", "; ".join(one["text"] for one in answer["addressees"])),
        ("Người ký", ", ".join(part for part in (signer.get("title"), signer.get("name")) if part)),
    ]
    lines = [f"{name}: {value or 'không thấy'}" for name, value in rows]
    lines += [f"Việc {at}: {item['text']}" for at, item in enumerate(answer["obligations"], start=1)]
    lines += [f"Chữ ký số: {one['verdict']}" for one in answer["signatures"]]
    lines += [f"Lưu ý: {one['message']}" for one in answer["warnings"]]
    return "\n".join(lines)


@letter.command("package")
@click.argument("number")
@click.option("--dated", type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]), help="Ngày văn bản, khi nhiều văn bản cùng số, ký hiệu.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Tệp .edxml ghi ra; không ghi đè.")
@data_folder
def package(number: str, dated: datetime | None, out: Path) -> None:
    """Ghi văn bản đi mang số, ký hiệu NUMBER (ví dụ 125/BC-CAT-ANM) ra gói edXML. Chỉ lập gói, không gửi; nhật ký ghi một dòng."""
    start_django()
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from vonggac.apps.directives.services import packaging

    paper = _the_paper(number, dated)
    try:
        shown = packaging.package_of(paper)
        with out.open("xb") as file:
            file.write(packaging.take_package(paper, by=None, at=timezone.now())[0])
    except ValidationError as missing:
        _stop(" ".join(missing.messages))
    except FileExistsError:
        _stop(f"{out}: đã có tệp này; đặt tên khác.")
    except OSError as error:
        _stop(f"{out}: không ghi được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền ghi.")
    click.echo(_what_left(shown, out))
    if without := shown.without_identifier():
        click.echo(f"Chưa có mã định danh, văn thư điền ở hệ thống quản lý văn bản: {'; '.join(without)}.", err=True)


def _the_paper(number: str, dated: datetime | None) -> OutgoingPaper:
    """Return the one outgoing paper that is meant, or stop with a sentence that says how to name it."""
    from vonggac.apps.directives.queries import papers_numbered

    found = papers_numbered(number, dated.date() if dated else None)
    if not found:
        _stop(f"Không có văn bản đi nào mang số “{number}”. Số, ký hiệu nằm ở trang Văn bản đi của chỉ đạo.")
    if len(found) > 1:
        days = ", ".join(f"{paper.dated_on:%d/%m/%Y}" for paper in found if paper.dated_on)
        _stop(f"Có {len(found)} văn bản đi mang số “{number}”: {days}. Nêu ngày bằng --dated.")
    return found[0]


def _what_left(shown: Package, out: Path) -> str:
    envelope = shown.envelope
    to = "; ".join(party.name for party in envelope.addressees) or "không ghi"
    [file] = envelope.files
    return f"{out}: {envelope.number}/{envelope.symbol}, nơi gửi {envelope.sender.name}, nơi nhận {to}; tệp kèm SHA-256 {file.sha256}."


def _stop(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(BAD_INPUT)
