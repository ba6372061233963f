"""`vonggac assessment …`: take the results of an assessment out of an installation, with a line in its log."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from vonggac.cli.options import data_folder, start_django

BAD_INPUT = 2
FORMATS = {"oscal-results": "oscal-ket-qua", "oscal-plan": "oscal-ke-hoach"}


@click.group()
def assessment() -> None:
    """Đánh giá biện pháp: xuất kết quả, kế hoạch khắc phục của một hệ thống."""


@assessment.command("export")
@click.argument("number", type=int)
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True, help="Kết quả, hoặc kế hoạch khắc phục (OSCAL 1.1).")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Tệp ghi ra; chỉ chủ tiến trình đọc được.")
@data_folder
def export(number: int, form: str, out: Path) -> None:
    """Xuất lần đánh giá NUMBER ra tệp. Tệp nêu hệ thống còn thiếu biện pháp nào; nhật ký ghi một dòng."""
    start_django()
    from django.core.exceptions import PermissionDenied, ValidationError
    from django.utils.timezone import now

    from vonggac.apps.compliance.services.exporting import export_assessment

    try:
        made = export_assessment(number, FORMATS[form], by=None, at=now())
    except PermissionDenied:
        _stop(f"Không có lần đánh giá số {number}. Số nằm ở địa chỉ trang của lần đánh giá.")
    except ValidationError as error:
        _stop(" ".join(error.messages))
    try:
        out.write_bytes(made.content)
    except OSError as error:
        _stop(f"{out}: không ghi được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền ghi.")
    click.echo(f"{out}: {made.count} yêu cầu.")


def _stop(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(BAD_INPUT)
