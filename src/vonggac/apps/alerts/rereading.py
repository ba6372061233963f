"""A stored record read again by the reader that took it in: what the house finds in it now, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vonggac.apps.alerts.models import AlertEvent
from vonggac.engines.alerts import RawAlert, as_ecs, normalise
from vonggac.sources.logs import VIETNAM, Reading, read_line, unparsed_as_ecs
from vonggac.sources.logs.mapping import CompiledMapping, mapping_from_json, shipped_mappings

MOST_FIELDS = 300
OF_THE_HOUSE = "vonggac"
ORIGINAL = "event.original"
"""The line itself, which the page shows whole beside its fields."""


@dataclass(frozen=True, slots=True)
class Reread:
    """What a reader finds in a record."""

    fields: list[tuple[str, str]]
    fault: str = ""


def read_again(event: AlertEvent) -> Reread:
    """Read a record as it was read when it arrived: same moment, same zone, same mapping."""
    read = ecs_of(event)
    told = [(name, value) for name, value in _flat(read) if not name.startswith(OF_THE_HOUSE) and name != ORIGINAL]
    return Reread(told[:MOST_FIELDS], event.fault)


def ecs_of(event: AlertEvent) -> dict[str, Any]:
    """Return a record as the Elastic Common Schema says it."""
    reading = Reading(event.arrived_at, _zone(event.source.zone), event.source.name)
    found = read_line(event.line.encode(), reading, mappings=_mappings(event))
    return as_ecs(normalise(found, event.arrived_at)) if isinstance(found, RawAlert) else unparsed_as_ecs(found)


def _mappings(event: AlertEvent) -> tuple[CompiledMapping, ...]:
    if event.mapping is None:
        return tuple(shipped_mappings())
    return (CompiledMapping(mapping_from_json(event.mapping.body)),)


def _zone(name: str) -> Any:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return VIETNAM


def _flat(value: dict[str, Any], above: str = "") -> list[tuple[str, str]]:
    """Return nested names with dots, and lists in one line."""
    found: list[tuple[str, str]] = []
    for name, inner in value.items():
        path = f"{above}{name}"
        if isinstance(inner, dict):
            found += _flat(inner, f"{path}.")
        else:
            found.append((path, ", ".join(map(str, inner)) if isinstance(inner, list) else str(inner)))
    return found
