"""How far a long hunt is, on one line of the terminal: part done, rate, time left."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TextIO

from vonggac.kernel.reading import format_number

if TYPE_CHECKING:
    from vonggac.sources.hunting import Watched

EVERY = 0.25
EVERY_WHEN_WRITTEN = 10.0
"""Seconds between two lines; fewer where they stay, as in a file."""
MEGABYTE = 1_000_000
MINUTE, HOUR = 60, 3600


class Progress:
    """Writes on stderr while a hunt goes on; asks the clock, so it lives here and not below."""

    def __init__(self, out: TextIO | None = None, *, clock: object = None) -> None:
        self._out = out or sys.stderr
        self._clock = clock if callable(clock) else time.monotonic
        self._is_terminal = self._out.isatty()
        self._began = self._clock()
        self._next = self._began + (EVERY if self._is_terminal else EVERY_WHEN_WRITTEN)
        self._wrote = False

    def __call__(self, watched: Watched) -> None:
        now = self._clock()
        if now < self._next:
            return
        self._next = now + (EVERY if self._is_terminal else EVERY_WHEN_WRITTEN)
        line = progress_line(watched, now - self._began)
        self._out.write(f"\r\x1b[K{line}" if self._is_terminal else f"{line}\n")
        self._out.flush()
        self._wrote = True

    def end(self) -> None:
        """Leave the line free for what follows."""
        if self._wrote and self._is_terminal:
            self._out.write("\r\x1b[K")
            self._out.flush()


def progress_line(watched: Watched, seconds: float) -> str:
    """Return one line: "43 %, 12,3/28 MB, 58.000 sự kiện/giây, còn 12 giây, 34 kết quả"."""
    done, whole = watched.bytes, watched.bytes_all
    parts = [f"{100 * done // whole} %, {_megabytes(done)}/{_megabytes(whole)} MB"] if whole else []
    if seconds > 0:
        parts.append(f"{format_number(int(watched.events / seconds))} sự kiện/giây")
    if 0 < done < whole and seconds >= 1:
        parts.append(f"còn {lasting(seconds * (whole - done) / done)}")
    parts.append(f"{format_number(watched.found)} kết quả")
    return ", ".join(parts)


def lasting(seconds: float) -> str:
    """Return how long something lasts, as people say it: 12 giây, 3 phút, 2 giờ 5 phút."""
    whole = max(1, round(seconds))
    if whole < 2 * MINUTE:
        return f"{whole} giây"
    if whole < 2 * HOUR:
        return f"{round(whole / MINUTE)} phút"
    return f"{whole // HOUR} giờ {whole % HOUR // MINUTE} phút"


def _megabytes(size: int) -> str:
    return format_number(round(size / MEGABYTE, 1))
