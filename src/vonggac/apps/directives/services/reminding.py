"""Reminding bodies of what a letter asks: who is overdue, who only passed our own day, and one act that tells those who were chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.directives.models import Directive
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.escalation import way_for
from vonggac.apps.work.models import DueOrigin, Task, TaskEvent
from vonggac.apps.work.queries.visibility import visible_to
from vonggac.apps.work.services.noticing import people_told, tell
from vonggac.apps.work.services.taking import CHUNK, Actor


@dataclass
class Behind:
    """One body with open work of a letter: overdue by the text, past our own day only, or not yet due."""

    organisation: Organisation
    asked: bool
    """Asked and not ordered: only a person words and sends a reminder."""
    overdue: list[Task] = field(default_factory=list)
    past_asked: list[Task] = field(default_factory=list)
    """Past the day that the text names, at a body that is asked: never called overdue."""
    past_internal: list[Task] = field(default_factory=list)
    waiting: list[Task] = field(default_factory=list)
    days: int = 0
    """How long its oldest overdue work is late."""


def behind(directive: Directive, *, user: Any, today: date) -> list[Behind]:
    """Return the bodies that still owe something, overdue ones first, then those past our own day. Two queries."""
    rows = visible_to(user).filter(assignment__group=directive.group(), relayed_from=None).waiting_for_answer()
    found: dict[int, Behind] = {}
    ways: dict[str, str] = {}
    for task in rows.select_related("assignment", "organisation").order_by("organisation__sort_key", "assignment__position", "id"):
        way = ways.setdefault(task.relation, way_for(task.relation, today))
        one = found.setdefault(task.organisation_id, Behind(task.organisation, False))
        one.asked = one.asked or way != "send"
        _place(one, task, today)
    return sorted(found.values(), key=lambda one: (not one.overdue, -one.days, not one.past_asked, -len(one.past_internal)))


def _place(one: Behind, task: Task, today: date) -> None:
    past = task.days_past(today)
    if task.is_late(today):
        one.overdue.append(task)
        one.days = max(one.days, past)
    elif past > 0:
        (one.past_internal if task.due_origin == DueOrigin.INTERNAL else one.past_asked).append(task)
    else:
        one.waiting.append(task)


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
