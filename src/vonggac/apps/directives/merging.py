"""What two neighbouring obligations become when a reviewer makes one of them: computed first, shown, and then carried out as shown.

Nothing the letter says is lost: both texts, both numbers, both figures, the addressees of both, and for every addressee its deadline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vonggac.apps.directives import queries
from vonggac.apps.directives.models import AddresseeLine, Directive, Obligation

NUMBER_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline: the day, where it comes from, and its words."""

    on: date | None
    origin: str
    quote: str


@dataclass(frozen=True, slots=True)
class Merged:
    """One obligation made of two."""

    facts: Mapping[str, Any]
    """Columns of the new row."""
    lines: tuple[AddresseeLine, ...]
    """All it goes to, also when it is for everyone."""
    own_dues: tuple[tuple[AddresseeLine, Due], ...]
    """Lines whose deadline is another one than the obligation's."""


def next_of(rows: Sequence[Obligation]) -> dict[int, Obligation]:
    """Return obligation → its neighbour that may be merged with it.

    Both are given out; the second stands under the same heading, or under none, so that no heading loses its last part and becomes
    work itself.
    """
    others = [one for one in rows if not one.own]
    headings = {one.above_id for one in others}
    found = {}
    for first, second in zip(others, others[1:], strict=False):
        are_leaves = not (first.pk in headings or second.pk in headings or first.skipped or second.skipped)
        if are_leaves and second.above_id in {None, first.above_id}:
            found[first.pk] = second
    return found


def neighbour_of(first: Obligation) -> Obligation:
    """Return the neighbour behind; raises `ValidationError` when there is none that can be merged."""
    second = next_of(list(queries.all_obligations(first.directive))).get(first.pk)
    if second is None:
        raise ValidationError(_("Nội dung ngay sau không gộp được: đó là đề mục, nội dung không giao, hoặc thuộc đề mục khác."))
    return second


def plan_merge(first: Obligation, second: Obligation, *, keep: Obligation | None = None) -> Merged:
    """Return what the two become. Where both give one addressee different days, those of `keep` stand (the first, unless said).

    Raises `ValidationError` for what one obligation cannot hold: two rhythms, two operators that answer for everyone.
    """
    _demand_one_rhythm(first, second)
    kept = keep if keep is not None and keep.pk == second.pk else first
    everyone = list(queries.lines_to_choose(first.directive))
    goes = {one.pk: queries.lines_of_obligation(one, everyone) for one in (first, second)}
    wanted = {line.pk for lines in goes.values() for line in lines}
    lines = tuple(line for line in everyone if line.pk in wanted)
    for_everyone = any(one.for_everyone and wanted <= {line.pk for line in goes[one.pk]} for one in (first, second))
    dues = _due_by_line([kept, second if kept is first else first], goes)
    main = _main_due(kept, dues.values())
    own = tuple((line, dues[line.pk]) for line in lines if dues[line.pk].on and dues[line.pk] != main)
    facts = _facts(first, second) | {
        "for_everyone": for_everyone,
        "due_on": main.on,
        "due_origin": main.origin,
        "due_quote": main.quote,
    }
    return Merged(facts, lines, own)


def days_differ(first: Obligation, second: Obligation) -> bool:
    """Return whether somebody would have two different days, so that a person must choose."""
    lines = list(queries.lines_to_choose(first.directive))
    both = [{line.pk: due_of(one, line).on for line in queries.lines_of_obligation(one, lines)} for one in (first, second)]
    return any(both[0][key] and day and both[0][key] != day for key, day in both[1].items() if key in both[0])


def due_of(one: Obligation, line: AddresseeLine) -> Due:
    """Return the deadline that an obligation has for a line."""
    source = next((own for own in one.class_deadlines.all() if own.line_id == line.pk), one)
    return Due(source.due_on, source.due_origin, source.due_quote)


def _demand_one_rhythm(first: Obligation, second: Obligation) -> None:
    if first.recurrence != second.recurrence:
        raise ValidationError(_("Hai nội dung lặp lại khác nhau. Sửa cho cùng nhịp rồi gộp."))
    if first.central_operator_id != second.central_operator_id:
        raise ValidationError(_("Hai nội dung có đơn vị trả lời thay khác nhau. Sửa cho giống nhau rồi gộp."))


def _due_by_line(parts: Iterable[Obligation], goes: Mapping[int, Sequence[AddresseeLine]]) -> dict[int, Due]:
    """Return line → deadline; of two the first named, but a day before no day."""
    found: dict[int, Due] = {}
    for one in parts:
        for line in goes[one.pk]:
            due = due_of(one, line)
            if line.pk not in found or found[line.pk].on is None:
                found[line.pk] = due
    return found


def _main_due(kept: Obligation, dues: Iterable[Due]) -> Due:
    """Return the deadline of the whole; none when some addressee has none, because a class may have its own day but never less."""
    known = list(dues)
    own = Due(kept.due_on, kept.due_origin, kept.due_quote)
    without = next((due for due in known if due.on is None), None)
    if without is not None:
        return without
    return own if own in known or not known else known[0]


def _facts(first: Obligation, second: Obligation) -> dict[str, Any]:
    seen = {(one["label"], one.get("unit", "")) for one in first.figures}
    return {
        "number": joined_number(first.number, second.number),
        "title": first.title,
        "text": f"{first.text}\n{second.text}",
        "above_id": first.above_id,
        "position": first.position,
        "recurrence": first.recurrence,
        "figures": [*first.figures, *(one for one in second.figures if (one["label"], one.get("unit", "")) not in seen)],
        "wants_evidence": first.wants_evidence or second.wants_evidence,
        "central_operator_id": first.central_operator_id,
        "plain_question": first.plain_question or second.plain_question,
        "applies_to_owners": first.applies_to_owners and second.applies_to_owners,
    }


def joined_number(first: str, second: str) -> str:
    """Return "1a, 1b" for both; of many the first and the last: "1a–1h"."""
    both = ", ".join(filter(None, (first, second)))
    if len(both) <= NUMBER_LENGTH:
        return both
    return f"{first.replace('–', ', ').split(', ')[0]}–{second.replace('–', ', ').split(', ')[-1]}"[:NUMBER_LENGTH]


def whom_words(one: Obligation, directive: Directive) -> str:
    """Return to whom an obligation goes, line by line."""
    lines = queries.lines_of_obligation(one, queries.lines_to_choose(directive))
    return "; ".join(line.text for line in lines) or _("chưa có nơi nhận")
