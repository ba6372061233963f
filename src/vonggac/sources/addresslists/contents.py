"""What the cells of a column are, as shares of those that are filled."""

from __future__ import annotations

import ipaddress
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from vonggac.kernel.addresses import AddressRange, key
from vonggac.kernel.vietnamese import fold
from vonggac.sources.addresslists.cells import addresses_in, domain_in, is_url
from vonggac.sources.addresslists.model import DateOrder
from vonggac.sources.addresslists.moments import Reading, clock, moment
from vonggac.sources.addresslists.vocabulary import FAMILIES

LOOKED_AT = 400
"""Filled cells of a column that are looked at."""
NOTHING = frozenset({"-", "--", "0", "N/A", "n/a", "NULL", "null", "không", "Không"})
"""How people and programs write that there is nothing to say."""
_LONGEST = 2_000
_INTEGER = re.compile(r"\d{1,12}(?:[.,]0+)?")
_ASN = re.compile(r"AS\s?\d{1,10}", re.IGNORECASE)
_COUNTRY = re.compile(r"[A-Z]{2}")
_PORT = re.compile(r"(?:(?:tcp|udp)[/ ])?(\d{1,5})(?:\.0+)?(?:[/ ](?:tcp|udp))?", re.IGNORECASE)
_PROTOCOLS = frozenset({"tcp", "udp", "icmp", "http", "https", "dns", "smtp", "ssh", "telnet", "gre", "esp", "ftp"})
_FAMILY_WORDS = re.compile(r"[a-z0-9]{3,}(?:\.[a-z]{3,})?")
_SERIAL_DAY = re.compile(r"[34]\d{4}(?:[.,]\d+)?|5[0-5]\d{3}(?:[.,]\d+)?")
_DAYS_FIRST, _MONTHS_FIRST = Reading(DateOrder.DAY_FIRST), Reading(DateOrder.MONTH_FIRST)


class Province:
    """The ranges of the province, for the share of a column that lies inside."""

    def __init__(self, ranges: Sequence[AddressRange]) -> None:
        merged: list[list[str]] = []
        for each in sorted(ranges):
            if merged and each.first_key <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], each.last_key)
            else:
                merged.append([each.first_key, each.last_key])
        self._firsts = [first for first, _ in merged]
        self._lasts = [last for _, last in merged]

    def holds(self, address: str) -> bool:
        """Say whether the first address of what a cell holds lies inside."""
        this = key(ipaddress.ip_address(address.split("-")[0].split("/")[0]))
        place = bisect_right(self._firsts, this) - 1
        return place >= 0 and this <= self._lasts[place]


@dataclass(frozen=True, slots=True)
class Content:
    """Shares from 0 to 1 of the filled cells that were looked at."""

    filled: int = 0
    address: float = 0.0
    domain: float = 0.0
    url: float = 0.0
    moment: float = 0.0
    serial_day: float = 0.0
    """Figures a spreadsheet could mean as a day, and a person as a port."""
    clock: float = 0.0
    port: float = 0.0
    integer: float = 0.0
    protocol: float = 0.0
    asn: float = 0.0
    country: float = 0.0
    family: float = 0.0
    distinct: float = 0.0
    counts_up: bool = False
    """1, 2, 3 …: a number of the row, not of anything else."""
    inside: float = 0.0
    """Of the addresses, in the ranges of the province."""


def content_of(cells: Sequence[str], province: Province | None = None) -> Content:
    """Return what the cells of one column are."""
    filled = [cell.strip()[:_LONGEST] for cell in cells if cell.strip() and cell not in NOTHING][:LOOKED_AT]
    count = len(filled)
    if not count:
        return Content()
    found = [addresses_in(cell).found for cell in filled]
    addresses = [each[0].text for each in found if each]
    numbers = [int(cell.split(".")[0].split(",")[0]) for cell in filled if _INTEGER.fullmatch(cell)]
    moments = [cell for cell, each in zip(filled, found, strict=True) if not each and not _SERIAL_DAY.fullmatch(cell) and _is_moment(cell)]
    return Content(
        filled=count,
        address=len(addresses) / count,
        domain=sum(1 for cell in filled if domain_in(cell)) / count,
        url=sum(1 for cell in filled if is_url(cell)) / count,
        moment=len(moments) / count,
        serial_day=sum(1 for cell in filled if _SERIAL_DAY.fullmatch(cell)) / count,
        clock=sum(1 for cell in filled if clock(cell) is not None) / count,
        port=sum(1 for cell in filled if port_in(cell)) / count,
        integer=len(numbers) / count,
        protocol=sum(1 for cell in filled if fold(cell) in _PROTOCOLS) / count,
        asn=sum(1 for cell in filled if _ASN.fullmatch(cell)) / count,
        country=sum(1 for cell in filled if _COUNTRY.fullmatch(cell)) / count,
        family=sum(1 for cell in filled if names_family(cell)) / count,
        distinct=len(set(filled)) / count,
        counts_up=_counts_up(numbers, count),
        inside=_inside(addresses, province),
    )


def _is_moment(cell: str) -> bool:
    if _INTEGER.fullmatch(cell) and len(cell) < 8:
        return False
    return moment(cell, _DAYS_FIRST) is not None or moment(cell, _MONTHS_FIRST) is not None


def _inside(addresses: Sequence[str], province: Province | None) -> float:
    if province is None or not addresses:
        return 0.0
    return sum(1 for each in addresses if province.holds(each)) / len(addresses)


def _counts_up(numbers: Sequence[int], count: int) -> bool:
    if len(numbers) < 0.9 * count or len(numbers) < 2 or numbers[0] > 1:
        return False
    steps = sum(1 for one, other in zip(numbers, numbers[1:], strict=False) if other == one + 1)
    return steps >= 0.9 * (len(numbers) - 1)


def port_in(cell: str) -> str:
    """Return the port of a cell as figures ("445", "445.0", "TCP/445"), or blank."""
    found = _PORT.fullmatch(cell)
    return str(int(found[1])) if found and 0 < int(found[1]) < 65_536 else ""


def names_family(cell: str) -> bool:
    """Say whether a cell names a known malware family: "Mirai", "Backdoor.Linux.Mirai", "B54-Conficker"."""
    return len(cell) < 100 and any(
        word in FAMILIES or any(part in FAMILIES for part in word.split(".")) for word in _FAMILY_WORDS.findall(fold(cell))
    )
