"""A Windows event as every tool tells it, System and payload, made flat: fields under their own names, what it is as its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vonggac.engines.hunt.columns import Event, Kind

_MOST_KINDS = 10_000
_kinds: dict[tuple[object, object, object], Kind] = {}
_SECTIONS = ("UserData", "ProcessingErrorData", "DebugData", "BinaryEventData")
_ATTRIBUTES = (
    ("Provider", "Name", "Provider_Name"),
    ("TimeCreated", "SystemTime", "TimeCreated"),
    ("Execution", "ProcessID", "Execution_ProcessID"),
    ("Security", "UserID", "Security_UserID"),
    ("Correlation", "ActivityID", "Correlation_ActivityID"),
)


def windows_kind(channel: object, event_id: object, provider: object = "") -> Kind:
    """Return the kind of a Windows event, the same object for the same three."""
    key = (channel, event_id, provider)
    try:
        kind = _kinds.get(key)
    except TypeError:  # a list or an object stands where a word should
        return windows_kind(*(None if isinstance(part, (list, dict)) else part for part in key))
    if kind is None:
        if len(_kinds) >= _MOST_KINDS:
            _kinds.clear()
        kind = _kinds[key] = Kind("windows", "", "", _lower(channel), _lower(event_id), _lower(provider))
    return kind


def _lower(value: object) -> str:
    return "" if value is None else str(value).lower()


def event_of(told: dict[str, Any], number: int) -> Event:
    """Return an event given as `{"System": …, "EventData": …}`, attributes under "#attributes" and text under "#text".

    The payload lies over what System says; what is given is used up.
    """
    fields = _system_fields(told.get("System"))
    kind = windows_kind(fields.get("Channel"), fields.get("EventID"), fields.get("Provider_Name"))
    data = told.get("EventData")
    if data.__class__ is dict:
        _put_data(fields, data)
    if data is None or len(told) > 3:
        _put_sections(fields, told)
    time, host = fields.get("TimeCreated"), fields.get("Computer")
    return Event(kind, fields, time if time.__class__ is str else "", host if host.__class__ is str else "", number)


def _put_sections(fields: dict[str, Any], told: Mapping[str, Any]) -> None:
    for section in _SECTIONS:
        if (other := told.get(section)) is not None:
            payload: dict[str, Any] = {}
            _put(payload, section, other)
            fields.update(payload)


def _system_fields(system: Any) -> dict[str, Any]:
    """Return what System says under plain names, its attributes under joined ones."""
    if system.__class__ is not dict:
        return {}
    fields: dict[str, Any] = system
    take = fields.pop
    event_id = fields.get("EventID")
    if event_id.__class__ is dict:
        fields["EventID"] = event_id.get("#text")
    for name, inner, joined in _ATTRIBUTES:
        part = take(name, None)
        if part.__class__ is dict and (attributes := part.get("#attributes")).__class__ is dict:
            value = attributes.get(inner)
            if value is not None:
                fields[joined] = value
            if len(attributes) > 1:
                for other, value in attributes.items():
                    if other != inner:
                        fields[f"{name}_{other}"] = value
    return fields


def _put_data(fields: dict[str, Any], data: Mapping[str, Any]) -> None:
    """Put the payload over what System says; most of it is plain names and values."""
    for value in data.values():
        if value.__class__ is dict or value.__class__ is list:
            break
    else:
        fields.update(data)
        return
    payload: dict[str, Any] = {}
    for name, value in data.items():
        if name != "#attributes":
            _put(payload, name, value)
        elif isinstance(value, Mapping) and "Name" in value:
            fields["EventData_Name"] = value["Name"]
    fields.update(payload)


def _put(payload: dict[str, Any], name: str, value: Any) -> None:
    """Put a value under its own name, nested ones under theirs; what comes twice becomes a list."""
    if isinstance(value, Mapping):
        for inner, part in value.items():
            if inner == "#text":
                _add(payload, name, part)
            elif inner == "#attributes":
                for attribute, told in part.items() if isinstance(part, Mapping) else ():
                    if attribute != "xmlns" and not attribute.startswith("xmlns:"):
                        _add(payload, attribute, told)
            else:
                _put(payload, inner, part)
    elif isinstance(value, list):
        for part in value:
            _put(payload, name, part)
    else:
        _add(payload, name, value)


def _add(payload: dict[str, Any], name: str, value: Any) -> None:
    new = value if isinstance(value, list) else [value]
    known = payload.get(name)
    if name not in payload:
        payload[name] = value
    else:
        payload[name] = [*known, *new] if isinstance(known, list) else [known, *new]
