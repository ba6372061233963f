"""Suricata EVE: its own names, the event type as the service."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from vonggac.engines.hunt.columns import Event, Kind


@lru_cache(maxsize=256)
def kind_of(event_type: str) -> Kind:
    """Return the kind of one type of event."""
    return Kind(product="suricata", service=event_type.lower())


def event_of(record: dict[str, Any], line: int) -> Event:
    """Return one event; Suricata writes the zone without its colon."""
    time, host = record.get("timestamp"), record.get("host")
    told = time if isinstance(time, str) and len(time) > 18 else ""
    if told and told[-5] in "+-" and told[-4:].isdigit():
        told = f"{told[:-2]}:{told[-2:]}"
    kind = record.get("event_type")
    return Event(kind_of(kind if isinstance(kind, str) else ""), record, told, host if isinstance(host, str) else "", line)
