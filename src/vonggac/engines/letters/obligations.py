"""What is to be done, by whom, by when: the items of a letter that ask, order or promise something.

The unit that is given out is the leaf. A heading keeps its parts; an issuer's own promise is told apart; a sentence that names its own
addressee is bound to that addressee.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .deadlines import DeadlineRead, read_deadlines, read_figures, read_recurrence
from .items import ARTICLE, DASH, NUMBER, PAREN, PLAIN, SECTION, Block, build_tree, is_inside, quotations, read_blocks
from .model import Kind, Span
from .page import Found, Page, fold_in_place, rx
from .subjects import Asking, named_bodies, named_subject
from .wording import (
    ASKS,
    ASKS_STRONG,
    BACKGROUND,
    CLOSING,
    CONNECTOR,
    CONTACTS,
    EFFECT,
    GOES_ON,
    IMPERATIVE,
    LAW_SAYS,
    NOT_ASKING,
    OPENS,
    OPENS_INSIDE,
    OWN_PURPOSE,
    PROMISE,
    REPORTS,
    SENTENCE,
    SHORT,
    VERB,
)

SENTENCE_AT_MOST = 4_000
"""Longer than any sentence; what is hostile costs no more."""


@dataclass(slots=True)
class Duty:
    """An obligation with the places of its parts."""

    number: str | None
    text: str
    start: int
    end: int
    addressees: list[Found] = field(default_factory=list)
    deadline: DeadlineRead | None = None
    recurrence: Found | None = None
    more_periods: bool = False
    figures: tuple[Found, ...] = ()
    own: bool = False
    items: list[Duty] = field(default_factory=list)


def read_obligations(asking: Asking, start: int, end: int) -> list[Duty]:
    """Return what the body asks, in order."""
    page = asking.page
    roots = build_tree(page, read_blocks(page, start, end))
    duties: list[Duty] = []
    intro: Block | None = None
    asked = False
    for at, block in enumerate(roots):
        if block.kind == PLAIN:
            inline = _prose(asking, block, asked, following=roots[at + 1] if at + 1 < len(roots) else None)
            duties += inline
            asked = asked or bool(inline) or _asks(page, block.start, block.end)
            intro = block
        elif _wanted(asking, block, intro):
            duties += _pruned(asking, block)
            asked = True
    return duties


# --- which items ask --------------------------------------------------------------------------------------------------------------


def _asks(page: Page, start: int, end: int, *, strong: bool = False) -> bool:
    for match in (ASKS_STRONG if strong else ASKS).finditer(page.folded, start, end):
        if not NOT_ASKING.search(page.folded, max(start, match.start() - 24), match.start()):
            return True
    return False


def _whole_end(block: Block) -> int:
    ends = [block.end, block.tail[1] if block.tail else 0]
    return max([*ends, *(_whole_end(part) for part in block.parts)])


def _opens(page: Page, intro: Block | None) -> bool:
    if intro is None:
        return False
    tail = page.folded[max(intro.start, intro.end - 90) : intro.end]
    if not (OPENS.search(tail) or tail.rstrip().endswith(":")):
        return False
    return _asks(page, max(intro.start, intro.end - 700), intro.end)


def _wanted(asking: Asking, block: Block, intro: Block | None) -> bool:
    """An item asks when the sentence before its list asks, or when it does so itself."""
    page = asking.page
    heading = page.folded[block.start : min(block.end, block.start + 160)]
    if BACKGROUND.match(heading) or LAW_SAYS.match(heading) or CONTACTS.search(heading):
        return False
    if block.kind == SECTION:
        return True
    if block.kind == ARTICLE or asking.kind is Kind.DECISION:
        return _article_asks(asking, block)
    if _opens(page, intro) and not BACKGROUND.match(page.folded[intro.start : intro.start + 100] if intro else ""):
        return True
    if asking.kind in (Kind.PLAN, Kind.DIRECTIVE, Kind.TELEGRAM) or (intro is None and asking.kind is Kind.OFFICIAL_LETTER):
        return True
    return _asks(page, block.start, _whole_end(block), strong=True) or bool(named_subject(asking, block.start, block.end))


def _article_asks(asking: Asking, block: Block) -> bool:
    page = asking.page
    if _asks(page, block.start, _whole_end(block), strong=True):
        return True
    if EFFECT.search(page.folded[block.start : block.end]) and not block.parts:
        return bool(named_subject(asking, block.start, block.end))
    if block.kind == PLAIN or _empty(page, block):
        return False
    return bool(named_subject(asking, block.start, block.end)) or any(named_subject(asking, part.start, part.end) for part in block.parts)


def _pruned(asking: Asking, block: Block) -> list[Duty]:
    """A section or article keeps only the parts that ask; a section of a plan that keeps none is no obligation."""
    if block.kind == ARTICLE and block.parts:
        parts = [part for part in block.parts if _article_asks(asking, part)]
        block.parts = parts or block.parts
    return [_duty(asking, block, [])]


# --- one item ---------------------------------------------------------------------------------------------------------------------


def _duty(asking: Asking, block: Block, inherited: list[Found]) -> Duty:
    page = asking.page
    end = block.tail[1] if block.tail else block.end
    inline = [] if block.parts else _inline_parts(page, block.start, end)
    duty = _sentence(asking, block.number, block.start, inline[0].mark_start if inline else end, inherited)
    block.parts = block.parts or inline
    if block.parts:
        duty.items = [_duty(asking, part, duty.addressees) for part in block.parts if not _empty(page, part)] + duty.items
    return duty


def _inline_parts(page: Page, start: int, end: int) -> list[Block]:
    """Parts written in one paragraph: "…: (1) …; (2) …"."""
    marks = list(_INLINE.finditer(page.text, start, end))
    if len(marks) < 2 or [mark["n"] for mark in marks] != [str(n) for n in range(1, len(marks) + 1)]:
        return []
    stops = [mark.start() for mark in marks[1:]] + [end]
    return [Block(PAREN, mark["n"], mark.end(), stop, mark.start()) for mark, stop in zip(marks, stops, strict=True)]


_INLINE = rx(r"(?<=[:;.,])\s*\((?P<n>\d{1,2})\)\s*(?=[^\W\d_])")


def _empty(page: Page, block: Block) -> bool:
    """No words, or only the words of a table's cell."""
    text = page.text[block.start : block.end]
    if not any(c.isalpha() for c in text):
        return True
    return block.kind == PLAIN and len(text) < 60 and text[-1] not in ".;:" and not VERB.search(text)


def _sentence(asking: Asking, number: str | None, start: int, end: int, inherited: list[Found]) -> Duty:
    """Read one stretch of text: who, by when, how often, which figures, and what the issuer itself promises."""
    page = asking.page
    own_from = _own_purpose(asking, start, end)
    stop = own_from[0] if own_from else end
    place = page.trim(start, stop, also="*_") or (start, stop)
    duty = Duty(number, page.clean(*place), *place)
    duty.own = _promises(asking, *place)
    subject = named_subject(asking, *place)
    duty.addressees = [] if duty.own else (subject or list(inherited))
    _timing(asking, duty)
    if own_from:
        duty.items.append(_own(page, own_from[1], end))
    return duty


def _timing(asking: Asking, duty: Duty) -> None:
    page = asking.page
    deadlines = read_deadlines(page, duty.start, duty.end, asking.written)
    recurrence = read_recurrence(page, duty.start, duty.end)
    if recurrence:
        rule, duty.more_periods = recurrence
        duty.recurrence = Found(rule.value, *(page.trim(*rule.span) or rule.span))
    duty.figures = read_figures(page, duty.start, duty.end)
    by_class = _by_class(asking, duty, deadlines) if len(deadlines) > 1 else []
    if by_class:
        duty.items += by_class
    elif deadlines:
        duty.deadline = deadlines[0]


def _by_class(asking: Asking, duty: Duty, deadlines: tuple[DeadlineRead, ...]) -> list[Duty]:
    """ "Các sở trước ngày 20/3; UBND các xã trước ngày 22/3": each clause with a body and a day of its own becomes a part."""
    parts: list[Duty] = []
    since = duty.start
    for read in deadlines:
        clause = max((asking.page.text.rfind(mark, since, read.start) for mark in ("; ", "(", ": ", ";\n", ":\n", ". ")), default=-1)
        begin = clause + 1 if clause >= 0 else since
        bodies = _named_before(asking, begin, read.start)
        if not bodies:
            return []
        place = asking.page.trim(bodies[0].start, read.end) or (begin, read.end)
        parts.append(Duty(None, asking.page.clean(*place), *place, addressees=bodies, deadline=read))
        since = read.end
    return parts


def _named_before(asking: Asking, start: int, end: int) -> list[Found]:
    """The bodies at the head of a clause that leads to a day."""
    page = asking.page
    at = start
    for match in asking.words.body.finditer(page.text, start, end):
        if match.start() == 0 or not page.text[match.start() - 1].isalnum():
            at = match.start()
            break
    else:
        return []
    return named_subject(asking, at, end) or ([] if at == start else named_bodies(asking, at, end))


def _own_purpose(asking: Asking, start: int, end: int) -> tuple[int, int] | None:
    """Find "… báo ngay về <issuer> để hỗ trợ, …": what follows "để" is the issuer's own duty. Returns (cut, own start)."""
    page = asking.page
    if not asking.issuer:
        return None
    for match in OWN_PURPOSE.finditer(page.text, start, end):
        since = max(start, match.start() - 170)
        clause = re.split(r"[.;]\s", page.text[since : match.start()])[-1]
        if _ends_with_issuer(asking, clause):
            stop = rx(r"\.\s+[A-ZĐÀ-Ỹ]").search(page.text, match.end(), end)
            if stop is None:
                return match.start(), match.start("purpose")
    return None


def _ends_with_issuer(asking: Asking, clause: str) -> bool:
    """Tell whether a clause ends with "về <issuer>" (a bracket or a deadline may stand between)."""
    name = short_name(asking.issuer or "")
    bare = short_name(re.sub(r"\([^()]*\)", " ", clause))
    bare = re.sub(r"\s*(?:,?\s*(?:truoc|cham nhat|trong)\b[^,;]{0,60}|bang van ban|kip thoi|,)\s*$", "", bare)
    at = bare.rfind(name)
    if at < 0 or not re.search(r"\b(?:ve|cho|toi|den|voi|qua|gui|bao cao)\s+(?:phong .{0,60}|trung tam .{0,60}|van phong )?$", bare[:at]):
        return False
    return len(bare) - at - len(name) < 30 and " va " not in bare[at + len(name) :]


def short_name(name: str) -> str:
    """Return a body's name folded, with the usual abbreviations written out and without the province."""
    folded = " ".join(fold_in_place(name).split())
    for short, whole in SHORT:
        folded = folded.replace(short, whole)
    return (
        re.sub(r"\s+tinh(?:\s+\w+){1,3}$", "", folded) if folded.startswith(("so ", "cong an")) and "cong an tinh" not in folded else folded
    )


def _own(page: Page, start: int, end: int) -> Duty:
    place = page.trim(start, end, also="*_") or (start, end)
    return Duty(None, page.clean(*place), *place, own=True)


def _promises(asking: Asking, start: int, end: int) -> bool:
    """The issuer as the subject of its own sentence ("Sở … sẽ tổng hợp")."""
    if not asking.issuer:
        return False
    opening = asking.page.text[start : min(end, start + 220)]
    match = PROMISE.search(opening)
    if match is None:
        return False
    if re.search(r"(?:đề\s+nghị|yêu\s+cầu|khuyến\s+nghị|giao)\s", opening[: match.start()]):
        return False
    subject = short_name(re.sub(r"^\W{0,8}(?:Giao\s+)?", "", opening[: match.start()]))
    return subject == short_name(asking.issuer) or (
        subject.startswith(short_name(asking.issuer)) and len(subject) - len(short_name(asking.issuer)) < 25
    )


# --- running prose ----------------------------------------------------------------------------------------------------------------


def _prose(asking: Asking, block: Block, asked: bool, following: Block | None) -> list[Duty]:
    """Sentences that ask, in a paragraph without a number. A paragraph that only opens or closes a list asks nothing itself."""
    page = asking.page
    if CONTACTS.search(page.folded, block.start, block.end) and page.text[block.end - 1] in ":*":
        return []
    start = block.start
    if inside := list(OPENS_INSIDE.finditer(page.folded, block.start, block.end)):
        if inside[-1].end() >= block.end - 2:
            return _dashes(asking, block)
        if _asks(page, block.start, inside[-1].end()):
            start, asked = inside[-1].end(), True
    elif page.text[block.end - 1] == ":" or (
        following is not None and following.kind == NUMBER and following.label == "1" and page.text[block.end - 1] == ":"
    ):
        return _dashes(asking, block)
    duties: list[Duty] = []
    quotes = quotations(page, start, block.end)
    for span in _sentences(page, start, block.end):
        if not is_inside(quotes, span[0]) and _sentence_asks(asking, span, asked or bool(duties)):
            duties.append(_sentence(asking, None, _behind_bases(asking, *span), span[1], []))
    return duties + _dashes(asking, block)


def _behind_bases(asking: Asking, start: int, end: int) -> int:
    """A sentence that opens with its bases asks only from "Sở … đề nghị" on."""
    page = asking.page
    if not _STANDS_ON.match(page.folded, start, end):
        return start
    for match in ASKS_STRONG.finditer(page.folded, start, end):
        if not NOT_ASKING.search(page.folded, max(start, match.start() - 24), match.start()):
            cut = max(page.text.rfind(mark, start, match.start()) for mark in (", ", ",\n", "; ", ";\n"))
            return page.trim(cut + 1, end)[0] if cut > start and page.trim(cut + 1, end) else start  # type: ignore[index]
    return start


_STANDS_ON = rx(r"\W{0,8}(?:can\s+cu|thuc\s+hien|theo|xet|tiep\s+theo|trien\s+khai|de\s|nham|tren\s+co\s+so|qua\s|truoc)")


def _dashes(asking: Asking, block: Block) -> list[Duty]:
    """Dashes under an opening sentence that asks are obligations of their own."""
    page = asking.page
    if not block.parts or not _asks(page, block.start, block.end) or BACKGROUND.match(page.folded[block.start : block.start + 120]):
        return [
            _duty(asking, part, [])
            for part in block.parts
            if part.kind == DASH
            and _asks(page, part.start, part.end, strong=True)
            and not CONTACTS.search(page.folded, part.start, part.end)
        ]
    named = named_subject(asking, block.start, block.end)
    return [_duty(asking, part, named) for part in block.parts if not _empty(page, part)]


def _sentences(page: Page, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    at = start
    for match in SENTENCE.finditer(page.text, start, end):
        spans.append((at, match.start()))
        at = match.end()
    spans.append((at, end))
    return [inner for span in spans if (inner := page.trim(*span))]


_TELLS = rx(
    r"\W{0,8}(?:[^\s.;]{1,30}\s+){0,14}?(?:nhan\s+duoc|da\s+ban\s+hanh|vua\s+co|da\s+co|da\s+chi\s+dao)\b(?![^.]{0,900}\b(?:de\s+nghi|yeu\s+cau)\s+(?:cac|ubnd|so|thuc|quy))"
)
_IS_BASE = rx(
    r"\W{0,8}(?:can\s+cu\s+(?:bo\s+)?(?:luat|nghi|quyet|thong|phap|chi|van|cong|ke)|theo\s+de\s+nghi|xet\s+de\s+nghi)(?![^.]{0,1500},\s[^,.]{3,120}\s(?:de\s+nghi|yeu\s+cau)\s)"
)


def _sentence_asks(asking: Asking, span: Span, asked: bool) -> bool:
    page = asking.page
    folded = page.folded[span[0] : min(span[1], span[0] + SENTENCE_AT_MOST)]
    has_day = bool(read_deadlines(page, *span, asking.written))
    if CLOSING.search(" ".join(folded.split())) and not (has_day and REPORTS.search(folded)):
        return False
    if CONTACTS.search(folded) and not has_day:
        return False
    if LAW_SAYS.match(folded) or _TELLS.match(folded) or (_IS_BASE.match(folded) and folded.rstrip().endswith((";", "."))):
        return False
    if _asks(page, *span, strong=True):
        return True
    if _promises(asking, *span):
        return True
    if asked and named_subject(asking, *span) and VERB.search(page.text, *span):
        return True
    if has_day and REPORTS.search(folded) and asked:
        return True
    if asked and (connector := CONNECTOR.match(folded)):
        return GOES_ON.match(connector.group()) is not None or bool(VERB.search(page.text, *span))
    return asked and bool(IMPERATIVE.match(page.text, *span)) and not folded.startswith(("can cu", "khong co"))
