"""A span of time that slides over the things of one group, and the runs of windows in which a correlation holds.

A window is every thing of the group within the span that nothing can be added to: the span is bound to no full hour, and "at most three"
is asked of all that happened, not of its beginning. Windows that hold and share things are one run, told once. Time and memory grow with
the things of a window, not with how many windows hold.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from itertools import groupby
from operator import itemgetter

from vonggac.engines.hunt.correlating.hits import Hit
from vonggac.engines.hunt.correlating.tallies import Item, Tally, Tests, satisfies, tally_of
from vonggac.engines.hunt.rules import Correlation

MICROSECOND = timedelta(microseconds=1)
KEPT = 100
"""Events of a run that are shown; all of them are counted."""


@dataclass(slots=True)
class Run:
    """Things that made a correlation hold, in windows that share things."""

    items: list[Item] = field(default_factory=list)
    """The first ones, and the first of each rule."""
    points: list[Item] = field(default_factory=list)
    """The things at whose time it held already, or the first of them: what an outer correlation counts from."""
    count: int = 0
    first: int = 0
    last: int = 0
    amount: Fraction | int = 0
    """The largest of its windows."""
    upto: int = -1
    positions: set[int] = field(default_factory=set)

    def take(self, item: Item) -> None:
        if not self.count:
            self.first = item.at
        self.count, self.last, self.upto = self.count + 1, item.at, item.source
        if self.count <= KEPT or not self.positions.issuperset(item.positions):
            self.items.append(item)
        self.positions.update(item.positions)


class Sliding:
    """The window of one group while it slides."""

    def __init__(self, rule: Correlation, tests: Tests, *, every_point: bool = False) -> None:
        self.span, self.tests, self.every_point = rule.span // MICROSECOND, tests, every_point
        self.tally: Tally = tally_of(rule)
        self.window: deque[Item] = deque()
        self.pending: list[Item] = []
        self.run: Run | None = None

    def runs(self, moments: Iterable[Sequence[Item]]) -> Iterator[Run]:
        """Give the runs of a group whose things come in the order of time, those of one moment together."""
        window, add = self.window, self.tally.add
        for items in moments:
            since = items[0].at - self.span
            if window and window[0].at < since:
                yield from self._close()
                self._slide(since)
            window.extend(items)
            for item in items:
                add(item)
            if satisfies(self.tally.amount(since), self.tests):
                self.pending.append(items[-1])
        yield from self._close()
        if self.run is not None:
            yield self.run

    def _slide(self, since: int) -> None:
        """What is too old leaves; what held before held within the window that is closed now."""
        self.pending.clear()
        while self.window and self.window[0].at < since:
            self.tally.drop(self.window.popleft())

    def _close(self) -> Iterator[Run]:
        """Ask the window that nothing can be added to; give the run that ended before it."""
        if not self.window:
            return
        amount = self.tally.amount(self.window[-1].at - self.span)
        if amount is None or not satisfies(amount, self.tests):
            return
        if self.run is not None and self.run.upto < self.window[0].source:
            yield self.run
            self.run = None
        if self.run is None:
            self.run = Run(amount=amount)
        self._lengthen(self.run, amount)

    def _lengthen(self, run: Run, amount: Fraction | int) -> None:
        new = []
        for item in reversed(self.window):
            if item.source <= run.upto:
                break
            new.append(item)
        for item in reversed(new):
            run.take(item)
        run.amount = max(run.amount, amount)
        run.points += self.pending if self.every_point else self.pending[: not run.points]


def moments_of(hits: Iterable[Hit]) -> Iterator[list[Item]]:
    """Give the things behind the hits of one group, numbered, those of one moment together in the order of what they matched.

    Hits of one thing at one time are one thing.
    """
    number = 0
    for at, block in groupby(hits, key=itemgetter(2)):
        first, *others = block
        if others:
            items = _things(at, [first, *others], number)
        else:
            items = [Item(at, (first.position,), first.unit, first.event, (first.value,), number)]
        number += len(items)
        yield items


def _things(at: int, hits: Sequence[Hit], number: int) -> list[Item]:
    units: dict[int, tuple[int, set[int], dict[str, None]]] = {}
    for _correlation, _group, _at, position, unit, event, value in hits:
        _event, positions, values = units.setdefault(unit, (event, set(), {}))
        positions.add(position)
        values[value] = None
    things = [(tuple(sorted(positions)), unit, event, tuple(values)) for unit, (event, positions, values) in units.items()]
    things.sort(key=itemgetter(0))
    return [Item(at, positions, unit, event, values, place) for place, (positions, unit, event, values) in enumerate(things, number)]
