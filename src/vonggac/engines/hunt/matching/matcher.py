"""The matcher: made once of all rules, then asked batch after batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from vonggac.engines.hunt.building import Needs
from vonggac.engines.hunt.columns import EVERY, Batch, Kind, payload
from vonggac.engines.hunt.conditions import Condition, Test
from vonggac.engines.hunt.matching.doormaking import DoorMaker
from vonggac.engines.hunt.matching.doors import Doors
from vonggac.engines.hunt.matching.evaluating import Evaluation
from vonggac.engines.hunt.matching.fields import EveryView, FieldTests, View
from vonggac.engines.hunt.matching.graph import Graph, Node, guarded
from vonggac.engines.hunt.matching.kept import Kept, Nodes, plan_of
from vonggac.engines.hunt.rules import Rule, RuleSet

MOST_REMEMBERED = 48_000_000
"""Bytes, about, of values whose answers are remembered between batches."""


@dataclass(slots=True)
class Matcher:
    """Rules made ready. `match` never changes what a batch says, only what it remembers of values."""

    _nodes: Sequence[Node]
    _tests: dict[str, FieldTests]
    _roots: Sequence[int]
    _doors: Doors
    _by_leaf: dict[int, list[int]]
    """Leaf → rules whose guard it is part of."""
    _unguarded: Sequence[int]

    @classmethod
    def of_set(cls, rules: RuleSet) -> Matcher:
        """Make a set ready, or take it as it was kept."""
        kept = rules.ready
        return cls.of_kept(kept) if kept is not None and kept.rules is rules.rules else cls.of(rules.rules)

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
        plan = DoorMaker(graph).plan(roots)
        by_leaf, unguarded = guarded(graph, roots)
        return cls(graph.nodes, tests, roots, Doors(graph.nodes, tests, plan, graph.tests.__getitem__), by_leaf, unguarded)

    @classmethod
    def of_kept(cls, kept: Kept) -> Matcher:
        """Return a matcher as it was kept."""
        told = kept.told
        nodes = Nodes(told["names"], told["nodes"])
        tests = {field: FieldTests(partial(kept.tests, field)) for field in kept.fields}
        by_leaf = {row[0]: row[1:] for row in told["guards"]}
        return cls(nodes, tests, told["roots"], Doors(nodes, tests, plan_of(told), _keyword_of(kept)), by_leaf, told["unguarded"])

    def needs(self, kind: Kind, *, own_id: bool = False) -> Needs | None:
        """Say what of a kind's events the rules need to see; None when no rule can match them."""
        return self._doors.needs(kind, own_id=own_id)

    def fields(self, rule: int) -> frozenset[str]:
        """Return the columns that a rule asks."""
        return self._doors.fields(rule)

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
        evaluation = Evaluation(self._nodes, batch, views)
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


def _keyword_of(kept: Kept) -> Callable[[int], Test]:
    """Return what gives a keyword by its leaf; they are looked up when the first event asks."""
    known: dict[int, Test] = {}

    def keyword(leaf: int) -> Test:
        if not known:
            known.update((leaf, test) for test, leaf in kept.tests(EVERY))
        return known[leaf]

    return keyword
