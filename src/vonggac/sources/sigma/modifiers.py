"""One item of a detection into a condition: the field, its modifiers in order, its values.

Source: Sigma specification 2.1.0, "Modifiers". Each modifier is one row of a table; what it cannot be put on is a fault with a sentence.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_network
from typing import Any, TypeAlias

from vonggac.engines.hunt import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    IsNull,
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
    payload_name,
)
from vonggac.engines.hunt.conditions import Field
from vonggac.sources.sigma import phrases
from vonggac.sources.sigma.model import DEFAULT, Fault, SigmaLimits
from vonggac.sources.sigma.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression before it is a test; `place` when a modifier ties it to an end of the value."""

    pattern: str
    flags: frozenset[str] = frozenset()
    place: Place = Place.INSIDE


@dataclass(frozen=True, slots=True)
class Reference:
    """Another field of the same event."""

    name: str
    place: Place = Place.WHOLE
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its order, of the value itself or of a part of the moment it tells."""

    number: float
    order: Order | None = None
    part: TimePart | None = None


@dataclass(frozen=True, slots=True)
class Inside:
    """A network."""

    cidr: str


@dataclass(frozen=True, slots=True)
class Present:
    """Whether the field is there."""

    wanted: bool


Value: TypeAlias = Phrase | Expression | Reference | Measure | Inside | Present | bool | int | float | None


@dataclass(slots=True)
class Item:
    """One item of a detection while its modifiers are put on it."""

    field: Field
    written: str
    names: tuple[str, ...]
    placeholders: Mapping[str, Sequence[str]]
    limits: SigmaLimits = DEFAULT
    done: list[str] = dataclasses.field(default_factory=list)

    @property
    def is_wide(self) -> bool:
        """Whether the texts stand as UTF-16 by now."""
        return any(name in _WIDE for name in self.done)


def condition_of(key: str | None, values: Any, placeholders: Mapping[str, Sequence[str]], limits: SigmaLimits = DEFAULT) -> Condition:
    """Return what `field|modifier|…: values` asks; None as key is a keyword."""
    written, *names = (key or "").split("|")
    item = Item(payload_name(written) or None, written, tuple(names), placeholders, limits)
    listed = values if isinstance(values, list) else [values]
    if not listed:
        return _empty(item)
    _refuse_unknown(item)
    tests = _bounded((_alternatives(item, value) for value in listed), limits)
    held = _linked([_any([_test(item, one) for one in ones]) for ones in tests], "all" in names)
    return Not(held) if "neq" in names else held


def _bounded(made: Iterable[list[Value]], limits: SigmaLimits) -> list[list[Value]]:
    """Gather what values became, and stop as soon as there is too much of it."""
    found, count, characters = [], 0, 0
    for ones in made:
        found.append(ones)
        count += len(ones)
        characters += sum(_length(one) for one in ones)
        if count > limits.tests or characters > limits.texts:
            raise Fault(f"một mục sinh ra hơn {limits.tests} phép thử; rút gọn danh sách giá trị", "too-large")
    return found


def _length(value: Value) -> int:
    if isinstance(value, Phrase):
        return sum(len(part) for part in value.parts if isinstance(part, str))
    return len(value.pattern) if isinstance(value, Expression) else 0


def _empty(item: Item) -> Condition:
    if item.field is None:
        raise Fault("danh sách từ khóa rỗng; ghi ít nhất một từ hoặc bỏ mục này", "empty")
    return IsNull(item.field)


def _refuse_unknown(item: Item) -> None:
    if len(item.names) > item.limits.modifiers:
        raise Fault(f"một mục có hơn {item.limits.modifiers} biến thể; bỏ bớt", "modifier")
    for name in item.names:
        if name not in _TABLE and name not in _LISTED:
            raise Fault(f"không có biến thể “|{name}” trong Sigma 2.1; sửa tên biến thể", "unknown-modifier")


def _linked(conditions: list[Condition], every: bool) -> Condition:
    if len(conditions) == 1:
        return conditions[0]
    return AllOf(tuple(conditions)) if every else _any(conditions)


def _any(conditions: list[Condition]) -> Condition:
    return conditions[0] if len(conditions) == 1 else AnyOf(tuple(conditions))


def _alternatives(item: Item, raw: Any) -> list[Value]:
    """Put every modifier on one value, in the order written; some make several values of one."""
    item.done = []
    found = [_typed(item, raw)]
    for name in item.names:
        if name in _LISTED:
            continue
        made = (_TABLE[name](item, value) for value in found)
        found = [one for ones in _bounded((one if isinstance(one, list) else [one] for one in made), item.limits) for one in ones]
        item.done.append(name)
    return [_as_keyword(item, value) for value in found] if item.field is None else found


def _typed(item: Item, raw: Any) -> Value:
    """An expression is taken as it stands: its backslashes and stars are its own."""
    if isinstance(raw, (dict, list)):
        raise Fault("giá trị là danh sách hoặc nhóm lồng nhau; mỗi giá trị phải là chữ, số, true/false hoặc null", "bad-value")
    if "re" in item.names:
        return Phrase((str(raw),))
    return phrases.read_phrase(raw) if isinstance(raw, str) else raw


def _as_keyword(item: Item, value: Value) -> Value:
    """A keyword stands anywhere in a value unless it says where; a number is a whole value, or 1 would stand in every address."""
    if isinstance(value, Phrase) and not _PLACED & set(item.names):
        return phrases.opened(value, start=True, end=True)
    if value is None or isinstance(value, (Reference, Present)):
        raise Fault("từ khóa phải là chữ hoặc số; ghi tên trường trước giá trị này", "keyword")
    return value


# --- one value into one test ------------------------------------------------------------------------------------------------------


def _test(item: Item, value: Value) -> Condition:
    where = item.field
    match value:
        case Phrase():
            return phrases.test_of(where, value)
        case Expression():
            return _regex(where, value)
        case Inside(cidr):
            return Network(where, cidr)
        case Measure(number, order, part):
            return Moment(where, part, order or Order.EQUAL, number) if part else Number(where, order or Order.EQUAL, number)
        case bool():
            return Text(where, Place.WHOLE, str(value).lower())
        case int():
            return Text(where, Place.WHOLE, str(value))
        case float():
            return _decimal(where, value)
    return _of_a_field(str(where), value)


def _of_a_field(where: str, value: Reference | Present | None) -> Condition:
    if isinstance(value, Reference):
        return SameAs(where, value.place, payload_name(value.name), value.cased)
    if isinstance(value, Present):
        return Stands(where) if value.wanted else Not(Stands(where))
    return IsNull(where)


def _decimal(where: Field, value: float) -> Condition:
    if not math.isfinite(value):
        raise Fault("số vô hạn hoặc không phải số (.inf, .nan); ghi một số", "bad-value")
    return Text(where, Place.WHOLE, str(int(value))) if value.is_integer() else Number(where, Order.EQUAL, value)


def _regex(where: Field, value: Expression) -> Condition:
    before = "" if value.place in (Place.INSIDE, Place.END) else "^"
    behind = "" if value.place in (Place.INSIDE, Place.START) else "$"
    pattern = f"{before}(?:{value.pattern}){behind}" if before or behind else value.pattern
    if not pattern:
        return ALWAYS if where is None else Stands(where)
    refuse_expression(pattern, value.flags)
    return Regex(where, pattern, value.flags)


def refuse_expression(pattern: str, flags: frozenset[str]) -> None:
    """Raise when RE2 does not take it: linear time has no look-around and no back-reference."""
    import re2

    options = re2.Options()
    options.log_errors = False
    prefix = f"(?{''.join(sorted(flags))})" if flags else ""
    try:
        re2.compile(prefix + pattern, options)
    except re2.error as error:
        why = error.args[0].decode("utf-8", "replace") if error.args and isinstance(error.args[0], bytes) else str(error)
        raise Fault(f"biểu thức chính quy không dùng được với RE2 ({why}); viết lại không dùng (?=…), (?<…), \\1", "bad-regex") from error


# --- the modifiers ----------------------------------------------------------------------------------------------------------------


def _wrong(name: str, wanted: str) -> Fault:
    return Fault(f"biến thể “|{name}” chỉ dùng cho {wanted}; sửa giá trị hoặc thứ tự biến thể", "modifier")


def _phrase(name: str, value: Value) -> Phrase:
    if not isinstance(value, Phrase):
        raise _wrong(name, "giá trị chữ")
    return value


def _placed(place: Place, item: Item, value: Value) -> Value:
    if isinstance(value, Phrase):
        return phrases.opened(value, start=place is not Place.START, end=place is not Place.END)
    if isinstance(value, Expression):
        return Expression(value.pattern, value.flags, place)
    if isinstance(value, Reference):
        return Reference(value.name, place, value.cased)
    raise _wrong({Place.START: "startswith", Place.END: "endswith"}.get(place, "contains"), "giá trị chữ")


def _cased(item: Item, value: Value) -> Value:
    if isinstance(value, Reference):
        return Reference(value.name, value.place, cased=True)
    return Phrase(_phrase("cased", value).parts, cased=True)


def _expression(item: Item, value: Value) -> Value:
    if item.done:
        raise _wrong("re", "giá trị chưa qua biến thể khác")
    return Expression(_phrase("re", value).plain or "")


def _flag(letter: str, item: Item, value: Value) -> Value:
    if not isinstance(value, Expression):
        raise _wrong(letter, "biểu thức chính quy (đặt sau “|re”)")
    return Expression(value.pattern, value.flags | {letter}, value.place)


def _network(item: Item, value: Value) -> Value:
    text = _phrase("cidr", value).plain
    if item.done or text is None:
        raise _wrong("cidr", "dải địa chỉ ghi nguyên, không có ký tự đại diện")
    try:
        ip_network(text)
    except ValueError as error:
        raise Fault(f"“{text}” không phải dải địa chỉ IP; ghi ví dụ 10.20.0.0/24, phần sau độ dài phải bằng 0", "bad-network") from error
    return Inside(text)


def _ordered(order: Order, item: Item, value: Value) -> Value:
    if isinstance(value, Measure) and value.part and value.order is None:
        return Measure(value.number, order, value.part)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong(order.value, "số")
    return Measure(float(value), order)


def _part(part: TimePart, item: Item, value: Value) -> Value:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong(part.value, "số")
    return Measure(float(int(value)), None, part)


def _reference(item: Item, value: Value) -> Value:
    phrase = _phrase("fieldref", value)
    if phrase.plain is None:
        raise _wrong("fieldref", "tên trường không có ký tự đại diện")
    return Reference(phrase.plain, cased=phrase.cased)


def _exists(item: Item, value: Value) -> Value:
    if not isinstance(value, bool) or item.done or item.field is None:
        raise _wrong("exists", "true hoặc false của một trường, không kèm biến thể khác")
    return Present(value)


def _expand(item: Item, value: Value) -> list[Value]:
    if isinstance(value, Expression):
        texts = phrases.filled_text(value.pattern, item.placeholders, item.limits.tests)
        return [Expression(text, value.flags, value.place) for text in texts]
    return list(phrases.filled(_phrase("expand", value), item.placeholders, item.limits.tests))


def _dashes(item: Item, value: Value) -> list[Value]:
    return list(phrases.dashes(_phrase("windash", value)))


def _base64(item: Item, value: Value) -> Value:
    return phrases.base64(_phrase("base64", value), item.is_wide)


def _base64_offsets(item: Item, value: Value) -> list[Value]:
    return list(phrases.base64_offsets(_phrase("base64offset", value), item.is_wide))


def _wide(encoding: str, mark: bytes, item: Item, value: Value) -> Value:
    return phrases.wide(encoding, mark)(_phrase("wide", value))


Modifier: TypeAlias = Callable[[Item, Value], "Value | list[Value]"]
_LISTED = frozenset({"all", "neq"})
_WIDE = frozenset({"wide", "utf16le", "utf16be", "utf16"})
_PLACED = frozenset({"contains", "startswith", "endswith"})
_TABLE: dict[str, Modifier] = {
    "contains": partial(_placed, Place.INSIDE),
    "startswith": partial(_placed, Place.START),
    "endswith": partial(_placed, Place.END),
    "cased": _cased,
    "re": _expression,
    **{name: partial(_flag, name[0]) for name in ("i", "ignorecase", "m", "multiline", "s")},
    "dotall": partial(_flag, "s"),
    "cidr": _network,
    **{order.value: partial(_ordered, order) for order in Order if order is not Order.EQUAL},
    **{part.value: partial(_part, part) for part in TimePart},
    "fieldref": _reference,
    "exists": _exists,
    "expand": _expand,
    "windash": _dashes,
    "base64": _base64,
    "base64offset": _base64_offsets,
    "wide": partial(_wide, "utf-16-le", b""),
    "utf16le": partial(_wide, "utf-16-le", b""),
    "utf16be": partial(_wide, "utf-16-be", b""),
    "utf16": partial(_wide, "utf-16-le", b"\xff\xfe"),
}
MODIFIERS = frozenset(_TABLE) | _LISTED
