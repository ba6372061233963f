"""How assessments and their answers are said to programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from vonggac.apps.compliance.api.schemas import Page
from vonggac.apps.compliance.models import Answer, Assessment

SUMS = ("met", "partly", "not_met", "not_applicable", "unanswered", "confirmed")
MOST_ANSWERS = 500
State = Literal["", "met", "partly", "not", "na"]


class Sums(Schema):
    """How many answers count as what."""

    met: int
    partly: int
    not_met: int
    not_applicable: int
    unanswered: int
    confirmed: int


class AssessmentOut(Schema):
    """One assessment of one system."""

    id: int
    system: int
    system_code: str
    system_name: str
    kind: str
    state: str
    catalogue: str
    catalogue_digest: str
    level: int
    as_of: date
    assessor: str
    opened_at: datetime
    closed_at: datetime | None
    version: int
    sums: Sums


class AssessmentPage(Page):
    """One part of the list."""

    items: list[AssessmentOut]


class AssessmentIn(Schema):
    """An assessment to open."""

    system: int
    catalogue: str = Field("", max_length=40)
    """Empty: the edition that binds on `as_of`."""
    level: int | None = Field(None, ge=1, le=5)
    """Absent: the level in the register."""
    kind: Assessment.Kind = Assessment.Kind.SELF
    as_of: date | None = None
    """Absent: today."""
    assessor: str = Field("", max_length=300)
    carry: bool = True


class AnswerOut(Schema):
    """One control and its answer."""

    control: str
    group: str
    state: str
    counts_as: str
    inherited_from: str | None
    note: str
    look_again: bool
    returned_because: str
    answered_by: str | None
    answered_at: datetime | None
    confirmed_by: str | None
    confirmed_at: datetime | None
    version: int


class AnswerPage(Page):
    """One part of the list."""

    items: list[AnswerOut]


class AnswerIn(Schema):
    """An answer; `version` is the one that was read."""

    control: str = Field(min_length=1, max_length=20)
    state: State
    note: str = Field("", max_length=4000)
    version: int = Field(ge=0)


class AnswersIn(Schema):
    """Answers that are all written or none."""

    answers: list[AnswerIn] = Field(min_length=1, max_length=MOST_ANSWERS)


class Seen(Schema):
    """An answer as it was read."""

    control: str = Field(min_length=1, max_length=20)
    version: int = Field(ge=0)


class SeenIn(Schema):
    """Answers to judge."""

    answers: list[Seen] = Field(min_length=1, max_length=MOST_ANSWERS)


class ReturnIn(SeenIn):
    """Answers to give back."""

    because: str = Field(min_length=1, max_length=4000)


class Changed(Schema):
    """How many answers changed, and the assessment after it."""

    changed: int
    assessment: AssessmentOut


class GroupSums(Sums):
    """The sums of one chapter."""

    group: str


class CoverageOut(Schema):
    """Where an assessment stands, chapter by chapter."""

    assessment: int
    catalogue: str
    level: int
    groups: list[GroupSums]


def sums_out(row: Assessment) -> dict[str, int]:
    """Return the sums that the query added."""
    return {name: getattr(row, f"sum_{name}", None) or 0 for name in SUMS}


def assessment_out(row: Assessment) -> dict[str, Any]:
    """Return one assessment as plain values."""
    names = (
        "id", "kind", "state", "catalogue", "catalogue_digest", "level", "as_of", "assessor", "opened_at", "closed_at", "version",
    )  # fmt: skip
    system = {"system": row.system_id, "system_code": row.system.code, "system_name": row.system.name}
    return {name: getattr(row, name) for name in names} | system | {"sums": sums_out(row)}


def answer_out(row: Answer) -> dict[str, Any]:
    """Return one answer as plain values."""
    names = (
        "control", "group", "state", "counts_as", "note", "look_again", "returned_because", "answered_at", "confirmed_at", "version",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "inherited_from": row.inherited_from.name if row.inherited_from else None,
        "answered_by": row.answered_by.full_name if row.answered_by else None,
        "confirmed_by": row.confirmed_by.full_name if row.confirmed_by else None,
    }
