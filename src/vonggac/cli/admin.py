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
@click.option("--user", "username", metavar="TÊN", help="Lập lại cách đăng nhập cho người này (mất điện thoại, quên mật khẩu).")
def recover(username: str | None) -> None:
    """In liên kết tạo tài khoản quản trị, hoặc lập lại cách đăng nhập của một người (dùng một lần, có hạn)."""
    start_django()
    from django.utils import timezone

    at = timezone.now()
    click.echo(setup_link(at) if username is None else recovery_link(username, at))
    click.echo("Liên kết chỉ dùng được một lần, trong 24 giờ. Không gửi qua thư hay nhóm trò chuyện.", err=True)


def has_administrator() -> bool:
    """Return whether anybody holds a post of administrator now."""
    from vonggac.apps.accounts import queries

    return queries.has_administrator()


def setup_link(at: datetime) -> str:
    """Return a whole, one-time link for making an administrator."""
    from vonggac.apps.accounts import services

    return services.make_setup_link(at=at)


def recovery_link(username: str, at: datetime) -> str:
    """Return a whole, one-time link with which this person sets a new password and registers a new device."""
    from vonggac.apps.accounts import queries, services

    user = queries.person_named(username)
    if user is None:
        raise click.UsageError(f"Không có người dùng “{username}”. Dùng tên đăng nhập, không phải họ tên.")
    try:
        return services.make_recovery_link(user=user, by=None, at=at)
    except services.Refused as refused:
        raise click.UsageError(str(refused)) from refused
