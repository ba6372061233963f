"""What became of a file that a person brought: how much is in the queue, what could not be read and where, which alerts it led to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from django.db.models import Count, QuerySet

from vonggac.apps.alerts.models import Alert, AlertEvent, AlertFile, AlertSource, IntakeBatch

SHOWN = 50
SHOWN_ALERTS = 10
SLOW = timedelta(minutes=2)
Kind = AlertEvent.Kind


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that could not be read: the how manieth of the file it is, and why."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a file is."""

    parts: int
    """Of its parts so many are in the queue."""
    stored: int
    alerts: int
    context: int
    unread: int
    unread_shown: tuple[Unread, ...]
    led_to: tuple[Alert, ...]
    """The first alerts that it began or joined, in the order of the queue."""
    is_done: bool
    is_slow: bool
    """Nothing of it came within the time that the intake takes."""


def files_of(source: AlertSource) -> QuerySet[AlertFile]:
    """Return the files that people brought to a source, the newest first."""
    return AlertFile.objects.filter(source=source).select_related("by", "source")


def outcome_of(row: AlertFile, alerts: QuerySet[Alert], at: datetime) -> Outcome:
    """Return how far a file is; `alerts` are those that the reader may see. Keys and records are kept for their days only."""
    taken = IntakeBatch.objects.filter(source=row.source_id, key__startswith=f"file:{row.sha256}:")
    batches = sorted(taken.values_list("key", "sequence", "items"), key=lambda one: int(one[0].rpartition(":")[2]))
    sequences = [sequence for _key, sequence, _items in batches]
    before = dict(zip(sequences, accumulate((items for *_rest, items in batches), initial=0), strict=False))
    events = AlertEvent.objects.filter(sequence__in=sequences)
    kinds = dict(events.order_by().values_list("kind").annotate(number=Count("id")))
    bad = events.filter(kind=Kind.UNPARSED).order_by("sequence", "place").values_list("sequence", "place", "fault")[:SHOWN]
    led_to = alerts.filter(events__sequence__in=sequences).distinct().order_by("urgency", "arrived_at", "id")[:SHOWN_ALERTS]
    return Outcome(
        parts=len(batches),
        stored=sum(kinds.values()),
        alerts=kinds.get(Kind.ALERT, 0),
        context=kinds.get(Kind.CONTEXT, 0),
        unread=kinds.get(Kind.UNPARSED, 0),
        unread_shown=tuple(Unread(before[sequence] + place + 1, fault) for sequence, place, fault in bad),
        led_to=tuple(led_to) if sequences else (),
        is_done=len(batches) >= row.parts,
        is_slow=not batches and row.parts > 0 and at - row.at > SLOW,
    )
