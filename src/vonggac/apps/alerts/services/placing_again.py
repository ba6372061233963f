"""Open alerts placed again after the register has changed: another level, a range that was put right. A closed alert never moves.

What a person settled stays as settled; an owner who is known is not lost by a gap in the register; clocks only become shorter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from vonggac.apps.alerts.models import Alert, AlertAct, AlertParty, AlertSource
from vonggac.apps.alerts.services.keeping_months import note_months
from vonggac.apps.alerts.services.matching import Matched, Matcher
from vonggac.apps.alerts.services.register import TOUCHES_THE_REGISTER, Register, day_of
from vonggac.apps.alerts.services.taking_in.values import held
from vonggac.apps.audit.models import Entry
from vonggac.apps.audit.services import record
from vonggac.engines.alerts import due
from vonggac.kernel.levels import is_level_three_or_above, level_text, queue_rank
from vonggac.kernel.severity import Severity
from vonggac.law.alertclock import Stage
from vonggac.law.alertclocks import alert_clocks

CHUNK = 500
LOOKED_BACK = timedelta(minutes=40)
"""Longer than the pause between two runs: an act is seen twice rather than never."""
Kind = AlertParty.Kind
_FIELDS = [
    "organisation", "system", "level", "matched_because", "runners_up", "urgency", "place_because", "verify_due_at", "handle_due_at",
    "due_because", "version",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlacedAgain:
    """How many alerts have another level, and how many another system or body."""

    levels: int
    owners: int


@dataclass(slots=True)
class _Run:
    at: datetime
    levels: set[int] = field(default_factory=set)
    owners: set[int] = field(default_factory=set)


def place_again(*, at: datetime, whole: bool = False) -> PlacedAgain:
    """Place open alerts by the register as it stands; without `whole` owners are looked at only where an act touched the register."""
    run = _Run(at)
    if whole or _touched_lately(at):
        matcher = Matcher(Register(day_of(at)))
        for rows in _chunks(_open().filter(~Exists(AlertAct.objects.filter(alert=OuterRef("pk"), what=AlertAct.What.SETTLED)))):
            _match_again(rows, matcher, run)
    for rows in _chunks(_open().filter(system__isnull=False).filter(_other_level())):
        _raise_or_lower(rows, run)
    moved = run.levels | run.owners
    if moved:
        with transaction.atomic():
            record("alerts.alerts.placed_again", by=None, at=at, count=len(moved), touched=moved, owners=len(run.owners))
    return PlacedAgain(len(run.levels), len(run.owners))


def _touched_lately(at: datetime) -> bool:
    acts = reduce(or_, (Q(act__startswith=prefix) for prefix in TOUCHES_THE_REGISTER))
    return Entry.objects.filter(acts, at__gt=at - LOOKED_BACK).exists()


def _open() -> QuerySet[Alert]:
    return Alert.objects.exclude(state=Alert.State.CLOSED)


def _other_level() -> Q:
    differs = ~Q(level=F("system__level"))
    return differs | Q(level=None, system__level__isnull=False) | Q(level__isnull=False, system__level=None)


def _chunks(rows: QuerySet[Alert]) -> Iterator[list[Alert]]:
    """Give rows in the order of their keys, so that what changes meanwhile is neither seen twice nor left out."""
    after = 0
    while found := list(rows.filter(pk__gt=after).select_related("system").order_by("pk")[:CHUNK]):
        after = found[-1].pk
        yield found


# --- levels -----------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def _raise_or_lower(rows: Sequence[Alert], run: _Run) -> None:
    changed = []
    for row in _locked(rows):
        if row.system is not None and row.level != row.system.level:
            _place(row, row.system.level, run.at)
            changed.append(row)
    run.levels.update(row.pk for row in changed)
    _write(changed)


def _locked(rows: Sequence[Alert]) -> list[Alert]:
    """Read them again under lock: a person may have closed one meanwhile."""
    return list(_open().filter(pk__in=[row.pk for row in rows]).select_related("system").order_by("pk").select_for_update(of=("self",)))


def _place(row: Alert, level: int | None, at: datetime) -> None:
    """The risk is made of other things than the level; only the part of the queue and the rank within the risk change."""
    before = level_text(row.level).lower()
    row.level = level
    first = 0 if is_level_three_or_above(level) else 1
    row.urgency = first * 1000 + (100 - row.risk) * 9 + queue_rank(level)
    row.place_because = held(level_text(level).lower() + row.place_because.removeprefix(before), 500)
    row.version += 1
    _shorten(row, at)


def _shorten(row: Alert, at: datetime) -> None:
    handling = row.state == Alert.State.HANDLING
    found = due(Stage.HANDLE if handling else Stage.VERIFY, Severity(row.severity), row.level, at, alert_clocks())
    known = row.handle_due_at if handling else row.verify_due_at
    if found is None or (known is not None and known <= found.due_at):
        return
    row.due_because = held(found.because, 300)
    if handling:
        row.handle_due_at = found.due_at
    else:
        row.verify_due_at = found.due_at


def _write(rows: Sequence[Alert]) -> None:
    Alert.objects.bulk_update(rows, _FIELDS, batch_size=100)
    note_months(row.arrived_at for row in rows)


# --- owners -----------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def _match_again(found: Sequence[Alert], matcher: Matcher, run: _Run) -> None:
    rows = _locked(found)
    parties = _parties(rows)
    sources = AlertSource.objects.in_bulk({row.source_id for row in rows})
    asked = [(row, _as_taken_in(row, parties[row.pk])) for row in rows]
    sure = [(row, one) for row, one in asked if not any(matcher.register.address(text, row.first_at).needs_port for text in one.addresses)]
    matched = matcher.match([(one, _sender(sources[row.source_id])) for row, one in sure])
    changed = [row for (row, _one), match in zip(sure, matched, strict=True) if _give(row, match, run.at)]
    run.owners.update(row.pk for row in changed)
    _write(changed)


def _parties(rows: Sequence[Alert]) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    named = AlertParty.objects.filter(alert_id__in=[row.pk for row in rows]).order_by("pk")
    for alert_id, kind, value in named.values_list("alert_id", "kind", "value"):
        found[alert_id][kind].append(value)
    return found


def _as_taken_in(row: Alert, parties: dict[str, list[str]]) -> Any:
    """Return what matching looks at. Ports are not kept, so an answer that needs one is not asked for again."""
    names = {name: tuple(parties[kind]) for name, kind in (("addresses", Kind.ADDRESS), ("hosts", Kind.HOST), ("mailboxes", Kind.MAILBOX))}
    moment, raw = SimpleNamespace(at=row.first_at), SimpleNamespace(fields={})
    return SimpleNamespace(source=row.acting, target=row.target, moment=moment, raw=raw, **names)


def _sender(row: AlertSource) -> Any:
    return SimpleNamespace(pk=row.pk, name=row.name, organisation_id=row.organisation_id, system_id=row.system_id)


def _give(row: Alert, match: Matched, at: datetime) -> bool:
    """Write another answer into the alert; say whether it was another."""
    if (row.organisation_id, row.system_id) == (match.organisation_id, match.system_id):
        return False
    if match.organisation_id is None and not match.runners_up:
        return False
    row.organisation_id, row.system_id = match.organisation_id, match.system_id
    row.matched_because, row.runners_up = match.because, list(match.runners_up)
    _place(row, match.level, at)
    return True
