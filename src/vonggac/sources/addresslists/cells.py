"""Addresses in one cell or line, as people write them: several of them, with ports, made harmless, with words around."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from vonggac.kernel.addresses import AddressError, AddressRange, parse_domain, parse_range, read_ipv6, refang, write_address
from vonggac.kernel.columns import NO_NUMBER, TextColumn, ipv4_numbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
PLAIN = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
"""An IPv4 address in its one spelling; what matches needs no other look."""
_QUAD = r"\d{1,3}(?:\.\d{1,3}){3}"
_SIX = r"(?:[0-9a-fA-F]{0,4}:){2,7}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{1,4})?"
_COLONS = 7
_ANY = re.compile(
    rf"""(?<![\w.:-])(?:
        (?P<from>{_QUAD})\s*(?:[-–—]|\.\.+|\bđến\b|\bto\b)\s*(?P<to>{_QUAD}|\d{{1,3}})(?![\w.:]) |
        (?P<starred>\d{{1,3}}(?:\.\d{{1,3}}){{0,2}}(?:\.\*)+)(?![\w.]) |
        (?P<masked>{_QUAD}\s?/\s?(?:{_QUAD}|\d{{1,3}}))(?![\w/]|\.\d) |
        (?P<four>{_QUAD})(?::(?P<port>\d{{1,5}}))?(?![\w*-]|\.\w|:\d) |
        \[(?P<boxed>{_SIX})\](?::(?P<boxport>\d{{1,5}}))? |
        (?P<sixes>{_SIX})\s*[-–—]\s*(?P<sixto>{_SIX})(?![\w:]) |
        (?P<six>{_SIX})(?:%[\w.]+)?(?P<bits>/\d{{1,3}})?(?![\w:])
    )""",
    re.VERBOSE,
)
_PADDED = re.compile(r"(?<![\d])0{1,2}(?=\d{1,2}(?!\d))")
_MAYBE_HARMLESS = re.compile(r"[\[({]|\.\]|hxx|h\*\*|fxp", re.IGNORECASE)
_LOOKS_FOUR = re.compile(r"\d+\.\d+\.\d+")
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
MOST_IN_ONE_CELL = 1_000


def odd_places(cells: TextColumn) -> NDArray[np.int64]:
    """Return where a cell is no IPv4 address in its one spelling."""
    import numpy as np

    return np.flatnonzero(ipv4_numbers(cells) == NO_NUMBER)


@dataclass(frozen=True, slots=True)
class Found:
    """One address, network or range in its one spelling, and the port that stood behind it."""

    text: str
    port: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell held: addresses, what looked like one and is none, and whether it was longer than anybody writes."""

    found: tuple[Found, ...]
    wrong: tuple[str, ...] = ()
    is_cut: bool = False


def ipv6_alone(text: str) -> str:
    """Return the one spelling of a cell that holds an IPv6 address and nothing else; blank for any other, which `addresses_in` reads."""
    if ":" not in text or text.count(":") > _COLONS or (number := read_ipv6(text)) is None:
        return ""
    return write_address(number)


@lru_cache(maxsize=65_536)
def addresses_in(text: str) -> Cell:
    """Return every address of a cell, in order; a range of two ends is one."""
    if alone := ipv6_alone(text):
        return Cell((Found(alone),))
    seen = " ".join(text.split())
    seen = refang(seen) if _MAYBE_HARMLESS.search(seen) else seen
    found: list[Found] = []
    wrong: list[str] = []
    for match in _ANY.finditer(seen):
        if len(found) >= MOST_IN_ONE_CELL:
            return Cell(tuple(found), tuple(wrong), is_cut=True)
        try:
            found.append(_found(match))
        except (AddressError, ValueError):
            if match["six"] is None and match["sixes"] is None:
                wrong.append(match.group())
    if not found and not wrong and _LOOKS_FOUR.search(seen):
        wrong.append(seen.strip())
    return Cell(tuple(found), tuple(wrong))


def _found(match: re.Match[str]) -> Found:
    if match["from"]:
        return Found(_spelled(f"{_unpadded(match['from'])}-{_unpadded(match['to'])}"))
    if match["starred"] or match["masked"]:
        return Found(_spelled(match["starred"] or _unpadded(match["masked"])))
    if match["four"]:
        return Found(_spelled(_unpadded(match["four"])), _port(match["port"]))
    if match["boxed"]:
        return Found(_spelled(match["boxed"]), _port(match["boxport"]))
    if match["sixes"]:
        return Found(_spelled(f"{match['sixes']}-{match['sixto']}"))
    return Found(_spelled(match["six"] + (match["bits"] or "")))


def _spelled(text: str) -> str:
    found: AddressRange = parse_range(text)
    return str(found)


def _unpadded(text: str) -> str:
    """Some lists fill every byte to three figures (109.230.155.061), and mean decimal figures."""
    return _PADDED.sub("", text)


def _port(text: str | None) -> str:
    return str(int(text)) if text and 0 < int(text) < 65_536 else ""


def joined(first: str, last: str) -> str:
    """Return the range from one cell to another; what cannot be one comes back as it stood, for the reader to locate."""
    try:
        return _spelled(f"{_unpadded(first.strip())}-{_unpadded(last.strip())}") if last.strip() else first
    except (AddressError, ValueError):
        return f"{first}-{last}"


def is_url(text: str) -> bool:
    """Say whether a cell is a web address, harmless or not."""
    return bool(_URL.match(refang(text)))


@lru_cache(maxsize=16_384)
def domain_in(text: str) -> str:
    """Return the domain of a cell that is one, or blank."""
    if "." not in text or " " in text.strip() or len(text) > 300 or is_url(text) or "@" in text or "/" in text:
        return ""
    try:
        name = parse_domain(text)
    except AddressError:
        return ""
    return name if name.rpartition(".")[2][:1].isalpha() else ""
