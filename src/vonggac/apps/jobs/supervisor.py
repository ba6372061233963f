"""Keeps the processes of `vonggac serve` running: starts them, restarts one that falls, stops them all together. Knows no Django."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

CANNOT_START = 2
"""A child that ends with this has said why in one sentence; starting it again would not help."""
STEADY_AFTER = 30.0
"""Seconds after which a process counts as running well, so the next fall starts the pauses anew."""
LONGEST_PAUSE = 30.0
FALLS_BEFORE_GIVING_UP = 5
"""A process that falls this often in a row without ever having run well is a fault that a person must see."""
PATIENCE = 8.0
"""Seconds between asking to stop and forcing it; work that is cut off is repeated by its lease."""


@dataclass
class Child:
    """One process that shall run."""

    name: str
    command: Sequence[str]
    waits: bool = False
    """Starts only after the preparation; for those who need not be quick."""
    alone: bool = False
    """When it cannot run, that is said and tried again; the others go on without it."""
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    again_at: float = 0.0

    def start(self, now: float) -> None:
        """Start it; the signals of the terminal reach only the supervisor, which passes them on."""
        self.started = now
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603

    def pause(self) -> float:
        """Return the seconds to wait before the next start: 0.5, 1, 2, 4 … at most 30."""
        return min(LONGEST_PAUSE, 0.5 * 2 ** max(0, self.falls - 1))


@dataclass
class Supervisor:
    """Runs the children until it is told to stop, or until one of them cannot run at all."""

    children: list[Child]
    first: Child | None = None
    """Prepares and ends; the others start beside it and wait at a gate of theirs until `when_ready` opens it."""
    when_ready: Callable[[], None] = lambda: None
    say: Callable[[str], None] = lambda line: print(line, file=sys.stderr, flush=True)  # noqa: T201
    clock: Callable[[], float] = time.monotonic
    stopping: bool = False
    result: int = 0

    def run(self) -> int:
        """Run until stopped; return the exit code: 0 when asked to stop, another when a process cannot run."""
        self._listen()
        try:
            for child in self._all():
                if self.first is None or not child.waits:
                    child.start(self.clock())
            while not self.stopping:
                self.look(self.clock())
                self._doze()
        finally:
            self._stop_all()
        return self.result

    def look(self, now: float) -> None:
        """One round: notice who fell, start again whose pause is over."""
        self._look_at_first()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._fell(child, child.process.returncode, now)
            elif child.process is None and now >= child.again_at and not self.stopping and not (child.waits and self.first):
                child.start(now)

    def _all(self) -> list[Child]:
        return [*([self.first] if self.first else []), *self.children]

    def _look_at_first(self) -> None:
        if self.first is None or self.first.process is None or self.first.process.poll() is None:
            return
        code, self.first = self.first.process.returncode, None
        if code == 0:
            self.when_ready()
        else:
            self.stopping, self.result = True, code if code > 0 else 1

    def _fell(self, child: Child, code: int, now: float) -> None:
        child.process = None
        if self.stopping:
            return
        child.falls = 1 if now - child.started >= STEADY_AFTER else child.falls + 1
        cannot = code == CANNOT_START or child.falls >= FALLS_BEFORE_GIVING_UP
        if cannot and child.alone:
            child.again_at = now + LONGEST_PAUSE
            self.say(f"Tiến trình {child.name} không chạy được; các phần khác vẫn chạy, thử lại sau {LONGEST_PAUSE:g} giây.")
            return
        if cannot:
            self.say(f"Vọng Gác dừng lại: tiến trình {child.name} không chạy được.")
            self.stopping, self.result = True, CANNOT_START if code == CANNOT_START else 1
            return
        child.again_at = now + child.pause()
        self.say(f"Tiến trình {child.name} dừng đột ngột (mã {code}); chạy lại sau {child.pause():g} giây.")

    def _listen(self) -> None:
        """SIGTERM, SIGINT and SIGHUP stop us; a byte in a pipe ends the doze at once, with no moment in between to miss."""
        self._wake_read, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        if self.stopping and number == signal.SIGINT:
            self._send(signal.SIGKILL)
        self.stopping = True

    def _doze(self) -> None:
        if self.stopping:
            return
        ready, _, _ = select.select([self._wake_read], [], [], 1.0)
        if ready:
            os.read(self._wake_read, 512)

    def _send(self, number: signal.Signals) -> None:
        for child in self._all():
            if child.process is not None and child.process.poll() is None:
                with suppress(ProcessLookupError):
                    child.process.send_signal(number)

    def _stop_all(self) -> None:
        self.stopping = True
        self._send(signal.SIGTERM)
        limit = self.clock() + PATIENCE
        for child in self._all():
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, limit - self.clock()))
            except subprocess.TimeoutExpired:
                self.say(f"Tiến trình {child.name} không dừng kịp; buộc dừng. Việc dở dang sẽ được làm lại.")
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()
