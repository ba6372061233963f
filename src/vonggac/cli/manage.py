"""`vonggac manage …`: Django's own commands, for maintainers."""

from __future__ import annotations

import click


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Chạy lệnh quản trị của Django (dành cho người bảo trì)."""
    import os

    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vonggac.web.settings")
    execute_from_command_line(["vonggac manage", *arguments])
