"""Putting what a product says into ECS fields: storable text, addresses that are addresses, numbers that are numbers."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from vonggac.engines.alerts.ecs import HASH_FIELDS, HOST_FIELDS, KINDS, Holds
from vonggac.engines.alerts.model import Value
from vonggac.kernel.vietnamese import fold

Writable = dict[str, Value]
LONGEST_VALUE = 65_536
MOST_WORDS = 100
EMPTY = frozenset({"", "-", "(empty)", "N/A", "n/a", "null", "None", "(null)", "<N/A>", "(none)"})
"""How products write that a field holds nothing."""
_LABEL = re.compile(r"[^A-Za-z0-9_@-]+")


@lru_cache(maxsize=65_536)
def canonical_address(text: str) -> str:
    """Return the one way to write an address, without zone, brackets or the IPv6 dress of IPv4; empty for anything else."""
    try:
        address = ipaddress.ip_address(text.strip().strip("[]").partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def words_of(value: object) -> str:
    """Return any plain value as text a database can hold; empty for lists, objects and nothing."""
    if isinstance(value, str):
        text = value if value.isprintable() else clean(value)
        return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE]
    if value is None or isinstance(value, (dict, list)):
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def clean(text: str) -> str:
    """Write NUL and halves of characters visibly, so that the text can be stored and shown."""
    if "\0" in text:
        text = text.replace("\0", "\\x00")
    return text.encode("utf-8", "backslashreplace").decode("utf-8") if any("\ud800" <= letter <= "\udfff" for letter in text) else text


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
    """Write one field if the value is of its kind; an address field that holds a name becomes the domain of its end."""
    if value is None or value == "":
        return
    kind = KINDS.get(name, Holds.WORD)
    if kind is Holds.WORD:
        if (text := words_of(value).strip()) and text not in EMPTY:
            fields[name] = text
    elif kind is Holds.ADDRESS:
        _put_address(fields, name, words_of(value))
    elif kind is Holds.PORT or kind is Holds.WHOLE:
        _put_whole(fields, name, value, kind)
    elif kind is Holds.NUMBER:
        _put_number(fields, name, value)
    elif kind is Holds.WORDS or kind is Holds.ADDRESSES:
        put_words(fields, name, value if isinstance(value, (list, tuple)) else (value,))


def _put_address(fields: Writable, name: str, text: str) -> None:
    text = text.strip()
    if address := canonical_address(text):
        fields[name] = address
        return
    end, _, last = name.partition(".")
    if text not in EMPTY and last == "ip" and end in {"source", "destination"}:
        fields.setdefault(f"{end}.address", text)


def _put_whole(fields: Writable, name: str, value: object, kind: Holds) -> None:
    number = whole_of(value)
    if number is not None and (kind is Holds.WHOLE or 0 <= number <= 65_535):
        fields[name] = number


def _put_number(fields: Writable, name: str, value: object) -> None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return
    if number == number and abs(number) < 1e300:
        fields[name] = number


def put_words(fields: Writable, name: str, values: Iterable[object]) -> None:
    """Add words to a field of several, each once, in their order."""
    old = fields.get(name, ())
    found = list(old) if isinstance(old, tuple) else []
    address = KINDS.get(name) is Holds.ADDRESSES
    for value in values:
        text = words_of(value).strip()
        text = canonical_address(text) if address else text
        if text and text not in EMPTY and text not in found and len(found) < MOST_WORDS:
            found.append(text)
    if found:
        fields[name] = tuple(found)


def put_all(fields: Writable, record: Mapping[str, Any], names: Iterable[tuple[str, str]]) -> None:
    """Write the fields of a flat record: (its name, ECS name)."""
    for theirs, ours in names:
        value = record.get(theirs)
        if value is not None and value != "":
            put(fields, ours, value)


def label(fields: Writable, name: str, value: object) -> None:
    """Keep what ECS has no name for, under `labels`."""
    text = words_of(value).strip()
    name = name if name.isascii() else fold(name)
    if text and text not in EMPTY and (key := _LABEL.sub("_", name).strip("_")[:80]):
        fields.setdefault(f"labels.{key}", text)


_RELATED_IPS = ("source.ip", "destination.ip", "source.nat.ip", "destination.nat.ip", "threat.indicator.ip")


def relate(fields: Writable) -> None:
    """Fill `related.*` with every address, host, user and hash named anywhere in the record."""
    ips = [value for name in _RELATED_IPS if isinstance(value := fields.get(name), str)]
    if (own := fields.get("host.ip")) and isinstance(own, tuple):
        ips += own
    if ips:
        fields["related.ip"] = tuple(dict.fromkeys(ips))
    for target, names in _RELATED:
        found = [value for name in names if isinstance(value := fields.get(name), str)]
        if found:
            fields[target] = tuple(dict.fromkeys(found))


_RELATED = (
    ("related.user", ("user.name", "source.user.name", "destination.user.name", "user.target.name")),
    ("related.hosts", HOST_FIELDS),
    ("related.hash", HASH_FIELDS),
)
