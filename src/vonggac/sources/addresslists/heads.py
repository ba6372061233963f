"""Where the rows of data begin and which rows above them, or which comment, head the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vonggac.sources.addresslists.cells import addresses_in, domain_in, is_url
from vonggac.sources.addresslists.model import Meaning
from vonggac.sources.addresslists.vocabulary import named
from vonggac.sources.tables.headings import numbers_columns, titles_of

_LOOK_AT = 200
_ADDRESSES = {Meaning.ADDRESS, Meaning.C2_ADDRESS, Meaning.DOMAIN, Meaning.URL}
"""A single column is headed by nothing else; other words above it are words."""
_TALLEST = 3
_COMMENT_SIGNS = re.compile(r"^[\s#;/]+|^\s*(?:format|fields|columns)\s*:\s*", re.IGNORECASE)
_WRITTEN_TAB = re.compile(r"\s*<tab>\s*", re.IGNORECASE)
_WRITTEN_END = re.compile(r"\s*<(?:cr|lf|crlf)>\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """Indexes into the rows looked at."""

    header: tuple[int, ...]
    """Rows that head the columns; empty when none does."""
    first: int
    """First row of data."""
    titles: tuple[str, ...]


def find_head(rows: Sequence[Sequence[str]]) -> Head:
    """Return where data begins, told by the first address, and the heading that names most kinds of columns above it."""
    width = max((len(row) for row in rows), default=0)
    looked_at = rows[:_LOOK_AT]
    data = next((index for index, row in enumerate(looked_at) if _has_address(row)), None)
    if data is None:
        data = next((index for index, row in enumerate(looked_at) if any(_names_host(cell) for cell in row)), None)
    if data is None:
        return Head((), 0, ("",) * width)
    best: tuple[tuple[int, float, int], Head] | None = None
    for top in range(data):
        for height in range(1, min(_TALLEST, data - top) + 1):
            window = rows[top : top + height]
            if not all(_may_head(row, width) for row in window):
                break
            titles = _titles(window, width)
            rank = (*worth(titles), -height)
            if rank[0] and (width > 1 or _ADDRESSES & named(titles[0]).keys()) and (best is None or rank > best[0]):
                best = rank, Head(tuple(range(top, top + height)), top + height, titles)
    if best is None:
        return _unnamed(rows, data, width)
    head = best[1]
    return Head(head.header, _below(rows, head.first, data), head.titles)


def _has_address(row: Sequence[str]) -> bool:
    return any(addresses_in(cell[:2_000]).found for cell in row if "." in cell or ":" in cell)


def _names_host(cell: str) -> bool:
    return is_url(cell[:2_000]) or bool(domain_in(cell) and not named(cell))


def _may_head(row: Sequence[str], width: int) -> bool:
    return _filled(row) >= min(2, width) and all(len(cell) < 200 for cell in row)


def _titles(window: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    whole = titles_of([list(row) for row in window])[0]
    return tuple(" ".join(whole.get(index, "").split()) for index in range(width))


def worth(titles: Sequence[str]) -> tuple[int, float]:
    """Return how many different meanings the headings name, and how clearly."""
    best = [max(named(title).items(), key=lambda item: item[1]) for title in titles if named(title)]
    return len({meaning for meaning, _ in best}), round(sum(strength for _, strength in best), 3)


def _below(rows: Sequence[Sequence[str]], first: int, data: int) -> int:
    """Below the heading there may be a row of column numbers, and blank rows."""
    while first < data and (numbers_columns(rows[first]) or not any(cell.strip() for cell in rows[first])):
        first += 1
    return first


def _unnamed(rows: Sequence[Sequence[str]], data: int, width: int) -> Head:
    """A row of words right above the data heads it, whatever language it is in."""
    above = data - 1
    if above >= 0 and numbers_columns(rows[above]):
        above -= 1
    if above >= 0:
        cells = [cell for cell in rows[above] if cell.strip()]
        is_words = all(not any(letter.isdigit() for letter in cell) and len(cell) < 60 for cell in cells)
        if width >= 2 and len(cells) * 2 >= width and is_words:
            return Head((above,), data, _titles([rows[above]], width))
    usual = _filled(rows[data])
    while above >= 0 and _filled(rows[above]) >= usual and any(letter.isdigit() for cell in rows[above] for letter in cell):
        above -= 1
    return Head((), above + 1 if width >= 2 else 0, ("",) * width)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def from_comments(comments: Sequence[tuple[int, str]], separator: str, width: int) -> tuple[int, tuple[str, ...]] | None:
    """Return line number and titles of the comment that names the columns: "#category|address|asn", "# source IP <tab> Reports"."""
    best: tuple[tuple[int, float], int, tuple[str, ...]] | None = None
    for line, text in comments:
        text = _WRITTEN_END.sub("", _WRITTEN_TAB.sub("\t", text.strip()))
        while (shorter := _COMMENT_SIGNS.sub("", text)) != text:
            text = shorter
        cells = text.split() if separator == " " else text.split(separator)
        rank = worth([cell.strip() for cell in cells])
        if len(cells) == width and rank[0] >= 2 and (best is None or rank > best[0]):
            best = rank, line, tuple(cell.strip() for cell in cells)
    return (best[1], best[2]) if best else None
