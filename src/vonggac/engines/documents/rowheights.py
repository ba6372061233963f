"""How high the rows of a long table are, worked out from the widths of the letters.

A typesetter sets each cell twice when it must find the height of its row by itself: with thousands of rows that is most of the time and of
the memory. The lines are broken as it breaks them, at blanks, in a slightly narrower column, so that a row may be a line too high and is
never too low. A row with letters or words whose breaking is not certain is left to the typesetter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from vonggac.engines.documents.metrics import is_measured, width_mm

LONG = 200
"""Rows from which on it pays."""
CELL_PADDING_MM = 1.5
ROW_PADDING_PT = 2.5
CAUTION_MM = 0.15
LINE, LEADING = 1.107, 0.042
"""Height of a line and the room between two, in sizes of the letters: top edge 0.891, bottom edge 0.216 (paper.typ)."""


def room_in(width: float) -> float:
    """Return how wide a line in a column of this width may be."""
    return width - 2 * CELL_PADDING_MM - CAUTION_MM


def row_heights(rows: Sequence[Sequence[str]], widths: tuple[float, ...], size: float) -> tuple[float, ...]:
    """Return the height of each row in points, 0 where only the typesetter knows; nothing for a short table."""
    if len(rows) < LONG:
        return ()
    rooms = [room_in(width) for width in widths]
    return tuple(_height(row, rooms, size) for row in rows)


def _height(row: Sequence[str], rooms: list[float], size: float) -> float:
    counts = [_lines(cell, room, size) for cell, room in zip(row, rooms, strict=True)]
    if not all(counts):
        return 0.0
    lines = max(counts)
    return round(size * (lines * LINE + (lines - 1) * LEADING) + 2 * ROW_PADDING_PT, 3)


@lru_cache(maxsize=16_384)
def _lines(text: str, room: float, size: float) -> int:
    """Return on how many lines a cell stands, 0 when that is not certain."""
    if not is_measured(text):
        return 0
    count, filled, blank = 1, 0.0, width_mm(" ", size)
    for width in _measured(text, size):
        if width > room:
            return 0
        if filled and filled + blank + width > room:
            count, filled = count + 1, width
        else:
            filled += width + (blank if filled else 0.0)
    return count


def _measured(text: str, size: float) -> Iterator[float]:
    for word in text.split(" "):
        yield _width(word, size)


@lru_cache(maxsize=16_384)
def _width(word: str, size: float) -> float:
    return width_mm(word, size)
