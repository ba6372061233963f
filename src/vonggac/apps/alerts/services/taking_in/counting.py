"""The trace of what arrived: counters that must agree, keys of batches, strangers, and when a source was last heard."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median_low
from typing import TYPE_CHECKING

from django.db.models import F

from vonggac.apps.alerts.intake import records as wire
from vonggac.apps.alerts.models import AlertSource, IntakeBatch, IntakeHour, StrangePeer, Suppression
from vonggac.apps.alerts.services.taking_in.values import Batch, held, moment_of

if TYPE_CHECKING:
    from vonggac.apps.alerts.intake.records import Entry, Record

REPLAYED, KEY_REUSED, UNKNOWN_SOURCE = "replayed", "key-reused", "unknown-source"
MOST_STRANGERS = 5_000
"""Rows of strangers; whoever forges senders cannot fill the database: beyond this they are counted together."""
TOGETHER = "*"
LONGEST_REASON = 40
LONGEST_KEY = 200


@dataclass(slots=True)
class Hour:
    """What one source brought in one hour."""

    stored: int = 0
    unparsed: int = 0
    context: int = 0
    hidden: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


Hours = dict[tuple[int | None, datetime], Hour]


class Counters:
    """The counters of one transaction."""

    def __init__(self) -> None:
        self._hours: Hours = defaultdict(Hour)
        self._strangers: dict[tuple[str, str, str], tuple[int, datetime, str]] = {}

    def hour(self, source_id: int | None, at: datetime) -> Hour:
        """Return the counters of a source in the hour of a moment."""
        return self._hours[source_id, at.replace(minute=0, second=0, microsecond=0)]

    def refuse(self, entry: Entry, source_id: int | None, reasons: Mapping[str, int]) -> None:
        """Count what was not taken; who is no source, or uses a key twice, is kept by address."""
        at = moment_of(entry.arrived_at)
        self.hour(source_id, at).reasons.update({reason[:LONGEST_REASON]: number for reason, number in reasons.items() if number})
        for reason, number in reasons.items():
            if number and (source_id is None or reason == KEY_REUSED):
                self._stranger(entry, reason, number, at)

    def _stranger(self, entry: Entry, reason: str, number: int, at: datetime) -> None:
        spot = (entry.peer[:45] or TOGETHER, entry.way.value, reason[:LONGEST_REASON])
        before = self._strangers.get(spot, (0, at, ""))
        samples = entry.samples.get(reason) or [wire.sample(one) for one in entry.items[:1]]
        self._strangers[spot] = (before[0] + number, max(before[1], at), held(str(samples[0]), 300) if samples else before[2])

    def store(self, batch: Batch, hidden: int) -> None:
        """Count what was taken."""
        hour, kinds = self.hour(batch.sender.pk, batch.arrived_at), Counter(read.kind for read in batch.reads)
        hour.stored += len(batch.reads)
        hour.unparsed += kinds["unparsed"]
        hour.context += kinds["context"]
        hour.hidden += hidden

    def write(self) -> None:
        """Add everything to the rows; the transaction is the caller's."""
        for (source_id, hour), counted in self._hours.items():
            _add_hour(source_id, hour, counted)
        for (address, way, reason), (number, at, sample) in self._strangers.items():
            _add_stranger(address, way, reason, number, at, sample)


def _add_hour(source_id: int | None, hour: datetime, counted: Hour) -> None:
    row, _made = IntakeHour.objects.select_for_update().get_or_create(source_id=source_id, hour=hour)
    refused = counted.reasons.total()
    row.received += counted.stored + refused
    row.stored += counted.stored
    row.refused += refused
    row.unparsed += counted.unparsed
    row.context += counted.context
    row.hidden += counted.hidden
    row.reasons = dict(Counter(row.reasons) + counted.reasons)
    row.save()


def _add_stranger(address: str, way: str, reason: str, number: int, at: datetime, sample: str) -> None:
    known = StrangePeer.objects.filter(address=address, way=way, reason=reason)
    if known.update(items=F("items") + number, last_at=at, sample=sample):
        return
    if address != TOGETHER and StrangePeer.objects.count() >= MOST_STRANGERS:
        _add_stranger(TOGETHER, way, reason, number, at, sample)
        return
    StrangePeer.objects.create(address=address, way=way, reason=reason, items=number, first_at=at, last_at=at, sample=sample)


# --- keys of batches --------------------------------------------------------------------------------------------------------------


def refused_by_key(records: Iterable[Record]) -> dict[int, str]:
    """Return sequence → why a batch does not go into the queue: its key was used before, for the same content or for another."""
    named = [one for one in records if one.entry.key]
    seen = _known_keys({spot for one in named for spot in (_spot(one.entry), (one.entry.source, later_key(one.entry)))})
    refused: dict[int, str] = {}
    for one in named:
        first, later, digest = _spot(one.entry), (one.entry.source, later_key(one.entry)), one.entry.digest
        if first not in seen:
            seen[first] = digest
        elif digest == seen[first] or later in seen:
            refused[one.sequence] = REPLAYED
        else:
            refused[one.sequence] = KEY_REUSED
            seen[later] = digest
    return refused


Named = tuple[int, str]


def _spot(entry: Entry) -> Named:
    return entry.source, entry.key[:LONGEST_KEY]


def later_key(entry: Entry) -> str:
    """Return under which key other content of a used key is remembered; the blank parts it from every key over HTTP, which holds none."""
    return f"{entry.digest} {entry.key}"[:LONGEST_KEY]


def _known_keys(spots: Collection[Named]) -> dict[Named, str]:
    kept = IntakeBatch.objects.filter(source_id__in={source for source, _key in spots}, key__in={key for _source, key in spots})
    return {(source, key): digest for source, key, digest in kept.values_list("source_id", "key", "digest")}


def keep_keys(batches: Iterable[Batch]) -> None:
    """Remember the keys of what was stored, and of what was kept aside."""
    IntakeBatch.objects.bulk_create(_named(one) for one in batches if one.key)


def _named(one: Batch) -> IntakeBatch:
    facts = {"digest": one.digest, "items": one.items, "sequence": one.sequence, "arrived_at": one.arrived_at}
    return IntakeBatch(source_id=one.sender.pk, key=one.key[:LONGEST_KEY], **facts)


# --- sources and rules ------------------------------------------------------------------------------------------------------------


def note_sources(batches: Sequence[Batch]) -> None:
    """Write when each source was last heard, its longest pause, and how far behind its records come."""
    by_source: dict[int, list[Batch]] = defaultdict(list)
    for batch in batches:
        if batch.is_heartbeat:
            by_source[batch.sender.pk].append(batch)
    for pk, own in by_source.items():
        sender, arrivals = own[0].sender, sorted(one.arrived_at for one in own)
        changes: dict[str, object] = {"last_at": max(arrivals[-1], sender.last_at or arrivals[-1])}
        pauses = [later - earlier for earlier, later in zip([sender.last_at or arrivals[0], *arrivals], arrivals, strict=False)]
        longest = max(pauses)
        if longest.total_seconds() > 0 and not sender.is_silent and (sender.longest_pause is None or longest > sender.longest_pause):
            changes["longest_pause"] = longest
        skews = [read.skew for read in own[-1].reads if read.skew is not None]
        if skews:
            changes["lag_seconds"] = max(-(2**31), min(2**31 - 1, -median_low(skews)))
        AlertSource.objects.filter(pk=pk).update(**changes)


def count_hidden(hidden: Counter[int], at: datetime) -> None:
    """Count what each rule hid."""
    for pk, number in hidden.items():
        Suppression.objects.filter(pk=pk).update(hidden=F("hidden") + number, last_hid_at=at)
