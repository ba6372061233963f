"""Tables of a PDF file, found by where the letters stand: columns are what no row writes across."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from vonggac.sources.addresslists.cells import PLAIN, addresses_in
from vonggac.sources.addresslists.grids import HeldSheet
from vonggac.sources.addresslists.heads import worth
from vonggac.sources.documents.lines import Line, Piece
from vonggac.sources.documents.pdf import page_lines
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse
from vonggac.sources.tables.reading import says_total

_CROSSED = 0.08
"""A gap between columns may be crossed by so many rows: a long name, two cells set too close."""
_NEAR = 1.7
"""A line belongs to a row when it is nearer than so many line heights."""
_INTERLEAVED = 1.05
"""Cells set in the middle of their row have lines between the lines of their neighbours."""
_LONGEST_PORT = 5
_FIGURES = re.compile(r"[\d.]+")
_SCAN = (
    "Tệp PDF là bản quét (ảnh của trang giấy). Nhận dạng chữ có thể đọc sai một chữ số của địa chỉ và gọi nhầm cơ quan, "
    "nên danh sách quét không được nhận. Xin nơi gửi tệp gốc: XLSX, CSV hoặc PDF có chữ. "
    "Nếu không có, gõ lại các địa chỉ vào tệp chữ (.txt), mỗi dòng một địa chỉ, rồi gửi tệp ấy."
)


@dataclass(slots=True)
class _Row:
    """A line with an address and the lines around it that go on with its cells."""

    line: Line
    before: list[Line] = field(default_factory=list)
    behind: list[Line] = field(default_factory=list)


def read_pages(data: bytes, name: str, limits: Limits) -> list[HeldSheet]:
    """Return the lines of all pages as one table; rows are counted through the file as a reader would count them."""
    pages = page_lines(data, name, limits)
    if not any(pages):
        refuse(name, _SCAN, "scan")
    columns = _columns(pages)
    found: list[_Row] = []
    for page in pages:
        rows_here = _rows(page)
        _carry_over(found, rows_here)
        found += rows_here
    rows = [_cells(row, columns) for row in found]
    return [HeldSheet("", rows, range(1, len(rows) + 1))]


def _holds_address(line: Line) -> bool:
    return any(addresses_in(cell.text[:2_000]).found for cell in line.cells)


def _carry_over(before: list[_Row], page: list[_Row]) -> None:
    """A row cut at the foot of a page goes on at the top of the next, right above the rows there; numbers of pages stand farther off."""
    if not before or not _holds_address(before[-1].line):
        return
    ahead = next((index for index, row in enumerate(page) if _holds_address(row.line)), 0)
    if any(worth(row.line.text.split("\t"))[0] for row in page[:ahead]):
        return
    lines = [line for row in page[:ahead] for line in (row.line, *row.behind)]
    first = page[ahead] if page else before[-1]
    tops = [*(line.top for line in lines), min(line.top for line in (first.line, *first.before))]
    if all(_is_rest(line, below - line.top, before[-1]) for line, below in zip(lines, tops[1:], strict=False)):
        before[-1].behind += lines
        del page[:ahead]


def _is_rest(line: Line, gap: float, row: _Row) -> bool:
    return gap <= _NEAR * line.size and len(line.cells) < len(row.line.cells) and not line.text.strip().isdecimal()


def _table_lines(page: Sequence[Line]) -> list[Line]:
    """From the first line with an address to the last."""
    marks = [index for index, line in enumerate(page) if _holds_address(line)]
    return list(page[marks[0] : marks[-1] + 1]) if marks else []


def _columns(pages: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """Return left and right of each column: the stretches that the rows fill."""
    rows = [line for page in pages for line in _table_lines(page)] or [line for page in pages for line in page]
    count = sum(1 for line in rows if _holds_address(line)) or len(rows)
    filled: dict[int, int] = {}
    for line in rows:
        for cell in line.cells:
            for point in range(int(cell.left), min(int(cell.right), int(cell.left) + 3_000) + 1):
                filled[point] = filled.get(point, 0) + 1
    few = count * _CROSSED
    columns: list[tuple[float, float]] = []
    for point in sorted(point for point, times in filled.items() if times > few):
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
    if not between:
        return []
    if upper is None:
        return _first_of_page(between, lower)
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


def _first_of_page(lines: list[Line], lower: _Row | None) -> list[_Row]:
    """Above the first row stand titles and the heading; what is set within less than a line of the row belongs to it."""
    below = lower.line if lower else None
    while lower and below and lines and below.top - lines[-1].top <= _INTERLEAVED * below.size:
        below = lines.pop()
        lower.before.insert(0, below)
    rows: list[_Row] = []
    last: Line | None = None
    for line in lines:
        gap = line.top - last.top if last is not None else 0.0
        wraps = rows and len(rows[-1].line.cells) > 1 and _goes_on(line, gap, rows[-1])
        if rows and (wraps or gap <= _INTERLEAVED * line.size):
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
            cells[place] = _continued(cells[place], cell.text.strip())
    return cells


def _continued(above: str, below: str) -> str:
    """A narrow column breaks numbers and addresses; "203.0.113.1" over "4" is one address, and must never be read as another."""
    if _FIGURES.fullmatch(above) and _FIGURES.fullmatch(below):
        whole = above + below
        if PLAIN.fullmatch(whole) or (whole.isdecimal() and len(whole) <= _LONGEST_PORT):
            return whole
    return f"{above} {below}".strip()


def _place(cell: Piece, columns: Sequence[tuple[float, float]]) -> int:
    """The column it overlaps most, else the nearest."""
    middle = (cell.left + cell.right) / 2

    def fit(index: int) -> tuple[float, float]:
        left, right = columns[index]
        return max(0.0, min(right, cell.right) - max(left, cell.left)), -abs(middle - (left + right) / 2)

    return max(range(len(columns)), key=fit)
