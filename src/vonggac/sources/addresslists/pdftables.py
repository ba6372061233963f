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
    """Lines without an address between two rows are parted at their widest gap: above it they go on with the upper row."""
    rows: list[_Row] = []
    between: list[Line] = []
    for line in page:
        if _holds_address(line):
            rows += _shared(rows[-1] if rows else None, between, row := _Row(line))
            rows.append(row)
            between = []
        else:
            between.append(line)
    rows += _shared(rows[-1] if rows else None, between, None)
    return sorted(rows, key=lambda row: row.line.top)


def _shared(upper: _Row | None, between: list[Line], lower: _Row | None) -> list[_Row]:
    """Give lines to the row above and the row below; those that go with neither stand alone."""
    if upper is None:
        return _heads(between)
    if not between:
        return []
    tops = [upper.line.top, *(line.top for line in between), *([lower.line.top] if lower else [])]
    gaps = [below - above for above, below in zip(tops, tops[1:], strict=False)]
    cut = max(range(len(gaps)), key=lambda index: (gaps[index], index)) if lower else len(between)
    taken: set[int] = set()
    for index in range(cut):
        if not _goes_on(between[index], gaps[index], upper):
            break
        upper.behind.append(between[index])
        taken.add(index)
    for index in range(len(between) - 1, cut - 1, -1):
        if lower is None or not _goes_on(between[index], gaps[index + 1], lower):
            break
        lower.before.insert(0, between[index])
        taken.add(index)
    return [_Row(line) for index, line in enumerate(between) if index not in taken]


def _heads(lines: Sequence[Line]) -> list[_Row]:
    """Above the first row of a page stand titles and a heading, whose words may go on in the next line."""
    rows: list[_Row] = []
    last: Line | None = None
    for line in lines:
        if rows and last is not None and len(rows[-1].line.cells) > 1 and _goes_on(line, line.top - last.top, rows[-1]):
            rows[-1].behind.append(line)
        else:
            rows.append(_Row(line))
        last = line
    return rows


def _goes_on(line: Line, gap: float, row: _Row) -> bool:
    few = len(line.cells) < max(len(row.line.cells), 2)
    return few and not says_total(line.cells[0].text) and gap <= _NEAR * max(line.size, row.line.size)


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
