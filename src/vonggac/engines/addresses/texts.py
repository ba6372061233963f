"""Columns of text into columns of numbers: addresses and ports, strict, hundreds of thousands at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from vonggac.engines.addresses.index import IPV4_COUNT
from vonggac.engines.addresses.values import LAST_PORT
from vonggac.kernel.addresses import AddressError, AddressRange, parse_range, read_ipv6, refang, write_address
from vonggac.kernel.columns import NO_NUMBER, NOTHING, TextColumn, ipv4_numbers, plain_numbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BAD, BLANK, TOO_WIDE = NO_NUMBER, NOTHING, -3
SPANS = 1 << 33
"""From here on a token stands for several addresses."""
WIDEST = {4: 1 << 16, 6: 1 << 96}
"""A row about more addresses than a /16 (IPv6: a /32) is about a whole provider, not about machines."""
_SIX = re.compile(r"[0-9a-fA-F]*:[0-9a-fA-F:]+")
_MAPPED = 0xFFFF
"""What stands before the last 32 bits of an IPv4 address inside IPv6 (RFC 4291, 2.5.5.2)."""
_WITH_PORT = re.compile(r"(?:\d+(?:\.\d+){3}|\[[0-9a-fA-F:.]+\]):(\d{1,5})(?:/.*)?")


def read_ports(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return each port, `BLANK` where none is written, `BAD` where it is none; spreadsheets make "443.0" of it, tools "443/tcp"."""
    import numpy as np

    column = TextColumn.of(texts)
    ports = plain_numbers(column, longest=5)
    odd = np.flatnonzero(ports == NO_NUMBER)
    ports[odd] = [_port(text) for text in column.take(odd)]
    ports[ports > LAST_PORT] = BAD
    return ports


_PORT = re.compile(r"(\d{1,5})(?:\.0+)?(?:/(?:tcp|udp))?", re.IGNORECASE)


def _port(text: str) -> int:
    text = text.strip()
    if text in {"", "-"}:
        return BLANK
    found = _PORT.fullmatch(text) if text.isascii() else None
    return int(found[1]) if found and int(found[1]) <= LAST_PORT else BAD


class AddressReader:
    """Reads columns of addresses; remembers the distinct ones that are not plain IPv4.

    A token stands for an address: the number of an IPv4 address, 2³² and the place of an IPv6 address in `wide`, or 2³³ and the place of
    a network in `spans`.
    """

    def __init__(self) -> None:
        self.wide: list[int] = []
        self.spans: list[AddressRange] = []
        self._tokens: dict[int, int] = {}
        self._spans: dict[AddressRange, int] = {}
        self._read: dict[str, tuple[int, int]] = {}

    def read(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], TextColumn]:
        """Return the tokens, `BAD` for what is no address, the ports written behind addresses, and the addresses in one spelling."""
        import numpy as np

        column = TextColumn.of(texts)
        tokens = ipv4_numbers(column)
        ports = np.full(len(column), BLANK, dtype=np.int64)
        left = np.flatnonzero(tokens == BAD)
        if left.size:
            odd = column.take(left).texts
            for text in set(odd).difference(self._read):
                self._read[text] = self._one(text)
            found = np.array(list(map(self._read.__getitem__, odd)), dtype=np.int64)
            tokens[left], ports[left] = found[:, 0], found[:, 1]
            good = tokens[left] >= 0
            column = column.with_texts(left[good].tolist(), list(map(self.written, tokens[left[good]].tolist())))
        return tokens, ports, column

    def written(self, token: int) -> str:
        """Return what a token stands for in its one spelling."""
        if token >= SPANS:
            return str(self.spans[token - SPANS])
        return write_address(self.wide[token - IPV4_COUNT]) if token >= IPV4_COUNT else str(IPv4Address(token))

    def _one(self, text: str) -> tuple[int, int]:
        seen = text.strip()
        if _SIX.fullmatch(seen):
            number = read_ipv6(seen)
            return (BAD if number is None else self.token(number)), BLANK
        try:
            span = parse_range(seen) if seen.isascii() else None
        except AddressError:
            span = None
        if span is None:
            return BAD, BLANK
        if span.size > 1:
            return self._span(span), BLANK
        port = _WITH_PORT.fullmatch(re.sub(r"^[a-z][a-z0-9+.-]*://", "", refang(seen), flags=re.IGNORECASE))
        written = int(port[1]) if port else BLANK
        return self.token(int(span.first_key, 16)), written if written <= LAST_PORT else BAD

    def _span(self, span: AddressRange) -> int:
        if span.size > WIDEST[span.version]:
            return TOO_WIDE
        if span not in self._spans:
            self._spans[span] = SPANS + len(self.spans)
            self.spans.append(span)
        return self._spans[span]

    def token(self, number: int) -> int:
        """Return what stands for an address, which is told by its number in IPv6."""
        if number >> 32 == _MAPPED:
            return number & IPV4_COUNT - 1
        if number not in self._tokens:
            self._tokens[number] = IPV4_COUNT + len(self.wide)
            self.wide.append(number)
        return self._tokens[number]
