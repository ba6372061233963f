"""Whom to call: people, units and hotlines, under the organisation that their heading names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .page import Found, Page, found, rx
from .vocabulary import Vocabulary

_PHONE = rx(r"(?<![\w/.,-])(?:\(?\+?84\)?|\(?0)[\d()](?:[\s.\-()]{0,2}\d){6,10}(?![\d/]|\.\d|-\w)")
_EMAIL = rx(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,12}")
_CUE = rx(
    r"dien\s*thoai|\bđt\b|\bdt\b|\bsdt\b|hotline|duong\s+day\s+nong|di\s+dong|lien\s+he|lien\s+lac|\btel\b|zalo|so\s+may|email|e-mail|thu\s+dien\s+tu|hop\s+thu|mobile"
)
_NOT_PHONE = rx(r"(?:fax|tai\s+khoan|stk|ma\s+so\s+thue|mst|ma\s+so|cccd|cmnd)\s*[:.]?\s*$")
_PERSON = rx(
    r"(?:\b(?:Ông|Bà|ông|bà|Đồng chí|đồng chí|Đ/c|đ/c|Anh|Chị|anh|chị|Đ\.c)\s*[:.]?\s+)(?P<name>[A-ZĐÀ-Ỹ][\wà-ỹ']*(?:\s+[A-ZĐÀ-Ỹ][\wà-ỹ']*){1,5})"  # noqa: E501
)
_HEADING = rx(r"[*_#\s\-–+•\d.)a-z]{0,8}(?P<name>[A-ZĐÀ-Ỹ][^:\n]{3,160}(?:\n[^:\n]{1,80})?)\s*[*_]*:\s*[*_]*\s*$")
_CALL = rx(
    r"\s*[,;:(–-]?\s*\(?\s*(?:số\s+)?(?:điện\s*thoại|ĐT|SĐT|Đt|đt|sđt|Điện\s*thoại|Số\s+điện\s+thoại|DĐ|di\s+động|hotline|Hotline|đường\s+dây\s+nóng|email|Email|E-mail|thư\s+điện\s+tử|Thư\s+điện\s+tử|hộp\s+thư|Tel|Zalo|liên\s+hệ|số\s+máy)\b",
    re.MULTILINE,
)
_NEW_PERSON = rx(r"(?:[;.]\s*|\bhoặc\s+|\bvà\s+|\n[-–+•*\s]*)(?=(?:Ông|Bà|ông|bà|Đồng chí|đồng chí|Đ/c|đ/c)\s)")
_TAIL_WORDS = rx(r"\b(?:liên hệ|qua|về|đến|tới|với|gửi|theo|cho|đầu mối|phối hợp|của|là)\b\s*:?\s*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A stretch of text that holds one contact."""

    start: int
    end: int
    heading: Found | None


@dataclass(frozen=True, slots=True)
class ContactRead:
    """A contact with the places of its parts."""

    organisation: Found | None
    name: Found | None
    role: Found | None
    phones: tuple[Found, ...]
    emails: tuple[Found, ...]
    start: int
    end: int


def read_contacts(page: Page, start: int, end: int, words: Vocabulary) -> tuple[ContactRead, ...]:
    """Return the contacts of the body, in order."""
    if not _EMAIL.search(page.text, start, end) and not _PHONE.search(page.text, start, end):
        return ()
    contacts = [_contact(page, entry, words) for entry in _entries(page, start, end)]
    return tuple(contact for contact in contacts if contact)


def _entries(page: Page, start: int, end: int) -> list[Entry]:
    entries: list[Entry] = []
    heading: Found | None = None
    for block_start, block_end in _blocks(page, start, end):
        text = page.text[block_start:block_end]
        has_number = _has_number(page, block_start, block_end)
        if not has_number:
            match = _HEADING.fullmatch(text)
            heading = (
                _heading(page, block_start, match) if match else (heading if entries and entries[-1].heading and len(text) < 12 else None)
            )
            continue
        cuts = [block_start + m.end() for m in _NEW_PERSON.finditer(text) if m.start() > 3]
        bounds = [block_start, *cuts, block_end]
        entries += [Entry(a, b, heading) for a, b in zip(bounds, bounds[1:], strict=False) if _has_number(page, a, b)]
    return entries


def _heading(page: Page, at: int, match: re.Match[str]) -> Found | None:
    return found(page, at + match.start("name"), at + match.end("name"), also="*_ :")


def _blocks(page: Page, start: int, end: int) -> list[tuple[int, int]]:
    """Paragraphs and bullets; a wrapped line stays with its paragraph."""
    blocks: list[tuple[int, int]] = []
    for line in page.lines_in(start, end):
        text = page.text[line.start : line.end]
        ended = blocks and (page.text[blocks[-1][1] - 1] in ".;:*" or blocks[-1][1] - blocks[-1][0] < 40)
        fresh = line.gap or not blocks or re.match(r"[-–+•*]|\d{1,2}[.)]\s|[a-zđ]\)", text) or (ended and text[0].isupper())
        if fresh:
            blocks.append((line.start, line.end))
        else:
            blocks[-1] = (blocks[-1][0], line.end)
    return blocks


def _phones(page: Page, start: int, end: int) -> list[Found]:
    """Numbers count as phones only where the paragraph speaks of calling."""
    if not _CUE.search(page.folded, start, end):
        return []
    phones = []
    for match in _PHONE.finditer(page.text, start, end):
        digits = sum(c.isdigit() for c in match.group())
        if 9 <= digits <= 12 and not _NOT_PHONE.search(page.folded, max(start, match.start() - 25), match.start()):
            phones.append(Found(" ".join(match.group().split()), *match.span()))
    return phones


def _emails(page: Page, start: int, end: int) -> list[Found]:
    return [Found(match.group(), *match.span()) for match in _EMAIL.finditer(page.text, start, end)]


def _has_number(page: Page, start: int, end: int) -> bool:
    return bool(_phones(page, start, end) or _emails(page, start, end))


def _contact(page: Page, entry: Entry, words: Vocabulary) -> ContactRead | None:
    phones, emails = _phones(page, entry.start, entry.end), _emails(page, entry.start, entry.end)
    first = min(part.start for part in (*phones, *emails))
    person = _PERSON.search(page.text, entry.start, first)
    if person:
        name = found(page, *person.span("name"), also=",;:.")
        role, organisation = _role(page, person.end("name"), first, words)
        before = None if entry.heading or organisation else _named_body(page, entry.start, person.start(), words)
        return ContactRead(entry.heading or organisation or before, name, role, tuple(phones), tuple(emails), entry.start, entry.end)
    unit = _unit(page, entry.start, first, words)
    organisation = entry.heading or unit
    role = _hotline(page, unit.end if unit else entry.start, first)
    return ContactRead(organisation, unit if entry.heading else None, role, tuple(phones), tuple(emails), entry.start, entry.end)


def _role(page: Page, start: int, first: int, words: Vocabulary) -> tuple[Found | None, Found | None]:
    call = _CALL.search(page.text, start, first)
    role = found(page, start, call.start() if call else first, also=",;:.-–()")
    if role is None:
        return None, None
    cut = re.search(r"(?:,|\s[-–]|\bthuộc|\bcủa)\s+", page.text[role.start : role.end])
    if cut and words.body.match(page.text, role.start + cut.end()):
        return role, found(page, role.start + cut.end(), role.end)
    return role, None


def _unit(page: Page, start: int, first: int, words: Vocabulary) -> Found | None:
    """The unit at the head of a bullet, or the last body named before the number."""
    call = _CALL.search(page.text, start, first)
    stop = call.start() if call else first
    head = page.trim(start, stop, also="*_-–+•,;:(")
    if head and words.body.match(page.text, head[0]) and head[1] - head[0] < 160:
        comma = page.text.find(",", *head)
        return found(page, head[0], comma if comma > 0 else head[1], also=",;:")
    return _named_body(page, start, first, words)


def _named_body(page: Page, start: int, end: int, words: Vocabulary) -> Found | None:
    last: Found | None = None
    for match in words.body.finditer(page.text, start, end):
        if page.text[match.start()].islower() or (last and match.start() < last.end):
            continue
        stop = rx(
            r"[,;:(.]|\s(?:qua|để|theo|tại|về|trước|số|điện thoại|hoặc|và gửi|có|sẽ|cử|đề nghị|thông báo|giao|phân công|như sau|yêu cầu|là)\s"  # noqa: E501
        ).search(page.text, match.end(), end)
        last = found(page, match.start(), min(stop.start() if stop else end, match.start() + 160), also=",;:.-–(")
    return last


def _hotline(page: Page, start: int, first: int) -> Found | None:
    match = rx(r"(?:trực\s+)?đường\s+dây\s+nóng(?:[^\d,;:]{0,90})?|hotline[^\d,;:]{0,60}", re.IGNORECASE).search(page.text, start, first)
    return found(page, *match.span(), also=",;:(") if match else None
