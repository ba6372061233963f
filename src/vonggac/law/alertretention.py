"""How long records of alerts are kept."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import lru_cache

from vonggac.law.load import DATA
from vonggac.law.retention import KeptFor, days_in, read_kept

FILE = "alert-retention.yaml"


class Kept(StrEnum):
    """What is thrown away after a time."""

    EVENTS = "events"
    """The records as they arrived."""
    KEYS = "keys"
    """Keys of batches, by which a batch sent again is known."""
    STRANGERS = "strangers"


def days_kept(what: Kept, on: date) -> int:
    """Return how many days something is kept by the rule of a day."""
    return days_in(retention(), what, on, file=FILE)


@lru_cache(maxsize=1)
def retention() -> tuple[KeptFor[Kept], ...]:
    """Return the shipped rules; raises LawError, with file and line, when the file is wrong."""
    return read_kept(DATA / FILE, Kept)
