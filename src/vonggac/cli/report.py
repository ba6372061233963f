"""`vonggac report …`: the yearly report of a body or of the province as a file, from the installation's own register."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vonggac.cli.options import data_folder, start_django

BAD_INPUT = 2
ENDINGS = ("xlsx", "docx", "pdf")


@click.group()
def report() -> None:
    """Báo cáo lập từ sổ đăng ký của bản cài đặt này."""


@report.command("annual")
@data_folder
@click.option("--year", "number", type=click.IntRange(2000, 2099), required=True, help="Năm báo cáo, ví dụ 2026.")
@click.option("--organisation", "code", required=True, help="Mã cơ quan trong danh bạ; mã của tỉnh cho bản tổng hợp.")
@click.option("--out", "path", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Tệp .xlsx, .docx hoặc .pdf.")
def annual(number: int, code: str, path: Path) -> None:
    """Ghi báo cáo năm (Mẫu số 08) của một cơ quan hoặc của tỉnh ra tệp; báo cáo chưa gửi là dự thảo."""
    ending = path.suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        raise click.BadParameter("đặt tên tệp kết thúc bằng .xlsx, .docx hoặc .pdf", param_hint="--out")
    start_django()
    sys.exit(_write(number, code, path, ending))


def _write(number: int, code: str, path: Path, ending: str) -> int:
    from django.utils import timezone

    from vonggac.apps.compliance.queries.annual import report_year
    from vonggac.apps.compliance.services.annual_files import write_report
    from vonggac.apps.organisations.queries import valid_on
    from vonggac.law.model import LawError

    body = valid_on(timezone.localdate()).filter(code=code).first()
    if body is None:
        click.echo(f"Danh bạ không có cơ quan mang mã “{code}” vào hôm nay. Xem mã ở trang của cơ quan.", err=True)
        return BAD_INPUT
    try:
        year = report_year(number)
        if not year.regime.form_known:
            raise LawError(f"Mẫu báo cáo của năm {number} chưa có trong hệ thống.")
    except LawError as unknown:
        click.echo(str(unknown), err=True)
        return BAD_INPUT
    made = write_report(body, year, ending, by=None, at=timezone.now())
    path.write_bytes(made)
    click.echo(f"Đã ghi báo cáo năm {number} của {body.name} vào {path}.")
    return 0
