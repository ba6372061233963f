"""Tables of a PDF file, found by where the letters stand: columns are what no row writes across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vonggac.sources.addresslists.cells import addresses_in
from vonggac.sources.addresslists.grids import Sheet
from vonggac.sources.documents.lines import Line, Piece
from vonggac.sources.documents.pdf import page_lines
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse
from vonggac.sources.tables.reading import says_total

_CROSSED = 0.08
"""A gap between columns may be crossed by so many rows: a long name, two cells set too close."""
_NEAR = 1.7
"""A line belongs to a row when it is nearer than so many line heights."""
_SCAN = "Tệp PDF là bản quét nên không đọc được bảng. Xin nơi gửi tệp XLSX, CSV hoặc PDF có chữ."


@dataclass(slots=True)
class _Row:
    """A line with an address and the lines around it that go on with its cells."""

    line: Line
    before: list[Line] = field(default_factory=list)
    behind: list[Line] = field(default_factory=list)


def read_pages(data: bytes, name: str, limits: Limits) -> list[Sheet]:
    """Return the lines of all pages as one table; rows are counted through the file as a reader would count them."""
    pages = page_lines(data, name, limits)
    if not any(pages):
        refuse(name, _SCAN, "scan")
    columns = _columns([line for page in pages for line in page])
    rows = [_cells(row, columns) for page in pages for row in _rows(page)]
    return [Sheet("", rows, range(1, len(rows) + 1))]


def _holds_address(line: Line) -> bool:
    return any(addresses_in(cell.text[:2_000]).found for cell in line.cells)


def _columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Return left and right of each column: the stretches that rows with addresses fill."""
    rows = [line for line in lines if _holds_address(line)] or list(lines)
    filled: dict[int, int] = {}
    for line in rows:
        for cell in line.cells:
            for point in range(int(cell.left), min(int(cell.right), int(cell.left) + 3_000) + 1):
                filled[point] = filled.get(point, 0) + 1
    few = len(rows) * _CROSSED
    columns: list[tuple[float, float]] = []
    for point in sorted(point for point, count in filled.items() if count > few):
        if columns and point - columns[-1][1] <= 1.0:
            columns[-1] = (columns[-1][0], point)
        else:
            columns.append((point, point))
    return columns or [(0.0, 1.0)]


def _rows(page: Sequence[Line]) -> list[_Row]:
    """Lines that hold no address go with the nearest that does, when it is near and they are no total; others stand alone."""
    marks = [_holds_address(line) for line in page]
    widest = max((len(line.cells) for line, is_row in zip(page, marks, strict=True) if is_row), default=0)
    rows = [_Row(line) for line, is_row in zip(page, marks, strict=True) if is_row]
    first_top = rows[0].line.top if rows else 0.0
    alone: list[_Row] = []
    for line, is_row in zip(page, marks, strict=True):
        if is_row:
            continue
        home = _home(line, rows, widest, first_top)
        if home is None:
            alone.append(_Row(line))
        elif line.top < home.line.top:
            home.before.append(line)
        else:
            home.behind.append(line)
    return sorted([*rows, *alone], key=lambda row: row.line.top)


def _home(line: Line, rows: Sequence[_Row], widest: int, first_top: float) -> _Row | None:
    if not rows or len(line.cells) >= max(widest, 2) or says_total(line.cells[0].text) or line.bottom <= first_top:
        return None
    nearest = min(rows, key=lambda row: abs(row.line.top - line.top))
    return nearest if abs(nearest.line.top - line.top) <= _NEAR * max(line.size, nearest.line.size) else None


def _cells(row: _Row, columns: Sequence[tuple[float, float]]) -> list[str]:
    cells = [""] * len(columns)
    for line in (*row.before, row.line, *row.behind):
        for cell in line.cells:
            place = _place(cell, columns)
            cells[place] = f"{cells[place]} {cell.text.strip()}".strip()
    return cells


def _place(cell: Piece, columns: Sequence[tuple[float, float]]) -> int:
    """The column it overlaps most, else the nearest."""
    middle = (cell.left + cell.right) / 2

    def fit(index: int) -> tuple[float, float]:
        left, right = columns[index]
        return max(0.0, min(right, cell.right) - max(left, cell.left)), -abs(middle - (left + right) / 2)

    return max(range(len(columns)), key=fit)
