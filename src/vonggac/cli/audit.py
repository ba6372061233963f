"""`vonggac audit …`: prove the log, and take anchors of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vonggac.cli.options import data_folder, start_django

if TYPE_CHECKING:
    from vonggac.apps.audit.services import Anchor, Verdict

WHOLE, BROKEN, BAD_INPUT = 0, 1, 2


@click.group()
def audit() -> None:
    """Kiểm tra nhật ký và làm bản neo."""


@audit.command()
@data_folder
@click.option("--anchor", "anchors", multiple=True, type=click.Path(path_type=Path), help="Bản neo đã giữ bên ngoài; dùng được nhiều lần.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@click.pass_context
def verify(ctx: click.Context, anchors: tuple[Path, ...], as_json: bool) -> None:
    """Tính lại cả chuỗi nhật ký; nêu dòng hỏng đầu tiên. Mã thoát 0: nguyên vẹn, 1: có dòng hỏng, 2: bản neo không đọc được."""
    start_django()
    from vonggac.apps.audit import services

    verdict = services.verify([_read(path) for path in anchors])
    if as_json:
        click.echo(json.dumps(_facts(verdict), ensure_ascii=False))
    else:
        _tell(verdict)
    ctx.exit(WHOLE if verdict.is_whole else BROKEN)


@audit.command()
@data_folder
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def anchor(file: Path) -> None:
    """Ghi bản neo (số dòng, mã băm, thời điểm) vào FILE để in, ký và giữ bên ngoài. “-” là in ra màn hình."""
    start_django()
    from django.utils import timezone

    from vonggac.apps.audit import services

    text = services.record_anchor(by=None, at=timezone.localtime()).to_text()
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"Không ghi được {file}: {error.strerror}. Chọn thư mục khác.") from error
    click.echo(f"Đã ghi bản neo vào {file}. In ra, ký và giữ ở ngoài máy chủ này.", err=True)


def _read(path: Path) -> Anchor:
    from vonggac.apps.audit import services

    try:
        return services.read_anchor(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"Không đọc được bản neo {path}.") from error
    except services.BadAnchor as error:
        raise click.UsageError(f"{path}: {error}.") from error


def _facts(verdict: Verdict) -> dict[str, Any]:
    """The documented shape of --json."""
    from vonggac.apps.audit.services import BLIND_SPOTS

    fault = verdict.fault
    return {
        "whole": verdict.is_whole,
        "links": verdict.links,
        "last_digest": verdict.last_digest,
        "anchors": verdict.anchors,
        "fault": {"number": fault.number, "kind": fault.kind, "why": fault.why} if fault else None,
        "cannot_see": [str(line) for line in BLIND_SPOTS],
    }


def _tell(verdict: Verdict) -> None:
    facts = _facts(verdict)
    fault = facts["fault"]
    if fault:
        click.echo(f"Dòng {fault['number']}: {fault['why']}. {facts['links']} dòng trước đó nguyên vẹn.")
    else:
        click.echo(f"{facts['links']} dòng nguyên vẹn, khớp {facts['anchors']} bản neo. Mã băm cuối: {facts['last_digest']}")
    click.echo("Phép kiểm tra này không thấy được:", err=True)
    for line in facts["cannot_see"]:
        click.echo(f"- {line}", err=True)
