"""What STIX objects must have, and the marks and names they refer to (STIX 2.1, sections 3, 4, 5, 7; STIX 2.0)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from vonggac.kernel.handling import Handling
from vonggac.sources.feeds.markings import strictest, tlp_of

_ID = re.compile(r"(?P<type>[a-z][a-z0-9-]*)--[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_REQUIRED: dict[str, tuple[str, ...]] = {
    "attack-pattern": ("name",), "campaign": ("name",), "course-of-action": ("name",), "grouping": ("context", "object_refs"),
    "identity": ("name",), "incident": ("name",), "indicator": ("pattern", "valid_from"), "infrastructure": ("name",),
    "intrusion-set": ("name",), "malware": (), "note": ("content", "object_refs"),
    "observed-data": ("first_observed", "last_observed", "number_observed"), "opinion": ("opinion", "object_refs"),
    "relationship": ("relationship_type", "source_ref", "target_ref"), "report": ("name", "published", "object_refs"),
    "sighting": ("sighting_of_ref",), "threat-actor": ("name",), "tool": ("name",), "vulnerability": ("name",),
}  # fmt: skip
"""Domain and relationship objects with what each must have besides type, id, created and modified."""
OBSERVABLES = frozenset({"ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr", "file", "artifact"})
_BOTH_VERSIONS = ("type", "id", "created", "modified")

MARKS: dict[str, Handling] = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": Handling.TLP_CLEAR,
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": Handling.TLP_GREEN,
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": Handling.TLP_AMBER,
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": Handling.TLP_RED,
    "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": Handling.TLP_CLEAR,
    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": Handling.TLP_GREEN,
    "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": Handling.TLP_AMBER,
    "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": Handling.TLP_AMBER_STRICT,
    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": Handling.TLP_RED,
}
"""The fixed marking definitions: TLP 1.0 as STIX 2.1, section 7.2.1.4 gives them, TLP 2.0 as OASIS and FIRST published them."""


def missing(thing: dict[str, Any]) -> str | None:
    """Return what keeps an object from being STIX, in Vietnamese; None when nothing does."""
    kind, reference = thing.get("type"), thing.get("id")
    if not isinstance(kind, str) or not isinstance(reference, str):
        return "thiếu type hoặc id"
    found = _ID.fullmatch(reference)
    if found is None or found["type"] != kind:
        return "id không phải “loại--UUID” của đúng loại"
    if kind not in _REQUIRED:
        return None
    absent = [name for name in (*_BOTH_VERSIONS, *_REQUIRED[kind]) if thing.get(name) in (None, "")]
    if is_2_1(thing) and kind == "indicator" and not thing.get("pattern_type"):
        absent.append("pattern_type")
    return f"thiếu {', '.join(absent)}" if absent else None


def is_2_1(thing: dict[str, Any]) -> bool:
    """Say whether an object states the version that every domain object of 2.1 states."""
    return str(thing.get("spec_version", "")).startswith("2.1")


def is_domain_object(kind: str) -> bool:
    """Say whether objects of this type carry created and modified."""
    return kind in _REQUIRED


def mark_of(definition: dict[str, Any]) -> Handling:
    """Return the TLP mark a marking definition means, in the spelling of 2.0, of 2.1 or of its extension."""
    inner = definition.get("definition")
    if definition.get("definition_type") == "tlp" and isinstance(inner, dict):
        return tlp_of(str(inner.get("tlp", "")))
    extensions = definition.get("extensions")
    for extension in extensions.values() if isinstance(extensions, dict) else ():
        if isinstance(extension, dict) and "tlp_2_0" in extension:
            return tlp_of(str(extension["tlp_2_0"]))
    return tlp_of(str(definition.get("name", "")))


def tlp_for(thing: dict[str, Any], marks: dict[str, Handling]) -> Handling:
    """Return the strictest mark an object refers to."""
    return strictest([marks.get(str(reference), Handling.NONE) for reference in texts(thing.get("object_marking_refs"))])


def texts(value: Any) -> list[str]:
    """Return the texts of a list; nothing of anything else."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def name_of(thing: dict[str, Any]) -> str:
    """Return what a person calls an object."""
    return str(thing.get("name") or thing.get("value") or "")


def aliases_of(thing: dict[str, Any]) -> Iterable[str]:
    """Return the name of a malware and its other names."""
    return [name for name in (name_of(thing), *texts(thing.get("aliases"))) if name]
