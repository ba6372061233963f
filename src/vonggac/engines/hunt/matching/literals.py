"""Thousands of texts sought in one pass over the values of a field.

Values stand one after the other in folded UTF-8, parted by a byte that UTF-8 never holds (0xFF): a text with that byte before it stands
at a value's start, with that byte behind it at the end. What only some values can tell (case, jokers, expressions) is asked of those that
hold its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, NamedTuple

from vonggac.engines.hunt.conditions import Place, Text, fold_text
from vonggac.engines.hunt.matching.alike import Alike

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SEPARATOR = b"\xff"
_NUL = "\0"
_AS_SOUGHT = bytes.maketrans(b"\x00\xff", b"\xff\x00")
"""In data NUL parts the values, since it can be put between them before they become bytes, and a NUL inside a value is 0xFF."""
BLOCK = 250_000
"""Characters sought through at once."""
DENSE_AFTER = 200
"""Bytes sought through, for each byte of the texts, before the automaton is made the fast way: that takes so long to make."""
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


class Joined(NamedTuple):
    """Values as one text to seek through."""

    data: bytes | NDArray[np.uint8]
    lengths: Iterable[int]
    """Bytes of each value, as they stand."""
    order: list[int] | None
    """Which value stands where; None when they stand in their own order."""


def joined(values: Sequence[str]) -> Joined:
    """Return values folded, parted and bordered by the separator as it stands in data.

    Of values that are ASCII, nearly all there are, one pass does everything; the others come behind them, one by one.
    """
    import numpy as np

    whole = _NUL.join(["", *values, ""])
    if whole.isascii():
        data = whole.encode()
        if np.count_nonzero(np.frombuffer(data, np.uint8)) == len(data) - len(values) - 1:
            return Joined(_lower(data), map(len, values), None)
    order = [place for place, value in enumerate(values) if value.isascii() and _NUL not in value]
    parts = [values[place].lower().encode() for place in order]
    for place in sorted(set(range(len(values))).difference(order)):
        parts.append(fold_text(values[place]).encode("utf-8", "surrogatepass").translate(_AS_SOUGHT))
        order.append(place)
    return Joined(b"\0".join([b"", *parts, b""]), list(map(len, parts)), order)


def _lower(data: bytes) -> NDArray[np.uint8]:
    """Fold ASCII; three times as fast as `lower` where the data fit the processor's cache."""
    import numpy as np

    told = np.frombuffer(data, np.uint8)
    small = told - np.uint8(65)
    np.less(small, np.uint8(26), out=small.view(bool))
    np.multiply(small, np.uint8(32), out=small)
    np.bitwise_or(small, told, out=small)
    return small


def blocks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Give the values in runs of which the text stays in the processor's cache while it is joined, folded and sought through."""
    start = size = 0
    for place, value in enumerate(values):
        size += len(value)
        if size > BLOCK:
            yield values[start : place + 1]
            start, size = place + 1, 0
    if start < len(values):
        yield values[start:]


class Found(NamedTuple):
    """Values that hold needles: the place of each, and from where to where its needles stand, in the order in which they end."""

    places: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    needles: NDArray[np.int32]


class Needles:
    """The texts of one field. Added first, sought later."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self.plain: list[list[int]] = []
        """Leaves that hold wherever the needle stands."""
        self.asked: list[list[tuple[int, Asked]]] = []
        """Leaves that must be asked where the needle stands."""
        self._alike: Alike | None = Alike(self._texts_in)
        """None when a text holds a line's end."""
        self._automaton: Any = None
        self._is_dense = False
        self._scanned = 0

    def add(self, text: bytes, leaf: int, asked: Asked | None = None) -> None:
        """Take in a text that a leaf cannot do without."""
        number = self._numbers.setdefault(text.translate(_AS_SOUGHT), len(self._numbers))
        if number == len(self.plain):
            self.plain.append([])
            self.asked.append([])
            if b"\n" in text:
                self._alike = None
        if asked is None:
            self.plain[number].append(leaf)
        else:
            self.asked[number].append((leaf, asked))

    def __bool__(self) -> bool:
        return bool(self._numbers)

    def _made(self, size: int) -> Any:
        """Return the automaton; a dense one seeks two to three times as fast and takes eight times as long to make."""
        from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

        self._scanned += size
        should_be_dense = self._is_dense or self._scanned > DENSE_AFTER * sum(map(len, self._numbers))
        if self._automaton is None or should_be_dense is not self._is_dense:
            way = Implementation.DFA if should_be_dense else Implementation.ContiguousNFA
            self._automaton = BytesAhoCorasick(list(self._numbers), matchkind=MatchKind.Standard, implementation=way)
            self._is_dense = should_be_dense
        return self._automaton

    @property
    def remembered(self) -> int:
        """Characters kept of values."""
        return self._alike.remembered if self._alike is not None else 0

    def forget(self) -> None:
        """Let go of them."""
        if self._alike is not None:
            self._alike.forget()

    def find(self, values: Sequence[str]) -> Found | None:
        """Return which values hold which needles; None when no value holds any."""
        import numpy as np

        found, before = [], 0
        for block in blocks(values if self._alike is None else self._alike.shortened(values)):
            if (told := self._found(block, before)) is not None:
                found.append(told)
            before += len(block)
        if len(found) < 2:
            return found[0] if found else None
        shifts = accumulate((len(told.needles) for told in found[:-1]), initial=0)
        moved = [(told.starts + shift, told.ends + shift) for told, shift in zip(found, shifts, strict=True)]
        starts, ends = (np.concatenate(part) for part in zip(*moved, strict=True))
        return Found(np.concatenate([told.places for told in found]), starts, ends, np.concatenate([told.needles for told in found]))

    def _found(self, values: Sequence[str], before: int) -> Found | None:
        """Seek through a run of values, of which so many stand before."""
        import numpy as np

        data, lengths, order = joined(values)
        matches = self._made(len(data)).find_matches_as_indexes(data, overlapping=True)
        if not matches:
            return None
        told = np.fromiter(chain.from_iterable(matches), np.int64, 3 * len(matches))
        needles, ends = told[::3].astype(np.int32), told[2::3]
        behind = np.cumsum(np.fromiter(lengths, np.int64, len(values)) + 1) + 1
        upto = np.searchsorted(ends, behind, side="right")
        counts = np.diff(upto, prepend=0)
        held = np.flatnonzero(counts)
        places = held if order is None else np.array(order, np.int64)[held]
        return Found(places + before, upto[held] - counts[held], upto[held], needles)

    def _texts_in(self, value: str) -> list[str]:
        """Return the texts that stand in a value of ASCII, but those that stand in another one. First, be it empty, the longest of those
        with a border, since what comes first stands at the start."""
        data, texts = joined([value]).data, list(self._numbers)
        found = {texts[number].decode() for number, _start, _end in self._made(len(data)).find_matches_as_indexes(data, overlapping=True)}
        bordered = {text for text in found if text[:1] == _NUL}
        told = [max(bordered, key=len, default="").removeprefix(_NUL)]
        for text in sorted(found - bordered, key=len, reverse=True):
            if not any(text in longer for longer in told):
                told.append(text)
        return told

    def pairs(self, values: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Give (number of the value, number of the needle), each pair once, those of a value one after the other."""
        found = self.find(values)
        if found is None:
            return
        for place, start, end in zip(found.places.tolist(), found.starts.tolist(), found.ends.tolist(), strict=True):
            for needle in sorted(set(found.needles[start:end].tolist())):
                yield place, needle
