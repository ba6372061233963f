"""Forms of the queue and of one alert."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from vonggac.apps.alerts.queries.queue import WAITING, QueueFilters

NAMES = ("q", "state", "source", "severity", "level", "body", "system", "mine", "late", "verdict", "hidden", "rule", "product", "kind")
LONGEST = 200


def seen_in(asked: QueryDict) -> dict[str, str]:
    """Return the filters as the address says them."""
    return {name: asked.get(name, "")[:LONGEST].strip() for name in NAMES}


def filters_of(seen: dict[str, str]) -> QueueFilters:
    """Read them; a number that is none asks for nothing."""
    plain: dict[str, Any] = {name: seen[name] for name in ("q", "level", "verdict", "hidden", "product", "kind")}
    numbers = {name: _number(seen[name]) for name in ("source", "severity", "body", "system", "rule")}
    marks = {name: bool(seen[name]) for name in ("mine", "late")}
    # What rules hide is read whole, as somebody looks over their shoulder; otherwise the queue is what waits.
    state = seen["state"] or ("all" if seen["hidden"] or seen["rule"] else WAITING)
    return QueueFilters(state=state, **plain, **numbers, **marks)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
