"""Reminding bodies of what a letter asks: who is overdue, who only passed our own day, and one act that tells those who were chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.directives.models import Directive
from vonggac.apps.work.escalation import way_for
from vonggac.apps.work.lateness import LateRule
from vonggac.apps.work.models import DueOrigin, Relation, Task, TaskEvent
from vonggac.apps.work.queries.boards import assignments_of
from vonggac.apps.work.queries.visibility import visible_to
from vonggac.apps.work.services.noticing import people_told, tell
from vonggac.apps.work.services.taking import CHUNK, Actor


class Owed(NamedTuple):
    """One open piece of work, as far as a reminder speaks of it."""

    pk: int
    assignment_id: int
    organisation_id: int
    kind: str
    """What kind of body owes it."""
    relation: str
    due_on: date | None
    due_origin: str


@dataclass
class Behind:
    """One body with open work of a letter: overdue by the text, past our own day only, or not yet due."""

    organisation_id: int
    asked: bool = False
    """Asked and not ordered: only a person words and sends a reminder."""
    overdue: list[Owed] = field(default_factory=list)
    past_asked: list[Owed] = field(default_factory=list)
    """Past the day that the text names, at a body that is asked: never called overdue."""
    past_internal: list[Owed] = field(default_factory=list)
    waiting: list[Owed] = field(default_factory=list)
    days: int = 0
    """How long its oldest overdue work is late."""


def behind(directive: Directive, *, user: Any, today: date) -> list[Behind]:
    """Return the bodies that still owe something, overdue ones first, then those past our own day. Two queries, plain values."""
    rows = visible_to(user).filter(assignment_id__in=list(assignments_of(directive.group())), relayed_from=None).waiting_for_answer()
    rows = rows.order_by("organisation__sort_key", "assignment__position", "id")
    found: dict[int, Behind] = {}
    asked = {relation: way_for(relation, today) != "send" for relation in Relation.values}
    rule = LateRule(today)
    for values in rows.values_list("pk", "assignment_id", "organisation_id", "organisation__kind", "relation", "due_on", "due_origin"):
        owed = Owed(*values)
        one = found.setdefault(owed.organisation_id, Behind(owed.organisation_id))
        one.asked = one.asked or asked[owed.relation]
        _place(one, owed, rule)
    return sorted(found.values(), key=lambda one: (not one.overdue, -one.days, not one.past_asked, -len(one.past_internal)))


def _place(one: Behind, owed: Owed, rule: LateRule) -> None:
    past = (rule.day - owed.due_on).days if owed.due_on else 0
    if past <= 0:
        one.waiting.append(owed)
    elif rule.counts(owed.due_origin, owed.relation, owed.kind):
        one.overdue.append(owed)
        one.days = max(one.days, past)
    else:
        (one.past_internal if owed.due_origin == DueOrigin.INTERNAL else one.past_asked).append(owed)


@transaction.atomic
def remind_bodies(directive: Directive, organisation_ids: Iterable[int], *, text: str, by: Any, at: datetime) -> int:
    """Tell those who answer for the chosen bodies, in the house and by mail; one act, one line in the trail of each open task.

    Returns how many bodies were told. Works for bodies that are asked too, because here a person sends, with words of their own.
    """
    if not by.may("directives.remind"):
        raise PermissionDenied("directives.remind")
    if directive.state != Directive.State.GIVEN:
        raise ValidationError(_("Văn bản đã kết thúc nên không đôn đốc nữa."))
    if not text.strip():
        raise ValidationError(_("Ghi lời đôn đốc."))
    chosen = set(organisation_ids)
    rows = visible_to(by).filter(assignment__group=directive.group(), organisation_id__in=chosen, relayed_from=None)
    tasks = list(rows.waiting_for_answer().select_related("assignment"))
    if not tasks:
        raise ValidationError(_("Chọn ít nhất một cơ quan còn việc chưa trả lời."))
    _tell(directive, tasks, text.strip(), at)
    actor = Actor.person(by, at)
    events = [
        TaskEvent(task=one, what="reminded", note=text.strip(), by=by, actor=actor.name, happened_at=at, recorded_at=at) for one in tasks
    ]
    TaskEvent.objects.bulk_create(events, batch_size=CHUNK)
    bodies = {one.organisation_id for one in tasks}
    record("directives.bodies.reminded", by=by, at=at, subject=directive, count=len(bodies), touched=bodies, tasks=len(tasks))
    return len(bodies)


def _tell(directive: Directive, tasks: Iterable[Task], text: str, at: datetime) -> None:
    """Write one notice a person; a letter with a handling mark is not named in a mail, because mail leaves the house."""
    owed: dict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        owed[task.organisation_id].append(task)
    lines: dict[int, list[str]] = defaultdict(list)
    open_here = directive.handling in ("none", "tlp:clear")
    for body, people in people_told(owed, at).items():
        for user in people:
            lines[user] += [f"- {one.assignment.title if open_here else one.number()}" for one in owed[body]]
    words = _("Đôn đốc: còn việc của %(letter)s chưa trả lời") % {"letter": directive.called()}
    details = {user: "\n".join([text, *rows]) for user, rows in lines.items()}
    tell(
        dict.fromkeys(lines, words if open_here else _("Đôn đốc: còn việc chưa trả lời")), at=at, link="/viec/", mail=True, details=details
    )
