"""Where the doors of rules come from: what of a rule asks only what an event is.

The part of a rule that asks only what an event is, is its door; a rule that is a choice has one for each branch. Most rules share a few
doors ("Windows, process creation"), so a kind is asked of doors, not of rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vonggac.engines.hunt.columns import EVERY
from vonggac.engines.hunt.conditions import Place, Text
from vonggac.engines.hunt.matching.graph import Graph, Op

KIND_COLUMNS = {"_product": 0, "_category": 1, "_service": 2, "_channel": 3, "_eventid": 4, "_provider": 5}
WHATEVER = -1
"""Stands for a keyword that every event holds."""
Ids = frozenset[str] | None
"""Event identifiers of which a rule needs one; None when it does not depend on them so."""


class Behind(NamedTuple):
    """Rules behind a door that need one of the same event identifiers: the columns that they ask, and their keywords."""

    ids: Ids
    fields: frozenset[str]
    keywords: frozenset[int]


class Plan(NamedTuple):
    """The doors of a set of rules."""

    of_rule: list[tuple[int, ...]]
    behind: dict[int, list[Behind]]
    fields: list[frozenset[str]]
    """Columns that each rule asks."""


class DoorMaker:
    """Finds the doors of rules, given as nodes of a graph; doors are nodes too."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._fields: dict[int, frozenset[str]] = {}
        self._doors: dict[int, int] = {}
        self._ids: dict[int, Ids] = {}
        self._keywords: dict[int, frozenset[int]] = {}
        self._behind: dict[int, dict[Ids, tuple[set[str], set[int]]]] = {}

    def plan(self, roots: Sequence[int]) -> Plan:
        """Return the doors of these rules."""
        of_rule = [self._branches(root) for root in roots]
        behind = {
            door: [Behind(ids, frozenset(fields), frozenset(keywords)) for ids, (fields, keywords) in groups.items()]
            for door, groups in self._behind.items()
        }
        return Plan(of_rule, behind, [self._fields_of(root) for root in roots])

    def _branches(self, root: int) -> tuple[int, ...]:
        """Put a rule behind its doors and return them."""
        node = self._graph.nodes[root]
        doors = []
        for branch in node.below if node.op == Op.OR else (root,) if root else ():
            door = self._door(branch)
            fields, keywords = self._behind.setdefault(door, {}).setdefault(self._ids_of(branch), (set(), set()))
            fields |= self._fields_of(branch)
            keywords |= self._keywords_of(branch)
            doors.append(door)
        return tuple(doors)

    def _door(self, number: int) -> int:
        """Return what a node asks of the kind alone; wherever the node holds, its door does."""
        known = self._doors.get(number)
        if known is None:
            known = self._doors[number] = self._door_worked_out(number)
        return known

    def _door_worked_out(self, number: int) -> int:
        node = self._graph.nodes[number]
        if self._graph.asks_kind[number] and self._fields_of(number) <= KIND_COLUMNS.keys():
            return number
        if node.op == Op.AND:
            return self._graph.all_of([self._door(one) for one in node.below])
        if node.op == Op.OR:
            return self._graph.any_of([self._door(one) for one in node.below])
        return 1

    def _fields_of(self, number: int) -> frozenset[str]:
        known = self._fields.get(number)
        if known is None:
            node = self._graph.nodes[number]
            own = {node.same.field, node.same.other} if node.same else {node.field} if node.field else set()
            known = self._fields[number] = frozenset(own).union(*(self._fields_of(one) for one in node.below))
        return known

    def _keywords_of(self, number: int) -> frozenset[int]:
        known = self._keywords.get(number)
        if known is None:
            node = self._graph.nodes[number]
            own = (node.leaves or {WHATEVER}) if node.field == EVERY else frozenset()
            known = self._keywords[number] = frozenset(own).union(*(self._keywords_of(one) for one in node.below))
        return known

    def _ids_of(self, number: int) -> Ids:
        if number not in self._ids:
            self._ids[number] = self._ids_worked_out(number)
        return self._ids[number]

    def _ids_worked_out(self, number: int) -> Ids:
        node = self._graph.nodes[number]
        if node.op == Op.ANY and node.field == "eventid":
            tests = [self._graph.tests[leaf] for leaf in node.leaves]
            texts = [test.text for test in tests if isinstance(test, Text) and test.place is Place.WHOLE]
            return frozenset(texts) if len(texts) == len(tests) else None
        below = [self._ids_of(one) for one in node.below]
        known = [ids for ids in below if ids is not None]
        if node.op == Op.AND and known:
            return frozenset.intersection(*known)
        if node.op == Op.OR and len(known) == len(below):
            return frozenset().union(*known)
        return None
