"""Rules and indicators over chunks of events: what is held at a time is one batch, whatever the input."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from vonggac.engines.hunt import Detection, Event, Kind, RuleSet, Sighted
from vonggac.engines.hunt.building import Builder, Needs
from vonggac.engines.hunt.columns import Batch
from vonggac.engines.hunt.indicating import Indicators, heading_of, reason
from vonggac.engines.hunt.matching import Matcher
from vonggac.kernel.badrows import BadRow
from vonggac.sources.events import Chunk
from vonggac.sources.hunting.hosts import Hosts, note
from vonggac.sources.hunting.model import Options
from vonggac.sources.hunting.parts import Part, chunks_of

AT_HAND = 1_024
"""Events that are put into columns at a time, while the processor still has them at hand."""
MOST_EVENTS = 16_384
"""Events of a batch: more make no rule cheaper."""


@dataclass(slots=True)
class Told:
    """What some batches told, ready to be sent from process to process."""

    found: list[tuple[int, Sighted]] = field(default_factory=list)
    """Number of the rule, event."""
    known: list[Detection] = field(default_factory=list)
    """What indicators found."""
    events: int = 0
    left_out: int = 0
    bytes: int = 0
    bad: list[BadRow] = field(default_factory=list)
    kinds: Counter[Kind] = field(default_factory=Counter)
    fields: set[str] = field(default_factory=set)
    """Columns that some event had."""
    hosts: Hosts = field(default_factory=dict)
    group: int = 0
    """Which parts were read together: none of them is done before all are."""
    done: tuple[Part, ...] = ()
    """Parts that are read to their end with this; their group is complete."""


class Seeker:
    """Rules and indicators made ready, and the batch that fills."""

    def __init__(self, rules: RuleSet, options: Options) -> None:
        self.rules, self._options = rules, options
        self.matcher = Matcher.of_set(rules)
        self._asked = frozenset[str]().union(*map(self.matcher.fields, range(len(rules.rules))))
        self._indicators = Indicators(options.known)
        self._builder = Builder(self._needs)
        self._held: list[tuple[str, list[Event]]] = []
        self._events = 0
        self._bytes = 0
        self._built = self._loose = 0
        self._raws: list[bytes | str | None] = []
        """Of the events not yet in columns."""
        self._told = Told()

    def _needs(self, kind: Kind, *, own_id: bool = False) -> Needs | None:
        needs = self.matcher.needs(kind, own_id=own_id)
        return self._indicators.needs(kind, needs) if len(self._indicators) else needs

    def seek(self, parts: Iterable[Part]) -> Iterator[Told]:
        """Read parts one after the other and give what they hold, batch after batch."""
        waiting: list[Part] = []
        group, is_open = 0, False
        for part in parts:
            at = 0
            for chunk in chunks_of(part, self._options.limits):
                self._told.bytes += max(0, min(chunk.read, part.size) - at)
                at = max(at, min(chunk.read, part.size))
                self.add(chunk)
                if self.is_full:
                    is_open = True
                    yield self.take(group)
            self._told.bytes += part.size - at
            waiting.append(part)
            if is_open or self._events >= MOST_EVENTS // 2:
                yield self.take(group, tuple(waiting))
                waiting, group, is_open = [], group + 1, False
        if waiting:
            yield self.take(group, tuple(waiting))

    def add(self, chunk: Chunk) -> None:
        """Take in the events of a chunk that lie in the asked span of time."""
        events, raws = chunk.events, chunk.raws
        if self._options.since is not None or self._options.until is not None:
            events, raws = self._within(events), None
        told = self._told
        told.events += len(chunk.events)
        told.left_out += len(chunk.events) - len(events)
        told.bad += chunk.bad
        if events:
            note(told.hosts, events)
            self._held.append((chunk.source, events))
            self._raws += raws if raws is not None else [None] * len(events)
            self._events += len(events)
            self._loose += len(events)
        self._bytes += chunk.size
        if self._loose >= AT_HAND:
            self._build()

    def _build(self) -> None:
        """Put the events that came last into columns; those of small files together, because it goes by kind and names."""
        loose = self._held[self._built :]
        events = [event for _source, events in loose for event in events] if len(loose) > 1 else loose[0][1]
        sources = [source for source, events in loose for _event in events] if len(loose) > 1 else loose[0][0]
        self._builder.add(events, sources, self._raws)
        self._built, self._loose, self._raws = len(self._held), 0, []

    @property
    def is_full(self) -> bool:
        """Whether it is time to match."""
        return self._events >= MOST_EVENTS or self._bytes >= self._options.limits.batch

    def take(self, group: int = 0, done: tuple[Part, ...] = ()) -> Told:
        """Match what was added, give it with everything told since, and let go of the events."""
        told, self._told = self._told, Told()
        told.group, told.done = group, done
        if self._held:
            if self._loose:
                self._build()
            batch = self._builder.batch()
            told.kinds.update(self._builder.take_kinds())
            told.fields.update(batch.columns, self._builder.take_names() & self._asked)
            self._match(batch, told)
        self._held, self._events, self._bytes, self._built = [], 0, 0, 0
        return told

    def _match(self, batch: Batch, told: Told) -> None:
        sighted = _Sightings(batch, self._held)
        for rule, rows in self.matcher.match(batch):
            told.found += [(rule, sighted.of(row)) for row in rows]
        for row, met in self._indicators.match(batch) if len(self._indicators) else ():
            told.known.append(Detection(heading_of(met.known), sighted.of(row), because=reason(met)))

    def _within(self, events: list[Event]) -> list[Event]:
        """Return the events of the asked span of time; one without a time may belong to it."""
        since, until = self._options.since, self._options.until
        first, last = since or datetime.min.replace(tzinfo=UTC), until or datetime.max.replace(tzinfo=UTC)
        return [event for event in events if (at := _moment(event.time)) is None or first <= at <= last]


class _Sightings:
    """Events of a batch by their rows, each made once."""

    def __init__(self, batch: Batch, held: list[tuple[str, list[Event]]]) -> None:
        self._numbers = batch.numbers
        self._events = [event for _source, events in held for event in events]
        self._sources = held
        self._made: dict[int, Sighted] = {}
        self._starts = _starts([len(events) for _source, events in held])

    def of(self, row: int) -> Sighted:
        from bisect import bisect_right

        assert self._numbers is not None
        number = int(self._numbers[row])
        made = self._made.get(number)
        if made is None:
            event = self._events[number]
            source = self._sources[bisect_right(self._starts, number) - 1][0]
            made = self._made[number] = Sighted(source, event.record, event.time, event.host, event.fields)
        return made


def _starts(lengths: list[int]) -> list[int]:
    found, at = [], 0
    for length in lengths:
        found.append(at)
        at += length
    return found


@contextmanager
def without_collector() -> Iterator[None]:
    """Let Python's search for cycles rest: events hold none, and looking for them costs a fifth of a hunt."""
    was_on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def _moment(time: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(time)
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
