"""Pieces of text with their places on a page into lines and their cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LABEL = re.compile(r"[-–—+•*●▪○]|(?:\d{1,2}|[IVX]{1,5}|[a-zđ]|\d{1,2}(?:\.\d{1,2})+)[.)]|\d{1,2}(?:\.\d{1,2})+")
# Gaps inside one cell, in sizes of the letters: inside a word, between words of a justified line, between pieces apart in the file.
_WIDEST_KERNING, _WIDEST_BLANK, _WIDEST_JUMP = 0.9, 2.5, 0.9


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters that stand together on one line; `order` is the place in the file's own reading order."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    order: int


@dataclass(slots=True)
class Line:
    """Cells of one line, left to right."""

    cells: list[Piece]

    @property
    def top(self) -> float:
        return min(cell.top for cell in self.cells)

    @property
    def bottom(self) -> float:
        return max(cell.bottom for cell in self.cells)

    @property
    def left(self) -> float:
        return self.cells[0].left

    @property
    def right(self) -> float:
        return self.cells[-1].right

    @property
    def text(self) -> str:
        return "\t".join(cell.text.strip() for cell in self.cells)

    @property
    def size(self) -> float:
        return max(self.cells, key=lambda cell: len(cell.text)).size


def lines_of(pieces: Sequence[Piece], *, widest_blank: float | None = None) -> list[Line]:
    """Return pieces grouped into lines from top to bottom, each line cut into cells at wide gaps.

    Most programs write blanks between words; then a gap without one is a gap between cells, be it narrow. A reader of tables says itself
    how wide a blank may be, in sizes of the letters, and joins no number with the cell beside it.
    """
    writes_blanks = sum(piece.text.count(" ") for piece in pieces) > 0.05 * sum(len(piece.text) for piece in pieces)
    rows: list[list[Piece]] = []
    for piece in sorted((each for each in pieces if each.text.strip()), key=lambda each: (each.top + each.bottom, each.left)):
        for row in reversed(rows[-4:]):
            if _same_line(row, piece):
                row.append(piece)
                break
        else:
            rows.append([piece])
    return sorted(
        (Line(_cells(row, writes_blanks=writes_blanks, widest_blank=widest_blank)) for row in rows),
        key=lambda line: (line.top + line.bottom) / 2,
    )


def _same_line(row: list[Piece], piece: Piece) -> bool:
    """Overlap in height of at least half the smaller one; a note sign raised above its line still overlaps."""
    biggest = max(row, key=lambda each: each.bottom - each.top)
    overlap = min(biggest.bottom, piece.bottom) - max(biggest.top, piece.top)
    return overlap >= 0.5 * min(biggest.bottom - biggest.top, piece.bottom - piece.top)


def _cells(row: list[Piece], *, writes_blanks: bool, widest_blank: float | None) -> list[Piece]:
    row = sorted(row, key=lambda each: each.left)
    usual = median(each.size for each in row)
    cells = [row[0]]
    for piece in row[1:]:
        last = cells[-1]
        gap = piece.left - last.right
        if widest_blank is not None:
            widest = widest_blank
        elif writes_blanks and not (last.text.endswith(" ") or piece.text.startswith(" ")):
            widest = _WIDEST_KERNING
        else:
            widest = _WIDEST_BLANK if piece.order == last.order + 1 else _WIDEST_JUMP
        if gap > usual * widest:
            cells.append(piece)
        else:
            cells[-1] = _merged(last, piece, gap, usual)
    if widest_blank is None and len(cells) == 2 and _LABEL.fullmatch(cells[0].text.strip()):
        return [_merged(cells[0], cells[1], usual, usual)]  # an automatic number and its text, set apart by a tab
    return cells


def _merged(last: Piece, piece: Piece, gap: float, usual: float) -> Piece:
    raised = piece.size < 0.75 * last.size and piece.text.strip().isdigit() and piece.bottom < last.bottom - 0.15 * last.size
    added = piece.text.strip().translate(_SUPERSCRIPT) if raised else piece.text
    blank = "" if raised or gap < 0.12 * usual or last.text.endswith(" ") or added.startswith(" ") else " "
    size = max(last, piece, key=lambda each: len(each.text)).size
    return Piece(
        last.text + blank + added,
        last.left,
        min(last.top, piece.top),
        max(last.right, piece.right),
        max(last.bottom, piece.bottom),
        size,
        piece.order,
    )
