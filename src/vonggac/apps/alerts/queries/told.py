"""What of an alert may be told to whom: its indicators carry marks (TLP 2.0 by FIRST), and its place in the queue may quote one.

The risk stays as it was counted, for the order of the queue is one for everybody; what makes it is said only as far as the marks allow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from vonggac.apps.alerts.models import Alert
from vonggac.apps.threats.queries.marks import may_be_told, strictness
from vonggac.engines.alerts import without_list
from vonggac.kernel.handling import Handling

Indicators = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Told:
    """What one person may read of what feeds know."""

    indicators: Indicators
    place_because: str


def told_of(user: Any, alerts: Sequence[Alert]) -> dict[int, Told]:
    """Return alert → what the person may be told; one look at the person's marks, however many alerts."""
    named = [{**one, "of": row.pk} for row in alerts for one in row.indicators]
    allowed: dict[int, Indicators] = {}
    for one in may_be_told(named, user) if named else ():
        allowed.setdefault(one.pop("of"), []).append(one)
    return {row.pk: Told(found := allowed.get(row.pk, []), _because(row, found)) for row in alerts}


def told_to(user: Any, alert: Alert) -> Told:
    """Return what the person may be told of one alert."""
    return told_of(user, [alert])[alert.pk]


def because_for_bodies(alert: Alert) -> str:
    """Return why it stands where it stands, as a task given to a body may say it: nothing stricter than AMBER leaves the office."""
    seen = set(strictness()[: strictness().index(Handling.TLP_AMBER.value) + 1])
    return _because(alert, [one for one in alert.indicators if one.get("tlp") in seen])


def _because(alert: Alert, told: Collection[dict[str, Any]]) -> str:
    """A reason that quotes a list which this reader may not know of is left out, or quotes one that it may know of."""
    if len(told) == len(alert.indicators):
        return alert.place_because
    return without_list(alert.place_because, _names(told))


def _names(told: Iterable[dict[str, Any]]) -> str:
    return next((f"danh sách {one['source']}" for one in told if one.get("source")), "")
