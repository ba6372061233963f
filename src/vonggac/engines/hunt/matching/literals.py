"""Thousands of texts sought in one pass over the values of a field.

Values stand one after the other in folded UTF-8, parted by the byte 0xFF, which UTF-8 never holds: a text with that byte before it stands
at a value's start, with that byte behind it at the end. What only some values can tell (case, jokers, expressions) is asked of those that
hold its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from vonggac.engines.hunt.conditions import Place, Text, fold_text

SEPARATOR = b"\xff"
_NUL = "\x00"
DENSE_AFTER = 1 << 18
"""Bytes sought through before the automaton is made the fast way: that takes longer than a small input does."""
Asked = Callable[[str, str], bool]
"""Is given a value as written and folded."""


def needle(test: Text) -> bytes:
    """Return a text with its borders, as it is sought."""
    text = fold_text(test.text).encode("utf-8", "surrogatepass")
    before = SEPARATOR if test.place in (Place.WHOLE, Place.START) else b""
    behind = SEPARATOR if test.place in (Place.WHOLE, Place.END) else b""
    return before + text + behind


def cased(test: Text) -> Asked:
    """Return a function that compares as written."""
    text = test.text
    if test.place is Place.WHOLE:
        return lambda value, _folded: value == text
    if test.place is Place.START:
        return lambda value, _folded: value.startswith(text)
    if test.place is Place.END:
        return lambda value, _folded: value.endswith(text)
    return lambda value, _folded: text in value


def joined(values: Sequence[str]) -> bytes:
    """Return values folded, parted and bordered by the separator."""
    whole = _NUL.join(values)
    if whole.isascii() and whole.count(_NUL) == len(values) - 1:
        return SEPARATOR + whole.encode().lower().replace(b"\x00", SEPARATOR) + SEPARATOR
    return SEPARATOR + SEPARATOR.join(map(_folded, values)) + SEPARATOR


def _folded(value: str) -> bytes:
    if value.isascii():
        return value.encode().lower()
    return fold_text(value).encode("utf-8", "surrogatepass")


class Needles:
    """The texts of one field. Added first, sought later."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self.plain: list[list[int]] = []
        """Leaves that hold wherever the needle stands."""
        self.asked: list[list[tuple[int, Asked]]] = []
        """Leaves that must be asked where the needle stands."""
        self._automaton: Any = None
        self._is_dense = False
        self._scanned = 0

    def add(self, text: bytes, leaf: int, asked: Asked | None = None) -> None:
        """Take in a text that a leaf cannot do without."""
        number = self._numbers.setdefault(text, len(self._numbers))
        if number == len(self.plain):
            self.plain.append([])
            self.asked.append([])
        if asked is None:
            self.plain[number].append(leaf)
        else:
            self.asked[number].append((leaf, asked))

    def __bool__(self) -> bool:
        return bool(self._numbers)

    def _made(self, size: int) -> Any:
        """Return the automaton; a dense one seeks ten times as fast and takes five times as long to make."""
        from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

        self._scanned += size
        should_be_dense = self._scanned > DENSE_AFTER
        if self._automaton is None or (should_be_dense and not self._is_dense):
            way = Implementation.DFA if should_be_dense else Implementation.NoncontiguousNFA
            self._automaton = BytesAhoCorasick(list(self._numbers), matchkind=MatchKind.Standard, implementation=way)
            self._is_dense = should_be_dense
        return self._automaton

    def find(self, values: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Give (number of the value, number of the needle), each pair once, values ascending."""
        import numpy as np

        data = joined(values)
        matches = self._made(len(data)).find_matches_as_indexes(data, overlapping=True)
        if not matches:
            return
        needles, _starts, ends = zip(*matches, strict=True)
        borders = np.flatnonzero(np.frombuffer(data, np.uint8) == 0xFF)
        which = np.searchsorted(borders, np.array(ends, np.int64) - 1, side="left") - 1
        count = len(self.plain)
        for pair in np.unique(which * count + np.array(needles, np.int64)).tolist():
            yield divmod(pair, count)
