"""Which rules events of a kind can match at all, and what of such events they need to see.

The part of a rule that asks only what an event is, is its door; a rule that is a choice has one for each branch. Most rules share a few
doors ("Windows, process creation"), so a kind is asked of doors, not of rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vonggac.engines.hunt.building import Needs
from vonggac.engines.hunt.columns import EVERY, Kind
from vonggac.engines.hunt.conditions import Place, Text
from vonggac.engines.hunt.matching.fields import FieldTests
from vonggac.engines.hunt.matching.graph import Graph, Op
from vonggac.engines.hunt.matching.signs import Signs

KIND_COLUMNS = {"_product": 0, "_category": 1, "_service": 2, "_channel": 3, "_eventid": 4, "_provider": 5}
_WHATEVER = -1
"""Stands for a keyword that every event holds."""
Ids = frozenset[str] | None
"""Event identifiers of which a rule needs one; None when it does not depend on them so."""


class Doors:
    """The doors of a set of rules, given as nodes of a graph."""

    def __init__(self, graph: Graph, tests: Mapping[str, FieldTests], roots: Sequence[int]) -> None:
        self._graph, self._tests = graph, tests
        self._fields: dict[int, frozenset[str]] = {}
        self._doors: dict[int, int] = {}
        self._ids: dict[int, Ids] = {}
        self._keywords: dict[int, frozenset[int]] = {}
        self._signs: dict[frozenset[int], Signs | None] = {}
        self._behind: dict[int, dict[Ids, tuple[set[str], set[int]]]] = {}
        """Door → of each set of identifiers, the columns that rules behind it ask, and their keywords."""
        self.of_rule = [self._branches(root) for root in roots]
        self._needs: dict[tuple[Kind, bool], Needs | None] = {}

    def _branches(self, root: int) -> tuple[int, ...]:
        """Put a rule behind its doors and return them."""
        node = self._graph.nodes[root]
        doors = []
        for branch in node.below if node.op == Op.OR else (root,) if root else ():
            door = self._door(branch)
            fields, keywords = self._behind.setdefault(door, {}).setdefault(self._ids_of(branch), (set(), set()))
            fields |= self.fields(branch)
            keywords |= self._keywords_of(branch)
            doors.append(door)
        return tuple(doors)

    def needs(self, kind: Kind, *, own_id: bool = False) -> Needs | None:
        """Say what rules need to see of events of a kind; None when none of them can match."""
        key = (kind, own_id)
        if key not in self._needs:
            if len(self._needs) > 20_000:
                self._needs.clear()
            self._needs[key] = self._needed(kind, own_id)
        return self._needs[key]

    def open_for(self, kind: Kind) -> set[int]:
        """Return the doors through which events of a kind come."""
        asked = _Asked(self._graph, self._tests, kind)
        return {door for door in self._behind if asked.can_hold(door)}

    def _needed(self, kind: Kind, own_id: bool) -> Needs | None:
        groups = [group for door in self.open_for(kind) for group in self._behind[door].items()]
        live = [told for ids, told in groups if ids is None or not own_id or kind.event_id in ids]
        if not live:
            return None
        fields = frozenset[str]().union(*(fields for fields, _keywords in live))
        keywords = frozenset[int]().union(*(keywords for _fields, keywords in live))
        return Needs(fields - {EVERY} - KIND_COLUMNS.keys(), EVERY in fields, self._signs_of(keywords) if keywords else None)

    def _signs_of(self, keywords: frozenset[int]) -> Signs | None:
        """Return what shows in raw events that one of these keywords may hold; the same object for the same keywords."""
        if keywords not in self._signs:
            has_signs = _WHATEVER not in keywords
            self._signs[keywords] = Signs.of([self._graph.tests[leaf] for leaf in keywords]) if has_signs else None
        return self._signs[keywords]

    def _door(self, number: int) -> int:
        """Return what a node asks of the kind alone; wherever the node holds, its door does."""
        known = self._doors.get(number)
        if known is None:
            known = self._doors[number] = self._door_worked_out(number)
        return known

    def _door_worked_out(self, number: int) -> int:
        node = self._graph.nodes[number]
        if self._graph.asks_kind[number] and self.fields(number) <= KIND_COLUMNS.keys():
            return number
        if node.op == Op.AND:
            return self._graph.all_of([self._door(one) for one in node.below])
        if node.op == Op.OR:
            return self._graph.any_of([self._door(one) for one in node.below])
        return 1

    def fields(self, number: int) -> frozenset[str]:
        """Return the columns that a node asks."""
        known = self._fields.get(number)
        if known is None:
            node = self._graph.nodes[number]
            own = {node.same.field, node.same.other} if node.same else {node.field} if node.field else set()
            known = self._fields[number] = frozenset(own).union(*(self.fields(one) for one in node.below))
        return known

    def _keywords_of(self, number: int) -> frozenset[int]:
        """Return the keywords that a node asks."""
        known = self._keywords.get(number)
        if known is None:
            node = self._graph.nodes[number]
            own = (node.leaves or {_WHATEVER}) if node.field == EVERY else frozenset()
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


class _Asked:
    """Nodes asked of a kind: what can hold whatever the fields, what must."""

    def __init__(self, graph: Graph, tests: Mapping[str, FieldTests], kind: Kind) -> None:
        self._nodes = graph.nodes
        self._told = {field: kind[place] for field, place in KIND_COLUMNS.items()}
        self._leaves = {field: _answer(tests, field, text) for field, text in self._told.items()}
        self._known: dict[int, tuple[bool, bool]] = {0: (False, False), 1: (True, True)}

    def can_hold(self, number: int) -> bool:
        """Say whether a node may hold for some event of this kind."""
        return self._possible(number)[0]

    def _possible(self, number: int) -> tuple[bool, bool]:
        """Return (may hold, must hold)."""
        known = self._known.get(number)
        if known is None:
            known = self._known[number] = self._worked_out(number)
        return known

    def _worked_out(self, number: int) -> tuple[bool, bool]:
        node = self._nodes[number]
        if node.op in (Op.ANY, Op.STANDS):
            if node.field not in self._told:
                return True, False
            holds = bool(node.leaves & self._leaves[node.field]) if node.op == Op.ANY else bool(self._told[node.field])
            return holds, holds
        below = [self._possible(one) for one in node.below]
        if node.op == Op.AND:
            return all(may for may, _must in below), all(must for _may, must in below)
        if node.op == Op.OR:
            return any(may for may, _must in below), any(must for _may, must in below)
        if node.op == Op.NOT:
            may, must = below[0]
            return not must, not may
        return True, False


def _answer(tests: Mapping[str, FieldTests], field: str, text: str) -> frozenset[int]:
    if not text or field not in tests:
        return frozenset()
    answer = int(tests[field].answers([text])[0])
    return frozenset(tests[field].kinds[answer])
