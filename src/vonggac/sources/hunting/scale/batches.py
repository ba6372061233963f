"""The function that every cluster runs: a table of work in, a table of findings out; it knows no cluster."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import vonggac
from vonggac.engines.hunt import RuleSet
from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.events import Chunk
from vonggac.sources.hunting.model import Options
from vonggac.sources.hunting.parts import Part
from vonggac.sources.hunting.scale.rows import Piece, rows_of
from vonggac.sources.hunting.scale.schema import is_lines
from vonggac.sources.hunting.scale.units import Unit, counted, is_uncounted, lines_in, units_in
from vonggac.sources.hunting.seeking import Seeker, Told, without_collector

if TYPE_CHECKING:
    import pyarrow as pa

_ELSEWHERE = "Máy làm việc {host} không thấy tệp này, hoặc thấy tệp khác. Mọi máy phải thấy cùng thư mục nhật ký dưới cùng một đường dẫn."


@dataclass(frozen=True, slots=True)
class Order:
    """What every worker is told once. Rules travel as they were read, so all machines must run the same release."""

    rules: RuleSet
    options: Options
    release: str = vonggac.__version__
    python: tuple[int, int] = sys.version_info[:2]

    def check(self) -> None:
        """Refuse to work for a driver of another release: its rules could mean something else here."""
        ours = (vonggac.__version__, sys.version_info[:2])
        if (self.release, self.python) != ours:
            raise OtherReleaseError(f"Vọng Gác {self.release}, Python {self.python} ≠ {ours[0]}, {ours[1]}")


class OtherReleaseError(RuntimeError):
    """Machines of one cluster run different releases."""


class Hunter:
    """Rules made ready on one worker, for as many tables as come."""

    def __init__(self, order: Order) -> None:
        order.check()
        self._order = replace(order, options=replace(order.options, journal=None, jobs=1))
        self._seeker: Seeker | None = None

    def hunt(self, table: pa.Table | pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Give what a table of places or of lines holds; each unit ends with its account, whole or not at all."""
        pieces = self._lines(table) if is_lines(table.schema.names) else self._places(table)
        try:
            with without_collector():
                for piece in pieces:
                    yield rows_of(piece, self._order.rules)
        except BaseException:
            self._seeker = None  # what it held of an unfinished unit goes with it
            raise

    def _ready(self) -> Seeker:
        if self._seeker is None:
            self._seeker = Seeker(self._order.rules, self._order.options)
        return self._seeker

    def _places(self, table: pa.Table | pa.RecordBatch) -> Iterator[Piece]:
        for number, unit in units_in(table):
            here, bad = _here(unit)
            lines = lines_in(unit[0]) if is_uncounted(unit) and here else 0
            yield from _pieces(number, self._ready().seek(counted(here)), unit, bad, lines)

    def _lines(self, table: pa.Table | pa.RecordBatch) -> Iterator[Piece]:
        seeker = self._ready()
        for source, rows in groupby(table.to_pylist(), key=lambda row: row["source"]):
            for chunk in _chunks(source, list(rows), self._order):
                seeker.add(chunk)
        yield Piece(0, 0, seeker.take(), is_last=True)


def _pieces(number: int, run: Iterator[Told], unit: Unit, bad: list[BadRow], lines: int) -> Iterator[Piece]:
    """Give what a unit told under its number; that it is done stands in the last piece alone."""
    before: Told | None = None
    piece = 0
    for told in run:
        told.group, told.done = number, ()
        if before is not None:
            yield Piece(number, piece, before)
            piece += 1
        before = told
    last = before or Told(group=number)
    last.bad += bad
    last.done = unit
    yield Piece(number, piece, last, lines, is_last=True)


def _here(unit: Unit) -> tuple[Unit, list[BadRow]]:
    """Return the parts that this machine sees as the driver saw them, and a word about each of the others."""
    from socket import gethostname

    here = tuple(part for part in unit if _is_same(part))
    why = _ELSEWHERE.format(host=gethostname())
    return here, [BadRow(Place(part.name), why, "", "not-on-this-machine") for part in unit if part not in here]


def _is_same(part: Part) -> bool:
    try:
        found = Path(part.path).stat()
    except OSError:
        return False
    return found.st_size >= max(part.end, 1) if part.end else found.st_size == part.size


def _chunks(source: str, rows: list[dict[str, Any]], order: Order) -> Iterator[Chunk]:
    """Give lines of a file as events that keep their numbers there."""
    from vonggac.sources.events.jsonlines import read_lines

    texts = [row["text"].replace("\n", " ").encode("utf-8", "replace") for row in rows]
    for chunk in read_lines([texts], source, order.options.limits):
        for event in chunk.events:
            event.record = rows[event.record - 1]["record"]
        chunk.bad = [_numbered(bad, rows) for bad in chunk.bad]
        yield chunk


def _numbered(bad: BadRow, rows: list[dict[str, Any]]) -> BadRow:
    line = bad.place.line
    return bad if line is None else replace(bad, place=replace(bad.place, line=rows[line - 1]["record"]))
