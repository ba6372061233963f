"""Records that nobody could read, read once more as their source says now: what they hold joins the queue as if it had been read at once.

The clocks count from the arrival that was; the counters of that hour say so afterwards, and received stays stored and refused together.
A few records a transaction: cut off anywhere, the next run finds what is still unread and nothing stands twice.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import InterfaceError, OperationalError, transaction
from django.utils.timezone import localdate

from vonggac.apps.alerts.models import Alert, AlertEvent, IntakeHour
from vonggac.apps.alerts.queries.mappings import unparsed_of
from vonggac.apps.alerts.services.taking_in import counting
from vonggac.apps.alerts.services.taking_in.grouping import group, spot_of
from vonggac.apps.alerts.services.taking_in.queueing import put_in_queue
from vonggac.apps.alerts.services.taking_in.reading import read_once_more
from vonggac.apps.alerts.services.taking_in.sighting import met_in, note_sightings
from vonggac.apps.alerts.services.taking_in.taking import Taking
from vonggac.apps.alerts.services.taking_in.values import Batch, Known, Read, Repeats, Sender, held
from vonggac.apps.jobs.progress import report
from vonggac.engines.alerts import due
from vonggac.kernel.severity import Severity
from vonggac.law.alertclock import Stage
from vonggac.law.alertclocks import alert_clocks

log = logging.getLogger("vonggac.alerts.again")
CHUNK = 100
"""Records a transaction: so long another writer waits at most."""
Kind = AlertEvent.Kind
_CHANGED = ["alert", "kind", "at", "format", "mapping", "fault"]


@dataclass(slots=True)
class ReadAgain:
    """What a run brought."""

    alerts: int = 0
    context: int = 0

    @property
    def read(self) -> int:
        return self.alerts + self.context


def read_source_again(source_id: int, until: int, *, at: datetime) -> ReadAgain:
    """Read the records of a source up to a number that still are unread; what still cannot be read stays as it is."""
    taking, brought = Taking(), ReadAgain()
    rows = unparsed_of(source_id).filter(pk__lte=until).order_by("pk")
    total, looked, after = rows.count(), 0, 0
    while some := list(rows.filter(pk__gt=after)[:CHUNK]):
        after, looked = some[-1].pk, looked + len(some)
        _take(taking, some, brought, at)
        report(looked, total)
    return brought


def _take(taking: Taking, rows: Sequence[AlertEvent], brought: ReadAgain, at: datetime) -> None:
    """Take records in; when they are refused, halve them until the guilty one is alone, and leave that one as it is."""
    try:
        kinds = _take_together(taking, rows, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001  what a sender wrote must not stop the others; it stays kept and shown
        taking.forget_unsure()
        log.warning("events %s to %s: %s", rows[0].pk, rows[-1].pk, type(error).__name__)
        if len(rows) > 1:
            _take(taking, rows[: len(rows) // 2], brought, at)
            _take(taking, rows[len(rows) // 2 :], brought, at)
        return
    brought.alerts += kinds[Kind.ALERT]
    brought.context += kinds[Kind.CONTEXT]


def _take_together(taking: Taking, rows: Sequence[AlertEvent], at: datetime) -> Counter[str]:
    sender = taking.senders({rows[0].source_id})[rows[0].source_id]
    batches = [one for one in map(lambda some: _batch(sender, some), _by_record(rows)) if one.reads]  # noqa: C417
    known = taking.known(batches, at)
    with transaction.atomic():
        return _write(taking, rows, batches, known, at)


def _by_record(rows: Sequence[AlertEvent]) -> Iterable[list[AlertEvent]]:
    for _spot, some in groupby(rows, key=lambda one: (one.sequence, one.arrived_at)):
        yield list(some)


def _batch(sender: Sender, rows: Sequence[AlertEvent]) -> Batch:
    """Return what is read in records that came together; those that still cannot be read are left out."""
    batch = Batch(rows[0].sequence, sender, rows[0].arrived_at, "", "", len(rows), [])
    for row in rows:
        found = read_once_more(batch, row.place, row.line)
        if found is not None:
            batch.reads.append(found)
    return batch


def _write(
    taking: Taking, rows: Sequence[AlertEvent], batches: Sequence[Batch], known: dict[tuple[int, int], Known], at: datetime
) -> Counter[str]:
    unread = AlertEvent.objects.select_for_update().filter(pk__in=[row.pk for row in rows], kind=Kind.UNPARSED)
    still = {(row.sequence, row.place): row for row in unread.order_by("pk")}
    for batch in batches:
        batch.reads = [one for one in batch.reads if (one.sequence, one.place) in still]
    found = group(batches, known)
    met = met_in(found.values())
    put_in_queue(found)
    note_sightings(met)
    _count_from_first_arrival(found.values())
    hidden: Counter[int] = Counter()
    changed = [_changed(still[one.sequence, one.place], one, batch, known, found, hidden) for batch in batches for one in batch.reads]
    AlertEvent.objects.bulk_update(changed, _CHANGED)
    taking.write_parties(found)
    counting.count_hidden(hidden, at)
    _count(changed, known)
    return Counter(one.kind for one in changed)


def _changed(
    row: AlertEvent,
    read: Read,
    batch: Batch,
    known: dict[tuple[int, int], Known],
    found: dict[tuple[str, int | None], Repeats],
    hidden: Counter[int],
) -> AlertEvent:
    row.kind, row.at, row.format, row.fault = str(read.kind), read.at, read.format, ""
    row.mapping_id = read.mapping_id
    if read.alert is not None:
        rule = known[read.sequence, read.place].hidden_by
        row.alert_id = found[spot_of(read.alert, batch.sender, rule)].alert_id
        hidden.update(() if rule is None else (rule,))
    return row


def _count(changed: Sequence[AlertEvent], known: dict[tuple[int, int], Known]) -> None:
    """Say in the hour of the arrival what the records were; what was received, stored and refused stays as it is."""
    hours: dict[tuple[int, datetime], Counter[str]] = {}
    for row in changed:
        spot = (row.source_id, row.arrived_at.replace(minute=0, second=0, microsecond=0))
        told = hours.setdefault(spot, Counter())
        told["unparsed"] += 1
        told["context"] += row.kind == Kind.CONTEXT
        told["hidden"] += row.kind == Kind.ALERT and known[row.sequence, row.place].hidden_by is not None
    for (source_id, hour), told in sorted(hours.items()):
        counted = IntakeHour.objects.select_for_update().filter(source_id=source_id, hour=hour).first()
        if counted is not None:
            counted.unparsed = max(0, counted.unparsed - told["unparsed"])
            counted.context += told["context"]
            counted.hidden += told["hidden"]
            counted.save(update_fields=["unparsed", "context", "hidden"])


def _count_from_first_arrival(found: Iterable[Repeats]) -> None:
    """An open alert that was joined by a record which came before it is as old as that record, and its clock runs from there."""
    by_pk = {one.alert_id: one for one in found}
    for row in Alert.objects.filter(pk__in=by_pk).order_by("pk"):
        at = by_pk[row.pk].arrived_at
        if at >= row.arrived_at:
            continue
        if localdate(at).year == localdate(row.arrived_at).year:
            row.arrived_at = at  # its number names the year of its first arrival, so over New Year only the clock goes back
        clock = due(Stage.VERIFY, Severity(row.severity), row.level, at, alert_clocks()) if row.state == Alert.State.WAITING else None
        if clock is not None and (row.verify_due_at is None or clock.due_at < row.verify_due_at):
            row.verify_due_at, row.due_because = clock.due_at, held(clock.because, 300)
        row.save(update_fields=["arrived_at", "verify_due_at", "due_because"])
