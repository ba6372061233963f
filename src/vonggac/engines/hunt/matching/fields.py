"""All tests of one field, each asked once of each distinct value. What a value answered is remembered from batch to batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from itertools import repeat
from typing import TYPE_CHECKING

from vonggac.engines.hunt.columns import Batch, Column
from vonggac.engines.hunt.conditions import Moment, Network, Number, Order, Regex, Test, Text, TimePart, Wildcard, fold_text
from vonggac.engines.hunt.matching import bits, regexes, wildcards
from vonggac.engines.hunt.matching.literals import Asked, Found, Needles, cased, needle
from vonggac.engines.hunt.matching.values import HOLDS, Networks, moment_of, number_of, part_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNKNOWN = -1
FEW = 4
"""Answers whose rows are kept one by one, since tests that ask for few ask for the same again and again."""
LONGEST_REMEMBERED = 512
"""Characters of a value that is remembered; longer ones seldom come again."""
Leaves = tuple[int, ...]
NOTHING: Leaves = ()


class FieldTests:
    """The tests of a field, by number ("leaf"). A value's answer is the leaves that hold for it."""

    def __init__(self, kept: Callable[[], Iterable[tuple[Test, int]]] = tuple) -> None:
        self._new: list[tuple[Test, int]] = []
        self._kept: Callable[[], Iterable[tuple[Test, int]]] | None = kept
        """Gives the tests that were kept, when the first value is asked."""
        self.needles = Needles()
        self._has_asked: NDArray[np.bool_] | None = None
        """Of each needle, whether it has leaves that must be asked."""
        self._by_needles: dict[bytes, int] = {}
        """Needles that a value holds → its answer."""
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
        self._remembered = 0

    @property
    def remembered(self) -> int:
        """Bytes, about, of what is remembered of values."""
        return self._remembered + self.needles.remembered

    def add(self, test: Test, leaf: int) -> None:
        """Take in a test of this field; it is made ready when the first value is asked."""
        self._new.append((test, leaf))

    def _make_ready(self) -> None:
        import numpy as np

        kept, self._kept = self._kept, None
        new, self._new = [*(kept() if kept else ()), *self._new], []
        for test, leaf in new:
            self._add(test, leaf)
        self._has_asked = np.array([bool(asked) for asked in self.needles.asked], bool)

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

        found = np.fromiter(map(self._answers.get, values, repeat(UNKNOWN)), np.int32, len(values))
        missing = np.flatnonzero(found == UNKNOWN)
        if len(missing):
            new = values if len(missing) == len(values) else [values[place] for place in missing.tolist()]
            found[missing] = told = self._asked(new)
            self._remember(new, told.tolist())
        return found

    def _remember(self, values: Sequence[str], answers: list[int]) -> None:
        lengths = list(map(len, values))
        size = sum(lengths)
        if size > LONGEST_REMEMBERED and max(lengths) > LONGEST_REMEMBERED:
            pairs = [(value, answer) for value, answer in zip(values, answers, strict=True) if len(value) <= LONGEST_REMEMBERED]
            self._answers.update(pairs)
            size = sum(len(value) for value, _answer in pairs)
            lengths = lengths[: len(pairs)]
        else:
            self._answers.update(zip(values, answers, strict=True))
        self._remembered += 120 * len(lengths) + size

    def _kind(self, leaves: Leaves) -> int:
        """Return the number of an answer."""
        answer = self._kinds.get(leaves)
        if answer is None:
            answer = self._kinds[leaves] = len(self.kinds)
            self.kinds.append(leaves)
            self._remembered += 8 * len(leaves) + 200
        return answer

    def forget(self) -> None:
        """Let go of what values answered."""
        self._answers.clear()
        self._by_needles.clear()
        self._kinds, self.kinds = {NOTHING: 0}, [NOTHING]
        self._remembered = 0
        self.needles.forget()

    def _asked(self, values: Sequence[str]) -> NDArray[np.int32]:
        """Ask every test of values that are not known yet."""
        import numpy as np

        if self._kept is not None or self._new:
            self._make_ready()
        answers = np.zeros(len(values), np.int32)
        more: dict[int, set[int]] = {}
        if self.needles:
            self._seek(values, answers, more)
        if self._numbers or self._moments or self._networks or self._together or self._asked_always:
            for place, value in enumerate(values):
                if held := self._one_by_one(value):
                    more.setdefault(place, set()).update(held)
        for place, leaves in more.items():
            answers[place] = self._kind(tuple(sorted(leaves.union(self.kinds[answers[place]]))))
        return answers

    def _seek(self, values: Sequence[str], answers: NDArray[np.int32], more: dict[int, set[int]]) -> None:
        """Answer what texts tell by themselves; of those that must be asked, gather which leaves hold besides."""
        refused: set[tuple[int, int]] = set()
        found = self.needles.find(values)
        if found is not None:
            answers[found.places] = self._by_held(found)
            self._ask_where_held(values, found, more, refused)
        if self._seeded:
            for place, value in enumerate(values):
                if not value.isascii() and regexes.has_orbit(value):
                    self._ask(place, value, self._seeded, more.setdefault(place, set()), refused)

    def _by_held(self, found: Found) -> list[int]:
        """Return the answer of each value that holds needles; most values hold what others held before them."""
        data, known, answers = found.needles.tobytes(), self._by_needles, []
        for start, end in zip((found.starts * 4).tolist(), (found.ends * 4).tolist(), strict=True):
            held = data[start:end]
            answer = known.get(held)
            if answer is None:
                answer = known[held] = self._answer_of(found.needles[start // 4 : end // 4].tolist())
                self._remembered += 120 + len(held)
            answers.append(answer)
        return answers

    def _answer_of(self, needles: list[int]) -> int:
        leaves: set[int] = set()
        for number in needles:
            leaves.update(self.needles.plain[number])
        return self._kind(tuple(sorted(leaves)))

    def _ask_where_held(self, values: Sequence[str], found: Found, more: dict[int, set[int]], refused: set[tuple[int, int]]) -> None:
        import numpy as np

        assert self._has_asked is not None
        asked = np.flatnonzero(self._has_asked[found.needles])
        if not len(asked):
            return
        whose = found.places[np.searchsorted(found.ends, asked, side="right")]
        pairs = dict.fromkeys(zip(whose.tolist(), found.needles[asked].tolist(), strict=True))
        for place, number in pairs:
            self._ask(place, values[place], self.needles.asked[number], more.setdefault(place, set()), refused)

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

    __slots__ = ("_by_leaf", "_column", "_known", "_places", "_size", "_told", "leaves")

    def __init__(self, tests: FieldTests, answers: NDArray[np.int32], column: Column, size: int) -> None:
        import numpy as np

        kinds, places = np.unique(answers, return_inverse=True)
        self._places = places.astype(np.min_scalar_type(len(kinds)))
        """Of each value, which of the answers met here is its own."""
        self._told: NDArray[np.unsignedinteger] | None = None
        self._column, self._size = column, size
        self._known: dict[int, int] = {}
        self._by_leaf: dict[int, list[int]] = {}
        for place, kind in enumerate(kinds.tolist()):
            for leaf in tests.kinds[kind]:
                self._by_leaf.setdefault(leaf, []).append(place)
        self.leaves: Set[int] = self._by_leaf.keys()

    def bits(self, leaves: frozenset[int]) -> int:
        """Return the rows where one of these leaves holds."""
        places = {place for leaf in leaves & self.leaves for place in self._by_leaf[leaf]}
        if len(places) > FEW:
            return self._rows_of_many(list(places))
        found = 0
        for place in places:
            if place not in self._known:
                self._known[place] = self._rows_of(self._each() == place)
            found |= self._known[place]
        return found

    def _each(self) -> NDArray[np.unsignedinteger]:
        """Return the answer of each row's value."""
        if self._told is None:
            self._told = self._places[self._column.codes]
        return self._told

    def _rows_of_many(self, places: list[int]) -> int:
        import numpy as np

        chosen = np.zeros(int(self._places.max()) + 1, bool)
        chosen[places] = True
        return self._rows_of(chosen[self._each()])

    def _rows_of(self, chosen: NDArray[np.bool_]) -> int:
        return bits.of_rows(self._column.rows[chosen], self._size)


class EveryView:
    """The leaves of keywords, asked of all values of the events that may hold one."""

    def __init__(self, tests: FieldTests, columns: Sequence[Column], batch: Batch) -> None:
        import numpy as np

        self._views: list[View] = []
        self.leaves: Set[int] = set()
        if batch.whole is not None and not batch.whole.any():
            return
        rows = None if batch.whole is None or batch.whole.all() else np.flatnonzero(batch.whole)
        parts = [part for column in columns if len((part := _of_rows(column, rows)).values)]
        if parts:
            answers = tests.answers([value for column in parts for value in column.values])
            told = np.split(answers, np.cumsum([len(column.values) for column in parts])[:-1])
            self._views = [View(tests, one, column, batch.size) for column, one in zip(parts, told, strict=True) if one.any()]
        self.leaves = {leaf for view in self._views for leaf in view.leaves}

    def bits(self, leaves: frozenset[int]) -> int:
        """Return the rows where one of these leaves holds in some field."""
        found = 0
        for view in self._views:
            found |= view.bits(leaves)
        return found


def _of_rows(column: Column, rows: NDArray[np.int64] | None) -> Column:
    """Return what a column says of these rows, of all without them."""
    import numpy as np

    if rows is None:
        return column
    first = np.searchsorted(column.rows, rows)
    times = np.searchsorted(column.rows, rows, side="right") - first
    if not times.any():
        return Column(column.rows[:0], column.codes[:0], ())
    chosen = np.repeat(first - np.cumsum(times) + times, times) + np.arange(times.sum())
    codes, places = np.unique(column.codes[chosen], return_inverse=True)
    return Column(column.rows[chosen], places.astype(np.int32), [column.values[code] for code in codes.tolist()])
