"""Keywords sought first in an event as its log writes it: where none of their signs stands, no value of the event need be looked at.

A keyword is asked of every value of every field, long messages among them. An event's text in JSON holds each of its values, so a run of
the keyword's characters that JSON cannot write otherwise is a sign: an event without any sign holds none of the keywords. One pass over the
raw text costs a hundredth of what reading all values into columns does. Signs are asked of plain JSON only; what a reader made out
of other words (`raw` None) counts as showing one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from vonggac.engines.hunt.conditions import Joker, Regex, Test, Text, Wildcard, fold_text
from vonggac.engines.hunt.matching.regexes import texts_needed

BLOCK = 500_000
"""Bytes, about, of events sought through at once: as many as stay in the processor's cache while they are joined, folded and read."""
SHORTEST = 3
"""Characters of a run worth seeking."""
Raw = bytes | str | None
"""An event in JSON, as written; None when its values were made of other words."""
_RUN = re.compile(r"[ !#-.0-\[\]-~]+")
"""Characters that JSON need not escape; the slash may be."""
_NUMBER = frozenset("0123456789.+-einfa")
"""Of what the text of a number is made, which may be written otherwise in JSON."""
_ESCAPED = (b"\\u002", b"\\u003", b"\\u004", b"\\u005", b"\\u006", b"\\u007", b"\\u212a", b"\\u0130", b"\\u017f")
"""Escapes that stand for ASCII, or for letters that fold to it or are taken for it by an expression."""
_TAKEN_FOR_ASCII = tuple(letter.encode() for letter in "\u212a\u0130\u017f")
_SMALL = 0x20
"""The bit that makes a capital of ASCII a small letter. Set in every byte, eight times as fast as asking which are capitals, it takes some
other characters for each other as well: an event may show a sign that it has not, never the other way round."""
_BETWEEN = b"\x7f"
"""Stands between two events and, with that bit as without, in no sign; so no match can begin in one event and end in the next. It is ASCII,
so that the joined events tell at once whether any other letter is among them."""


def sign_of(text: str) -> str | None:
    """Return the longest run of a folded text that JSON writes as it stands; None when there is none worth seeking."""
    runs = [run for run in _RUN.findall(text) if len(run) >= SHORTEST and not _NUMBER.issuperset(run)]
    return max(runs, key=len, default=None)


def signs_of(test: Test) -> list[str] | None:
    """Return runs of which every text that a test holds for has at least one; None when it can hold without."""
    if isinstance(test, Text):
        texts: list[str] | None = [test.text]
    elif isinstance(test, Wildcard):
        parts = [sign for part in test.parts if not isinstance(part, Joker) and (sign := sign_of(fold_text(part)))]
        return [max(parts, key=len)] if parts else None
    else:
        texts = texts_needed(test) if isinstance(test, Regex) else None
    signs = [sign_of(fold_text(text)) for text in texts or ()]
    known = [sign for sign in signs if sign is not None]
    return known if known and len(known) == len(signs) else None


class Signs:
    """The signs of some keywords, in one pass over many events."""

    def __init__(self, signs: Iterable[str]) -> None:
        self._signs = sorted({sign.encode() for sign in signs})
        self._automata: tuple[Any, Any] | None = None

    @classmethod
    def of(cls, tests: Iterable[Test]) -> Signs | None:
        """Return the signs of these keywords; None when one of them has none."""
        found: list[str] = []
        for test in tests:
            signs = signs_of(test)
            if signs is None:
                return None
            found += signs
        return cls(found)

    def shown(self, raws: Sequence[Raw]) -> list[int]:
        """Return the places of events that may hold a keyword, ascending."""
        found: list[int] = []
        start = size = 0
        for place, raw in enumerate(raws):
            size += len(raw) if raw is not None else 0
            if size > BLOCK:
                found += self._shown(raws[start : place + 1], start)
                start, size = place + 1, 0
        return found + self._shown(raws[start:], start)

    def _shown(self, raws: Sequence[Raw], before: int) -> list[int]:
        """Return the places of some events, of which so many stand before."""
        known = [raw if isinstance(raw, bytes) else (raw or "").encode("utf-8", "surrogatepass") for raw in raws]
        inside = self._sought(known)
        inside.update(place for place, raw in enumerate(raws) if raw is None)
        return [before + place for place in sorted(inside)]

    def _sought(self, raws: list[bytes]) -> set[int]:
        import numpy as np

        data = _BETWEEN.join(raws)
        seen = np.frombuffer(data, np.uint8) | np.uint8(_SMALL)
        signs, letters = self._made()
        told = {end - 1 for _sign, _start, end in signs.find_matches_as_indexes(seen)}
        if not data.isascii():
            # With the bit set a Đ is taken for one of the letters.
            told.update(end - 1 for _letter, start, end in letters.find_matches_as_indexes(seen) if data[start:end] in _TAKEN_FOR_ASCII)
        return _places(raws, told) if told else set()

    def _made(self) -> tuple[Any, Any]:
        """Return what seeks signs and escapes, and what seeks letters: two passes, each of few texts, take a third of one of all.

        The first sign that stands somewhere will do, and is found several times as fast as all.
        """
        from ahocorasick_rs import BytesAhoCorasick, MatchKind

        if self._automata is None:
            sought = ((*self._signs, *_ESCAPED), _TAKEN_FOR_ASCII)
            signs, letters = ([bytes(byte | _SMALL for byte in sign) for sign in some] for some in sought)
            first = MatchKind.LeftmostFirst
            self._automata = BytesAhoCorasick(signs, matchkind=first), BytesAhoCorasick(letters, matchkind=first)
        return self._automata


def _places(raws: Sequence[bytes], ends: Iterable[int]) -> set[int]:
    """Return which events hold these bytes of all of them joined."""
    from bisect import bisect_right
    from itertools import accumulate

    borders = list(accumulate(len(raw) + 1 for raw in raws))
    return {bisect_right(borders, end) for end in ends}
