"""What the API says of a task; written by hand, so that a new column never leaves the house by itself."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from ninja import Field, Schema

from vonggac.apps.work.models import Evidence, Task


class FigureOut(Schema):
    """A number asked back; `value` is null until somebody wrote it."""

    field: int
    label: str
    unit: str
    required: bool
    value: Decimal | None


class EvidenceOut(Schema):
    """One piece of evidence that stands."""

    id: int
    title: str
    file_name: str
    size: int | None
    media_type: str
    sha256: str
    statement: str
    expires_on: date | None
    added_at: datetime


class TaskOut(Schema):
    """One task as a list shows it."""

    id: int
    number: str
    title: str
    organisation: str
    organisation_id: int
    group: str
    state: str
    relation: str
    level: int
    due_on: date | None
    due_origin: str
    late: bool
    not_applicable: bool
    closed_unanswered: bool
    version: int


class TaskDetail(TaskOut):
    """One task whole."""

    because: str
    basis: str
    instructions: str
    answer: str
    reason: str
    period: str
    wants_evidence: bool
    figures: list[FigureOut]
    evidence: list[EvidenceOut]


class TaskList(Schema):
    """One part of a list."""

    total: int
    offset: int
    limit: int
    items: list[TaskOut]


class FigureIn(Schema):
    """One figure of an answer."""

    field: int
    value: Decimal | None = Field(default=None, max_digits=17, decimal_places=2, ge=0)


class AnswerIn(Schema):
    """An answer; `version` is the one that was read, so that nobody is overwritten."""

    version: int
    answer: str = Field(default="", max_length=5_000)
    figures: list[FigureIn] = []
    not_applicable_because: str = Field(default="", max_length=5_000)

    def by_field(self) -> dict[int, Decimal | None]:
        """Return the figures by field."""
        return {one.field: one.value for one in self.figures}


def _facts(task: Task) -> dict[str, Any]:
    plain = (
        "id",
        "organisation_id",
        "state",
        "relation",
        "level",
        "due_on",
        "due_origin",
        "not_applicable",
        "closed_unanswered",
        "version",
    )
    return {name: getattr(task, name) for name in plain} | {
        "number": task.number(),
        "title": task.assignment.title,
        "organisation": task.organisation.addressed_as(),
        "group": task.assignment.group,
        "late": task.is_late(timezone.localdate()),
    }


def listed(task: Task) -> TaskOut:
    """Say a task in a list."""
    return TaskOut(**_facts(task))


def evidence_out(evidence: Evidence) -> EvidenceOut:
    """Say one piece of evidence."""
    stored = evidence.file
    return EvidenceOut(
        id=evidence.pk,
        title=evidence.title,
        file_name=evidence.file_name,
        size=stored.size if stored else None,
        media_type=stored.media_type if stored else "",
        sha256=stored.sha256 if stored else "",
        statement=evidence.statement,
        expires_on=evidence.expires_on,
        added_at=evidence.added_at,
    )


def detailed(task: Task) -> TaskDetail:
    """Say a task whole."""
    from vonggac.apps.work.queries.mine import evidence_of

    values = dict(task.figures.values_list("field_id", "value"))
    figures = [
        FigureOut(field=one.pk, label=one.label, unit=one.unit, required=one.is_required, value=values.get(one.pk))
        for one in task.assignment.figure_fields.all()
    ]
    about = {name: getattr(task.assignment, name) for name in ("because", "basis", "instructions", "wants_evidence")}
    said = {name: getattr(task, name) for name in ("answer", "reason", "period")}
    return TaskDetail(**_facts(task), **about, **said, figures=figures, evidence=[evidence_out(one) for one in evidence_of(task)])
