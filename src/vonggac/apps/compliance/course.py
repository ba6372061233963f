"""The course of a dossier: from its steps in the order in which they were recorded to where it stands. Values only, no database.

A step that was corrected does not count any more. What the columns of `Dossier` say is always what this says of its steps, so a
correction leaves the dossier exactly where it stood before the wrong step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from vonggac.apps.compliance.models import Dossier, DossierStep
from vonggac.engines.deadlines import Pause
from vonggac.law.levels.procedure import ClockStep

State, What = Dossier.State, DossierStep.What


@dataclass(frozen=True, slots=True)
class Course:
    """Where a dossier stands after its steps."""

    state: str = State.DRAFT
    is_returned: bool = False
    last_on: date | None = None
    """The day of the last step that counts; nothing may happen before it."""
    opened: DossierStep | None = None
    opinion_asked: DossierStep | None = None
    opinion: DossierStep | None = None
    sent: DossierStep | None = None
    received: DossierStep | None = None
    """Since it was sent last."""
    appraisal: DossierStep | None = None
    submission: DossierStep | None = None
    approval: DossierStep | None = None
    plan: DossierStep | None = None
    implementation: DossierStep | None = None
    waits: ClockStep | None = None
    """Which statutory clock runs; None while the file is out or nothing is owed."""
    clock_from: date | None = None
    first_received_on: date | None = None
    pauses: tuple[Pause, ...] = field(default=())

    @property
    def is_favourable(self) -> bool:
        """Say whether an appraisal that still counts found the dossier fit."""
        return self.appraisal is not None and self.appraisal.is_favourable is True

    @property
    def facts(self) -> Mapping[str, Any]:
        """Return what the last step of carrying out settles."""
        return self.implementation.facts if self.implementation else {}


def counting(steps: Iterable[DossierStep]) -> list[DossierStep]:
    """Return the steps that count: neither corrected nor a correction."""
    rows = list(steps)
    corrected = {row.corrects_id for row in rows if row.corrects_id}
    return [row for row in rows if row.pk not in corrected and row.what != What.CORRECTED]


def course_of(steps: Iterable[DossierStep]) -> Course:
    """Follow the steps in the order in which they were recorded."""
    course = Course()
    for step in counting(steps):
        course = replace(_after(course, step), last_on=_later(course.last_on, step.happened_on))
    return course


def _later(one: date | None, other: date) -> date:
    return other if one is None else max(one, other)


def _after(course: Course, step: DossierStep) -> Course:
    match step.what:
        case What.OPENED:
            return replace(course, opened=step)
        case What.OPINION_ASKED:
            return replace(course, opinion_asked=step, opinion=None)
        case What.OPINION_GIVEN:
            return replace(course, opinion=step)
        case What.SENT:
            return _sent(course, step)
        case What.RECEIVED:
            return _received(course, step)
        case What.RETURNED:
            return _returned(course, step)
        case What.APPRAISED:
            return replace(course, state=State.APPRAISED, appraisal=step, waits=None, clock_from=None)
        case What.SUBMITTED:
            return replace(course, submission=step, waits=ClockStep.APPROVAL, clock_from=step.happened_on)
        case What.APPROVED:
            return replace(course, state=State.APPROVED, approval=step, waits=None, clock_from=None)
        case What.PLAN_APPROVED:
            return replace(course, plan=step)
        case What.IMPLEMENTED:
            full = step.facts.get("implementation") == Dossier.Implementation.FULL
            return replace(course, implementation=step, state=State.IMPLEMENTED if full else State.APPROVED)
        case _:
            return replace(course, waits=None, clock_from=None)


def _sent(course: Course, step: DossierStep) -> Course:
    """A file that is sent again keeps what its clock has spent, unless an appraisal ended that clock."""
    ended = course.appraisal is not None
    return replace(
        course,
        state=State.SENT,
        is_returned=False,
        sent=step,
        received=None,
        appraisal=None,
        submission=None,
        first_received_on=None if ended else course.first_received_on,
        pauses=() if ended else course.pauses,
        waits=ClockStep.COMPLETENESS,
        clock_from=step.happened_on,
    )


def _received(course: Course, step: DossierStep) -> Course:
    pauses = course.pauses
    if pauses and pauses[-1].back_on is None:
        pauses = (*pauses[:-1], Pause(pauses[-1].returned_on, step.happened_on))
    first = course.first_received_on or step.happened_on
    return replace(course, received=step, waits=ClockStep.APPRAISAL, first_received_on=first, clock_from=first, pauses=pauses)


def _returned(course: Course, step: DossierStep) -> Course:
    """While the appraiser has a complete file its clock pauses; before that, and after its answer, there is nothing to pause."""
    pauses = course.pauses
    if course.received is not None and course.appraisal is None:
        pauses = (*pauses, Pause(step.happened_on))
    return replace(course, state=State.DRAFT, is_returned=True, received=None, waits=None, clock_from=None, pauses=pauses)
