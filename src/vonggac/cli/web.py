"""`vonggac web`: one web server process; `serve` starts it, and so may systemd."""

from __future__ import annotations

import os
import sys

import click

from vonggac.apps.jobs.processes import die_with_parent

THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)
"""Requests answered at the same time; each thread holds one database connection."""


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Số tiến trình; trên một chỉ với PostgreSQL.")
@click.option("--with-parent", is_flag=True, hidden=True)
def web(port: int, host: str, processes: int, with_parent: bool) -> None:
    """Chạy riêng máy chủ web (khi systemd quản lý từng tiến trình)."""
    if with_parent:
        die_with_parent()
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        "vonggac.web.door:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        backlog=256,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=4,
        log_level=LogLevels.warning,
        # Addresses may carry one-time links: no access log, ever.
        log_access=False,
    )
    try:
        server.serve()
    except (OSError, RuntimeError) as error:
        click.echo(f"Máy chủ web không chạy được trên {host}:{port}: {error}", err=True)
        sys.exit(2)
