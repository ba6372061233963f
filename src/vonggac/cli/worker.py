"""`vonggac worker`: one process for background jobs; `serve` starts it, and so may systemd."""

from __future__ import annotations

import click

from vonggac.apps.jobs import datafolder
from vonggac.apps.jobs.processes import die_with_parent
from vonggac.cli.options import data_folder, start_django


@click.command()
@data_folder
@click.option("--with-parent", is_flag=True, hidden=True)
def worker(with_parent: bool) -> None:
    """Chạy riêng tiến trình việc nền (khi systemd quản lý từng tiến trình)."""
    if with_parent:
        die_with_parent()
    start_django()
    from django.conf import settings

    from vonggac.apps.jobs.worker import Worker

    datafolder.prepare(settings.DATA)
    datafolder.wait_at(settings.DATA, "startup")
    Worker().run()
