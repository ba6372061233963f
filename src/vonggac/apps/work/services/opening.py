"""Giving work out: many assignments to many organisations in one transaction, as one act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.audit.services import record
from vonggac.apps.jobs.planner import count_anew
from vonggac.apps.work.models import Assignment, DueOrigin, FigureField, Relation, Task, TaskEvent
from vonggac.apps.work.services.noticing import people_told, tell
from vonggac.apps.work.services.taking import CHUNK, Actor, demand
from vonggac.apps.work.turns import turn_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSpec:
    """A number asked back."""

    label: str
    unit: str = ""
    is_required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One organisation's share. Relation "để biết" opens no task: its people get a notice."""

    organisation_id: int
    addressed_to_id: int | None = None
    """Whom the paper named; the same organisation when empty."""
    asked_by_id: int | None = None
    relation: str = Relation.ORDER
    due_on: date | None = None
    due_origin: str = DueOrigin.INTERNAL
    due_quote: str = ""
    """The words of a deadline that is not the assignment's own; empty means the assignment's."""
    level: int = 0
    risk: int = 0
    system_id: int | None = None
    post_id: int | None = None
    period: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentSpec:
    """One thing asked and of whom; the fields mean what they mean on `Assignment`."""

    origin_room: str
    title: str
    rows: Sequence[TaskRow]
    figures: Sequence[FigureSpec] = ()
    origin_id: int | None = None
    group: str = ""
    number: str = ""
    instructions: str = ""
    because: str = ""
    basis: str = ""
    position: int = 0
    due_on: date | None = None
    due_origin: str = DueOrigin.INTERNAL
    due_quote: str = ""
    recurrence: str = ""
    handling: str = "none"
    wants_evidence: bool = False
    answered_centrally_by_id: int | None = None

    def assignment(self, by: Any, at: datetime) -> Assignment:
        """Return the row to write."""
        asked = {name: getattr(self, name) for name in self.__slots__ if name not in ("rows", "figures")}
        return Assignment(**asked, opened_by=by, opened_at=at)


@dataclass(frozen=True, slots=True)
class Opened:
    """What one giving-out wrote."""

    assignments: list[Assignment]
    tasks: list[Task]
    notices: int
    informed: int
    """Bodies that were told and owe nothing (relation "để biết")."""


@transaction.atomic
def open_assignments(specs: Iterable[AssignmentSpec], *, by: Any, at: datetime) -> Opened:
    """Open assignments with their tasks, first trail lines and notices; a fixed number of statements a chunk, one audit row.

    Refused with `ValueError` when a recurrence cannot be read: a turn nobody can compute would silently never come.
    """
    demand(by, "work.assign")
    asked = list(specs)
    assignments = Assignment.objects.bulk_create([spec.assignment(by, at) for spec in asked], batch_size=CHUNK)
    _write_figures(asked, assignments)
    tasks = _write_tasks(asked, assignments, by, at)
    told = [row.organisation_id for spec in asked for row in spec.rows if row.relation == Relation.INFORM]
    notices = _tell_bodies(tasks, at) + _inform(asked, at)
    record(
        "work.tasks.opened",
        by=by,
        at=at,
        count=len(tasks),
        touched=(task.pk for task in tasks),
        assignments=len(assignments),
        groups=sorted({spec.group for spec in asked}),
    )
    return Opened(assignments, tasks, notices, len(set(told)))


@transaction.atomic
def add_tasks(rows: Sequence[tuple[Assignment, TaskRow]], *, by: Any, at: datetime) -> list[Task]:
    """Give assignments that are out already to more bodies, and tell them; one act."""
    demand(by, "work.assign")
    tasks = write_tasks([_task(row, assignment, at) for assignment, row in rows], by=by, at=at)
    _tell_bodies(tasks, at)
    groups = sorted({assignment.group for assignment, _row in rows})
    record("work.tasks.opened", by=by, at=at, count=len(tasks), touched=(task.pk for task in tasks), groups=groups)
    return tasks


def _write_figures(specs: Sequence[AssignmentSpec], assignments: Sequence[Assignment]) -> None:
    FigureField.objects.bulk_create(
        [
            FigureField(assignment=assignment, label=one.label, unit=one.unit, is_required=one.is_required, position=place)
            for spec, assignment in zip(specs, assignments, strict=True)
            for place, one in enumerate(spec.figures)
        ],
        batch_size=CHUNK,
    )


def _write_tasks(specs: Sequence[AssignmentSpec], assignments: Sequence[Assignment], by: Any, at: datetime) -> list[Task]:
    rows = [
        _task(row, assignment, at)
        for spec, assignment in zip(specs, assignments, strict=True)
        for row in spec.rows
        if row.relation != Relation.INFORM
    ]
    return write_tasks(rows, by=by, at=at)


def write_tasks(rows: Sequence[Task], *, by: Any, at: datetime, note: str = "") -> list[Task]:
    """Write tasks and the first line of each trail."""
    actor = Actor.person(by, at)
    tasks = Task.objects.bulk_create(rows, batch_size=CHUNK)
    count_anew(Assignment, Task, rows=len(tasks))
    events = [TaskEvent(task=task, what="opened", note=note, by=by, actor=actor.name, happened_at=at, recorded_at=at) for task in tasks]
    TaskEvent.objects.bulk_create(events, batch_size=CHUNK)
    return tasks


def _task(row: TaskRow, assignment: Assignment, at: datetime) -> Task:
    period = row.period or (turn_of(assignment, at).key if assignment.recurrence else "")
    return Task(
        assignment=assignment,
        organisation_id=row.organisation_id,
        addressed_to_id=row.addressed_to_id or row.organisation_id,
        asked_by_id=row.asked_by_id,
        relation=row.relation,
        due_on=row.due_on,
        due_origin=row.due_origin,
        due_quote=row.due_quote if row.due_quote != assignment.due_quote else "",
        level=row.level,
        risk=row.risk,
        system_id=row.system_id,
        post_id=row.post_id,
        period=period,
        opened_at=at,
    )


def _tell_bodies(tasks: Sequence[Task], at: datetime) -> int:
    """Tell each person once, with the number of new tasks of all their bodies."""
    by_body = Counter(task.organisation_id for task in tasks)
    new: Counter[int] = Counter()
    for body, people in people_told(by_body, at).items():
        for user in people:
            new[user] += by_body[body]
    texts = {user: ngettext("Có %(n)s việc mới được giao", "Có %(n)s việc mới được giao", n) % {"n": n} for user, n in new.items()}
    return tell(texts, at=at, link="/viec/", mail=True)


def _inform(specs: Sequence[AssignmentSpec], at: datetime) -> int:
    """Tell the bodies that only have to know."""
    titles: dict[int, list[str]] = {}
    for spec in specs:
        for row in spec.rows:
            if row.relation == Relation.INFORM:
                titles.setdefault(row.organisation_id, []).append(spec.title)
    texts, details = {}, {}
    for body, people in people_told(titles, at).items():
        for user in people:
            texts[user] = _("Để biết: %(title)s") % {"title": titles[body][0]}
            details[user] = "\n".join(titles[body])
    return tell(texts, at=at, link="", details=details)
