"""Reads of rules that hide alerts: which there are, what each hides, what a new one would have hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from vonggac.apps.alerts.models import Alert, AlertEvent, SourceMapping, Suppression
from vonggac.apps.alerts.queries.visibility import sees_all
from vonggac.engines.alerts import Alert as Normalised
from vonggac.engines.alerts import Condition, Look, RawAlert, normalise, suppress
from vonggac.engines.alerts import Suppression as Rule
from vonggac.sources.logs import Reading, read_line
from vonggac.sources.logs.mapping import CompiledMapping, mapping_from_json, shipped_mappings

LOOKED_BACK = timedelta(days=7)
MOST_LOOKED_AT = 3_000
"""Alerts that a preview reads again; the newest ones."""
SOON = timedelta(days=7)
LEVEL_THREE = 1_000
"""Places in the queue below it are of systems of level 3 and above (`engines.alerts.place_in_queue`)."""
IN_FORCE, ENDS_SOON, EXPIRED, ENDED, LATER = "in-force", "soon", "expired", "ended", "later"


def suppressions_visible_to(user: Any) -> QuerySet[Suppression]:
    """Return the rules, for who reads every alert: their conditions name machines."""
    rows = Suppression.objects.select_related("made_by", "ended_by")
    return rows if sees_all(user) else rows.none()


def in_order(rows: QuerySet[Suppression], at: datetime) -> QuerySet[Suppression]:
    """Rules in force first, what ends soonest foremost; then those that are over, the latest first. Each with its open alerts."""
    over = Case(When(Q(ended_at__isnull=False) | Q(expires_at__lte=at), then=Value(1)), default=Value(0), output_field=IntegerField())
    return with_open(rows).annotate(over=over).order_by("over", "expires_at", "id")


def with_open(rows: QuerySet[Suppression]) -> QuerySet[Suppression]:
    """Say of each how many open alerts it hides now."""
    return rows.annotate(open_hidden=Count("alerts", filter=~Q(alerts__state=Alert.State.CLOSED)))


def standing_of(rule: Suppression, at: datetime) -> str:
    """Return how a rule stands."""
    if rule.ended_at is not None:
        return ENDED
    if rule.expires_at <= at:
        return EXPIRED
    if rule.starts_at > at:
        return LATER
    return ENDS_SOON if rule.expires_at <= at + SOON else IN_FORCE


def conditions_of(told: Sequence[dict[str, Any]]) -> tuple[Condition, ...]:
    """Return conditions as the engine takes them."""
    return tuple(Condition(one["field"], Look(one["test"]), tuple(one["values"])) for one in told)


def rule_of(rule: Suppression) -> Rule:
    """Return a rule as the engine takes it."""
    return Rule(str(rule.pk), conditions_of(rule.conditions), rule.expires_at, rule.because, rule.starts_at)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would have hidden."""

    alerts: int
    """Of so many alerts that were looked at."""
    hidden: int
    records: int
    on_level_three: int
    examples: tuple[Alert, ...]
    is_cut: bool
    """Only the newest ones were looked at."""


def preview(conditions: Sequence[Condition], at: datetime) -> Preview:
    """Read the newest record of every alert of a week again and say which the conditions would have hidden; nothing is written."""
    since = at - LOOKED_BACK
    alerts = Alert.objects.filter(last_arrived_at__gte=since, hidden_by=None).order_by("-arrived_at", "-id")
    newest = AlertEvent.objects.filter(alert=OuterRef("pk"), kind=AlertEvent.Kind.ALERT).order_by("-id").values("pk")[:1]
    rows = list(alerts.select_related("system", "organisation").annotate(newest=Subquery(newest))[: MOST_LOOKED_AT + 1])
    is_cut, rows = len(rows) > MOST_LOOKED_AT, rows[:MOST_LOOKED_AT]
    found = list(_hidden(rows, conditions, at))
    return Preview(
        alerts=len(rows),
        hidden=len(found),
        records=sum(one.count for one in found),
        on_level_three=sum(one.urgency < LEVEL_THREE for one in found),
        examples=tuple(sorted(found, key=lambda one: one.urgency)[:5]),
        is_cut=is_cut,
    )


def _hidden(rows: Sequence[Alert], conditions: Sequence[Condition], at: datetime) -> Iterator[Alert]:
    pks = [pk for one in rows if (pk := one.newest) is not None]  # type: ignore[attr-defined]
    events = {one.alert_id: one for one in AlertEvent.objects.filter(pk__in=pks).select_related("source")}
    read = cache(_mapping)
    pairs = [(row, again) for row in rows if (event := events.get(row.pk)) and (again := _again(event, read)) is not None]
    rule = Rule("preview", tuple(conditions), at + timedelta(days=1), "preview")
    for (row, _again_read), by in zip(pairs, suppress([again for _row, again in pairs], [rule], at).by, strict=True):
        if by is not None:
            yield row


def _mapping(pk: int) -> tuple[CompiledMapping, ...]:
    return (CompiledMapping(mapping_from_json(SourceMapping.objects.get(pk=pk).body)),)


def _again(event: AlertEvent, read: Any) -> Normalised | None:
    mappings = read(event.mapping_id) if event.mapping_id else shipped_mappings()
    reading = Reading(event.arrived_at, ZoneInfo(event.source.zone) if "/" in event.source.zone else Reading(event.arrived_at).zone)
    found = read_line(event.line.encode(), reading, mappings=mappings)
    return normalise(found, event.arrived_at) if isinstance(found, RawAlert) else None
