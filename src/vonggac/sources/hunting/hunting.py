"""A hunt from files to detections, chunk by chunk: nothing grows with the input but what is found, and that goes out at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from vonggac.engines.hunt import Coverage, Detection, Event, Kind, RuleSet, Sighted
from vonggac.engines.hunt.building import Builder, Needs
from vonggac.engines.hunt.columns import RESERVED
from vonggac.engines.hunt.correlating import Correlator
from vonggac.engines.hunt.indicating import Indicators, heading_of, reason
from vonggac.engines.hunt.matching import Matcher
from vonggac.kernel.badrows import BadRow
from vonggac.sources.events import Chunk, Input, find_inputs, read_input
from vonggac.sources.hunting.model import Options, Watched
from vonggac.sources.hunting.spool import Spool


class Seeker:
    """Rules and indicators made ready for chunks of events."""

    def __init__(self, rules: RuleSet, options: Options) -> None:
        self.rules, self._options = rules, options
        self.matcher = Matcher.of(rules.rules)
        self._indicators = Indicators(options.known)
        self._builder = Builder(self._needs)
        self.kinds: dict[Kind, int] = {}
        self.fields: set[str] = set()
        """Columns that some event had."""

    def _needs(self, kind: Kind, *, own_id: bool = False) -> Needs | None:
        needs = self.matcher.needs(kind, own_id=own_id)
        return self._indicators.needs(kind, needs) if len(self._indicators) else needs

    def within(self, events: list[Event]) -> list[Event]:
        """Return the events of the asked span of time; one without a time may belong to it."""
        since, until = self._options.since, self._options.until
        if since is None and until is None:
            return events
        first, last = since or datetime.min.replace(tzinfo=UTC), until or datetime.max.replace(tzinfo=UTC)
        return [event for event in events if (at := _moment(event.time)) is None or first <= at <= last]

    def look(self, chunk: Chunk, events: list[Event]) -> Iterator[tuple[int | None, Detection]]:
        """Give what these events hold: the number of a rule, or None for an indicator, with the detection."""
        for event in events:
            self.kinds[event.kind] = self.kinds.get(event.kind, 0) + 1
        batch = self._builder.build(events, chunk.source)
        self.fields.update(batch.columns)
        assert batch.numbers is not None
        seen: dict[int, Sighted] = {}

        def sighted(row: int) -> Sighted:
            assert batch.numbers is not None
            event = events[number := int(batch.numbers[row])]
            if number not in seen:
                seen[number] = Sighted(chunk.source, event.record, event.time, event.host, event.fields)
            return seen[number]

        for rule, rows in self.matcher.match(batch):
            heading = self.rules.rules[rule].heading
            for row in rows:
                yield rule, Detection(heading, sighted(row))
        for row, met in self._indicators.match(batch) if len(self._indicators) else ():
            yield None, Detection(heading_of(met.known), sighted(row), because=reason(met))

    def coverage(self, events: int) -> Coverage:
        """Say what could be seen at all."""
        awake = self.matcher.can_match(self.kinds)
        idle = [rule.heading for number, rule in enumerate(self.rules.rules) if number not in awake]
        unseen: dict[str, list[str]] = {}
        for number in sorted(awake):
            for field in self.matcher.fields(number) - self.fields - set(RESERVED):
                unseen.setdefault(field, []).append(self.rules.rules[number].heading.id)
        return Coverage(
            loaded=len(self.rules.rules) + len(self.rules.correlations),
            not_loaded=(),
            events=events,
            kinds=_shown(self.kinds),
            idle=tuple((heading.id, heading.title) for heading in idle),
            unseen_fields={field: tuple(ids) for field, ids in sorted(unseen.items())},
        )


def hunt(paths: Iterable[str | Path], rules: RuleSet, options: Options, watched: Watched | None = None) -> Iterator[Detection]:
    """Give what rules and indicators find in files, folders and archives; correlations come at the end."""
    watched = watched or Watched()
    inputs: list[Input] = []
    for found in find_inputs(paths, limits=options.limits):
        watched.take_bad([found]) if isinstance(found, BadRow) else inputs.append(found)
    watched.files_all, watched.bytes_all = len(inputs), sum(one.size for one in inputs)
    seeker = Seeker(rules, options)
    with Spool() as spool:
        correlator = Correlator(rules.correlations, spool)
        for one in inputs:
            yield from _of_file(one, seeker, correlator, options, watched)
        for detection in correlator.finish():
            watched.found += 1
            yield detection
    watched.undated = correlator.undated
    watched.coverage = seeker.coverage(watched.events)
    watched.tell()


def _of_file(one: Input, seeker: Seeker, correlator: Correlator, options: Options, watched: Watched) -> Iterator[Detection]:
    before = watched.bytes
    for chunk in read_input(one, limits=options.limits):
        events = seeker.within(chunk.events)
        watched.events += len(chunk.events)
        watched.left_out += len(chunk.events) - len(events)
        watched.take_bad(chunk.bad)
        watched.bytes = before + min(max(chunk.read, watched.bytes - before), one.size)
        for rule, detection in seeker.look(chunk, events) if events else ():
            if rule is not None:
                correlator.take(detection.heading.id, [detection.event])
            if rule is None or seeker.rules.rules[rule].shown:
                watched.found += 1
                yield detection
        watched.tell()
    watched.bytes = before + one.size
    watched.files += 1
    watched.tell()


def _moment(time: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(time)
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _shown(kinds: dict[Kind, int]) -> dict[str, int]:
    """Return kinds as people call them ("windows/security") with their events, the most frequent first."""
    named: dict[str, int] = {}
    for kind, count in kinds.items():
        name = "/".join(part for part in (kind.product, kind.category, kind.service or kind.channel) if part) or "không rõ"
        named[name] = named.get(name, 0) + count
    return dict(sorted(named.items(), key=lambda pair: -pair[1]))
