"""Who may send: the file that the pages write and the intake reads. Tokens stand in it as SHA-256, never in clear."""

from __future__ import annotations

import hmac
import ipaddress
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
VIETNAM = timezone(timedelta(hours=7))
LONGEST_ITEM = 1024 * 1024
LOOK_EVERY = 0.5
"""Seconds between looks at the file."""
_REMEMBERED = 10_000
_DIGEST_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where a source leaves its messages."""

    host: str
    port: int
    tls: bool
    user: str
    password_file: str
    folder: str


@dataclass(frozen=True, slots=True)
class Source:
    """One who may send."""

    id: int
    code: str
    ways: frozenset[str]
    token_digests: tuple[str, ...] = ()
    peers: tuple[Network, ...] = ()
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    max_item_bytes: int = LONGEST_ITEM
    max_per_second: int | None = None
    mailbox: Mailbox | None = None

    def is_valid(self, at: datetime) -> bool:
        """Say whether it may send at a moment."""
        return (self.valid_from is None or self.valid_from <= at) and (self.valid_to is None or at < self.valid_to)


class BadSources(ValueError):  # noqa: N818
    """The file cannot be used; the sources known before stay."""


def read(data: bytes) -> tuple[Source, ...]:
    """Return the sources of a file."""
    try:
        return tuple(_source(one) for one in orjson.loads(data))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadSources(f"{type(error).__name__}: {error}") from error


def _source(one: Mapping[str, Any]) -> Source:
    mailbox = one.get("mailbox")
    return Source(
        id=int(one["id"]),
        code=str(one["code"]),
        ways=frozenset(one["ways"]),
        token_digests=tuple(_digest(digest) for digest in one.get("token_digests", ())),
        peers=tuple(ipaddress.ip_network(peer, strict=False) for peer in one.get("peers", ())),
        valid_from=_moment(one.get("valid_from")),
        valid_to=_moment(one.get("valid_to"), end=True),
        max_item_bytes=min(LONGEST_ITEM, int(one.get("max_item_bytes") or LONGEST_ITEM)),
        max_per_second=int(one["max_per_second"]) if one.get("max_per_second") else None,
        mailbox=_mailbox(mailbox) if mailbox else None,
    )


def _digest(text: str) -> str:
    if len(text) != _DIGEST_LENGTH:
        raise ValueError("a digest has 64 figures")
    return text.lower()


def _moment(text: str | None, *, end: bool = False) -> datetime | None:
    """A date is a day of Vietnam: valid_to holds to its end; a moment is as it says."""
    if not text:
        return None
    if len(text) == len("2026-11-23"):
        day = date.fromisoformat(text) + timedelta(days=1 if end else 0)
        return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _mailbox(one: Mapping[str, Any]) -> Mailbox:
    tls = bool(one.get("tls", True))
    return Mailbox(
        host=str(one["host"]),
        port=int(one.get("port") or (993 if tls else 143)),
        tls=tls,
        user=str(one["user"]),
        password_file=str(one["password_file"]),
        folder=str(one.get("folder") or "INBOX"),
    )


def address_of(text: str) -> Address:
    """Return an address; an IPv4 one that a socket of IPv6 shows is the IPv4 one."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


@dataclass
class Sources:
    """The sources as they are now; looks at the file again when it has changed."""

    path: Path
    clock: Callable[[], float] = time.monotonic
    trouble: str = ""
    """Why the file could not be used, for the health page; empty when it could."""
    _all: tuple[Source, ...] = ()
    _seen: tuple[int, int, int] | None = None
    _looked: float = float("-inf")
    _by_peer: dict[str, Source | None] = field(default_factory=dict)

    def everybody(self) -> tuple[Source, ...]:
        """Return all sources."""
        self._look()
        return self._all

    def of_way(self, way: str, at: datetime) -> list[Source]:
        """Return who may send so at a moment."""
        return [source for source in self.everybody() if way in source.ways and source.is_valid(at)]

    def with_code(self, code: str) -> Source | None:
        """Return the source of a code."""
        return next((source for source in self.everybody() if source.code == code), None)

    def with_token(self, token: bytes) -> Source | None:
        """Return whose token this is. Every digest is compared to its end, so that the time tells nothing."""
        digest, found = sha256(token).hexdigest(), None
        for source in self.everybody():
            for known in source.token_digests:
                if hmac.compare_digest(known, digest):
                    found = source
        return found

    def of_peer(self, peer: str) -> Source | None:
        """Return who sends syslog from an address: the source that names it most exactly, the older one of two that name it alike."""
        self._look()
        if peer not in self._by_peer:
            if len(self._by_peer) >= _REMEMBERED:
                self._by_peer.clear()
            self._by_peer[peer] = _most_exact(address_of(peer), (one for one in self._all if "syslog" in one.ways))
        return self._by_peer[peer]

    def _look(self) -> None:
        now = self.clock()
        if now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        try:
            stat = self.path.stat()
            seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if seen != self._seen:
                self._all = read(self.path.read_bytes())
                self._seen, self.trouble = seen, ""
                self._by_peer.clear()
        except FileNotFoundError:
            self._all, self._seen, self.trouble = (), None, ""
            self._by_peer.clear()
        except (OSError, BadSources) as error:
            self.trouble = f"{os.fspath(self.path)}: {error}"


def _most_exact(address: Address, sources: Iterable[Source]) -> Source | None:
    named = [(-network.prefixlen, source.id, source) for source in sources for network in source.peers if _holds(network, address)]
    return min(named, key=lambda one: one[:2])[2] if named else None


def _holds(network: Network, address: Address) -> bool:
    return network.version == address.version and address in network
