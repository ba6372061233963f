"""The officer's page and the reviewer's queue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from vonggac.apps.accounts.acts import ACTS
from vonggac.apps.accounts.queries import holdings_now, roles_of
from vonggac.apps.work.models import Evidence, ExtensionRequest, Task, TaskEvent, TaskQuerySet, late_q
from vonggac.apps.work.queries.visibility import reviewable_by

OPEN_SHOWN = 50
"""More open tasks than this are read in the list with pages; the page says how many there are."""
QUIET_SHOWN = 10
_SUNDAY = 6


@dataclass
class MyWork:
    """What one person's bodies have to do, in the four parts of the page."""

    late: list[Task] = field(default_factory=list)
    this_week: list[Task] = field(default_factory=list)
    later: list[Task] = field(default_factory=list)
    quiet: list[Task] = field(default_factory=list)
    open_count: int = 0
    late_count: int = 0
    quiet_count: int = 0

    @property
    def shown(self) -> int:
        return len(self.late) + len(self.this_week) + len(self.later)


def own_tasks(user: Any) -> TaskQuerySet:
    """Return the tasks of the bodies at which the person holds a post that answers; not those of the bodies below."""
    if not roles_of(user):
        return Task.objects.none()
    at = {held.post.organisation_id for held in holdings_now(user) if held.post.role in ACTS["work.answer"]}
    return Task.objects.filter(organisation_id__in=at)


def for_rows(tasks: TaskQuerySet) -> TaskQuerySet:
    """Add what a queue row shows, so that no row asks again."""
    waiting = ExtensionRequest.objects.filter(task=OuterRef("pk"), granted=None)
    said = TaskEvent.objects.filter(task=OuterRef("pk"), what="commented").order_by().values("task").annotate(n=Count("id")).values("n")
    comments = Coalesce(Subquery(said), 0)
    rows = tasks.select_related("assignment", "organisation", "addressed_to", "system", "post")
    return rows.annotate(extension_asked=Exists(waiting), comments=comments)


def my_work(user: Any, today: date) -> MyWork:
    """Return the person's work: overdue, this week, later, quiet; each part in the queue's order. Three queries, however much there is."""
    mine = own_tasks(user)
    counts = mine.aggregate(
        open=Count("id", filter=Q(state__in=("new", "doing", "back"))),
        late=Count("id", filter=Q(state__in=("new", "doing", "back")) & late_q(today)),
        quiet=Count("id", filter=Q(state__in=("sent", "done"))),
    )
    work = MyWork(open_count=counts["open"], late_count=counts["late"], quiet_count=counts["quiet"])
    _sort_into(work, for_rows(mine.waiting_for_answer()).in_queue_order()[:OPEN_SHOWN], today)
    quiet = for_rows(mine.filter(state__in=("sent", "done"))).order_by("-state", "-sent_at", "-id")
    work.quiet = list(quiet[:QUIET_SHOWN])
    return work


def _sort_into(work: MyWork, tasks: Iterable[Task], today: date) -> None:
    week_ends = today + timedelta(days=_SUNDAY - today.weekday())
    for task in tasks:
        if task.is_late(today):
            work.late.append(task)
        elif task.due_on is not None and task.due_on <= week_ends:
            work.this_week.append(task)
        else:
            work.later.append(task)


def count_mine(user: Any) -> int:
    """Return how many tasks wait for the person's bodies."""
    return own_tasks(user).waiting_for_answer().count()


def for_review(user: Any) -> TaskQuerySet:
    """Return the answers that wait for the person's decision, in the queue's order."""
    return for_rows(reviewable_by(user).filter(state=Task.State.SENT)).in_queue_order()


def count_for_review(user: Any) -> int:
    """Return how many answers wait for the person's decision."""
    return reviewable_by(user).filter(state=Task.State.SENT).count()


def trail(task: Task) -> list[TaskEvent]:
    """Return everything that happened to a task, newest first."""
    return list(task.events.select_related("by").order_by("-recorded_at", "-id"))


def evidence_of(task: Task) -> list[Evidence]:
    """Return what stands as evidence now."""
    return list(task.evidence.filter(withdrawn_at=None).select_related("file").order_by("id"))
