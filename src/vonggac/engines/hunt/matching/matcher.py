"""The matcher: made once of all rules, then asked batch after batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vonggac.engines.hunt.building import Needs
from vonggac.engines.hunt.columns import EVERY, Batch, Kind, payload
from vonggac.engines.hunt.conditions import Condition, Test
from vonggac.engines.hunt.matching.doors import Doors
from vonggac.engines.hunt.matching.evaluating import Evaluation
from vonggac.engines.hunt.matching.fields import EveryView, FieldTests, View
from vonggac.engines.hunt.matching.graph import Graph
from vonggac.engines.hunt.rules import Rule

MOST_REMEMBERED = 48_000_000
"""Bytes, about, of values whose answers are remembered between batches."""


@dataclass(slots=True)
class Matcher:
    """Rules made ready. `match` never changes what a batch says, only what it remembers of values."""

    _graph: Graph
    _tests: dict[str, FieldTests]
    _roots: list[int]
    _doors: Doors
    _by_leaf: dict[int, list[int]]
    """Leaf → rules whose guard it is part of."""
    _unguarded: list[int]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Matcher:
        """Make rules ready. They are known by their place from here on."""
        return cls.of_conditions([rule.condition for rule in rules])

    @classmethod
    def of_conditions(cls, conditions: Sequence[Condition]) -> Matcher:
        """Make bare conditions ready."""
        tests: dict[str, FieldTests] = {}

        def new_leaf(field: str, test: Test, leaf: int) -> None:
            if field not in tests:
                tests[field] = FieldTests()
            tests[field].add(test, leaf)

        graph = Graph(new_leaf)
        roots = graph.add_all(conditions)
        by_leaf, unguarded = _guarded(graph, roots)
        return cls(graph, tests, roots, Doors(graph, tests, roots), by_leaf, unguarded)

    def needs(self, kind: Kind, *, own_id: bool = False) -> Needs | None:
        """Say what of a kind's events the rules need to see; None when no rule can match them."""
        return self._doors.needs(kind, own_id=own_id)

    def fields(self, rule: int) -> frozenset[str]:
        """Return the columns that a rule asks."""
        return self._doors.fields(self._roots[rule])

    def can_match(self, kinds: Iterable[Kind]) -> set[int]:
        """Return the rules that events of these kinds can match; the others are idle."""
        is_open = set[int]().union(*map(self._doors.open_for, kinds))
        return {rule for rule, doors in enumerate(self._doors.of_rule) if not is_open.isdisjoint(doors)}

    def match(self, batch: Batch) -> list[tuple[int, list[int]]]:
        """Return each rule that holds somewhere, with its rows, rules and rows ascending."""
        views = self._views(batch)
        asked = set(self._unguarded)
        for view in views.values():
            for leaf in view.leaves:
                asked.update(self._by_leaf.get(leaf, ()))
        evaluation = Evaluation(self._graph, batch, views)
        found = [(rule, rows) for rule in sorted(asked) if (rows := evaluation.rows(self._roots[rule]))]
        self._forget_some()
        return found

    def _views(self, batch: Batch) -> dict[str, View | EveryView]:
        tests = self._tests
        views: dict[str, View | EveryView] = {
            field: tests[field].view(column, batch.size) for field, column in batch.columns.items() if field in tests
        }
        if EVERY in tests:
            views[EVERY] = EveryView(tests[EVERY], payload(batch), batch)
        return views

    def _forget_some(self) -> None:
        if sum(tests.remembered for tests in self._tests.values()) > MOST_REMEMBERED:
            for tests in self._tests.values():
                tests.forget()


def _guarded(graph: Graph, roots: Sequence[int]) -> tuple[dict[int, list[int]], list[int]]:
    by_leaf: dict[int, list[int]] = {}
    unguarded = []
    for rule, root in enumerate(roots):
        guard = graph.guards[root]
        if guard is None:
            unguarded.append(rule)
            continue
        for leaf in guard.leaves:
            by_leaf.setdefault(leaf, []).append(rule)
    return by_leaf, unguarded
