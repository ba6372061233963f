"""What the workers found, brought together as if one machine had read everything: each unit once, its lines numbered, correlations last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from vonggac.engines.hunt import Detection, RuleSet
from vonggac.engines.hunt.matching import Matcher
from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.hunting.hunting import together
from vonggac.sources.hunting.model import Watched
from vonggac.sources.hunting.parts import Part
from vonggac.sources.hunting.scale.rows import Piece, pieces_of
from vonggac.sources.hunting.scale.units import Unit, is_uncounted, lines_in, units_in
from vonggac.sources.hunting.seeking import Told

if TYPE_CHECKING:
    import pyarrow as pa

_DIED = "Các máy làm việc dừng giữa chừng khi đọc tệp này dù đã thử lại (thiếu bộ nhớ hoặc bị ngắt). Săn riêng tệp này bằng --jobs 1."


class Gathering:
    """Takes pieces in the order of their units; one that comes again, because a worker died and another took over, counts once."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._unit = self._piece = 0
        self._before: dict[str, int] = {}
        """File → lines of its runs so far."""

    def told(self, pieces: Iterable[Piece]) -> Iterator[Told]:
        """Give what pieces told; units that never came to their end are named."""
        for piece in pieces:
            while self._unit < piece.unit:
                yield self._missed()
            if piece.unit == self._unit and piece.number == self._piece:
                yield self._taken(piece)
        while self._unit < len(self._units):
            yield self._missed()

    def _taken(self, piece: Piece) -> Told:
        unit, told = self._units[piece.unit], piece.told
        self._piece += 1
        if is_uncounted(unit):
            _shift(told, self._before.get(unit[0].path, 0))
        if piece.is_last:
            self._done(unit, piece.lines)
        return told

    def _done(self, unit: Unit, lines: int) -> None:
        self._unit, self._piece = self._unit + 1, 0
        if is_uncounted(unit):
            self._before[unit[0].path] = self._before.get(unit[0].path, 0) + lines

    def _missed(self) -> Told:
        """Name what no worker could read to its end."""
        unit = self._units[self._unit]
        self._done(unit, _lines(unit[0]) if is_uncounted(unit) else 0)
        return Told(bad=[BadRow(Place(part.name), _DIED, "", "process-died") for part in unit])


def _lines(part: Part) -> int:
    try:
        return lines_in(part)
    except OSError:
        return 0


def _shift(told: Told, lines: int) -> None:
    """Number the lines of a run as its file does."""
    if not lines:
        return
    told.found = [(rule, replace(event, record=event.record + lines)) for rule, event in told.found]
    told.known = [replace(one, event=replace(one.event, record=one.event.record + lines)) for one in told.known]
    told.bad = [bad if bad.place.line is None else replace(bad, place=replace(bad.place, line=bad.place.line + lines)) for bad in told.bad]


def gathered(
    tables: Iterable[pa.Table | pa.RecordBatch],
    rules: RuleSet,
    watched: Watched | None = None,
    *,
    places: pa.Table | None = None,
) -> Iterator[Detection]:
    """Give the detections of tables that `hunt_in_arrow` filled, and the correlations over all of them.

    `places`: the table that was handed out; then units are put in order and each counts once. Of lines that were carried along, all count.
    """
    pieces = pieces_of(tables)
    if places is None:
        run: Iterator[Told] = (piece.told for piece in pieces)
    else:
        units = [unit for _number, unit in sorted(units_in(places))]
        run = Gathering(units).told(sorted(pieces, key=lambda piece: (piece.unit, piece.number)))
    yield from together(run, rules, Matcher.of(rules.rules), watched or Watched())
