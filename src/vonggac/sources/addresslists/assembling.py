"""Rows of cells into a batch: valid addresses in one spelling, ports, moments; whatever does not fit is located.

A column whose every cell is a plain IPv4 address, as in nearly every long list, passes with one call; only other cells are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from vonggac.kernel.addresses import refang
from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.columns import NOTHING as NO_TEXT
from vonggac.kernel.columns import TextColumn, plain_numbers
from vonggac.kernel.vietnamese import fold
from vonggac.sources.addresslists.cells import addresses_in, domain_in, ipv6_alone, joined, odd_places
from vonggac.sources.addresslists.contents import NOTHING, port_in
from vonggac.sources.addresslists.delimited import Rows
from vonggac.sources.addresslists.model import CLOCKS, TIMES, Batch, ColumnShape, DateOrder, Form, Meaning, Shape, TableShape
from vonggac.sources.addresslists.moments import UNREAD, Moments, Reading, clock_text, in_words, offset_of
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import shortened
from vonggac.sources.tables.headings import numbers_columns
from vonggac.sources.tables.model import letter
from vonggac.sources.tables.reading import says_total

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HOST = re.compile(r"[a-z][a-z0-9+.-]*://([^/:?#]+)", re.IGNORECASE)
_LAST_PORT = 65_535
_NO_ADDRESS = "Dòng không có địa chỉ IP. Điền địa chỉ, ví dụ 10.20.0.7, hoặc bỏ dòng này."
_BAD_ADDRESS = "Không phải địa chỉ IP. Sửa thành, ví dụ, 10.20.0.7, 10.20.0.0/24 hoặc 10.20.0.1-10.20.0.20."
_ASIDE = "Dòng không có địa chỉ, có vẻ là ghi chú hoặc phần ký; đã bỏ qua."
_TOTAL = "Dòng tổng cộng; đã bỏ qua."
_LONG = "Ô dài hơn {most} ký tự nên không đọc. Rút gọn ô này."
_MANY = "Ô có quá nhiều địa chỉ; phần còn lại không được đọc. Mỗi địa chỉ nên ở một dòng."
_BAD_TIME = "Không đọc được thời gian; dòng vẫn được nhận, không có thời gian. Ghi, ví dụ, 23/11/2026 07:42:00."
_FUTURE = "Thời gian sau hôm nay ({at}); dòng vẫn được nhận. Kiểm tra thứ tự ngày tháng và múi giờ."
_BAD_PORT = "Không phải số cổng 1-65535; dòng vẫn được nhận, không có cổng."
_BAD_C2 = "Không phải địa chỉ máy chủ điều khiển; dòng vẫn được nhận, không có địa chỉ này."
_FEW = 0.5
Columns = dict[Meaning, TextColumn]


@dataclass(slots=True)
class Faults:
    """What was found wrong so far; keeps the first, counts the rest, and hands over what is new."""

    name: str
    limits: Limits
    kept: int = 0
    count: int = 0
    fresh: list[BadRow] = field(default_factory=list)

    def add(self, bad: BadRow, *, left_out: bool = True) -> None:
        """Note one fault; `left_out` says that a row is missing because of it."""
        self.count += left_out
        if self.kept < self.limits.bad_rows:
            self.kept += 1
            self.fresh.append(bad)

    def extend(self, bad: Iterable[BadRow], count: int) -> None:
        """Note faults that were found and counted elsewhere."""
        for each in bad:
            self.add(each, left_out=False)
        self.count += count

    def taken(self) -> tuple[tuple[BadRow, ...], int]:
        """Return what came since the last time."""
        fresh, count = tuple(self.fresh), self.count
        self.fresh, self.count = [], 0
        return fresh, count


def _steering_in(cell: str) -> tuple[str, str, str]:
    """Return address, domain and port of the machine that steers."""
    found = addresses_in(cell).found
    if found:
        return found[0].text, "", found[0].port
    name, colon, port = refang(cell).rpartition(":")
    if colon and port.isdecimal() and (domain := domain_in(name)):
        return "", domain, port_in(port)
    url = _HOST.match(refang(cell))
    return "", domain_in(url[1] if url else cell), ""


class Assembler:
    """Makes batches of one table."""

    def __init__(
        self,
        shape: Shape,
        table: TableShape,
        faults: Faults,
        *,
        today: date | None = None,
        blanks: Mapping[tuple[int, int], str] | None = None,
        keep_rows: bool = False,
        only: Collection[Meaning] | None = None,
    ) -> None:
        self.shape = shape
        self.table = table
        self.faults = faults
        wanted = (
            frozenset(Meaning)
            if only is None
            else {Meaning.ADDRESS, Meaning.LAST_ADDRESS, *only, *(CLOCKS[each] for each in CLOCKS if each in only)}
        )
        self._columns = {each.meaning: each for each in table.columns if each.meaning is not None and each.meaning in wanted}
        self._moments = {meaning: Moments(self._reading(self._columns[meaning])) for meaning in TIMES if meaning in self._columns}
        self._blanks = blanks or {}
        self._keep_rows = keep_rows
        self._latest = None if today is None else (today + timedelta(days=2) - date(1970, 1, 1)).days * 86_400
        self._title = self._titled(Meaning.ADDRESS)

    def _reading(self, column: ColumnShape) -> Reading:
        return Reading(column.order or DateOrder.DAY_FIRST, offset_of(column.zone or self.shape.zone))

    def _titled(self, meaning: Meaning) -> str:
        column = self._columns.get(meaning)
        return fold(column.title) if column else ""

    def batch(self, rows: Rows) -> Batch:
        """Return the good rows of these; faults found on the way go with them."""
        values: Columns = {
            meaning: rows.column(column.index).stripped() for meaning, column in self._columns.items() if meaning is not Meaning.SERIAL
        }
        places: Sequence[int] = rows.places
        kept = self._addresses(rows, values)
        if kept is not None:
            places = list(map(places.__getitem__, kept))
        self._steering(values, places)
        for meaning in (Meaning.PORT, Meaning.C2_PORT):
            self._check_ports(meaning, values, places)
        times = self._times(values, places)
        raw = [rows.row(index) for index in (range(len(rows)) if kept is None else kept)] if self._keep_rows else ()
        bad, count = self.faults.taken()
        return Batch(self.table.name, values, times, places, bad, count, raw)

    # -- addresses ------------------------------------------------------------------------------------------------------------------

    def _addresses(self, rows: Rows, values: Columns) -> list[int] | None:
        """Put the addresses in their one spelling; return which row each value comes from, or None when every row gave one."""
        cells = values.get(Meaning.ADDRESS)
        if cells is None:
            return self._others(rows, values)
        ends = values.pop(Meaning.LAST_ADDRESS, None)
        if ends is not None:
            cells = values[Meaning.ADDRESS] = TextColumn.of([joined(cell, end) for cell, end in zip(cells, ends, strict=True)])
        odd = odd_places(cells)
        return self._looked_at(rows, values, cells, odd) if len(odd) else None

    def _looked_at(self, rows: Rows, values: Columns, cells: TextColumn, odd: NDArray[np.int64]) -> list[int] | None:
        """Spell the cells that hold more, less or something else than one plain address."""
        import numpy as np

        spelled = [self._spelled(index, cell, rows, values) for index, cell in zip(odd.tolist(), cells.take(odd), strict=True)]
        often = np.ones(len(cells), dtype=np.int64)
        often[odd] = list(map(len, spelled))
        kept = np.repeat(np.arange(len(cells)), often)
        firsts = np.cumsum(often) - often
        told = [(first + more, *one) for first, found in zip(firsts[odd].tolist(), spelled, strict=True) for more, one in enumerate(found)]
        is_whole = bool((often == 1).all())
        if not is_whole:
            for meaning, column in values.items():
                values[meaning] = column.take(kept)
        values[Meaning.ADDRESS] = values[Meaning.ADDRESS].with_texts([at for at, _, _ in told], [text for _, text, _ in told])
        self._add_ports(values, {at: port for at, _, port in told if port})
        return None if is_whole else kept.tolist()

    @staticmethod
    def _add_ports(values: Columns, ports: Mapping[int, str]) -> None:
        """A port behind an address counts where the column of ports is silent."""
        own = values.get(Meaning.PORT)
        if own is None and ports:
            own = TextColumn.of([""] * len(values[Meaning.ADDRESS]))
        if own is not None:
            silent = [at for at in ports if not own.lengths[at]]
            values[Meaning.PORT] = own.with_texts(silent, [ports[at] for at in silent])

    def _spelled(self, index: int, cell: str, rows: Rows, values: Columns) -> Sequence[tuple[str, str]]:
        """Return the addresses of one cell, each with the port behind it."""
        if alone := ipv6_alone(cell):
            return ((alone, ""),)
        line = rows.places[index]
        if not cell:
            return self._without_address(index, rows, values)
        if len(cell) > self.faults.limits.cell:
            self._bad(line, Meaning.ADDRESS, _LONG.format(most=self.faults.limits.cell), cell, "long-cell")
            return []
        seen = addresses_in(cell)
        if seen.is_cut:
            self._bad(line, Meaning.ADDRESS, _MANY, cell, "too-many-addresses")
        for wrong in seen.wrong:
            self._bad(line, Meaning.ADDRESS, _BAD_ADDRESS, wrong, "bad-address")
        if not seen.found and not seen.wrong and not self._is_aside(rows.row(index), line, cell):
            if self._names_host(index, values):
                return [("", "")]
            self._bad(line, Meaning.ADDRESS, _BAD_ADDRESS, cell, "bad-address")
        return [(each.text, each.port) for each in seen.found]

    def _without_address(self, index: int, rows: Rows, values: Columns) -> list[tuple[str, str]]:
        line = rows.places[index]
        column = self._columns.get(Meaning.ADDRESS)
        if column and (line, column.index) in self._blanks:
            self._bad(line, Meaning.ADDRESS, self._blanks[(line, column.index)], "", "bad-value")
        elif self._names_host(index, values):
            return [("", "")]
        elif not self._is_aside(row := rows.row(index), line, ""):
            self._bad(line, Meaning.ADDRESS, _NO_ADDRESS, " | ".join(cell.strip() for cell in row if cell.strip()), "no-address")
        return []

    @staticmethod
    def _names_host(index: int, values: Columns) -> bool:
        """Lists of names hold rows without an address; what they name is still worth handing over."""
        return any(
            values[meaning][index] and (meaning is not Meaning.C2_ADDRESS or addresses_in(values[meaning][index]).found)
            for meaning in (Meaning.C2_ADDRESS, Meaning.C2_DOMAIN, Meaning.DOMAIN, Meaning.URL)
            if meaning in values
        )

    def _is_aside(self, row: Sequence[str], line: int, cell: str) -> bool:
        """Blank rows, headings said again, totals, signatures below the table: no rows of the list, and no faults of it."""
        filled = [each.strip() for each in row if each.strip()]
        if not filled or (cell and fold(cell) == self._title) or numbers_columns(list(row)):
            return True
        if says_total(filled[0]) or (len(filled) > 1 and filled[0].isdecimal() and says_total(filled[1])):
            self.faults.add(BadRow(self._place(line), _TOTAL, rule="total-row"), left_out=False)
            return True
        is_table = self.shape.form is not Form.LINES and len(self.table.columns) >= 3
        few = len(filled) < _FEW * len(self.table.columns) or (cell and len(filled) <= 2 and not any(map(str.isdigit, cell)))
        if is_table and few and not addresses_in(" ".join(filled)[:2_000]).wrong:
            self.faults.add(BadRow(self._place(line), _ASIDE, shortened(" | ".join(filled)), "aside-row"), left_out=False)
            return True
        return False

    def _others(self, rows: Rows, values: Columns) -> list[int] | None:
        """A list without a column of infected addresses: rows that name a steering machine, a domain or a URL."""
        import numpy as np

        named = [meaning for meaning in (Meaning.C2_ADDRESS, Meaning.C2_DOMAIN, Meaning.DOMAIN, Meaning.URL) if meaning in values]
        filled = np.zeros(len(rows), dtype=np.bool_)
        for meaning in named:
            filled |= values[meaning].lengths > 0
        for index in np.flatnonzero(~filled).tolist():
            self._without_address(index, rows, values)
        if filled.all():
            return None
        kept = np.flatnonzero(filled)
        for each, column in values.items():
            values[each] = column.take(kept)
        every: list[int] = kept.tolist()
        return every

    # -- the machine that steers, ports, times -----------------------------------------------------------------------------------------

    def _steering(self, values: Columns, places: Sequence[int]) -> None:
        """Lists mix addresses and names of steering machines in one column; each goes to its own."""
        if Meaning.DOMAIN in values:
            of_row, names = values[Meaning.DOMAIN].numbered()
            values[Meaning.DOMAIN] = TextColumn.of([domain_in(name) or name for name in names]).take(of_row)
        for meaning in (Meaning.C2_ADDRESS, Meaning.C2_DOMAIN):
            cells = values.get(meaning)
            if cells is not None and not (meaning is Meaning.C2_ADDRESS and not len(odd_places(cells))):
                self._part_steering(meaning, cells, values, places)

    def _part_steering(self, meaning: Meaning, cells: TextColumn, values: Columns, places: Sequence[int]) -> None:
        import numpy as np

        of_row, names = cells.numbered()
        told = [_steering_in(name[: self.faults.limits.cell]) for name in names]
        values[meaning] = TextColumn.of([""]).take(np.zeros(len(cells), dtype=np.int64))
        for at, each in ((0, Meaning.C2_ADDRESS), (1, Meaning.C2_DOMAIN), (2, Meaning.C2_PORT)):
            if any(one[at] for one in told):
                new = TextColumn.of([one[at] for one in told]).take(of_row)
                own = values.get(each)
                values[each] = new if own is None else own.completed_by(new)
        is_wrong = [not any(one) and bool(name) and name not in NOTHING for one, name in zip(told, names, strict=True)]
        for index in np.flatnonzero(np.array(is_wrong, dtype=np.bool_)[of_row]).tolist():
            self._bad(places[index], meaning, _BAD_C2, names[of_row[index]], "bad-c2", left_out=False)

    def _check_ports(self, meaning: Meaning, values: Columns, places: Sequence[int]) -> None:
        import numpy as np

        cells = values.get(meaning)
        if cells is None:
            return
        ports = plain_numbers(cells, longest=5)
        is_plain = (ports == NO_TEXT) | ((ports > 0) & (ports <= _LAST_PORT) & (cells.beginning(1)[:, 0] != ord("0")))
        odd = np.flatnonzero(~is_plain).tolist()
        written = cells.take(odd).texts
        read = list(map(port_in, written))
        values[meaning] = cells.with_texts(odd, read)
        for index, cell, port in zip(odd, written, read, strict=True):
            if not port and cell not in NOTHING:
                self._bad(places[index], meaning, _BAD_PORT, cell, "bad-port", left_out=False)

    def _times(self, values: Columns, places: Sequence[int]) -> dict[Meaning, list[int | None]]:
        times: dict[Meaning, list[int | None]] = {}
        for meaning, moments in self._moments.items():
            clocks = values.pop(CLOCKS[meaning], None)
            if clocks is not None:
                days = values[meaning]
                values[meaning] = TextColumn.of([f"{day} {clock_text(clock)}".strip() for day, clock in zip(days, clocks, strict=True)])
            found = moments.read(values[meaning])
            self._bad_times(meaning, values[meaning], found, places)
            self._future(meaning, values[meaning], found, places)
            is_read = (found != UNREAD).all()
            times[meaning] = found.tolist() if is_read else [None if one == UNREAD else one for one in found.tolist()]
        return times

    def _bad_times(self, meaning: Meaning, cells: TextColumn, found: NDArray[np.int64], places: Sequence[int]) -> None:
        import numpy as np

        unread = np.flatnonzero((found == UNREAD) & (cells.lengths > 0))
        for index, cell in zip(unread.tolist(), cells.take(unread), strict=True):
            if cell not in NOTHING:
                self._bad(places[index], meaning, _BAD_TIME, cell, "bad-time", left_out=False)

    def _future(self, meaning: Meaning, cells: TextColumn, found: NDArray[np.int64], places: Sequence[int]) -> None:
        """A day of grace: clocks differ, and the end of a day is still the day."""
        import numpy as np

        late = np.flatnonzero(found >= self._latest) if self._latest is not None else np.zeros(0, dtype=np.int64)
        for index, cell, seconds in zip(late.tolist(), cells.take(late), found[late].tolist(), strict=True):
            at = in_words(seconds, self.shape.zone)
            self._bad(places[index], meaning, _FUTURE.format(at=at), cell, "future-time", left_out=False)

    def _bad(self, line: int, meaning: Meaning, why: str, seen: str, rule: str, *, left_out: bool = True) -> None:
        self.faults.add(BadRow(self._place(line, self._columns.get(meaning)), why, shortened(seen), rule), left_out=left_out)

    def _place(self, line: int, column: ColumnShape | None = None) -> Place:
        where = None if column is None or len(self.table.columns) < 2 else f"{letter(column.index)}: {column.title}".removesuffix(": ")
        return Place(self.faults.name, self.table.name or None, line, where)
