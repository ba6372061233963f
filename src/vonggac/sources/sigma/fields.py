"""The fields of a condition: which it asks for, and the same condition under other names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from vonggac.engines.hunt import RESERVED, AllOf, AnyOf, Condition, Not, SameAs, Test

_RESERVED = frozenset(RESERVED)


def tests_of(condition: Condition) -> Iterator[Test]:
    """Give every test of a condition, in the order written."""
    waiting = [condition]
    while waiting:
        one = waiting.pop()
        if isinstance(one, (AllOf, AnyOf)):
            waiting.extend(reversed(one.parts))
        elif isinstance(one, Not):
            waiting.append(one.part)
        else:
            yield one


def fields_of(condition: Condition) -> tuple[str, ...]:
    """Return the fields that a condition asks for, reserved columns apart."""
    found: dict[str, None] = {}
    for test in tests_of(condition):
        names = (test.field, test.other) if isinstance(test, SameAs) else (test.field,)
        found.update((name, None) for name in names if name and name not in _RESERVED)
    return tuple(found)


def changed(condition: Condition, change: Callable[[Test], Condition]) -> Condition:
    """Return the condition with every test changed; parts that stay the same stay the same object."""
    if isinstance(condition, (AllOf, AnyOf)):
        parts = tuple(changed(part, change) for part in condition.parts)
        same = all(one is other for one, other in zip(parts, condition.parts, strict=True))
        return condition if same else type(condition)(parts)
    if isinstance(condition, Not):
        part = changed(condition.part, change)
        return condition if part is condition.part else Not(part)
    return change(condition)


def renamed(condition: Condition, names: Mapping[str, str]) -> Condition:
    """Return the condition as it is asked where fields are called otherwise."""

    def change(test: Test) -> Condition:
        if isinstance(test, SameAs):
            field, other = names.get(test.field, test.field), names.get(test.other, test.other)
            return test if (field, other) == (test.field, test.other) else replace(test, field=field, other=other)
        if test.field is None or test.field not in names:
            return test
        return replace(test, field=names[test.field])

    return changed(condition, change) if names else condition
