"""Conditions of all rules as one graph: what two rules ask alike is one node, worked out once a batch, and only when it can matter.

Of every rule the graph knows leaves of which at least one must hold for the rule to hold ("guard"). A batch looks only at rules whose
guard it touches: of 2,400 rules usually less than a tenth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from vonggac.engines.hunt.columns import EVERY
from vonggac.engines.hunt.conditions import (
    AllOf,
    AnyOf,
    Condition,
    IsNull,
    Moment,
    Network,
    Not,
    Number,
    Place,
    Regex,
    SameAs,
    Stands,
    Test,
    Text,
    Wildcard,
)  # fmt: skip

COMMON = 1_000.0
"""What a guard weighs that nearly every event touches."""


class Op:
    """What a node does. The order is that in which an "and" asks."""

    NEVER, ALWAYS, ANY, STANDS, OR, AND, NOT, SAME = range(8)


class Guard(NamedTuple):
    """Leaves of which one must hold; the weight says how often that may be."""

    weight: float
    leaves: frozenset[int]


class Node(NamedTuple):
    """One node: the leaves of one field, one of which must hold, or nodes below it."""

    op: int
    field: str = ""
    leaves: frozenset[int] = frozenset()
    below: tuple[int, ...] = ()
    same: SameAs | None = None


def field_of(test: Test) -> str:
    """Return the column that a test asks."""
    return EVERY if test.field is None else test.field


def is_kind(field: str) -> bool:
    """Say whether a column tells what an event is, or where from, rather than what it says."""
    return field.startswith("_") and not field.startswith("__") and field != EVERY


class Graph:
    """The nodes, each once. Node 0 never holds, node 1 always."""

    def __init__(self, new_leaf: Callable[[str, Test, int], None]) -> None:
        self.nodes: list[Node] = [Node(Op.NEVER), Node(Op.ALWAYS)]
        self.guards: list[Guard | None] = [Guard(0.0, frozenset()), None]
        self.asks_kind = [True, True]
        """Of each node, whether it asks only what an event is."""
        self._known: dict[object, int] = {}
        self._of_part: dict[int, int] = {}
        """Conditions as objects; rules read together share most of theirs."""
        self._of_test: dict[Test, int] = {}
        self.tests: list[Test] = []
        """What each leaf asks."""
        self._weights: list[float] = []
        self._new_leaf = new_leaf

    def add_all(self, conditions: Sequence[Condition]) -> list[int]:
        """Return the nodes of these conditions."""
        try:
            return [self.add(condition) for condition in conditions]
        finally:
            self._of_part.clear()

    def add(self, condition: Condition) -> int:
        """Return the node of a condition."""
        number = self._of_part.get(id(condition))
        if number is None:
            number = self._of_part[id(condition)] = self._added(condition)
        return number

    def _added(self, condition: Condition) -> int:
        match condition:
            case AllOf(parts):
                return self.all_of([self.add(part) for part in parts])
            case AnyOf(parts):
                return self.any_of([self.add(part) for part in parts])
            case Not(part):
                return self._not(self.add(part))
            case IsNull(field):
                return self._not(self._stands(field))
            case Stands(field):
                return self._stands(field)
            case SameAs():
                return self._node((Op.SAME, condition), Node(Op.SAME, same=condition))
            case _:
                return self._leaf(condition)

    def _stands(self, field: str) -> int:
        return self._node((Op.STANDS, field), Node(Op.STANDS, field))

    def _leaf(self, test: Text | Wildcard | Regex | Network | Number | Moment) -> int:
        number = self._of_test.get(test)
        if number is None:
            number = self._of_test[test] = self._new(test, field_of(test))
        return number

    def _new(self, test: Text | Wildcard | Regex | Network | Number | Moment, field: str) -> int:
        if isinstance(test, Text) and not test.text and test.place is not Place.WHOLE:
            return self._stands(field)
        leaf = len(self.tests)
        self.tests.append(test)
        self._weights.append(_weight(test, field))
        self._new_leaf(field, test, leaf)
        return self._appended(Node(Op.ANY, field, frozenset((leaf,))))

    def _node(self, key: object, node: Node) -> int:
        number = self._known.get(key)
        if number is None:
            number = self._known[key] = self._appended(node)
        return number

    def _appended(self, node: Node) -> int:
        self.nodes.append(node)
        self.guards.append(self._guard(node))
        self.asks_kind.append(is_kind(node.field) if node.field else node.same is None and all(map(self.asks_kind.__getitem__, node.below)))
        return len(self.nodes) - 1

    def all_of(self, below: Iterable[int]) -> int:
        """Return the node that holds where all of these do."""
        parts = self._flat(below, Op.AND)
        parts.discard(1)
        if 0 in parts:
            return 0
        if len(parts) < 2:
            return parts.pop() if parts else 1
        ordered = tuple(sorted(parts, key=self._cost))
        return self._node((Op.AND, ordered), Node(Op.AND, below=ordered))

    def any_of(self, below: Iterable[int]) -> int:
        """Return the node that holds where one of these does."""
        parts = self._flat(below, Op.OR)
        parts.discard(0)
        if 1 in parts:
            return 1
        ordered = tuple(sorted(self._merged(parts)))
        if len(ordered) < 2:
            return ordered[0] if ordered else 0
        return self._node((Op.OR, ordered), Node(Op.OR, below=ordered))

    def _flat(self, below: Iterable[int], op: int) -> set[int]:
        found: set[int] = set()
        for number in below:
            node = self.nodes[number]
            if node.op == op:
                found.update(node.below)
            else:
                found.add(number)
        return found

    def _merged(self, parts: set[int]) -> set[int]:
        """Make leaves of one field in an "or" one node."""
        fields: dict[str, list[int]] = {}
        for number in parts:
            node = self.nodes[number]
            if node.op == Op.ANY:
                fields.setdefault(node.field, []).append(number)
        for field, numbers in fields.items():
            if len(numbers) > 1:
                leaves = frozenset([leaf for one in numbers for leaf in self.nodes[one].leaves])
                parts = parts.difference(numbers)
                parts.add(self._node((Op.ANY, leaves), Node(Op.ANY, field, leaves)))
        return parts

    def _not(self, number: int) -> int:
        if number < 2:
            return 1 - number
        node = self.nodes[number]
        return node.below[0] if node.op == Op.NOT else self._node((Op.NOT, number), Node(Op.NOT, below=(number,)))

    def _cost(self, number: int) -> tuple[int, float, int]:
        """Order the parts of an "and": what an event is, then what is seldom, then the rest."""
        if self.asks_kind[number]:
            return -1, 0.0, number
        guard = self.guards[number]
        return self.nodes[number].op, guard.weight if guard else COMMON, number

    def _guard(self, node: Node) -> Guard | None:
        if node.op == Op.ANY:
            weights = self._weights
            return Guard(sum([weights[leaf] for leaf in node.leaves]), node.leaves)
        guards = [self.guards[number] for number in node.below]
        known = [guard for guard in guards if guard is not None]
        if node.op == Op.AND and known:
            return min(known)
        if node.op == Op.OR and len(known) == len(guards):
            return Guard(sum(guard.weight for guard in known), frozenset().union(*(guard.leaves for guard in known)))
        return None


def guarded(graph: Graph, roots: Sequence[int]) -> tuple[dict[int, list[int]], list[int]]:
    """Return leaf → rules whose guard it is part of, and the rules that have no guard."""
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


def _weight(test: Test, field: str) -> float:
    """Guess how often a test holds; only the order matters."""
    if is_kind(field):
        return COMMON
    if isinstance(test, Text):
        return (50.0 if field == "eventid" else 1.0 if test.place is Place.WHOLE else 2.0) / (1 + len(test.text)) ** 2
    if isinstance(test, Wildcard):
        return 2.0 / (1 + sum(len(part) for part in test.parts if isinstance(part, str))) ** 2
    return 0.1 if isinstance(test, Regex) else 20.0
