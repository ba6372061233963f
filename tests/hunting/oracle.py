"""What a condition says of one event, as slowly and plainly as possible: the measure of the fast matcher.

Written from the words of `engines/hunt/conditions.py` and `columns.py` alone. Nothing is prepared, nothing remembered, one value at a
time. Expressions are asked of RE2 itself, for their language is RE2's by definition; what the matcher puts around them is under test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

import re2

from vonggac.engines.hunt import (
    AllOf,
    AnyOf,
    Condition,
    Event,
    IsNull,
    Joker,
    Moment,
    Network,
    Not,
    Number,
    Order,
    Place,
    Regex,
    SameAs,
    Stands,
    Text,
    TimePart,
    Wildcard,
)

_KIND = {"_product": 0, "_category": 1, "_service": 2, "_channel": 3, "_eventid": 4, "_provider": 5}
_ORDERS = {Order.LESS: {-1}, Order.AT_MOST: {-1, 0}, Order.MORE: {1}, Order.AT_LEAST: {0, 1}, Order.EQUAL: {0}}


def holds(condition: Condition, event: Event, source: str = "") -> bool:
    """Say whether a condition holds for an event."""
    match condition:
        case AllOf(parts):
            return all(holds(part, event, source) for part in parts)
        case AnyOf(parts):
            return any(holds(part, event, source) for part in parts)
        case Not(part):
            return not holds(part, event, source)
        case IsNull(field):
            return not list(values(event, field, source))
        case Stands(field):
            return bool(list(values(event, field, source)))
        case SameAs(field, place, other, cased):
            parts = list(values(event, other, source))
            return any(_stands(value, place, part, cased) for value in values(event, field, source) for part in parts)
    return any(_told(condition, value) for value in values(event, condition.field, source))


def values(event: Event, field: str | None, source: str = "") -> Iterator[str]:
    """Give every value of a field as text, of every field when there is no name."""
    if field is not None and field in _KIND:
        yield from filter(None, [event.kind[_KIND[field]]])
        return
    if field in ("_host", "_time", "_source"):
        yield from filter(None, [{"_host": event.host, "_time": event.time, "_source": source}[field]])
        return
    for name, value in _leaves("", event.fields):
        if field is None or name == field:
            yield value


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for inner, below in value.items():
            folded = inner.lower().replace(" ", "")
            start = f"{name}." if name else "_" if folded.startswith("_") else ""
            yield from _leaves(start + folded, below)
    elif isinstance(value, list):
        for below in value:
            yield from _leaves(name, below)
    elif value is not None:
        yield name, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else f"{value}"


def _told(test: Condition, value: str) -> bool:
    match test:
        case Text(_, place, text, cased):
            return _stands(value, place, text, cased)
        case Wildcard(_, parts, cased):
            return _follows(parts, value if cased else _folded(value))
        case Regex(_, pattern, flags):
            prefix = f"(?{''.join(sorted(flags))})" if flags else ""
            return re2.search(prefix + pattern, value) is not None
        case Network(_, cidr):
            return _is_inside(value, cidr)
        case Number(_, order, bound):
            number = _number(value)
            return number is not None and _compare(number, bound) in _ORDERS[order]
        case Moment(_, part, order, bound):
            moment = _moment(value)
            return moment is not None and _compare(_part(moment, part), bound) in _ORDERS[order]
    raise AssertionError(test)


def _folded(text: str) -> str:
    return "".join("σ" if letter == "ς" else letter for letter in text.lower())


def _stands(value: str, place: Place, text: str, cased: bool) -> bool:
    if not cased:
        value, text = _folded(value), _folded(text)
    starts = [at for at in range(len(value) - len(text) + 1) if value[at : at + len(text)] == text]
    ends = [at + len(text) for at in starts]
    return {Place.WHOLE: value == text, Place.START: 0 in starts, Place.END: len(value) in ends, Place.INSIDE: bool(starts)}[place]


def _follows(parts: tuple[str | Joker, ...], value: str) -> bool:
    """Keep the set of places reached after each part."""
    reached = {0}
    for part in parts:
        if part is Joker.ANY:
            reached = set(range(min(reached), len(value) + 1)) if reached else set()
        elif part is Joker.ONE:
            reached = {at + 1 for at in reached if at < len(value)}
        else:
            reached = {at + len(part) for at in reached if value.startswith(part, at)}
    return len(value) in reached


def _is_inside(value: str, cidr: str) -> bool:
    try:
        address = ip_address(value)
    except ValueError:
        return False
    network = ip_network(cidr)
    return address.version == network.version and address in network


def _number(value: str) -> float | None:
    text = value.strip()
    if re.fullmatch(r"0[xX][0-9a-fA-F]+", text):
        return float(int(text, 16))
    if not text.isascii() or re.search(r"[^0-9eE+.\-]", text):
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _compare(one: float, other: float) -> int:
    return (one > other) - (one < other)


def _moment(value: str) -> datetime | None:
    text = value.strip()
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].+)?", text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _part(moment: datetime, part: TimePart) -> int:
    if part is TimePart.WEEK:
        return moment.isocalendar()[1]
    return {"minute": moment.minute, "hour": moment.hour, "day": moment.day, "month": moment.month, "year": moment.year}[part.value]
