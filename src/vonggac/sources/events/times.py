"""Moments of logs as ISO 8601 with a zone, as text: nothing is turned into an object that nobody asks for."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

MONTHS = {name: f"{number:02d}" for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}  # noqa: SIM905
_AHEAD = timedelta(days=2)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\d* ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}),? +(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([AaPp])\.?[Mm]\.?)?")


@lru_cache(maxsize=64)
def offset_of(zone: tzinfo) -> str:
    """Return the offset that is written behind a time without one: +07:00."""
    offset = zone.utcoffset(datetime(2024, 1, 1))  # noqa: DTZ001  a zone is asked about a day of its own
    minutes = round(offset.total_seconds() / 60) if offset else 0
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


@lru_cache(maxsize=1_024)
def year_of(month: int, day: int, written: datetime | None) -> int:
    """Give a day without a year (RFC 3164) the latest one that does not lie after its file; 0 when there is none or no file.

    29 February goes back to the last leap year.
    """
    if written is None:
        return 0
    last = (written + _AHEAD).date()
    for year in range(last.year, max(last.year - 9, 0), -1):
        try:
            if last.replace(year, month, day) <= last:
                return year
        except ValueError:
            continue
    return 0


def told(text: object, zone: str) -> str:
    """Return a moment in ISO 8601 for what a table or a record says; "" when it is none. Day first, unless it says AM or PM."""
    if not isinstance(text, str):
        return ""
    if found := _ISO.fullmatch(text.strip()):
        date, clock, fraction, written = found.groups()
        return f"{date}T{clock}{'.' + fraction if fraction else ''}{_zone(written) or zone}"
    if found := _DAY.fullmatch(text.strip()):
        return _by_day(found, zone)
    return ""


def _zone(written: str | None) -> str:
    if written is None:
        return ""
    if written in {"Z", "UTC"}:
        return "Z"
    digits = written[1:].replace(":", "").ljust(4, "0")
    return f"{written[0]}{digits[:2]}:{digits[2:]}"


def _by_day(found: re.Match[str], zone: str) -> str:
    one, two, year, hour, minute, second, half = found.groups()
    day, month = (two, one) if half else (one, two)
    at = int(hour) % 12 + (12 if half in {"P", "p"} else 0) if half else int(hour)
    try:
        return datetime(int(year), int(month), int(day), at, int(minute), int(second or 0)).isoformat() + zone  # noqa: DTZ001  written behind
    except ValueError:
        return ""
