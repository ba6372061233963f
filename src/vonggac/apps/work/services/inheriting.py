"""Open work follows a reorganisation (port `organisations.carriers`); where nobody can tell the heir, it waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.audit.services import record
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.ports import Carried, Change
from vonggac.apps.work.models import AnswerLink, Task, TaskQuerySet
from vonggac.apps.work.services.noticing import people_told, tell
from vonggac.apps.work.services.taking import Actor, change_many, chunks, demand, take_many

UNFINISHED = ("new", "doing", "sent", "back")
LABEL = "việc đang mở"


def _unfinished(body_ids: Iterable[int]) -> TaskQuerySet:
    tasks = Task.objects.filter(state__in=UNFINISHED, organisation_id__in=list(body_ids))
    return tasks.select_related("assignment", "organisation").order_by("id")


def _name(task: Task) -> tuple[str, str]:
    return f"task:{task.pk}", f"{task.assignment.title} ({task.organisation})"


class TaskCarrier:
    """Moves open tasks to the heir; on a split each has a named heir or waits."""

    def preview(self, changes: Sequence[Change]) -> Sequence[Carried]:
        """Count what follows by itself and list what a person has to decide."""
        clear = [change.body_id for change in changes if change.only_heir()]
        unclear = [change.body_id for change in changes if not change.only_heir()]
        choices = tuple(_name(task) for task in _unfinished(unclear)) if unclear else ()
        return [Carried(str(_(LABEL)), _unfinished(clear).count() if clear else 0, choices)]

    def carry(self, changes: Sequence[Change], choices: Mapping[str, int], *, by: Any, at: datetime) -> int:
        """Carry it on; inside the reorganisation's transaction."""
        heir_of = {change.body_id: change.only_heir() for change in changes}
        moves: dict[int | None, list[Task]] = {}
        for task in _unfinished(heir_of):
            heir = heir_of[task.organisation_id] or choices.get(f"task:{task.pk}")
            moves.setdefault(heir, []).append(task)
        for heir, tasks in moves.items():
            _hand_over(tasks, heir, by=by, at=at)
        _carry_asking(heir_of)
        moved = [task for heir, tasks in moves.items() if heir for task in tasks]
        waiting = len(moves.get(None, []))
        if moves:
            record("work.tasks.inherited", by=by, at=at, count=len(moved), touched=(t.pk for t in moved), waiting=waiting)
        return len(moved)


def _hand_over(tasks: Sequence[Task], heir_id: int | None, *, by: Any, at: datetime) -> None:
    actor = Actor.person(by, at)
    if heir_id is None:
        change_many(tasks, "awaits_heir", actor=actor, at=at, awaits_heir=True)
        return
    heir = Organisation.objects.get(pk=heir_id)
    names = ", ".join(sorted({task.organisation.name for task in tasks}))
    change_many(tasks, "inherited", actor=actor, at=at, note=f"{names} → {heir.name}", organisation=heir, awaits_heir=False)
    for piece in chunks(tasks):
        Task.objects.filter(pk__in=[t.pk for t in piece], post__isnull=False).exclude(post__organisation=heir).update(post=None)
    told = people_told([heir.pk], at).get(heir.pk, set())
    tell(
        dict.fromkeys(
            told, ngettext("Nhận %(n)s việc của %(names)s", "Nhận %(n)s việc của %(names)s", len(tasks)) % {"n": len(tasks), "names": names}
        ),
        at=at,
        link="/viec/",
        mail=True,
    )


def _carry_asking(heir_of: Mapping[int, int | None]) -> None:
    """What the old body asked of others, its only heir asks now; its unused answer links go along."""
    for body, heir in heir_of.items():
        if heir:
            Task.objects.filter(asked_by_id=body, state__in=UNFINISHED).update(asked_by_id=heir)
            AnswerLink.objects.filter(organisation_id=body, used_at=None).update(organisation_id=heir)


@transaction.atomic
def name_heir(task_ids: Iterable[int], *, organisation_id: int, by: Any, at: datetime) -> list[Task]:
    """Name the heir of tasks that wait for one."""
    demand(by, "work.assign")
    waiting = Task.objects.filter(awaits_heir=True)
    tasks = take_many(waiting, task_ids, states=UNFINISHED)
    if tasks:
        _hand_over(tasks, organisation_id, by=by, at=at)
        record("work.tasks.heir_named", by=by, at=at, count=len(tasks), touched=(t.pk for t in tasks), organisation_id=organisation_id)
    return tasks
