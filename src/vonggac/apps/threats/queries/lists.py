"""Reads of lists: which there are, what became of one, what waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, QuerySet

from vonggac.apps.registry.models import AddressRange
from vonggac.apps.threats.models import Hit, ListSource, MatchReason, ThreatList
from vonggac.apps.threats.queries.visibility import hits_visible_to, lists_visible_to

MOST_WAITING = 500


def lists_in_order(user: Any) -> QuerySet[ThreatList]:
    """Return the visible lists, the newest day first."""
    return lists_visible_to(user).order_by("-list_day", "-id")


def waiting_for_a_person(user: Any) -> int:
    """Return how many lists wait for somebody to confirm columns or to open cases."""
    waits = (ThreatList.State.READ, ThreatList.State.FAILED, ThreatList.State.MATCHED)
    return lists_visible_to(user).filter(state__in=waits).count()


def replaceable(user: Any) -> QuerySet[ThreatList]:
    """Return the lists that a correction may replace."""
    return lists_in_order(user).filter(state=ThreatList.State.APPLIED)


def source_names() -> list[str]:
    """Return who has sent lists before."""
    return list(ListSource.objects.values_list("name", flat=True))


@dataclass(frozen=True, slots=True)
class Waiting:
    """One address that only a person can settle."""

    address: str
    rows: int
    first: Any
    last: Any
    because: str
    claimants: tuple[AddressRange, ...]


def waiting_addresses(user: Any, row: ThreatList, way: str = MatchReason.Way.WAIT, most: int = MOST_WAITING) -> list[Waiting]:
    """Return the addresses of a list that go this way, with who may be meant; two questions, however many there are."""
    hits = hits_visible_to(user).filter(list=row, reason__way=way).order_by("address")
    grouped = hits.values("address", "reason__because", "reason__claimants")
    told = list(grouped.annotate(rows=Count("id"), first=Min("seen_at"), last=Max("seen_at")).order_by("address")[:most])
    named = {pk for one in told for pk in one["reason__claimants"]}
    ranges = AddressRange.objects.select_related("organisation", "system").in_bulk(named)
    return [
        Waiting(
            one["address"],
            one["rows"],
            one["first"],
            one["last"],
            one["reason__because"],
            tuple(ranges[pk] for pk in one["reason__claimants"] if pk in ranges),
        )
        for one in told
    ]


def found_addresses(user: Any, address: str, most: int = 10) -> list[Hit]:
    """Return the newest rows of an address that the person may see, for the search box."""
    return list(
        hits_visible_to(user)
        .filter(address=address)
        .select_related("reason__case", "list")
        .order_by(F("seen_at").desc(nulls_last=True), "-id")[:most]
    )


def months_with_lists(user: Any) -> list[date]:
    """Return the months that lists of the person count in, the newest first."""
    return list(lists_visible_to(user).order_by("-month").values_list("month", flat=True).distinct())
