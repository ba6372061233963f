"""Central facts: what one operator knows for everyone it serves is answered once (mail passwords, anti-malware agents, monitoring)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.work.models import OPEN_STATES, Task
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.noticing import people_told, tell
from vonggac.apps.work.services.taking import Actor, answerable, change_many, take


@transaction.atomic
def answer_for_served(task_id: int, *, by: Any, at: datetime, organisation_ids: Iterable[int] | None = None) -> list[Task]:
    """Let the operator's sent or accepted answer stand for the open tasks of everyone it serves (or of the named bodies among them).

    Only the operator named on the assignment may; who has answered for itself keeps its own answer. Figures stay at the operator's
    task. Accepting, or returning, the operator's answer does the same to all of them.
    """
    task = take(answerable(by), task_id, version=None, states=(Task.State.SENT, Task.State.DONE))
    if task.assignment.answered_centrally_by_id != task.organisation_id:
        raise Refused(_("Việc này không phải việc trả lời chung cho các cơ quan."))
    served = Task.objects.filter(assignment_id=task.assignment_id, period=task.period, state__in=OPEN_STATES).exclude(pk=task.pk)
    if organisation_ids is not None:
        served = served.filter(organisation_id__in=list(organisation_ids))
    tasks = list(served.select_for_update(of=("self",)).select_related("assignment", "organisation"))
    if tasks:
        _answer(tasks, task, by, at)
    return tasks


def _answer(tasks: list[Task], source: Task, by: Any, at: datetime) -> None:
    actor = Actor.person(by, at)
    note = _("%(body)s trả lời chung, việc %(number)s") % {"body": source.organisation.addressed_as(), "number": source.number()}
    facts = {"state": source.state, "answered_through": source, "answer": note, "sent_at": at, "done_at": source.done_at and at}
    change_many(tasks, "answered_centrally", actor=actor, at=at, note=note, **facts)
    told = {user for people in people_told({t.organisation_id for t in tasks}, at).values() for user in people}
    words = _("Đã có trả lời chung, không phải làm: %(title)s") % {"title": source.assignment.title}
    tell(dict.fromkeys(told, words), at=at, link="/viec/")
    record("work.tasks.answered_centrally", by=by, at=at, subject=source, count=len(tasks), touched=(t.pk for t in tasks))
