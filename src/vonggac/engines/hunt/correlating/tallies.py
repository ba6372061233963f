"""What a window of time amounts to, kept up to date while it slides: how many events, how many values, which rules, what sum."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any, NamedTuple, Protocol, TypeAlias

from vonggac.engines.hunt.conditions import Order
from vonggac.engines.hunt.correlating.values import number_of
from vonggac.engines.hunt.rules import Correlation, Counting

Tests: TypeAlias = "tuple[tuple[Callable[[Any, Any], bool], Fraction | int], ...]"
NEVER = -(1 << 80)
"""Before any time."""


class Item(NamedTuple):
    """One thing that counts, at one time; an event that several of the rules match is one thing."""

    at: int
    positions: tuple[int, ...]
    unit: int
    event: int
    values: tuple[str, ...]
    source: int = 0
    """Its place in the order of its group."""


class Tally(Protocol):
    """The amount of a window: things come in at one end and leave at the other."""

    def add(self, item: Item) -> None: ...

    def drop(self, item: Item) -> None: ...

    def amount(self, since: int) -> Fraction | int | None:
        """Return the amount of the window that began then; None when there is none (no number among the values)."""


class Events:
    """How many things there are."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, item: Item) -> None:
        self.count += 1

    def drop(self, item: Item) -> None:
        self.count -= 1

    def amount(self, since: int) -> int:
        return self.count


class Values:
    """How many different values there are, whatever their case."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def add(self, item: Item) -> None:
        self.seen.update(item.values)

    def drop(self, item: Item) -> None:
        for value in item.values:
            self.seen[value] -= 1
            if not self.seen[value]:
                del self.seen[value]

    def amount(self, since: int) -> int:
        return len(self.seen)


class Together:
    """How many of the rules have matched; one that is named twice is one."""

    def __init__(self, of: tuple[str, ...]) -> None:
        self.of = of
        self.seen: Counter[str] = Counter()

    def add(self, item: Item) -> None:
        self.seen.update({self.of[position] for position in item.positions})

    def drop(self, item: Item) -> None:
        self.seen.subtract({self.of[position] for position in item.positions})

    def amount(self, since: int) -> int:
        return sum(1 for count in self.seen.values() if count)


class InOrder:
    """How many of the rules have matched one after another, in their order, each by a thing of its own.

    Of all chains of a length that end at a rule the one that began latest is kept: whether it lies inside the window is whether one does.
    """

    def __init__(self, rules: int) -> None:
        self.rules = rules
        self.began = [[NEVER] * (rules + 1) for _ in range(rules)]

    def add(self, item: Item) -> None:
        for position in reversed(item.positions):
            chains = self.began[position]
            chains[1] = max(chains[1], item.at)
            for length in range(2, position + 2):
                before = max(self.began[earlier][length - 1] for earlier in range(position))
                chains[length] = max(chains[length], before)

    def drop(self, item: Item) -> None:
        """What has begun too early is told by its beginning."""

    def amount(self, since: int) -> int:
        for length in range(self.rules, 0, -1):
            for chains in self.began:
                if chains[length] >= since:
                    return length
        return 0


class Numbers:
    """Sum, average or percentile of the values that are numbers; exact, so that what left the window leaves no trace."""

    def __init__(self, counting: Counting, percentile: float) -> None:
        self.counting, self.percentile = counting, Fraction(percentile)
        self.sum, self.count = Fraction(0), 0
        self.ordered: list[Fraction] = []

    def add(self, item: Item) -> None:
        for number in self._numbers(item):
            self.sum, self.count = self.sum + number, self.count + 1
            if self.counting is Counting.PERCENTILE:
                insort(self.ordered, number)

    def drop(self, item: Item) -> None:
        for number in self._numbers(item):
            self.sum, self.count = self.sum - number, self.count - 1
            if self.counting is Counting.PERCENTILE:
                del self.ordered[bisect_left(self.ordered, number)]

    @staticmethod
    def _numbers(item: Item) -> list[Fraction]:
        return [number for number in map(number_of, item.values) if number is not None]

    def amount(self, since: int) -> Fraction | None:
        if not self.count:
            return None
        if self.counting is Counting.SUM:
            return self.sum
        return self.sum / self.count if self.counting is Counting.AVERAGE else percentile_of(self.ordered, self.percentile)


def percentile_of(ordered: list[Fraction], percentile: Fraction) -> Fraction:
    """Return the value below which that part of a hundred lies, between two neighbours in proportion."""
    place = min(max(percentile, Fraction(0)), Fraction(100)) / 100 * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def tally_of(rule: Correlation) -> Tally:
    """Return an empty tally of what a correlation counts."""
    if rule.counting is Counting.EVENTS:
        return Events()
    if rule.counting is Counting.VALUES:
        return Values()
    if rule.counting is Counting.TOGETHER:
        return Together(rule.of)
    return InOrder(len(rule.of)) if rule.counting is Counting.IN_ORDER else Numbers(rule.counting, rule.percentile)


_TESTS: dict[Order, Callable[[Any, Any], bool]] = {
    Order.LESS: lt, Order.AT_MOST: le, Order.MORE: gt, Order.AT_LEAST: ge, Order.EQUAL: eq, Order.UNLIKE: ne,
}  # fmt: skip


def bounds_of(rule: Correlation) -> tuple[tuple[Order, float], ...]:
    """Return what the amount must satisfy; where nothing is said, all rules must have matched, or one thing must be there."""
    if rule.bounds:
        return rule.bounds
    together = rule.counting in {Counting.TOGETHER, Counting.IN_ORDER}
    wanted = len(rule.of) if rule.counting is Counting.IN_ORDER else len(set(rule.of))
    return ((Order.AT_LEAST, wanted if together else 1),)


def tests_of(rule: Correlation) -> Tests:
    """Return what an amount must satisfy, ready to be asked of each window: whole numbers as such, others exactly."""
    return tuple(
        (_TESTS[order], int(number) if Fraction(number).denominator == 1 else Fraction(number)) for order, number in bounds_of(rule)
    )


def satisfies(amount: Fraction | int | None, tests: Tests) -> bool:
    """Say whether an amount lies within all bounds."""
    if amount is None:
        return False
    for test, number in tests:  # noqa: SIM110  asked of every event: a generator costs more than the comparison
        if not test(amount, number):
            return False
    return True
