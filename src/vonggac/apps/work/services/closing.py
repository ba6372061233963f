"""The asker gives up waiting, takes up again, or moves a deadline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.work.models import OPEN_STATES, Assignment, DueOrigin, Task
from vonggac.apps.work.ports import tell_endings
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.noticing import people_of, tell
from vonggac.apps.work.services.taking import Actor, change, change_many, demand, reviewable, take, take_many
from vonggac.kernel.reading import format_date


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Ghi lý do."), {"reason": _("Ghi lý do để người xem sau hiểu.")})


def _close(tasks: Sequence[Task], reason: str, by: Any, at: datetime) -> None:
    facts = {"state": Task.State.DONE, "done_at": at, "closed_unanswered": True, "reason": reason}
    change_many(tasks, "closed", actor=Actor.person(by, at), at=at, note=reason, **facts)
    tell_endings(tasks, by=by, at=at)


@transaction.atomic
def close_unanswered(task_ids: Iterable[int], *, reason: str, by: Any, at: datetime) -> list[Task]:
    """Stop waiting for answers; they count as closed, never as answered."""
    demand(by, "work.assign")
    _demand_reason(reason)
    tasks = take_many(reviewable(by), task_ids, states=OPEN_STATES)
    if tasks:
        _close(tasks, reason, by, at)
        record("work.tasks.closed", by=by, at=at, count=len(tasks), touched=(t.pk for t in tasks), reason=said(reason))
    return tasks


@transaction.atomic
def close_group(group: str, *, reason: str, by: Any, at: datetime) -> list[Task]:
    """Close everything of one group: what still waits is closed unanswered, and no new turn opens. Answers under review stay to decide."""
    demand(by, "work.assign")
    _demand_reason(reason)
    if not group:
        raise ValueError("a group has a name; without one every loose assignment would close")
    Assignment.objects.filter(group=group, closed_at=None).update(closed_at=at)
    tasks = list(Task.objects.filter(assignment__group=group).waiting_for_answer().select_related("assignment", "organisation"))
    _close(tasks, reason, by, at)
    record("work.group.closed", by=by, at=at, subject=group, count=len(tasks), touched=(t.pk for t in tasks), reason=said(reason))
    return tasks


@transaction.atomic
def reopen(task_id: int, *, reason: str, by: Any, at: datetime) -> Task:
    """Take a finished task up again, with the reason; the answer given stands as the draft of the next one."""
    demand(by, "work.assign")
    _demand_reason(reason)
    task = take(reviewable(by), task_id, version=None, states=(Task.State.DONE,))
    facts = {"state": Task.State.BACK, "done_at": None, "closed_unanswered": False, "not_applicable": False, "reason": reason}
    change(task, "reopened", actor=Actor.person(by, at), at=at, note=reason, answered_through=None, **facts)
    Assignment.objects.filter(pk=task.assignment_id).update(closed_at=None)
    tell_endings([task], by=by, at=at)
    words = _("Mở lại: %(title)s") % {"title": task.assignment.title}
    tell(dict.fromkeys(people_of(task, at), words), at=at, link=f"/viec/{task.pk}/", mail=True)
    record("work.task.reopened", by=by, at=at, subject=task, organisation_id=task.organisation_id, reason=said(reason))
    return task


@transaction.atomic
def change_deadline(
    task_ids: Iterable[int], *, due_on: date | None, reason: str, by: Any, at: datetime, due_origin: str = DueOrigin.INTERNAL
) -> list[Task]:
    """Set another deadline, with its origin and reason; finished tasks keep theirs."""
    demand(by, "work.assign")
    _demand_reason(reason)
    tasks = take_many(reviewable(by), task_ids, states=(*OPEN_STATES, Task.State.SENT))
    if tasks:
        note = f"{format_date(due_on) if due_on else _('không có hạn')}: {reason}"
        change_many(tasks, "due_changed", actor=Actor.person(by, at), at=at, note=note, due_on=due_on, due_origin=due_origin)
        record("work.deadlines.changed", by=by, at=at, count=len(tasks), touched=(t.pk for t in tasks), due_on=due_on, reason=said(reason))
    return tasks


@transaction.atomic
def raise_risk(risks: Mapping[int, int], *, by: Any, at: datetime) -> int:
    """Let unfinished tasks stand higher in every queue because more is known: task → risk, which never falls; return how many rose."""
    demand(by, "work.assign")
    of: dict[int, list[int]] = defaultdict(list)
    for pk, risk in risks.items():
        of[risk].append(pk)
    risen: list[int] = []
    for risk, pks in sorted(of.items()):
        lower = reviewable(by).filter(pk__in=pks, risk__lt=risk, state__in=(*OPEN_STATES, Task.State.SENT))
        found = list(lower.order_by("pk").values_list("pk", flat=True))
        Task.objects.filter(pk__in=found).update(risk=risk)
        risen += found
    if risen:
        record("work.tasks.risk_raised", by=by, at=at, count=len(risen), touched=risen)
    return len(risen)
