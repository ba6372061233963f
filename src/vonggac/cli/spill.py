"""`vonggac spill`: erase a letter that holds a state secret, when the pages cannot or should not be used."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import click

from vonggac.cli.options import data_folder, start_django


@click.command()
@click.argument("directive", type=int)
@click.option("--what", required=True, help="Nói ngắn gọn đó là gì, không nhắc lại nội dung mật.")
@click.option("--words", type=click.File(encoding="utf-8"), help="Tệp chữ cần tìm thêm ở nơi khác; không lưu lại.")
@click.option("--user", "username", required=True, help="Tên đăng nhập của người thực hiện.")
@click.option("--minutes", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Ghi biên bản (DOCX) ra tệp này.")
@click.option("--yes", is_flag=True, help="Xóa thật; không có thì chỉ xem trước.")
@data_folder
def spill(directive: int, what: str, words: IO[str] | None, username: str, minutes: Path | None, yes: bool) -> None:
    """Xóa khỏi hệ thống một văn bản có nội dung bí mật nhà nước (mã số DIRECTIVE)."""
    start_django()
    from django.core.exceptions import PermissionDenied, ValidationError
    from django.utils import timezone

    from vonggac.apps.accounts.models import User
    from vonggac.apps.directives.models import Directive
    from vonggac.apps.directives.services import papers
    from vonggac.apps.directives.services import spill as spilling

    row = Directive.objects.filter(pk=directive).first()
    by = User.objects.filter(username=username, is_active=True).first()
    if row is None or by is None:
        click.echo("Không có văn bản hoặc người dùng này; kiểm tra lại mã số và tên đăng nhập.", err=True)
        raise SystemExit(2)
    more = words.read() if words else ""
    for place in spilling.preview_spill(row, more):
        click.echo(f"{place.count:6d}  {place.name}")
    if not yes:
        click.echo("Chưa xóa gì. Thêm --yes để xóa.", err=True)
        return
    try:
        erased = spilling.erase_spill(row, what=what, words=more, by=by, at=timezone.now())
    except (PermissionDenied, ValidationError) as refusal:
        click.echo("; ".join(getattr(refusal, "messages", ["Tài khoản này không được xóa văn bản lộ bí mật."])), err=True)
        raise SystemExit(2) from None
    for name in erased.backups:
        click.echo(f"Phải hủy bản sao lưu: {name}")
    if minutes is not None:
        minutes.write_bytes(papers.spill_minutes_docx(erased, at=timezone.now(), today=timezone.localdate()))
