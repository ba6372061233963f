"""Correlations over what single rules matched: events in, in any order and from many files; results when all input was read.

Source: Sigma correlation specification 2.1 (types, grouping, aliases, chains). What it leaves open is decided so:
- an event without one of the grouping fields, or without a time, stands in no group;
- a result of a correlation is an event for the ones above it: where these count, once a run, at the time it first held; where these ask for
  order or togetherness, at every time it held, so that "many failures, then a success" is found also in the midst of the failures;
- such a result has the fields of the event that completed it, and the aliases as that event filled them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, groupby, product

from vonggac.engines.hunt.columns import payload_name
from vonggac.engines.hunt.conditions import fold_text
from vonggac.engines.hunt.correlating.hits import Hit, Memory, Store
from vonggac.engines.hunt.correlating.tallies import bounds_of
from vonggac.engines.hunt.correlating.values import GROUPS_AT_MOST, Spelt, asked, groups_of, spelt
from vonggac.engines.hunt.correlating.windows import MICROSECOND, Run, Sliding, items_of
from vonggac.engines.hunt.correlating.wording import reason
from vonggac.engines.hunt.results import Detection, Sighted
from vonggac.engines.hunt.rules import Correlation, Counting

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BETWEEN = "\x1f"
"""Between the values of a group, and of a value of several fields; readers never give it."""
_VALUED = frozenset({Counting.VALUES, Counting.SUM, Counting.AVERAGE, Counting.PERCENTILE})
_TEMPORAL = frozenset({Counting.TOGETHER, Counting.IN_ORDER})


@dataclass(frozen=True, slots=True)
class _Asker:
    """A correlation that counts a rule, and how it calls that rule's fields."""

    number: int
    rule: Correlation
    positions: tuple[int, ...]
    group_by: tuple[str, ...]
    """Folded, aliases resolved for this rule."""
    fields: tuple[str, ...]
    """Whose values are counted, resolved likewise."""
    aliases: tuple[tuple[str, str], ...]


class Correlator:
    """Takes what single rules matched and tells at the end which correlations hold."""

    def __init__(self, correlations: Sequence[Correlation], store: Store | None = None) -> None:
        self._rules = _inner_first(correlations)
        self._store: Store = store if store is not None else Memory()
        self._askers: dict[str, list[_Asker]] = defaultdict(list)
        for number, rule in enumerate(self._rules):
            for of in dict.fromkeys(rule.of):
                self._askers[of].append(_asker(number, rule, of))
        self._results = count(-1, -1)
        self.undated = 0
        """Matched events without a time: they cannot stand in any span."""

    @property
    def wanted(self) -> frozenset[str]:
        """Identifiers of the rules whose matches must be given to `take`."""
        return frozenset(self._askers) - {rule.heading.id for rule in self._rules}

    def take(self, rule: str, events: Iterable[Sighted]) -> None:
        """Take events that a rule matched; the same one may come again."""
        askers = self._askers.get(rule, ())
        for event in events if askers else ():
            at = microseconds(event.time)
            if at is None:
                self.undated += 1
                continue
            hits = list(_hits(askers, event, spelt(event), at))
            if hits:
                number = self._store.keep(event)
                self._store.add([hit._replace(unit=number, event=number) for hit in hits])

    def finish(self) -> Iterator[Detection]:
        """Give the results of every correlation that is shown, inner ones before those that count them."""
        for number, rule in enumerate(self._rules):
            askers = self._askers.get(rule.heading.id, [])
            every = any(asker.rule.counting in _TEMPORAL for asker in askers)
            for group, hits in groupby(self._store.hits_of(number), key=lambda hit: hit.group):
                items = items_of((hit.at, hit.unit, hit.event, hit.position, hit.value) for hit in hits)
                for run in Sliding(rule, every_point=every).runs(items):
                    self._store.add(self._outer(rule, askers, run))
                    if rule.shown:
                        yield self._told(rule, group, run)

    def _outer(self, rule: Correlation, askers: Sequence[_Asker], run: Run) -> Iterator[Hit]:
        """Give a result as hits of the correlations that count it."""
        for asker in askers:
            for point in run.points if asker.rule.counting in _TEMPORAL else run.points[:1]:
                event = self._store.event(point.event)
                unit = next(self._results)
                for hit in _hits([asker], event, self._filled(rule, point.positions, event), point.at):
                    yield hit._replace(unit=unit, event=point.event)

    def _filled(self, rule: Correlation, positions: tuple[int, ...], event: Sighted) -> Spelt:
        """Return the fields of the event that completed a result, with the aliases as it filled them."""
        fields = spelt(event)
        of = rule.of[positions[0]]
        for alias, by_rule in rule.aliases:
            name = dict(by_rule).get(of)
            if name is not None and (values := asked(fields, event, payload_name(name))):
                fields[payload_name(alias)] = values
        return fields

    def _told(self, rule: Correlation, group: str, run: Run) -> Detection:
        leading, *others = [self._store.event(item.event) for item in run.items]
        values = group.split(BETWEEN) if rule.group_by else []
        return Detection(rule.heading, leading, tuple(others), reason(rule, bounds_of(rule), values, run))


def microseconds(time: str) -> int | None:
    """Return a moment as microseconds since 1970, without a zone in UTC; None when it is none."""
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return None
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - EPOCH) // MICROSECOND


def moment_of(at: int) -> datetime:
    """Return microseconds since 1970 as a moment in UTC."""
    return EPOCH + timedelta(microseconds=at)


def _hits(askers: Iterable[_Asker], event: Sighted, fields: Spelt, at: int) -> Iterator[Hit]:
    for asker in askers:
        values = _values(asker, event, fields)
        for group in groups_of([asked(fields, event, name) for name in asker.group_by]) if values else ():
            for position, value in product(asker.positions, values):
                yield Hit(asker.number, BETWEEN.join(group), at, position, 0, 0, value)


def _values(asker: _Asker, event: Sighted, fields: Spelt) -> list[str]:
    """Return what is counted of an event: nothing to count, one empty text; no value where one is needed, none."""
    if asker.rule.counting not in _VALUED:
        return [""]
    columns = [asked(fields, event, name) for name in asker.fields]
    return [fold_text(BETWEEN.join(texts)) for texts in product(*columns)][:GROUPS_AT_MOST]


def _asker(number: int, rule: Correlation, of: str) -> _Asker:
    aliases = {payload_name(alias): payload_name(dict(by_rule)[of]) for alias, by_rule in rule.aliases if of in dict(by_rule)}
    named = [payload_name(name) for name in rule.group_by]
    counted = [payload_name(name) for name in (rule.field, *rule.more_fields) if name]
    return _Asker(
        number,
        rule,
        tuple(position for position, one in enumerate(rule.of) if one == of),
        tuple(aliases.get(name, name) for name in named),
        tuple(aliases.get(name, name) for name in counted),
        tuple(aliases.items()),
    )


def _inner_first(correlations: Sequence[Correlation]) -> list[Correlation]:
    """Order correlations so that each stands behind those it counts; those that count themselves in a ring never hold and stand last."""
    waiting = {rule.heading.id: rule for rule in correlations}
    ordered: list[Correlation] = []
    while ready := [rule for rule in waiting.values() if not any(of in waiting for of in rule.of)]:
        ordered += ready
        for rule in ready:
            del waiting[rule.heading.id]
    return ordered
