"""Questions put to the matcher in one line: a condition, and which of these events it holds for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vonggac.engines.hunt import Condition, Event, Kind
from vonggac.engines.hunt.building import Builder
from vonggac.engines.hunt.matching import Matcher

KIND = Kind(product="windows", channel="security", event_id="4688", provider="microsoft-windows-security-auditing")


def event(fields: Mapping[str, Any], kind: Kind = KIND, **told: Any) -> Event:
    return Event(kind, fields, **told)


def found(conditions: list[Condition], events: list[Event], raws: list[bytes | str | None] | None = None) -> list[set[int]]:
    """Return, of each condition, the numbers of the events for which it holds."""
    matcher = Matcher.of_conditions(conditions)
    builder = Builder(matcher.needs)
    builder.add(events, raws=raws)
    batch = builder.batch()
    assert batch.numbers is not None
    answers: list[set[int]] = [set() for _condition in conditions]
    for rule, rows in matcher.match(batch):
        assert rows == sorted(set(rows))
        assert rows
        answers[rule] = {int(batch.numbers[row]) for row in rows}
    return answers


def holds(condition: Condition, *fields: Mapping[str, Any]) -> list[bool]:
    """Say of each of these events whether a condition holds for it."""
    (numbers,) = found([condition], [event(one) for one in fields])
    return [number in numbers for number in range(len(fields))]


def values(condition: Condition, *told: Any) -> list[bool]:
    """Say of each of these values of the field "f" whether a condition holds for it."""
    return holds(condition, *({"f": value} for value in told))
