"""Moments as products write them, into UTC; a year or a zone that is not there is taken from the reading and said."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from vonggac.engines.alerts.model import Note
from vonggac.sources.logs.model import Reading
from vonggac.sources.logs.writing import Writable, words_of

_MONTHS = {name: number for number, name in enumerate(("jan feb mar apr may jun jul aug sep oct nov dec").split(), 1)}  # noqa: SIM905
_AHEAD = timedelta(days=2)
"""How far a time without a year may lie ahead of the moment of reading before it belongs to the year before."""
_EPOCH = re.compile(r"-?\d{9,19}(?:\.\d+)?")
_ISO_LIKE = re.compile(r"(\d{4})[-/](\d\d)[-/](\d\d)[T ,_]+(\d\d:\d\d:\d\d(?:[.,]\d+)?) ?(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?")
_MONTH_FIRST = re.compile(
    r"(?:[A-Z][a-z]{2},? )?([A-Z][a-z]{2})[a-z]* {1,2}(\d{1,2}),?(?: (\d{4}))? (\d\d?):(\d\d):(\d\d)(?:[.,](\d{1,9}))?"
    r"(?: ([A-Z]{3,4}|[+-]\d\d:?\d\d))?(?: (\d{4}))?"
)
_DAY_FIRST = re.compile(
    r"(\d{1,2})[/ -]([A-Z][a-z]{2})[/ -](\d{4})[: ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|[A-Z]{3}|[+-]\d\d:?\d\d))?"
)
_UTC_NAMES = {"Z", "UTC", "GMT"}


def moment(value: object, reading: Reading) -> tuple[datetime | None, Note | None]:
    """Read one moment: ISO 8601, epoch in seconds to nanoseconds, syslog, CEF, Apache; None with a note when it is none."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _noted(from_epoch(float(value)))
    text = words_of(value).strip()
    if not text:
        return None, Note.TIME_MISSING
    if text[0].isalpha():
        return _otherwise(text, reading)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _otherwise(text, reading)
    return in_utc(found, reading)


def _noted(found: datetime | None) -> tuple[datetime | None, Note | None]:
    return (found, None) if found else (None, Note.TIME_UNREADABLE)


def in_utc(found: datetime, reading: Reading) -> tuple[datetime | None, Note | None]:
    """Return the moment in UTC; one without a zone is in that of the reading."""
    note = None
    if found.tzinfo is None:
        found, note = found.replace(tzinfo=reading.zone), Note.ZONE_ASSUMED
    try:
        return found.astimezone(UTC), note
    except (OverflowError, ValueError):
        return None, Note.TIME_UNREADABLE


def from_epoch(number: float) -> datetime | None:
    """Read seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size."""
    size = abs(number)
    if not size < 1e20:
        return None
    seconds = number / (1 if size < 1e11 else 1e3 if size < 1e14 else 1e6 if size < 1e17 else 1e9)
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _otherwise(text: str, reading: Reading) -> tuple[datetime | None, Note | None]:
    if text[0].isalpha():
        told = _month_first(text) if len(text) <= _LONGEST_TOLD else None
        return _from_parts(*told, reading) if told else (None, Note.TIME_UNREADABLE)
    if _EPOCH.fullmatch(text):
        return _noted(from_epoch(float(text)))
    if found := _ISO_LIKE.fullmatch(text):
        year, month, day, clock, zone = found.groups()
        zone = "+00:00" if zone in _UTC_NAMES else zone or ""
        return _from_iso(f"{year}-{month}-{day}T{clock.replace(',', '.')}{zone}", reading)
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year, hour, minute, second, fraction, zone = found.groups()
        told = _told(year, month, day, (hour, minute, second, fraction), zone)
        return _from_parts(*told, reading) if told else (None, Note.TIME_UNREADABLE)
    return None, Note.TIME_UNREADABLE


_LONGEST_TOLD = 64
_Parts = tuple[int, int, int, int, int, int]
_Told = tuple[int | None, _Parts, str | None]
"""Year (where there is one), month to microsecond, zone."""


@lru_cache(maxsize=4_096)
def _month_first(text: str) -> _Told | None:
    """Read a time as heads of syslog write it: to the second, so hundreds of messages bring the same one."""
    found = _MONTH_FIRST.fullmatch(text)
    if found is None:
        return None
    month, day, year, hour, minute, second, fraction, zone, last = found.groups()
    return _told(year or last, month, day, (hour, minute, second, fraction), zone)


def _told(year: str | None, month: str, day: str, clock: tuple[str, str, str, str | None], zone: str | None) -> _Told | None:
    number = _MONTHS.get(month.lower())
    if number is None:
        return None
    micro = int((clock[3] or "0")[:6].ljust(6, "0"))
    parts = (number, int(day), int(clock[0]), int(clock[1]), int(clock[2]), micro)
    return (None if year is None else int(year)), parts, zone


def _from_iso(text: str, reading: Reading) -> tuple[datetime | None, Note | None]:
    try:
        return in_utc(datetime.fromisoformat(text), reading)
    except ValueError:
        return None, Note.TIME_UNREADABLE


def _from_parts(year: int | None, parts: _Parts, zone: str | None, reading: Reading) -> tuple[datetime | None, Note | None]:
    where = _zone(zone, reading)
    if year is None:
        return nearest_year(parts, where or reading.zone, reading.now_utc)
    try:
        found = datetime(year, *parts, tzinfo=where or reading.zone)
        return found.astimezone(UTC), None if where else Note.ZONE_ASSUMED
    except (ValueError, OverflowError):
        return None, Note.TIME_UNREADABLE


@lru_cache(maxsize=256)
def _named_zone(name: str) -> tzinfo | None:
    if name in _UTC_NAMES:
        return UTC
    try:
        return datetime.strptime(name.replace(":", ""), "%z").tzinfo
    except ValueError:
        return None


def _zone(name: str | None, reading: Reading) -> tzinfo | None:
    """The zone that is written; letters such as ICT or CST mean several zones and are not believed."""
    return _named_zone(name) if name else None


def nearest_year(parts: _Parts, zone: tzinfo, now: datetime) -> tuple[datetime | None, Note | None]:
    """Give a time without a year (RFC 3164) the latest year that does not put it more than two days ahead of now.

    29 February goes back to the last leap year.
    """
    latest = now + _AHEAD
    for year in range(now.year + 1, max(now.year - 9, 1), -1):
        found = _in_year(year, parts, zone)
        if found is not None and found <= latest:
            return found, Note.YEAR_ASSUMED
    return None, Note.TIME_UNREADABLE


@lru_cache(maxsize=4_096)
def _in_year(year: int, parts: _Parts, zone: tzinfo) -> datetime | None:
    """Return the moment in UTC, if the year has that day."""
    try:
        return datetime(year, *parts, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def put_moment(fields: Writable, notes: list[Note], value: object, reading: Reading, name: str = "@timestamp") -> None:
    """Write a moment, or keep what stood there under `labels.time_told` and say that it is none."""
    found, note = moment(value, reading)
    if found is not None:
        fields[name] = found
    elif name != "@timestamp":
        return
    elif note is Note.TIME_UNREADABLE:
        fields["labels.time_told"] = words_of(value)[:200]
    if note is not None and name == "@timestamp":
        notes.append(note)
