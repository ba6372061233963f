"""`vonggac rules …`: look at Sigma rules before a hunt depends on them."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from vonggac.sources.sigma import Read

FINDINGS, BAD_INPUT = 1, 2


@click.group()
def rules() -> None:
    """Quy tắc Sigma: kiểm tra trước khi săn lùng."""


@rules.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--placeholders", "lists", type=click.Path(dir_okay=False, path_type=Path), help="Tệp danh sách thay thế cho %tên% trong quy tắc."
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def check(paths: tuple[Path, ...], lists: Path | None, as_json: bool) -> None:
    """Đọc mọi quy tắc trong PATH (tệp, thư mục, gói zip): quy tắc nào không nạp được, chỗ nào nên xem lại."""
    from vonggac.sources.sigma import check_rules

    missing = [path for path in paths if not path.exists()]
    for path in missing:
        click.echo(f"{path}: không có tệp hoặc thư mục này; kiểm tra đường dẫn.", err=True)
    if missing:
        sys.exit(BAD_INPUT)
    read = check_rules(paths, placeholders=_lists(lists))
    lines = [json.dumps(_as_json(read), ensure_ascii=False)] if as_json else list(_lines(read))
    sys.stdout.buffer.write("\n".join(lines).encode("utf-8", "surrogateescape") + b"\n")
    sys.exit(FINDINGS if read.not_loaded or read.remarks else 0)


def _lists(path: Path | None) -> Mapping[str, Sequence[str]] | None:
    from vonggac.sources.sigma import Fault, read_placeholders

    if path is None:
        return None
    try:
        return read_placeholders(path)
    except Fault as fault:
        click.echo(f"{path.name}: {fault.why}.", err=True)
    except OSError as error:
        click.echo(f"{path}: không mở được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền đọc.", err=True)
    sys.exit(BAD_INPUT)


def _lines(read: Read) -> Iterator[str]:
    for lost in read.not_loaded:
        yield f"{lost.file}: KHÔNG NẠP: {lost.why} [{lost.rule}]"
    for remark in read.remarks:
        place = f"{remark.file}:{remark.line}" if remark.line else remark.file
        yield f"{place}: {remark.why} [{remark.rule}]"
    ruleset = read.ruleset
    yield (
        f"{len(ruleset.rules)} quy tắc và {len(ruleset.correlations)} tương quan nạp được, "
        f"{len(read.not_loaded)} không nạp được, {len(read.remarks)} chỗ nên xem lại."
    )


def _as_json(read: Read) -> dict[str, Any]:
    return {
        "rules": len(read.ruleset.rules),
        "correlations": len(read.ruleset.correlations),
        "sources": dict(Counter(read.sources.values()).most_common()),
        "not_loaded": [{"file": one.file, "title": one.title, "why": one.why, "rule": one.rule} for one in read.not_loaded],
        "remarks": [{"file": one.file, "line": one.line, "why": one.why, "rule": one.rule} for one in read.remarks],
    }
