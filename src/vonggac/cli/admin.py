"""`vonggac admin …`: for the keeper of the machine."""

from __future__ import annotations

from datetime import datetime

import click

from vonggac.cli.options import data_folder, start_django


@click.group()
def admin() -> None:
    """Việc của người quản lý máy chủ."""


@admin.command()
@data_folder
def recover() -> None:
    """In liên kết tạo tài khoản quản trị (dùng một lần, có hạn)."""
    start_django()
    from django.utils import timezone

    link = setup_link(timezone.now())
    if link is None:
        raise click.ClickException("Phiên bản này chưa có trang tạo tài khoản quản trị.")
    click.echo(link)
    click.echo("Liên kết chỉ dùng được một lần và có hạn. Không gửi qua thư hay nhóm trò chuyện.", err=True)


def has_administrator() -> bool:
    """Return whether anybody holds a post of administrator now."""
    from vonggac.apps.accounts.acts import Role
    from vonggac.apps.accounts.models import Holding

    return Holding.objects.filter(post__role=Role.ADMINISTRATOR, ended_at=None, user__is_active=True).exists()


def setup_link(at: datetime) -> str | None:
    """Return a whole, one-time link for making an administrator."""
    from importlib import import_module
    from importlib.util import find_spec

    from django.conf import settings

    if find_spec("vonggac.apps.accounts.services") is None:
        return None
    make = getattr(import_module("vonggac.apps.accounts.services"), "make_setup_link", None)
    if make is None:
        return None
    link = str(make(at=at))
    return link if link.startswith(("http://", "https://")) else f"{settings.ADDRESS.rstrip('/')}{link}"
