"""Detections as CSV that opens in a spreadsheet and computes nothing there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from vonggac.engines.hunt.results import Detection
from vonggac.sources.hunting.outputs.about import About
from vonggac.sources.hunting.outputs.grouping import level_of
from vonggac.sources.hunting.outputs.plain import as_json

COLUMNS = ("time", "level", "rule_id", "title", "host", "source", "record", "tags", "author", "because", "event")
FORMULAS = tuple("=+-@\t\r\n|'＝＋－＠")
MARK = "\ufeff"
"""Tells a spreadsheet that the text is UTF-8."""
LONGEST = 32_000
"""Characters that a cell of a spreadsheet takes; a longer event is cut there and whole in the other formats."""


def separated(detections: Iterable[Detection], about: About) -> Iterator[bytes]:
    """Give a heading and one row a detection."""
    yield (MARK + _row(COLUMNS)).encode()
    for detection in detections:
        heading, event = detection.heading, detection.event
        cells = (
            event.time, level_of(heading), heading.id, heading.title, event.host, event.source, str(event.record), " ".join(heading.tags),
            heading.author, detection.because, as_json(event.fields),
        )  # fmt: skip
        yield _row(map(safe, cells)).encode("utf-8", "replace")


def safe(cell: str) -> str:
    """Return a cell with an apostrophe before what a spreadsheet would compute, and without what no cell may hold."""
    text = cell.replace("\0", "")
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return f"'{text}" if text.lstrip(" ").startswith(FORMULAS) else text


def _row(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
