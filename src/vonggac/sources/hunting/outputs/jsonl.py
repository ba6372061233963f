"""A detection as the JSON object that `vonggac hunt --json` prints; its shape is published in detection.schema.json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from vonggac.engines.hunt.results import Detection, Sighted
from vonggac.sources.hunting.outputs.about import About
from vonggac.sources.hunting.outputs.grouping import level_of
from vonggac.sources.hunting.outputs.plain import as_json


def jsonl(detections: Iterable[Detection], about: About) -> Iterator[bytes]:
    """Give one object a detection, one a line."""
    for detection in detections:
        yield as_json(as_object(detection)).encode() + b"\n"


def as_object(detection: Detection) -> dict[str, Any]:
    """Return a detection as plain values, in the order of the published schema."""
    heading = detection.heading
    return {
        "rule_id": heading.id,
        "title": heading.title,
        "level": level_of(heading),
        "tags": list(heading.tags),
        "author": heading.author,
        **_sighted(detection.event),
        "because": detection.because,
        "others": [_sighted(other) for other in detection.others],
    }


def _sighted(event: Sighted) -> dict[str, Any]:
    return {
        "time": event.time or None,
        "host": event.host or None,
        "source": event.source,
        "record": event.record,
        "event": event.fields,
    }
