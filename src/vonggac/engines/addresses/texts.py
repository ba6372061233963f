"""Columns of text into columns of numbers: addresses and ports, strict, hundreds of thousands at a time.

A column is laid end to end as bytes; where its figures and dots stand tells what each text is. "010.1.1.1", "1.2.3", "0x7f000001" and
3232235521 are no addresses here: other programs read them as other machines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from vonggac.engines.addresses.index import IPV4_COUNT
from vonggac.engines.addresses.values import LAST_PORT
from vonggac.kernel.addresses import AddressError, AddressRange, parse_range, read_ipv6, refang, write_address

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BAD, BLANK, TOO_WIDE = -2, -1, -3
SPANS = 1 << 33
"""From here on a token stands for several addresses."""
WIDEST = {4: 1 << 16, 6: 1 << 96}
"""A row about more addresses than a /16 (IPv6: a /32) is about a whole provider, not about machines."""
_LF, _DOT, _ZERO, _NINE = 10, 46, 48, 57
_SIX = re.compile(r"[0-9a-fA-F]*:[0-9a-fA-F:]+")
_MAPPED = 0xFFFF
"""What stands before the last 32 bits of an IPv4 address inside IPv6 (RFC 4291, 2.5.5.2)."""
_WITH_PORT = re.compile(r"(?:\d+(?:\.\d+){3}|\[[0-9a-fA-F:.]+\]):(\d{1,5})(?:/.*)?")


class Laid:
    """A column of text as bytes, with where each text begins and how long it is."""

    def __init__(self, texts: Sequence[str]) -> None:
        import numpy as np

        whole = "\n".join(texts)
        if whole.count("\n") != len(texts) - 1:
            whole = "\n".join([text.replace("\n", " ") for text in texts])
        self.bytes: NDArray[np.uint8] = np.frombuffer((whole + "\n").encode("ascii", "replace"), dtype=np.uint8)
        self.ends = np.flatnonzero(self.bytes == _LF)
        self.begins = np.concatenate((np.zeros(1, dtype=np.int64), self.ends[:-1] + 1))
        self.lengths = self.ends - self.begins

    def figures(self, ends: NDArray[np.int64], lengths: NDArray[np.int64], most: int) -> NDArray[np.int64]:
        """Return the number whose figures end before each place; whoever calls knows that they are figures, at most so many."""
        import numpy as np

        value = np.zeros(len(ends), dtype=np.int64)
        for place in range(most):
            there = lengths > place
            at = np.where(there, ends - 1 - place, 0)
            value += np.where(there, (self.bytes[at].astype(np.int64) - _ZERO) * 10**place, 0)
        return value


def read_ipv4(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return each strictly written IPv4 address as its number, `BAD` for anything else."""
    import numpy as np

    laid = Laid(texts)
    marks = np.flatnonzero((laid.bytes < _ZERO) | (laid.bytes > _NINE))
    line_ends = np.flatnonzero(laid.bytes[marks] == _LF)
    firsts = np.concatenate((np.zeros(1, dtype=np.int64), line_ends[:-1] + 1))
    number = np.full(len(texts), BAD, dtype=np.int64)
    rows = np.flatnonzero((line_ends - firsts == 3) & (laid.lengths <= 15))
    places = marks[firsts[rows][:, None] + np.arange(3)]
    dotted = (laid.bytes[places] == _DOT).all(axis=1)
    rows, places = rows[dotted], places[dotted]
    good, value = np.ones(len(rows), dtype=np.bool_), np.zeros(len(rows), dtype=np.int64)
    begin = laid.begins[rows]
    for octet in range(4):
        end = places[:, octet] if octet < 3 else laid.ends[rows]
        length = end - begin
        part = laid.figures(end, np.clip(length, 0, 3), 3)
        good &= (length >= 1) & (length <= 3) & (part <= 255)
        good &= (length == 1) | (laid.bytes[np.minimum(begin, len(laid.bytes) - 1)] != _ZERO)
        value = value << 8 | part
        begin = end + 1
    number[rows[good]] = value[good]
    return number


def read_ports(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return each port, `BLANK` where none is written, `BAD` where it is none; spreadsheets make "443.0" of it, tools "443/tcp"."""
    import numpy as np

    laid = Laid(texts)
    marks = np.flatnonzero((laid.bytes < _ZERO) | (laid.bytes > _NINE))
    line_ends = np.flatnonzero(laid.bytes[marks] == _LF)
    plain = np.diff(line_ends, prepend=-1) == 1
    short = np.flatnonzero(plain & (laid.lengths >= 1) & (laid.lengths <= 5))
    ports = np.full(len(texts), BLANK, dtype=np.int64)
    ports[short] = laid.figures(laid.ends[short], laid.lengths[short], 5)
    ports[ports > LAST_PORT] = BAD
    rest = np.ones(len(texts), dtype=np.bool_)
    rest[short] = False
    rest &= laid.lengths > 0
    for at in np.flatnonzero(rest).tolist():
        ports[at] = _port(texts[at])
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

    def read(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], Sequence[str]]:
        """Return the tokens, `BAD` for what is no address, the ports written behind addresses, and the addresses in one spelling."""
        import numpy as np

        tokens = read_ipv4(texts)
        ports = np.full(len(texts), BLANK, dtype=np.int64)
        left = np.flatnonzero(tokens == BAD)
        if left.size:
            odd = [texts[at] for at in left.tolist()]
            for text in set(odd).difference(self._read):
                self._read[text] = self._one(text)
            found = np.array(list(map(self._read.__getitem__, odd)), dtype=np.int64)
            tokens[left], ports[left] = found[:, 0], found[:, 1]
            texts = list(texts)
            for at, token in zip(left.tolist(), found[:, 0].tolist(), strict=True):
                texts[at] = self.written(token) if token >= 0 else texts[at]
        return tokens, ports, texts

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
