"""Detections as documents of the Elastic Common Schema 8, one a line: what an Elastic stack takes in as alerts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from vonggac.engines.hunt.results import Detection
from vonggac.engines.hunt.rules import LEVELS
from vonggac.sources.hunting.outputs.about import About, in_utc, made_at
from vonggac.sources.hunting.outputs.grouping import level_of
from vonggac.sources.hunting.outputs.plain import as_json
from vonggac.sources.hunting.outputs.techniques import TACTICS, own_name, tactics_of, techniques_of

SCORES = dict(zip(LEVELS, (1, 21, 47, 73, 99), strict=True))
"""Level → risk score, as Elastic's own rules set it."""


def ecs(detections: Iterable[Detection], about: About) -> Iterator[bytes]:
    """Give one document a detection."""
    for detection in detections:
        yield as_json(_document(detection, made_at(about))).encode() + b"\n"


def _document(detection: Detection, now: str) -> dict[str, Any]:
    event, heading = detection.event, detection.heading
    document: dict[str, Any] = {
        "@timestamp": in_utc(event.time) or now,
        "ecs": {"version": "8.11.0"},
        "message": heading.title,
        "event": {
            "kind": "alert", "module": "vonggac", "created": now, "sequence": event.record,
            "severity": SCORES[level_of(heading)], "risk_score": SCORES[level_of(heading)],
        },
        "rule": _rule(detection),
        "log": {"file": {"path": event.source}},
        "tags": list(heading.tags),
        "vonggac": {"level": level_of(heading), "event": event.fields},
    }  # fmt: skip
    if event.host:
        document["host"] = {"name": event.host}
    if detection.because:
        document["event"]["reason"] = detection.because
    if detection.others:
        document["vonggac"]["others"] = [{"time": one.time, "source": one.source, "record": one.record} for one in detection.others]
    if threat := _threat(heading.tags):
        document["threat"] = threat
    return document


def _rule(detection: Detection) -> dict[str, Any]:
    heading = detection.heading
    said = {
        "id": heading.id, "name": heading.title, "description": heading.description, "license": heading.licence,
        "author": [heading.author] if heading.author else [], "reference": heading.references[0] if heading.references else "",
        "ruleset": "sigma",
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def _threat(tags: Iterable[str]) -> dict[str, Any]:
    techniques, tactics = techniques_of(tags), tactics_of(tags)
    threat: dict[str, Any] = {}
    if tactics:
        threat["tactic"] = {"id": [TACTICS[one][0] for one in tactics], "name": list(tactics)}
    if techniques:
        threat["technique"] = _named(dict.fromkeys(one[:5] for one in techniques))
        if nested := [one for one in techniques if "." in one]:
            threat["technique"]["subtechnique"] = _named(nested)
    return {"framework": "MITRE ATT&CK", **threat} if threat else {}


def _named(codes: Iterable[str]) -> dict[str, Any]:
    return {"id": list(codes), "name": [own_name(one) for one in codes]}
