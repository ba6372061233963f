"""What programs read: the same rows as on the pages, laid out so that a list asks a constant number of queries."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from vonggac.apps.compliance.models import (
    AnnualReport,
    Answer,
    Assessment,
    Determination,
    Dossier,
    DossierPart,
    DossierStep,
    Proof,
    ProofUse,
)
from vonggac.apps.compliance.queries.annual import reports_visible_to
from vonggac.apps.compliance.queries.determinations import determinations_visible_to
from vonggac.apps.compliance.queries.measures import assessments_visible_to, proofs_visible_to, with_sums
from vonggac.apps.compliance.queries.visibility import gaps_known_to, systems_visible_to


def assessments(user: Any) -> QuerySet[Assessment]:
    """Return the assessments with their sums, the newest first."""
    return with_sums(assessments_visible_to(user)).order_by("-as_of", "-id")


def newest_sums(user: Any) -> QuerySet[Assessment]:
    """Return the newest assessment of each system in sight with its sums, level 3 and above first."""
    from vonggac.apps.compliance.queries.overview import newest_assessments

    return with_sums(newest_assessments(user).select_related("system")).order_by("-level", "system__sort_key", "id")


def answers(user: Any, assessment_id: int) -> QuerySet[Answer]:
    """Return the single answers of an assessment, of systems whose measures the person may know; otherwise none."""
    rows = Answer.objects.filter(assessment_id=assessment_id, assessment__system__in=gaps_known_to(user))
    return rows.select_related("inherited_from", "answered_by", "confirmed_by").order_by("id")


def knows_gaps(user: Any, assessment_id: int) -> bool:
    """Say whether the person may know the single answers of an assessment."""
    return Assessment.objects.filter(pk=assessment_id, system__in=gaps_known_to(user)).exists()


def versions_of(assessment_id: int, controls: list[str]) -> dict[str, int]:
    """Return the versions of answers as they stand."""
    return dict(Answer.objects.filter(assessment_id=assessment_id, control__in=controls).values_list("control", "version"))


def determinations(user: Any) -> QuerySet[Determination]:
    """Return the determinations, the newest first."""
    return determinations_visible_to(user).select_related("made_by", "concluded_by").order_by("-made_at", "-id")


def dossiers(user: Any) -> QuerySet[Dossier]:
    """Return the dossiers, superseded ones too, the newest first."""
    rows = Dossier.objects.filter(system__in=systems_visible_to(user))
    return rows.select_related("system", "preparer", "appraiser", "regulation").order_by("-opened_at", "-id")


def with_course(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Add the steps and parts of dossiers."""
    steps = Prefetch("steps", queryset=DossierStep.objects.order_by("happened_on", "id"))
    return rows.prefetch_related(steps, Prefetch("parts", queryset=DossierPart.objects.order_by("id")))


def proofs(user: Any) -> QuerySet[Proof]:
    """Return the proofs with what they stand for, as far as the person may know those systems; the newest first."""
    uses = ProofUse.objects.filter(system__in=gaps_known_to(user)).order_by("system_id", "id")
    return proofs_visible_to(user).prefetch_related(Prefetch("uses", queryset=uses, to_attr="known_uses")).order_by("-effective_on", "-id")


def reports(user: Any) -> QuerySet[AnnualReport]:
    """Return the yearly reports, the newest period first."""
    return reports_visible_to(user).select_related("organisation").order_by("-period_to", "organisation__sort_key", "id")
