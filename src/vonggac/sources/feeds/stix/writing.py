"""Indicators and sightings of ours as STIX 2.1 for others: the same thing always has the same identifier."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from vonggac.kernel.handling import Handling
from vonggac.sources.feeds.model import FeedIndicator, Kind, Saw, Sighting

_OURS = UUID("6f1f3c62-7a3d-5a51-9d0e-2f9b7a4f8c10")
"""The name space of identifiers made here."""
_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_MARKS: dict[Handling, tuple[str, str]] = {
    Handling.TLP_CLEAR: ("94868c89-83c2-464b-929b-a1a8aa3c8487", "clear"),
    Handling.TLP_GREEN: ("bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green"),
    Handling.TLP_AMBER: ("55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber"),
    Handling.TLP_AMBER_STRICT: ("939a9414-2ddd-4d32-a0cd-375ea402b003", "amber+strict"),
    Handling.TLP_RED: ("e828b379-4e03-4974-9ac4-e53a884c97c1", "red"),
}
_PATHS = {
    Kind.DOMAIN: "domain-name:value", Kind.URL: "url:value", Kind.MAIL: "email-addr:value",
}  # fmt: skip
_HASHES = {32: "MD5", 40: "'SHA-1'", 56: "'SHA-224'", 64: "'SHA-256'", 96: "'SHA-384'", 128: "'SHA-512'"}


def bundle_of(values: Iterable[FeedIndicator | Sighting], *, author: str, at: datetime) -> dict[str, Any]:
    """Return a bundle with the author, the marks that are used, and the objects; revoked indicators say so."""
    identity = _identity(author, at)
    things: dict[str, dict[str, Any]] = {identity["id"]: identity}
    for value in values:
        for made in _sighting(value, identity["id"], at) if isinstance(value, Sighting) else _indicator(value, identity["id"], at):
            things[made["id"]] = made
    whole = json.dumps(sorted(things), ensure_ascii=False)
    return {"type": "bundle", "id": f"bundle--{uuid5(_OURS, whole + _time(at))}", "objects": list(things.values())}


def reference_of(indicator: FeedIndicator) -> str:
    """Return the identifier under which an indicator goes out: its own when it came as STIX."""
    if indicator.source.startswith("indicator--"):
        return indicator.source
    return f"indicator--{uuid5(_OURS, f'{indicator.kind}|{indicator.value}|{indicator.port}|{indicator.source}')}"


def _identity(author: str, at: datetime) -> dict[str, Any]:
    return {
        "type": "identity", "spec_version": "2.1", "id": f"identity--{uuid5(_OURS, author)}", "created": _time(at), "modified": _time(at),
        "name": author, "identity_class": "organization",
    }  # fmt: skip


def _indicator(value: FeedIndicator, author: str, at: datetime) -> list[dict[str, Any]]:
    made: dict[str, Any] = {
        "type": "indicator", "spec_version": "2.1", "id": reference_of(value), "created_by_ref": author, "created": _time(at),
        "modified": _time(at), "pattern": pattern_of(value), "pattern_type": "stix", "valid_from": _time(value.first_seen or at),
        "name": f"{value.kind.value}: {value.value}"[:250],
        "indicator_types": ["malicious-activity" if value.for_detection else "unknown"],
    }  # fmt: skip
    if value.valid_until is not None and value.valid_until > (value.first_seen or at):
        made["valid_until"] = _time(value.valid_until)
    if value.confidence is not None:
        made["confidence"] = value.confidence
    if value.note:
        made["description"] = value.note
    if value.families or value.tags:
        made["labels"] = list(dict.fromkeys((*value.families, *value.tags)))
    if value.is_revoked:
        made["revoked"] = True
    if value.tlp not in _MARKS:
        return [made]
    mark = _mark(value.tlp)
    return [mark, {**made, "object_marking_refs": [mark["id"]]}]


def _mark(tlp: Handling) -> dict[str, Any]:
    reference, word = _MARKS[tlp]
    return {
        "type": "marking-definition", "spec_version": "2.1", "id": f"marking-definition--{reference}",
        "created": "2022-10-01T00:00:00.000Z",
        "name": f"TLP:{word.upper()}", "extensions": {_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": word}},
    }  # fmt: skip


def _sighting(value: Sighting, author: str, at: datetime) -> list[dict[str, Any]]:
    """A sighting of something that has a STIX identifier; a report of error goes out as an opinion against it."""
    if "--" not in value.of:
        return []
    stable = uuid5(_OURS, f"{value.of}|{value.saw}|{value.last_seen}|{value.by}")
    common = {"spec_version": "2.1", "created_by_ref": author, "created": _time(at), "modified": _time(at)}
    if value.saw is not Saw.SEEN:
        return [{"type": "opinion", "id": f"opinion--{stable}", **common, "opinion": "disagree", "object_refs": [value.of]}]
    made: dict[str, Any] = {
        "type": "sighting", "id": f"sighting--{stable}", **common, "sighting_of_ref": value.of, "count": value.count,
        "where_sighted_refs": [author],
    }  # fmt: skip
    if value.first_seen:
        made["first_seen"] = _time(value.first_seen)
    if value.last_seen and (not value.first_seen or value.last_seen >= value.first_seen):
        made["last_seen"] = _time(value.last_seen)
    return [made]


def pattern_of(value: FeedIndicator) -> str:
    """Return the pattern that means this value."""
    if value.kind is Kind.PATTERN:
        return value.value
    if value.kind in {Kind.ADDRESS, Kind.RANGE}:
        return _address_pattern(value)
    path = f"file:hashes.{_HASHES[len(value.value)]}" if value.kind is Kind.HASH else _PATHS[value.kind]
    return f"[{path} = {_quoted(value.value)}]"


def _address_pattern(value: FeedIndicator) -> str:
    """A range that is no network becomes the networks it is made of."""
    from ipaddress import summarize_address_range

    from vonggac.kernel.addresses import parse_range

    ends = parse_range(value.value)
    kind = "ipv4-addr" if ends.version == 4 else "ipv6-addr"
    networks = [str(network) for network in summarize_address_range(ends.first, ends.last)]
    if value.kind is Kind.ADDRESS and value.port:
        host, to = _quoted(str(ends.first)), "network-traffic:dst_ref"
        return f"[{to}.type = '{kind}' AND {to}.value = {host} AND network-traffic:dst_port = {value.port}]"
    if value.kind is Kind.ADDRESS:
        return f"[{kind}:value = {_quoted(str(ends.first))}]"
    return "[" + " OR ".join(f"{kind}:value ISSUBSET {_quoted(network)}" for network in networks) + "]"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
