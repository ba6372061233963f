"""Days and places: "Quảng Ngãi, ngày 05 tháng 01 năm 2026" and what typing makes of it (Decree 30/2020, Annex I, box 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .page import Found, Page, rx

_BLANK = r"[\s.…_]{0,40}"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH = r"(?:1[0-2]|0?[1-9])"
YEAR = r"(?:19|20)\d\d"
WRITTEN = (
    rf"(?P<d>{DAY})\s*(?:[/.-]\s*(?P<m>{MONTH})(?:\s*[/.-]\s*(?P<y>{YEAR}))?|\s*thang\s*(?P<m2>{MONTH})(?:\s*nam\s*(?P<y2>{YEAR}))?)(?!\d)"
)
"""A day as people write it, in folded text; the year may be absent."""

_DATE_LINE = rx(rf"ngay\s*(?P<d>\d{{1,2}})?{_BLANK}thang{_BLANK}(?P<m>\d{{1,2}})?{_BLANK},?\s*nam{_BLANK}(?P<y>{YEAR})?(?!\d)")
_SLASHED_LINE = rx(rf"ngay\s*(?P<d>{DAY})\s*[/.-]\s*(?P<m>{MONTH})\s*[/.-]\s*(?P<y>{YEAR})(?!\d)")
_PLACE = rx(
    r"(?:(?:[Tt]hành phố|[Tt]ỉnh|[Tt]hị xã|[Tt]hị trấn|[Hh]uyện|[Xx]ã|[Pp]hường|[Đđ]ặc khu|TP\.?|Tp\.?)\s*)?"
    r"[A-ZĐÀ-Ỹ][\w'’.]*(?:(?:\s*[-–]\s*|\s+)[A-ZĐÀ-Ỹ][\w'’]*){0,4}\s*[,.]?\s*$"
)
_MOTTO_TAIL = rx(r"^(?:Hạnh\s+|phúc\s+|Phúc\s+|Nam\s+|NAM\s+)+")
_NUMERIC = rx(rf"(?<![\d/])(?P<d>{DAY})/(?P<m>{MONTH})/(?P<y>{YEAR})(?!\d)")


@dataclass(frozen=True, slots=True)
class DateLine:
    """The line of place and date; day or month may have been left blank for the clerk."""

    place: Found | None
    date: Found | None
    partial: Found | None
    impossible: bool
    start: int
    end: int


def iso(year: int, month: int, day: int) -> str | None:
    """Return the ISO form, or None for a day that no calendar has."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def date_line(page: Page, start: int, end: int, number_end: int = 0) -> DateLine | None:
    """Return the first place-and-date line of a region: it must have a place, or stand at the start of a line."""
    for match in _DATE_LINE.finditer(page.folded, start, end):
        place = _place_before(page, match.start(), max(start, number_end if number_end <= match.start() else 0))
        if place or _starts_line(page, match.start()):
            return _line(match, place)
    for match in _SLASHED_LINE.finditer(page.folded, start, end):
        place = _place_before(page, match.start(), start)
        if place and not page.text[page.text.rfind("\n", 0, place.start) + 1 : place.start].strip(" |\t*_("):
            return _line(match, place)
    return None


def _starts_line(page: Page, at: int) -> bool:
    before = page.folded[max(0, at - 30) : at].rstrip(" ,.*_(")
    return page.text[at] in "nN" and (not before or before[-1] in "\n\r|\t\f")


def _place_before(page: Page, at: int, start: int) -> Found | None:
    since = max(start, at - 60)
    window = page.text[since:at]
    comma = window.rstrip()
    if not comma.endswith((",", ".")):
        return None
    cell = max(window.rfind(mark, 0, len(comma)) for mark in ("|", "\t", "/", ":", "   ", "\n\n")) + 1
    match = _PLACE.search(window, cell)
    if match is None:
        return None
    match = _PLACE.search(window, match.start() + _other_line(window, match.start(), match.group())) or match
    offset = since + match.start()
    raw = match.group().rstrip(" ,.\n\r\t\xa0")
    tail = _MOTTO_TAIL.match(raw)
    shift = tail.end() if tail else 0
    if not raw[shift:] or raw[shift:].isupper() and len(raw[shift:].split()) > 4:
        return None
    return Found(re.sub(r"\s+", " ", raw[shift:]), offset + shift, offset + len(raw))


def _other_line(window: str, at: int, raw: str) -> int:
    """The line above belongs to the place only when the place began that line ("Quảng\\nTrị"), not when it ends another sentence."""
    above, broken, _ = raw.rpartition("\n")
    began_line = not window[:at].strip(" *_|") or window[:at].rstrip(" *_|").endswith(("\n", "\r"))
    return len(above) + 1 if broken and not began_line else 0


def _line(match: re.Match[str], place: Found | None) -> DateLine:
    year, month, day = match["y"], match["m"], match["d"]
    start = place.start if place else match.start()
    whole = partial = None
    impossible = False
    if year and month and day:
        value = iso(int(year), int(month), int(day))
        impossible = value is None
        whole = Found(value, *match.span()) if value else None
    elif year and month and 1 <= int(month) <= 12:
        partial = Found(f"{year}-{int(month):02d}", *match.span())
    elif year:
        partial = Found(year, *match.span())
    return DateLine(place, whole, partial, impossible, start, match.end())


def numeric_date(page: Page, start: int, end: int) -> Found | None:
    """Return the first d/m/yyyy of a region (registers and mail systems write the date so)."""
    for match in _NUMERIC.finditer(page.folded, start, end):
        if value := iso(int(match["y"]), int(match["m"]), int(match["d"])):
            return Found(value, *match.span())
    return None


def written_date(match: re.Match[str], year: int | None) -> tuple[str | None, bool]:
    """Return (ISO day, whether the year was written) for a match of WRITTEN."""
    month = int(match["m"] or match["m2"])
    written = match["y"] or match["y2"]
    if written:
        return iso(int(written), month, int(match["d"])), True
    return (iso(year, month, int(match["d"])) if year else None), False
