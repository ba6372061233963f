"""What is thrown away after the days that the law file names: records as they arrived, keys of batches, strangers.

Alerts stay, with their decisions, acts and figures; so do the records of an alert that is still open, until it is closed. Rows go a few
at a time, each few in a transaction of their own with a pause behind, so that the intake and people write in between; a run that was
killed has thrown away what it has, and the next one goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from vonggac.apps.alerts.models import Alert, AlertEvent, IntakeBatch, StrangePeer
from vonggac.apps.audit.services import record
from vonggac.apps.jobs.progress import report
from vonggac.law.alertretention import Kept, days_kept

CHUNK = 500
"""Rows a transaction: some milliseconds in which another writer waits."""
PAUSE = 0.05
"""Seconds between two transactions."""


@dataclass(frozen=True, slots=True)
class ThrownAway:
    """How many rows went."""

    events: int
    keys: int
    strangers: int


def throw_away_old(*, at: datetime, pause: Callable[[float], object] = time.sleep) -> ThrownAway:
    """Throw away what is older than its days; one line of the log says how much."""
    gone = ThrownAway(
        _few_by_few(old_events(at), pause),
        _few_by_few(IntakeBatch.objects.filter(arrived_at__lt=_before(Kept.KEYS, at)), pause),
        _few_by_few(StrangePeer.objects.filter(last_at__lt=_before(Kept.STRANGERS, at)), pause),
    )
    with transaction.atomic():
        total = gone.events + gone.keys + gone.strangers
        record("alerts.records.thrown_away", by=None, at=at, count=total, events=gone.events, keys=gone.keys, strangers=gone.strangers)
    return gone


def _before(what: Kept, at: datetime) -> datetime:
    return at - timedelta(days=days_kept(what, localdate(at)))


def old_events(at: datetime) -> QuerySet[AlertEvent]:
    """Return the records that are old enough, but those of alerts that are open.

    They were written in the order of their arrival, so they are the first by key up to a boundary that a few looks find; what arrived
    late in between is seen by its own moment.
    """
    before = _before(Kept.EVENTS, at)
    is_open = Alert.objects.filter(pk=OuterRef("alert_id")).exclude(state=Alert.State.CLOSED)
    return AlertEvent.objects.filter(~Exists(is_open), pk__lt=_boundary(before), arrived_at__lt=before)


def _boundary(before: datetime) -> int:
    """Return the key from which on records are younger: looked for by halves, each look one step into the index of keys."""
    ends = AlertEvent.objects.order_by("pk").values_list("pk", flat=True)
    first, last = ends.first(), ends.last()
    if first is None or last is None:
        return 0
    low, high = first, last + 1
    while low < high:
        middle = (low + high) // 2
        pk, arrived_at = AlertEvent.objects.filter(pk__gte=middle).order_by("pk").values_list("pk", "arrived_at")[0]
        low, high = (pk + 1, high) if arrived_at < before else (low, middle)
    return low


def _few_by_few(old: QuerySet[AlertEvent] | QuerySet[IntakeBatch] | QuerySet[StrangePeer], pause: Callable[[float], object]) -> int:
    gone = after = 0
    while keys := list(old.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        with transaction.atomic():
            gone += old.filter(pk__gte=keys[0], pk__lte=keys[-1]).delete()[0]
        after = keys[-1]
        report(gone)
        pause(PAUSE)
    return gone
