"""All tests of one field, each asked once of each distinct value. What a value answered is remembered from batch to batch."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import repeat
from typing import TYPE_CHECKING

from vonggac.engines.hunt.columns import Column
from vonggac.engines.hunt.conditions import Moment, Network, Number, Order, Regex, Test, Text, TimePart, Wildcard, fold_text
from vonggac.engines.hunt.matching import bits, regexes, wildcards
from vonggac.engines.hunt.matching.literals import Asked, Needles, cased, needle
from vonggac.engines.hunt.matching.values import HOLDS, Networks, moment_of, number_of, part_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNKNOWN = -1
LONGEST_REMEMBERED = 512
"""Characters of a value that is remembered; longer ones seldom come again."""
Leaves = tuple[int, ...]
NOTHING: Leaves = ()


class FieldTests:
    """The tests of a field, by number ("leaf"). A value's answer is the leaves that hold for it."""

    def __init__(self, also: Sequence[tuple[Test, int]] = ()) -> None:
        self._new: list[tuple[Test, int]] = []
        self._also = also
        """Keywords, asked of every field; the list may still grow until the first value is asked."""
        self._is_ready = False
        self.needles = Needles()
        self._together = regexes.Together()
        self._seeded: list[tuple[int, Asked]] = []
        self._networks = Networks()
        self._numbers: list[tuple[int, Order, float]] = []
        self._moments: list[tuple[int, TimePart, Order, float]] = []
        self._asked_always: list[tuple[int, Asked]] = []
        self._answers: dict[str, int] = {}
        self._kinds: dict[Leaves, int] = {NOTHING: 0}
        self.kinds: list[Leaves] = [NOTHING]
        """Distinct answers; a value's answer is a place in this list."""
        self.remembered = 0
        """Characters of the values remembered."""

    def add(self, test: Test, leaf: int) -> None:
        """Take in a test of this field; it is made ready when the first value is asked."""
        self._new.append((test, leaf))

    def _make_ready(self) -> None:
        new, self._new = [*self._new, *self._also], []
        self._is_ready = True
        for test, leaf in new:
            self._add(test, leaf)

    def _add(self, test: Test, leaf: int) -> None:
        match test:
            case Text():
                self.needles.add(needle(test), leaf, cased(test) if test.cased else None)
            case Wildcard():
                self._add_wildcard(test, leaf)
            case Regex():
                self._add_regex(test, leaf)
            case Network():
                self._networks.add(test.cidr, leaf)
            case Number():
                self._numbers.append((leaf, test.order, test.number))
            case Moment():
                self._moments.append((leaf, test.part, test.order, test.number))

    def _add_wildcard(self, test: Wildcard, leaf: int) -> None:
        follow, text = wildcards.follows(test), wildcards.anchor(test)

        def asked(value: str, folded: str) -> bool:
            return follow(value if test.cased else folded)

        if text is None:
            self._asked_always.append((leaf, asked))
        else:
            self.needles.add(text, leaf, asked)

    def _add_regex(self, test: Regex, leaf: int) -> None:
        texts = regexes.texts_needed(test)
        if texts is None:
            self._together.add(test, leaf)
            return
        hold = regexes.holds(test)

        def asked(value: str, _folded: str) -> bool:
            return hold(value)

        self._seeded.append((leaf, asked))
        for text in texts:
            self.needles.add(text.encode(), leaf, asked)

    def view(self, column: Column, size: int) -> View:
        """Return what of a column holds which leaf."""
        return View(self, self.answers(column.values), column, size)

    def answers(self, values: Sequence[str]) -> NDArray[np.int32]:
        """Return each value's answer, as places in `kinds`."""
        import numpy as np

        known = self._answers
        found = np.array(list(map(known.get, values, repeat(UNKNOWN))), np.int32)
        missing = np.flatnonzero(found == UNKNOWN).tolist()
        if missing:
            new = [values[place] for place in missing]
            found[missing] = 0
            short = [value for value in new if len(value) <= LONGEST_REMEMBERED]
            known.update(dict.fromkeys(short, 0))
            self.remembered += 120 * len(short) + sum(map(len, short))
            for place, leaves in self._asked(new).items():
                found[missing[place]] = answer = self._kind(tuple(sorted(leaves)))
                if len(new[place]) <= LONGEST_REMEMBERED:
                    known[new[place]] = answer
        return found

    def _kind(self, leaves: Leaves) -> int:
        """Return the number of an answer."""
        answer = self._kinds.get(leaves)
        if answer is None:
            answer = self._kinds[leaves] = len(self.kinds)
            self.kinds.append(leaves)
            self.remembered += 8 * len(leaves) + 200
        return answer

    def forget(self) -> None:
        """Let go of what values answered."""
        self._answers.clear()
        self._kinds, self.kinds = {NOTHING: 0}, [NOTHING]
        self.remembered = 0

    def _asked(self, values: list[str]) -> dict[int, set[int]]:
        """Ask every test of values that are not known yet."""
        if not self._is_ready:
            self._make_ready()
        found: dict[int, set[int]] = {}
        if self.needles:
            self._seek(values, found)
        if self._numbers or self._moments or self._networks or self._together or self._asked_always:
            for place, value in enumerate(values):
                if leaves := self._one_by_one(value):
                    found.setdefault(place, set()).update(leaves)
        return found

    def _seek(self, values: list[str], found: dict[int, set[int]]) -> None:
        plain, asked = self.needles.plain, self.needles.asked
        refused: set[tuple[int, int]] = set()
        for place, number in self.needles.find(values):
            leaves = found.get(place)
            if leaves is None:
                leaves = found[place] = set()
            leaves.update(plain[number])
            if asked[number]:
                self._ask(place, values[place], asked[number], leaves, refused)
        if self._seeded:
            for place, value in enumerate(values):
                if not value.isascii() and regexes.has_orbit(value):
                    self._ask(place, value, self._seeded, found.setdefault(place, set()), refused)

    @staticmethod
    def _ask(place: int, value: str, asked: list[tuple[int, Asked]], leaves: set[int], refused: set[tuple[int, int]]) -> None:
        folded = fold_text(value)
        for leaf, holds in asked:
            if leaf in leaves or (place, leaf) in refused:
                continue
            if holds(value, folded):
                leaves.add(leaf)
            else:
                refused.add((place, leaf))

    def _one_by_one(self, value: str) -> list[int]:
        found = list(self._together.find(value)) if self._together else []
        if self._networks:
            found += self._networks.find(value)
        if self._numbers and (number := number_of(value)) is not None:
            found += [leaf for leaf, order, bound in self._numbers if HOLDS[order](number, bound)]
        if self._moments and (moment := moment_of(value)) is not None:
            found += [leaf for leaf, part, order, bound in self._moments if HOLDS[order](part_of(moment, part), bound)]
        if self._asked_always:
            folded = fold_text(value)
            found += [leaf for leaf, holds in self._asked_always if holds(value, folded)]
        return found


class View:
    """The leaves of one field in one batch: which hold anywhere, and in which rows."""

    __slots__ = ("_by_leaf", "_places", "_rows", "_size", "leaves")

    def __init__(self, tests: FieldTests, answers: NDArray[np.int32], column: Column, size: int) -> None:
        import numpy as np

        told = answers[column.codes]
        chosen = np.flatnonzero(told)
        kinds, self._places = np.unique(told[chosen], return_inverse=True)
        self._rows = column.rows[chosen]
        self._size = size
        self._by_leaf: dict[int, list[int]] = {}
        for place, kind in enumerate(kinds.tolist()):
            for leaf in tests.kinds[kind]:
                self._by_leaf.setdefault(leaf, []).append(place)
        self.leaves: Set[int] = self._by_leaf.keys()

    def bits(self, leaves: frozenset[int]) -> int:
        """Return the rows where one of these leaves holds."""
        import numpy as np

        places = {place for leaf in leaves & self.leaves for place in self._by_leaf[leaf]}
        if not places:
            return 0
        if len(places) == 1:
            return bits.of_rows(self._rows[self._places == places.pop()], self._size)
        chosen = np.zeros(int(self._places.max()) + 1, bool)
        chosen[list(places)] = True
        return bits.of_rows(self._rows[chosen[self._places]], self._size)


class EveryView:
    """The leaves of keywords. Fields with tests of their own ask them along; the values of all others are asked at once."""

    def __init__(self, tests: FieldTests, asked: Sequence[View], others: Sequence[Column], size: int) -> None:
        import numpy as np

        self._views = list(asked)
        if others:
            answers = tests.answers([value for column in others for value in column.values])
            parts = np.split(answers, np.cumsum([len(column.values) for column in others])[:-1])
            self._views += [View(tests, part, column, size) for column, part in zip(others, parts, strict=True) if part.any()]
        self.leaves: Set[int] = {leaf for view in self._views for leaf in view.leaves}

    def bits(self, leaves: frozenset[int]) -> int:
        """Return the rows where one of these leaves holds in some field."""
        found = 0
        for view in self._views:
            found |= view.bits(leaves)
        return found
