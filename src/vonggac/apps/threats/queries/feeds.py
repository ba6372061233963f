"""Reads of feeds, their deliveries, their indicators and the lists of false positives, for pages and programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from vonggac.apps.threats.models import FalsePositiveList, Feed, FeedRun, Indicator, Sighting, ThreatList
from vonggac.apps.threats.queries.indicators import Known, indicators_visible_to, known
from vonggac.apps.threats.queries.marks import marks_seen_by, strictness
from vonggac.apps.threats.queries.visibility import lists_visible_to, sees_all
from vonggac.kernel.reading import parse_key
from vonggac.sources.feeds.observables import NotAValue, any_of

STANDING, OVER, WITHDRAWN, INNOCENT, SIGHTED, ANY = "standing", "over", "withdrawn", "innocent", "sighted", "all"
MOST_SIGHTINGS = 50
_BEYOND = "\U0010ffff"


def feeds_visible_to(user: Any) -> QuerySet[Feed]:
    """Return the feeds: which sources the office uses is the office's and its leaders'."""
    return Feed.objects.select_related("source", "made_by") if sees_all(user) else Feed.objects.none()


def feeds_in_order(user: Any) -> QuerySet[Feed]:
    """Return the visible feeds: those that fail first, then by name, those put aside last."""
    place = Case(
        When(state=Feed.State.CLOSED, then=Value(2)), When(failures__gt=0, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return feeds_visible_to(user).annotate(place=place).order_by("place", "name", "id")


def runs_visible_to(user: Any) -> QuerySet[FeedRun]:
    """Return the deliveries of visible feeds."""
    return FeedRun.objects.filter(feed__in=feeds_visible_to(user).values("pk")).select_related("feed", "file", "by", "list")


def shown_list(user: Any, run: FeedRun) -> ThreatList | None:
    """Return the list that a delivery's seen machines went into, for who may see it."""
    return lists_visible_to(user).filter(pk=run.list_id).first() if run.list_id else None


def innocents_visible_to(user: Any) -> QuerySet[FalsePositiveList]:
    """Return the lists of false positives; they are published ones and hold nothing of ours."""
    return FalsePositiveList.objects.select_related("taken_by", "file") if marks_seen_by(user) else FalsePositiveList.objects.none()


def needs_a_look(user: Any) -> int:
    """Return how many feeds fail and how many files wait for agreement."""
    failing = feeds_visible_to(user).filter(failures__gt=0, state=Feed.State.ACTIVE).count()
    return failing + runs_visible_to(user).filter(state=FeedRun.State.CHECKED).count()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFilters:
    """What is asked for."""

    words: str = ""
    kind: str = ""
    feed: str = ""
    tlp: str = ""
    state: str = STANDING


def narrowed(rows: QuerySet[Indicator], asked: IndicatorFilters, at: datetime) -> QuerySet[Indicator]:
    """Return the rows that were asked for."""
    for name, value, choices in (("kind", asked.kind, Indicator.Kind.values), ("tlp", asked.tlp, strictness())):
        if value:
            rows = rows.filter(**{name: value}) if value in choices else rows.none()
    if asked.feed:
        rows = rows.filter(feed=key) if (key := parse_key(asked.feed)) is not None else rows.none()
    rows = rows.filter(_in_state(asked.state, at))
    return rows.filter(_of_words(asked.words, at)) if asked.words.strip() else rows


def _in_state(state: str, at: datetime) -> Q:
    closed = Q(feed__in=list(Feed.objects.filter(state=Feed.State.CLOSED).values_list("pk", flat=True)))
    return {
        ANY: Q(),
        OVER: Q(withdrawn_at=None, valid_to__lte=at),
        WITHDRAWN: Q(withdrawn_at__isnull=False) | closed,
        INNOCENT: Q(withdrawn_at=None, innocent__isnull=False),
        SIGHTED: Q(sighted__gt=0),
    }.get(state, Q(withdrawn_at=None, innocent=None) & (Q(valid_to=None) | Q(valid_to__gt=at)) & ~closed)


def _of_words(words: str, at: datetime) -> Q:
    """A whole value finds itself, its networks and the domains above it; a part of one finds what begins so."""
    typed = words.replace("\0", "").strip().lower()[:300]
    try:
        kind, canonical, _port = any_of(words.replace("\0", "").strip()[:2_000])
    except (NotAValue, ValueError):
        return _begins(typed)
    around = [one.id for rows in known([canonical], at, with_context=True).values() for one in rows]
    found = Q(pk__in=around) | Q(value=canonical)
    return found | _begins(typed) if str(kind) == Indicator.Kind.DOMAIN else found


def _begins(typed: str) -> Q:
    """Say it so that the index helps: SQLite orders by bytes and folds letters in LIKE, PostgreSQL orders by the language."""
    if connection.vendor == "sqlite":
        return Q(value__gte=typed, value__lt=typed + _BEYOND)
    return Q(value__startswith=typed)


def in_order(rows: QuerySet[Indicator]) -> QuerySet[Indicator]:
    """Return rows for a list: what came last first; long columns stay where they are."""
    return rows.select_related("feed", "innocent__list").defer("labels", "note", "first", "last", "digest").order_by("-id")


def related(user: Any, row: Indicator, at: datetime) -> list[Known]:
    """Return what other indicators know of the same value, or stand around or above it, that the person may see."""
    seen = set(marks_seen_by(user))
    rows = known([row.value], at, with_context=True).get(row.value, ())
    return [one for one in rows if one.id != row.pk and one.tlp in seen]


def sightings_of(user: Any, row: Indicator) -> list[tuple[Sighting, str]]:
    """Return the last places where an indicator was met, each with the address of its page for who may see that."""
    from vonggac.apps.threats.ports import sighted_at

    rows = list(row.sightings.order_by("-last_at", "-id")[:MOST_SIGHTINGS])
    places: dict[str, dict[int, str]] = {}
    for where, behind in sighted_at.in_order():
        asked = [one.place for one in rows if one.where == where]
        places[where] = behind(user, asked) if asked else {}
    return [(one, places.get(one.where, {}).get(one.place, "")) for one in rows]


def lists_behind(user: Any, places: list[int]) -> dict[int, str]:
    """Return number of a list → its page, for who may see it."""
    return {row.pk: row.get_absolute_url() for row in lists_visible_to(user).filter(pk__in=places)}


def indicator_for_page(user: Any) -> QuerySet[Indicator]:
    """Return the visible indicators with what their page shows."""
    return indicators_visible_to(user).select_related("feed__source", "innocent__list")
