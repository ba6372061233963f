"""`vonggac sorter`: takes what the intake has written into the database; small until there is something, small again when it is quiet."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

import click

from vonggac.apps.jobs import datafolder
from vonggac.apps.jobs.processes import die_with_parent
from vonggac.cli.options import data_folder, start_django

PAUSE = 0.1
"""Seconds between two looks while nothing has ever come: one `stat` a file."""


@click.command()
@data_folder
@click.option("--with-parent", is_flag=True, hidden=True)
def sorter(with_parent: bool) -> None:
    """Chạy riêng tiến trình đưa cảnh báo đã nhận vào hàng đợi (khi systemd quản lý từng tiến trình)."""
    if with_parent:
        die_with_parent()
    os.umask(datafolder.ONLY_OURS)
    data = Path(os.environ.get("VONGGAC_DATA") or "var").expanduser().absolute()
    datafolder.prepare(data)
    stop = _told_to_stop()
    with datafolder.only_one(data, "sorter"):
        if _wait_for_work(data / "intake" / "journal", stop):
            _sort(data, stop)
    if not stop.is_set():
        os.execv(sys.executable, [sys.executable, "-m", "vonggac", *sys.argv[1:]])  # noqa: S606  the same program, small again


def _spare_the_collector() -> None:
    """What a batch makes is freed when it is let go; to look for circles through all that was loaded, again and again, finds none."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def _told_to_stop() -> threading.Event:
    stop = threading.Event()

    def asked(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    return stop


def _wait_for_work(journal: Path, stop: threading.Event) -> bool:
    """Wait without Django: the journal says by its size whether something lies behind what was sorted."""
    from vonggac.apps.alerts.intake.journal import outstanding, published

    while not (journal.is_dir() and outstanding(journal, published(journal))):
        if stop.wait(PAUSE):
            return False
    return True


def _sort(data: Path, stop: threading.Event) -> None:
    from vonggac.apps.alerts.intake.journal import outstanding, published

    gc.disable()
    start_django()
    datafolder.wait_at(data, "startup")
    from vonggac.apps.alerts.services.taking_in.holding import give_room
    from vonggac.apps.alerts.services.taking_in.sorting import run

    give_room()
    _spare_the_collector()

    journal = data / "intake" / "journal"
    run(journal, stopping=stop.wait, waiting=lambda: bool(outstanding(journal, published(journal))))
