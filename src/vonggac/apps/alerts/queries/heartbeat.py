"""How each source stands against its own history: when it was last heard, how often it sends, how far behind, whether it fell silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import repeat
from operator import sub

from django.db.models import TextField
from django.db.models.functions import Cast

from vonggac.apps.alerts.models import AlertSource, IntakeHour
from vonggac.engines.alerts import Heartbeat, Verdict, Voice, verdict

HISTORY = timedelta(days=30)
HOUR = timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Hours = dict[int, int]
"""Hour, counted from the epoch → records; a page of sources looks at eighteen thousand of them, and numbers are found faster than days."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How one source stands."""

    source: AlertSource
    verdict: Verdict
    hours: Hours = field(default_factory=dict)
    """What came in the hours of the history."""

    @property
    def voice(self) -> Voice:
        return self.verdict.voice

    @property
    def per_hour(self) -> float:
        return self.verdict.per_hour

    @property
    def last_at(self) -> datetime | None:
        return self.source.last_at

    @property
    def lag_seconds(self) -> int | None:
        return self.source.lag_seconds


def pulses(sources: Iterable[AlertSource], at: datetime) -> list[Pulse]:
    """Return how the sources stand at a moment; one question for all their counters."""
    rows = list(sources)
    hours = hours_of([row.pk for row in rows], at)
    found = ((row, hours.get(row.pk, {})) for row in rows)
    return [Pulse(row, verdict(heartbeat(row, its, at), at), its) for row, its in found]


def silent_now(at: datetime) -> list[Pulse]:
    """Return the sources in service that are silent at a moment, the longest silence first; for the doctor, who sees the whole house."""
    found = [one for one in pulses(AlertSource.objects.filter(stopped_at=None), at) if one.voice is Voice.SILENT]
    return sorted(found, key=lambda one: (one.last_at or at, one.source.pk))


def hours_of(source_ids: Sequence[int], at: datetime) -> dict[int, Hours]:
    """Return source → hour → records that came in it; refused ones too, for who sends nonsense is not silent."""
    found: dict[int, Hours] = defaultdict(dict)
    counted = IntakeHour.objects.filter(source_id__in=source_ids, hour__gte=_full(at) - HISTORY, received__gt=0).order_by()
    for source, hour, received in counted.annotate(said=SAID).values_list("source_id", "said", "received"):
        found[source][_place_of(hour)] = received
    return dict(found)


SAID = Cast("hour", TextField())
"""The hour as the database writes it: many sources share the same hours, and each is read once."""


@lru_cache(maxsize=4_096)
def hour_of(said: str) -> datetime:
    """Return the hour that the database wrote; it writes UTC, with its offset or without."""
    hour = datetime.fromisoformat(said)
    return hour.replace(tzinfo=UTC) if hour.tzinfo is None else hour.astimezone(UTC)


def place_of(hour: datetime) -> int:
    """Return the number of an hour."""
    return (hour - EPOCH) // HOUR


@lru_cache(maxsize=4_096)
def _place_of(said: str) -> int:
    return place_of(hour_of(said))


def heartbeat(source: AlertSource, hours: Hours, at: datetime) -> Heartbeat:
    """Return the history of full hours up to when the source was last heard: the silence itself is no habit."""
    if source.last_at is None or not hours:
        return Heartbeat((), None, source.last_at, source.longest_pause or timedelta(0))
    first, end = min(hours), min(place_of(at), place_of(source.last_at) + 1)
    counts = list(map(hours.get, range(first, end), repeat(0)))
    return Heartbeat(counts, EPOCH + first * HOUR, source.last_at, longest_pause(source, hours))


def longest_pause(source: AlertSource, hours: Hours) -> timedelta:
    """Return the longest pause that the last days can hold: what was longer lies further back and is forgotten."""
    known = source.longest_pause or timedelta(0)
    places = sorted(hours)
    widest = max(map(sub, places[1:], places), default=0) + 1
    return min(known, widest * HOUR)


def _full(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
