"""What this room carries on when bodies change: who prepares and who appraises a dossier that is still under way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from vonggac.apps.audit.services import record
from vonggac.apps.compliance.models import Dossier
from vonggac.apps.organisations.ports import Carried, Change
from vonggac.apps.registry.carrying import Sort


def _under_way(on: date) -> QuerySet[Any]:
    """Approved dossiers stay with the body that made them; the others go on."""
    return Dossier.objects.filter(is_superseded=False).exclude(state=Dossier.State.IMPLEMENTED).select_related("system")


def _title(row: Dossier) -> str:
    return row.system.name


SORTS = (
    Sort("dossier.preparer", gettext_lazy("hồ sơ cấp độ (đơn vị lập)"), "preparer_id", _under_way, _title),
    Sort("dossier.appraiser", gettext_lazy("hồ sơ cấp độ (đơn vị thẩm định)"), "appraiser_id", _under_way, _title),
)


class DossierCarrier:
    """Everything moves to the only heir; where there are several, each dossier has a named heir or stays where it is."""

    def preview(self, changes: Sequence[Change]) -> Sequence[Carried]:
        """Count what follows by itself and list what a person has to decide."""
        return [sort.preview(changes) for sort in SORTS]

    def carry(self, changes: Sequence[Change], choices: Mapping[str, int], *, by: Any, at: datetime) -> int:
        """Carry it on; inside the reorganisation's transaction."""
        moved = [name for sort in SORTS for change in changes for name in _carry(sort, change, choices)]
        if moved:
            record("compliance.dossiers.inherited", by=by, at=at, count=len(moved), touched=moved)
        return len(moved)


def _carry(sort: Sort, change: Change, choices: Mapping[str, int]) -> list[str]:
    moved = []
    for row in sort.of([change.body_id], change.on):
        heir = change.only_heir() or choices.get(sort.name(row)[0])
        if heir and heir != change.body_id:
            Dossier.objects.filter(pk=row.pk).update(**{sort.column: heir})
            moved.append(sort.name(row)[0])
    return moved
