"""Which values stand in lists of what is usually innocent (MISP warninglists), with the entry that says so.

Five ways of comparing, each as the lists state it: the whole text, a part of it, a host name with everything below it, a network that
holds the whole address or range, a regular expression. Patterns run in RE2, whose time grows with the length of the text and never
explodes, over at most `LONGEST_TEXT` characters. Of several lists the first one speaks; of several entries the one that a reader would
name: the longest name, the network that reaches furthest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from vonggac.engines.indicators.looking import ADDRESS, DOMAIN, MAIL, RANGE, URL, parents, things_in
from vonggac.kernel.addresses import AddressError, AddressRange, parse_range

LONGEST_TEXT = 2_048
"""Characters of a value that parts and patterns are looked for in."""
_MEMORY = 256 << 20
"""Bytes that the patterns of one list may take in RE2."""


class Way(StrEnum):
    """How a list is compared."""

    STRING = "string"
    SUBSTRING = "substring"
    HOSTNAME = "hostname"
    CIDR = "cidr"
    REGEX = "regex"


@dataclass(frozen=True, slots=True)
class InnocentList:
    """One list: its entries canonical for its way; `kinds` empty means anything."""

    number: int
    way: Way
    entries: Sequence[str]
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Innocent:
    """That a value meets an entry of a list; both by their numbers."""

    list: int
    entry: int
    """Place of the entry in the list."""


class _Comparing(Protocol):
    def entry(self, kind: str, value: str) -> int | None: ...


class InnocentIndex:
    """Lists, ready to be asked; built once, asked many times."""

    def __init__(self, lists: Iterable[InnocentList]) -> None:
        self._lists = [(one.number, one.kinds, _COMPARING[one.way](one.entries)) for one in lists]

    def judge(self, kind: str, value: str) -> Innocent | None:
        """Return the first list and the entry that a canonical value meets, or None."""
        for number, kinds, comparing in self._lists:
            if not kinds or kind in kinds:
                entry = comparing.entry(kind, value)
                if entry is not None:
                    return Innocent(number, entry)
        return None

    def judge_many(self, things: Iterable[tuple[str, str]]) -> Iterator[Innocent | None]:
        """Give the answer for each (kind, value), in their order."""
        if not self._lists:
            yield from (None for _one in things)
            return
        for kind, value in things:
            yield self.judge(kind, value)


def _hosts(kind: str, value: str) -> Iterator[str]:
    """Give the names of a value, the longest first: its own or its host's, and those above."""
    if kind == DOMAIN:
        yield value
        yield from parents(value)
    elif kind == URL:
        yield from (one.value for one in things_in(URL, value) if one.how != "same")
    elif kind == MAIL:
        yield from (one.value for one in things_in(MAIL, value) if one.how != "same")
    else:
        yield value


class _Strings:
    def __init__(self, entries: Sequence[str]) -> None:
        self._at = {one: place for place, one in reversed(list(enumerate(entries)))}

    def entry(self, kind: str, value: str) -> int | None:
        return self._at.get(value.lower())


class _Names:
    def __init__(self, entries: Sequence[str]) -> None:
        self._at = {one.strip("."): place for place, one in reversed(list(enumerate(entries)))}

    def entry(self, kind: str, value: str) -> int | None:
        return next((self._at[one] for one in _hosts(kind, value) if one in self._at), None)


class _Networks:
    """Sorted by their first address, with the furthest last address up to each place: one binary search says whether a value is held."""

    def __init__(self, entries: Sequence[str]) -> None:
        held = sorted((ends.first_key, ends.last_key, place) for place, one in enumerate(entries) if (ends := _ends(one)) is not None)
        self._starts = [first for first, _last, _place in held]
        self._reach: list[tuple[str, int]] = []
        reach, by = "", -1
        for _first, last, place in held:
            if last > reach:
                reach, by = last, place
            self._reach.append((reach, by))

    def entry(self, kind: str, value: str) -> int | None:
        if kind == URL:
            value = next((one.value for one in things_in(URL, value) if one.kind == ADDRESS), "")
        elif kind not in {ADDRESS, RANGE}:
            return None
        ends = _ends(value)
        at = bisect_right(self._starts, ends.first_key) if ends else 0
        if ends is None or not at:
            return None
        reach, by = self._reach[at - 1]
        return by if reach >= ends.last_key else None


def _ends(text: str) -> AddressRange | None:
    try:
        return parse_range(text) if text else None
    except AddressError:
        return None


class _Patterns:
    def __init__(self, patterns: Sequence[str]) -> None:
        import re2

        options = re2.Options()
        options.case_sensitive, options.log_errors, options.max_mem = False, False, _MEMORY
        self._set: Any = re2.Set.SearchSet(options)
        self._places = []
        for place, pattern in enumerate(patterns):
            try:
                self._set.Add(pattern)
                self._places.append(place)
            except re2.error:
                continue
        if self._places:
            self._set.Compile()

    def entry(self, kind: str, value: str) -> int | None:
        found = self._set.Match(value[:LONGEST_TEXT]) if self._places else []
        return self._places[min(found)] if found else None


class _Parts(_Patterns):
    def __init__(self, entries: Sequence[str]) -> None:
        import re2

        super().__init__([re2.escape(one) for one in entries])


def refused_patterns(patterns: Sequence[str]) -> frozenset[int]:
    """Return the places of patterns that RE2 does not take: they are left out, and whoever brought them should know."""
    import re2

    options = re2.Options()
    options.log_errors = False
    refused = set()
    for place, pattern in enumerate(patterns):
        try:
            re2.compile(pattern, options)
        except re2.error:
            refused.add(place)
    return frozenset(refused)


_COMPARING: dict[Way, Any] = {
    Way.STRING: _Strings, Way.SUBSTRING: _Parts, Way.HOSTNAME: _Names, Way.CIDR: _Networks, Way.REGEX: _Patterns,
}  # fmt: skip
