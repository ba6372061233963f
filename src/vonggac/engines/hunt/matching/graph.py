"""Conditions of all rules as one graph: what two rules ask alike is one node, worked out once a batch, and only when it can matter.

Of every rule the graph knows leaves of which at least one must hold for the rule to hold ("guard"). A batch looks only at rules whose
guard it touches: of 2,400 rules usually less than a tenth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
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


class Op(IntEnum):
    """What a node does. The order is that in which an "and" asks."""

    NEVER = 0
    ALWAYS = 1
    ANY = 2
    STANDS = 3
    OR = 4
    AND = 5
    NOT = 6
    SAME = 7


class Guard(NamedTuple):
    """Leaves of which one must hold; the weight says how often that may be."""

    weight: float
    leaves: frozenset[int]


class Node(NamedTuple):
    """One node: the leaves of one field, one of which must hold, or nodes below it."""

    op: Op
    field: str = ""
    leaves: frozenset[int] = frozenset()
    below: tuple[int, ...] = ()
    same: SameAs | None = None


def field_of(test: Test) -> str:
    """Return the column that a test asks."""
    return EVERY if test.field is None else test.field


class Graph:
    """The nodes, each once. Node 0 never holds, node 1 always."""

    def __init__(self, new_leaf: Callable[[str, Test, int], None]) -> None:
        self.nodes: list[Node] = [Node(Op.NEVER), Node(Op.ALWAYS)]
        self.guards: list[Guard | None] = [Guard(0.0, frozenset()), None]
        self._known: dict[Node, int] = {node: number for number, node in enumerate(self.nodes)}
        self._of_test: dict[Test, int] = {}
        self.tests: list[Test] = []
        """What each leaf asks."""
        self._weights: list[float] = []
        self._new_leaf = new_leaf

    def add(self, condition: Condition) -> int:
        """Return the node of a condition."""
        match condition:
            case AllOf(parts):
                return self.all_of([self.add(part) for part in parts])
            case AnyOf(parts):
                return self._any([self.add(part) for part in parts])
            case Not(part):
                return self._not(self.add(part))
            case IsNull(field):
                return self._not(self._node(Node(Op.STANDS, field)))
            case Stands(field):
                return self._node(Node(Op.STANDS, field))
            case SameAs():
                return self._node(Node(Op.SAME, same=condition))
            case _:
                return self._leaf(condition)

    def _leaf(self, test: Text | Wildcard | Regex | Network | Number | Moment) -> int:
        number = self._of_test.get(test)
        if number is None:
            number = self._of_test[test] = self._new(test, field_of(test))
        return number

    def _new(self, test: Text | Wildcard | Regex | Network | Number | Moment, field: str) -> int:
        if isinstance(test, Text) and not test.text and test.place is not Place.WHOLE:
            return self._node(Node(Op.STANDS, field))
        leaf = len(self.tests)
        self.tests.append(test)
        self._weights.append(_weight(test, field))
        self._new_leaf(field, test, leaf)
        return self._node(Node(Op.ANY, field, frozenset((leaf,))))

    def _node(self, node: Node) -> int:
        number = self._known.get(node)
        if number is None:
            number = self._known[node] = len(self.nodes)
            self.nodes.append(node)
            self.guards.append(self._guard(node))
        return number

    def all_of(self, below: Iterable[int]) -> int:
        """Return the node that holds where all of these do."""
        parts = self._flat(below, Op.AND)
        parts.discard(1)
        if 0 in parts:
            return 0
        if len(parts) < 2:
            return parts.pop() if parts else 1
        return self._node(Node(Op.AND, below=tuple(sorted(parts, key=self._cost))))

    def _any(self, below: Iterable[int]) -> int:
        parts = self._flat(below, Op.OR)
        parts.discard(0)
        if 1 in parts:
            return 1
        parts = self._merged(parts)
        if len(parts) < 2:
            return parts.pop() if parts else 0
        return self._node(Node(Op.OR, below=tuple(sorted(parts))))

    def _flat(self, below: Iterable[int], op: Op) -> set[int]:
        found: set[int] = set()
        for number in below:
            node = self.nodes[number]
            found.update(node.below if node.op is op else (number,))
        return found

    def _merged(self, parts: set[int]) -> set[int]:
        """Make leaves of one field in an "or" one node."""
        fields: dict[str, set[int]] = {}
        for number in parts:
            if self.nodes[number].op is Op.ANY:
                fields.setdefault(self.nodes[number].field, set()).add(number)
        for field, numbers in fields.items():
            if len(numbers) > 1:
                parts = (parts - numbers) | {
                    self._node(Node(Op.ANY, field, frozenset().union(*(self.nodes[one].leaves for one in numbers))))
                }
        return parts

    def _not(self, number: int) -> int:
        if number < 2:
            return 1 - number
        node = self.nodes[number]
        return node.below[0] if node.op is Op.NOT else self._node(Node(Op.NOT, below=(number,)))

    def _cost(self, number: int) -> tuple[int, float, int]:
        """Order the parts of an "and": what an event is, then what is seldom, then the rest."""
        node, guard = self.nodes[number], self.guards[number]
        if node.op is Op.ANY and node.field.startswith("_") and node.field != EVERY:
            return -1, 0.0, number
        return int(node.op), guard.weight if guard else COMMON, number

    def _guard(self, node: Node) -> Guard | None:
        if node.op is Op.ANY:
            weights = self._weights
            return Guard(sum([weights[leaf] for leaf in node.leaves]), node.leaves)
        guards = [self.guards[number] for number in node.below]
        known = [guard for guard in guards if guard is not None]
        if node.op is Op.AND and known:
            return min(known)
        if node.op is Op.OR and len(known) == len(guards):
            return Guard(sum(guard.weight for guard in known), frozenset().union(*(guard.leaves for guard in known)))
        return None


def _weight(test: Test, field: str) -> float:
    """Guess how often a test holds; only the order matters."""
    if field.startswith("_") and field != EVERY:
        return COMMON
    if isinstance(test, Text):
        return (50.0 if field == "eventid" else 1.0 if test.place is Place.WHOLE else 2.0) / (1 + len(test.text)) ** 2
    if isinstance(test, Wildcard):
        return 2.0 / (1 + sum(len(part) for part in test.parts if isinstance(part, str))) ** 2
    return 0.1 if isinstance(test, Regex) else 20.0
