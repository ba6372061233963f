"""By when, and how often: "trước ngày 25 hàng tháng", "trong vòng 05 ngày làm việc", "định kỳ 06 tháng"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .dating import DAY, MONTH, WRITTEN, YEAR, iso
from .model import Deadline
from .page import Found, Page

_CUE = r"(?:truoc|cham\s+nhat|muon\s+nhat|tre\s+nhat|khong\s+qua|den\s+het|het|han\s+(?:cuoi|chot)|thoi\s+han|hoan\s+thanh|xong)"
_FILL = r"(?:\s*(?:la|vao|den|truoc|trong|het|hoan\s+thanh|bao\s+cao|gui|luc|\d{1,2}\s*(?:gio|h|g|:)\s*\d{0,2}(?:\s*phut)?|(?:thu\s+\w+|chu\s+nhat)|[,:(])){0,5}"  # noqa: E501
_EVERY = r"(?:hang|hang|moi)"
_MONTHLY = re.compile(rf"{_CUE}?{_FILL}\s*\bngay\s*(?P<d>{DAY})\s*(?:cua\s+)?,?\s*(?:{_EVERY}|cua)\s+thang\b(?!\s*\d)")
_YEARLY = re.compile(rf"{_CUE}{_FILL}\s*(?:ngay\s*)?(?P<d>{DAY})\s*(?:/|\s*thang\s*)\s*(?P<m>{MONTH})\s*(?:cua\s+)?{_EVERY}\s+nam\b")
_ON_DAY = re.compile(rf"\b{_CUE}{_FILL}\s*(?:\bngay\s*)?\b{WRITTEN}")
_BY_DATE = re.compile(rf"\b(?:trong\s+)?(?:ngay|hoan\s+thanh\s+ngay)\s*{WRITTEN}\s+(?:phai|de)\s+(?:hoan\s+thanh|tong\s+hop)")
_WITHIN = re.compile(
    r"\b(?:trong|sau|cham\s+nhat|khong\s+qua|toi\s+da|thoi\s+(?:han|gian))(?:\s*(?:vong|thoi\s+han|thoi\s+gian|la|khong\s+qua|toi\s+da|cham\s+nhat|truoc|:)){0,4}"
    r"\s*(?P<n>\d{1,3})\s*(?:\((?P<words>[^()]{1,20})\)\s*)?(?P<unit>ngay\s+lam\s+viec|ngay|gio|tieng|tuan|thang)\b(?!\s*(?:\d|hang|thang))"
)
_WITHIN_MONTH = re.compile(
    rf"\b(?:hoan\s+thanh|xong|ket\s+thuc|cham\s+nhat|bao\s+cao|truoc|gui)\b[^.;\n]{{0,60}}?\b(?:trong|het|cuoi)\s+thang\s*(?P<m>{MONTH})(?:\s*(?:/|nam)\s*(?P<y>{YEAR}))?(?!\d)"
)
_WITHIN_QUARTER = re.compile(
    rf"\b(?:hoan\s+thanh|xong|ket\s+thuc|cham\s+nhat|bao\s+cao|truoc|gui)\b[^.;\n]{{0,60}}?\b(?:trong|het|cuoi)?\s*quy\s*(?P<q>i{{1,3}}|iv|[1-4])(?:\s*(?:/|nam)\s*(?P<y>{YEAR}))?(?!\w)"
)
_WITHIN_YEAR = re.compile(
    rf"\b(?:hoan\s+thanh|xong|ket\s+thuc|cham\s+nhat)\b[^.;\n]{{0,60}}?\b(?:trong|het|cuoi)\s+nam\s*(?P<y>{YEAR})(?!\d)"
)
_PAST = re.compile(
    r"(?:van\s+ban|da|ban\s+hanh|hieu\s+luc|phat\s+hanh|ky|thanh\s+lap|duoc\s+(?:cap|duyet|phe\s+duyet)|tham\s+quyen|doi\s+voi\s+cac\s+.{0,20})\s*$"
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True)
class DeadlineRead:
    """A deadline with its place; `year_assumed` when the document's own year was taken."""

    deadline: Deadline
    start: int
    end: int
    year_assumed: bool = False
    rolled: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """The year and month of the letter, as far as it says them."""

    year: int | None
    month: int | None

    def year_for(self, month: int) -> tuple[int | None, bool]:
        """Return the year of a day written without one: the letter's, or the next when a winter letter names an early month."""
        if self.year and self.month and self.month >= 10 and month <= 3:
            return self.year + 1, True
        return self.year, False


_SPEAKS_OF_TIME = re.compile(r"truoc|nhat|qua|het|han|hoan|xong|ngay\s*\d|vong|trong|sau\s+\d|toi\s+da")


def read_deadlines(page: Page, start: int, end: int, written: Written) -> tuple[DeadlineRead, ...]:
    """Return the deadlines of a sentence, in order, none inside another."""
    if not _SPEAKS_OF_TIME.search(page.folded, start, end):
        return ()
    reads = sorted(_all(page, start, end, written), key=lambda r: (r.start, -r.end))
    kept: list[DeadlineRead] = []
    for read in reads:
        if not kept or read.start >= kept[-1].end:
            kept.append(read)
    return tuple(kept)


def _all(page: Page, start: int, end: int, written: Written) -> Iterator[DeadlineRead]:
    folded = page.folded
    for match in _MONTHLY.finditer(folded, start, end):
        yield _read(page, match, day_of_month=int(match["d"]))
    for match in _YEARLY.finditer(folded, start, end):
        year, _ = written.year, False
        yield _read(page, match, date=iso(year, int(match["m"]), int(match["d"])) if year else None)
    for match in _ON_DAY.finditer(folded, start, end):
        if not _PAST.search(folded, max(start, match.start() - 30), match.start()):
            yield _on_day(page, match, written)
    for match in _WITHIN.finditer(folded, start, end):
        yield _within(page, match)
    yield from _periods(page, start, end, written)


def _read(page: Page, match: re.Match[str], *, assumed: bool = False, rolled: bool = False, **value: object) -> DeadlineRead:
    start, end = page.trim(*match.span(), also=",;") or match.span()
    return DeadlineRead(Deadline(quote=page.clean(start, end), **value), start, end, year_assumed=assumed, rolled=rolled)  # type: ignore[arg-type]


def _on_day(page: Page, match: re.Match[str], written: Written) -> DeadlineRead:
    month, day = int(match["m"] or match["m2"]), int(match["d"])
    said = match["y"] or match["y2"]
    year, rolled = (int(said), False) if said else written.year_for(month)
    return _read(page, match, assumed=not said, rolled=rolled, date=iso(year, month, day) if year else None)


def _within(page: Page, match: re.Match[str]) -> DeadlineRead:
    count, unit = int(match["n"]), " ".join(match["unit"].split())
    if unit == "ngay lam viec":
        return _read(page, match, working_days=count)
    if unit in ("gio", "tieng"):
        return _read(page, match, calendar_days=count // 24 if count >= 24 and count % 24 == 0 else None)
    days = {"ngay": count, "tuan": 7 * count}.get(unit)
    return _read(page, match, calendar_days=days)


def _periods(page: Page, start: int, end: int, written: Written) -> Iterator[DeadlineRead]:
    for match in _WITHIN_MONTH.finditer(page.folded, start, end):
        yield _month_end(page, match, int(match["m"]), written)
    for match in _WITHIN_QUARTER.finditer(page.folded, start, end):
        yield _month_end(page, match, 3 * _QUARTERS[match["q"]], written)
    for match in _WITHIN_YEAR.finditer(page.folded, start, end):
        yield _read(page, match, date=f"{match['y']}-12-31")


def _month_end(page: Page, match: re.Match[str], month: int, written: Written) -> DeadlineRead:
    year = int(match["y"]) if match["y"] else written.year
    value = date(year, month, monthrange(year, month)[1]).isoformat() if year else None
    return _read(page, match, assumed=not match["y"], date=value)


# --- how often --------------------------------------------------------------------------------------------------------------------

_PERIOD_WORD = {"ngay": "DAILY", "tuan": "WEEKLY", "thang": "MONTHLY", "quy": "MONTHLY;INTERVAL=3", "nam": "YEARLY"}
_WEEKDAYS = {
    "hai": "MO",
    "2": "MO",
    "ba": "TU",
    "3": "TU",
    "tu": "WE",
    "4": "WE",
    "nam": "TH",
    "5": "TH",
    "sau": "FR",
    "6": "FR",
    "bay": "SA",
    "7": "SA",
}
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "sau": 6, "chin": 9}
_EACH = r"(?:hang|moi)\s+(?P<p>ngay|tuan|thang|quy|nam)\b"
_WEEKDAY = re.compile(r"\bthu\s+(?P<w>hai|ba|tu|nam|sau|bay|[2-7])\s+(?:hang|moi)\s+tuan\b|\bchu\s+nhat\s+(?:hang|moi)\s+tuan\b")
_REGULAR = re.compile(r"\bdinh\s+ky\s*\(?\s*(?:[a-z]+\s+){0,4}?" + _EACH)
_REGULAR_COUNT = re.compile(
    r"\bdinh\s+ky\s*[(:,]?\s*(?:bao\s+cao\s+)?(?:moi\s+)?(?P<n>\d{1,2}|mot|hai|ba|sau|chin)\s*(?P<p>ngay|tuan|thang|quy|nam)\b(?:\s*(?:,|va|hoac|/)\s*(?P<n2>\d{1,2}|mot)\s*(?P<p2>thang|nam)\b)?"
)
_TIMES = re.compile(
    r"\b(?P<n>\d{1,2})\s*(?P<p>ngay|tuan|thang|quy|nam)\s*/\s*(?:0?1\s+)?lan\b|\b(?:0?1|mot)\s+(?:lan|nam\s+01\s+lan)\s*/\s*(?P<q>ngay|tuan|thang|quy|nam)\b|\b(?:moi|hang)\s+(?P<r>ngay|tuan|thang|quy|nam)\s+(?:0?1|mot)\s+lan\b"
)
_REPORT_EACH = re.compile(
    r"\b(?:bao\s+cao|gui|cap\s+nhat|thong\s+ke|tong\s+hop|kiem\s+tra|ra\s+soat|giao\s+ban|to\s+chuc|danh\s+gia)\b[^.;\n]{0,80}?\b"
    + _EACH
    + r"(?!,?\s*(?:hang|do|cua|ma|duoc|hoac\s+dot\s+xuat))"
)
_OPENS_EACH = re.compile(r"(?:^|[.;:]\s*)[-+*\s]*(?:dinh\s+ky,?\s*)?" + _EACH + r"\s*,?\s*(?!cua|do)")
_BY_OTHERS = re.compile(r"(?:canh\s+bao|cong\s+bo|phat\s+hanh|ban\s+hanh|gui|van\s+ban\s+canh\s+bao\s+.{0,40})\s*(?:hang|moi)?\s*$")


def read_recurrence(page: Page, start: int, end: int) -> tuple[Found, bool] | None:
    """Return the RRULE of a sentence, and whether it names a second period that the rule does not carry."""
    folded = page.folded
    if match := _MONTHLY.search(folded, start, end):
        return Found(f"FREQ=MONTHLY;BYMONTHDAY={int(match['d'])}", *match.span()), False
    if match := _YEARLY.search(folded, start, end):
        return Found(f"FREQ=YEARLY;BYMONTH={int(match['m'])};BYMONTHDAY={int(match['d'])}", *match.span()), False
    if match := _WEEKDAY.search(folded, start, end):
        return Found(f"FREQ=WEEKLY;BYDAY={_WEEKDAYS.get(match['w'] or '', 'SU')}", *match.span()), False
    if match := _REGULAR_COUNT.search(folded, start, end):
        return Found(_rule(match["p"], match["n"]), *match.span()), match["n2"] is not None
    if match := _TIMES.search(folded, start, end):
        return Found(_rule(match["p"] or match["q"] or match["r"], match["n"] or "1"), *match.span()), False
    for pattern in (_REGULAR, _REPORT_EACH, _OPENS_EACH):
        match = pattern.search(folded, start, end)
        if match and not re.match(r"\s*,?\s*(?:hang\s+\w+\s+)?(?:do|ma)\b", folded[match.end() : match.end() + 25]):
            return Found(_rule(match["p"], "1"), *match.span()), bool(
                re.match(r"\s*(?:,|va|hoac)\s*(?:hang|moi)\s", folded[match.end() : match.end() + 12])
            )
    return None


def _rule(period: str, count: str) -> str:
    number = int(count) if count.isdigit() else _NUMBERS.get(count, 1)
    name = _PERIOD_WORD[period]
    if period == "quy":
        return f"FREQ=MONTHLY;INTERVAL={3 * max(number, 1)}"
    return f"FREQ={name}" if number <= 1 else f"FREQ={name};INTERVAL={number}"


# --- figures asked back -----------------------------------------------------------------------------------------------------------

_ASKED = re.compile(r"\b(?:bao\s+cao|thong\s+ke|tong\s+hop|cung\s+cap|gui|neu\s+ro|so\s+lieu|ket\s+qua)\b")
_FIGURE = re.compile(
    r"(?<![a-z])(?:tong\s+so|so\s+luong|ty\s+le|ti\s+le|so\s+(?=may|he\s+thong|luot|vu|tai\s+khoan|can\s+bo|nguoi|thiet\s+bi|su\s+co|lo\s+hong|dia\s+chi|ip\b|ho\s+so|cuoc|"
    r"don\s+vi|co\s+quan|nhan\s+vien|cong\s+chuc|camera|may\s+chu|may\s+tram|phan\s+mem|ma\s+doc|lop|buoi|van\s+ban))[^.;,:()/\n\"]{2,110}?"
    r"(?=\s*[.;,:()/\"]|\s+(?:va|ve|gui|truoc|de)\s|\s*$|\n\s*\n)"
)


def read_figures(page: Page, start: int, end: int) -> tuple[Found, ...]:
    """Return the figures that a sentence asks to be reported ("số máy đã xử lý/tổng số máy" are two)."""
    if not _ASKED.search(page.folded, start, end):
        return ()
    figures: list[Found] = []
    for match in _FIGURE.finditer(page.folded, start, end):
        value = page.clean(*match.span())
        if value not in [f.value for f in figures]:
            figures.append(Found(value, *match.span()))
    return tuple(figures)
