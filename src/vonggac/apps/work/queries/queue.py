"""Pages of a queue, which may be a hundred thousand tasks long."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import cached_property

from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.apps.organisations.queries import matching
from vonggac.apps.work.models import Task, TaskQuerySet
from vonggac.apps.work.queries.mine import for_rows

FEW_BODIES = 100
"""So many bodies are found through their own tasks; of more, the queue is walked in its order until the page is full."""


class QueuePages(Paginator[Task]):
    """The index of the queue finds the rows of a page; only those are read in full, with what their rows show."""

    def __init__(self, tasks: TaskQuerySet, per_page: int, *, counted: TaskQuerySet | None = None) -> None:
        super().__init__(tasks.in_queue_order(), per_page)
        self._counted = tasks if counted is None else counted

    @cached_property
    def count(self) -> int:
        """Return how many tasks the queue holds; asked of the same tasks in the form that is quicker to count."""
        return self._counted.order_by().count()

    def page(self, number: Any) -> Page[Task]:
        """Return one page, its tasks in the queue's order."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        ids = list(self.object_list.values_list("pk", flat=True)[first : first + self.per_page])
        return self._get_page(list(for_rows(Task.objects.filter(pk__in=ids)).in_queue_order()), number, self)


def counted_of_bodies(tasks: TaskQuerySet, *, words: str = "", kind: str = "") -> TaskQuerySet:
    """Return what `of_bodies` returns, to be counted: the bodies first, each with its tasks in the index, not each task with its body."""
    bodies = _asked(words, kind)
    return tasks if bodies is None else tasks.filter(organisation_id__in=bodies.order_by().values("pk"))


def _asked(words: str, kind: str) -> QuerySet[Organisation] | None:
    if not words.strip() and kind not in Kind.values:
        return None
    bodies = matching(Organisation.objects.all(), words)
    return bodies.filter(kind=kind) if kind in Kind.values else bodies


def of_bodies(tasks: TaskQuerySet, *, words: str = "", kind: str = "") -> TaskQuerySet:
    """Narrow tasks to the bodies so named (with or without marks), of one kind; the bodies are looked up first, being few."""
    bodies = _asked(words, kind)
    if bodies is None:
        return tasks
    found = list(bodies.order_by().values_list("id", flat=True)[: FEW_BODIES + 1])
    if len(found) <= FEW_BODIES:
        return tasks.filter(organisation_id__in=found)
    return tasks.filter(Exists(bodies.filter(pk=OuterRef("organisation_id"))))
