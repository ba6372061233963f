"""Whole columns matched at once: each row finds its cell, each cell that was hit is decided once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from vonggac.engines.addresses.columns import AT_MINUTE, NO_TIME, Gathering, Sightings, repeats
from vonggac.engines.addresses.deciding import Asking, Moment, judge, of_several
from vonggac.engines.addresses.index import IPV4_COUNT, RangeIndex
from vonggac.engines.addresses.texts import BLANK, SPANS
from vonggac.engines.addresses.values import DAY, MATCHED, NEVER, Basis, Decision, Verdict, second_of
from vonggac.kernel.addresses import Address, AddressRange

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BASES = (Basis.MINUTE, Basis.DAY, Basis.LIST_DAY)


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """One entry a row: its decision, and the first row that says the same."""

    rows: Sightings
    decisions: Sequence[Decision]
    which: NDArray[np.int64]
    """Place of each row's decision."""
    first: NDArray[np.int64]
    """Each row's own place, or the place of the row that it repeats."""

    def decision(self, row: int) -> Decision:
        """Return what was decided about one row."""
        return self.decisions[int(self.which[row])]

    @property
    def distinct(self) -> NDArray[np.int64]:
        """Places of the rows that repeat no other."""
        import numpy as np

        return np.flatnonzero(self.first == np.arange(len(self.first)))

    def counts(self, *, left_out: int = 0) -> Counts:
        """Return how many rows went where; what went in always came out. `left_out` are rows that never became columns."""
        import numpy as np

        distinct = self.distinct
        hits = np.bincount(self.which[distinct], minlength=len(self.decisions)).tolist()
        by_verdict = dict.fromkeys(Verdict, 0)
        for decision, number in zip(self.decisions, hits, strict=True):
            by_verdict[decision.verdict] += number
        matched = sum(number for verdict, number in by_verdict.items() if verdict in MATCHED)
        return Counts(
            rows=len(self.rows) + len(self.rows.refused) + left_out,
            matched=matched,
            unmatched=len(distinct) - matched,
            refused=len(self.rows.refused) + left_out,
            duplicates=len(self.rows) - len(distinct),
            by_verdict={verdict: number for verdict, number in by_verdict.items() if number},
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """rows = matched + unmatched + refused + duplicates."""

    rows: int
    matched: int
    unmatched: int
    refused: int
    duplicates: int
    by_verdict: dict[Verdict, int]


def match(index: RangeIndex, rows: Sightings, *, list_day: date, inside: bool = False, bucket: int = 60) -> Matches:
    """Find the holder of every row; a row without a time is matched on the day of the list."""
    begins, ends = _stretches(rows, list_day)
    found = _Matching(index, rows, begins, ends, inside)
    found.singles()
    found.spans()
    return Matches(rows, found.decisions, found.which, repeats(rows, bucket=bucket))


def _stretches(rows: Sightings, list_day: date) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and last second that each row may mean."""
    import numpy as np

    begins = np.where(rows.exact == NO_TIME, second_of(list_day), rows.seconds)
    return begins, np.where(rows.exact == AT_MINUTE, begins, begins + DAY - 1)


class _Matching:
    """One list on its way through the index."""

    def __init__(self, index: RangeIndex, rows: Sightings, begins: NDArray[np.int64], ends: NDArray[np.int64], inside: bool) -> None:
        import numpy as np

        self.index, self.rows, self.begins, self.ends, self.inside = index, rows, begins, ends, inside
        self.which = np.zeros(len(rows), dtype=np.int64)
        self.decisions: list[Decision] = []

    def singles(self) -> None:
        """Decide once for all rows that agree in their cell, in what they do not say, and in how exact they are."""
        import numpy as np

        rows, index = self.rows, self.index
        at = np.flatnonzero(rows.tokens < SPANS)
        segments = self._segments(rows.tokens[at])
        early = index.time_cells(segments, self.begins[at])
        late = early.copy()
        longer = np.flatnonzero(rows.exact[at] != AT_MINUTE)
        late[longer] = index.time_cells(segments[longer], self.ends[at[longer]])
        told, one = rows.ports[at] != BLANK, early == late
        cells = early.copy()
        with_port = told & one
        cells[with_port] = index.port_cells(early[with_port], rows.ports[at[with_port]])
        plain = np.flatnonzero(one)
        keys = (cells[plain] * 2 + told[plain]) * 4 + rows.exact[at[plain]]
        first, back = _firsts(keys)
        self.which[at[plain]] = back + len(self.decisions)
        for place in plain[first].tolist():
            self.decisions.append(self._decide(int(early[place]), int(late[place]), int(at[place])))
        self._over_several_stretches(at, early, late, np.flatnonzero(~one).tolist())

    def _over_several_stretches(
        self, at: NDArray[np.int64], early: NDArray[np.int64], late: NDArray[np.int64], places: Sequence[int]
    ) -> None:
        """Rows of a day on which a range changed hands are few."""
        known: dict[tuple[int, int, int, int], int] = {}
        for place in places:
            row = int(at[place])
            key = int(early[place]), int(late[place]), int(self.rows.ports[row]), int(self.rows.exact[row])
            if key not in known:
                known[key] = len(self.decisions)
                self.decisions.append(self._decide(key[0], key[1], row))
            self.which[row] = known[key]

    def spans(self) -> None:
        """Rows that name a network: every part of it is asked, once for rows that say the same."""
        import numpy as np

        rows, known = self.rows, dict[tuple[int, int, int, int], int]()
        for row in np.flatnonzero(rows.tokens >= SPANS).tolist():
            key = int(rows.tokens[row]), int(self.begins[row]), int(rows.ports[row]), int(rows.exact[row])
            if key not in known:
                known[key] = len(self.decisions)
                segments = np.array(self.index.segments_of(rows.spans[key[0] - SPANS]), dtype=np.int64)
                early = self.index.time_cells(segments, np.full(len(segments), self.begins[row]))
                late = self.index.time_cells(segments, np.full(len(segments), self.ends[row]))
                parts = [self._decide(first, last, row) for first, last in zip(early.tolist(), late.tolist(), strict=True)]
                self.decisions.append(of_several(parts))
            self.which[row] = known[key]

    def _segments(self, tokens: NDArray[np.int64]) -> NDArray[np.int64]:
        import numpy as np

        wide = tokens >= IPV4_COUNT
        if not wide.any():
            return self.index.segments(tokens)
        segments = self.index.segments(np.where(wide, 0, tokens))
        segments[wide] = self.index.wide_segments(self.rows.wide)[tokens[wide] - IPV4_COUNT]
        return segments

    def _decide(self, early: int, late: int, row: int) -> Decision:
        port, exact = int(self.rows.ports[row]), int(self.rows.exact[row])
        claims, space = self.index.around(early)
        moments: list[Moment] = []
        for cell in range(early, late + 1):
            second = self.index.second_of(cell)
            moments += [(second, one) for one in (self.index.ports_of(cell) if port == BLANK else [port])]
        return judge(claims, space, Asking(tuple(moments), _BASES[exact], port != BLANK, self.inside))


def _firsts(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each key stands first, and for each key the place of its first: keys count cells, so a table is faster than sorting."""
    import numpy as np

    table = np.full(int(keys.max()) + 1 if keys.size else 0, -1, dtype=np.int64)
    table[keys[::-1]] = np.arange(keys.size - 1, -1, -1)
    known = np.flatnonzero(table >= 0)
    first = table[known]
    table[known] = np.arange(known.size)
    return first, table[keys]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One address seen once; `at` is a moment, a day, or not known."""

    address: Address | AddressRange
    at: date | datetime | None = None
    port: int | None = None
    family: str = ""


def match_few(index: RangeIndex, sightings: Iterable[Sighting], *, list_day: date, inside: bool = False) -> list[Decision]:
    """Answer for a few addresses in the same way as for a list: one row is a list of one."""
    rows = list(sightings)
    gathering = Gathering(latest=NEVER)
    gathering.take(
        [str(one.address) for one in rows],
        range(1, len(rows) + 1),
        ports=["" if one.port is None else str(one.port) for one in rows],
        seconds=[None if one.at is None else second_of(one.at) for one in rows],
        whole_days=[not isinstance(one.at, datetime) for one in rows],
        families=[one.family for one in rows],
    )
    found = match(index, gathering.whole(), list_day=list_day, inside=inside)
    if len(found.rows) != len(rows):
        raise ValueError(found.rows.refused[0].why)
    return [found.decision(row) for row in range(len(rows))]
