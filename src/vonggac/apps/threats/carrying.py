"""What becomes of open cases when bodies change: the heir cleans; where the heir has an open case of its own, the old one stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.audit.services import record
from vonggac.apps.organisations.ports import Carried, Change
from vonggac.apps.registry.carrying import Sort
from vonggac.apps.threats.models import Case


def _open(on: date) -> QuerySet[Any]:
    return Case.objects.filter(state=Case.State.OPEN).select_related("system", "organisation")


def _title(row: Case) -> str:
    return _("Ca %(number)s: %(name)s") % {"number": row.number(), "name": row.name()}


CASES = Sort("threat_case", gettext_lazy("ca nhiễm mã độc đang mở"), "organisation_id", _open, _title)


class CaseCarrier:
    """An open case moves to the only heir, or to the one a person names."""

    def preview(self, changes: Sequence[Change]) -> Sequence[Carried]:
        """Count what follows by itself and list what a person has to decide."""
        on = min((change.on for change in changes), default=date.max)
        unclear = [change.body_id for change in changes if not change.only_heir()]
        return [Carried(str(CASES.label), len(_moves(changes, {})), [CASES.name(row) for row in CASES.of(unclear, on)])]

    def carry(self, changes: Sequence[Change], choices: Mapping[str, int], *, by: Any, at: datetime) -> int:
        """Carry it on; inside the reorganisation's transaction."""
        moves = _moves(changes, choices)
        for row, heir in moves:
            Case.objects.filter(pk=row.pk).update(organisation_id=heir)
        if moves:
            record("threats.cases.inherited", by=by, at=at, count=len(moves), touched=[row.pk for row, _heir in moves])
        return len(moves)


def _moves(changes: Sequence[Change], choices: Mapping[str, int]) -> list[tuple[Case, int]]:
    """Return each open case with its heir; of a body without a system only one case may be open."""
    found: list[tuple[Case, int]] = []
    taken: set[int] = set()
    for change in changes:
        for row in CASES.of([change.body_id], change.on):
            heir = change.only_heir() or choices.get(CASES.name(row)[0])
            if not heir or heir == change.body_id:
                continue
            if row.system_id is None:
                if heir in taken or Case.objects.filter(state=Case.State.OPEN, system=None, organisation_id=heir).exists():
                    continue
                taken.add(heir)
            found.append((row, heir))
    return found
