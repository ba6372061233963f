"""What programs ask of this room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from vonggac.apps.hunts.models import Campaign, Finding, Hunt, RulePack
from vonggac.apps.hunts.queries.visibility import findings_visible_to, hunts_visible_to, packs_visible_to


def _with_found(user: Any, rows: QuerySet[Hunt]) -> QuerySet[Hunt]:
    """Say of each how much it found that the person may see."""
    mine = findings_visible_to(user).filter(hunt=OuterRef("pk")).order_by().values("hunt").annotate(n=Count("pk")).values("n")
    return rows.select_related("organisation", "asked_by").annotate(found=Coalesce(Subquery(mine), 0))


def hunts(user: Any, *, state: str = "", organisation: str = "", campaign: int | None = None) -> QuerySet[Hunt]:
    """Return visible hunts, the newest first."""
    rows = hunts_visible_to(user).defer("coverage", "hosts")
    rows = rows.filter(state=state) if state in Hunt.State.values else rows
    rows = rows.filter(organisation__code=organisation) if organisation else rows
    rows = rows.filter(campaign_id=campaign) if campaign is not None else rows
    return _with_found(user, rows).order_by("-asked_at", "-id")


def hunt(user: Any) -> QuerySet[Hunt]:
    """Return visible hunts with what one of them tells."""
    return _with_found(user, hunts_visible_to(user)).prefetch_related("files", "packs")


def findings(rows: QuerySet[Finding], of: Hunt, *, verdict: str = "") -> QuerySet[Finding]:
    """Return what a hunt found, the worst first."""
    rows = rows.filter(hunt=of).select_related("system", "judged_by")
    rows = rows.filter(verdict=verdict) if verdict in Finding.Verdict.values else rows
    return rows.order_by("-severity", "-count", "id")


def packs_in_use(user: Any, numbers: Iterable[int] | None = None) -> QuerySet[RulePack]:
    """Return the sets that may be chosen, all or those of these numbers."""
    rows = packs_visible_to(user).filter(retired_at=None, checked_at__isnull=False)
    return rows if numbers is None else rows.filter(pk__in=list(numbers))


def campaign(number: int) -> Campaign | None:
    """Return a campaign; whether it asks a body is the act's question."""
    return Campaign.objects.filter(pk=number).first()
