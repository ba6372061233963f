"""Passing work on: to units below with a trace, or to a post of the same body."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.accounts.models import Post
from vonggac.apps.accounts.queries import organisations_reached
from vonggac.apps.audit.services import record
from vonggac.apps.organisations.models import Ancestry, Organisation
from vonggac.apps.work.models import OPEN_STATES, DueOrigin, Relation, Task
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.noticing import people_of, people_told, tell
from vonggac.apps.work.services.opening import write_tasks
from vonggac.apps.work.services.taking import Actor, answerable, change, change_many, demand, take, take_many


@transaction.atomic
def relay_tasks(
    task_ids: Iterable[int], *, organisation_ids: Iterable[int], by: Any, at: datetime, due_on: date | None = None, note: str = ""
) -> list[Task]:
    """Give open tasks on to units below: each gets a task of its own that points back, answers to the relaying body, and adds to its sum.

    A unit that has the task already is left out. A deadline set by the relaying body is an internal one.
    """
    demand(by, "work.relay")
    bodies = sorted(set(organisation_ids))
    tasks = take_many(_relayable(by), task_ids, states=OPEN_STATES)
    if not bodies or not tasks:
        raise Refused(_("Chọn ít nhất một đơn vị trực thuộc."), {"organisations": _("Chọn ít nhất một đơn vị trực thuộc.")})
    _demand_below(tasks, bodies)
    known = set(Task.objects.filter(relayed_from__in=tasks, organisation_id__in=bodies).values_list("relayed_from_id", "organisation_id"))
    rows = [_child(task, body, due_on, at) for task in tasks for body in bodies if (task.pk, body) not in known]
    children = write_tasks(rows, by=by, at=at, note=note)
    names = ", ".join(Organisation.objects.filter(pk__in=bodies).values_list("name", flat=True))
    change_many(tasks, "relayed", actor=Actor.person(by, at), at=at, note=f"{names}. {note}".strip(), state=Task.State.DOING)
    _mark_acknowledged(tasks, at)
    told = {user for people in people_told(bodies, at).values() for user in people}
    tell(dict.fromkeys(told, _("Cơ quan cấp trên giao việc mới")), at=at, link="/viec/", mail=True)
    record("work.tasks.relayed", by=by, at=at, count=len(children), touched=(t.pk for t in children), bodies=len(bodies))
    return children


def _relayable(by: Any) -> Any:
    reached = organisations_reached(by, "work.relay").values("id") if by is not None else Organisation.objects.values("id")
    return Task.objects.filter(organisation_id__in=reached)


def _demand_below(tasks: Sequence[Task], bodies: Sequence[int]) -> None:
    for above in {task.organisation_id for task in tasks}:
        below = set(Ancestry.objects.filter(above_id=above, below_id__in=bodies, depth__gte=1).values_list("below_id", flat=True))
        if set(bodies) - below:
            raise Refused(_("Chỉ giao được cho đơn vị trực thuộc."), {"organisations": _("Chỉ chọn đơn vị trực thuộc của cơ quan.")})


def _child(task: Task, body: int, due_on: date | None, at: datetime) -> Task:
    return Task(
        assignment_id=task.assignment_id,
        organisation_id=body,
        addressed_to_id=body,
        asked_by_id=task.organisation_id,
        relation=Relation.ORDER,
        level=task.level,
        risk=task.risk,
        system_id=task.system_id,
        period=task.period,
        due_on=due_on or task.due_on,
        due_origin=DueOrigin.INTERNAL if due_on and due_on != task.due_on else task.due_origin,
        relayed_from=task,
        opened_at=at,
    )


def _mark_acknowledged(tasks: Sequence[Task], at: datetime) -> None:
    Task.objects.filter(pk__in=[task.pk for task in tasks], acknowledged_at=None).update(acknowledged_at=at)


@transaction.atomic
def assign_to_post(task_id: int, *, post_id: int | None, version: int | None, by: Any, at: datetime) -> Task:
    """Name the chair of the same body that does it, or take the name away."""
    task = take(answerable(by), task_id, version=version, states=OPEN_STATES)
    post = Post.objects.get(pk=post_id, organisation_id=task.organisation_id, closed_on=None) if post_id else None
    change(task, "assigned", actor=Actor.person(by, at), at=at, note=post.title if post else _("Không giao riêng ai"), post=post)
    if post:
        words = _("Được giao: %(title)s") % {"title": task.assignment.title}
        tell(dict.fromkeys(people_of(task, at) - {getattr(by, "pk", None)}, words), at=at, link=f"/viec/{task.pk}/")
    record("work.task.assigned", by=by, at=at, subject=task, organisation_id=task.organisation_id, post=post_id)
    return task
