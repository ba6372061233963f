"""The sliding correlator against one that tries every window of every group, over generated rules and events."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vonggac.engines.hunt import Correlation, Counting, Heading, Order, Sighted
from vonggac.engines.hunt.correlating import Correlator
from vonggac.sources.hunting.spool import Spool

START = datetime(2026, 3, 2, tzinfo=UTC)
RULES = ("a", "b", "c")
EXAMPLES = 5_000 if os.environ.get("VONGGAC_TEST_TIER") == "long" else 60


class Seen(NamedTuple):
    second: int
    rules: tuple[str, ...]
    user: str | None
    size: str | None


seen_events = st.builds(
    Seen,
    st.integers(0, 12),
    st.lists(st.sampled_from(RULES), min_size=1, max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
    st.sampled_from(["an", "AN", "bình", None]),
    st.sampled_from(["1", "2", "2.5", "-3", "nhiều", None]),
)
orders = st.sampled_from(list(Order))
bounds = st.lists(st.tuples(orders, st.sampled_from([0, 1, 2, 2.5, 3, 4])), max_size=2).map(tuple)
correlations = st.builds(
    Correlation,
    st.just(Heading("rule", "rule")),
    st.sampled_from(list(Counting)),
    st.lists(st.sampled_from(RULES), min_size=1, max_size=3).map(tuple),
    st.integers(0, 6).map(lambda seconds: timedelta(seconds=seconds)),
    st.sampled_from([(), ("user",)]),
    bounds,
    st.sampled_from(["user", "size"]),
    percentile=st.sampled_from([0.0, 25.0, 50.0, 99.0, 100.0]),
)


def _naive(rule: Correlation, events: list[Seen]) -> list[tuple[frozenset[int], Fraction]]:
    """Return the records of each run and its largest amount, by trying every window."""
    found = []
    groups: dict[str, list[int]] = {}
    for record, event in enumerate(events, start=1):
        if not set(event.rules) & set(rule.of) or (rule.group_by and event.user is None):
            continue
        if rule.counting not in (Counting.EVENTS, Counting.TOGETHER, Counting.IN_ORDER) and getattr(event, rule.field) is None:
            continue
        groups.setdefault((event.user or "").lower() if rule.group_by else "", []).append(record)
    for records in groups.values():
        found += _runs(rule, events, records)
    return found


def _runs(rule: Correlation, events: list[Seen], records: list[int]) -> Iterator[tuple[frozenset[int], Fraction]]:
    times = sorted({events[record - 1].second for record in records})
    span = int(rule.span.total_seconds())
    windows = [frozenset(record for record in records if end - span <= events[record - 1].second <= end) for end in times]
    largest = [one for one in windows if not any(one < other for other in windows)]
    holding = [(one, amount) for one in largest if (amount := _amount(rule, events, one)) is not None and _holds(rule, amount)]
    merged: list[tuple[frozenset[int], Fraction]] = []
    for one, amount in holding:
        if merged and merged[-1][0] & one:
            merged[-1] = (merged[-1][0] | one, max(merged[-1][1], amount))
        else:
            merged.append((one, amount))
    yield from merged


def _amount(rule: Correlation, events: list[Seen], window: frozenset[int]) -> Fraction | None:
    inside = [events[record - 1] for record in window]
    if rule.counting is Counting.EVENTS:
        return Fraction(len(inside))
    if rule.counting is Counting.VALUES:
        return Fraction(len({str(getattr(one, rule.field)).lower() for one in inside}))
    if rule.counting is Counting.TOGETHER:
        return Fraction(len({of for of in rule.of if any(of in one.rules for one in inside)}))
    if rule.counting is Counting.IN_ORDER:
        return Fraction(_longest_chain(rule.of, inside))
    numbers = sorted(number for one in inside if (number := _number(getattr(one, rule.field))) is not None)
    if not numbers:
        return None
    if rule.counting is Counting.SUM:
        return sum(numbers, Fraction(0))
    return sum(numbers, Fraction(0)) / len(numbers) if rule.counting is Counting.AVERAGE else _percentile(numbers, rule.percentile)


def _longest_chain(of: tuple[str, ...], inside: list[Seen]) -> int:
    """Try every choice of steps and, for each, walk the events in the documented order: time, then the steps an event may serve."""
    ordered = sorted(inside, key=lambda one: (one.second, [at for at, rule in enumerate(of) if rule in one.rules]))
    for length in range(len(of), 0, -1):
        for steps in combinations(range(len(of)), length):
            waiting = list(steps)
            for one in ordered:
                if waiting and of[waiting[0]] in one.rules:
                    waiting.pop(0)
            if not waiting:
                return length
    return 0


def _number(text: str | None) -> Fraction | None:
    try:
        return Fraction(str(text))
    except ValueError:
        return None


def _percentile(numbers: list[Fraction], percentile: float) -> Fraction:
    place = Fraction(percentile) * (len(numbers) - 1) / 100
    below, above = numbers[int(place)], numbers[min(int(place) + 1, len(numbers) - 1)]
    return below * (1 - (place - int(place))) + above * (place - int(place))


def _holds(rule: Correlation, amount: Fraction) -> bool:
    needed = rule.bounds
    if not needed:
        steps = len(rule.of) if rule.counting is Counting.IN_ORDER else len(set(rule.of))
        needed = ((Order.AT_LEAST, steps if rule.counting in (Counting.TOGETHER, Counting.IN_ORDER) else 1),)
    signs = {"lt": "__lt__", "lte": "__le__", "gt": "__gt__", "gte": "__ge__", "eq": "__eq__", "neq": "__ne__"}
    return all(getattr(amount, signs[order.value])(Fraction(number)) for order, number in needed)


def _sighted(record: int, event: Seen) -> Sighted:
    fields: dict[str, Any] = {"user": event.user, "size": event.size}
    return Sighted(f"{record % 2}.evtx", record, (START + timedelta(seconds=event.second)).isoformat(), "", fields)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(correlations, st.lists(seen_events, max_size=12), st.randoms(use_true_random=False), st.booleans())
def test_every_run_is_the_one_that_trying_every_window_finds(rule: Correlation, events: list[Seen], order: Any, on_disk: bool) -> None:
    matched = [(name, _sighted(record, event)) for record, event in enumerate(events, start=1) for name in event.rules]
    order.shuffle(matched)
    with Spool() as spool:
        correlator = Correlator([rule], spool if on_disk else None)
        for name, event in matched:
            correlator.take(name, [event])
        found = [frozenset(one.record for one in (detection.event, *detection.others)) for detection in correlator.finish()]
    assert sorted(map(sorted, found)) == sorted(sorted(records) for records, _amount_of in _naive(rule, events))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(correlations, bounds, st.integers(0, 6), st.lists(seen_events, max_size=10), st.randoms(use_true_random=False))
def test_correlations_that_count_the_same_share_it_and_each_is_told_as_if_alone(
    rule: Correlation, other_bounds: Any, span: int, events: list[Seen], order: Any
) -> None:
    """Among them one that is not shown, and one above it; events come in any order, some again, and the spool remembers one at a time."""
    other = replace(rule, heading=Heading("other", "other"), bounds=other_bounds, span=timedelta(seconds=span))
    hidden = replace(rule, heading=Heading("hidden", "hidden"), shown=False)
    above = Correlation(Heading("above", "above"), Counting.EVENTS, ("hidden",), timedelta(days=1), bounds=((Order.AT_LEAST, 1),))
    matched = [(name, _sighted(record, event)) for record, event in enumerate(events, start=1) for name in event.rules]
    matched += matched[: len(matched) // 2]
    order.shuffle(matched)
    with pytest.MonkeyPatch.context() as small, Spool() as spool:
        small.setattr("vonggac.sources.hunting.spool.REMEMBERED", 1)
        small.setattr("vonggac.sources.hunting.spool.AT_ONCE", 3)
        correlator = Correlator([above, hidden, other, rule], spool)
        for name, event in matched:
            correlator.take(name, [event])
        found = list(correlator.finish())
    assert {one.heading.id for one in found} <= {"above", "other", "rule"}
    for asked in (rule, other):
        told = [sorted(one.record for one in (two.event, *two.others)) for two in found if two.heading.id == asked.heading.id]
        assert sorted(told) == sorted(sorted(records) for records, _amount_of in _naive(asked, events))
    assert any(one.heading.id == "above" for one in found) == any(one.heading.id == "rule" for one in found)


def test_the_comparison_is_about_something() -> None:
    events = [Seen(second, ("a",), "an", "1") for second in range(3)]
    rule = Correlation(Heading("r", "r"), Counting.EVENTS, ("a",), timedelta(seconds=1), bounds=((Order.AT_LEAST, 2),))
    assert _naive(rule, events) == [(frozenset({1, 2, 3}), Fraction(2))]
    assert Path(__file__).exists()
