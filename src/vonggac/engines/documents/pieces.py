"""Cuts a long document into pieces that are set one after the other, so that no more memory is needed than one piece takes.

A piece ends within a long table of an annex. It is set with more rows than its pages hold; the last page, which might have held more, is
thrown away, and the next piece begins with the first row of that page. So each page is filled as if the document had been set at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from vonggac.engines.documents.compose import Cell, Composed, Grid

ROOM = 150_000
"""How much one piece holds, in letters: some 300 rows of twelve columns, which take a typesetter some 90 MB."""
CELL = 20
"""What an empty cell counts for, in letters."""
LEAST_ROWS = 60
"""More rows than a page can hold, so that a piece ends behind its first page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is set at once; `place` names the annex and the block in it whose rows go on in the next piece."""

    parts: Composed
    place: tuple[int, int] | None = None


def piece_of(parts: Composed, room: int) -> Piece:
    """Return the beginning of a document up to the table in which the room runs out, or all of it."""
    for place, annex in enumerate(parts.annexes):
        for inner, block in enumerate(annex.blocks):
            if not isinstance(block, Grid):
                continue
            fitting = max(_rows_within(block, room), LEAST_ROWS)
            if fitting < len(block.rows):
                blocks = (*annex.blocks[:inner], _rows(block, slice(fitting), totals=()))
                return Piece(replace(parts, annexes=(*parts.annexes[:place], replace(annex, blocks=blocks))), (place, inner))
            room -= sum(map(_weight, block.rows))
    return Piece(parts)


def rest_from(parts: Composed, place: tuple[int, int], row: int) -> Composed:
    """Return the document from this row on: the annex goes on with its table, what stands before it is done."""
    (outer, inner), annexes = place, parts.annexes
    blocks = annexes[outer].blocks
    grid = blocks[inner]
    assert isinstance(grid, Grid)
    going_on = (_rows(grid, slice(row, None), totals=grid.totals), *blocks[inner + 1 :])
    return replace(parts, annexes=(replace(annexes[outer], blocks=going_on), *annexes[outer + 1 :]))


def _rows(grid: Grid, which: slice, *, totals: tuple[Cell, ...]) -> Grid:
    return replace(grid, rows=grid.rows[which], heights=grid.heights[which], totals=totals)


def _rows_within(grid: Grid, room: int) -> int:
    return sum(filled <= room for filled in accumulate(map(_weight, grid.rows)))


def _weight(row: Sequence[Cell]) -> int:
    return sum(len(cell.text) + CELL for cell in row)
