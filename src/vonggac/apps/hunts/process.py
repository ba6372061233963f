"""The process of one hunt as a worker sees it: started, watched from any worker of the machine, stopped. Whether it runs is told by a lock
that it holds, so no number of a process is ever believed.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from vonggac.apps.hunts.runfolder import DONE, FAILED, FINDINGS, KNOWN, PROGRESS, RUN, STOP, STOPPED, TASK
from vonggac.apps.hunts.storing import folder_of, hunts_folder, wipe

_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""What the process needs of our environment; keys and addresses of the house are not among it."""
_ours: dict[int, subprocess.Popen[bytes]] = {}
"""Processes that this worker started."""


class How(StrEnum):
    """How a hunt's process stands."""

    NONE = "none"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far a hunt is."""

    phase: str = ""
    bytes: int = 0
    bytes_all: int = 0
    events: int = 0
    found: int = 0
    files: int = 0
    files_all: int = 0
    seconds: float = 0.0
    pid: int = 0

    @property
    def percent(self) -> int | None:
        """Return 0 to 100, or None while nothing is read."""
        return min(100, self.bytes * 100 // self.bytes_all) if self.bytes_all else None

    @property
    def events_a_second(self) -> int:
        """Return the rate so far."""
        return round(self.events / self.seconds) if self.seconds > 1 else 0

    @property
    def seconds_left(self) -> int | None:
        """Return how long the rest takes at the rate so far; None while that says nothing."""
        if self.seconds < 2 or not self.bytes or not self.bytes_all:  # noqa: PLR2004
            return None
        return round(max(0, self.bytes_all - self.bytes) * self.seconds / self.bytes)


def how_far(hunt_id: int) -> HowFar:
    """Return how far a hunt's process has come, by its own word."""
    told = _json(folder_of(hunt_id) / RUN / PROGRESS)
    names = HowFar.__dataclass_fields__
    return HowFar(**{name: value for name, value in told.items() if name in names}) if told else HowFar()


class Process:
    """The process of one hunt."""

    def __init__(self, hunt_id: int) -> None:
        self.hunt_id = hunt_id
        self.folder = folder_of(hunt_id)
        self.run = self.folder / RUN

    def prepare(self) -> Path:
        """Make the folder in which it works; its journal stays."""
        self.run.mkdir(mode=0o700, exist_ok=True)
        (self.run / "tmp").mkdir(mode=0o700, exist_ok=True)
        for name in (DONE, FAILED):
            (self.run / name).unlink(missing_ok=True)
        (self.folder / STOP).unlink(missing_ok=True)
        return self.run

    def how(self) -> How:
        """Say how it stands; first whether it runs, then what it left."""
        if self.is_running():
            return How.RUNNING
        if (self.run / DONE).exists():
            return How.DONE
        return How.REFUSED if (self.run / FAILED).exists() else How.NONE

    def is_running(self) -> bool:
        """Say whether somebody holds its lock."""
        if not self.run.is_dir():
            return False
        with (self.run / ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def start(self, task: dict[str, Any], at_once: int) -> bool:
        """Start it; False when as many hunts run as may run at once. It dies with this worker."""
        with contextlib.ExitStack() as locks:
            slot = _free_slot(at_once)
            if slot is None:
                return False
            locks.callback(os.close, slot)
            own = os.open(self.run / ".lock", os.O_WRONLY | os.O_CREAT, 0o600)
            locks.callback(os.close, own)
            fcntl.flock(own, fcntl.LOCK_EX)
            (self.run / TASK).write_text(json.dumps(task, ensure_ascii=False), encoding="utf-8")
            with (self.run / "errors").open("wb") as errors:
                _ours[self.hunt_id] = subprocess.Popen(  # noqa: S603  our own programme
                    [sys.executable, "-m", "vonggac.apps.hunts.child", str(self.folder)],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, env=self._environment(),
                    start_new_session=True, pass_fds=(slot, own), umask=0o077,
                )  # fmt: skip
        return True

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        return {**kept, "TMPDIR": str(self.run / "tmp"), "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}

    def stop(self) -> None:
        """End it, wherever it runs: ours at once, another worker's by a word in its folder."""
        process = _ours.pop(self.hunt_id, None)
        if process is not None and process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        elif self.folder.is_dir():
            (self.folder / STOP).touch(mode=0o600)

    def fell(self) -> bool:
        """Say whether the process that we started ended without having said anything."""
        process = _ours.get(self.hunt_id)
        if process is None or process.poll() is None:
            return False
        del _ours[self.hunt_id]
        return process.returncode not in {0, STOPPED} and self.how() is How.NONE

    def answer(self) -> dict[str, Any]:
        """Return what it said at its end."""
        return _json(self.run / DONE) or _json(self.run / FAILED)

    def memory(self) -> int:
        """Return the octets that a process of ours holds, those it has forked not counted; 0 where nobody can say."""
        process = _ours.get(self.hunt_id)
        with contextlib.suppress(OSError, ValueError, IndexError, AttributeError):
            pages = Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1]  # type: ignore[union-attr]
            return int(pages) * os.sysconf("SC_PAGE_SIZE")
        return 0

    def clear(self, *, keep_journal: bool = False) -> None:
        """Remove what it worked with."""
        _ours.pop(self.hunt_id, None)
        if keep_journal:
            for name in (TASK, KNOWN, FINDINGS, "picked.sqlite", "results.part"):
                (self.run / name).unlink(missing_ok=True)
        else:
            wipe(self.run)
        (self.folder / STOP).unlink(missing_ok=True)


def _free_slot(at_once: int) -> int | None:
    """Take one of the places of hunts that run; held by the process until it ends."""
    for number in range(at_once):
        slot = os.open(hunts_folder() / f".slot-{number}", os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(slot)
        else:
            return slot
    return None


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
