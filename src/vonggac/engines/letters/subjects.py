"""Who is to act: the bodies, posts or classes that a sentence itself names."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from .addressees import split_bodies
from .deadlines import Written
from .model import Kind
from .page import Found, Page, fold_in_place, found, rx
from .vocabulary import Vocabulary
from .wording import GENERIC, LEADS, NAME_WORDS, NAMES_FOLLOW, NOT_ASKING, PASSIVE, SUBJECT_END, TO_WHOM, VERB


@dataclass(frozen=True, slots=True)
class Asking:
    """What a reading of the body needs to know."""

    page: Page
    words: Vocabulary
    written: Written
    issuer: str | None
    kind: Kind


def named_subject(asking: Asking, start: int, end: int) -> list[Found]:
    """The bodies, posts or classes that a sentence names as the ones to act; generic words for everyone name nobody."""
    page = asking.page
    inner = page.trim(start, end, also='*_-–+•"“')
    if inner is None:
        return []
    lead = LEADS.match(page.text, *inner)
    at = lead.end() if lead and lead.end() < inner[1] else inner[0]
    if asking.words.body.match(page.text, at):
        verb = subject_end(page, at, min(inner[1], at + 500))
        asked = ASKS_OF.match(page.text, verb) if verb else None
        if asked is None:
            return named_bodies(asking, at, inner[1])
        return named_bodies(asking, asked.end(), inner[1]) if asking.words.body.match(page.text, asked.end()) else []
    opener = TO_WHOM.search(page.folded, inner[0], min(inner[1], inner[0] + 400))
    while opener:
        asks = not NOT_ASKING.search(page.folded, max(inner[0], opener.start() - 24), opener.start())
        if asks and asking.words.body.match(page.text, opener.end()):
            return named_bodies(asking, opener.end(), inner[1])
        opener = TO_WHOM.search(page.folded, opener.end(), min(inner[1], inner[0] + 400))
    return []


ASKS_OF = rx(r"\s*(?:trân\s+trọng\s+|kính\s+)?(?:đề\s+nghị|yêu\s+cầu|khuyến\s+nghị|giao(?:\s+cho)?|phân\s+công)\s*:?\s+")


def named_bodies(asking: Asking, start: int, end: int) -> list[Found]:
    """Split "A, B và C có trách nhiệm …" at the first verb of duty into its bodies."""
    page = asking.page
    stop = subject_end(page, start, min(end, start + 500))
    if stop is None or stop - start < 2:
        return []
    piece = found(page, start, stop, also="*_-–.,;:")
    if piece is None or is_everyone(piece.value):
        return []
    return [Found(name, part.start, part.end) for name, part in split_bodies(page, piece, asking.words) if not is_everyone(name)]


def is_everyone(name: str) -> bool:
    return bool(GENERIC.match(" ".join(fold_in_place(name).split())))


def subject_end(page: Page, start: int, limit: int) -> int | None:
    verbs = (match for match in VERB.finditer(page.text, start, limit) if not in_name(page, match, start))
    ends = [match.start() for match in itertools.islice(verbs, 1)]
    for match in SUBJECT_END.finditer(page.text, start, limit):
        if match.group() == ":" and NAMES_FOLLOW.match(page.text, match.start(), limit) and lists_names(page.text[start : match.start()]):
            continue
        ends.append(match.start())
        break
    if ends:
        return min(ends)
    return limit if limit - start < 260 else None


def in_name(page: Page, verb: re.Match[str], start: int) -> bool:
    before = page.text[max(start, verb.start() - 14) : verb.start()]
    names = NAME_WORDS.get(" ".join(verb.group().split()))
    return bool(PASSIVE.search(before) or (names and names.search(before)))


def lists_names(head: str) -> bool:
    return bool(re.search(r"(?:Các|các)\s+(?:Bộ|bộ|Sở|sở|tỉnh|xã|phường|Ban|đơn vị|cơ quan|huyện|Tập đoàn)\s*$", head))
