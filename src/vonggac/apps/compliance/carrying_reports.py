"""What becomes of yearly reports when bodies change: an open one goes to the heir, who reports for the systems it took over.

What was sent stays as it was sent, under the body that sent it: it is history, and the province's report counts it as before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.audit.services import record
from vonggac.apps.compliance.models import AnnualReport
from vonggac.apps.organisations.ports import Carried, Change
from vonggac.apps.registry.carrying import Sort

OPEN = (AnnualReport.State.DRAFT, AnnualReport.State.BACK)


def _open(on: date) -> QuerySet[Any]:
    return AnnualReport.objects.filter(state__in=OPEN).select_related("organisation")


def _title(row: AnnualReport) -> str:
    return _("Báo cáo năm %(year)s của %(body)s") % {"year": row.period_to.year, "body": row.organisation.name}


REPORTS = Sort("annual_report", gettext_lazy("báo cáo năm chưa gửi"), "organisation_id", _open, _title)


class ReportCarrier:
    """An open report moves to the only heir, or to the one a person names; where the heir has begun its own, the old one stays."""

    def preview(self, changes: Sequence[Change]) -> Sequence[Carried]:
        """Count what follows by itself and list what a person has to decide."""
        on = min((change.on for change in changes), default=date.max)
        unclear = [change.body_id for change in changes if not change.only_heir()]
        return [Carried(str(REPORTS.label), len(_moves(changes, {})), [REPORTS.name(row) for row in REPORTS.of(unclear, on)])]

    def carry(self, changes: Sequence[Change], choices: Mapping[str, int], *, by: Any, at: datetime) -> int:
        """Carry it on; inside the reorganisation's transaction."""
        moves = _moves(changes, choices)
        for row, heir in moves:
            AnnualReport.objects.filter(pk=row.pk).update(organisation_id=heir, version=row.version + 1)
        if moves:
            record("compliance.reports.inherited", by=by, at=at, count=len(moves), touched=(REPORTS.name(row)[0] for row, _heir in moves))
        return len(moves)


def _moves(changes: Sequence[Change], choices: Mapping[str, int]) -> list[tuple[AnnualReport, int]]:
    """Return each open report with its heir: one report a body and period, so an heir that has its own, or takes over one, keeps that."""
    found: dict[tuple[int, str, date], tuple[AnnualReport, int]] = {}
    for change in changes:
        for row in REPORTS.of([change.body_id], change.on):
            heir = change.only_heir() or choices.get(REPORTS.name(row)[0])
            if heir and heir != change.body_id and not _has_its_own(heir, row):
                found.setdefault((heir, row.regime, row.period_to), (row, heir))
    return list(found.values())


def _has_its_own(heir: int, row: AnnualReport) -> bool:
    return AnnualReport.objects.filter(organisation_id=heir, regime=row.regime, period_to=row.period_to).exists()
