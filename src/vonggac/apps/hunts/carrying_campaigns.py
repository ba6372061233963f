"""What becomes of the bodies of campaigns that are not over when bodies change: the heir is asked in their stead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.hunts.models import Campaign, CampaignBody
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.ports import Carried, Change


class CampaignCarrier:
    """A body's place in a campaign goes to its only heir; where the heir is asked already, the place is excused with that reason.

    A body without a single heir keeps its place, and a person excuses it: nobody can hand logs of a body in that is no more.
    """

    def preview(self, changes: Sequence[Change]) -> Sequence[Carried]:
        """Count the places that follow by themselves."""
        sure = [change.body_id for change in changes if change.only_heir()]
        return [Carried(_("cơ quan trong đợt săn lùng"), _places(sure).count())]

    def carry(self, changes: Sequence[Change], choices: Mapping[str, int], *, by: Any, at: datetime) -> int:
        """Carry them on; inside the reorganisation's transaction."""
        heirs = {change.body_id: heir for change in changes if (heir := change.only_heir()) and heir != change.body_id}
        rows = list(_places(heirs).select_related("campaign"))
        taken = set(_places(heirs.values()).values_list("campaign_id", "organisation_id"))
        names = Organisation.objects.in_bulk(heirs.values())
        for row in rows:
            heir = heirs[row.organisation_id]
            if (row.campaign_id, heir) in taken:
                _excuse(row, names[heir], by, at)
            else:
                row.organisation_id = heir
                taken.add((row.campaign_id, heir))
        CampaignBody.objects.bulk_update(rows, ["organisation", "excused_because", "excused_by", "excused_at"], batch_size=200)
        if rows:
            record("hunts.bodies_inherited", by=by, at=at, count=len(rows), touched=[row.pk for row in rows])
        return len(rows)


def _places(bodies: Any) -> Any:
    return CampaignBody.objects.filter(
        organisation_id__in=list(bodies), campaign__state__in=[Campaign.State.DRAFT, Campaign.State.OPEN]
    ).order_by("pk")


def _excuse(row: CampaignBody, heir: Organisation, by: Any, at: datetime) -> None:
    if not row.excused_because:
        row.excused_because = (_("Đã nhập vào %(name)s, cơ quan cũng có trong đợt này.") % {"name": heir.addressed_as()})[:500]
        row.excused_by, row.excused_at = by, at
