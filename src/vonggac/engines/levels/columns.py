"""The same determination for many systems at once.

Each distinct test is judged once per distinct answer; truth then travels as one byte a system inside whole numbers, so that a row of ten
thousand systems is a handful of bitwise operations. Results equal those of `decide` (tests prove it).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vonggac.kernel.levels import Level
from vonggac.law.levels.model import AnyOf, Clash, Condition, InputType, Row, RuleSet, Test, Value

from .deciding import decide
from .truth import impossible, tests_in, truth_of_test
from .values import Facts, FactsError

_UNKNOWN = 2
_CODES = {False: 0, True: 1, None: _UNKNOWN}
_ONLY_TRUE = bytes([0, 1, 0] + [0] * 253)
_NOT_FALSE = bytes([0, 1, 1] + [0] * 253)


@dataclass(frozen=True, slots=True)
class Levels:
    """One entry a system, in the order given."""

    levels: tuple[Level | None, ...]
    highest_possible: tuple[Level | None, ...]
    decided_by: tuple[tuple[str, ...], ...]
    """The rows that decided."""
    regime: str
    rules_digest: str


@dataclass(frozen=True, slots=True)
class _Lanes:
    """Which systems fulfil something, and which may."""

    true: int
    possible: int


class _Columns:
    """The answers of many systems by question, and the truth of tests over them."""

    def __init__(self, systems: Sequence[Facts], rules: RuleSet) -> None:
        self.rules, self.count = rules, len(systems)
        self._seen: dict[Test, _Lanes] = {}
        self._answers = {
            name: [facts.values.get(name) for facts in systems] for name in {name for facts in systems for name in facts.values}
        }
        cuts = _cuts(rules)
        for name, column in self._answers.items():
            self._check(name, column)
            if name in cuts:
                self._answers[name] = _stand_ins(column, cuts[name])

    def _check(self, name: str, column: list[Value | None]) -> None:
        """Refuse impossible answers; of numbers the types and the two ends tell for all."""
        if not self.rules.knows(name):
            raise FactsError(f"không có câu hỏi “{name}”", input=name)
        question, kinds = self.rules.input(name), {type(value) for value in column} - {type(None)}
        told: Iterable[Value] = [value for value in column if value is not None]
        if kinds == {int}:
            numbers = [value for value in column if isinstance(value, int)]
            told = (min(numbers), max(numbers))
        elif len(kinds) == 1 and kinds < {bool, str, frozenset}:
            told = set(told)
        for value in told:
            if why := impossible(question, value):
                raise FactsError(f"sửa “{name}”: {why}", input=name)

    def test(self, test: Test) -> _Lanes:
        if test not in self._seen:
            column = self._answers.get(test.input) or [None] * self.count
            truths = {value: self._code(test, value) for value in set(column)}
            codes = bytes([truths[value] for value in column])
            self._seen[test] = _Lanes(_lane(codes.translate(_ONLY_TRUE)), _lane(codes.translate(_NOT_FALSE)))
        return self._seen[test]

    def _code(self, test: Test, value: Value | None) -> int:
        return _UNKNOWN if value is None else _CODES[truth_of_test(test, {test.input: value}, self.rules)]

    def condition(self, condition: Condition) -> _Lanes:
        if not isinstance(condition, AnyOf):
            return self.test(condition)
        true = possible = 0
        for test in condition.tests:
            lanes = self.test(test)
            true, possible = true | lanes.true, possible | lanes.possible
        return _Lanes(true, possible)

    def all(self, rule: Row | Clash) -> _Lanes:
        true = possible = _lane(b"\1" * self.count)
        for condition in rule.when:
            lanes = self.condition(condition)
            true, possible = true & lanes.true, possible & lanes.possible
        return _Lanes(true, possible)


def _cuts(rules: RuleSet) -> dict[str, list[int]]:
    """Return for each number the places where some test changes its answer."""
    conditions = [*(one for row in rules.rows for one in row.when), *(one for clash in rules.clashes for one in clash.when)]
    found: dict[str, set[int]] = {}
    for test in (test for condition in conditions for test in tests_in(condition)):
        if rules.input(test.input).type is InputType.INT:
            found.setdefault(test.input, {0})
            if isinstance(test.value, int):
                found[test.input] |= {test.value, test.value + 1}
    return {name: sorted(places) for name, places in found.items()}


def _stand_ins(column: list[Value | None], cuts: list[int]) -> list[Value | None]:
    """Put for each number the highest cut that it reaches: every test answers the same, and only few values are left to judge."""
    return [cuts[bisect_right(cuts, value) - 1] if isinstance(value, int) else None for value in column]


def _lane(codes: bytes) -> int:
    return int.from_bytes(codes, "little")


def decide_many(systems: Sequence[Facts], rules: RuleSet) -> Levels:
    """Determine the levels of many systems; what is asked in detail about one of them, `decide` answers."""
    if not systems:
        return Levels((), (), (), rules.id, rules.digest)
    columns = _Columns(systems, rules)
    rows = [(row, columns.all(row)) for row in rules.rows]
    blocked = 0
    for clash in rules.clashes:
        if clash.blocks:
            blocked |= columns.all(clash).true
    free = _lane(b"\1" * columns.count) & ~blocked
    reached = {level: _either(lanes.true for row, lanes in rows if row.level == level) & free for level in Level}
    possible = {level: _either(lanes.possible for row, lanes in rows if row.level == level) & free for level in Level}
    levels = _levels(reached, columns.count)
    highest = _levels(possible, columns.count)
    decided = _decided(rows, levels, free, columns.count)
    return _with_single_cases(systems, rules, levels, highest, decided)


def _either(lanes: Iterable[int]) -> int:
    whole = 0
    for lane in lanes:
        whole |= lane
    return whole


def _levels(reached: dict[Level, int], count: int) -> list[Level | None]:
    """Return for each system the highest level whose lane holds it."""
    numbers, left = 0, _lane(b"\1" * count)
    for level in sorted(Level, reverse=True):
        numbers += (reached[level] & left) * level.value
        left &= ~reached[level]
    words: list[Level | None] = [None, *Level]
    return [words[number] for number in numbers.to_bytes(count, "little")]


def _decided(rows: list[tuple[Row, _Lanes]], levels: list[Level | None], free: int, count: int) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()] * count
    for row, lanes in rows:
        lane = (lanes.true & free).to_bytes(count, "little")
        at = lane.find(1)
        while at >= 0:
            if levels[at] is row.level:
                found[at] += (row.id,)
            at = lane.find(1, at + 1)
    return found


def _with_single_cases(
    systems: Sequence[Facts], rules: RuleSet, levels: list[Level | None], highest: list[Level | None], decided: list[tuple[str, ...]]
) -> Levels:
    """Systems with components or a proposal of a higher level are few and take the detailed way."""
    for at, facts in enumerate(systems):
        if facts.parts or facts.uplift is not None:
            one = decide(facts, rules)
            levels[at], highest[at], decided[at] = one.level, one.highest_possible, tuple(row.row for row in one.decided_by)
    return Levels(tuple(levels), tuple(highest), tuple(decided), rules.id, rules.digest)
