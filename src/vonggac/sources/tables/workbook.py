"""XLSX workbooks: cached values only, no formula is ever computed, no link followed."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Mapping

from vonggac.kernel.badrows import BadRow
from vonggac.sources import legacy
from vonggac.sources.archives import Package, open_package
from vonggac.sources.limits import Limits, megabytes
from vonggac.sources.refusal import refuse, remark
from vonggac.sources.tables.model import Grid
from vonggac.sources.trees import declares_entities, local, parse_xml

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


def read_xlsx(data: bytes, name: str, limits: Limits) -> tuple[list[Grid], list[BadRow]]:
    """Return every visible sheet as rows of cells, and what to tell the sender."""
    package = open_package(data, name, limits)
    faults = _inspected(package, name, limits)
    notes: list[BadRow] = []
    grids = list(_sheets(data, name, limits, faults, notes))
    return [_unicode(grid) for grid in grids], notes


def _sheets(
    data: bytes, name: str, limits: Limits, faults: Mapping[str, Mapping[tuple[int, int], str]], notes: list[BadRow]
) -> Iterator[Grid]:
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            if len(book.sheets_metadata) > limits.sheets:
                refuse(name, f"Tệp có hơn {limits.sheets} trang tính. Tách tệp rồi gửi lại.", "too-many-sheets")
            for about in book.sheets_metadata:
                if about.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                if about.visible != calamine.SheetVisibleEnum.Visible:
                    notes.append(remark(name, f"Trang tính ẩn “{about.name}” không được đọc.", "hidden-sheet", seen=about.name))
                    continue
                sheet = book.get_sheet_by_name(about.name)
                rows: list[list[object]] = sheet.to_python(skip_empty_area=False)
                _spread_merged(rows, sheet.merged_cell_ranges or [])
                yield Grid(about.name, rows, list(range(1, len(rows) + 1)), faults.get(about.name, {}))
    except (calamine.CalamineError, OSError, ValueError) as error:
        refuse(name, "Tệp bảng tính bị hỏng hoặc chưa tải xong. Mở tệp trên máy, lưu lại rồi gửi.", "damaged", cause=error)


def _spread_merged(rows: list[list[object]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """A cell merged over several rows says the same for each of them; merged over columns it stays where it is."""
    for (top, left), (bottom, _right) in ranges[:100_000]:
        if top < len(rows) and left < len(rows[top]):
            for line in range(top + 1, min(bottom, len(rows) - 1) + 1):
                rows[line][left] = rows[top][left]


def _inspected(package: Package, name: str, limits: Limits) -> dict[str, dict[tuple[int, int], str]]:
    """Look at every part before the fast reader sees the file: macros, entities, true sizes, and how large a rectangle it will build.

    Returns, by sheet, the cells that will arrive blank although they are not.
    """
    if any(posixpath.basename(each).lower() == "vbaproject.bin" for each in package.names()):
        refuse(name, "Tệp bảng tính có chứa macro (mã lệnh). Lưu lại thành XLSX không có macro rồi gửi.", "macros")
    if "xl/workbook.bin" in package:
        refuse(name, "Tệp XLSB không được đọc. Lưu thành XLSX rồi gửi lại.", "unsupported-format")
    faults: dict[str, dict[tuple[int, int], str]] = {}
    for entry in package.entries:
        data = package.read(entry.name, at_most=min(entry.size, 4 * limits.part))
        if entry.name.endswith((".xml", ".rels")) and declares_entities(data):
            refuse(name, "Tệp khai báo thực thể XML bên ngoài, có thể dùng để tấn công. Lưu lại từ Excel rồi gửi.", "xml-entity")
        if entry.name.startswith("xl/worksheets/") and entry.name.endswith(".xml"):
            _check_extent(data, name, limits)
            faults[entry.name] = _faults(data)
    if not any(faults.values()):
        return {}
    return {sheet: faults[part] for sheet, part in _sheet_parts(package, name, limits).items() if part in faults}


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


def _check_extent(data: bytes, name: str, limits: Limits) -> None:
    rows: set[bytes] = set()
    columns: set[bytes] = set()
    for letters, digits in _FILLED.findall(data):
        columns.add(letters)
        rows.add(digits)
    last_row = max(map(int, rows), default=0)
    last_column = max(map(_column, columns), default=-1) + 1
    if last_row > limits.rows or last_column > limits.columns or last_row * last_column > _DENSE:
        refuse(
            name,
            f"Bảng có hơn {limits.rows} dòng hoặc {limits.columns} cột. Xóa ô thừa ở cuối bảng, hoặc chia thành nhiều tệp.",
            "too-many-rows",
        )
    if len(data) > 4 * limits.part:
        refuse(name, f"Trang tính lớn hơn {megabytes(4 * limits.part)} MB. Chia thành nhiều tệp.", "too-large")


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


def _unicode(grid: Grid) -> Grid:
    """Sheets typed in fonts of before Unicode are judged whole: one cell is too short to tell."""
    sample = "\n".join(cell for row in grid.rows[:500] for cell in row if isinstance(cell, str))
    _, old = legacy.repaired(sample)
    if old is None:
        return grid
    convert = legacy.from_tcvn3 if old == "TCVN3" else legacy.from_vni
    rows = [[convert(cell) if isinstance(cell, str) else cell for cell in row] for row in grid.rows]
    return Grid(grid.sheet, rows, grid.lines, grid.faults)
