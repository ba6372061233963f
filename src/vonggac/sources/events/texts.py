"""Logs of lines: some thousand at a time, decoded at once, so that a line costs no more than its own reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import BinaryIO

from vonggac.sources.events.gathering import Gathering
from vonggac.sources.limits import MEGABYTE
from vonggac.sources.lines import LONG, LONGEST_LINE, whole_lines, why_left_out

LINES_AT_ONCE = 2_048
_READ = MEGABYTE


def lines_of(stream: BinaryIO, gathering: Gathering) -> Iterator[tuple[int, list[str], int]]:
    """Give (number of the first line, lines, their bytes); lines that are too long are located and left out.

    A lone carriage return ends no line. NUL before a line is what a machine that lost its power leaves in its logs, and is dropped.
    """
    number = 1
    for data, is_long in whole_lines(iter(lambda: stream.read(_READ), b""), (b"\n",)):
        if is_long:
            gathering.add_bad(number, why_left_out(LONG), LONG)
            number += 1
            continue
        lines = _decoded(data).split("\n")
        if not lines[-1]:
            lines.pop()
        if len(data) > LONGEST_LINE:
            _leave_out_long(lines, number, gathering)
        share = len(data) // (len(lines) // LINES_AT_ONCE + 1) if lines else 0
        for at in range(0, len(lines), LINES_AT_ONCE):
            yield number + at, lines[at : at + LINES_AT_ONCE], share
        number += len(lines)


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "backslashreplace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").removesuffix("\r")
    return "\n".join(line.lstrip("\0") for line in text.split("\n")) if "\0" in text else text


def _leave_out_long(lines: list[str], first: int, gathering: Gathering) -> None:
    for at, line in enumerate(lines):
        if len(line) > LONGEST_LINE:
            gathering.add_bad(first + at, why_left_out(LONG), LONG, line[:200])
            lines[at] = ""


@lru_cache(maxsize=4_096)
def from_epoch(seconds: int) -> str:
    """Return a moment of Unix time as ISO 8601 in UTC, to the second and without its zone; "" when it is none."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return ""


def epoch_time(text: str) -> str:
    """Return "1604996384.965" as "2020-11-10T08:19:44.965Z"; "" when it is no moment."""
    whole, _, fraction = text.partition(".")
    if not (whole.isascii() and whole.isdigit()) or len(whole) > 11:
        return ""
    second = from_epoch(int(whole))
    return f"{second}.{fraction[:9]}Z" if second and fraction.isascii() and fraction.isdigit() else second and second + "Z"
