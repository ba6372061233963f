"""Where the heading of a list is, and which column is which: found by words, below titles, over one to three lines, merged or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from vonggac.kernel.vietnamese import fold
from vonggac.sources.tables.model import Column, Grid
from vonggac.sources.tables.values import as_text, is_blank

_LOOK_AT = 40
_TALLEST = 3
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_TRIM = re.compile(r"[*:#.…]+|\s+")
_COLUMN_NUMBER = re.compile(r"\(?\s*(?:\d{1,3}|[A-Z])\s*\)?")


@dataclass(frozen=True, slots=True)
class Heading:
    """Which cell of a row holds which expected column."""

    first: int
    """Index of the first row below it."""
    places: dict[str, int]
    titles: dict[int, str]
    """Every heading text by column index."""

    def unknown(self) -> tuple[str, ...]:
        """Return the headings that were not asked for."""
        known = set(self.places.values())
        return tuple(title for index, title in sorted(self.titles.items()) if index not in known and title)


def find_heading(grid: Grid, expected: Sequence[Column]) -> Heading | None:
    """Return the heading that names most expected columns; the first and flattest of equals."""
    best: tuple[tuple[int, int], Heading] | None = None
    for top in range(min(len(grid.rows), _LOOK_AT)):
        for height in range(1, min(_TALLEST, len(grid.rows) - top) + 1):
            titles = titles_of(grid.rows[top : top + height])
            places = _places(titles, expected)
            rank = len(places), -height
            if places and (best is None or rank > best[0]):
                best = rank, Heading(top + height, places, titles[0])
    return _below_numbers(best[1], grid) if best else None


@lru_cache(maxsize=4096)
def plain(title: str) -> str:
    """Return a heading as it is compared: folded, without stars, colons and blanks at the ends. The same few are asked for in every row."""
    return fold(_TRIM.sub(" ", title))


def titles_of(rows: Sequence[list[object]]) -> list[dict[int, str]]:
    """For each column the ways to read its heading: whole (upper and lower words), the lowest words only, the group only."""
    texts = [[as_text(cell) if not is_blank(cell) else "" for cell in row] for row in rows]
    width = max(len(row) for row in texts)
    columns = [[row[index] if index < len(row) else "" for row in texts] for index in range(width)]
    lowest = {index: next((text for text in reversed(column) if text), "") for index, column in enumerate(columns)}
    if len(rows) == 1:
        return [lowest]
    group = ""
    whole: dict[int, str] = {}
    for index, column in enumerate(columns):
        group = column[0] or (group if column[-1] else "")
        parts = [group, *column[1:]] if column[-1] and len(column) > 1 else column
        whole[index] = " ".join(dict.fromkeys(part for part in parts if part))
    return [whole, lowest]


def _places(readings: list[dict[int, str]], expected: Sequence[Column]) -> dict[str, int]:
    """Exact headings first, then the same without what stands in brackets; a column is taken once."""
    places: dict[str, int] = {}
    for reading in readings:
        for shorten in (False, True):
            for column in expected:
                if column.key not in places:
                    wanted = {plain(each) for each in (column.title, *column.synonyms)} | {plain(column.key)}
                    wanted |= {plain(_ASIDE.sub(" ", each)) for each in (column.title, *column.synonyms)}
                    found = _first_with(reading, wanted, set(places.values()), shorten=shorten)
                    if found is not None:
                        places[column.key] = found
    return places


def _first_with(reading: dict[int, str], wanted: set[str], taken: set[int], *, shorten: bool) -> int | None:
    for index, title in reading.items():
        text = plain(_ASIDE.sub(" ", title) if shorten else title)
        if text and index not in taken and text in wanted:
            return index
    return None


def _below_numbers(heading: Heading, grid: Grid) -> Heading:
    if heading.first < len(grid.rows) and numbers_columns(grid.rows[heading.first]):
        return Heading(heading.first + 1, heading.places, heading.titles)
    return heading


def numbers_columns(row: Sequence[object]) -> bool:
    """Many lists number their columns in a row of its own: (1) (2) (3)."""
    cells = [as_text(cell) for cell in row if not is_blank(cell)]
    if len(cells) < 3 or len(set(cells)) != len(cells) or not all(_COLUMN_NUMBER.fullmatch(cell) for cell in cells):
        return False
    numbers = [int(re.sub(r"\D", "", cell)) for cell in cells if any(letter.isdigit() for letter in cell)]
    return bool(numbers) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
