"""What correlations remember: matched events once each, and where each counts. A store keeps it; it may lie on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from vonggac.engines.hunt.results import Sighted


class Hit(NamedTuple):
    """One matched event as one correlation sees it."""

    correlation: int
    group: str
    """The values of the grouping fields, folded, as one text."""
    at: int
    """Microseconds since 1970, UTC."""
    position: int
    """Which of the rules of the correlation it matched, counted from zero."""
    unit: int
    """What counts once: the number of the event, or below zero a result of an inner correlation."""
    event: int
    value: str = ""
    """What is counted or summed; "" where nothing is."""


class Store(Protocol):
    """Keeps events and hits until all input was read, because files follow each other in no order of time."""

    def keep(self, event: Sighted) -> int:
        """Keep an event and return its number; the same event (source, record, time) always has the same one."""

    def add(self, hits: Iterable[Hit]) -> None:
        """Keep hits; one that is kept already is not kept twice."""

    def hits_of(self, correlation: int) -> Iterator[Hit]:
        """Give the hits of a correlation by group, then time, then source and record of the event, then position."""

    def event(self, number: int) -> Sighted:
        """Return an event as it was kept."""

    def events(self, numbers: Sequence[int]) -> Iterator[Sighted]:
        """Give events as they were kept, in the order of these numbers."""


class Memory:
    """A store for inputs that are small, and for tests."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, str], int] = {}
        self._events: list[Sighted] = []
        self._hits: dict[int, set[Hit]] = {}

    def keep(self, event: Sighted) -> int:
        number = self._numbers.setdefault((event.source, event.record, event.time), len(self._events))
        if number == len(self._events):
            self._events.append(event)
        return number

    def add(self, hits: Iterable[Hit]) -> None:
        for hit in hits:
            self._hits.setdefault(hit.correlation, set()).add(hit)

    def hits_of(self, correlation: int) -> Iterator[Hit]:
        yield from sorted(self._hits.get(correlation, ()), key=self._order)

    def _order(self, hit: Hit) -> tuple[str, int, str, int, int, int]:
        event = self._events[hit.event]
        return hit.group, hit.at, event.source, event.record, hit.position, -hit.unit

    def event(self, number: int) -> Sighted:
        return self._events[number]

    def events(self, numbers: Sequence[int]) -> Iterator[Sighted]:
        return (self._events[number] for number in numbers)
