"""Tables of a Word file, every cell in its column: merged over columns leaves blanks, merged over rows says the same below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vonggac.sources.addresslists.grids import HeldSheet
from vonggac.sources.documents.numbering import W
from vonggac.sources.documents.word import open_word
from vonggac.sources.documents.wordwalk import Walk, children
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse

if TYPE_CHECKING:
    from lxml.etree import _Element

_WIDEST = 100


class TableWalk(Walk):
    """A walk that also keeps the cells of every table it passes."""

    def __init__(self, **parts: _Element | None) -> None:
        super().__init__(**parts)
        self.tables: list[list[list[str]]] = []

    def _table(self, table: _Element, depth: int) -> str:
        place = len(self.tables)
        self.tables.append([])
        rows: list[list[str]] = []
        for row in children(table, "tr"):
            rows.append(self._row(row, rows[-1] if rows else [], depth))
        self.tables[place] = rows
        return "\n".join("\t".join(row) for row in rows)

    def _row(self, row: _Element, above: list[str], depth: int) -> list[str]:
        cells: list[str] = [""] * _number(row.find(f"{W}trPr/{W}gridBefore"))
        for cell in children(row, "tc"):
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            text = " ".join(self._cell(cell, depth).split("\t"))
            if merge is not None and merge.get(f"{W}val", "continue") == "continue" and len(cells) < len(above):
                text = above[len(cells)]
            cells.append(text)
            cells.extend([""] * (_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1) - 1))
        return cells[:_WIDEST]


def _number(element: _Element | None, otherwise: int = 0) -> int:
    value = element.get(f"{W}val", "") if element is not None else ""
    return min(int(value), _WIDEST) if value.isdecimal() and value.isascii() and len(value) < 4 else otherwise


def read_tables(data: bytes, name: str, limits: Limits) -> list[HeldSheet]:
    """Return the tables in order, and the running text as a last table of one column."""
    _, walk, body = open_word(data, name, limits, TableWalk)
    assert isinstance(walk, TableWalk)
    text = walk.blocks(body)
    sheets = [HeldSheet(f"Bảng {number}", rows, range(1, len(rows) + 1)) for number, rows in enumerate(walk.tables, 1) if rows]
    if sum(len(sheet.rows) for sheet in sheets) > limits.rows:
        refuse(name, f"Danh sách có hơn {limits.rows} dòng. Chia thành nhiều tệp.", "too-many-rows")
    if sheets:
        return sheets
    lines = text.replace("\f", "\n").split("\n")
    return [HeldSheet("", [[line] for line in lines], range(1, len(lines) + 1))]
