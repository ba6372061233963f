"""Options that several verbs share."""

from __future__ import annotations

import os
from pathlib import Path

import click

from vonggac.apps.jobs import datafolder


def _set_data(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    """The data folder is a setting; whoever reads settings later finds it there."""
    if value is not None:
        os.environ["VONGGAC_DATA"] = str(value.expanduser().absolute())
    return value


data_folder = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    callback=_set_data,
    expose_value=False,
    is_eager=True,
    help="Thư mục dữ liệu (mặc định: VONGGAC_DATA, hoặc var/).",
)


def start_django() -> None:
    """Open the application's settings and rooms, for verbs that need the database; what they write is readable by nobody else."""
    import django

    os.umask(datafolder.ONLY_OURS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vonggac.web.settings")
    django.setup()
