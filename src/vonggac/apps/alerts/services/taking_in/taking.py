"""One batch of records of the journal into the database, in one transaction: all of it, its counters and the cursor, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from vonggac.apps.alerts.models import KEPT_ASIDE, AlertEvent, AlertParty, AlertSource, IntakeCursor, Suppression
from vonggac.apps.alerts.services.matching import Matcher
from vonggac.apps.alerts.services.register import Register, Stamp, Version, day_of
from vonggac.apps.alerts.services.taking_in import counting, rows
from vonggac.apps.alerts.services.taking_in.blocking import tell_of_blocked
from vonggac.apps.alerts.services.taking_in.feeds import Feeds
from vonggac.apps.alerts.services.taking_in.grouping import group, spot_of, values_asked
from vonggac.apps.alerts.services.taking_in.queueing import put_in_queue
from vonggac.apps.alerts.services.taking_in.reading import kept_aside, read_batch
from vonggac.apps.alerts.services.taking_in.sighting import met_in, note_sightings
from vonggac.apps.alerts.services.taking_in.values import Batch, Known, Read, Repeats, Sender, Spot
from vonggac.engines.alerts import Condition, Look, suppress
from vonggac.engines.alerts import Suppression as Rule
from vonggac.sources.logs import VIETNAM
from vonggac.sources.logs.mapping import CompiledMapping, mapping_from_json

if TYPE_CHECKING:
    from vonggac.apps.alerts.intake.records import Position, Record

JOURNAL = "main"
MOST_PARTIES_REMEMBERED = 200_000
_EVENT = ("alert", "source", "kind", "at", "arrived_at", "sequence", "place", "format", "mapping", "fault", "line")
_PARTY = ("alert", "kind", "value")


class Taking:
    """Takes batches in, one after the other; remembers the register, mappings and parties between them."""

    def __init__(self) -> None:
        self._version = Version()
        self._stamp: Stamp | None = None
        self._matcher: Matcher | None = None
        self._mappings: dict[int, CompiledMapping] = {}
        self._parties: set[tuple[int, str, str]] = set()
        self._feeds = Feeds()

    def take(self, records: Sequence[Record], *, at: datetime, poisoned: Collection[Spot] = ()) -> int:
        """Take records in that follow each other; return how many items were stored. What was taken before is left alone."""
        senders = self.senders({one.entry.source for one in records})
        named = [one for one in records if one.entry.items and one.entry.source in senders]
        batches = [read_batch(one, senders[one.entry.source], poisoned) for one in named]
        known = self.known(batches, at)
        try:
            with transaction.atomic():
                return self._write(records, batches, known, at)
        except BaseException:
            self.forget_unsure()
            raise

    def forget_unsure(self) -> None:
        """Forget which parties were written: their transaction was taken back."""
        self._parties.clear()

    # --- what is known beside the records -----------------------------------------------------------------------------------------

    def senders(self, asked: Collection[int]) -> dict[int, Sender]:
        """Return the sources that there are, as reading needs them."""
        found = AlertSource.objects.filter(pk__in=asked).select_related("organisation", "mapping")
        return {row.pk: self._sender(row) for row in found}

    def _sender(self, row: AlertSource) -> Sender:
        mapping = self._mapping(row) if row.format == "mapped" else None
        return Sender(
            row.pk, row.name, row.organisation_id, row.organisation.name, row.system_id, _zone(row.zone), mapping,
            row.mapping_id, row.last_at, row.longest_pause, row.silent_since is not None, row.way,
        )  # fmt: skip

    def _mapping(self, row: AlertSource) -> CompiledMapping | None:
        """A version of a mapping never changes, so it is compiled once."""
        if row.mapping is None:
            return None
        if row.mapping.pk not in self._mappings:
            self._mappings[row.mapping.pk] = CompiledMapping(mapping_from_json(row.mapping.body))
        return self._mappings[row.mapping.pk]

    def matcher(self, at: datetime) -> Matcher:
        """Return the matcher over the register as it stands."""
        stamp = self._version.stamp(day_of(at))
        if self._matcher is None or stamp != self._stamp:
            self._matcher, self._stamp = Matcher(Register(day_of(at))), stamp
        return self._matcher

    def known(self, batches: Sequence[Batch], at: datetime) -> dict[tuple[int, int], Known]:
        """Match, hide and look up every alert of the batch at once."""
        pairs = [(read, read.alert, batch.sender) for batch in batches for read in batch.reads if read.alert is not None]
        if not pairs:
            return {}
        matched = self.matcher(at).match([(alert, sender) for _read, alert, sender in pairs])
        alerts = [alert for _read, alert, _sender in pairs]
        hidden = suppress(alerts, _rules(at), at).by
        seen = self._feeds.known(values_asked(alerts), at)
        found = {}
        for (read, alert, _sender), match, rule in zip(pairs, matched, hidden, strict=True):
            hits = tuple(hit for value in values_asked([alert]) & seen.keys() for hit in seen[value]) if seen else ()
            found[read.sequence, read.place] = Known(match, None if rule is None else int(rule), hits)
        return found

    # --- writing ------------------------------------------------------------------------------------------------------------------

    def _write(self, records: Sequence[Record], batches: Sequence[Batch], known: dict[tuple[int, int], Known], at: datetime) -> int:
        cursor, _made = IntakeCursor.objects.select_for_update().get_or_create(journal=JOURNAL)
        records = [one for one in records if one.sequence > cursor.sequence]
        refused = counting.refused_by_key(records)
        new = {one.sequence for one in records}
        aside = _aside(records, batches, refused)
        batches = [one for one in batches if one.sequence in new and one.sequence not in refused]
        counters = counting.Counters()
        there = _there(records)
        _count_refusals(counters, records, refused, there)
        tell_of_blocked(records, there, at)
        found = group(batches, known)
        met = met_in(found.values())
        put_in_queue(found)
        note_sightings(met)
        hidden = self._write_events(batches, known, found, counters)
        rows.insert(AlertEvent, _EVENT, [_event(one, read, None, rows.moment(one.arrived_at)) for one in aside for read in one.reads])
        self.write_parties(found)
        counting.count_hidden(hidden, at)
        counting.keep_keys([*batches, *aside])
        counting.note_sources(batches)
        counters.write()
        _move(cursor, records, at)
        return sum(len(one.reads) for one in batches)

    def _write_events(
        self,
        batches: Sequence[Batch],
        known: dict[tuple[int, int], Known],
        found: dict[tuple[str, int | None], Repeats],
        counters: counting.Counters,
    ) -> Counter[int]:
        hidden: Counter[int] = Counter()
        events: list[tuple[object, ...]] = []
        for batch in batches:
            before = hidden.total()
            arrived_at = rows.moment(batch.arrived_at)
            for read in batch.reads:
                alert_id = None
                if read.alert is not None:
                    rule = known[read.sequence, read.place].hidden_by
                    alert_id = found[spot_of(read.alert, batch.sender, rule)].alert_id
                    hidden.update(() if rule is None else (rule,))
                events.append(_event(batch, read, alert_id, arrived_at))
            counters.store(batch, hidden.total() - before)
        rows.insert(AlertEvent, _EVENT, events)
        return hidden

    def write_parties(self, found: dict[tuple[str, int | None], Repeats]) -> None:
        """Names that an alert has already are not written again; most repeats bring none."""
        if len(self._parties) > MOST_PARTIES_REMEMBERED:
            self._parties.clear()
        new = [(one.alert_id, kind, value) for one in found.values() for kind, value in one.parties]
        new = [one for one in new if one not in self._parties]
        rows.insert(AlertParty, _PARTY, new, ignore=True)
        self._parties.update(new)


def _event(batch: Batch, read: Read, alert_id: int | None, arrived_at: object) -> tuple[object, ...]:
    """Return one row as `_EVENT` names its columns."""
    at = arrived_at if read.at is batch.arrived_at else rows.moment(read.at)
    told = (read.sequence, read.place, read.format, read.mapping_id, read.fault, read.line)
    return (alert_id, batch.sender.pk, str(read.kind), at, arrived_at, *told)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return VIETNAM  # type: ignore[return-value]


def _rules(at: datetime) -> list[Rule]:
    """Return the rules in force; one that a later version cannot read hides nothing."""
    found = []
    for row in Suppression.objects.filter(starts_at__lte=at, expires_at__gt=at, ended_at=None).order_by("pk"):
        conditions = tuple(Condition(one["field"], Look(one["test"]), tuple(one["values"])) for one in row.conditions)
        found.append(Rule(str(row.pk), conditions, row.expires_at, row.because, row.starts_at))
    return found


def _there(records: Sequence[Record]) -> set[int]:
    return set(AlertSource.objects.filter(pk__in={one.entry.source for one in records}).values_list("pk", flat=True))


def _aside(records: Sequence[Record], batches: Sequence[Batch], refused: dict[int, str]) -> list[Batch]:
    """Other content under a used key was acknowledged when the intake had forgotten the key: refused, but nothing of it is thrown away."""
    why = KEPT_ASIDE
    senders = {one.sequence: one.sender for one in batches}
    used = [one for one in records if refused.get(one.sequence) == counting.KEY_REUSED and one.sequence in senders]
    return [kept_aside(one, senders[one.sequence], counting.later_key(one.entry), why) for one in used]


def _count_refusals(counters: counting.Counters, records: Sequence[Record], refused: dict[int, str], there: Collection[int]) -> None:
    for one in records:
        entry = one.entry
        source_id = entry.source if entry.source in there else None
        if entry.refused:
            counters.refuse(entry, source_id, entry.refused)
        if entry.items and source_id is None:
            counters.refuse(entry, None, {counting.UNKNOWN_SOURCE: len(entry.items)})
        elif one.sequence in refused:
            counters.refuse(entry, source_id, {refused[one.sequence]: len(entry.items)})


def _move(cursor: IntakeCursor, records: Sequence[Record], at: datetime) -> None:
    if not records:
        return
    after: Position = records[-1].after
    cursor.segment, cursor.offset, cursor.sequence, cursor.moved_at = after.segment, after.offset, after.sequence, at
    cursor.save()
