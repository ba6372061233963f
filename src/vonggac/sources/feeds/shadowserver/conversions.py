"""Cells of a report into values; each conversion returns None for "nothing stated" and raises ValueError for nonsense."""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from vonggac.sources.feeds.model import Value
from vonggac.sources.feeds.times import utc_text

Conversion: TypeAlias = Callable[[str], Value | None]

_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9_-]{1,63})*\.?")
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_PLAIN_ADDRESS = re.compile(rf"{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}", re.ASCII)
"""IPv4 as it is written nearly always: already canonical."""
_PACKED = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_HASH = {32: "md5", 40: "sha1", 64: "sha256"}
_YES = frozenset({"y", "yes", "true", "1"})
_NO = frozenset({"n", "no", "false", "0"})


def text(cell: str) -> str:
    return cell


def lower(cell: str) -> str:
    return cell.lower()


def address(cell: str) -> str:
    """An address in canonical form; a network is left as a network."""
    if _PLAIN_ADDRESS.fullmatch(cell):
        return cell
    if "/" in cell:
        return str(ipaddress.ip_network(cell, strict=False))
    return str(ipaddress.ip_address(cell.partition("%")[0]))


def address_or_nothing(cell: str) -> str | None:
    """An address where the column may also hold a name."""
    try:
        return address(cell)
    except ValueError:
        return None


@lru_cache(4096)
def port(cell: str) -> int | None:
    number = int(cell)
    if not 0 <= number <= 65535:
        raise ValueError(cell)
    return number or None


@lru_cache(4096)
def system_number(cell: str) -> int | None:
    number = int(cell.upper().removeprefix("AS"))
    if not 0 <= number <= 0xFFFFFFFF:
        raise ValueError(cell)
    return number or None


def country(cell: str) -> str | None:
    """Two letters; what reports write for an unknown country is nothing."""
    if len(cell) != 2 or not cell.isalnum():
        return None
    return cell.upper()


@lru_cache(4096)
def number(cell: str) -> int:
    return int(cell)


@lru_cache(4096)
def count(cell: str) -> int | None:
    """A whole number of which zero means "not known"."""
    return int(cell) or None


def amount(cell: str) -> float:
    found = float(cell)
    if found != found or found in (float("inf"), float("-inf")):
        raise ValueError(cell)
    return found


def yes_or_no(cell: str) -> bool | None:
    said = cell.lower()
    if said in _YES:
        return True
    return False if said in _NO else None


def known(cell: str) -> str | None:
    return None if cell.lower() in {"unknown", "none", "null", "n/a", "-"} else cell


def nonzero(cell: str) -> str | None:
    return None if cell == "0" else cell


@lru_cache(4096)
def host(cell: str) -> str | None:
    """A name of a machine in lower case, without a final dot; anything that can be no name is nothing."""
    if not cell.isascii() or not _HOST.fullmatch(cell) or address_or_nothing(cell) is not None:
        return None
    return cell.lower().rstrip(".")


@lru_cache(4096)
def domain(cell: str) -> str | None:
    """A full name with at least two parts, whose port is left off."""
    found = host(cell.partition(":")[0])
    return found if found and "." in found else None


def url(cell: str) -> str | None:
    return cell if "://" in cell[:12] and " " not in cell else None


@lru_cache(4096)
def utc(cell: str) -> str:
    return utc_text(cell)


def digest(cell: str) -> str | None:
    """A hash by its length, in lower case."""
    found = cell.lower()
    if len(found) not in _HASH or not all(letter in "0123456789abcdef" for letter in found):
        return None
    return found


def packed(cell: str) -> str:
    """What an attacker sent, in Base64, whether the report wrote it so or in clear."""
    if len(cell) % 4 == 0 and _PACKED.fullmatch(cell):
        return cell
    return base64.b64encode(cell.encode("utf-8", errors="surrogateescape")).decode("ascii")


BY_NAME: dict[str, Conversion] = {
    "text": text,
    "lower": lower,
    "address": address,
    "address-or-nothing": address_or_nothing,
    "port": port,
    "asn": system_number,
    "country": country,
    "number": number,
    "count": count,
    "amount": amount,
    "yes": yes_or_no,
    "known": known,
    "nonzero": nonzero,
    "host": host,
    "domain": domain,
    "url": url,
    "utc": utc,
    "digest": digest,
    "packed": packed,
}
