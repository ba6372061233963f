"""The door: bytes, a name and the expected columns in; good rows, located errors and notes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.vietnamese import nfc
from vonggac.sources.limits import DEFAULT, Limits, megabytes
from vonggac.sources.names import safe_name
from vonggac.sources.refusal import refuse, remark, shortened
from vonggac.sources.tables.headings import Heading, find_heading
from vonggac.sources.tables.marks import refuse_marked, refuse_marked_parts
from vonggac.sources.tables.model import Column, Grid, Row, Table, Value, letter
from vonggac.sources.tables.separated import read_csv
from vonggac.sources.tables.values import Unreadable, as_text, is_blank, read_value

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE = "Mở tệp bằng Excel, lưu thành XLSX hoặc CSV UTF-8 rồi gửi lại."
_REMEMBERED, _SHORT = 20_000, 100
_TOTALS = frozenset({"tổng", "tổng cộng", "tổng số", "cộng"})
_BARE_TOTALS = frozenset({"tong cong", "tong so"})
"""Without marks only two words together are clear: "cong" may be a portal (cổng) or a gate, and a row is never dropped on a guess."""


def read_table(data: bytes, name: str, *, expected: Sequence[Column], limits: Limits = DEFAULT) -> Table:
    """Return the rows of a list, or raise `Refused` when the file as a whole cannot be one.

    The heading is found by its words in any visible sheet; every sheet that has all required columns is read. A bad cell takes its row
    out and is located; the rows around it stay. A cell that shows a mark of state secrecy stops the whole file.
    """
    shown = safe_name(name)
    _check_size(data, shown, limits)
    encoding: str | None = None
    if data.startswith(b"PK"):
        from vonggac.sources.tables.workbook import open_xlsx

        _check_is_workbook(data, shown)
        workbook = open_xlsx(data, shown, limits)
        grids, notes = workbook.grids(), workbook.notes
        refuse_marked(shown, grids)
        refuse_marked_parts(shown, workbook.package, len(grids), limits)
    else:
        _check_is_text(data, shown)
        grid, encoding, notes = read_csv(data, shown, limits)
        grids = [grid]
        refuse_marked(shown, grids)
    headed = _headed(grids, expected, shown)
    reading = _Reading(shown, tuple(expected), limits)
    for grid, heading in headed:
        reading.take(grid, heading)
    return reading.table(headed, encoding, notes)


def _check_size(data: bytes, name: str, limits: Limits) -> None:
    if not data.strip(b"\0 \t\r\n"):
        refuse(name, "Tệp rỗng. Kiểm tra tệp trên máy rồi gửi lại.", "empty")
    if len(data) > limits.size:
        refuse(name, f"Tệp nặng {megabytes(len(data))} MB, quá giới hạn {megabytes(limits.size)} MB. Chia thành nhiều tệp.", "too-large")


def _check_is_workbook(data: bytes, name: str) -> None:
    if b"xl/" not in data:
        refuse(name, f"Đây không phải bảng tính XLSX. {_SAVE}", "unsupported-format")


def refuse_old_office(data: bytes, name: str) -> None:
    """Raise `Refused` for a workbook with a password or of the time before XLSX."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            refuse(name, "Tệp đặt mật khẩu. Bỏ mật khẩu trong Excel rồi gửi lại.", "locked")
        refuse(name, f"Tệp Excel đời cũ (.xls) không đọc được an toàn. {_SAVE}", "unsupported-format")


def _check_is_text(data: bytes, name: str) -> None:
    refuse_old_office(data, name)
    start = data[:2048].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lstrip().lower()
    if start.startswith((b"<", b"{\\rtf", b"%pdf")):
        refuse(name, f"Đây không phải bảng tính, dù tên tệp có thể nói vậy. {_SAVE}", "unsupported-format")


def _headed(grids: list[Grid], expected: Sequence[Column], name: str) -> list[tuple[Grid, Heading]]:
    """Return the sheets that are the list; when none is, say which headings are missing in the one that comes nearest."""
    required = [column for column in expected if column.required]
    found = [(grid, heading) for grid in grids if (heading := find_heading(grid, expected)) is not None]
    whole = [pair for pair in found if all(column.key in pair[1].places for column in required)]
    if not whole:
        _refuse_headless(grids, found, expected, name)
    most = max(len(heading.places) for _, heading in whole)
    return [pair for pair in whole if len(pair[1].places) * 2 > most]


def _refuse_headless(grids: list[Grid], found: list[tuple[Grid, Heading]], expected: Sequence[Column], name: str) -> NoReturn:
    required = [column for column in expected if column.required]
    if not any(not is_blank(cell) for grid in grids for row in grid.rows for cell in row):
        refuse(name, "Bảng không có dữ liệu. Kiểm tra tệp trên máy rồi gửi lại.", "empty")
    nearest = max(found, key=lambda pair: len(pair[1].places), default=None)
    missing = [column.title for column in required if nearest is None or column.key not in nearest[1].places] or [
        column.title for column in expected
    ]
    quoted = ", ".join(f"“{title}”" for title in missing)
    refuse(name, f"Không tìm thấy cột {quoted}. Tải tệp mẫu và dùng đúng tên cột.", "missing-columns", seen=", ".join(missing))


def says_total(cell: str) -> bool:
    """Tell "Cộng" from "Cổng": marks count, so nothing is folded here."""
    words = " ".join(nfc(cell).casefold().split()).rstrip(":. ")
    return words in _TOTALS or words in _BARE_TOTALS


@dataclass(slots=True)
class _Reading:
    """Rows and errors while they are collected."""

    source: str
    expected: tuple[Column, ...]
    limits: Limits
    rows: list[Row] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    bad_count: int = 0
    skipped_totals: int = 0
    _known: dict[tuple[str, str], Value] = field(default_factory=dict)
    """What was read before: lists name the same few bodies, kinds and days again and again."""

    def take(self, grid: Grid, heading: Heading) -> None:
        """Read every row below the heading; lines without any expected value are blank, however many numbers stand before them."""
        columns = [(column, heading.places.get(column.key)) for column in self.expected]
        places = [place for _, place in columns if place is not None]
        for index in range(heading.first, len(grid.rows)):
            cells, line = grid.rows[index], grid.lines[index]
            if all(place >= len(cells) or is_blank(cells[place]) for place in places) and not self._has_fault(grid, line, places):
                continue
            if self._is_total(cells, places):
                self.skipped_totals += 1
                continue
            self._take_row(grid, heading, columns, cells, line)

    def _take_row(self, grid: Grid, heading: Heading, columns: list[tuple[Column, int | None]], cells: list[object], line: int) -> None:
        values: dict[str, Value] = {}
        errors = list(self._read(grid, heading, columns, cells, line, values))
        if errors:
            self.bad_count += len(errors)
            self.bad.extend(errors[: max(0, self.limits.bad_rows - len(self.bad))])
        else:
            self.rows.append(Row(line, values, grid.sheet))

    def _read(
        self,
        grid: Grid,
        heading: Heading,
        columns: list[tuple[Column, int | None]],
        cells: list[object],
        line: int,
        values: dict[str, Value],
    ) -> Iterator[BadRow]:
        for column, place in columns:
            cell = cells[place] if place is not None and place < len(cells) else None
            try:
                if place is not None and (line, place) in grid.faults:
                    raise Unreadable(grid.faults[(line, place)])
                if isinstance(cell, str) and len(cell) > self.limits.cell:
                    raise Unreadable(f"Ô dài hơn {self.limits.cell} ký tự. Rút gọn ô này.")
                values[column.key] = self._value(column, cell)
            except Unreadable as unreadable:
                where = None if place is None else f"{letter(place)}: {heading.titles.get(place) or column.title}"
                rule = "blank" if is_blank(cell) and column.required else "bad-value"
                seen = "" if is_blank(cell) else shortened(as_text(cell))
                yield BadRow(Place(self.source, grid.sheet, line, where), str(unreadable), seen, rule)

    def _value(self, column: Column, cell: object) -> Value:
        if not isinstance(cell, str) or len(cell) > _SHORT:
            return read_value(column, cell)
        asked = column.key, cell
        if asked in self._known:
            return self._known[asked]
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[asked] = found = read_value(column, cell)
        return found

    @staticmethod
    def _has_fault(grid: Grid, line: int, places: list[int]) -> bool:
        return any((line, place) in grid.faults for place in places) if grid.faults else False

    def _is_total(self, cells: list[object], places: list[int]) -> bool:
        """A last line "Tổng cộng" is no row of the list."""
        first = next((cell for cell in cells if not is_blank(cell)), None)
        if not isinstance(first, str) or not says_total(first):
            return False
        required = [column for column in self.expected if column.required]
        return len(required) != 1 or sum(1 for place in places if place < len(cells) and not is_blank(cells[place])) != len(places)

    def table(self, headed: list[tuple[Grid, Heading]], encoding: str | None, notes: list[BadRow]) -> Table:
        """Return what was collected."""
        first = headed[0][1]
        if self.skipped_totals:
            notes.append(remark(self.source, f"Đã bỏ qua {self.skipped_totals} dòng tổng cộng.", "total-row"))
        return Table(
            source=self.source,
            rows=tuple(self.rows),
            bad=tuple(self.bad),
            bad_count=self.bad_count,
            found={key: first.titles.get(place, "") for key, place in first.places.items()},
            missing=tuple(column.key for column in self.expected if column.key not in first.places),
            unknown=first.unknown(),
            sheets=tuple(grid.sheet for grid, _ in headed if grid.sheet is not None),
            encoding=encoding,
            warnings=tuple(notes),
        )
