"""`vonggac serve`: prepares the data folder and keeps the web server, the background worker and the intake of alerts running."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import click

from vonggac.apps.jobs import datafolder
from vonggac.apps.jobs.supervisor import CANNOT_START, Child, Supervisor

DEMO_MARK = "demo"
"""A file in the data folder that says: everything here is invented."""


def _data_folder(given: Path | None, home: Path, *, demo: bool) -> Path:
    """Return the folder: as given, else VONGGAC_DATA, else var/ (var-demo/ for a demonstration) under home."""
    if given is not None:
        return given.expanduser().absolute()
    if os.environ.get("VONGGAC_DATA"):
        return Path(os.environ["VONGGAC_DATA"]).expanduser().absolute()
    return (home / ("var-demo" if demo else "var")).absolute()


def _refuse_mixing(folder: Path, *, demo: bool) -> None:
    """Invented data with known passwords and real data never share a folder."""
    marked = (folder / DEMO_MARK).exists()
    used = (folder / datafolder.KEY_NAME).exists()
    if marked and not demo:
        raise click.UsageError(f"Thư mục {folder} chứa dữ liệu trình diễn. Thêm --demo, hoặc chọn thư mục khác bằng --data.")
    if demo and used and not marked:
        raise click.UsageError(f"Thư mục {folder} chứa dữ liệu thật, không nạp dữ liệu trình diễn vào đó. Chọn thư mục khác bằng --data.")


def _refuse_taken_port(host: str, port: int) -> None:
    """Say it in a sentence before anything else is done."""
    try:
        with socket.create_server((host, port)):
            return
    except OSError as error:
        click.echo(f"Không mở được cổng {port} trên {host}: {error.strerror}. Chọn cổng khác bằng --port.", err=True)
        sys.exit(CANNOT_START)


def _supervisor(folder: Path, host: str, port: int, *, demo: bool) -> Supervisor:
    """Everything starts at once, to be quick; web and worker wait for the preparation at a lock that we hold.

    The preparation is a process of its own, so that the supervisor never carries the weight of the application.
    """
    gate = ExitStack()
    gate.enter_context(datafolder.only_one(folder, "startup"))
    first = Child("startup", [sys.executable, "-m", "vonggac.cli.startup", *(["--demo"] if demo else [])])
    return Supervisor(_children(host, port), first=first, when_ready=gate.close)


def _children(host: str, port: int) -> list[Child]:
    vonggac = [sys.executable, "-m", "vonggac"]
    sorter = [Child("sorter", [*vonggac, "sorter", "--with-parent"], waits=True, alone=True)] if find_spec("vonggac.cli.sorter") else []
    return [
        Child("web", [*vonggac, "web", "--host", host, "--port", str(port), "--with-parent"]),
        Child("worker", [*vonggac, "worker", "--with-parent"], waits=True),
        # Needs neither the database nor the preparation: alerts are taken in while an upgrade runs.
        Child("intake", [*vonggac, "intake", "--with-parent"], alone=True),
        *sorter,
    ]


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Cổng của trang web.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe; để nguyên khi có máy chủ TLS đứng trước.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Thư mục dữ liệu (mặc định: VONGGAC_DATA, hoặc var/).")
@click.option("--demo", is_flag=True, help="Nạp dữ liệu trình diễn, toàn bộ là hư cấu.")
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), default=Path(), hidden=True)
def serve(port: int, host: str, data: Path | None, demo: bool, home: Path) -> None:
    """Chạy Vọng Gác: máy chủ web, tiến trình việc nền, tiếp nhận cảnh báo."""
    folder = _data_folder(data, home, demo=demo)
    _refuse_mixing(folder, demo=demo)
    _refuse_taken_port(host, port)
    os.umask(datafolder.ONLY_OURS)
    try:
        datafolder.prepare(folder)
    except datafolder.CannotPrepare as error:
        click.echo(str(error), err=True)
        sys.exit(CANNOT_START)
    if demo:
        (folder / DEMO_MARK).touch()
    os.environ["VONGGAC_DATA"] = str(folder)
    os.environ["VONGGAC_DEMO"] = "1" if demo else "0"
    os.environ.setdefault("VONGGAC_ADDRESS", f"http://{host}:{port}")
    sys.exit(_supervisor(folder, host, port, demo=demo).run())
