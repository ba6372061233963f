"""Month over month: which cases are new in the lists, continue, are gone, or came back; asked of the listings, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from vonggac.apps.threats.models import Case, Listing, ThreatList
from vonggac.kernel.periods import add_months


@dataclass(frozen=True, slots=True)
class Rung:
    """One month: the cases on each side, by number."""

    month: date
    new: frozenset[int]
    continuing: frozenset[int]
    gone: frozenset[int]
    returned: frozenset[int]

    @property
    def listed(self) -> int:
        """Return how many stand in the lists of the month."""
        return len(self.new) + len(self.continuing) + len(self.returned)


def standing_listings() -> QuerySet[Listing]:
    """Return what lists say that hold: applied, and not corrected since."""
    return Listing.objects.filter(list__state=ThreatList.State.APPLIED)


def listed_by_month(cases: QuerySet[Case] | None = None) -> dict[date, set[int]]:
    """Return month → the cases that its lists name; a month whose lists name none is there as well. Two questions."""
    rows = standing_listings() if cases is None else standing_listings().filter(case__in=cases)
    applied = ThreatList.objects.filter(state=ThreatList.State.APPLIED)
    found: dict[date, set[int]] = {month: set() for month in applied.order_by().values_list("month", flat=True).distinct()}
    for month, case in rows.order_by().values_list("list__month", "case_id").distinct():
        found[month].add(case)
    return found


def ladder(listed: Mapping[date, set[int]], last: date, months: int = 12) -> list[Rung]:
    """Return the rungs up to a month, the oldest first; months without any list are left out: they say nothing of who is gone."""
    seen: set[int] = set()
    before: set[int] = set()
    rungs: list[Rung] = []
    for month in sorted(one for one in listed if one <= last):
        now = listed[month]
        if month > add_months(last, -months):
            rungs.append(_rung(month, now, before, seen))
        seen, before = seen | now, now
    return rungs


def _rung(month: date, now: set[int], before: set[int], seen: set[int]) -> Rung:
    return Rung(month, frozenset(now - seen), frozenset(now & before), frozenset(before - now), frozenset((now & seen) - before))


def staying_listed(months: int) -> set[int]:
    """Return the cases that stand in the lists of the last so many months that have lists, the newest included."""
    listed = listed_by_month()
    last = sorted(listed)[-months:]
    if len(last) < months:
        return set()
    return set.intersection(*(listed[month] for month in last))
