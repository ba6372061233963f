"""Rows of a report into events, a hundred thousand and more in one stream."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, cast

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.feeds.faults import Faults
from vonggac.sources.feeds.lines import Lines
from vonggac.sources.feeds.model import FeedEvent, Found, Value
from vonggac.sources.feeds.scope import RULE, WHY, is_not_public
from vonggac.sources.feeds.shadowserver.conversions import BY_NAME, Conversion
from vonggac.sources.feeds.shadowserver.headers import columns_of, is_header, report_of
from vonggac.sources.feeds.shadowserver.schema import Report, schema
from vonggac.sources.feeds.times import latest
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse

_ESSENTIAL = frozenset({"source.ip", "time.source"})
_BROKEN = ["", "", ""]
"""Stands for a line that is no CSV; no report has so few columns."""
_REQUEST = re.compile(r"(?:[A-Z]{3,10} )?(?P<path>\S+)(?: HTTP/[\d.]+)?")


class Shadowserver:
    """Reports of the Shadowserver Foundation, as CSV with a header."""

    format = "shadowserver"

    def recognise(self, head: bytes, name: str) -> float:
        """By the header alone: it is the same in every report for time, address and place on the Internet."""
        first = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", errors="replace")
        try:
            cells = next(csv.reader([first]), [])
        except csv.Error:
            return 0.0
        return 0.95 if is_header(columns_of(cells)) else 0.0

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield an event a row; what a row cannot be is said with its line."""
        yield from _Reading(stream, name, limits, today).found()


@dataclass(frozen=True, slots=True)
class Step:
    """What one column does."""

    place: int
    field: str
    convert: Conversion


class _Reading:
    """One report while it is read."""

    def __init__(self, stream: BinaryIO, name: str, limits: Limits, today: date) -> None:
        self.name, self.limits = name, limits
        self.lines = Lines(stream, name, limits)
        self.faults = Faults(name, limits.bad_rows)
        self.too_late = latest(today).isoformat()

    def found(self) -> Iterator[Found]:
        csv.field_size_limit(max(csv.field_size_limit(), 1_100_000))
        rows = csv.reader(self.lines)
        columns = columns_of(next(rows, []))
        if not is_header(columns):
            refuse(self.name, "Tệp không có dòng tiêu đề của báo cáo Shadowserver. Gửi nguyên tệp đã tải, giữ dòng đầu.", "missing-columns")
        if len(columns) > self.limits.columns or len(set(columns)) != len(columns):
            refuse(self.name, "Dòng tiêu đề có cột trùng tên hoặc quá nhiều cột. Tải lại báo cáo gốc.", "wrong-columns")
        first, _ = self._next(rows)
        if first is not None:
            plan = Plan.made(columns, self.name, first)
            yield from self._rows(plan, first, rows)
        yield from self.lines.faults(self.faults)
        yield from self.faults.rest()

    def _rows(self, plan: Plan, row: list[str] | None, rows: Iterator[list[str]]) -> Iterator[Found]:
        """Go row by row; an error of the CSV itself ends only its own row."""
        yield from plan.remarks(self.name)
        name, width, lines, too_late = self.name, plan.width, self.lines, self.too_late
        line, count = 2, 0
        while row is not None:
            count += 1
            if count > self.limits.rows:
                refuse(self.name, f"Báo cáo có hơn {self.limits.rows} dòng. Chia thành nhiều tệp.", "too-many-rows")
            if len(row) == width:
                fields = plan.fields(row)
                if fields is None or cast(str, fields["time.source"]) >= too_late:
                    yield from self._why_not(plan, row, line)
                else:
                    if is_not_public(cast(str, fields.get("source.ip", ""))):
                        self.faults.once(line, WHY, RULE, cast(str, fields["source.ip"]))
                    yield FeedEvent(Place(name, line=line), fields)
            elif row is _BROKEN:
                yield from self.faults.bad(line, "Dòng CSV hỏng (dấu nháy hoặc ngắt dòng sai). Tải lại báo cáo.", "damaged")
            elif row:
                yield from self._odd_row(plan, row, line)
            if lines.skipped:
                yield from lines.faults(self.faults)
            row, line = self._next(rows)

    def _next(self, rows: Iterator[list[str]]) -> tuple[list[str] | None, int]:
        line = self.lines.number + 1
        try:
            return next(rows, None), line
        except csv.Error:
            return _BROKEN, line

    def _odd_row(self, plan: Plan, row: list[str], line: int) -> Iterator[Found]:
        """A row may leave off its last columns, as some reports do; more than the header names, or a cut last line, is a fault."""
        if len(row) > plan.width:
            why = f"Dòng có {len(row)} cột, nhiều hơn tiêu đề ({plan.width} cột). Tải lại báo cáo."
            yield from self.faults.bad(line, why, "wrong-columns", ",".join(row)[:200])
        elif self.lines.is_cut:
            yield from self.faults.bad(line, "Dòng cuối bị cắt giữa chừng. Tải lại báo cáo.", "truncated", ",".join(row)[:200])
        else:
            why = f"Dòng thiếu cột cuối so với tiêu đề ({plan.width} cột); coi như để trống."
            self.faults.once(line, why, "missing-cells", f"{len(row)} cột")
            yield from self._row([*row, *[""] * (plan.width - len(row))], plan, line)

    def _row(self, row: list[str], plan: Plan, line: int) -> Iterator[Found]:
        fields = plan.fields(row)
        if fields is None or cast(str, fields["time.source"]) >= self.too_late:
            yield from self._why_not(plan, row, line)
        else:
            yield FeedEvent(Place(self.name, line=line), fields)

    def _why_not(self, plan: Plan, row: Sequence[str], line: int) -> Iterator[Found]:
        """Read a row once more, slowly: a bad time or address refuses it, anything else is left out and said."""
        fields, faults = plan.slowly(row)
        for column, cell in faults:
            yield from self.faults.bad(line, f"Không đọc được giá trị của cột này. {_WHAT_TO_DO}", "bad-value", cell, column)
        if fields is None:
            if not faults:
                yield from self.faults.bad(line, "Dòng không có thời gian hoặc địa chỉ IP. Hỏi lại nơi gửi.", "blank", ",".join(row)[:200])
            return
        if str(fields["time.source"]) >= self.too_late:
            why = "Thời gian nằm sau hôm nay. Kiểm tra đồng hồ và múi giờ của nơi gửi."
            yield from self.faults.bad(line, why, "future-time", str(fields["time.source"]))
            return
        yield FeedEvent(Place(self.name, line=line), fields)


_WHAT_TO_DO = "Đối chiếu với báo cáo gốc."


class Plan:
    """What to do with each column of one file, decided once."""

    def __init__(self, report: Report, columns: Sequence[str], steps: Sequence[Step], texts: Sequence[tuple[int, str]]) -> None:
        self.report, self.columns, self.width = report, columns, len(columns)
        self._steps = [(step.place, step.field, step.convert) for step in steps]
        self._texts = list(texts)
        self._place = {column: place for place, column in enumerate(columns)}
        self._identifier = [self._place[column] for column in report.identifier_from if column in self._place]
        self._switches = [(self._place[one.column], one.holds, one.constants) for one in report.switches if one.column in self._place]
        pair = report.web_address
        self._web = (self._place[pair[0]], self._place[pair[1]]) if pair and pair[0] in self._place and pair[1] in self._place else None

    @classmethod
    def made(cls, columns: Sequence[str], name: str, first: Sequence[str]) -> Plan:
        """Decide for one header."""
        known = schema()
        report = report_of(known, columns, name, first)
        steps: list[Step] = []
        texts: list[tuple[int, str]] = []
        for place, column in enumerate(columns):
            target = known.target(report, column)
            if target.field == "drop":
                continue
            if target.conversion == "text":
                texts.append((place, target.field))
            else:
                steps.append(Step(place, target.field, BY_NAME[target.conversion]))
        return cls(report, columns, steps, texts)

    def fields(self, row: Sequence[str]) -> dict[str, Value] | None:
        """Return the fields of a row, or None when something in it deserves a closer look."""
        fields: dict[str, Value] = dict(self.report.constants)
        try:
            for place, name, convert in self._steps:
                cell = row[place]
                if cell:
                    value = convert(cell)
                    if value is not None:
                        fields[name] = value
        except (ValueError, OverflowError):
            return None
        for place, name in self._texts:
            cell = row[place]
            if cell:
                fields[name] = cell
        return self._whole(fields, row)

    def slowly(self, row: Sequence[str]) -> tuple[dict[str, Value] | None, list[tuple[str, str]]]:
        """Return the fields without those that cannot be read, and which those were."""
        fields: dict[str, Value] = dict(self.report.constants)
        fields.update({name: row[place] for place, name in self._texts if row[place]})
        faults: list[tuple[str, str]] = []
        whole = True
        for place, name, convert in self._steps:
            try:
                value = convert(row[place]) if row[place] else None
            except (ValueError, OverflowError):
                faults.append((self.columns[place], row[place]))
                whole = whole and name not in _ESSENTIAL
                continue
            if value is not None:
                fields[name] = value
        return self._whole(fields, row) if whole else None, faults

    def _whole(self, fields: dict[str, Value], row: Sequence[str]) -> dict[str, Value] | None:
        """Add what follows from several columns; a row without time or address is none."""
        address = fields.get("source.ip")
        if "time.source" not in fields or (address is None and not self._stands_without_address(fields)):
            return None
        if address is not None and "/" in cast(str, address):
            fields["source.network"] = fields.pop("source.ip")
        for place in self._identifier:
            if row[place]:
                fields["classification.identifier"] = row[place].lower()
                break
        for place, holds, constants in self._switches:
            if holds in row[place].lower():
                fields.update(constants)
        if self._web is not None:
            self._add_web_address(fields, row[self._web[0]], row[self._web[1]])
        return fields

    @staticmethod
    def _stands_without_address(fields: dict[str, Value]) -> bool:
        """Some reports speak of a name, or of a referring site, and state no address of the victim."""
        return any(name in fields for name in ("source.url", "source.fqdn", "destination.ip", "destination.fqdn"))

    @staticmethod
    def _add_web_address(fields: dict[str, Value], host: str, path: str) -> None:
        found = _REQUEST.fullmatch(path)
        if not host or found is None:
            fields.update({"extra.http_url": path} if path else {})
            return
        scheme = "https" if fields.get("protocol.application") == "https" else "http"
        where = found["path"]
        fields["destination.url"] = where if "://" in where[:9] else f"{scheme}://{host}/{where.lstrip('/')}"

    def remarks(self, name: str) -> Iterator[BadRow]:
        """Say that a report is not described, and which of its columns were kept without a meaning."""
        from vonggac.sources.feeds.model import Remark

        if self.report.is_known:
            return
        known = schema()
        kept = [column for column in self.columns if not known.is_mapped(self.report, column)]
        why = "Loại báo cáo Shadowserver chưa có mô tả riêng; đã đọc theo mẫu chung. "
        why += f"Các cột giữ nguyên ở phần thêm: {', '.join(kept)}." if kept else "Mọi cột đều có nghĩa chung."
        yield Remark(Place(name, line=1), why, self.report.name, "unknown-report")
