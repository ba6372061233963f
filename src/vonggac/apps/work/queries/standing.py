"""What is overdue, where, what changed, and which evidence runs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.models import Assignment, Evidence, TaskEvent, TaskQuerySet
from vonggac.apps.work.queries.mine import for_rows
from vonggac.apps.work.queries.visibility import evidence_visible_to, visible_to


def overdue(user: Any, today: date, *, group: str = "") -> TaskQuerySet:
    """Return the overdue tasks the person may see, in the queue's order."""
    tasks = visible_to(user).late_on(today)
    return for_rows(tasks.filter(assignment__group=group) if group else tasks).in_queue_order()


@dataclass(frozen=True, slots=True)
class LateBody:
    """One organisation with what it owes."""

    organisation: Organisation
    tasks: int
    oldest_due_on: date

    def days(self, today: date) -> int:
        """Return for how long the oldest of them has been overdue."""
        return (today - self.oldest_due_on).days


def late_by_organisation(user: Any, today: date, *, group: str = "") -> list[LateBody]:
    """Return the bodies with overdue tasks, most first; two queries."""
    rows = list(_late(user, today, group).values("organisation_id").annotate(n=Count("id"), oldest=Min("due_on")))
    bodies = Organisation.objects.only("name", "addressee_name", "sort_key").in_bulk([row["organisation_id"] for row in rows])
    late = [LateBody(bodies[row["organisation_id"]], row["n"], row["oldest"]) for row in rows]
    return sorted(late, key=lambda one: (-one.tasks, one.oldest_due_on, one.organisation.sort_key))


def _assignments(group: str) -> list[int]:
    return list(Assignment.objects.filter(group=group).values_list("pk", flat=True))


def _late(user: Any, today: date, group: str) -> TaskQuerySet:
    tasks = visible_to(user).late_on(today).order_by()
    return tasks.filter(assignment_id__in=_assignments(group)) if group else tasks


def changed_since(user: Any, at: datetime, *, group: str = "") -> QuerySet[TaskEvent]:
    """Return what was recorded after that moment on tasks the person may see, newest first."""
    events = TaskEvent.objects.filter(Exists(visible_to(user).filter(pk=OuterRef("task_id"))), recorded_at__gt=at)
    events = events.filter(task__assignment__group=group) if group else events
    return events.select_related("task__assignment", "task__organisation", "by")


def evidence_expiring(user: Any, today: date, *, within_days: int = 30) -> QuerySet[Evidence]:
    """Return standing evidence that runs out within so many days, or has run out already, the earliest first."""
    until = today + timedelta(days=within_days)
    standing = evidence_visible_to(user).filter(withdrawn_at=None, expires_on__lte=until)
    return standing.select_related("task__assignment", "task__organisation").order_by("expires_on", "id")
