"""Putting what a product says into ECS fields: storable text, addresses that are addresses, numbers that are numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from vonggac.engines.alerts.ecs import HASH_FIELDS, HOST_FIELDS, KINDS, Holds
from vonggac.engines.alerts.model import Value
from vonggac.engines.alerts.parties import canonical_address
from vonggac.kernel.vietnamese import fold

Writable = dict[str, Value]
LONGEST_VALUE = 65_536
MOST_WORDS = 100
EMPTY = frozenset({"", "-", "(empty)", "N/A", "n/a", "null", "None", "(null)", "<N/A>", "(none)"})
"""How products write that a field holds nothing."""
_LABEL = re.compile(r"[^A-Za-z0-9_@-]+")


def words_of(value: object) -> str:
    """Return any plain value as text a database can hold; empty for lists, objects and nothing."""
    if not isinstance(value, str):
        if value is None or isinstance(value, (dict, list)):
            return ""
        return ("true" if value else "false") if isinstance(value, bool) else str(value)
    text = value.replace("\0", "\\x00") if "\0" in value else value
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE]


def whole_of(value: object) -> int | None:
    """Return a whole number, also from "443", "443.0" and "0x1bb"; None for anything else or beyond 64 bits."""
    if isinstance(value, bool) or value is None:
        return None
    if not isinstance(value, int):
        try:
            value = int(value, 16 if value[:2] in {"0x", "0X"} else 10) if isinstance(value, str) else int(value)  # type: ignore[call-overload]
        except (ValueError, TypeError, OverflowError):
            return _rounded(value)
    return value if -(2**63) <= value < 2**63 else None


def _rounded(value: object) -> int | None:
    try:
        number = float(value)  # type: ignore[arg-type]
        return int(number) if number.is_integer() and abs(number) < 2**63 else None
    except (ValueError, TypeError, OverflowError):
        return None


def put(fields: Writable, name: str, value: Any) -> None:
    """Write one field if the value is of its kind; an address field that holds a name becomes the address of its end."""
    if value is not None and value != "":
        _WRITERS.get(name, _put_word)(fields, name, value)


def _put_word(fields: Writable, name: str, value: Any) -> None:
    text = (value if type(value) is str and "\0" not in value and len(value) <= LONGEST_VALUE else words_of(value)).strip()
    if text not in EMPTY:
        fields[name] = text


def _put_address(fields: Writable, name: str, value: Any) -> None:
    text = words_of(value).strip()
    if address := canonical_address(text):
        fields[name] = address
        return
    end, _, last = name.partition(".")
    if text not in EMPTY and last == "ip" and end in {"source", "destination"}:
        fields.setdefault(f"{end}.address", text)


def _put_whole(fields: Writable, name: str, value: Any) -> None:
    number = whole_of(value)
    if number is not None:
        fields[name] = number


def _put_port(fields: Writable, name: str, value: Any) -> None:
    number = whole_of(value)
    if number is not None and 0 <= number <= 65_535:
        fields[name] = number


def _put_number(fields: Writable, name: str, value: Any) -> None:
    try:
        number = float(value)
    except (ValueError, TypeError):
        return
    if number == number and abs(number) < 1e300:
        fields[name] = number


def _put_several(fields: Writable, name: str, value: Any) -> None:
    put_words(fields, name, value if isinstance(value, (list, tuple)) else (value,))


def _put_nothing(fields: Writable, name: str, value: Any) -> None:
    """A moment is written by `times.put_moment`, which knows the zone."""


_BY_KIND: dict[Holds, Callable[[Writable, str, Any], None]] = {
    Holds.WORD: _put_word, Holds.ADDRESS: _put_address, Holds.WHOLE: _put_whole, Holds.PORT: _put_port, Holds.NUMBER: _put_number,
    Holds.WORDS: _put_several, Holds.ADDRESSES: _put_several, Holds.MOMENT: _put_nothing,
}  # fmt: skip
_WRITERS = {name: _BY_KIND[kind] for name, kind in KINDS.items()}


def put_words(fields: Writable, name: str, values: Iterable[object]) -> None:
    """Add words to a field of several, each once, in their order."""
    old = fields.get(name)
    found = dict.fromkeys(old) if isinstance(old, tuple) else {}
    address = KINDS.get(name) is Holds.ADDRESSES
    for value in values:
        text = words_of(value).strip()
        if address:
            text = canonical_address(text)
        if text not in EMPTY and len(found) < MOST_WORDS:
            found[text] = None
    if found:
        fields[name] = tuple(found)


def put_all(fields: Writable, record: Mapping[str, Any], names: Iterable[tuple[str, str]]) -> None:
    """Write the fields of a flat record: (its name, ECS name)."""
    for theirs, ours in names:
        value = record.get(theirs)
        if value is not None and value != "":
            _WRITERS.get(ours, _put_word)(fields, ours, value)


def label(fields: Writable, name: str, value: object) -> None:
    """Keep what ECS has no name for, under `labels`."""
    text = words_of(value).strip()
    name = name if name.isascii() else fold(name)
    if text and text not in EMPTY and (key := _LABEL.sub("_", name).strip("_")[:80]):
        fields.setdefault(f"labels.{key}", text)


_RELATED = {
    **dict.fromkeys(("source.ip", "destination.ip", "source.nat.ip", "destination.nat.ip", "threat.indicator.ip", "host.ip"), "related.ip"),
    **dict.fromkeys(("user.name", "source.user.name", "destination.user.name", "user.target.name"), "related.user"),
    **dict.fromkeys(HOST_FIELDS, "related.hosts"),
    **dict.fromkeys(HASH_FIELDS, "related.hash"),
}


def relate(fields: Writable) -> None:
    """Fill `related.*` with every address, host, user and hash named anywhere in the record, the two ends first."""
    found: dict[str, tuple[str, ...]] = {}
    for name in [name for name in _RELATED if name in fields]:
        value, target = fields[name], _RELATED[name]
        words = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
        found[target] = found[target] + words if target in found else words
    for target, words in found.items():
        fields[target] = tuple(dict.fromkeys(words)) if len(words) > 1 else words
