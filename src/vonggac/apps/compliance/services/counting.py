"""Keeps `Coverage` true: written in the transaction of the answers it counts, so that overviews add up few rows."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Q

from vonggac.apps.compliance.models import Answer, Coverage

_MET = Q(counts_as=Answer.State.MET)
_SURE = Q(confirmed_by__isnull=False) | Q(inherited_from__isnull=False)
"""An inherited answer was confirmed where it was given."""
COUNTS = {
    "met": Count("id", filter=_MET),
    "partly": Count("id", filter=Q(counts_as=Answer.State.PARTLY)),
    "not_met": Count("id", filter=Q(counts_as=Answer.State.NOT)),
    "not_applicable": Count("id", filter=Q(counts_as=Answer.State.NOT_APPLICABLE)),
    "unanswered": Count("id", filter=Q(counts_as=Answer.State.UNANSWERED)),
    "confirmed": Count("id", filter=_MET & _SURE),
}


def recount(assessments: Collection[int]) -> None:
    """Write the coverage of these assessments anew: one read, one write, however many answers they have."""
    if not assessments:
        return
    counted = Answer.objects.filter(assessment_id__in=assessments).order_by().values("assessment_id", "group").annotate(**COUNTS)
    Coverage.objects.bulk_create(
        [Coverage(**row) for row in counted], update_conflicts=True, unique_fields=["assessment", "group"], update_fields=list(COUNTS)
    )
