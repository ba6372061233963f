"""Detections out, in the formats that responders and their tools read. Each is a function from detections to the bytes of one file."""

from __future__ import annotations

from importlib import import_module

from .about import About, Output
from .jsonl import as_object

FORMATS: dict[str, str] = {
    "table": "vonggac.sources.hunting.outputs.table:table",
    "jsonl": "vonggac.sources.hunting.outputs.jsonl:jsonl",
    "ecs": "vonggac.sources.hunting.outputs.ecs:ecs",
    "csv": "vonggac.sources.hunting.outputs.separated:separated",
    "timeline-html": "vonggac.sources.hunting.outputs.timeline:timeline",
    "timesketch": "vonggac.sources.hunting.outputs.timesketch:timesketch",
    "navigator": "vonggac.sources.hunting.outputs.navigator:navigator",
    "stix": "vonggac.sources.hunting.outputs.stix:stix",
}
"""Formats by the name that the command line takes, each loaded when it is asked."""


def output(name: str) -> Output:
    """Return the writer of a format."""
    module, _, attribute = FORMATS[name].partition(":")
    writer: Output = getattr(import_module(module), attribute)
    return writer


__all__ = ["FORMATS", "About", "Output", "as_object", "output"]
