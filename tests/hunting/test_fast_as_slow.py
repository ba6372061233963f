"""The fast matcher says of generated events what the slow evaluator says, however the events are cut into batches."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hunt_questions import found
from hunting.generated import conditions, events
from hunting.oracle import holds
from vonggac.engines.hunt import Condition, Event

RULES = 8
CASES = 20_000 if os.environ.get("VONGGAC_TEST_TIER") == "long" else 240
_several = st.lists(conditions, min_size=RULES, max_size=RULES)
_often = settings(max_examples=CASES // RULES, suppress_health_check=list(HealthCheck), deadline=None)


def _slowly(asked: list[Condition], told: list[Event]) -> list[set[int]]:
    return [{number for number, event in enumerate(told) if holds(condition, event)} for condition in asked]


@_often
@given(asked=_several, told=events)
def test_every_rule_finds_what_the_slow_evaluator_finds(asked: list[Condition], told: list[Event]) -> None:
    assert found(asked, told) == _slowly(asked, told)


@given(asked=_several, told=events, cut=st.integers(0, 6))
def test_the_cut_between_two_batches_changes_nothing(asked: list[Condition], told: list[Event], cut: int) -> None:
    first, second = told[:cut], told[cut:]
    parts = [found(asked, part) if part else [set() for _one in asked] for part in (first, second)]
    together = [left | {number + len(first) for number in right} for left, right in zip(*parts, strict=True)]
    assert found(asked, told) == together
