"""Times as feeds write them, into ISO 8601 in UTC; what lies ahead of today is no observation."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from vonggac.sources.feeds.ceilings import DAYS_AHEAD

_EPOCH_SECONDS = (1, 4_102_444_800)
"""From 1970 to the year 2100; larger numbers are milliseconds."""
_SLASHED = re.compile(r"(\d{4})/(\d{2})/(\d{2})")
_SPACED_ZONE = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$)")
_FRACTION = re.compile(r"(\.\d{6})\d+")


class TimeError(ValueError):
    """What was written is no time."""


def utc_text(text: str) -> str:
    """Return "2021-03-28 00:00:02" as "2021-03-28T00:00:02+00:00": a time without a zone is UTC, as reports of feeds state."""
    return moment(text).isoformat()


def moment(value: object) -> datetime:
    """Read a time with its zone: ISO 8601 in its usual spellings, seconds or milliseconds since 1970, or an RFC 5322 date."""
    if isinstance(value, bool) or value is None:
        raise TimeError("no time")
    if isinstance(value, int | float):
        return _since_1970(float(value))
    if not isinstance(value, str) or len(value) > 64:
        raise TimeError("no time")
    text = value.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = _otherwise(text)
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        raise TimeError(text) from None


def _otherwise(text: str) -> datetime:
    if text.replace(".", "", 1).isdecimal() and text.isascii() and len(text) >= 9:
        return _since_1970(float(text))
    tidy = _FRACTION.sub(r"\1", _SPACED_ZONE.sub("", _SLASHED.sub(r"\1-\2-\3", text.removesuffix(" UTC").removesuffix(" GMT"))))
    try:
        return datetime.fromisoformat(tidy)
    except ValueError:
        return _of_mail(text)


def _of_mail(text: str) -> datetime:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        raise TimeError(text) from None


def _since_1970(seconds: float) -> datetime:
    first, last = _EPOCH_SECONDS
    seconds = seconds / 1000 if seconds > last else seconds
    if not first <= seconds <= last:
        raise TimeError(str(seconds))
    return datetime.fromtimestamp(seconds, UTC)


def latest(today: date) -> datetime:
    """Return the first moment that no observation can have: a day and the widest zone after today."""
    return datetime(today.year, today.month, today.day, tzinfo=timezone(timedelta(hours=-12))) + timedelta(days=1 + DAYS_AHEAD)
