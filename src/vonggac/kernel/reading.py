"""Dates and numbers as people in Vietnam write them, and how they are written back.

Django in Vietnamese reads 03/04/2025 as March and refuses 31/12/2024, and 1.234 is one thousand two hundred and thirty-four here.
A reader answers None for what it cannot read: the caller knows the place and says what to do about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from vonggac.kernel.vietnamese import fold

TWO_DIGIT_YEARS_UP_TO = 69
"""A year written 69 means 2069 and 70 means 1970, as in POSIX."""

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_IN_WORDS = re.compile(r"(?:ngay )?(\d{1,2})\s*(?:thang|/)\s*(\d{1,2})(?:,? nam|\s*/)\s*(\d{4}|\d{2})")
_CLOCK = re.compile(r"^\d{1,2}[:h]\d{2}(?::\d{2})?,? |,? \d{1,2}[:h]\d{2}(?::\d{2})?$")


def full_year(year: int) -> int:
    """Return a year of four figures for one written with two."""
    if year >= 100:
        return year
    return year + (2000 if year <= TWO_DIGIT_YEARS_UP_TO else 1900)


def _date_or_none(year: str, month: str, day: str) -> date | None:
    try:
        return date(full_year(int(year)), int(month), int(day))
    except ValueError:
        return None


def parse_date(text: str) -> date | None:
    """Read one date, day first: "5/3/2026", "05.03.26", "5 3 2026", "ngày 5 tháng 3 năm 2026", also ISO; a time beside it is dropped.

    The month never comes first: 03/25/2026 is not a date.
    """
    seen = fold(text)
    for shape in (_ISO, _COMPACT):
        if found := shape.fullmatch(seen):
            return _date_or_none(*found.groups())
    seen = _CLOCK.sub("", seen)
    for shape in (_DAY_FIRST, _IN_WORDS):
        if found := shape.fullmatch(seen):
            return _date_or_none(found[3], found[2], found[1])
    return None


def date_from_spreadsheet(serial: float, *, from_1904: bool = False) -> date | None:
    """Read the number that a spreadsheet keeps for a date; only the caller knows that a cell holds one.

    Before March 1900 spreadsheets count a 29 February that never was, so those numbers are not dates here.
    """
    origin, lowest = (date(1904, 1, 1), 0) if from_1904 else (date(1899, 12, 30), 61)
    if not lowest <= serial < 2_958_466:
        return None
    return origin + timedelta(days=int(serial))


_PLAIN = re.compile(r"\d+")
_DOTS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}")
_DECIMAL_COMMA = re.compile(r"\d+,\d+")
_DECIMAL_DOT = re.compile(r"\d+\.\d+")
_GROUP_BLANK = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?")


def _plain_digits(digits: str) -> str | None:
    if _GROUP_BLANK.fullmatch(digits):
        digits = digits.replace(" ", "")
        return digits.replace(",", ".")
    if _DOTS.fullmatch(digits):
        return digits.replace(".", "").replace(",", ".")
    if _COMMAS.fullmatch(digits):
        return digits.replace(",", "")
    if _DECIMAL_COMMA.fullmatch(digits):
        return digits.replace(",", ".")
    if _PLAIN.fullmatch(digits) or _DECIMAL_DOT.fullmatch(digits):
        return digits
    return None


def parse_number(text: str) -> Decimal | None:
    """Read one number: "1.234,5", "1 234", "1.234" (a thousand and more), "9,8", "9.8", "12 %" (twelve: the unit is the caller's).

    One comma before three figures is a decimal comma, as Vietnamese writes it; two commas, or a comma before a dot, separate thousands.
    """
    seen = " ".join(text.replace("\u2212", "-").split()).removesuffix("%").rstrip()
    sign, digits = (seen[0], seen[1:].lstrip()) if seen[:1] in {"-", "+"} else ("", seen)
    plain = _plain_digits(digits) if digits.isascii() else None
    return None if plain is None else Decimal(sign + plain)


def parse_whole_number(text: str) -> int | None:
    """Read a count of things; a number with decimals is none."""
    number = parse_number(text)
    if number is None or number != number.to_integral_value():
        return None
    return int(number)


def parse_key(text: str, *, figures: int = 17) -> int | None:
    """Read the number of a row, a page or a version as our own addresses and forms write it: figures, no more than a column holds."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= figures else None


def _number_text(number: int | float | Decimal, places: int | None) -> str:
    if places is not None:
        return f"{number:,.{places}f}"
    if isinstance(number, float):
        number = Decimal(repr(number))
    return f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"


def format_number(number: int | float | Decimal, places: int | None = None) -> str:
    """Write a number: 1.234 and 9,8. Without `places` it keeps the decimals it has."""
    whole, _, decimals = _number_text(number, places).partition(".")
    if places is None:
        decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def format_percent(part: int | float | Decimal, places: int | None = None) -> str:
    """Write a percentage given as a number of hundredths: `format_percent(78) == "78 %"`, with a blank that does not break."""
    return f"{format_number(part, places)}\u00a0%"


def format_date(day: date) -> str:
    """Write a date as on a screen: 23/11/2026."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_date_in_words(day: date) -> str:
    """Write a date as in a letter: "ngày 05 tháng 11 năm 2026"; days below 10 and months 1 and 2 take a zero (Decree 30/2020, Annex I)."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def format_time(moment: time | datetime) -> str:
    """Write a time of day: 07:42."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def format_moment(moment: datetime) -> str:
    """Write a moment, already in local time: 07:42 23/11/2026."""
    return f"{format_time(moment)} {format_date(moment)}"


def numbered(steps: Iterable[str]) -> str:
    """Write steps as lines with their numbers."""
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
