"""Recurring work: the next turn opens by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.work.models import Assignment, DueOrigin, Task
from vonggac.apps.work.services.noticing import people_told, tell
from vonggac.apps.work.services.opening import write_tasks
from vonggac.apps.work.turns import Rule, Turn, due_in, read_rule, turn_on


def open_due_periods(at: datetime) -> int:
    """Open the turn that today lies in for every recurring assignment that is not closed; return how many tasks were opened.

    Idempotent by (assignment, period). A turn that passed while the house stood still is not opened afterwards.
    """
    recurring = Assignment.objects.filter(closed_at=None).exclude(recurrence="").order_by("id")
    return sum(_open_turn(assignment, at) for assignment in recurring)


@transaction.atomic
def _open_turn(assignment: Assignment, at: datetime) -> int:
    today, rule = timezone.localdate(at), read_rule(assignment.recurrence)
    turn = turn_on(rule, today)
    locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if (rule.until and today > rule.until) or locked.tasks.filter(period=turn.key).exists():
        return 0
    last = locked.tasks.filter(relayed_from=None).aggregate(last=Max("opened_at"))["last"]
    before = list(locked.tasks.filter(relayed_from=None, awaits_heir=False, opened_at=last)) if last else []
    tasks = write_tasks([_again(task, locked, rule, turn, at) for task in before], by=None, at=at)
    if tasks:
        _tell(tasks, at)
        record("work.turn.opened", by=None, at=at, subject=locked, count=len(tasks), touched=(t.pk for t in tasks), period=turn.key)
    return len(tasks)


def _again(task: Task, assignment: Assignment, rule: Rule, turn: Turn, at: datetime) -> Task:
    """Return the next turn of one body's task. A deadline that the text names stays one of the text; a computed last day is ours."""
    anchor = assignment.due_on or task.due_on
    return Task(
        assignment=assignment,
        organisation_id=task.organisation_id,
        addressed_to_id=task.addressed_to_id,
        asked_by_id=task.asked_by_id,
        system_id=task.system_id,
        post_id=task.post_id,
        relation=task.relation,
        level=task.level,
        risk=task.risk,
        period=turn.key,
        due_on=due_in(turn, rule, anchor),
        due_origin=task.due_origin if anchor else DueOrigin.INTERNAL,
        opened_at=at,
    )


def _tell(tasks: Sequence[Task], at: datetime) -> None:
    told = {user for people in people_told({t.organisation_id for t in tasks}, at).values() for user in people}
    words = _("Đến kỳ: %(title)s") % {"title": tasks[0].assignment.title}
    tell(dict.fromkeys(told, words), at=at, link="/viec/", mail=True)
