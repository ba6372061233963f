"""What is said to come with the letter, and what stands behind the signature."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .page import Found, Page, found, rx

_WITH = rx(r"\b(?:[Kk]èm\s+theo|gửi\s+kèm|[Đđ]ính\s+kèm(?:\s+theo)?)\b")
_BEFORE_WITH = rx(r"(?:\(\s*)?(?:[Xx]in\s+)?(?:có\s+)?(?:được\s+)?(?:(?:[Gg]ửi|[Đđ]ính|ban\s+hành|chi\s+tiết)\s+)?$")
_TO_OTHER = rx(
    r"\s*(?:Quyết định|Nghị định|Thông tư|Công văn|Kế hoạch|Tờ trình|Thông báo|Nghị quyết|Chỉ thị|công văn|văn bản)?\s*(?:số\s*)?\d+(?:/\d{4})?/[A-ZĐ]"  # noqa: E501
)
_THING = rx(
    r"(?:[Pp]hụ\s+lục(?:\s+(?:số\s+)?(?:[IVX]+|\d+))?|[Dd]anh\s+(?:sách|mục)|[Bb]iểu\s+mẫu|[Mm]ẫu(?:\s+số)?(?:\s+\d+)?|[Vv]ăn\s+bản|[Cc]ông\s+văn|[Qq]uy\s+chế|[Kk]ế\s+hoạch|[Bb]áo\s+cáo|[Hh]ướng\s+dẫn|[Tt]ài\s+liệu|"
    r"[Bb]ản\s+(?:chụp|sao)|[Ff]ile|[Hh]ồ\s+sơ|[Đđ]ề\s+cương|[Bb]ảng|[Qq]uy\s+trình|[Đđ]ề\s+án|[Pp]hương\s+án|[Dd]ự\s+thảo)"
)
_PRESENT = rx(
    r"(?:^|\n)[*_#\s|]*(?P<title>(?:PHỤ\s+LỤC|Phụ\s+lục)(?:\s+(?:SỐ|số))?(?:\s*(?:[IVX]{1,5}|\d{1,2}|[A-D]))?(?![a-zà-ỹ])|DANH\s+(?:MỤC|SÁCH)[^\n]*|BIỂU\s+MẪU[^\n]*|MẪU\s+SỐ[^\n]*|Mẫu\s+số[^\n]*|"
    r"QUY\s+(?:CHẾ|ĐỊNH|TRÌNH)[^\n]*|ĐỀ\s+CƯƠNG[^\n]*|BÁO\s+CÁO[^\n]*|KẾ\s+HOẠCH[^\n]*)"
)
_REFERS = rx(r"[Pp]hụ\s+lục\s+(?:số\s+)?(?P<n>[IVX]{1,5}|\d{1,2})\b")
_ANNEX_NAME = rx(r"phu\s*luc\s*(?:so\s*)?(?P<n>[ivx]{1,5}|\d{1,2})?")
_SENTENCE_CUT = rx(r"[.;:,()\n¹²³]|\s(?:tại|theo|trong|có|cùng|và|gồm)\s")


@dataclass(frozen=True, slots=True)
class AttachmentRead:
    """An announced or present annex, with its place."""

    title: Found
    present: bool


def read_attachments(page: Page, start: int, body_end: int, foot_end: int) -> tuple[AttachmentRead, ...]:
    """Return the annexes announced in the letter (present or not) and those found behind the signature."""
    behind = _behind(page, foot_end)
    announced = _announced(page, start, body_end)
    reads: list[AttachmentRead] = []
    matched: set[int] = set()
    for thing in announced:
        at = _match(thing, behind, matched)
        if at is not None:
            matched.add(at)
        reads.append(AttachmentRead(thing, at is not None))
    reads += [AttachmentRead(title, True) for at, title in enumerate(behind) if at not in matched]
    return tuple(reads)


def _behind(page: Page, since: int) -> list[Found]:
    titles: list[Found] = []
    for match in _PRESENT.finditer(page.text, max(0, since - 1), page.end):
        title = found(page, *match.span("title"), also="*_|.:")
        if title and title.value not in [t.value for t in titles] and len(titles) < 50:
            titles.append(title)
    annexes = [t for t in titles if t.value.upper().startswith("PHỤ LỤC")]
    return annexes or titles[:1]


def _announced(page: Page, start: int, end: int) -> list[Found]:
    things: list[Found] = []
    for match in _WITH.finditer(page.text, start, end):
        if _TO_OTHER.match(page.text, match.end()):
            continue
        thing = _thing_before(page, start, _opening(page, start, match.start())) or _thing_after(page, match.end(), end)
        if thing:
            _add(things, thing)
    for match in _REFERS.finditer(page.text, start, end):
        tail = page.text[match.end() : match.end() + 60]
        if (
            not _TO_OTHER.match(tail)
            and not re.match(r"[^.;,]{0,40}(?:Quyết định|Nghị định|Thông tư|Nghị quyết)", tail)
            and (name := found(page, *match.span()))
        ):
            _add(things, name)
    return things


def _opening(page: Page, start: int, at: int) -> int:
    """Where the words of sending begin: "(xin gửi kèm theo"."""
    match = _BEFORE_WITH.search(page.text, max(start, at - 40), at)
    return match.start() if match else at


def _add(things: list[Found], thing: Found) -> None:
    for at, known in enumerate(things):
        if (
            known.start < thing.end
            and thing.start < known.end
            or _annex_number(known.value)
            and _annex_number(known.value) == _annex_number(thing.value)
        ):
            things[at] = known if len(known.value) >= len(thing.value) else thing
            return
    things.append(thing)


def _thing_before(page: Page, start: int, at: int) -> Found | None:
    window = max(start, at - 130)
    last = None
    for match in _THING.finditer(page.text, window, at):
        if not re.search(r"[.;:,\n(]", page.text[match.end() : at].rstrip(" (")):
            last = last or match
    return found(page, last.start(), at, also=" (,;.:*_") if last else None


def _thing_after(page: Page, at: int, end: int) -> Found | None:
    match = rx(
        r"\s*(?:là\s+|:\s*|theo\s+|các\s+|[Cc]ông\s+văn\s+này\s*:?\s*|[Qq]uyết\s+định\s+này\s*:?\s*|[Kk]ế\s+hoạch\s+này\s*:?\s*|\d{1,2}\s+){0,3}"
    ).match(page.text, at, end)
    begin = match.end() if match else at
    thing = _THING.match(page.text, begin, end)
    if thing is None:
        return None
    stop = _SENTENCE_CUT.search(page.text, thing.end(), min(end, thing.end() + 160))
    return found(page, thing.start(), stop.start() if stop else thing.end(), also=",;.:()")


def _annex_number(title: str) -> str | None:
    match = re.search(r"[Pp][Hh][Ụụ]\s+[Ll][Ụụ][Cc]\s+(?:[Ss]ố\s+)?([IVX]{1,5}|\d{1,2})\b", title)
    return match.group(1) if match else None


def _match(thing: Found, behind: list[Found], taken: set[int]) -> int | None:
    number = _annex_number(thing.value)
    for at, title in enumerate(behind):
        if at in taken:
            continue
        if number is not None and _annex_number(title.value) == number:
            return at
        if (
            number is None
            and (thing.value.lower().startswith("phụ lục") and _annex_number(title.value) is None)
            and title.value.upper().startswith("PHỤ LỤC")
        ):
            return at
        if title.value[:8].lower() == thing.value[:8].lower() and number is None:
            return at
    return None
