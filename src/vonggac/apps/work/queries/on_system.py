"""The work of systems, for the rooms below: open on a page (port `registry.on_system`), done in a month (port `registry.month_work`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.timezone import make_aware

from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.registry.ports import DoneWork
from vonggac.apps.work.models import Task
from vonggac.apps.work.queries.visibility import visible_to

MOST = 8


def open_on_system(user: Any, system: InformationSystem, at: datetime) -> dict[str, Any] | None:
    """Return the first open tasks of a system that the person may know of, and how many there are; None when there is none."""
    tasks = visible_to(user).filter(system=system).exclude(state=Task.State.DONE)
    count = tasks.count()
    if not count:
        return None
    return {"count": count, "tasks": list(tasks.select_related("assignment", "organisation").in_queue_order()[:MOST])}


def in_the_month(user: Any, system_ids: Sequence[int], first: date, last: date) -> Iterator[DoneWork]:
    """Give the tasks of these systems that were opened or done between two days, both included; one question."""
    begins, ends = make_aware(datetime.combine(first, time())), make_aware(datetime.combine(last + timedelta(days=1), time()))
    within = Q(opened_at__gte=begins, opened_at__lt=ends) | Q(done_at__gte=begins, done_at__lt=ends)
    for task in visible_to(user).filter(within, system_id__in=system_ids).select_related("assignment").order_by("opened_at", "id"):
        times = (task.opened_at, task.acknowledged_at, task.done_at)
        yield DoneWork(task.system_id, task.number(), task.assignment.title, *times, task.due_on)  # type: ignore[arg-type]
