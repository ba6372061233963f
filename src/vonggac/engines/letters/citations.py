"""Documents that a letter stands on or mentions (Decree 30/2020, Annex I, box 6: legal bases)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .dating import WRITTEN, written_date
from .numbers import cited_numbers
from .page import Found, Page, found

_WHEN = re.compile(rf"\bngay\s*{WRITTEN}")
_LAW = re.compile(
    r"(?:^|[\n;.]\s*|[Cc]ăn\s+cứ\s+)(?:Căn\s+cứ\s+)?(?P<law>(?:Bộ\s+luật|Luật|Pháp\s+lệnh|Hiến\s+pháp)\s+[^;.\n]{3,20}(?:[^;.]{0,180}))"
)
_LAW_END = re.compile(r"\s*(?:\bngày\s*\d|\bsố\s*\d|\bnăm\s+\d|;|\.|\bđược\s+sửa|,\s*(?:được|đã))")
_ABOUT = re.compile(
    r"\bvề\s+(?:việc\s+)?|\bv/v\s+|\bquy\s+định\s+|\bhướng\s+dẫn\s+|\bban\s+hành\s+|\bcông\s+bố\s+|\bphê\s+duyệt\s+|\bsửa\s+đổi",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:đề nghị|yêu cầu|có ý kiến|khuyến nghị|chỉ đạo như|kết luận|hướng dẫn như|như sau|trân trọng đề nghị|kính đề nghị|thông báo|giao|ban hành (?=Kế hoạch|Chỉ thị|Quy chế|Quy định|Công))\b".replace(  # noqa: E501
        " ", r"\s+"
    )
)
_NOT_ASKS = re.compile(r"(?:theo|tờ trình|văn bản|nội dung|kiến nghị,|trên cơ sở|xét|có|các|công văn|của|số|Thông báo)\s*$", re.IGNORECASE)
_FIRST_ITEM = re.compile(r"(?:^|\n)[*_#\s]*(?:1[.)]\s|I\.\s|Điều\s+1[.:]|[-–+•]\s|QUYẾT\s+ĐỊNH\s*:|\(1\)\s)")
_NEXT_BASE = re.compile(r"[;.]\s|\n\s*\n|\n\s*(?=Căn\s+cứ|Theo\s+đề|Xét\s)")
OPENING_AT_MOST = 8_000


@dataclass(frozen=True, slots=True)
class BaseRead:
    """A base with the places of its parts."""

    number: Found | None
    date: Found | None
    title: Found | None
    start: int
    end: int


def opening_end(page: Page, since: int, limit: int) -> int:
    """Return where the bases end: at the first sentence that asks, or at the first item."""
    limit = min(limit, since + OPENING_AT_MOST)
    item = _FIRST_ITEM.search(page.text, since, limit)
    stop = item.start() if item else limit
    for match in _ASKS.finditer(page.text, since, stop):
        before = page.text[max(since, match.start() - 30) : match.start()]
        if not _NOT_ASKS.search(before) and not re.match(
            r"\s*(?:số|của|tại|kết luận số|ngày|\d|nêu|trên|này)\b", page.text[match.end() : match.end() + 30]
        ):
            return match.start()
    return stop


def read_bases(page: Page, start: int, end: int) -> tuple[BaseRead, ...]:
    """Return the bases of the opening, in order; a law is often cited without a number."""
    bases: list[BaseRead] = []
    numbers = list(cited_numbers(page, start, end))
    tops = [number for at, number in enumerate(numbers) if at == 0 or not _inside_title(page, numbers[at - 1], number)]
    for at, number in enumerate(tops):
        bases.append(_numbered(page, number, tops[at + 1].start if at + 1 < len(tops) else end, start, end))
    bases += _laws(page, start, end, bases)
    seen: set[tuple[str | None, str | None]] = set()
    unique: list[BaseRead] = []
    for base in sorted(bases, key=lambda b: b.start):
        key = (base.number.value if base.number else None, base.title.value if base.title and not base.number else None)
        if key not in seen:
            seen.add(key)
            unique.append(base)
    return tuple(unique)


def _numbered(page: Page, number: Found, following: int, start: int, end: int) -> BaseRead:
    stop = _NEXT_BASE.search(page.text, number.end, end)
    close = min(following if following < end else end, stop.start() if stop else end)
    if following < end and (stop is None or stop.start() > following):
        close = _clause_before(page, number.end, following)
    elif stop is None and close == end:
        close = _clause_before(page, number.end, end)
    when = _date_in(page, number.end, min(close, number.end + 220))
    about = _ABOUT.search(page.text, when.end if when and when.end < close else number.end, close) or _ABOUT.search(
        page.text, number.end, close
    )
    title = found(page, about.start() if _keeps_verb(about.group()) else about.end(), close, also="*_.,;:") if about else None
    return BaseRead(number, when, title, number.start, max(close, number.end))


def _inside_title(page: Page, previous: Found, number: Found) -> bool:
    """A number in the title of the document before it ("về việc triển khai Nghị quyết số …") is no base of its own."""
    between = page.text[previous.end : number.start]
    if len(between) > 400 or re.search(r"[;.]\s|\n\s*(?:Căn|Theo|Xét)", between) or not _ABOUT.search(between):
        return False
    return _NEW_DOCUMENT.search(between) is None


_NEW_DOCUMENT = re.compile(
    r"(?:,|\bvà|\bcùng)\s+(?:các\s+)?(?:[Cc]ông\s+văn|[Vv]ăn\s+bản|[Qq]uyết\s+định|[Cc]hỉ\s+thị|[Kk]ế\s+hoạch|[Tt]hông\s+báo|[Nn]ghị\s+\w+|[Tt]hông\s+tư|[Tt]ờ\s+trình|[Bb]áo\s+cáo|"
    r"[Cc]ông\s+điện|[Hh]ướng\s+dẫn)\s+(?:số\s+)?$"
)


def _keeps_verb(word: str) -> bool:
    return word.lower().split()[0] not in ("về", "v/v")


def _clause_before(page: Page, start: int, end: int) -> int:
    """The asking sentence begins after the last comma or semicolon before its verb."""
    cut = max(page.text.rfind(mark, start, end) for mark in (", ", ",\n", "; ", ";\n", ". "))
    return cut if cut > start else end


def _date_in(page: Page, start: int, end: int) -> Found | None:
    for match in _WHEN.finditer(page.folded, start, end):
        value, written = written_date(match, None)
        if value and written:
            return Found(value, *match.span())
    return None


def _laws(page: Page, start: int, end: int, numbered: list[BaseRead]) -> list[BaseRead]:
    taken = [(base.start, base.end) for base in numbered]
    laws: list[BaseRead] = []
    for match in _LAW.finditer(page.text, start, end):
        stop = _LAW_END.search(page.text, match.start("law") + 4, match.end("law"))
        close = stop.start() if stop else match.end("law")
        if any(begin - 12 <= close + 8 and match.start("law") < stop_at for begin, stop_at in taken):
            continue
        name = found(page, match.start("law"), close, also="*_,;.")
        if name:
            laws.append(BaseRead(None, _date_in(page, close, min(end, close + 60)), name, name.start, close))
    return laws


def read_cited(page: Page, start: int, end: int, known: set[str]) -> tuple[Found, ...]:
    """Return the other numbers that the letter mentions, each once, in order."""
    unique: dict[str, Found] = {}
    for number in cited_numbers(page, start, end):
        if number.value not in known:
            unique.setdefault(number.value, number)
    return tuple(unique.values())
