"""The whole results of a hunt on the disk: packed lines of JSON, each heading once, each detection with its whole events.

Knows no Django.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Container, Iterable, Iterator
from dataclasses import asdict
from io import BufferedWriter, RawIOBase
from pathlib import Path
from typing import Any, cast

from vonggac.engines.hunt import Detection, Heading, Sighted
from vonggac.sources.hunting.outputs.plain import as_json

RULE, CORRELATION, INDICATOR, FILE = "rule", "correlation", "indicator", "file"
AT_ONCE = 1024 * 1024
QUICK = 1
"""Level of packing: results are written once and read seldom."""


def what_of(heading: Heading, correlations: Iterable[str] = ()) -> str:
    """Return what found it: a rule, a correlation, an indicator, or a rule over files."""
    if heading.id.startswith("indicator:"):
        return INDICATOR
    if heading.id.startswith(("yara:", "clamav:")):
        return FILE
    return CORRELATION if heading.id in correlations else RULE


_HEADING = b'{"heading"'


class ResultWriter:
    """Writes detections as they come."""

    def __init__(self, path: Path, correlations: Iterable[str] = ()) -> None:
        # Each write into a packed file costs as much as the packing of a line: many lines go at once.
        self._file = BufferedWriter(cast("RawIOBase", gzip.open(path, "wb", QUICK)), AT_ONCE)  # noqa: SIM115  `close` does
        self._correlations = frozenset(correlations)
        self._told: set[tuple[str, str]] = set()
        self.count = 0

    def take(self, detection: Detection) -> str:
        """Write one; return what found it."""
        heading = detection.heading
        what = what_of(heading, self._correlations)
        if (what, heading.id) not in self._told:
            self._told.add((what, heading.id))
            self._line({"heading": asdict(heading), "what": what})
        self._line(
            {
                "rule": heading.id,
                "what": what,
                "event": _written(detection.event),
                "others": [_written(one) for one in detection.others],
                "because": detection.because,
            }
        )
        self.count += 1
        return what

    def close(self) -> None:
        """End the file."""
        self._file.close()

    def _line(self, content: dict[str, Any]) -> None:
        self._file.write(as_json(content).encode() + b"\n")


def read_results(path: Path, wanted: Container[int] | None = None) -> Iterator[tuple[str, Detection]]:
    """Give (what found it, detection) as they were written, one at a time; all, or those of these numbers, counted from 0."""
    headings: dict[tuple[str, str], Heading] = {}
    number = -1
    with gzip.open(path, "rb") as lines:
        for line in lines:
            number += not line.startswith(_HEADING)
            if wanted is not None and number not in wanted and not line.startswith(_HEADING):
                continue
            content = json.loads(line)
            what = content["what"]
            if "heading" in content:
                heading = _heading(content["heading"])
                headings[what, heading.id] = heading
            else:
                others = tuple(Sighted(*one) for one in content["others"])
                yield what, Detection(headings[what, content["rule"]], Sighted(*content["event"]), others, content["because"])


def detections_of(path: Path) -> Iterator[Detection]:
    """Give the detections alone, as the writers of `sources.hunting.outputs` take them."""
    return (detection for _what, detection in read_results(path))


def _written(event: Sighted) -> list[Any]:
    return [event.source, event.record, event.time, event.host, dict(event.fields)]


def _heading(told: dict[str, Any]) -> Heading:
    content: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return Heading(**content)
