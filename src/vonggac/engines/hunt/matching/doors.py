"""Which rules events of a kind can match at all, and what of such events they need to see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from vonggac.engines.hunt.building import Needs
from vonggac.engines.hunt.columns import EVERY, Kind
from vonggac.engines.hunt.conditions import Test
from vonggac.engines.hunt.matching.doormaking import KIND_COLUMNS, WHATEVER, Plan
from vonggac.engines.hunt.matching.fields import FieldTests
from vonggac.engines.hunt.matching.graph import Node, Op
from vonggac.engines.hunt.matching.signs import Signs


class Doors:
    """The doors of a set of rules, at which kinds knock."""

    def __init__(self, nodes: Sequence[Node], tests: Mapping[str, FieldTests], plan: Plan, keyword: Callable[[int], Test]) -> None:
        self._nodes, self._tests, self._plan, self._keyword = nodes, tests, plan, keyword
        self.of_rule = plan.of_rule
        self._signs: dict[frozenset[int], Signs | None] = {}
        self._needs: dict[tuple[Kind, bool], Needs | None] = {}

    def fields(self, rule: int) -> frozenset[str]:
        """Return the columns that a rule asks."""
        return self._plan.fields[rule]

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
        asked = _Asked(self._nodes, self._tests, kind)
        return {door for door in self._plan.behind if asked.can_hold(door)}

    def _needed(self, kind: Kind, own_id: bool) -> Needs | None:
        groups = [group for door in self.open_for(kind) for group in self._plan.behind[door]]
        live = [group for group in groups if group.ids is None or not own_id or kind.event_id in group.ids]
        if not live:
            return None
        fields = frozenset[str]().union(*(group.fields for group in live))
        keywords = frozenset[int]().union(*(group.keywords for group in live))
        return Needs(fields - {EVERY} - KIND_COLUMNS.keys(), EVERY in fields, self._signs_of(keywords) if keywords else None)

    def _signs_of(self, keywords: frozenset[int]) -> Signs | None:
        """Return what shows in raw events that one of these keywords may hold; the same object for the same keywords."""
        if keywords not in self._signs:
            has_signs = WHATEVER not in keywords
            self._signs[keywords] = Signs.of(map(self._keyword, keywords)) if has_signs else None
        return self._signs[keywords]


class _Asked:
    """Nodes asked of a kind: what can hold whatever the fields, what must."""

    def __init__(self, nodes: Sequence[Node], tests: Mapping[str, FieldTests], kind: Kind) -> None:
        self._nodes = nodes
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
