"""Detections as a STIX 2.1 bundle: what was sighted, on which machine, how often, from when to when; techniques beside.

Source: STIX 2.1 (OASIS), sections 4.7 indicator, 5.2 sighting, 7.2 common properties. The same thing always has the same identifier.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from vonggac.engines.hunt.results import Detection
from vonggac.engines.hunt.rules import LEVELS, Heading
from vonggac.sources.hunting.outputs.about import NAMED, About, in_utc, made_at
from vonggac.sources.hunting.outputs.grouping import level_of
from vonggac.sources.hunting.outputs.techniques import technique_name, techniques_of

_OURS = UUID("0c1b7c55-0c2f-5c86-9a55-6f5a8d0f3b21")
PLACES = 20
"""Places of events that a sighting names."""
MOST = 999_999_999
"""The largest count that a sighting may state."""
CONFIDENCE = dict(zip(LEVELS, (10, 30, 50, 70, 90), strict=True))


@dataclass(slots=True)
class _Seen:
    heading: Heading
    host: str
    count: int = 0
    first: str = ""
    last: str = ""
    places: list[str] = field(default_factory=list)

    def take(self, detection: Detection) -> None:
        self.count += 1
        for event in (detection.event, *detection.others):
            if time := in_utc(event.time):
                self.first, self.last = min(self.first or time, time), max(self.last, time)
        if len(self.places) < PLACES:
            why = f": {detection.because}" if detection.because else ""
            self.places.append(f"{detection.event.source}, bản ghi {detection.event.record}{why}")


def stix(detections: Iterable[Detection], about: About) -> Iterator[bytes]:
    """Give one bundle; a sighting sums the detections of a rule on a machine."""
    seen: dict[tuple[str, str], _Seen] = {}
    for detection in detections:
        key = (detection.heading.id, detection.event.host)
        seen.setdefault(key, _Seen(detection.heading, detection.event.host)).take(detection)
    now = made_at(about)
    author = _thing("identity", NAMED, now, name=NAMED, identity_class="system")
    things = {author["id"]: author}
    for one in seen.values():
        for thing in _things(one, author["id"], about, now):
            things.setdefault(thing["id"], thing)
    bundle = {"type": "bundle", "id": _id("bundle", "|".join(sorted(things)) + now), "objects": list(things.values())}
    yield json.dumps(bundle, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def _things(one: _Seen, author: str, about: About, now: str) -> Iterator[dict[str, Any]]:
    indicator = _indicator(one.heading, author, about, now)
    yield indicator
    sighting = _thing(
        "sighting", f"{one.heading.id}|{one.host}|{one.first}|{one.last}|{one.count}", now, created_by_ref=author,
        count=min(one.count, MOST), sighting_of_ref=indicator["id"], description="\n".join(one.places),
    )  # fmt: skip
    if one.first:
        sighting |= {"first_seen": one.first, "last_seen": one.last}
    if one.host:
        machine = _thing("identity", f"máy|{one.host}", now, created_by_ref=author, name=one.host, identity_class="system")
        yield machine
        sighting["where_sighted_refs"] = [machine["id"]]
    yield sighting
    for technique in techniques_of(one.heading.tags):
        pattern = _technique(technique, author, now)
        yield pattern
        yield _thing(
            "relationship", f"{indicator['id']}|{technique}", now, created_by_ref=author, relationship_type="indicates",
            source_ref=indicator["id"], target_ref=pattern["id"],
        )  # fmt: skip


def _indicator(heading: Heading, author: str, about: About, now: str) -> dict[str, Any]:
    text = about.rule_text(heading) if about.rule_text else ""
    made = _thing(
        "indicator", heading.id, now, created_by_ref=author, name=heading.title, pattern=text or heading.id,
        pattern_type="sigma" if text else "sigma-rule-id", valid_from=now, indicator_types=["malicious-activity"],
        confidence=CONFIDENCE[level_of(heading)],
    )  # fmt: skip
    credit = f"Quy tắc của {heading.author}." if heading.author else ""
    if said := " ".join(part for part in (heading.description, credit) if part):
        made["description"] = said
    if heading.tags:
        made["labels"] = list(heading.tags)
    references = [{"source_name": "reference", "url": url} for url in heading.references if url.startswith(("http://", "https://"))]
    if references:
        made["external_references"] = references
    return made


def _technique(technique: str, author: str, now: str) -> dict[str, Any]:
    reference = {
        "source_name": "mitre-attack", "external_id": technique,
        "url": "https://attack.mitre.org/techniques/" + technique.replace(".", "/"),
    }  # fmt: skip
    name = technique_name(technique) or technique
    return _thing("attack-pattern", technique, now, created_by_ref=author, name=name, external_references=[reference])


def _thing(kind: str, key: str, now: str, **rest: Any) -> dict[str, Any]:
    return {"type": kind, "spec_version": "2.1", "id": _id(kind, key), "created": now, "modified": now, **rest}


def _id(kind: str, key: str) -> str:
    return f"{kind}--{uuid5(_OURS, f'{kind}|{key}')}"
