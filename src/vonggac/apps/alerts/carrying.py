"""What becomes of open alerts when bodies change: the heir answers for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.alerts.models import Alert
from vonggac.apps.alerts.services.keeping_months import note_months
from vonggac.apps.audit.services import record
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.ports import Carried, Change


class AlertCarrier:
    """Open alerts move to the only heir, or all those of a body to the one that a person names; closed ones stay as they were."""

    def preview(self, changes: Sequence[Change]) -> Sequence[Carried]:
        """Count what follows by itself; a body without a single heir is one question, however many alerts it has."""
        counts = {change.body_id: _open_of(change.body_id).count() for change in changes}
        sure = sum(counts[change.body_id] for change in changes if change.only_heir())
        unclear = [change.body_id for change in changes if not change.only_heir() and counts[change.body_id]]
        names = dict(Organisation.objects.filter(pk__in=unclear).values_list("pk", "name"))
        return [Carried(_("cảnh báo đang mở"), sure, [(_key(pk), _title(names[pk], counts[pk])) for pk in unclear])]

    def carry(self, changes: Sequence[Change], choices: Mapping[str, int], *, by: Any, at: datetime) -> int:
        """Carry them on; inside the reorganisation's transaction, one statement a body."""
        moved: list[int] = []
        for change in changes:
            heir = change.only_heir() or choices.get(_key(change.body_id))
            if heir and heir != change.body_id:
                rows = list(_open_of(change.body_id).values_list("pk", "arrived_at"))
                _open_of(change.body_id).update(organisation_id=heir)
                note_months(arrived_at for _pk, arrived_at in rows)
                moved += [pk for pk, _arrived_at in rows]
        if moved:
            record("alerts.inherited", by=by, at=at, count=len(moved), touched=moved)
        return len(moved)


def _open_of(body: int) -> Any:
    return Alert.objects.filter(organisation_id=body).exclude(state=Alert.State.CLOSED)


def _key(body: int) -> str:
    return f"alerts:{body}"


def _title(name: str, number: int) -> str:
    return ngettext("%(n)s cảnh báo của %(name)s", "%(n)s cảnh báo của %(name)s", number) % {"n": number, "name": name}
