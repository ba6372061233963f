"""Who acts, who is acted on, and every name by which the register may know them; all in one canonical form."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from vonggac.engines.alerts.model import Fields

_MAILBOX = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{3,253}")
_MAIL_FIELDS = ("user.email", "email.from.address", "email.to.address")
_HOST_OF_WEB = re.compile(r"^[a-z][a-z0-9+.-]{0,20}://(?:[^/@\s]{0,255}@)?(\[[0-9A-Fa-f:.]{2,64}\]|[^/:?#\s]{1,253})", re.IGNORECASE)


class Parties(NamedTuple):
    """The two ends of an alert and every canonical name in it."""

    source: str
    target: str
    addresses: tuple[str, ...]
    hosts: tuple[str, ...]
    mailboxes: tuple[str, ...]


def canonical_address(text: str) -> str:
    """Return the one way to write an address, without zone, brackets or the IPv6 dress of IPv4; empty for anything else."""
    return _address(text) if len(text) <= _LONGEST_ADDRESS else ""


def canonical_host(text: str) -> str:
    """Return a host name in lower case without its final dot, Windows domain or blanks; empty for addresses and nonsense."""
    return _host(text) if len(text) <= _LONGEST_HOST else ""


_LONGEST_ADDRESS, _LONGEST_HOST = 80, 300
"""What is longer is neither, and must not fill the memory of what was seen."""


@lru_cache(maxsize=65_536)
def _address(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.strip().strip("[]").partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


@lru_cache(maxsize=65_536)
def _host(text: str) -> str:
    name = text.strip().rstrip(".").lower().rpartition("\\")[2]
    return "" if not name or len(name) > 253 or any(sign.isspace() for sign in name) or canonical_address(name) else name


def parties_of(fields: Fields) -> Parties:
    """Return the parties of one record."""
    return Parties(_source(fields), _target(fields), _addresses(fields), _hosts(fields), _mailboxes(fields))


_REMEMBERED = 600
"""Names in one record beyond this many letters are read anew each time: what senders write must not fill the memory."""


def _remembered(read: Callable[[tuple[str, ...]], tuple[str, ...]], names: object) -> tuple[str, ...]:
    """The same few names stand in alert after alert."""
    if not isinstance(names, tuple) or not names:
        return ()
    return read(names) if sum(map(len, names)) <= _REMEMBERED else read.__wrapped__(names)  # type: ignore[attr-defined]


@lru_cache(maxsize=32_768)
def _canonical_addresses(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([address for text in names if (address := canonical_address(text))]))


@lru_cache(maxsize=32_768)
def _canonical_hosts(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([host for text in names if (host := canonical_host(text))]))


@lru_cache(maxsize=32_768)
def _canonical_mailboxes(names: tuple[str, ...]) -> tuple[str, ...]:
    trimmed = [text.strip().lower() for text in names if "@" in text]
    return tuple(dict.fromkeys([text for text in trimmed if _MAILBOX.fullmatch(text)]))


def _addresses(fields: Fields) -> tuple[str, ...]:
    """Readers put every address into `related.ip`, the two ends first."""
    return _remembered(_canonical_addresses, fields.get("related.ip"))


def _hosts(fields: Fields) -> tuple[str, ...]:
    """Readers put every host into `related.hosts`; a whole web address names one more."""
    found, web = _remembered(_canonical_hosts, fields.get("related.hosts")), fields.get("url.original")
    if isinstance(web, str) and "://" in web and (match := _HOST_OF_WEB.match(web)) and (host := canonical_host(match[1])):
        return found if host in found else (*found, host)
    return found


def _mailboxes(fields: Fields) -> tuple[str, ...]:
    """Accounts that are mailboxes, and the two ends of a mail."""
    found = _remembered(_canonical_mailboxes, fields.get("related.user"))
    for name in _MAIL_FIELDS:
        if value := fields.get(name):
            found += _remembered(_canonical_mailboxes, value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ())
    return tuple(dict.fromkeys(found)) if len(found) > 1 else found


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else value[0] if isinstance(value, tuple) and value else ""


def _source(fields: Fields) -> str:
    """An address, else the host that acts, else the account: what the duty officer would block."""
    if address := _text(fields, "source.ip"):
        return canonical_address(address) or address
    for name in ("client.ip", "source.address", "source.domain", "source.user.name", "labels.scope_range"):
        if value := _text(fields, name):
            return value.lower()
    return ""


def _target(fields: Fields) -> str:
    """An address, else the machine the product watches, else the site, the mailbox or the account."""
    if address := _text(fields, "destination.ip"):
        return canonical_address(address) or address
    for name in ("host.name", "destination.domain", "host.ip", "destination.address", "url.domain", "user.email", "user.name"):
        if value := _text(fields, name):
            return canonical_host(value) or value.lower()
    return ""
