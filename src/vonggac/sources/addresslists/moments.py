"""Times as lists write them into seconds since 1970 in UTC: two dictionaries hold the days and the times of day that were met before."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from vonggac.kernel.columns import TextColumn
from vonggac.kernel.reading import date_from_spreadsheet, full_year
from vonggac.kernel.vietnamese import fold
from vonggac.sources.addresslists.model import DateOrder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNREAD = -(10**15)
"""Stands where no time was read; a sum with it is far below any time."""
_LONGEST, _DAY_ENDS, _MINUTE_ENDS = 40, 10, 16
_FIGURES_TOLD = 5
_KEPT = 100_000
_DAY = 86_400

_FIGURES = re.compile(r"(?<![\d.])(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4}|\d{2})(?![\d])")
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:t?([01]\d|2[0-3])([0-5]\d)([0-5]\d)?)?(?!\d)")
_WORDS = re.compile(r"(?:ngay\s)?(\d{1,2})\s(?:thang\s)(\d{1,2})(?:,?\snam)\s(\d{4})")
_ENGLISH = re.compile(r"(?:(\d{1,2})[\s-]([a-z]{3})[a-z]*[\s-](\d{4})|([a-z]{3})[a-z]*\s(\d{1,2}),?\s(?:.*\s)?(\d{4}))")
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_CLOCK = re.compile(
    r"(?<![\d:+-])(\d{1,2})\s?(?:[:h]|\sgio\s)\s?(\d{2})(?:\s?[:m]\s?(\d{2})(?:[.,]\d+)?)?(?!\d)\s*(am|pm|sa|ch)?\b|(?<![\d:])(\d{1,2})h(?![\w])"
)
_ZONE = re.compile(r"(?:(?<=[\d\s(.])|^)(?:(?:utc|gmt)\s*([+-]\s?\d{1,2}(?::?\d{2})?)?|([+-]\d{2}:?\d{2})|(z|ict))\)?$")
_SERIAL_BEFORE_CLOCK = re.compile(r"([34]\d{4}|5[0-5]\d{3})(?=\s\d{1,2}:)")
_FRACTION = re.compile(r"0[.,]\d{1,18}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_SAID_ZONE = re.compile(
    r"\b(?:utc|gmt)(?!\w)\s*([+-]\s?\d{1,2}(?::?\d{2})?)?|\b(gio (?:viet nam|vn|ha noi|dia phuong)|ict|asia/ho_chi_minh|asia/ho chi minh)\b"
)
_EPOCHS = ((9, 10, 1.0), (12, 13, 1e-3), (15, 16, 1e-6))
_FILETIME_OFFSET = 11_644_473_600
"""Seconds from 1601, where Windows begins to count, to 1970."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one column of times is read."""

    order: DateOrder = DateOrder.DAY_FIRST
    offset: int = 7 * 3600
    """Seconds east of UTC for times that do not say their zone."""


class _Days(dict[str, int]):
    """The ten letters of a day → midnight there in UTC seconds."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self._reading = reading

    def __missing__(self, text: str) -> int:
        if len(self) > _KEPT:
            self.clear()
        day = _fixed_day(text, self._reading.order)
        self[text] = found = UNREAD if day is None else _midnight(day) - self._reading.offset
        return found


class _Clocks(dict[str, int]):
    """Hour and minute behind the day (" 07:42"), and again what stands behind those, → seconds to add."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self._reading = reading

    def __missing__(self, text: str) -> int:
        if len(self) > _KEPT:
            self.clear()
        self[text] = found = _behind_day(text) if text[:1] in _BLANK_OR_T else _behind_minute(text, self._reading.offset)
        return found


class Moments:
    """Reads a column of times batch by batch; remembers what it met."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._days = _Days(reading)
        self._clocks = _Clocks(reading)

    def read(self, values: TextColumn) -> NDArray[np.int64]:
        """Return the seconds of each value, `UNREAD` for blanks and for what is no time."""
        import numpy as np

        found = np.full(len(values), UNREAD, dtype=np.int64)
        for length in np.unique(values.lengths).tolist():
            rows = np.flatnonzero(values.lengths == length)
            if length <= _LONGEST:
                found[rows] = self._alike(values.take(rows), length)
        slow = np.flatnonzero(found <= UNREAD // 2)
        if slow.size:
            told = [self._one(value) for value in values.take(slow)]
            found[slow] = [UNREAD if seconds is None else seconds for seconds in told]
        return found

    def _alike(self, values: TextColumn, length: int) -> NDArray[np.int64]:
        """Read values of one length: day, minute and what stands behind are few different texts each."""
        letters = values.beginning(max(length, 1))[:, :length]
        day, minute, behind = letters[:, :_DAY_ENDS], letters[:, _DAY_ENDS:_MINUTE_ENDS], letters[:, _MINUTE_ENDS:]
        return _told(day, self._days) + _told(minute, self._clocks) + _told(behind, self._clocks)

    def _one(self, value: str) -> int | None:
        days, clocks = self._days, self._clocks
        seconds = days[value[:_DAY_ENDS]] + clocks[value[_DAY_ENDS:_MINUTE_ENDS]] + clocks[value[_MINUTE_ENDS:]]
        return seconds if seconds > UNREAD // 2 else moment(value, self.reading)


def _told(letters: NDArray[np.uint8], known: Mapping[str, int]) -> NDArray[np.int64]:
    """Look up each different text once; they are told apart by the figures in which they differ, when these are few."""
    import numpy as np

    if not letters.shape[1]:
        return np.full(len(letters), known[""], dtype=np.int64)
    differing = np.flatnonzero((letters != letters[0]).any(axis=0))
    figures = letters[:, differing].astype(np.int64) - ord("0")
    if len(differing) > _FIGURES_TOLD or ((figures < 0) | (figures > 9)).any():
        return np.full(len(letters), UNREAD, dtype=np.int64)
    keys = figures @ (10 ** np.arange(len(differing), dtype=np.int64))
    row_of = np.full(10 ** len(differing), -1, dtype=np.int64)
    row_of[keys] = np.arange(len(letters))
    met = np.flatnonzero(row_of >= 0)
    row_of[met] = [known[letters[row].tobytes().decode("ascii", "replace")] for row in row_of[met].tolist()]
    told: NDArray[np.int64] = row_of[keys]
    return told


_FIXED_ISO = re.compile(r"(\d{4})[-/.](\d\d)[-/.](\d\d)")
_FIXED_FIGURES = re.compile(r"(\d\d)[-/.](\d\d)[-/.](\d{4})")
_FIXED_MINUTE = re.compile(r"[ T](\d\d):(\d\d)")
_FIXED_BEHIND = re.compile(r"(?::(\d\d)(?:[.,]\d{1,9})?)? ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?")
_BLANK_OR_T = (" ", "T")


def _fixed_day(text: str, order: DateOrder) -> date | None:
    if found := _FIXED_ISO.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := _FIXED_FIGURES.fullmatch(text):
        return _ordered(found[1], found[2], found[3], order)
    return None


def _behind_day(text: str) -> int:
    found = _FIXED_MINUTE.fullmatch(text)
    seconds = _seconds(found[1], found[2], None, None) if found else None
    return UNREAD if seconds is None else seconds


def _behind_minute(text: str, offset: int) -> int:
    """Seconds, and the zone of its own that takes the place of the assumed one."""
    if not text:
        return 0
    found = _FIXED_BEHIND.fullmatch(text)
    if found is None or int(found[1] or 0) > 60:
        return UNREAD
    zone = found[2]
    return int(found[1] or 0) + (0 if zone is None else offset - (0 if zone in {"Z", "UTC", "GMT"} else offset_of(zone)))


@lru_cache(maxsize=65_536)
def moment(text: str, reading: Reading) -> int | None:
    """Return the seconds of one value written in any known way, or None."""
    if len(text) > 80 or not any(letter.isdigit() for letter in text):
        return None
    seen = fold(text.replace("T", " ") if _ISO.match(text) else text).replace("(", " (")
    if _NUMBER.fullmatch(seen):
        return _number(seen, reading)
    zone = _ZONE.search(seen)
    offset = reading.offset
    if zone:
        offset = offset_of(zone[1] or zone[2] or ("+07" if zone[3] == "ict" else "+00"))
        seen = seen[: zone.start()].rstrip(" (")
    day, rest = _find_day(seen, reading.order)
    if day is None:
        return None
    seconds = _find_clock(rest)
    return None if seconds is None else _midnight(day) + seconds - offset


def _number(text: str, reading: Reading) -> int | None:
    """Seconds, milliseconds or microseconds since 1970, the ticks of Windows since 1601, a day of a spreadsheet, or 20261105031209."""
    if compact := _COMPACT.fullmatch(text):
        day = _day(compact[1], compact[2], compact[3])
        clock = _seconds(compact[4] or "0", compact[5] or "0", compact[6], None)
        return None if day is None or clock is None else _midnight(day) + clock - reading.offset
    number = float(text.replace(",", "."))
    digits = len(text.split(".")[0])
    for least, most, factor in _EPOCHS:
        if least <= digits <= most:
            return int(number * factor)
    if digits == 18:
        return int(number / 10**7) - _FILETIME_OFFSET
    if digits == 5 and (serial := date_from_spreadsheet(number)) is not None:
        return _midnight(serial) + round(number % 1 * _DAY) - reading.offset
    return None


def _find_day(seen: str, order: DateOrder) -> tuple[date | None, str]:
    """Return the day and what is left of the text."""
    if serial := _SERIAL_BEFORE_CLOCK.match(seen):
        return date_from_spreadsheet(float(serial[1])), seen[serial.end() :]
    for pattern in (_ISO, _WORDS, _FIGURES, _COMPACT, _ENGLISH):
        found = pattern.search(seen)
        if found is None:
            continue
        rest = seen[: found.start()] + " " + seen[found.end() :]
        if pattern is _ISO:
            return _day(found[1], found[2], found[3]), rest
        if pattern is _COMPACT:
            clock = f" {found[4]}:{found[5]}:{found[6] or '00'}" if found[4] else ""
            return _day(found[1], found[2], found[3]), rest + clock
        if pattern is _WORDS:
            return _day(found[3], found[2], found[1]), rest
        if pattern is _FIGURES:
            return _ordered(found[1], found[2], found[3], order), rest
        month = _MONTHS.get(found[2] or found[4] or "")
        clock = found.group() if found[4] else ""
        return (_day(found[3] or found[6], str(month), found[1] or found[5]) if month else None), f"{rest} {clock}"
    return None, seen


def _find_clock(text: str) -> int | None:
    found = _CLOCK.search(text)
    if found is None:
        return None if any(letter.isdigit() for letter in text) else 0
    return _seconds(found[1] or found[5], found[2] or "0", found[3], found[4])


def clock(text: str) -> int | None:
    """Return the seconds of a time of day that stands alone, also as the part of a day that spreadsheets keep, or None."""
    seen = fold(text)
    if _FRACTION.fullmatch(seen):
        return round(float(seen.replace(",", ".")) * _DAY)
    found = _CLOCK.fullmatch(seen) if len(seen) <= 20 else None
    return _seconds(found[1] or found[5], found[2] or "0", found[3], found[4]) if found else None


def clock_text(text: str) -> str:
    """Return a time of day as it stands behind its day; a part of a day is written out."""
    if not _FRACTION.fullmatch(text) or (seconds := clock(text)) is None:
        return text
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def _seconds(hours: str, minutes: str, seconds: str | None, half: str | None) -> int | None:
    hour, minute, second = int(hours), int(minutes), int(seconds or 0)
    if half in {"pm", "ch"} and hour < 12:
        hour += 12
    elif half in {"am", "sa"} and hour == 12:
        hour = 0
    return hour * 3600 + minute * 60 + second if hour < 25 and minute < 60 and second < 61 else None


def _ordered(first: str, second: str, year: str, order: DateOrder) -> date | None:
    return _day(year, second, first) if order is DateOrder.DAY_FIRST else _day(year, first, second)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(full_year(int(year)), int(month), int(day))
    except ValueError:
        return None


_EPOCH = date(1970, 1, 1)


def _midnight(day: date) -> int:
    return (day - _EPOCH).days * _DAY


def offset_of(zone: str) -> int:
    """Return the seconds east of UTC of "+07:00", "+0700", "+7"; 0 for "Z"."""
    seen = zone.replace(" ", "").replace(":", "")
    if not seen or seen[0] not in "+-":
        return 0
    digits = seen[1:]
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    return (1 if seen[0] == "+" else -1) * (min(int(hours), 14) * 3600 + min(int(minutes), 59) * 60)


def zone_text(offset: int) -> str:
    """Write seconds east of UTC as "+07:00"."""
    sign, rest = ("+", offset) if offset >= 0 else ("-", -offset)
    return f"{sign}{rest // 3600:02d}:{rest % 3600 // 60:02d}"


def said_zone(title: str) -> str | None:
    """Return the zone that a heading or title names: "Thời gian (UTC)", "Time GMT+7", "giờ Việt Nam"."""
    found = _SAID_ZONE.search(fold(title).replace("_", " "))
    if found is None:
        return None
    return "+07:00" if found[2] else zone_text(offset_of(found[1] or "+0"))


def says_zone(value: str) -> bool:
    """Say whether a value carries its zone, or needs none because it counts seconds."""
    seen = fold(value)
    if _NUMBER.fullmatch(seen):
        return not _COMPACT.fullmatch(seen) and len(seen.split(".")[0]) >= 9
    return bool(_ZONE.search(seen)) and not _FIGURES.fullmatch(seen)


def figures(value: str) -> tuple[int, int] | None:
    """Return the two figures of a day whose order has to be decided, or None when the value has none."""
    found = None if _ISO.search(value) else _FIGURES.search(value)
    return (int(found[1]), int(found[2])) if found else None


def in_words(seconds: int, zone: str) -> str:
    """Write a moment in the zone of the list, for remarks: 07:42 23/11/2026."""
    at = datetime(1970, 1, 1) + timedelta(seconds=seconds + offset_of(zone))  # noqa: DTZ001  the zone is added by hand
    return f"{at:%H:%M %d/%m/%Y}"
