"""By which values an observed one may be known: itself, the networks around an address, the domains above a name, the host of a URL.

A domain names everything below it (that is how resolvers and sensors block it), never what stands above; a range names every address in
it. Networks are found by their first address and their span, the length of the prefix in 128 bits, so that one question of a database
finds them among any number of ranges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from vonggac.kernel.addresses import AddressError, AddressRange, key, parse_address, parse_domain

BITS = 128
LEAST_LABELS = 2
"""A name of one label is nobody's domain."""

ADDRESS, RANGE, DOMAIN, URL, HASH, MAIL = "address", "range", "domain", "url", "hash", "mail"


@dataclass(frozen=True, slots=True)
class Looked:
    """One value by which an observed one may be known, and how it stands to it."""

    kind: str
    value: str
    how: str
    """same, parent (a domain above it), host (of a URL), host-parent, sender-domain."""


@dataclass(frozen=True, slots=True)
class Network:
    """A network that may hold an address."""

    span: int
    first: str


def things_in(kind: str, value: str) -> Iterator[Looked]:
    """Give the values by which an observed value, canonical, may be known; the closest first."""
    yield Looked(kind, value, "same")
    if kind == DOMAIN:
        yield from (Looked(DOMAIN, one, "parent") for one in parents(value))
    elif kind == URL:
        yield from _host_of(value)
    elif kind == MAIL:
        name = value.rpartition("@")[2]
        yield from (Looked(DOMAIN, one, "sender-domain") for one in (name, *parents(name)))


def _host_of(url: str) -> Iterator[Looked]:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return
    try:
        yield Looked(ADDRESS, str(parse_address(host)), "host")
        return
    except AddressError:
        pass
    try:
        name = parse_domain(host)
    except AddressError:
        return
    yield Looked(DOMAIN, name, "host")
    yield from (Looked(DOMAIN, one, "host-parent") for one in parents(name))


def parents(name: str) -> Iterator[str]:
    """Give the domains above a name, the nearest first, none of a single label."""
    labels = name.split(".")
    for at in range(1, len(labels) - LEAST_LABELS + 1):
        yield ".".join(labels[at:])


def span_of(ends: AddressRange) -> int:
    """Return the length of the prefix in 128 bits when a range is one network, else 0; what is everything is no network."""
    size = ends.size
    free = (size - 1).bit_length()
    return BITS - free if size == 1 << free and int(ends.first_key, 16) % size == 0 else 0


def spans_around(address_keys: Iterable[str], spans: Iterable[int]) -> dict[int, set[str]]:
    """Return span → first addresses of the networks of that span that hold one of the addresses; span 0 stands for no network."""
    numbers = {int(one, 16) for one in address_keys}
    found = {}
    for span in spans:
        if span:
            free = BITS - span
            found[span] = {f"{number >> free << free:032x}" for number in numbers}
    return found


def key_of(address: str) -> str:
    """Return the key that orders an address."""
    return key(parse_address(address))
