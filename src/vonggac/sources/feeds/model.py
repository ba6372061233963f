"""What a threat feed brings: events seen at an address, indicators to look for, sightings, and lists of false positives.

Field names of events are those of the IntelMQ data format, because CERTs exchange them; kinds of events are those of the RSIT taxonomy.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, BinaryIO, Protocol, TypeAlias

from vonggac.kernel.addresses import Address
from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.handling import Handling
from vonggac.sources.feeds.markings import tlp_of
from vonggac.sources.limits import Limits

Value: TypeAlias = str | int | float | bool | list[Any]
"""A value of a field. Times are written in ISO 8601 with +00:00, addresses and names canonically; a mapping lies flat under dots."""


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One thing somebody saw at one time: a machine that called a sinkhole, an open service, a web page that was defaced."""

    place: Place
    fields: Mapping[str, Value]
    """By the names of the IntelMQ data format: source.ip, source.port, classification.type, malware.name, time.source, extra.…

    Neither `raw` (the place leads to it) nor `feed.*` and `time.observation` (whoever fetched the file knows them) stand here.
    """

    @property
    def address(self) -> Address | None:
        """The address at which it was seen: ours, if it concerns us."""
        text = self.fields.get("source.ip")
        return ipaddress.ip_address(text) if isinstance(text, str) else None

    @property
    def port(self) -> int | None:
        """The port on that address; behind shared addresses only it and the time lead to the machine."""
        return self._whole("source.port")

    @property
    def time(self) -> datetime | None:
        """When it was seen, with its zone; never the time of fetching."""
        text = self.fields.get("time.source")
        return datetime.fromisoformat(text) if isinstance(text, str) else None

    @property
    def family(self) -> str | None:
        """The malware family as the source names it, in lower case."""
        name = self._text("malware.name") or self._text("extra.infection")
        return name.lower() if name else None

    @property
    def kind(self) -> str:
        """The RSIT type: infected-system, vulnerable-system, c2-server, phishing…; "undetermined" when the source does not say."""
        return self._text("classification.type") or "undetermined"

    @property
    def c2(self) -> str | None:
        """Whom the infected machine spoke to, as host or host:port; None for everything that is no infection."""
        if self.kind != "infected-system":
            return None
        host = self._text("destination.fqdn") or self._text("destination.ip")
        port = self._whole("destination.port")
        if host is None:
            return self._text("destination.url")
        bracketed = f"[{host}]" if ":" in host else host
        return bracketed if port is None else f"{bracketed}:{port}"

    @property
    def tlp(self) -> Handling:
        """How far the source lets it be passed on; NONE when it does not say."""
        return tlp_of(self._text("tlp") or "")

    def _text(self, name: str) -> str | None:
        value = self.fields.get(name)
        return value if isinstance(value, str) else None

    def _whole(self, name: str) -> int | None:
        value = self.fields.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


class Kind(StrEnum):
    """What an indicator is made of."""

    ADDRESS = "address"
    RANGE = "range"
    DOMAIN = "domain"
    URL = "url"
    HASH = "hash"
    MAIL = "mail"
    PATTERN = "pattern"
    """A rule that is no single value (a STIX pattern with conditions, YARA, Snort): kept whole, compared by nobody here."""


@dataclass(frozen=True, slots=True)
class FeedIndicator:
    """One thing to look for, as a source published it."""

    place: Place
    kind: Kind
    value: str
    """Canonical: an address as RFC 5952 writes it, a range as network or first-last, domains (IDNA) and hashes in lower case."""
    source: str
    """The reference at the source: a MISP or STIX identifier, otherwise the name of the list."""
    tlp: Handling = Handling.NONE
    confidence: int | None = None
    """0 to 100; None when the source does not say."""
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    valid_until: datetime | None = None
    families: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    port: int | None = None
    note: str = ""
    for_detection: bool = True
    """False for context only (MISP to_ids unset, STIX benign or plain observables): show it, raise no alarm on it."""
    is_revoked: bool = False
    """The source took it back: whoever holds it must let it go."""


class Saw(StrEnum):
    """What a sighting says of its indicator."""

    SEEN = "seen"
    FALSE_POSITIVE = "false-positive"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody met an indicator, found it to be wrong, or declared it over."""

    place: Place
    of: str
    """The reference of the indicator, as in `FeedIndicator.source`."""
    saw: Saw = Saw.SEEN
    value: str = ""
    """The value that was met, where the source repeats it."""
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    count: int = 1
    by: str = ""


class Matching(StrEnum):
    """How a list of false positives is compared (MISP warninglists, field "type")."""

    STRING = "string"
    SUBSTRING = "substring"
    HOSTNAME = "hostname"
    CIDR = "cidr"
    REGEX = "regex"


@dataclass(frozen=True, slots=True)
class FalsePositiveList:
    """Values that are usually innocent: public resolvers, clouds, the most visited sites. A warning, never a proof."""

    place: Place
    name: str
    matching: Matching
    entries: tuple[str, ...]
    """Canonical for the way of matching; entries that make no sense are left out with a `BadRow`."""
    kinds: tuple[Kind, ...] = ()
    """What it applies to; empty means anything."""
    version: str = ""
    note: str = ""


class Remark(BadRow):
    """Something that was taken in all the same, with a reservation that a person should read."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The message a file came in: kept so that a report can be answered and told apart from a copy."""

    sender: str = ""
    message_id: str = ""
    sent: datetime | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside a message: where it stood and which format read it; what follows it came out of it."""

    place: Place
    format: str
    letterhead: Letterhead = field(default_factory=Letterhead)


Found: TypeAlias = FeedEvent | FeedIndicator | Sighting | FalsePositiveList | Part | BadRow
"""What reading yields; a `BadRow` (and its `Remark`) says where and why something was not, or not wholly, taken in."""


class Reader(Protocol):
    """One format: how sure it is from the first bytes, and the values, one after another."""

    @property
    def format(self) -> str:
        """The stable English name: shadowserver, n6, misp-event…"""

    def recognise(self, head: bytes, name: str) -> float:
        """Say from 0 (not mine) to 1 (certainly mine) by the first bytes; the name may only tip a balance."""

    def read(self, stream: BinaryIO, name: str, *, limits: Limits, today: date) -> Iterator[Found]:
        """Yield values and located errors in the order of the file; raise `Refused` when it is not taken in at all."""
