"""Long values that begin alike: what they have in common is sought through once.

PowerShell writes the whole command line of its process before every event, five thousand characters of base64 among them, and other lines
behind it. Where a value begins as one before it did, a digest stands for that beginning: the texts that were found in it and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

LONG = 1_000
"""Characters of a value worth the comparison."""
MOST = 8
"""Beginnings remembered: about as many processes write at the same time."""
LONGEST = 64_000
"""Characters of a beginning: twice the longest command line."""
FRUITLESS, REST = 64, 2_048
"""After so many values in a row that began like no other, so many are sought through as they are."""
_END = "\n"
Finding = Callable[[str], Iterable[str]]
"""Gives the texts, folded, that stand in a value; the first is the longest of those sought at the start, empty when there is none."""


class _Beginning:
    """A beginning, up to the end of the longest line. What stands for it is made when a second value begins so."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._digest: str | None = None

    def digest(self, find: Finding) -> str:
        if self._digest is None:
            self._digest = "".join([found + _END for found in find(self.text)])
        return self._digest


class Alike:
    """The beginnings of a field's values. Only for texts of which none holds a line's end: no such text stands across the cut."""

    def __init__(self, find: Finding) -> None:
        self._find = find
        self._known: list[_Beginning] = []
        self._fruitless = 0
        self._resting = 0

    @property
    def remembered(self) -> int:
        """Characters of the beginnings."""
        return sum(len(beginning.text) for beginning in self._known)

    def forget(self) -> None:
        """Let go of them."""
        self._known.clear()

    def shortened(self, values: Sequence[str]) -> Sequence[str]:
        """Return values that hold the same texts, at the same borders."""
        if sum(map(len, values)) < LONG:
            return values
        return [self._shortened(value) if len(value) >= LONG else value for value in values]

    def _shortened(self, value: str) -> str:
        if self._resting:
            self._resting -= 1
            return value
        for place, beginning in enumerate(self._known):
            if value.startswith(beginning.text):
                if place:
                    self._known.insert(0, self._known.pop(place))
                self._fruitless = 0
                return beginning.digest(self._find) + value[len(beginning.text) :]
        self._remember(value)
        return value

    def _remember(self, value: str) -> None:
        self._fruitless += 1
        if self._fruitless > FRUITLESS:
            self._fruitless, self._resting = 0, REST
        text = beginning_of(value)
        if text:
            self._known = [_Beginning(text), *self._known[: MOST - 1]]


def beginning_of(value: str) -> str:
    """Return a value up to the end of its longest line; nothing where that is the last line, where little would be spared, or where letters
    outside ASCII stand, which fold to others."""
    lines = value.split(_END)
    longest = max(lines, key=len)
    upto = value.index(longest) + len(longest) + len(_END)
    if not len(value) <= 2 * upto <= 2 * min(len(value), LONGEST):
        return ""
    text = value[:upto]
    return text if text.isascii() and "\0" not in text else ""
