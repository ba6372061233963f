"""The security level of an information system: 1 to 5, or not known yet.

The number is all that code knows; what a level demands is dated data in `law/`.
"""

from __future__ import annotations

import re
from enum import IntEnum

from vonggac.kernel.vietnamese import fold


class Level(IntEnum):
    """Level 5 is the highest (Decree 85/2016, Articles 7-11; Law 116/2025)."""

    ONE = 1
    TWO = 2
    THREE = 3
    FOUR = 4
    FIVE = 5

    def __str__(self) -> str:
        return f"Cấp độ {self.value}"


UNKNOWN = "Chưa xác định cấp độ"
FIRST_IN_EVERY_QUEUE = Level.THREE
"""From this level on a system comes before all others (founding letter, item 5)."""

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_WRITTEN = re.compile(r"(?:he thong )?(?:thong tin )?(?:cap do|cap|cd|level|lv)?\.?\s*(?:0?([1-5])(?:[.,]0+)?|(i{1,3}|iv|v))")


def parse_level(text: str) -> Level | None:
    """Read "3", "3.0" (a spreadsheet's number), "Cấp độ 3", "CĐ 3", "cấp III"; None for anything else, which is "not known"."""
    found = _WRITTEN.fullmatch(fold(text))
    if found is None:
        return None
    return Level(int(found[1])) if found[1] else Level(_ROMAN[found[2]])


def level_text(level: int | None) -> str:
    """Write a level for the screen."""
    return UNKNOWN if level is None else str(Level(level))


def is_level_three_or_above(level: int | None) -> bool:
    """Say whether a system goes first; one whose level is not known does not claim it."""
    return level is not None and level >= FIRST_IN_EVERY_QUEUE


def queue_rank(level: int | None) -> int:
    """Return what a queue orders by, smallest first: 5, 4, 3, then not known, then 2, 1.

    Not known comes before the low levels because it may turn out to be high.
    """
    if level is None:
        return 3
    return 5 - level if level >= FIRST_IN_EVERY_QUEUE else 6 - level
