"""Known addresses, networks, names, web addresses, hashes, mailboxes and file names among the values of events.

A value is any text of any field: a hash among others in one field, a name inside a command line. Every distinct value of a batch is
searched once for all indicators together. A name stands for everything below it, a network for every address in it; "evil.vn" is found
in "mail.evil.vn", not in "notevil.vn" nor in "evil.vn.example".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network, summarize_address_range
from typing import Any, TypeAlias

from vonggac.engines.hunt.building import Needs
from vonggac.engines.hunt.columns import Batch, Kind, everything
from vonggac.engines.hunt.conditions import fold_text
from vonggac.engines.hunt.matching.literals import Needles
from vonggac.engines.hunt.matching.regexes import clean
from vonggac.engines.hunt.rules import Heading

LONGEST = 65_536
"""Characters of a value that are searched for addresses; longer ones hold scripts, and their names and hashes are found all the same."""


class Sort(StrEnum):
    """What an indicator is made of."""

    ADDRESS = "address"
    RANGE = "range"
    DOMAIN = "domain"
    URL = "url"
    HASH = "hash"
    MAIL = "mail"
    FILE = "file"
    """A pattern of a path, as lists of suspicious file names hold them."""


@dataclass(frozen=True, slots=True)
class Known:
    """One indicator, as a list or a feed brings it."""

    sort: Sort
    value: str
    """Canonical; of a range first-last or network/length, of a file an expression."""
    source: str
    """Where it was read: "danh-sach.csv, dòng 4"."""
    level: str = "high"
    note: str = ""
    families: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    author: str = ""
    but_not: str = ""
    """Of a file: an expression of paths that are innocent all the same."""


@dataclass(frozen=True, slots=True)
class Met:
    """An indicator in a value of an event."""

    known: Known
    value: str
    """The value that held it, shortened around it."""


Address: TypeAlias = IPv4Address | IPv6Address
_V4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\w)")
_V6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4})(?![\w:])")
_WORD = re.compile(r"[\w-]")
_HASH_EDGE = re.compile(r"[0-9a-z]")
_AFTER_NAME = re.compile(r"[\w-]|\.[\w-]")
_MAIL_EDGE = re.compile(r"[\w.+%-]")
_AFTER_URL = re.compile(r"[\s\"'<>|,;)\]}^`\\]|$")
_SHOWN = 160


class Indicators:
    """Indicators made ready for values. Two that say the same are both told."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._needles = Needles()
        self._texts: dict[str, list[Known]] = {}
        self._addresses: dict[Address, list[Known]] = defaultdict(list)
        self._networks: dict[tuple[int, int], dict[int, list[Known]]] = defaultdict(lambda: defaultdict(list))
        self._files = _Files()
        self.count = 0
        for one in known:
            self._add(one)
        self._written = list(self._texts)

    def __len__(self) -> int:
        return self.count

    def _add(self, one: Known) -> None:
        self.count += 1
        if one.sort is Sort.ADDRESS:
            self._addresses[ip_address(one.value)].append(one)
        elif one.sort is Sort.RANGE:
            for network in _networks(one.value):
                self._networks[network.version, network.prefixlen][int(network.network_address)].append(one)
        elif one.sort is Sort.FILE:
            self._files.add(one)
        else:
            text = fold_text(one.value)
            if text not in self._texts:
                self._needles.add(text.encode("utf-8", "surrogatepass"), len(self._texts))
            self._texts.setdefault(text, []).append(one)

    def needs(self, kind: Kind, rules: Needs | None) -> Needs:
        """Say what a batch must hold for rules and indicators: these look at every value of every event."""
        return Needs(rules.fields if rules else frozenset(), every=True)

    def match(self, batch: Batch) -> list[tuple[int, Met]]:
        """Return rows of a batch with the indicators that they hold, rows ascending, an indicator once a row."""
        import numpy as np

        column = everything(batch)
        if column is None:
            return []
        found: dict[tuple[int, int], tuple[int, Met]] = {}
        for number, met in self.look(column.values):
            for row in column.rows[np.flatnonzero(column.codes == number)].tolist():
                found.setdefault((row, id(met.known)), (row, met))
        return sorted(found.values(), key=lambda pair: (pair[0], pair[1].known.sort, pair[1].known.value))

    def look(self, values: Sequence[str]) -> Iterator[tuple[int, Met]]:
        """Give the number of each value that holds an indicator, with it."""
        if self._needles:
            for number, needle in self._needles.pairs(values):
                text = self._written[needle]
                for known in self._texts[text]:
                    if (place := _stands(known.sort, text, fold_text(values[number]))) is not None:
                        yield number, Met(known, _around(values[number], place, len(text)))
        if self._addresses or self._networks:
            yield from self._look_for_addresses(values)
        if self._files:
            for number, value in enumerate(values):
                yield from ((number, Met(known, _around(value, 0, len(value)))) for known in self._files.find(value))

    def _look_for_addresses(self, values: Sequence[str]) -> Iterator[tuple[int, Met]]:
        for number, value in enumerate(values):
            seen: set[Address] = set()
            for place, length, address in addresses_in(value):
                if address not in seen:
                    seen.add(address)
                    yield from ((number, Met(known, _around(value, place, length))) for known in self._holding(address))

    def _holding(self, address: Address) -> Iterator[Known]:
        yield from self._addresses.get(address, ())
        for (version, length), networks in self._networks.items():
            if version == address.version:
                free = address.max_prefixlen - length
                yield from networks.get(int(address) >> free << free, ())


class _Files:
    """Expressions of paths, all in one pass over what looks like a path."""

    def __init__(self) -> None:
        self._known: list[Known] = []
        self._find: Callable[[str], Any] | None = None
        self._innocent: dict[int, Callable[[str], Any]] = {}

    def __bool__(self) -> bool:
        return bool(self._known)

    def add(self, known: Known) -> None:
        self._known.append(known)

    def find(self, value: str) -> Iterator[Known]:
        if "\\" not in value and "/" not in value or len(value) > LONGEST:
            return
        if self._find is None:
            self._make()
        assert self._find is not None
        for number in self._find(clean(value)) or ():
            innocent = self._innocent.get(number)
            if innocent is None or not innocent(clean(value)):
                yield self._known[number]

    def _make(self) -> None:
        import re2

        options = re2.Options()
        options.log_errors = False
        options.max_mem = 256 << 20
        together = re2.Set.SearchSet(options)
        for number, known in enumerate(self._known):
            together.Add(known.value)
            if known.but_not:
                self._innocent[number] = re2.compile(known.but_not, options).search
        together.Compile()
        self._find = together.Match


def addresses_in(value: str) -> Iterator[tuple[int, int, Address]]:
    """Give the addresses that stand in a text with place and length; an IPv4 address written as IPv6 is the IPv4 address."""
    if len(value) > LONGEST:
        return
    if value.count(".") > 2:  # noqa: PLR2004  an address has three
        for found in _V4.finditer(value):
            yield from _address(found)
    if value.count(":") > 1:
        for found in _V6.finditer(value):
            yield from _address(found)


def _address(found: re.Match[str]) -> Iterator[tuple[int, int, Address]]:
    try:
        address: Address = ip_address(found[0])
    except ValueError:
        return
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    yield found.start(), len(found[0]), mapped or address


def _networks(value: str) -> Iterable[Any]:
    if "/" in value:
        return [ip_network(value, strict=False)]
    first, _, last = value.partition("-")
    return summarize_address_range(ip_address(first.strip()), ip_address(last.strip()))


def _stands(sort: Sort, text: str, value: str) -> int | None:
    """Return where an indicator stands by itself in a folded value; None where it is only part of something else."""
    edges = _EDGES[sort]
    place = value.find(text)
    while place >= 0:
        if edges(value, place, place + len(text)):
            return place
        place = value.find(text, place + 1)
    return None


def _is_domain(value: str, start: int, end: int) -> bool:
    return not (start and _WORD.match(value[start - 1])) and not _AFTER_NAME.match(value, end)


def _is_hash(value: str, start: int, end: int) -> bool:
    return not (start and _HASH_EDGE.match(value[start - 1])) and not _HASH_EDGE.match(value, end)


def _is_mail(value: str, start: int, end: int) -> bool:
    return not (start and _MAIL_EDGE.match(value[start - 1])) and not _AFTER_NAME.match(value, end)


def _is_url(value: str, start: int, end: int) -> bool:
    """Whether a web address ends there; one without a path may end in a slash."""
    if start and _WORD.match(value[start - 1]):
        return False
    bare = value.find("/", start + value[start:end].find("://") + 3, end) < 0
    return _AFTER_URL.match(value, end) is not None or (bare and value[end] == "/" and _AFTER_URL.match(value, end + 1) is not None)


_EDGES: dict[Sort, Callable[[str, int, int], bool]] = {
    Sort.DOMAIN: _is_domain, Sort.HASH: _is_hash, Sort.MAIL: _is_mail, Sort.URL: _is_url,
}  # fmt: skip


def _around(value: str, place: int, length: int) -> str:
    """Return a value, or the part of it around what was found."""
    if len(value) <= 2 * _SHOWN:
        return value
    start = max(0, place - _SHOWN // 2)
    return ("…" if start else "") + value[start : place + min(length, _SHOWN) + _SHOWN // 2] + "…"


_SORTS = {
    Sort.ADDRESS: "Địa chỉ", Sort.RANGE: "Dải địa chỉ", Sort.DOMAIN: "Tên miền", Sort.URL: "URL", Sort.HASH: "Mã băm", Sort.MAIL: "Hộp thư",
    Sort.FILE: "Tên tệp",
}  # fmt: skip


def heading_of(known: Known) -> Heading:
    """Return what a reader learns of an indicator: the same shape as of a rule."""
    families = f" ({', '.join(known.families)})" if known.families else ""
    return Heading(
        id=f"indicator:{known.sort}:{known.value}",
        title=f"{_SORTS[known.sort]} đã biết: {known.value}{families}",
        level=known.level,
        description=known.note,
        author=known.author,
        tags=known.tags,
        file=known.source,
    )


def reason(met: Met) -> str:
    """Say which value held what, and who said so."""
    return f"“{met.value}” chứa {_SORTS[met.known.sort].lower()} {met.known.value} theo {met.known.source}"
