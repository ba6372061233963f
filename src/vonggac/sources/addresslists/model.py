"""What a list of infected addresses holds, how one file of it is laid out, and what is handed over from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from vonggac.kernel.badrows import BadRow
from vonggac.kernel.vietnamese import fold
from vonggac.sources.limits import DEFAULT, MEGABYTE

LIST_LIMITS = replace(
    DEFAULT, size=300 * MEGABYTE, rows=2_000_000, characters=50_000_000, unpacked=900 * MEGABYTE, part=120 * MEGABYTE, pages=2_000
)
"""Lists are longer than letters: half a million rows is one month of a large carrier."""
BATCH_ROWS = 50_000
DEFAULT_ZONE = "+07:00"
"""Asia/Ho_Chi_Minh, which has known no daylight saving since 1975."""


class Meaning(StrEnum):
    """What the values of a column say; the infected machine is plain, the one that steers it is `c2_…`."""

    ADDRESS = "address"
    LAST_ADDRESS = "last_address"
    """End of a range whose first address stands in another column; read together with it, never handed over alone."""
    PORT = "port"
    PROTOCOL = "protocol"
    FIRST_SEEN = "first_seen"
    LAST_SEEN = "last_seen"
    SEEN = "seen"
    FIRST_SEEN_CLOCK = "first_seen_clock"
    """Time of day that stands beside its day in a column of its own; handed over with the day."""
    LAST_SEEN_CLOCK = "last_seen_clock"
    SEEN_CLOCK = "seen_clock"
    FAMILY = "family"
    C2_ADDRESS = "c2_address"
    C2_PORT = "c2_port"
    C2_DOMAIN = "c2_domain"
    DOMAIN = "domain"
    URL = "url"
    HOSTNAME = "hostname"
    ORGANISATION = "organisation"
    PROVIDER = "provider"
    ASN = "asn"
    COUNTRY = "country"
    CATEGORY = "category"
    COUNT = "count"
    SERIAL = "serial"
    NOTE = "note"


CLOCKS = {
    Meaning.FIRST_SEEN: Meaning.FIRST_SEEN_CLOCK,
    Meaning.LAST_SEEN: Meaning.LAST_SEEN_CLOCK,
    Meaning.SEEN: Meaning.SEEN_CLOCK,
}
TIMES = tuple(CLOCKS)
ADDRESSES = (Meaning.ADDRESS, Meaning.C2_ADDRESS)


class Form(StrEnum):
    """What a file is, by its content."""

    DELIMITED = "delimited"
    """Text whose lines are cut into cells by a separator."""
    LINES = "lines"
    """Text that is searched line by line: one address a line, "address port", comments."""
    XLSX = "xlsx"
    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"


class DateOrder(StrEnum):
    """Which of two figures below 13 is the day."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """One column and what it was taken for."""

    index: int
    title: str
    meaning: Meaning | None
    confidence: float = 0.0
    """0 to 1; 1 is a person's word."""
    why: str = ""
    """For the person who confirms, in Vietnamese: the heading, the share of cells that parse."""
    order: DateOrder | None = None
    """For a column of dates with figures."""
    zone: str | None = None
    """"+07:00" or "+00:00" when the column says so itself; else the zone of the shape holds."""


@dataclass(frozen=True, slots=True)
class TableShape:
    """One sheet or table of a file; text files have one."""

    name: str
    """Name of the sheet, "Bảng 2" for the second table of a document, empty for a text file."""
    header_rows: tuple[int, ...]
    """Line numbers, counted from 1, of the rows that head the columns; empty when none does."""
    first_row: int
    """Line number of the first row of data."""
    columns: tuple[ColumnShape, ...]

    def column(self, meaning: Meaning) -> ColumnShape | None:
        """Return the column of that meaning, if there is one."""
        return next((each for each in self.columns if each.meaning is meaning), None)

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(each.title for each in self.columns)


@dataclass(frozen=True, slots=True)
class Shape:
    """How one file is laid out; what a person confirms and the app remembers for a source."""

    form: Form
    tables: tuple[TableShape, ...]
    encoding: str | None = None
    separator: str | None = None
    """One character; " " stands for any run of blanks."""
    zone: str = DEFAULT_ZONE
    """Of times that do not say theirs."""
    is_zone_told: bool = False
    """The file says the zone; else it is a default that a person should confirm."""

    @property
    def fingerprint(self) -> str:
        """Return the same text for every file with the same headings in the same order, whatever stands above them."""
        return fingerprint(self.tables[0].titles if self.tables else ())

    def with_meaning(self, index: int, meaning: Meaning | None, *, table: int = 0) -> Shape:
        """Return the shape a person corrected: one column means something else; who had that meaning before loses it.

        Sheets with the same headings are one list in several parts, and are corrected together.
        """
        titles = self.tables[table].titles
        return replace(self, tables=tuple(_corrected(each, index, meaning) if each.titles == titles else each for each in self.tables))

    def with_order(self, order: DateOrder) -> Shape:
        """Return the shape with the order of day and month that a person chose, for every column of dates that has one."""
        tables = self.tables
        for at, table in enumerate(tables):
            changed = tuple(replace(each, order=order) if each.order is not None else each for each in table.columns)
            tables = (*tables[:at], replace(table, columns=changed), *tables[at + 1 :])
        return replace(self, tables=tables)

    def with_zone(self, zone: str) -> Shape:
        """Return the shape with the zone that a person chose, as "+07:00"."""
        return replace(self, zone=zone, is_zone_told=True)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values for a JSON column."""
        return {
            "form": self.form.value,
            "encoding": self.encoding,
            "separator": self.separator,
            "zone": self.zone,
            "is_zone_told": self.is_zone_told,
            "tables": [_table_json(table) for table in self.tables],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Shape:
        """Return what `to_json` gave; KeyError or ValueError when it is something else."""
        return cls(
            form=Form(kept["form"]),
            tables=tuple(_table_of(table) for table in kept["tables"]),
            encoding=kept["encoding"],
            separator=kept["separator"],
            zone=str(kept["zone"]),
            is_zone_told=bool(kept["is_zone_told"]),
        )


def fingerprint(titles: Sequence[str]) -> str:
    """Return a short sign of these headings: case, marks and blanks do not count, order does."""
    return hashlib.sha256("\x1f".join(fold(title) for title in titles).encode()).hexdigest()[:32]


def _corrected(table: TableShape, index: int, meaning: Meaning | None) -> TableShape:
    columns = tuple(
        replace(each, meaning=meaning, confidence=1.0, why="Người dùng chọn.")
        if each.index == index
        else (replace(each, meaning=None) if meaning is not None and each.meaning is meaning else each)
        for each in table.columns
    )
    return replace(table, columns=columns)


def _table_json(table: TableShape) -> dict[str, Any]:
    return {
        "name": table.name,
        "header_rows": list(table.header_rows),
        "first_row": table.first_row,
        "columns": [
            {
                "index": each.index,
                "title": each.title,
                "meaning": each.meaning.value if each.meaning else None,
                "confidence": each.confidence,
                "why": each.why,
                "order": each.order.value if each.order else None,
                "zone": each.zone,
            }
            for each in table.columns
        ],
    }


def _table_of(kept: Mapping[str, Any]) -> TableShape:
    columns = tuple(
        ColumnShape(
            index=int(each["index"]),
            title=str(each["title"]),
            meaning=Meaning(each["meaning"]) if each["meaning"] else None,
            confidence=float(each["confidence"]),
            why=str(each["why"]),
            order=DateOrder(each["order"]) if each["order"] else None,
            zone=each["zone"],
        )
        for each in kept["columns"]
    )
    return TableShape(str(kept["name"]), tuple(int(row) for row in kept["header_rows"]), int(kept["first_row"]), columns)


class Asks(StrEnum):
    """What only a person can decide."""

    ADDRESS_COLUMN = "address-column"
    ONLY_C2 = "only-c2"
    DATE_ORDER = "date-order"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to confirm, with the answer that will be taken otherwise."""

    asks: Asks
    text: str
    options: tuple[str, ...]
    default: str
    table: int = 0


@dataclass(frozen=True, slots=True)
class Alternative:
    """A column that could have had a meaning another one got."""

    table: int
    index: int
    meaning: Meaning
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of one table as they were read."""

    table: str
    rows: tuple[tuple[str, ...], ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file seems to be, for a person to confirm."""

    shape: Shape
    samples: tuple[Sample, ...]
    alternatives: tuple[Alternative, ...] = ()
    questions: tuple[Question, ...] = ()
    warnings: tuple[BadRow, ...] = ()
    left_out: tuple[str, ...] = ()
    """Sheets and tables without a column of addresses."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one table, column by column; every column has as many values as there are places.

    Values under ADDRESS and C2_ADDRESS are valid and in one spelling: an address ("10.20.0.7", "2001:db8::1"), a network
    ("10.20.0.0/24") or a range ("10.20.0.1-10.20.0.20"); blank where the row has none. Ports are figures of 1 to 65535 or blank.
    """

    table: str
    columns: Mapping[Meaning, Sequence[str]]
    times: Mapping[Meaning, Sequence[int | None]]
    """Seconds since 1970 in UTC, for each of FIRST_SEEN, LAST_SEEN and SEEN that the list has; the words stand in `columns`."""
    places: Sequence[int]
    """Line of each row in its file or sheet; a row with three addresses stands here three times."""
    bad: tuple[BadRow, ...] = ()
    """Found on the way to this batch: rows that were left out, and remarks on rows that were not."""
    bad_count: int = 0
    """All rows left out on the way to this batch; `bad` holds the first of them."""
    rows: Sequence[Sequence[str]] = field(default=())
    """The cells as they were read, when asked for."""

    def __len__(self) -> int:
        return len(self.places)
