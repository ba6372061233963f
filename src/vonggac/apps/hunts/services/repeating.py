"""Twice a year: the next campaign is drafted from the one before, with the bodies and sets of rules that stand today."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.hunts.models import Campaign, CampaignBody, RulePack
from vonggac.apps.hunts.services.campaigns import ACT, NewCampaign, draft_campaign
from vonggac.apps.organisations.queries import heirs_on
from vonggac.apps.work.services.taking import demand
from vonggac.kernel.periods import Period, PeriodKind, add_months

HALF_A_YEAR = 6
"""Months between two campaigns (Directive 18/CT-TTg of 13 October 2022: hunting at least once in six months)."""


def half_year_of(day: Any) -> str:
    """Return the half-year of a day as reports name it: "6 tháng cuối năm 2026"."""
    return str(Period.containing(day, PeriodKind.HALF_YEAR))


@transaction.atomic
def repeat_campaign(campaign: Campaign, *, by: Any, at: datetime) -> Campaign:
    """Draft the campaign of the next half-year: the same purpose, the heirs of its bodies, the newest version of each set of rules.

    Logs are asked for from the end of the one before on, so that no day falls between two.
    Excuses are not carried on: each half-year decides anew.
    """
    demand(by, ACT)
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if row.state not in {Campaign.State.OPEN, Campaign.State.CLOSED}:
        raise ValidationError(_("Chỉ lặp lại được đợt săn lùng đã giao việc."))
    if (next_one := Campaign.objects.filter(repeats=row).first()) is not None:
        raise ValidationError(_("Đã có đợt tiếp theo: %(title)s") % {"title": next_one.title})
    due_on = max(add_months(row.due_on, HALF_A_YEAR), localdate(at))
    period = half_year_of(due_on)
    new = NewCampaign(
        title=_title(row, period),
        purpose=row.purpose,
        period=period,
        packs=_newest(row),
        with_indicators=row.with_indicators,
        since=row.closed_at or row.opened_at,
        due_on=due_on,
    )
    return draft_campaign(new, bodies=_heirs(row, at), by=by, at=at, repeats=row)


def _title(row: Campaign, period: str) -> str:
    """Name the next one: the half-year in the title moves on; a title without one gets it."""
    if row.period and row.period in row.title:
        return row.title.replace(row.period, period)
    return f"{row.title.removesuffix(f', {row.period}')}, {period}"[:300]


def _heirs(row: Campaign, at: datetime) -> set[int]:
    asked = list(CampaignBody.objects.filter(campaign=row).values_list("organisation_id", flat=True))
    return {heir for functions in heirs_on(asked, localdate(at)).values() for heirs in functions.values() for heir in heirs}


def _newest(row: Campaign) -> list[RulePack]:
    """Return the version in use of each set of rules; one that was withdrawn without another is left out."""
    all_packs = RulePack.objects.in_bulk()
    after = {pack.replaces_id: pack for pack in all_packs.values() if pack.replaces_id}
    found: dict[int, RulePack] = {}
    for pack in row.packs.order_by("folded", "pk"):
        newest = pack
        while newest.pk in after:
            newest = after[newest.pk]
        if newest.retired_at is None and newest.checked_at is not None:
            found[newest.pk] = newest
    return list(found.values())
