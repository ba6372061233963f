"""XLSX workbooks: cached values only, no formula is ever computed, no link followed."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING

from vonggac.kernel.badrows import BadRow
from vonggac.sources import legacy
from vonggac.sources.archives import Package, open_package
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse, remark
from vonggac.sources.tables.model import Grid
from vonggac.sources.tables.sheetparts import PART, parts, pieces
from vonggac.sources.trees import declares_entities, local, parse_xml

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Merged = tuple[tuple[int, int], tuple[int, int]]
"""Row and column, counted from 0, of the first and the last cell."""
_MERGED = 100_000
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*?\bref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
_CELL = re.compile(rb"""<(?:\w+:)?c\b(?P<attributes>[^>]*)(?<!/)>""")
_FILLED = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_IS_ERROR = re.compile(rb"""\bt=["']e["']""")
_NEVER_COMPUTED = re.compile(
    rb"""<(?:\w+:)?c\b([^>]*)(?<!/)><(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>|</(?:\w+:)?c>)"""
)
_ERROR = "Ô công thức báo lỗi. Sửa công thức hoặc nhập giá trị."
_EMPTY = "Ô công thức chưa có giá trị được lưu. Mở tệp bằng Excel, lưu lại, hoặc nhập giá trị."
_DENSE = 20_000_000
"""Cells in the rectangle around all values; the library holds the whole rectangle in memory."""


Lines = Sequence[int]
"""The line number that each row has in its sheet."""
Slices = Iterator[tuple[list[list[object]], Lines]]


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One visible sheet; its rows are read when they are asked for, of a long sheet some at a time."""

    name: str
    faults: Mapping[tuple[int, int], str]
    """(line, column from 0) → why a cell arrives blank although it is not."""
    read: Callable[[], Slices]

    def slices(self) -> Slices:
        """Give the rows in order, in Unicode; a sheet typed in a font of before Unicode is told by its first rows."""
        convert: Callable[[str], str] | None = None
        for number, (rows, lines) in enumerate(self.read()):
            convert = _old_letters(rows) if number == 0 else convert
            if convert is not None:
                rows = [[convert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
            yield rows, lines


@dataclass(frozen=True, slots=True)
class Workbook:
    """An opened workbook: its visible sheets, and what to tell the sender."""

    package: Package
    sheets: list[SheetRows]
    notes: list[BadRow]

    def grids(self) -> list[Grid]:
        """Return the sheets with all their rows."""
        return [_grid(sheet) for sheet in self.sheets]


def open_xlsx(data: bytes, name: str, limits: Limits) -> Workbook:
    """Look at every part of a workbook, and return what can be read from it."""
    package = open_package(data, name, limits)
    looks = _inspected(package, name, limits)
    notes: list[BadRow] = []
    is_long = any(look.size > PART for look in looks.values())
    needs_parts = is_long or any(look.faults for look in looks.values())
    by_name = {sheet: looks[part] for sheet, part in _sheet_parts(package, name, limits).items() if part in looks} if needs_parts else {}
    sheets = list(_sheets(data, package, limits, by_name, notes))
    return Workbook(package, sheets, notes)


def _grid(sheet: SheetRows) -> Grid:
    rows: list[list[object]] = []
    lines: list[int] = []
    for some, places in sheet.slices():
        rows += some
        lines += places
    return Grid(sheet.name, rows, lines, sheet.faults)


@dataclass(slots=True)
class Look:
    """What a sheet showed before anybody read it."""

    part: str
    size: int = 0
    last_row: int = 0
    last_column: int = 0
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)

    def at(self, xml: bytes) -> None:
        """Take note of one piece of its XML."""
        self.size += len(xml)
        filled = _FILLED.findall(xml)
        rows, columns = set(map(itemgetter(1), filled)), set(map(itemgetter(0), filled))
        self.last_row = max(self.last_row, *map(int, rows), 0)
        self.last_column = max(self.last_column, *(_column(letters) + 1 for letters in columns), 0)
        self.faults |= _faults(xml)
        if b"mergeCell" in xml and len(self.merged) < _MERGED:
            self.merged += [
                ((int(top) - 1, _column(left)), (int(bottom) - 1, _column(right)))
                for left, top, right, bottom in _MERGE.findall(xml)[:_MERGED]
            ]


def _sheets(data: bytes, package: Package, limits: Limits, looks: Mapping[str, Look], notes: list[BadRow]) -> Iterator[SheetRows]:
    import python_calamine as calamine

    name = package.source
    with _damage_refused(name):
        book = _book(io.BytesIO(data))
        if len(book.sheets_metadata) > limits.sheets:
            refuse(name, f"Tệp có hơn {limits.sheets} trang tính. Tách tệp rồi gửi lại.", "too-many-sheets")
        for about in book.sheets_metadata:
            if about.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            if about.visible != calamine.SheetVisibleEnum.Visible:
                notes.append(remark(name, f"Trang tính ẩn “{about.name}” không được đọc.", "hidden-sheet", seen=about.name))
                continue
            look = looks.get(about.name)
            if look is not None and look.size > PART:
                read = partial(_in_parts, package, data, about.name, look, limits)
            else:
                read = partial(_at_once, data if looks else book, name, about.name)
            yield SheetRows(about.name, look.faults if look else {}, read)


def _book(file: io.BytesIO) -> CalamineWorkbook:
    import python_calamine as calamine

    return calamine.CalamineWorkbook.from_filelike(file)


@contextmanager
def _damage_refused(name: str) -> Iterator[None]:
    import python_calamine as calamine

    try:
        yield
    except (calamine.CalamineError, OSError, ValueError) as error:
        refuse(name, "Tệp bảng tính bị hỏng hoặc chưa tải xong. Mở tệp trên máy, lưu lại rồi gửi.", "damaged", cause=error)


def _at_once(book: CalamineWorkbook | bytes, name: str, sheet_name: str) -> Slices:
    with _damage_refused(name):
        sheet = (_book(io.BytesIO(book)) if isinstance(book, bytes) else book).get_sheet_by_name(sheet_name)
        rows: list[list[object]] = sheet.to_python(skip_empty_area=False)
        merged = list(sheet.merged_cell_ranges or [])[:_MERGED]
    Merging(merged).spread(rows, 0)
    yield rows, range(1, len(rows) + 1)


def _in_parts(package: Package, data: bytes, sheet_name: str, look: Look, limits: Limits) -> Slices:
    """Blank rows above the first one of a part are not given; all rows are as wide as the sheet."""
    merging = Merging(look.merged)
    for workbook in parts(package, data, look.part, limits):
        with _damage_refused(package.source):
            sheet = _book(workbook).get_sheet_by_name(sheet_name)
            workbook.close()
            if sheet.start is None:
                continue
            top, left = sheet.start
            rows: list[list[object]] = list(sheet.to_python())
        del sheet
        width = look.last_column - left
        if left or len(rows[0]) < width:
            rows = [[*[""] * left, *row, *[""] * (width - len(row))] for row in rows]
        merging.spread(rows, top)
        yield rows, range(top + 1, top + 1 + len(rows))


class Merging:
    """Cells merged over several rows say the same for each of them; merged over columns they stay where they are."""

    def __init__(self, ranges: Sequence[Merged]) -> None:
        self._waiting = sorted(one for one in ranges if one[1][0] > one[0][0])
        self._waiting.reverse()
        self._going: list[tuple[int, int, object]] = []

    def spread(self, rows: list[list[object]], first: int) -> None:
        """Fill the next rows, of which the first has this number, counted from 0."""
        if not self._waiting and not self._going:
            return
        for number, row in enumerate(rows, first):
            self._going = [one for one in self._going if one[0] >= number]
            for _bottom, left, value in self._going:
                if left < len(row):
                    row[left] = value
            while self._waiting and self._waiting[-1][0][0] <= number:
                (top, left), (bottom, _right) = self._waiting.pop()
                if top == number and left < len(row):
                    self._going.append((bottom, left, row[left]))


def _inspected(package: Package, name: str, limits: Limits) -> dict[str, Look]:
    """Look at every part before the fast reader sees the file: macros, entities, true sizes, and how large a rectangle it will build."""
    if any(posixpath.basename(each).lower() == "vbaproject.bin" for each in package.names()):
        refuse(name, "Tệp bảng tính có chứa macro (mã lệnh). Lưu lại thành XLSX không có macro rồi gửi.", "macros")
    if "xl/workbook.bin" in package:
        refuse(name, "Tệp XLSB không được đọc. Lưu thành XLSX rồi gửi lại.", "unsupported-format")
    looks: dict[str, Look] = {}
    for entry in package.entries:
        is_sheet = entry.name.startswith("xl/worksheets/") and entry.name.endswith(".xml")
        if is_sheet:
            looks[entry.name] = look = Look(entry.name)
            for piece in pieces(package, entry.name, limits):
                _refuse_entities(piece.xml, entry.name, name)
                look.at(piece.xml)
            _check_extent(look, name, limits)
        else:
            _refuse_entities(package.read(entry.name, at_most=min(entry.size, 4 * limits.part)), entry.name, name)
    return looks


def _refuse_entities(data: bytes, part: str, name: str) -> None:
    if part.endswith((".xml", ".rels")) and declares_entities(data):
        refuse(name, "Tệp khai báo thực thể XML bên ngoài, có thể dùng để tấn công. Lưu lại từ Excel rồi gửi.", "xml-entity")


def _sheet_parts(package: Package, name: str, limits: Limits) -> dict[str, str]:
    """Sheet name → the entry that holds it."""
    relations = parse_xml(package.read("xl/_rels/workbook.xml.rels"), name, limits)
    targets = {each.get("Id"): (each.get("Target") or "") for each in relations}
    parts: dict[str, str] = {}
    for sheet in parse_xml(package.read("xl/workbook.xml"), name, limits).iter():
        if local(sheet) == "sheet":
            reference = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
            target = targets.get(str(reference), "")
            parts[sheet.get("name") or ""] = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    return parts


def _check_extent(look: Look, name: str, limits: Limits) -> None:
    if look.last_row > limits.rows or look.last_column > limits.columns or look.last_row * look.last_column > _DENSE:
        refuse(
            name,
            f"Bảng có hơn {limits.rows} dòng hoặc {limits.columns} cột. Xóa ô thừa ở cuối bảng, hoặc chia thành nhiều tệp.",
            "too-many-rows",
        )


def _faults(data: bytes) -> dict[tuple[int, int], str]:
    """Cells that the reader shows as blank although they are not: errors, and formulas nobody computed."""
    found: dict[tuple[int, int], str] = {}
    if b't="e"' in data or b"t='e'" in data:
        _collect(found, (cell["attributes"] for cell in _CELL.finditer(data) if _IS_ERROR.search(cell["attributes"])), _ERROR)
    if b"f>" in data or b"<f" in data:
        _collect(found, (cell[1] for cell in _NEVER_COMPUTED.finditer(data)), _EMPTY)
    return found


def _collect(found: dict[tuple[int, int], str], cells: Iterator[bytes], why: str) -> None:
    for attributes in cells:
        place = _REFERENCE.search(attributes)
        if place:
            found[(int(place[2]), _column(place[1]))] = why


def _column(letters: bytes) -> int:
    index = 0
    for each in letters:
        index = index * 26 + each - 64
    return index - 1


def _old_letters(rows: Sequence[Sequence[object]]) -> Callable[[str], str] | None:
    """Sheets typed in fonts of before Unicode are judged whole: one cell is too short to tell."""
    _, old = legacy.repaired("\n".join(cell for row in rows[:500] for cell in row if isinstance(cell, str)))
    if old is None:
        return None
    return legacy.from_tcvn3 if old == "TCVN3" else legacy.from_vni
