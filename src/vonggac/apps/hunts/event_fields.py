"""The fields of an event by plain names: what is nested gets dots, a list stands for several values, as rules ask for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

DEEPEST = 12


DECIDING = (
    "CommandLine ParentCommandLine Image ParentImage OriginalFileName ScriptBlockText User SubjectUserName TargetUserName IpAddress "
    "DestinationIp DestinationHostname QueryName TargetObject TargetFilename ServiceName ImagePath TaskName c-ip cs-uri cs-user-agent "
    "src_ip dest_ip"
)
"""What a person looks at first, wherever an event has it."""
_PLACE = {name.lower(): place for place, name in enumerate(DECIDING.split())}


def deciding_first(fields: Mapping[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """Return every field of an event, what decides before the rest, the rest in its own order."""
    return sorted(flat(fields).items(), key=lambda one: _PLACE.get(one[0].rpartition(".")[2].lower(), len(_PLACE)))


def flat(fields: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return name → values as text, in the order of the event; what holds nothing is left out."""
    found: dict[str, list[str]] = {}
    for name, value in _leaves(fields, "", 0):
        found.setdefault(name, []).append(value)
    return {name: tuple(values) for name, values in found.items()}


def _leaves(value: Any, name: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and depth < DEEPEST:
        for key, inner in value.items():
            yield from _leaves(inner, f"{name}.{key}" if name else str(key), depth + 1)
    elif isinstance(value, list | tuple) and depth < DEEPEST:
        for inner in value:
            yield from _leaves(inner, name, depth + 1)
    elif value is not None:
        yield name, _text(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def values_of(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return the values of one field, whatever the case of its name."""
    wanted = name.lower()
    return next((values for one, values in flat(fields).items() if one.lower() == wanted), ())


def shared(events: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the fields that have one and the same value in every event, letters' case apart: what a person may go by."""
    every = [flat(one) for one in events]
    if not every:
        return []
    first, rest = every[0], every[1:]
    single = [(name, values[0]) for name, values in first.items() if len(values) == 1]
    return [(name, value) for name, value in single if all(_same(other.get(name, ()), value) for other in rest)]


def _same(values: tuple[str, ...], value: str) -> bool:
    return len(values) == 1 and values[0].lower() == value.lower()


def all_have(events: Sequence[Mapping[str, Any]], name: str, value: str) -> bool:
    """Say whether every event has the value in the field, letters' case apart; of no event nothing is known."""
    sought = value.lower()
    return bool(events) and all(any(one.lower() == sought for one in values_of(event, name)) for event in events)
