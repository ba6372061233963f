"""What of an assessment goes to others: its results, and what remains to be done with who does it by when. A constant number of queries."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.timezone import get_default_timezone

from vonggac.apps.compliance.models import Answer, Assessment, ProofUse
from vonggac.apps.compliance.queries import measures
from vonggac.apps.compliance.queries.visibility import gaps_known_to
from vonggac.apps.work.models import Task

if TYPE_CHECKING:
    from vonggac.law.catalogue import Catalogue
    from vonggac.sources.catalogues import Assessed, Finding, PlanItem, Remedy

STATES = {"met": "met", "partly": "partly", "not": "not_met", "na": "not_applicable", "": "unanswered"}
"""Our answers, as the files call them."""


def exportable_by(user: Any) -> QuerySet[Assessment]:
    """Return the assessments whose single answers the person may know, and so take out."""
    return Assessment.objects.filter(system__in=gaps_known_to(user)).select_related("system", "system__owner").distinct()


def assessed_of(assessment: Assessment, edition: Catalogue) -> Assessed:
    """Return the results of one assessment: every answer as it counts, its newest proof, and whether somebody else confirmed it."""
    from vonggac.sources.catalogues import Assessed

    system = assessment.system
    proofs = _newest_proofs(assessment)
    answers = Answer.objects.filter(assessment=assessment).select_related("inherited_from").order_by("id")
    words = [assessment.get_kind_display(), assessment.assessor]
    if edition.digest != assessment.catalogue_digest:
        words.append(f"Danh mục {edition.code} đã được sửa sau khi mở lần đánh giá này.")
    return Assessed(
        system_code=system.code,
        system_name=system.name,
        framework_code=edition.code,
        framework_version="1",
        selection=f"CD{assessment.level}",
        title=f"{system.name}: {edition.code}, {assessment.as_of:%d/%m/%Y}",
        words=". ".join(str(part) for part in words if part),
        start=_begins(assessment.as_of),
        end=assessment.closed_at,
        findings=tuple(_finding(answer, edition, proofs.get(answer.control)) for answer in answers),
    )


def _finding(answer: Answer, edition: Catalogue, proof: tuple[date, date | None] | None) -> Finding:
    from vonggac.sources.catalogues import Finding

    begins, ends = proof or (None, None)
    return Finding(
        code=answer.control,
        title=edition.control(answer.control).title_vi if answer.control in edition else answer.control,
        state=STATES[answer.counts_as],
        words=answer.note,
        collected=_begins(begins) if begins else None,
        expires=_begins(ends) if ends else None,
        inherited_from=answer.inherited_from.name if answer.inherited_from else "",
        confirmed=answer.confirmed_at,
    )


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, get_default_timezone())


def _newest_proofs(assessment: Assessment) -> dict[str, tuple[date, date | None]]:
    uses = ProofUse.objects.filter(system_id=assessment.system_id, catalogue=assessment.catalogue, proof__withdrawn_at=None)
    rows = uses.order_by("proof__effective_on", "proof_id").values_list("control", "proof__effective_on", "proof__expires_on")
    return {control: (begins, ends) for control, begins, ends in rows}


def plan_of(assessment: Assessment, edition: Catalogue, *, on: date) -> list[PlanItem]:
    """Return the measures an assessment lacks, in the order of the standard, with the work that was given out for each."""
    lines = measures.lines_of(assessment, edition, on=on)
    return [_planned(line) for line in lines if line.answer.counts_as in measures.MISSING]


def _planned(line: Any) -> PlanItem:
    from vonggac.sources.catalogues import PlanItem

    remedies = tuple(_remedy(task) for task in sorted(line.tasks, key=lambda task: task.pk))
    days = [remedy.due for remedy in remedies if remedy.due is not None and not remedy.done]
    return PlanItem(
        code=line.control.code,
        title=line.control.title_vi,
        words=line.answer.note,
        due=min(days, default=None),
        responsible=", ".join(dict.fromkeys(remedy.responsible for remedy in remedies if not remedy.done)),
        remedies=remedies,
    )


def _remedy(task: Task) -> Remedy:
    from vonggac.sources.catalogues import Remedy

    due = _begins(task.due_on) if task.due_on else None
    return Remedy(str(task.pk), task.assignment.title, task.organisation.name, task.state, due, task.state == Task.State.DONE)


def moment_of(at: datetime) -> datetime:
    """Return a moment in the zone of the house, as files of others bear it."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(get_default_timezone())
