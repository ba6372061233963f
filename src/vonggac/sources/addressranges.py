"""The list of who holds which addresses, as the register exports it or as a province keeps it in a spreadsheet, into dated ranges.

The columns of the register's export are read by the same headings; system, provider, kind and days may be missing. Any row that cannot
be read makes the list unfit for matching: a range that is left out silently is a machine that nobody cleans.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vonggac.engines.addresses import OwnedRange, RangeError, RangeKind
from vonggac.kernel.addresses import AddressError, parse_range
from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.limits import DEFAULT, Limits
from vonggac.sources.refusal import shortened
from vonggac.sources.tables import Choice, Column, Kind, Table, Value, read_table

KINDS = (
    Choice("fixed", "Cố định", ("tĩnh", "IP tĩnh", "static", "riêng")),
    Choice("nat", "NAT", ("sau NAT", "nhiều máy")),
    Choice("shared", "Dùng chung", ("CGNAT", "CG-NAT", "chia sẻ")),
    Choice("dynamic", "Động", ("cấp động", "IP động", "DHCP", "PPPoE")),
    Choice("block", "Khối", ("khối của tỉnh", "chưa cấp", "dải của nhà mạng")),
)
COLUMNS = (
    Column(
        "written", "Dải địa chỉ IP", Kind.CODE, True, ("Dải địa chỉ", "Địa chỉ IP", "Dải IP", "IP", "range", "address", "cidr"), at_most=100
    ),
    Column("organisation", "Cơ quan", Kind.CODE, synonyms=("Đơn vị", "Cơ quan quản lý", "owner"), at_most=300),
    Column("system", "Mã hệ thống", Kind.CODE, synonyms=("Hệ thống", "Tên hệ thống"), at_most=300),
    Column("provider", "Nhà cung cấp", Kind.CODE, synonyms=("Nhà mạng", "Doanh nghiệp viễn thông", "ISP"), at_most=300),
    Column("kind", "Loại dải", Kind.CHOICE, synonyms=("Loại địa chỉ", "Cách cấp"), choices=KINDS),
    Column("behind_nat", "Sau NAT", Kind.BOOL, synonyms=("Ra Internet qua NAT",)),
    Column("ports", "Dải cổng", Kind.CODE, synonyms=("Cổng", "Cổng công cộng"), at_most=20),
    Column("port_first", "Từ cổng", Kind.INTEGER),
    Column("port_last", "Đến cổng", Kind.INTEGER),
    Column("valid_from", "Từ ngày", Kind.DATE, synonyms=("Ngày bắt đầu", "Sử dụng từ ngày", "Hiệu lực từ", "from", "Từ")),
    Column("valid_to", "Đến ngày", Kind.DATE, synonyms=("Ngày kết thúc", "Hết hạn", "Hiệu lực đến", "to", "Đến")),
    Column("note", "Ghi chú", at_most=300),
)
_PORTS = re.compile(r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class RangesFile:
    """The ranges of one file, or what must be corrected first."""

    name: str
    ranges: tuple[OwnedRange, ...]
    bad: tuple[BadRow, ...]
    bad_count: int


def read_ranges(data: bytes, name: str, *, limits: Limits = DEFAULT) -> RangesFile:
    """Read an XLSX or CSV list of ranges; `Refused` when the file as a whole is none."""
    table = read_table(data, name, expected=COLUMNS, limits=limits)
    ranges: list[OwnedRange] = []
    bad = list(table.bad)
    numbered = len(table.sheets) <= 1
    for place, row in enumerate(table.rows):
        try:
            ranges.append(_range(row.line if numbered else place + 1, row.values))
        except (AddressError, RangeError) as error:
            bad.append(_bad(table, row.line, row.sheet, row.values, error))
    return RangesFile(table.source, tuple(ranges), tuple(bad), table.bad_count + len(bad) - len(table.bad))


def _bad(table: Table, line: int, sheet: str | None, values: Mapping[str, Value], error: ValueError) -> BadRow:
    key = "written" if isinstance(error, AddressError) else "valid_to" if "ngày" in str(error) else "ports"
    return BadRow(Place(table.source, sheet, line, table.found.get(key)), str(error), shortened(str(values[key] or "")), "bad-range")


def _range(line: int, values: Mapping[str, Value]) -> OwnedRange:
    organisation, system = _text(values["organisation"]), _text(values["system"])
    return OwnedRange(
        line,
        parse_range(_text(values["written"])),
        organisation,
        system,
        _day(values["valid_from"]),
        _day(values["valid_to"]),
        _ports(values),
        _kind(values, held=bool(organisation or system)),
        _text(values["provider"]),
    )


def _kind(values: Mapping[str, Value], *, held: bool) -> RangeKind:
    """A range without organisation and system is a block; the register says NAT in a column of its own."""
    if values["kind"]:
        return RangeKind(_text(values["kind"]))
    if not held:
        return RangeKind.BLOCK
    return RangeKind.NAT if values["behind_nat"] else RangeKind.FIXED


def _ports(values: Mapping[str, Value]) -> tuple[int, int] | None:
    written = _text(values["ports"])
    if written:
        found = _PORTS.fullmatch(written)
        if found is None:
            raise RangeError("Nhập dải cổng như 1024-2047 hoặc 443.")
        return int(found[1]), int(found[2] or found[1])
    first, last = values["port_first"], values["port_last"]
    if first is None and last is None:
        return None
    if first is None:
        raise RangeError("Nhập cổng đầu của dải cổng.")
    return int(_text(first)), int(_text(first if last is None else last))


def _text(value: Value) -> str:
    return "" if value is None else str(value).strip()


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None
