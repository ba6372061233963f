"""How long the content of hunts is kept."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from vonggac.law.load import DATA
from vonggac.law.retention import KeptFor, days_in, read_kept

FILE = "hunt-retention.yaml"


class Kept(StrEnum):
    """What is thrown away after a time."""

    FILES = "files"
    """The files as they were handed over, and the whole results of a hunt."""


def keep_until(on: date, what: Kept = Kept.FILES) -> date:
    """Return the last day on which what was handed over on a day is kept."""
    return on + timedelta(days=days_in(retention(), what, on, file=FILE))


@lru_cache(maxsize=1)
def retention() -> tuple[KeptFor[Kept], ...]:
    """Return the shipped rules; raises LawError, with file and line, when the file is wrong."""
    return read_kept(DATA / FILE, Kept)
