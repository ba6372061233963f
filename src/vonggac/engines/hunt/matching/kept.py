"""A matcher as plain rows, so that a start need not make it anew: nodes are unfolded when asked for, tests when a field is met."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from vonggac.engines.hunt.conditions import Condition, Place, SameAs, Test
from vonggac.engines.hunt.matching.doormaking import Behind, DoorMaker, Plan
from vonggac.engines.hunt.matching.graph import Graph, Node, Op, guarded
from vonggac.engines.hunt.rules import Rule

Told = Mapping[str, Any]
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A matcher of these rules, and of no others."""

    rules: tuple[Rule, ...]
    told: Told
    """What `written` gave."""
    tests: Callable[[str], Iterable[tuple[Test, int]]]
    """Gives the tests of a field with their leaves."""
    fields: tuple[str, ...]
    """Those that have tests."""


class Nodes(Sequence[Node]):
    """Nodes of a graph, each unfolded when it is asked for."""

    def __init__(self, names: Sequence[str], rows: Sequence[Row]) -> None:
        self._names, self._rows = names, rows
        self._made: dict[int, Node] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, number: int) -> Node: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Node]: ...
    def __getitem__(self, number: int | slice) -> Node | Sequence[Node]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        node = self._made.get(number)
        if node is None:
            node = self._made[number] = self._unfolded(self._rows[number])
        return node

    def _unfolded(self, row: Row) -> Node:
        op = row[0]
        if op == Op.ANY:
            return Node(op, self._names[row[1]], frozenset(row[2:]))
        if op == Op.STANDS:
            return Node(op, self._names[row[1]])
        if op == Op.SAME:
            field, place, other, cased = row[1:]
            return Node(op, same=SameAs(field, Place(place), other, cased))
        return Node(op, below=tuple(row[1:]))


class _Names(dict[str, int]):
    """Names, numbered as they come."""

    def __missing__(self, name: str) -> int:
        self[name] = number = len(self)
        return number


def written(conditions: Sequence[Condition]) -> tuple[dict[str, Any], dict[str, list[tuple[Test, int]]]]:
    """Return what is worth keeping of a matcher of these conditions, as plain values, and the tests of each field."""
    tests: dict[str, list[tuple[Test, int]]] = {}
    graph = Graph(lambda field, test, leaf: tests.setdefault(field, []).append((test, leaf)))
    roots = graph.add_all(conditions)
    plan, names = DoorMaker(graph).plan(roots), _Names()
    by_leaf, unguarded = guarded(graph, roots)
    told: dict[str, Any] = {
        "nodes": [_row(node, names) for node in graph.nodes],
        "roots": roots,
        "guards": [[leaf, *rules] for leaf, rules in by_leaf.items()],
        "unguarded": unguarded,
        "doors": plan.of_rule,
        "behind": [[door, [_behind(one, names) for one in behind]] for door, behind in plan.behind.items()],
        "fields": [_numbers(fields, names) for fields in plan.fields],
    }
    return {**told, "names": list(names)}, tests


def _row(node: Node, names: _Names) -> list[Any]:
    if node.op == Op.ANY:
        return [node.op, names[node.field], *sorted(node.leaves)]
    if node.op == Op.STANDS:
        return [node.op, names[node.field]]
    if node.same is not None:
        return [node.op, node.same.field, node.same.place.value, node.same.other, node.same.cased]
    return [node.op, *node.below]


def _behind(one: Behind, names: _Names) -> list[Any]:
    return [None if one.ids is None else sorted(one.ids), _numbers(one.fields, names), sorted(one.keywords)]


def _numbers(fields: Iterable[str], names: _Names) -> list[int]:
    return [names[field] for field in sorted(fields)]


def plan_of(told: Told) -> Plan:
    """Return the doors that were kept."""
    names = told["names"]
    behind = {
        door: [
            Behind(None if ids is None else frozenset(ids), _fields(fields, names), frozenset(keywords)) for ids, fields, keywords in groups
        ]
        for door, groups in told["behind"]
    }
    return Plan([tuple(doors) for doors in told["doors"]], behind, [_fields(fields, names) for fields in told["fields"]])


def _fields(numbers: Iterable[int], names: Sequence[str]) -> frozenset[str]:
    return frozenset([names[number] for number in numbers])
