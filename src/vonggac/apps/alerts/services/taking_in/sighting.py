"""Indicators that the alerts of a batch meet, noted where feeds count them; once an alert, with how often, in the batch's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vonggac.apps.alerts.services.taking_in.values import Repeats
from vonggac.apps.threats.models import Sighting
from vonggac.apps.threats.services.sightings import Seen, record_sightings

Met = Sequence[tuple[Repeats, frozenset[int]]]


def met_in(found: Iterable[Repeats]) -> Met:
    """Return the indicators that this batch itself meets; asked before standing alerts add what they met earlier."""
    told = ((one, frozenset(pk for each in one.indicators.values() if isinstance(pk := each.get("id"), int))) for one in found)
    return [(one, ids) for one, ids in told if ids]


def note_sightings(met: Met) -> None:
    """Write them; the alerts are known by now."""
    where = Sighting.Where.ALERT
    record_sightings(Seen(pk, where, one.alert_id, one.last_at, max(one.count, 1)) for one, ids in met for pk in sorted(ids))
