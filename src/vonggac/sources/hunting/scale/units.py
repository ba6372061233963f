"""Work in units of about the same size: a run of bytes of a large file, or several small files; the same units whoever does them.

Large JSON lines are cut at line ends without being read: which line a run begins with is known when those before it are done.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vonggac.kernel.badrows import BadRow
from vonggac.sources.events import DEFAULT, Input, Limits, Origin, find_inputs
from vonggac.sources.hunting.packages import with_origins
from vonggac.sources.hunting.parts import Part, is_json_lines, parts_of
from vonggac.sources.hunting.scale.schema import PLACES, arrow_schema
from vonggac.sources.limits import MEGABYTE

if TYPE_CHECKING:
    import pyarrow as pa

UNIT = 16 * MEGABYTE
"""Small enough that the last units end together, large enough that handing one over costs nothing beside reading it."""
FILES = 256
"""Of a unit, at most."""
UNCOUNTED = -1
"""Stands for the lines before a run while nobody has counted them."""
_BLOCK = MEGABYTE

Unit = tuple[Part, ...]


def parts_uncounted(inputs: Iterable[Input]) -> Iterator[Part]:
    """Give the parts of files; runs of lines do not know yet with which line they begin."""
    for one in inputs:
        path = Path(one.path)
        try:
            large = one.size >= 2 * UNIT and one.origin is None and is_json_lines(path)
            runs, changed = (list(_runs(path, one.size)), path.stat().st_mtime_ns) if large else ([], 0)
        except OSError:
            runs, changed = [], 0
        if runs:
            yield from (Part(one.path, one.name, stop - start, start, stop, UNCOUNTED, changed) for start, stop in runs)
        else:
            yield from parts_of([one], 2)


def _runs(path: Path, size: int) -> Iterator[tuple[int, int]]:
    """Give (start, end) of runs of whole lines; nothing is read but the ends of lines."""
    start = 0
    with path.open("rb") as stream:
        while start < size:
            stop = start + UNIT
            stream.seek(stop)
            while block := stream.read(_BLOCK if stop > start + UNIT else 4096):
                end = block.find(b"\n") + 1
                stop += end or len(block)
                if end:
                    break
            stop = min(stop, size)
            yield start, stop
            start = stop


def units_of(parts: Iterable[Part]) -> Iterator[Unit]:
    """Put small files together; what is large stands alone. The order stays."""
    waiting: list[Part] = []
    size = 0
    for part in parts:
        alone = bool(part.end) or part.size >= UNIT
        if waiting and (alone or size + part.size > UNIT or len(waiting) >= FILES):
            yield tuple(waiting)
            waiting, size = [], 0
        if alone:
            yield (part,)
        else:
            waiting.append(part)
            size += part.size
    if waiting:
        yield tuple(waiting)


def lines_in(part: Part) -> int:
    """Return how many lines end within a run."""
    count, left = 0, part.end - part.start
    with Path(part.path).open("rb") as stream:
        stream.seek(part.start)
        while left > 0 and (block := stream.read(min(_BLOCK, left))):
            count += block.count(b"\n")
            left -= len(block)
    return count


def table_of(units: Iterable[tuple[int, Unit]]) -> pa.Table:
    """Return units as a table of places."""
    import pyarrow as pa

    return pa.Table.from_pylist(
        [{"unit": number, "files": [_row(part) for part in unit]} for number, unit in units], schema=arrow_schema(PLACES)
    )


def _row(part: Part) -> dict[str, Any]:
    place = {"path": os.fsencode(part.path), "name": part.name, "size": part.size}
    return {
        **place,
        "start": part.start,
        "stop": part.end,
        "line": part.line,
        "changed": part.changed,
        "origin": origin_as_text(part.origin),
    }


def units_in(table: pa.Table | pa.RecordBatch) -> list[tuple[int, Unit]]:
    """Return the units of a table of places."""
    return [(row["unit"], tuple(_part(file) for file in row["files"])) for row in table.to_pylist()]


def _part(file: dict[str, Any]) -> Part:
    place = (file["size"], file["start"], file["stop"], file["line"], file["changed"])
    return Part(os.fsdecode(file["path"]), file["name"], *place, _origin(file["origin"]))


def origin_as_text(origin: Origin | None) -> str:
    """Return what is known of the machine that a file came from, "" for nothing."""
    if origin is None:
        return ""
    offset = origin.zone.utcoffset(None) if origin.zone is not None else None
    zone = None if offset is None else offset.total_seconds()
    return json.dumps({"host": origin.host, "zone": zone, "leave_out": sorted(origin.leave_out), "packed": origin.packed})


def _origin(text: str) -> Origin | None:
    if not text:
        return None
    told = json.loads(text)
    zone = None if told["zone"] is None else timezone(timedelta(seconds=told["zone"]))
    return Origin(told["host"], zone, frozenset(told["leave_out"]), told["packed"])


def place_table(paths: Iterable[str | Path], limits: Limits = DEFAULT) -> tuple[pa.Table, list[BadRow]]:
    """Return the logs of files and folders as a table of places for a cluster, and what cannot be opened there."""
    found = list(with_origins(find_inputs(paths, limits=limits), limits))
    units = enumerate(units_of(parts_uncounted(one for one in found if isinstance(one, Input))))
    return table_of(units), [one for one in found if isinstance(one, BadRow)]


def counted(unit: Unit) -> Unit:
    """Return a unit as a reader takes it: runs whose first line is unknown count from one."""
    return tuple(replace(part, line=0) if part.line == UNCOUNTED else part for part in unit)


def is_uncounted(unit: Sequence[Part]) -> bool:
    """Say whether the lines before a unit are unknown."""
    return bool(unit) and unit[0].line == UNCOUNTED
