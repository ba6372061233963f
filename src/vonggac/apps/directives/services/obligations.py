"""From what the engine read to rows: obligations with their numbers on the board, short titles, deadlines as days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from vonggac.apps.work.models import DueOrigin
from vonggac.kernel.workdays import Calendar, add_working_days

LETTERS = ["a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y"]
"""The order of points in Vietnamese documents (Decree 30/2020, Annex I): đ has its place, f, j, w and z have none."""
TITLE_LENGTH = 110
SHORTEST_TITLE = 15
FEW = 6
"""Words between the last comma and a deadline that belong to the deadline: "gửi báo cáo về Sở"."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One obligation before it is a row: `path` is its JSON pointer, `above` that of its heading."""

    path: str
    above: str | None
    number: str
    text: str
    is_leaf: bool
    own: bool
    addressees: Sequence[Mapping[str, Any]]
    due_on: date | None
    due_quote: str
    recurrence: str
    figures: list[dict[str, Any]] = field(default_factory=list)

    @property
    def due_origin(self) -> str:
        return DueOrigin.TEXT if self.due_on or self.recurrence else DueOrigin.INTERNAL


def plan(reading: Mapping[str, Any], dated_on: date | None, calendar: Calendar) -> list[Planned]:
    """Return the letter's obligations in its order, headings before their parts.

    `reading` is the published JSON of a letter. A deadline counted in days runs from the letter's date; without one it stays unset.
    """
    return list(_walk(reading.get("obligations", []), "/obligations", None, "", dated_on, calendar))


def _walk(
    items: Sequence[Mapping[str, Any]], path: str, above: str | None, prefix: str, dated_on: date | None, calendar: Calendar
) -> Iterator[Planned]:
    for position, item in enumerate(items):
        here = f"{path}/{position}"
        number = _number(item, position, prefix)
        parts = item.get("items") or []
        deadline = item.get("deadline") or {}
        yield Planned(
            path=here,
            above=above,
            number=number,
            text=item["text"],
            is_leaf=not parts,
            own=bool(item.get("own")),
            addressees=item.get("addressees") or [],
            due_on=due_day(deadline, dated_on, calendar),
            due_quote=str(deadline.get("quote") or "")[:300],
            recurrence=str(item.get("recurrence") or ""),
            figures=[{"label": label, "unit": "", "required": True} for label in item.get("figures_asked") or []],
        )
        yield from _walk(parts, f"{here}/items", here, number, dated_on, calendar)


def _number(item: Mapping[str, Any], position: int, prefix: str) -> str:
    """Return the letter's own number; parts that have none get the points of their heading: 1a, 1b … 1đ."""
    own = str(item.get("number") or "")
    if not prefix:
        return own or str(position + 1)
    point = own.rpartition(".")[2].strip(")") if own and own != prefix else ""
    if point and not point.startswith(prefix):
        return f"{prefix}.{point}" if point.isdigit() else f"{prefix}{point}"
    return own if point else f"{prefix}{LETTERS[position] if position < len(LETTERS) else f'.{position + 1}'}"


def due_day(deadline: Mapping[str, Any], dated_on: date | None, calendar: Calendar) -> date | None:
    """Return the last day, where the letter gives one; days are counted from the day after the letter's date."""
    if deadline.get("date"):
        return date.fromisoformat(deadline["date"])
    if dated_on is None:
        return None
    if deadline.get("working_days"):
        return add_working_days(dated_on, int(deadline["working_days"]), calendar=calendar)
    if deadline.get("calendar_days"):
        return dated_on + timedelta(days=int(deadline["calendar_days"]))
    return None


_CLAUSE = re.compile(r"[;:.](?=\s|$)")
_LEAD = re.compile(r"^[\s\-–+•*]+")
_NOTE = re.compile(r"^\s*\([^)]*\)\s*|^\s*,?\s*(?:có trách nhiệm|chịu trách nhiệm|chủ trì)\s+", re.IGNORECASE)
_AND = re.compile(r"^\s*(?:và|cùng|,|;)\s+")
_HANGING = frozenset(
    "bằng các cho có của do đã để đến đối được hoặc khi là ở tại theo thì trên trong từ và vào về với".split()  # noqa: SIM905
)


def _without_deadline(clause: str, quote: str) -> str:
    """Cut the clause before its deadline, back to the comma when only a few words ("gửi kết quả") stand between."""
    before, found, _after = clause.partition(quote) if quote else (clause, "", "")
    if not found:
        return clause
    main, comma, rest = before.rpartition(",")
    kept = main if comma and len(rest.split()) <= FEW else before
    return kept.strip(" ,") if len(kept) >= SHORTEST_TITLE else clause


def short_title(text: str, addressees: Sequence[str] = (), quote: str = "") -> str:
    """Return the first clause as a name for the board, which a person may better; the sentence's own addressees are left out.

    So are the words of its deadline, which stand beside it on every page.

    Cut between words when it is long, never after a word that hangs ("theo", "các"); nothing marks the cut, because the whole
    sentence stands on the task itself.
    """
    clause = _LEAD.sub("", text)
    for addressee in addressees:
        bare = _AND.sub("", clause)
        if bare.startswith(addressee) and len(bare) > len(addressee) + 20:
            clause = _NOTE.sub("", _NOTE.sub("", bare[len(addressee) :])).lstrip(" ,:;")
    clause = _without_deadline(_CLAUSE.split(clause, maxsplit=1)[0].strip(), quote)
    if len(clause) > TITLE_LENGTH:
        words = clause[: TITLE_LENGTH + 1].rpartition(" ")[0].split(" ")
        while len(words) > 1 and words[-1].casefold().strip(",") in _HANGING:
            words.pop()
        clause = " ".join(words).rstrip(" ,")
    return clause[:1].upper() + clause[1:]
