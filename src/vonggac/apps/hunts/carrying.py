"""What becomes of hunts when bodies change: the heir answers for what is still to be run, verified or cleaned, and for known good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.audit.services import record
from vonggac.apps.hunts.models import Finding, Hunt, KnownGood
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.ports import Carried, Change

State, Verdict = Hunt.State, Finding.Verdict


class HuntCarrier:
    """Hunts with something left to do move to the only heir, or all those of a body to the one that a person names; others stay."""

    def preview(self, changes: Sequence[Change]) -> Sequence[Carried]:
        """Count what follows by itself; a body without a single heir is one question, however many hunts it has."""
        counts = {change.body_id: _open_of(change.body_id).count() for change in changes}
        sure = sum(counts[change.body_id] for change in changes if change.only_heir())
        unclear = [change.body_id for change in changes if not change.only_heir() and counts[change.body_id]]
        names = dict(Organisation.objects.filter(pk__in=unclear).values_list("pk", "name"))
        return [Carried(_("lượt săn lùng còn việc"), sure, [(_key(pk), _title(names[pk], counts[pk])) for pk in unclear])]

    def carry(self, changes: Sequence[Change], choices: Mapping[str, int], *, by: Any, at: datetime) -> int:
        """Carry them on with all their findings; inside the reorganisation's transaction, three statements a body."""
        moved: list[int] = []
        for change in changes:
            heir = change.only_heir() or choices.get(_key(change.body_id))
            if heir and heir != change.body_id:
                moved += _move(change.body_id, heir, at)
        if moved:
            record("hunts.inherited", by=by, at=at, count=len(moved), touched=moved)
        return len(moved)


def _move(body: int, heir: int, at: datetime) -> list[int]:
    rows = list(_open_of(body).values_list("pk", flat=True))
    Finding.objects.filter(hunt_id__in=rows).update(organisation_id=heir)
    Hunt.objects.filter(pk__in=rows).update(organisation_id=heir)
    KnownGood.objects.filter(organisation_id=body, ended_at=None, expires_at__gt=at).update(organisation_id=heir)
    return rows


def _open_of(body: int) -> Any:
    """Return the hunts of a body that wait, run, or have a finding that nobody has verified or that is true."""
    left = Finding.objects.filter(hunt=OuterRef("pk"), verdict__in=[Verdict.WAITING, Verdict.TRUE])
    return Hunt.objects.filter(organisation_id=body).filter(Q(state__in=[State.WAITING, State.RUNNING]) | Exists(left)).order_by()


def _key(body: int) -> str:
    return f"hunts:{body}"


def _title(name: str, number: int) -> str:
    return ngettext("%(n)s lượt săn lùng của %(name)s", "%(n)s lượt săn lùng của %(name)s", number) % {"n": number, "name": name}
