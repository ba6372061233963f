"""Runs hunts for the tests of the room: in this process, or in the real one by turns at the worker."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from cast import NOW
from vonggac.apps.hunts.child import Running, Task
from vonggac.apps.hunts.models import Hunt
from vonggac.apps.hunts.process import Process
from vonggac.apps.hunts.services.results import take_results
from vonggac.apps.hunts.services.running import take_turn
from vonggac.apps.hunts.services.setting_out import task_of
from vonggac.apps.jobs.progress import NextTurn

ROOT_CAME_IN = "".join(
    f"2026-11-2{day}T08:00:0{n}+07:00 MAY-0{day} sshd[7]: Accepted password for root from 198.51.100.{n} port 4022 ssh2\n"
    for day in (1, 2)
    for n in range(8)
).encode()
RULE = "SSH: root đăng nhập bằng mật khẩu"
NOTHING = b"2026-11-21T08:00:00+07:00 MAY-03 sshd[7]: Server listening on 0.0.0.0 port 22.\n"


def seek_here(hunt: Hunt) -> tuple[Process, dict[str, Any]]:
    """Do in this process what a hunt's own does; return it with what it told."""
    process = Process(hunt.pk)
    process.prepare()
    return process, Running(process.folder, Task(**task_of(hunt, process.run, memory=10**9, jobs=1))).go()


def run_here(hunt: Hunt) -> Hunt:
    """Run a hunt to its end in this process."""
    process, told = seek_here(hunt)
    take_results(hunt, process.run, told, at=NOW)
    hunt.refresh_from_db()
    return hunt


def run(hunt: Hunt, turns: int = 50, **more: Any) -> Hunt:
    """Give turns until it is over; the hunt runs in its own process."""
    for _turn in range(turns):
        with suppress(NextTurn):
            take_turn(hunt.pk, **more)
        hunt.refresh_from_db()
        if hunt.is_over:
            return hunt
    raise AssertionError("it never ends")
