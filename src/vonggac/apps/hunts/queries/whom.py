"""Whom a campaign asks: bodies chosen by kind, by the level of their systems, by name, or all of the province."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet, Sum

from vonggac.apps.hunts.models import CampaignBody
from vonggac.apps.organisations.models import Ancestry, Kind, Organisation
from vonggac.apps.organisations.queries import in_order, in_role, main_province, valid_on
from vonggac.apps.registry.models import Component, InformationSystem

NOT_ASKED = (Kind.PROVINCE, Kind.NATIONAL, Kind.COORDINATION, Kind.RESPONSE_TEAM)
"""Kinds that have no machines of their own: the territory itself, bodies of the nation, meetings, the team that hunts."""
MACHINES = (Component.What.SERVER, Component.What.WORKSTATION)
"""What the letter means by machines (item 1: servers and workstations)."""


@dataclass(frozen=True, slots=True)
class Whom:
    """What a person said of whom to ask; every part adds bodies."""

    everyone: bool = False
    kinds: Sequence[str] = ()
    least_level: int | None = None
    named: Sequence[int] = ()


def may_be_asked(day: date) -> QuerySet[Organisation]:
    """Return the bodies of this province that exist on a day and have machines of their own."""
    unit = in_role("specialised-unit", day)
    codes = {main_province(), unit.province_code if unit else ""} - {""}
    return in_order(valid_on(day, Organisation.objects.filter(province_code__in=codes).exclude(kind__in=NOT_ASKED)))


def bodies_meant(whom: Whom, day: date) -> list[Organisation]:
    """Return the bodies that are meant, by name; one query."""
    meant = Q(pk__in=list(whom.named))
    if whom.kinds:
        meant |= Q(kind__in=list(whom.kinds))
    if whom.least_level is not None:
        owners = InformationSystem.objects.filter(level__gte=whom.least_level, standing=InformationSystem.Standing.RUNNING)
        meant |= Q(pk__in=owners.order_by().values("owner_id"))
    rows = may_be_asked(day)
    return list(rows if whom.everyone else rows.filter(meant))


def above_of(those: Iterable[int], bodies: Iterable[int]) -> dict[int, list[int]]:
    """Return body → those of `bodies` at and above it, the nearest first; one query."""
    found: dict[int, list[int]] = {one: [] for one in those}
    pairs = Ancestry.objects.filter(above_id__in=list(bodies), below_id__in=list(found)).order_by("depth", "above_id")
    for below, above in pairs.values_list("below_id", "above_id"):
        found[below].append(above)
    return found


def nearest(bodies: Iterable[int], those: Iterable[int]) -> dict[int, int]:
    """Return body → the nearest of `bodies` at or above it, for what lies below one of them; one query."""
    return {below: above[0] for below, above in above_of(those, bodies).items() if above}


def answered_by(campaign: int, those: Iterable[int]) -> dict[int, int]:
    """Return body → the nearest that a campaign asks at or above it: what a unit hands in is its asked body's; one query."""
    asked = CampaignBody.objects.filter(campaign_id=campaign).order_by().values("organisation_id")
    pairs = Ancestry.objects.filter(above_id__in=asked, below_id__in=list(those)).order_by("depth", "above_id")
    found: dict[int, int] = {}
    for below, above in pairs.values_list("below_id", "above_id"):
        found.setdefault(below, above)
    return found


def machines_of(bodies: Iterable[int]) -> dict[int, int]:
    """Return body → servers and workstations that the register names at it and below it; two queries."""
    asked = list(bodies)
    running = Component.objects.filter(what__in=MACHINES).exclude(system__standing=InformationSystem.Standing.RETIRED)
    counted = dict(running.order_by().values("system__owner_id").annotate(n=Sum("quantity")).values_list("system__owner_id", "n"))
    answers = nearest(asked, counted)
    found = dict.fromkeys(asked, 0)
    for owner, number in counted.items():
        if owner in answers:
            found[answers[owner]] += number
    return found


def levels_of(bodies: Iterable[int]) -> dict[int, int]:
    """Return body → the highest level of the systems that it owns, for those that own one with a level."""
    rows = InformationSystem.objects.filter(owner_id__in=list(bodies), level__isnull=False)
    return dict(rows.order_by().values("owner_id").annotate(highest=Max("level")).values_list("owner_id", "highest"))


def kinds_offered(day: date) -> list[str]:
    """Return the kinds of which there is a body to ask, in the order of the directory's own list."""
    there = set(may_be_asked(day).order_by().values_list("kind", flat=True).distinct())
    return [one.value for one in Kind if one.value in there]


def asked_already(campaign: int) -> set[int]:
    """Return the bodies that a campaign names already."""
    return set(CampaignBody.objects.filter(campaign_id=campaign).values_list("organisation_id", flat=True))
