"""Detections as JSON lines that Timesketch imports: message, datetime and timestamp_desc are what it demands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vonggac.engines.hunt.results import Detection
from vonggac.sources.hunting.outputs.about import About, in_utc
from vonggac.sources.hunting.outputs.grouping import level_of
from vonggac.sources.hunting.outputs.plain import as_json

UNDATED = ("1970-01-01T00:00:00.000Z", "Not a time")
"""How timelines mark an event that tells no time."""


def timesketch(detections: Iterable[Detection], about: About) -> Iterator[bytes]:
    """Give one event of a timeline a detection."""
    for detection in detections:
        heading, event = detection.heading, detection.event
        time = in_utc(event.time)
        line = {
            "message": f"{heading.title}: {detection.because}" if detection.because else heading.title,
            "datetime": time.replace("Z", "+00:00") if time else UNDATED[0],
            "timestamp_desc": "Event time" if time else UNDATED[1],
            "rule_id": heading.id, "level": level_of(heading), "author": heading.author, "host": event.host, "source": event.source,
            "record": event.record, "tag": list(heading.tags), "event": as_json(event.fields),
        }  # fmt: skip
        yield as_json(line).encode() + b"\n"
