"""A value read as a number, a moment or an address: the tests that look at no text."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from vonggac.engines.hunt.conditions import Order, TimePart

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HEXADECIMAL = re.compile(r"0[xX][0-9a-fA-F]+")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?\s*(Z|z|[+-]\d{2}:?\d{2}(?::?\d{2})?)?)?", re.ASCII)
LONGEST_NUMBER = 400
"""Characters of a number worth reading; no number of an event is as long."""

HOLDS: dict[Order, Callable[[float, float], bool]] = {
    Order.LESS: operator.lt,
    Order.AT_MOST: operator.le,
    Order.MORE: operator.gt,
    Order.AT_LEAST: operator.ge,
    Order.EQUAL: operator.eq,
    Order.UNLIKE: operator.ne,
}


def number_of(text: str) -> float | None:
    """Read a decimal or 0x number; None for anything else."""
    text = text.strip()
    if len(text) > LONGEST_NUMBER:
        return None
    if _DECIMAL.fullmatch(text):
        return float(text)
    return _float(int(text, 16)) if _HEXADECIMAL.fullmatch(text) else None


def _float(whole: int) -> float:
    try:
        return float(whole)
    except OverflowError:
        return float("inf")


def moment_of(text: str) -> datetime | None:
    """Read an ISO 8601 date or date and time, UTC without a zone; None for anything else."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    day, time, fraction, zone = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{time or '00:00'}{'+00:00' if zone in (None, 'Z', 'z') else zone}")
        return moment.replace(microsecond=int((fraction or "0")[:6].ljust(6, "0"))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def part_of(moment: datetime, part: TimePart) -> int:
    """Return a part of a moment."""
    return moment.isocalendar().week if part is TimePart.WEEK else int(getattr(moment, part.value))


def address_of(text: str) -> tuple[int, int] | None:
    """Read an address as (version, number)."""
    if len(text) > 64 or not (":" in text or text[:1].isdigit()):
        return None
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return address.version, int(address)


class Networks:
    """Networks by their length, so that an address is looked up a few times whatever their number."""

    def __init__(self) -> None:
        self._by_mask: dict[tuple[int, int], dict[int, list[int]]] = {}

    def add(self, cidr: str, leaf: int) -> None:
        """Take in a network of a rule."""
        network: IPv4Network | IPv6Network = ip_network(cidr, strict=False)
        known = self._by_mask.setdefault((network.version, int(network.netmask)), {})
        known.setdefault(int(network.network_address), []).append(leaf)

    def __bool__(self) -> bool:
        return bool(self._by_mask)

    def find(self, text: str) -> list[int]:
        """Return the leaves whose network holds this address."""
        address = address_of(text)
        if address is None:
            return []
        version, number = address
        return [leaf for (of, mask), known in self._by_mask.items() if of == version for leaf in known.get(number & mask, ())]
