"""Where indicators are met here: noted in sets, once a place with a count, and summed at the indicator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from vonggac.apps.jobs.services import enqueue
from vonggac.apps.threats.models import Indicator, Sighting, ThreatList
from vonggac.apps.threats.queries.indicators import known

CHUNK = 1_000
Key = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """That an indicator was met so often at a place: an alert, a list, a hunt."""

    indicator: int
    where: str
    """A `Sighting.Where`."""
    place: int
    at: datetime
    count: int = 1


def sight_later(list_id: int) -> None:
    """Have a matched list looked through for indicators, where there are any."""
    from vonggac.apps.threats.jobs import sight_list as sighting

    if Indicator.objects.exists():
        enqueue(sighting, list_id, unique_key=f"threats.sight:{list_id}")


@transaction.atomic
def sight_list(list_id: int, *, at: datetime) -> int:
    """Note which indicators of today the rows of a list meet: the machines that steer, and the listed ones; noted anew, none counts twice.

    Feeds learn of a machine after it was listed as often as before, so today's knowledge counts, not that of the list's day.
    """
    row = ThreatList.objects.get(pk=list_id)
    own = Sighting.objects.filter(where=Sighting.Where.LIST, place=list_id)
    before = sorted(set(own.values_list("indicator", flat=True)))
    own.delete()
    told = _told_by(row)
    found = known(told, at)
    seen = [Seen(one.id, Sighting.Where.LIST, list_id, told[value][0], told[value][1]) for value, rows in found.items() for one in rows]
    new = record_sightings(seen)
    _sum_up(before)
    return new


def _told_by(row: ThreatList) -> dict[str, tuple[datetime, int]]:
    """Return value → when it was seen last and in how many rows."""
    found: dict[str, tuple[datetime, int]] = {}
    for name in ("c2", "address"):
        grouped = row.hits.exclude(**{name: ""}).values_list(name).annotate(n=Count("id"), last=Max("seen_at")).order_by()
        for written, count, last in grouped:
            for value in written.partition(" :")[0].split(" / "):
                at, rows = found.get(value, (row.declared_at, 0))
                found[value] = max(at, last) if rows and last else last or at, rows + count
    return found


@transaction.atomic
def record_sightings(seen: Iterable[Seen]) -> int:
    """Add these to what is noted already; return how many places are new. Five statements for any thousand, in the caller's transaction."""
    summed = _summed(seen)
    keys = list(summed)
    return sum(_write({key: summed[key] for key in keys[at : at + CHUNK]}) for at in range(0, len(keys), CHUNK))


def _summed(seen: Iterable[Seen]) -> dict[Key, Sighting]:
    found: dict[Key, Sighting] = {}
    for one in seen:
        key = (one.indicator, str(one.where), one.place)
        row = found.get(key)
        if row is None:
            found[key] = Sighting(indicator_id=key[0], where=key[1], place=key[2], first_at=one.at, last_at=one.at, count=one.count)
        else:
            row.first_at, row.last_at, row.count = min(row.first_at, one.at), max(row.last_at, one.at), row.count + one.count
    return found


def _write(summed: dict[Key, Sighting]) -> int:
    indicators = sorted({key[0] for key in summed})
    standing = Sighting.objects.select_for_update().filter(indicator__in=indicators, place__in={key[2] for key in summed})
    known = {(one.indicator_id, one.where, one.place): one for one in standing}
    for key, old in known.items():
        if (add := summed.get(key)) is not None:
            old.first_at, old.last_at, old.count = min(old.first_at, add.first_at), max(old.last_at, add.last_at), old.count + add.count
    Sighting.objects.bulk_update([one for key, one in known.items() if key in summed], ["first_at", "last_at", "count"], batch_size=500)
    alive = set(Indicator.objects.filter(pk__in=indicators).values_list("pk", flat=True))
    fresh = [one for key, one in summed.items() if key not in known and key[0] in alive]
    Sighting.objects.bulk_create(fresh, batch_size=500)
    _sum_up(indicators)
    return len(fresh)


def _sum_up(indicators: list[int]) -> None:
    own = Sighting.objects.filter(indicator=OuterRef("pk")).order_by().values("indicator")
    times = own.annotate(n=Sum("count")).values("n")
    last = own.annotate(m=Max("last_at")).values("m")
    Indicator.objects.filter(pk__in=indicators).update(sighted=Coalesce(Subquery(times), Value(0)), sighted_at=Subquery(last))
