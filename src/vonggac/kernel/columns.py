"""A column of a long list: half a million texts as places in one run of bytes, so that a question to all of them is one question.

It reads like any sequence of texts; whoever has only a few cells to ask, or none of these questions, need not know the difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDEST = 96
"""Letters of a cell that are looked at side by side; longer cells are rare, and looked at one by one."""
PADDING = bytes(WIDEST)
"""Stands behind the last cell, so that looking at its neighbours needs no care."""
NO_NUMBER, NOTHING = -2, -1
_FEW = 16
_ROUNDS = 8
_IPV4_LONGEST = 15
_DOT, _ZERO = ord("."), ord("0")


class TextColumn(Sequence[str]):
    """Texts in UTF-8: where each begins and ends in `raw`, which ends with `PADDING`."""

    def __init__(self, raw: bytes, begins: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
        self.raw, self.begins, self.ends = raw, begins, ends
        self._asked = 0

    @classmethod
    def of(cls, texts: Sequence[str]) -> TextColumn:
        """Lay texts end to end."""
        if isinstance(texts, TextColumn):
            return texts
        whole = "".join(texts)
        if whole.isascii():
            return cls._laid(whole.encode(), list(map(len, texts)))
        cells = [text.encode("utf-8", "surrogatepass") for text in texts]
        return cls._laid(b"".join(cells), list(map(len, cells)))

    @classmethod
    def _laid(cls, raw: bytes, lengths: Sequence[int]) -> TextColumn:
        import numpy as np

        ends = np.fromiter(accumulate(lengths), dtype=np.int64, count=len(lengths))
        return cls(raw + PADDING, ends - np.array(lengths, dtype=np.int64), ends)

    @classmethod
    def joined(cls, parts: Sequence[TextColumn]) -> TextColumn:
        """Return several columns, each in bytes of its own, as one."""
        import numpy as np

        if not parts:
            return cls.of([])
        before = list(accumulate((len(part.raw) for part in parts), initial=0))
        begins = np.concatenate([part.begins + start for part, start in zip(parts, before, strict=False)])
        ends = np.concatenate([part.ends + start for part, start in zip(parts, before, strict=False)])
        return cls(b"".join(part.raw for part in parts), begins, ends)

    # -- as a sequence -----------------------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.begins)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        self._asked += 1
        if isinstance(index, slice) or self._asked > _FEW or "texts" in self.__dict__:
            return self.texts[index]
        return self.raw[self.begins[index] : self.ends[index]].decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __eq__(self, other: object) -> bool:
        return self.texts == list(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"TextColumn.of({self.texts!r})"

    @cached_property
    def texts(self) -> list[str]:
        """Every text by itself."""
        places = zip(self.begins.tolist(), self.ends.tolist(), strict=True)
        if self.raw.isascii():
            whole = self.raw.decode("ascii")
            return [whole[begin:end] for begin, end in places]
        return [self.raw[begin:end].decode("utf-8", "surrogatepass") for begin, end in places]

    # -- asked as a whole --------------------------------------------------------------------------------------------------------------

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """In bytes."""
        return self.ends - self.begins

    @cached_property
    def longest(self) -> int:
        """Bytes of the longest text."""
        return int(self.lengths.max()) if len(self) else 0

    def window(self, width: int) -> NDArray[np.uint8]:
        """Return so many letters of every text side by side, zeros behind its end; at most `WIDEST`."""
        import numpy as np

        letters = self.beginning(width)
        letters[np.arange(width) >= self.lengths[:, None]] = 0
        return letters

    def beginning(self, width: int) -> NDArray[np.uint8]:
        """Return so many letters from where every text begins, whatever stands behind its end; at most `WIDEST`."""
        import numpy as np

        every = np.ndarray((len(self.raw) - WIDEST + 1,), dtype=f"V{width}", buffer=self.raw, strides=(1,))
        return every[self.begins].view(np.uint8).reshape(len(self), width)

    def take(self, places: NDArray[np.int64] | Sequence[int]) -> TextColumn:
        """Return the texts that stand at these places."""
        return TextColumn(self.raw, self.begins[places], self.ends[places])

    def with_texts(self, places: Sequence[int], texts: Sequence[str]) -> TextColumn:
        """Return the column with other texts at these places."""
        if not len(places):
            return self
        new = TextColumn.of(texts)
        begins, ends = self.begins.copy(), self.ends.copy()
        begins[places], ends[places] = new.begins + len(self.raw), new.ends + len(self.raw)
        return TextColumn(self.raw + new.raw, begins, ends)

    def completed_by(self, other: TextColumn) -> TextColumn:
        """Return these texts, and the other's where these are blank."""
        import numpy as np

        blank = self.lengths == 0
        begins = np.where(blank, other.begins + len(self.raw), self.begins)
        return TextColumn(self.raw + other.raw, begins, np.where(blank, other.ends + len(self.raw), self.ends))

    def packed(self) -> TextColumn:
        """Return the same texts in bytes that hold nothing else."""
        import numpy as np

        if self.longest > WIDEST or not len(self):
            return TextColumn.of(list(self))
        letters = self.beginning(self.longest)
        kept = letters[np.arange(self.longest) < self.lengths[:, None]]
        return TextColumn._laid(kept.tobytes(), self.lengths.tolist())

    def stripped(self) -> TextColumn:
        """Return the texts without blanks around them; nearly always these very ones."""
        import numpy as np

        filled = self.lengths > 0
        letters = np.frombuffer(self.raw, dtype=np.uint8)
        edges = np.concatenate((letters[self.begins[filled]], letters[self.ends[filled] - 1]))
        if not len(edges) or (edges.min() > ord(" ") and edges.max() < 0x80):
            return self
        return TextColumn.of(list(map(str.strip, self)))

    def holding(self, letter: str) -> NDArray[np.bool_]:
        """Say of each text whether this letter of ASCII stands in it."""
        import numpy as np

        if self.longest > WIDEST:
            return np.fromiter((letter in text for text in self), dtype=np.bool_, count=len(self))
        return np.asarray((self.window(self.longest) == ord(letter)).any(axis=1))

    def numbered(self) -> tuple[NDArray[np.int64], list[str]]:
        """Return the different texts in the order in which they come, and for each row which one it is."""
        import numpy as np

        if self.longest > WIDEST:
            return _numbered_slowly(self)
        width = -(-(self.longest + 1) // 8) * 8
        letters = np.zeros((len(self), width), dtype=np.uint8)
        letters[:, : self.longest] = self.window(self.longest)
        letters[:, -1] = self.lengths
        words = letters.view(np.int64)
        first = first_equal([words[:, at] for at in range(width // 8)])
        of_row = np.flatnonzero(first == np.arange(len(first)))
        return np.searchsorted(of_row, first).astype(np.int64), list(self.take(of_row))


def _numbered_slowly(texts: Sequence[str]) -> tuple[NDArray[np.int64], list[str]]:
    import numpy as np

    known: dict[str, int] = {}
    of_row = [known.setdefault(text, len(known)) for text in texts]
    return np.array(of_row, dtype=np.int64), list(known)


def first_equal(columns: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return for each row the first row that is the same in every column.

    Rows meet in a table at a place that their values decide. Two that differ and meet all the same go on to a table with other places;
    what is left after some tables, which only somebody who wishes it can bring about, is sorted.
    """
    import numpy as np

    count = len(columns[0])
    found = np.zeros(count, dtype=np.int64)
    left = np.arange(count)
    for attempt in range(_ROUNDS):
        if not left.size:
            return found
        bits = max(10, (2 * left.size).bit_length())
        place = (_mixed([column[left] for column in columns], attempt) >> np.uint64(64 - bits)).astype(np.int64)
        table = np.zeros(1 << bits, dtype=np.int64)
        table[place[::-1]] = left[::-1]
        first = table[place]
        same = np.ones(left.size, dtype=np.bool_)
        for column in columns:
            same &= column[left] == column[first]
        found[left[same]] = first[same]
        left = left[~same]
    found[left] = left[_sorted([column[left] for column in columns])] if left.size else 0
    return found


def _mixed(columns: Sequence[NDArray[np.int64]], attempt: int) -> NDArray[np.uint64]:
    """Return one number a row, the same for the same row, and seldom for another."""
    import numpy as np

    mixed = np.full(len(columns[0]), attempt * 0x632BE59BD9B4E019 % (1 << 64), dtype=np.uint64)
    for column in columns:
        mixed = (mixed ^ column.view(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed * np.uint64(0xBF58476D1CE4E5B9)


def _sorted(columns: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the first equal row of each by numbering column after column."""
    import numpy as np

    same = np.unique(columns[0], return_inverse=True)[1].reshape(-1)
    for column in columns[1:]:
        this = np.unique(column, return_inverse=True)[1].reshape(-1)
        same = np.unique(same * (len(column) + 1) + this, return_inverse=True)[1].reshape(-1)
    _values, first = np.unique(same, return_index=True)
    return np.asarray(first[same], dtype=np.int64)


def ipv4_numbers(column: TextColumn) -> NDArray[np.int64]:
    """Return the number of each IPv4 address written in its one spelling, `NO_NUMBER` for anything else.

    "010.1.1.1", "1.2.3", "0x7f000001" and 3232235521 are anything else: other programs read them as other machines.
    """
    import numpy as np

    count, lengths = len(column), column.lengths
    letters = np.ascontiguousarray(column.beginning(_IPV4_LONGEST).T)
    number, octet = np.zeros(count, dtype=np.uint32), np.zeros(count, dtype=np.uint16)
    figures, dots = np.zeros(count, dtype=np.uint8), np.zeros(count, dtype=np.uint8)
    bad = (lengths < 7) | (lengths > _IPV4_LONGEST)
    for place in range(min(_IPV4_LONGEST, column.longest)):
        here, figure = lengths > place, letters[place] - np.uint8(_ZERO)
        is_dot, is_figure = (letters[place] == _DOT) & here, (figure <= 9) & here
        bad |= (here ^ is_dot ^ is_figure) | (is_dot & (figures == 0)) | (is_figure & (figures > 0) & (octet == 0)) | (octet > 255)
        number = (number << (is_dot * np.uint8(8))) | (octet * is_dot)
        octet = (octet * (np.uint8(1) + is_figure * np.uint8(9)) + figure * is_figure) * ~is_dot
        figures = (figures + is_figure) * ~is_dot
        dots += is_dot
    bad |= (dots != 3) | (figures == 0) | (octet > 255)
    return np.where(bad, NO_NUMBER, number.astype(np.int64) << 8 | octet)


def plain_numbers(column: TextColumn, *, longest: int) -> NDArray[np.int64]:
    """Return what is written as nothing but figures, at most so many; `NOTHING` for an empty text, `NO_NUMBER` for anything else."""
    import numpy as np

    letters = np.ascontiguousarray(column.beginning(longest).T)
    lengths = column.lengths
    number, good = np.zeros(len(column), dtype=np.int64), lengths <= longest
    for place in range(min(longest, column.longest)):
        figure, ended = letters[place] - np.uint8(_ZERO), lengths <= place
        good &= ended | (figure <= 9)
        number = np.where(ended, number, number * 10 + figure)
    return np.where(lengths == 0, NOTHING, np.where(good, number, NO_NUMBER))
