"""What readers of alert logs are told and what they give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from vonggac.engines.alerts.model import Format, RawAlert
from vonggac.kernel.badrows import Place

VIETNAM = timezone(timedelta(hours=7), "+07:00")
LONGEST_LINE = 1024 * 1024
"""Bytes of one record that are still parsed; a longer one is kept as unparsed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader must be told because the bytes do not say it."""

    now: datetime
    """The moment of arrival, aware; syslog times without a year lie around it."""
    zone: tzinfo = VIETNAM
    """The zone of times that carry none."""
    source: str = ""
    """The file or the sender, as a person knows it."""

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("Reading.now must carry its zone")

    @property
    def now_utc(self) -> datetime:
        return self.now if self.now.tzinfo is UTC else self.now.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A record that could not be read: kept, with the reason."""

    place: Place
    why: str
    """In Vietnamese, what is wrong and what to do."""
    rule: str
    """A stable identifier in English."""
    message: str
    format: Format | None = None
    """What it looked like."""
    lines: int = 1


Record = RawAlert | Unparsed


@dataclass(slots=True)
class Count:
    """Every line of a log is in exactly one of these."""

    lines: int = 0
    alerts: int = 0
    context: int = 0
    unparsed: int = 0
    blank: int = 0
    headers: int = 0
    """Lines that describe the log itself: Zeek's #fields, the summary of a ClamAV scan."""
    inside: int = 0
    """Further lines of records that take more than one."""
    formats: dict[str, int] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        """Say whether nothing was lost: lines in = alerts + context + unparsed + blank + headers + lines inside records."""
        return self.lines == self.alerts + self.context + self.unparsed + self.blank + self.headers + self.inside

    def add(self, record: Record) -> None:
        """Count one record with all its lines."""
        self.lines += record.lines
        self.inside += record.lines - 1
        if isinstance(record, Unparsed):
            self.unparsed += 1
            return
        self.formats[record.format.value] = self.formats.get(record.format.value, 0) + 1
        if record.is_alert:
            self.alerts += 1
        else:
            self.context += 1

    def add_all(self, records: Iterable[Record]) -> None:
        """Count many records."""
        for record in records:
            self.add(record)
