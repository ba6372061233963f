"""The asker's side: accept several answers, return one with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.audit.services import record, said
from vonggac.apps.work.models import Task
from vonggac.apps.work.ports import tell_endings
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.noticing import people_of, people_told, tell
from vonggac.apps.work.services.taking import Actor, change, change_many, reviewable, take, take_many


@transaction.atomic
def accept_tasks(task_ids: Iterable[int], *, by: Any, at: datetime, note: str = "") -> list[Task]:
    """Accept answers that wait; others in the list stay as they are. What an operator answered for others is accepted with it."""
    tasks = take_many(reviewable(by), task_ids, states=(Task.State.SENT,))
    tasks += _answered_through(tasks)
    if tasks:
        change_many(tasks, "accepted", actor=Actor.person(by, at), at=at, note=note, state=Task.State.DONE, done_at=at)
        tell_endings(tasks, by=by, at=at)
        _tell_accepted(tasks, at)
        record("work.tasks.accepted", by=by, at=at, count=len(tasks), touched=(t.pk for t in tasks))
    return tasks


def _answered_through(tasks: Sequence[Task]) -> list[Task]:
    taken = {task.pk for task in tasks}
    more = Task.objects.filter(answered_through_id__in=taken, state=Task.State.SENT).exclude(pk__in=taken)
    return list(more.select_related("assignment", "organisation"))


def _tell_accepted(tasks: Sequence[Task], at: datetime) -> None:
    by_body: dict[int, int] = defaultdict(int)
    for task in tasks:
        by_body[task.organisation_id] += 1
    counts: dict[int, int] = defaultdict(int)
    for body, people in people_told(by_body, at).items():
        for user in people:
            counts[user] += by_body[body]
    tell(
        {user: ngettext("%(n)s việc đã được chấp nhận", "%(n)s việc đã được chấp nhận", n) % {"n": n} for user, n in counts.items()},
        at=at,
        link="/viec/",
    )


@transaction.atomic
def return_task(task_id: int, *, reason: str, version: int | None, by: Any, at: datetime) -> Task:
    """Send an answer back with what to send instead; what an operator answered for others goes back with it."""
    task = take(reviewable(by), task_id, version=version, states=(Task.State.SENT,))
    if not reason.strip():
        raise Refused(_("Ghi rõ cần bổ sung gì."), {"reason": _("Ghi rõ cần bổ sung gì, ví dụ: chụp lại ảnh có ngày giờ.")})
    actor = Actor.person(by, at)
    change(
        task, "returned", actor=actor, at=at, note=reason, state=Task.State.BACK, reason=reason, not_applicable=False, answered_through=None
    )
    served = _answered_through([task])
    change_many(served, "returned", actor=actor, at=at, note=reason, state=Task.State.DOING, answered_through=None)
    words = _("Bị trả lại: %(title)s") % {"title": task.assignment.title}
    tell(dict.fromkeys(people_of(task, at), words), at=at, link=f"/viec/{task.pk}/", mail=True)
    record(
        "work.task.returned", by=by, at=at, subject=task, organisation_id=task.organisation_id, count=1 + len(served), reason=said(reason)
    )
    return task
