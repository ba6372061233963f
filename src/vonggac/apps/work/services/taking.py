"""Taking tasks for an act and changing them so that nobody overwrites anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import said
from vonggac.apps.work.models import AnswerLink, Task, TaskEvent, TaskQuerySet
from vonggac.apps.work.queries.visibility import answerable_by, reviewable_by, visible_to
from vonggac.apps.work.refusals import NotNow, Stale

CHUNK = 500
"""Rows a statement; SQLite binds a limited number of values."""

T = TypeVar("T")


def chunks(rows: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """Give the rows in pieces that a statement can hold."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person in a post, somebody who came through an answer link, or the house itself."""

    user: Any = None
    name: str = ""
    link: AnswerLink | None = None

    @classmethod
    def person(cls, by: Any, at: datetime) -> Actor:
        """Return the person as posted at that moment; None is a background job."""
        return cls(by, by.audit_name(at)) if by is not None else cls(None, "")

    @classmethod
    def through(cls, link: AnswerLink, typed_name: str) -> Actor:
        """Return whoever answered through a link; the name is theirs to type and nobody checked it."""
        who = _("%(name)s (tự khai), %(body)s, qua đường dẫn trả lời")
        return cls(None, (who % {"name": typed_name, "body": link.organisation.addressed_as()})[:300], link)

    def detail(self) -> dict[str, Any]:
        """Return what the audit row says beside the person."""
        return {"link": self.link.pk, "who": said(self.name)} if self.link else {}


def demand(by: Any, act: str) -> None:
    """Refuse a person whose posts do not allow the act; a background job (None) may."""
    if by is not None and not by.may(act):
        raise PermissionDenied(act)


def answerable(by: Any) -> TaskQuerySet:
    """Return where the person may answer; everything for a background job."""
    return Task.objects.all() if by is None else answerable_by(by)


def reviewable(by: Any) -> TaskQuerySet:
    """Return where the person may decide; everything for a background job."""
    return Task.objects.all() if by is None else reviewable_by(by)


def visible(by: Any) -> TaskQuerySet:
    """Return what the person may see; everything for a background job."""
    return Task.objects.all() if by is None else visible_to(by)


def take(scope: TaskQuerySet, task_id: int, *, version: int | None, states: Sequence[str] | None = None) -> Task:
    """Return the task; `Task.DoesNotExist` outside the scope (a stranger learns nothing), refusals when it has moved on."""
    task = scope.select_related("assignment", "organisation", "asked_by").get(pk=task_id)
    if version is not None and task.version != version:
        raise Stale.on(task.pk)
    if states is not None and task.state not in states:
        raise NotNow.because_of(task)
    return task


def take_many(scope: TaskQuerySet, task_ids: Iterable[int], *, states: Sequence[str]) -> list[Task]:
    """Return those of the tasks that lie in the scope and in one of the states, locked where the database can."""
    found: list[Task] = []
    for piece in chunks(sorted(set(task_ids))):
        rows = scope.filter(pk__in=piece, state__in=states).select_for_update(of=("self",))
        found += rows.select_related("assignment", "organisation").order_by("id")
    return found


def change(task: Task, what: str, *, actor: Actor, at: datetime, note: str = "", happened_at: datetime | None = None, **facts: Any) -> Task:
    """Change one task, only when nobody did in between, and write its trail."""
    rows = Task.objects.filter(pk=task.pk, version=task.version).update(version=F("version") + 1, **facts)
    if not rows:
        raise Stale.on(task.pk)
    for name, value in facts.items():
        setattr(task, name, value)
    task.version += 1
    event(task, what, actor=actor, at=at, note=note, happened_at=happened_at)
    return task


def change_many(tasks: Sequence[Task], what: str, *, actor: Actor, at: datetime, note: str = "", **facts: Any) -> None:
    """Change a set of tasks alike: one statement a chunk for the rows, one for the trail."""
    for piece in chunks(tasks):
        Task.objects.filter(pk__in=[task.pk for task in piece]).update(version=F("version") + 1, **facts)
    TaskEvent.objects.bulk_create([_event(task, what, actor, at, note, at) for task in tasks], batch_size=CHUNK)


def event(task: Task, what: str, *, actor: Actor, at: datetime, note: str = "", happened_at: datetime | None = None) -> TaskEvent:
    """Add one line to the trail."""
    row = _event(task, what, actor, at, note, happened_at or at)
    row.save(force_insert=True)
    return row


def _event(task: Task, what: str, actor: Actor, at: datetime, note: str, happened_at: datetime) -> TaskEvent:
    return TaskEvent(task=task, what=what, note=note, by=actor.user, actor=actor.name, happened_at=happened_at, recorded_at=at)
