"""Where the long name of a body is broken, and how the two columns of the head share the width of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from vonggac.engines.documents.metrics import width_mm
from vonggac.engines.documents.text import upper
from vonggac.law.layout import Layout

AIR_MM = 1.5  # between a text and the edge of its column


@dataclass(frozen=True, slots=True)
class HeadFit:
    """Sizes, column widths and lines of the head of a document."""

    issuer_size: float
    nation_size: float
    motto_size: float
    left: float
    right: float
    parent: tuple[str, ...]
    issuer: tuple[str, ...]


def fit_head(parent: str, issuer: str, date_line: str, layout: Layout) -> HeadFit:
    """Choose the largest sizes at which the names keep their natural lines; else break the names further.

    Annex I, boxes 1 and 2: both sizes lie between 12 and 13, and the national title stays on one line.
    """
    boxes = layout.boxes
    for size in (boxes["issuer"].size.use, boxes["issuer"].size.low):
        left, right = _columns(layout, size)
        names = [_natural(name, size, bold, left, layout) for name, bold in ((parent, False), (issuer, True))]
        if all(_fits(line, size, bold, left) for lines, bold in zip(names, (False, True), strict=True) for line in lines):
            left, right = _room_for_date(date_line, names, size, left, layout)
            return _head(layout, size, left, right, names)
    size = boxes["issuer"].size.use
    left, right = _columns(layout, size)
    names = [
        _balanced(_natural(name, size, bold, left, layout), size, bold, left, layout) for name, bold in ((parent, False), (issuer, True))
    ]
    return _head(layout, size, left, right, names)


def _room_for_date(date_line: str, names: list[tuple[str, ...]], size: float, left: float, layout: Layout) -> tuple[float, float]:
    """Give the right column what a long name of place needs, as far as the names on the left can spare it."""
    date_size = min(layout.size("date"), _motto_size(layout, size))
    spare = layout.text_width - width_mm(date_line, date_size, italic=True) - AIR_MM
    need = max(width_mm(line, size, bold=bold) for lines, bold in zip(names, (False, True), strict=True) for line in lines) + AIR_MM
    left = min(left, max(spare, need))
    return left, layout.text_width - left


def _motto_size(layout: Layout, size: float) -> float:
    return max(layout.boxes["motto"].size.low, layout.size("motto") - (layout.size("issuer") - size))


def _columns(layout: Layout, size: float) -> tuple[float, float]:
    need = width_mm(layout.nation, size, bold=True) + AIR_MM
    usual = layout.text_width * (1 - layout.header_share)
    right = need if size < layout.size("nation") else max(need, usual)
    return layout.text_width - right, right


def _head(layout: Layout, size: float, left: float, right: float, names: list[tuple[str, ...]]) -> HeadFit:
    return HeadFit(size, size, _motto_size(layout, size), left, right, names[0], names[1])


def _fits(line: str, size: float, bold: bool, room: float) -> bool:
    return width_mm(line, size, bold=bold) <= room - AIR_MM


def _natural(name: str, size: float, bold: bool, room: float, layout: Layout) -> tuple[str, ...]:
    """Return the name on one line if it fits, else broken after the words that always end a line."""
    text = upper(name)
    if not text:
        return ()
    if _fits(text, size, bold, room):
        return (text,)
    for head in layout.break_after:
        if text.startswith(head + " "):
            return (head, text[len(head) + 1 :])
    return (text,)


def _balanced(lines: tuple[str, ...], size: float, bold: bool, room: float, layout: Layout) -> tuple[str, ...]:
    return tuple(part for line in lines for part in _balance(line, size, bold, room, layout))


def _balance(line: str, size: float, bold: bool, room: float, layout: Layout) -> tuple[str, ...]:
    """Break one line into the fewest lines that fit, rather before a word of place or "VÀ", else as even as possible."""
    words = line.split(" ")
    for count in range(1, len(words) + 1):
        ways = [way for way in _ways(words, count) if all(_fits(part, size, bold, room) for part in way)]
        if ways:
            return min(ways, key=lambda way: _unevenness(way, size, bold, layout))
    return tuple(words)


def _ways(words: list[str], count: int) -> Iterator[tuple[str, ...]]:
    for cuts in combinations(range(1, len(words)), count - 1):
        edges = (0, *cuts, len(words))
        yield tuple(" ".join(words[start:stop]) for start, stop in zip(edges, edges[1:], strict=False))


def _unevenness(way: tuple[str, ...], size: float, bold: bool, layout: Layout) -> float:
    widths = [width_mm(part, size, bold=bold) for part in way]
    bad_breaks = sum(not part.startswith(layout.break_before) for part in way[1:])
    return max(widths) - min(widths) + 25 * bad_breaks
