"""Sets of rules: the list, what a hunt may choose, what is chosen beforehand; and the open campaigns that bodies are asked in."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from vonggac.apps.hunts.models import Campaign, RulePack
from vonggac.apps.hunts.queries.visibility import packs_visible_to
from vonggac.apps.organisations.models import Ancestry, Organisation


def usable_packs(user: Any) -> QuerySet[RulePack]:
    """Return the sets that a hunt may choose: read, with a rule that runs, not retired."""
    rows = packs_visible_to(user).filter(retired_at=None, checked_at__isnull=False, loaded__gt=0)
    return rows.order_by("kind", "file_id", "folded", "-id")


def chosen_first(packs: QuerySet[RulePack], campaign: int | None) -> list[int]:
    """Return what is ticked beforehand: the sets of the campaign that asks, else every Sigma set."""
    if campaign is not None and (asked := list(packs.filter(campaigns=campaign).values_list("pk", flat=True))):
        return asked
    return list(packs.filter(kind=RulePack.Kind.SIGMA).values_list("pk", flat=True))


def open_campaigns_for(bodies: QuerySet[Organisation]) -> QuerySet[Campaign]:
    """Return the campaigns that run and ask one of these bodies, or one above it."""
    above = Ancestry.objects.filter(below_id__in=bodies.order_by().values("pk")).order_by().values("above_id")
    asked = Campaign.objects.filter(state=Campaign.State.OPEN, bodies__organisation__in=above, bodies__excused_at=None)
    return asked.distinct().order_by("due_on", "id")


def for_list(user: Any) -> QuerySet[RulePack]:
    """Return the sets, those in use first, each with how many hunts used it."""
    over = Case(When(retired_at__isnull=False, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = packs_visible_to(user).select_related("file", "added_by", "replaces").defer("not_loaded")
    return rows.annotate(over=over, used=Count("hunts", distinct=True)).order_by("over", "folded", "-id")


def pack_for_page(user: Any) -> QuerySet[RulePack]:
    """Return what the person may read, with what the page of one shows."""
    joined = ("file", "added_by", "replaces", "replaced_by")
    return packs_visible_to(user).select_related(*joined).annotate(used=Count("hunts", distinct=True))


def replaceable(user: Any) -> QuerySet[RulePack]:
    """Return the sets that a newer version may replace."""
    return packs_visible_to(user).filter(retired_at=None, file__isnull=False, replaced_by=None).order_by("folded", "-id")
