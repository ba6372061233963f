"""Reads of sources: who may know of them, how each stands, its counters by hour and by day, the strangers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise, repeat
from typing import Any, NamedTuple

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.timezone import get_current_timezone, get_default_timezone, localdate, localtime

from vonggac.apps.accounts.acts import ACTS, Role
from vonggac.apps.accounts.queries import holdings_now, is_in_the_response_team, leads_the_coordination, roles_of
from vonggac.apps.alerts.models import AlertSource, IntakeHour, SourceToken, StrangePeer
from vonggac.apps.alerts.queries.heartbeat import EPOCH, SAID, Pulse, hour_of, place_of, pulses
from vonggac.apps.organisations.queries import subtree_ids
from vonggac.engines.alerts import Verdict
from vonggac.kernel.vietnamese import fold

HOUR = timedelta(hours=1)
WEEK, DAY_HOURS, MONTH = 7, 24, 30
MOST_STRANGERS = 20


def knows_all(user: Any) -> bool:
    """Say whether the person knows every source: who coordinates, who checks, who leads them, the provincial response team."""
    roles = roles_of(user)
    if not roles & ACTS["alerts.read"]:
        return False
    if roles & {Role.COORDINATOR, Role.AUDITOR} or leads_the_coordination(user):
        return True
    return is_in_the_response_team(user)


def sources_visible_to(user: Any) -> QuerySet[AlertSource]:
    """Return the sources that the person may know of: all, or those that bodies under the person's posts run."""
    rows = AlertSource.objects.select_related("organisation", "system", "mapping")
    if knows_all(user):
        return rows
    if not roles_of(user) & ACTS["alerts.read"]:
        return rows.none()
    reading = {Role.OFFICER, Role.RESPONDER, Role.LEADER, Role.PROVIDER}
    bodies = subtree_ids(one.post.organisation_id for one in holdings_now(user) if one.post.role in reading)
    return rows.filter(organisation_id__in=bodies)


def in_order(rows: QuerySet[AlertSource]) -> QuerySet[AlertSource]:
    """Silent ones first, the longest silence foremost; then those that never sent, then the others; stopped ones last."""
    stands = Case(
        When(stopped_at__isnull=False, then=Value(3)),
        When(silent_since__isnull=False, then=Value(0)),
        When(last_at=None, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.annotate(stands=stands).order_by("stands", F("silent_since").asc(nulls_last=True), "name", "id")


def narrowed(rows: QuerySet[AlertSource], words: str = "", way: str = "", mark: str = "") -> QuerySet[AlertSource]:
    """Keep what the filters ask for."""
    if words:
        rows = rows.filter(Q(folded__contains=fold(words)) | Q(code__icontains=words) | Q(organisation__folded__contains=fold(words)))
    if way:
        rows = rows.filter(way=way)
    marks = {"silent": Q(silent_since__isnull=False), "never": Q(last_at=None, stopped_at=None), "stopped": Q(stopped_at__isnull=False)}
    return rows.filter(marks[mark]) if mark in marks else rows


def silent_sources(user: Any) -> QuerySet[AlertSource]:
    """Return the sources of the person that have fallen silent, the longest silence first."""
    return sources_visible_to(user).filter(silent_since__isnull=False, stopped_at=None).order_by("silent_since", "name", "id")


def silent_count(user: Any) -> int:
    """Return how many sources of the person are silent."""
    return silent_sources(user).count()


NONE: Mapping[str, int] = {}


class Hour(NamedTuple):
    """The counters of one source in one hour, as many of them are read."""

    source_id: int
    hour: datetime
    received: int
    stored: int
    refused: int
    unparsed: int
    context: int
    hidden: int
    reasons: Mapping[str, int]


@dataclass(slots=True)
class Counts:
    """Counters of some time; received = stored + refused."""

    received: int = 0
    stored: int = 0
    refused: int = 0
    unparsed: int = 0
    context: int = 0
    hidden: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, hour: Hour) -> None:
        """Add one hour."""
        self.received += hour.received
        self.stored += hour.stored
        self.refused += hour.refused
        self.unparsed += hour.unparsed
        self.context += hour.context
        self.hidden += hour.hidden
        if hour.reasons:
            self.reasons.update(hour.reasons)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands: its verdict, today's counters, the days of a week."""

    source: AlertSource
    verdict: Verdict
    today: Counts
    days: tuple[tuple[date, int], ...]
    """Received on each, the oldest first."""


def hours_of(sources: Sequence[AlertSource], since: datetime) -> dict[int, list[Hour]]:
    """Return the counters by source; two questions, however many sources: few hours have reasons of refusal."""
    rows = IntakeHour.objects.filter(source__in=sources, hour__gte=since).order_by("hour")
    refused = {(source, hour): told for source, hour, told in rows.filter(refused__gt=0).values_list("source_id", "hour", "reasons")}
    found: dict[int, list[Hour]] = defaultdict(list)
    for source, said, *numbers in rows.annotate(said=SAID).values_list("source_id", "said", *Hour._fields[2:-1]):
        hour = hour_of(said)
        found[source or 0].append(Hour(source, hour, *numbers, refused.get((source, hour), NONE)))
    return found


def standings(sources: Iterable[AlertSource], at: datetime) -> list[Standing]:
    """Return how each stands, in the order given: its pulse as every place of the house takes it, and the counters of a week."""
    rows = list(sources)
    first = [localdate(at) - timedelta(days=back) for back in reversed(range(WEEK))]
    bounds = [place_of(datetime.combine(day, time.min, get_current_timezone())) for day in (*first, localdate(at) + timedelta(days=1))]
    today = hours_of(rows, EPOCH + bounds[-2] * HOUR)
    return [_standing(one, today.get(one.source.pk, []), list(zip(first, pairwise(bounds), strict=True))) for one in pulses(rows, at)]


def standing_of(source: AlertSource, at: datetime) -> Standing:
    """Return how one source stands."""
    return standings([source], at)[0]


def _standing(one: Pulse, today: Iterable[Hour], days: Sequence[tuple[date, tuple[int, int]]]) -> Standing:
    counts = Counts()
    for hour in today:
        counts.add(hour)
    came = tuple((day, sum(map(one.hours.get, range(begin, end), repeat(0)))) for day, (begin, end) in days)
    return Standing(one.source, one.verdict, counts, came)


def by_day(hours: Iterable[Hour], at: datetime, days: int) -> tuple[tuple[date, Counts], ...]:
    """Return the counters of the last days of the province's calendar, the oldest first, days without any too."""
    today = localdate(at)
    found = {today - timedelta(days=back): Counts() for back in reversed(range(days))}
    since = at - timedelta(days=days)
    for row in hours:
        if row.hour >= since and (day := _day_of(row.hour)) in found:
            found[day].add(row)
    return tuple(found.items())


@lru_cache(maxsize=4_096)
def _day_of(hour: datetime) -> date:
    """Many sources share the same hours; each is looked up in the calendar once."""
    return localdate(hour, get_default_timezone())


def by_hour(hours: Iterable[Hour], at: datetime) -> tuple[tuple[datetime, Counts], ...]:
    """Return the counters of the last 24 hours, the oldest first."""
    end = _hour(at)
    found = {end - back * HOUR: Counts() for back in reversed(range(DAY_HOURS))}
    for row in hours:
        if row.hour in found:
            found[row.hour].add(row)
    return tuple((localtime(hour), counts) for hour, counts in found.items())


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def tokens_of(source: AlertSource) -> list[SourceToken]:
    """Return the tokens of a source, the newest first."""
    return list(source.tokens.select_related("made_by").order_by("-made_at", "-id"))


def strangers(user: Any) -> list[StrangePeer]:
    """Return who sends without being a source; for who knows all."""
    return list(StrangePeer.objects.order_by("-last_at", "-id")[:MOST_STRANGERS]) if knows_all(user) else []


def stranger(user: Any, pk: int) -> StrangePeer | None:
    """Return one of them."""
    return StrangePeer.objects.filter(pk=pk).first() if knows_all(user) else None
