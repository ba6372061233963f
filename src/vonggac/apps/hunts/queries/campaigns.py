"""Who may know of which campaign, and how campaigns stand in a list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from vonggac.apps.accounts.queries import organisations_reached
from vonggac.apps.hunts.models import Campaign, CampaignBody, CampaignPaper, Finding, Hunt
from vonggac.apps.hunts.queries.visibility import findings_visible_to, hunts_visible_to, sees_all
from vonggac.apps.hunts.queries.whom import above_of
from vonggac.kernel.vietnamese import fold

OUT = (Campaign.State.OPEN, Campaign.State.CLOSED)
"""States in which the bodies that are asked know of a campaign."""


def campaigns_visible_to(user: Any) -> QuerySet[Campaign]:
    """Return the campaigns that the person may know of: all of them, or those that ask a body of theirs and are out."""
    if not user.may("hunts.read"):
        return Campaign.objects.none()
    if sees_all(user):
        return Campaign.objects.all()
    theirs = CampaignBody.objects.filter(campaign=OuterRef("pk"), organisation_id__in=_reached(user))
    return Campaign.objects.filter(Exists(theirs), state__in=OUT)


def bodies_visible_to(user: Any, campaign: Campaign | None = None) -> QuerySet[CampaignBody]:
    """Return the bodies of campaigns that the person may see there: everyone's, or their own."""
    rows = CampaignBody.objects.filter(campaign__in=campaigns_visible_to(user) if campaign is None else [campaign])
    return rows if sees_all(user) else rows.filter(organisation_id__in=_reached(user))


def _reached(user: Any) -> Any:
    return organisations_reached(user, "hunts.read").order_by().values("pk")


def papers_visible_to(user: Any) -> QuerySet[CampaignPaper]:
    """Return the reports of campaigns: for who sees every body's figures."""
    return CampaignPaper.objects.select_related("draft", "signed", "drafted_by") if sees_all(user) else CampaignPaper.objects.none()


@dataclass(frozen=True, slots=True)
class CampaignFilters:
    """What the list of campaigns is narrowed by."""

    q: str = ""
    state: str = ""


def for_list(user: Any, filters: CampaignFilters) -> QuerySet[Campaign]:
    """Return campaigns with how many bodies are named, excused, and owe logs, as far as the person sees them."""
    rows = campaigns_visible_to(user)
    for word in fold(filters.q).split():
        rows = rows.filter(folded__contains=word)
    rows = rows.filter(state=filters.state) if filters.state else rows.exclude(state=Campaign.State.DROPPED)
    mine = Q() if sees_all(user) else Q(bodies__organisation_id__in=_reached(user))
    excused = mine & ~Q(bodies__excused_because="")
    owing = mine & Q(bodies__excused_because="", bodies__task__isnull=False)
    named = {"asked": mine, "excused": excused, "owing": owing}
    return rows.annotate(**{name: Count("bodies", filter=which, distinct=True) for name, which in named.items()})


def in_order(rows: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """Order as the list says: what runs first, then drafts, the earliest deadline first; what ended last."""
    rank = Case(When(state=Campaign.State.OPEN, then=0), When(state=Campaign.State.DRAFT, then=1), default=2)
    still = Case(When(state__in=[Campaign.State.OPEN, Campaign.State.DRAFT], then=F("due_on")), default=None)
    return rows.order_by(rank, still.asc(nulls_last=True), "-closed_at", "-id")


def handed_of(user: Any, campaigns: Iterable[int]) -> dict[int, int]:
    """Return campaign → how many of its bodies handed something over; three questions, whatever the number of campaigns."""
    wanted = list(campaigns)
    brought = hunts_visible_to(user).filter(campaign_id__in=wanted).order_by().values_list("campaign_id", "organisation_id").distinct()
    pairs, bodies = list(brought), defaultdict(set)
    for campaign, body in CampaignBody.objects.filter(campaign_id__in=wanted).values_list("campaign_id", "organisation_id"):
        bodies[campaign].add(body)
    above = above_of({body for _campaign, body in pairs}, set().union(*bodies.values()))
    answering = {(campaign, next((one for one in above[body] if one in bodies[campaign]), None)) for campaign, body in pairs}
    return dict(Counter(campaign for campaign, body in answering if body is not None))


def waiting_of(user: Any, campaigns: Iterable[int]) -> dict[int, int]:
    """Return campaign → findings that nobody has verified yet."""
    rows = findings_visible_to(user).filter(hunt__campaign_id__in=list(campaigns), verdict=Finding.Verdict.WAITING).order_by()
    return dict(rows.values("hunt__campaign_id").annotate(n=Count("pk")).values_list("hunt__campaign_id", "n"))


def open_campaigns(user: Any) -> QuerySet[Campaign]:
    """Return the campaigns that run, the earliest deadline first."""
    return campaigns_visible_to(user).filter(state=Campaign.State.OPEN).order_by("due_on", "id")


def campaign_of_task(user: Any, task_id: int) -> CampaignBody | None:
    """Return the body of a campaign that a task belongs to, where the person may see it."""
    rows = bodies_visible_to(user).filter(task_id=task_id).select_related("campaign", "organisation", "task")
    return rows.first()


def hunts_of(campaign: Campaign) -> QuerySet[Hunt]:
    """Return the hunts that were asked for a campaign; what a person may see of them is decided by the bodies shown."""
    return Hunt.objects.filter(campaign=campaign)
