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
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count, groupby, product
from operator import itemgetter
from typing import TypeAlias

from vonggac.engines.hunt.columns import payload_name
from vonggac.engines.hunt.conditions import fold_text
from vonggac.engines.hunt.correlating.hits import Hit, Memory, Store
from vonggac.engines.hunt.correlating.tallies import bounds_of, tests_of
from vonggac.engines.hunt.correlating.values import GROUPS_AT_MOST, Names, Spelt, asked, groups_of
from vonggac.engines.hunt.correlating.windows import MICROSECOND, Run, Sliding, moments_of
from vonggac.engines.hunt.correlating.wording import reason
from vonggac.engines.hunt.results import Detection, Sighted
from vonggac.engines.hunt.rules import Correlation, Counting, Heading

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BETWEEN = "\x1f"
"""Between the values of a group, and of a value of several fields; readers never give it."""
_NOBODY = Heading("", "")
_VALUED = frozenset({Counting.VALUES, Counting.SUM, Counting.AVERAGE, Counting.PERCENTILE})
_TEMPORAL = frozenset({Counting.TOGETHER, Counting.IN_ORDER})


Place: TypeAlias = tuple[int, str, int, str]
"""Where an event counts: number of the correlation, group, position of the rule, value."""


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
        self._counted: dict[object, int] = {}
        """What is counted → the first correlation that counts it; others that count the same, in whatever span, share its hits."""
        for number, rule in enumerate(self._rules):
            if self._counted.setdefault(_counted(rule), number) == number:
                for of in dict.fromkeys(rule.of):
                    self._askers[of].append(_asker(number, rule, of))
        self._names = _names(self._rules, (asker for some in self._askers.values() for asker in some))
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
            if places := _places(askers, event, self._names.spelt(event)):
                unit = self._store.keep(event)
                self._store.add([Hit(number, group, at, position, unit, unit, value) for number, group, position, value in places])

    def finish(self) -> Iterator[Detection]:
        """Give the results of every correlation that is shown, inner ones before those that count them."""
        for rule, askers in self._passes():
            every = any(asker.rule.counting in _TEMPORAL for asker in askers)
            tests = tests_of(rule)
            for group, hits in groupby(self._store.hits_of(self._counted[_counted(rule)]), key=itemgetter(1)):
                for run in Sliding(rule, tests, every_point=every).runs(moments_of(hits)):
                    if askers:
                        self._store.add(self._outer(rule, askers, run))
                    if rule.shown:
                        yield self._told(rule, group, run)

    def _passes(self) -> Iterator[tuple[Correlation, list[_Asker]]]:
        """Give each correlation with those that count it.

        One that is not shown and asks just what another asks is settled with that one: "many failures" as a result, and as the first
        step of "many failures, then a success", are found once. Both count the same, so none of them counts the other.
        """
        same: dict[Correlation, list[Correlation]] = defaultdict(list)
        for rule in self._rules:
            same[replace(rule, heading=_NOBODY, shown=True)].append(rule)
        for rule in self._rules:
            alike = same[replace(rule, heading=_NOBODY, shown=True)]
            leading = next((one for one in alike if one.shown), alike[0])
            if rule is leading or rule.shown:
                served = [rule, *(one for one in alike if not one.shown and one is not rule)] if rule is leading else [rule]
                yield rule, [asker for one in served for asker in self._askers.get(one.heading.id, [])]

    def _outer(self, rule: Correlation, askers: Sequence[_Asker], run: Run) -> Iterator[Hit]:
        """Give a result as hits of the correlations that count it."""
        often = [asker for asker in askers if asker.rule.counting in _TEMPORAL]
        points = run.points if often else run.points[:1]
        for point, event in zip(points, self._store.events([one.event for one in points]), strict=True):
            fields = self._filled(rule, point.positions, event)
            unit = next(self._results)
            for number, group, position, value in _places(askers if point is run.points[0] else often, event, fields):
                yield Hit(number, group, point.at, position, unit, point.event, value)

    def _filled(self, rule: Correlation, positions: tuple[int, ...], event: Sighted) -> Spelt:
        """Return the fields of the event that completed a result, with the aliases as it filled them."""
        fields = self._names.spelt(event)
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


@lru_cache(maxsize=1024)
def microseconds(time: str) -> int | None:
    """Return a moment as microseconds since 1970, without a zone in UTC; None when it is none."""
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return None
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH) // MICROSECOND


def moment_of(at: int) -> datetime:
    """Return microseconds since 1970 as a moment in UTC."""
    return EPOCH + timedelta(microseconds=at)


def _places(askers: Iterable[_Asker], event: Sighted, fields: Spelt) -> list[Place]:
    """Return where an event counts; correlations that group alike share the group."""
    found: list[Place] = []
    groups: dict[tuple[str, ...], list[str]] = {}
    for asker in askers:
        if not (values := _values(asker, event, fields)):
            continue
        mine = groups.get(asker.group_by)
        if mine is None:
            mine = groups[asker.group_by] = _groups(asker.group_by, event, fields)
        found += [(asker.number, group, position, value) for group in mine for position in asker.positions for value in values]
    return found


def _groups(names: tuple[str, ...], event: Sighted, fields: Spelt) -> list[str]:
    columns = [asked(fields, event, name) for name in names]
    if all(len(column) == 1 for column in columns):
        return [BETWEEN.join([fold_text(column[0]) for column in columns])]
    return [BETWEEN.join(group) for group in groups_of(columns)]


def _values(asker: _Asker, event: Sighted, fields: Spelt) -> list[str]:
    """Return what is counted of an event: nothing to count, one empty text; no value where one is needed, none."""
    if asker.rule.counting not in _VALUED:
        return [""]
    columns = [asked(fields, event, name) for name in asker.fields]
    return [fold_text(BETWEEN.join(texts)) for texts in product(*columns)][:GROUPS_AT_MOST]


def _counted(rule: Correlation) -> object:
    """Return what makes the hits of two correlations the same."""
    valued = (rule.field, *rule.more_fields) if rule.counting in _VALUED else None
    return rule.of, rule.group_by, rule.aliases, valued, rule.counting in _TEMPORAL


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


def _names(rules: Iterable[Correlation], askers: Iterable[_Asker]) -> Names:
    """Return every name under which something is asked of an event, or of a result that stands for one."""
    names = {name for asker in askers for name in (*asker.group_by, *asker.fields)}
    names |= {payload_name(name) for rule in rules for alias, by_rule in rule.aliases for name in (alias, *dict(by_rule).values())}
    return Names(names)


def _inner_first(correlations: Sequence[Correlation]) -> list[Correlation]:
    """Order correlations so that each stands behind those it counts; those that count themselves in a ring never hold and stand last."""
    waiting = {rule.heading.id: rule for rule in correlations}
    ordered: list[Correlation] = []
    while ready := [rule for rule in waiting.values() if not any(of in waiting for of in rule.of)]:
        ordered += ready
        for rule in ready:
            del waiting[rule.heading.id]
    return ordered
