"""The ranges laid out so that half a million addresses find theirs by three binary searches over whole columns.

Every first and last address cuts its family into segments; within a segment every first and last second cuts time, within those every
first and last port cuts the ports. Inside one such cell the answer is the same everywhere, so it is decided once, by ordinary code, for
the cells that were hit. A segment holds the numbers of the ranges around it, the strongest first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from vonggac.engines.addresses.deciding import Claim
from vonggac.engines.addresses.spaces import Space, spaces
from vonggac.engines.addresses.values import EVER, LAST_PORT, NEVER, OwnedRange
from vonggac.kernel.addresses import AddressRange

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TIME_BITS, PORT_BITS = 37, 17
IPV4_COUNT = 1 << 32


class RangeIndex:
    """Dated ranges, ready to be asked; built once, asked many times."""

    def __init__(self, ranges: Iterable[OwnedRange]) -> None:
        import numpy as np

        self.claims = tuple(sorted((Claim.of(one) for one in ranges), key=Claim.place))
        self.members: list[tuple[int, ...]] = []
        self.space: list[Space] = []
        narrow = self._cut(4)
        self.first_wide = len(self.members)
        self._wide = self._cut(6)
        self._narrow = np.array(narrow, dtype=np.int64)
        times = list(self._times())
        self._times_at = np.array(times, dtype=np.int64)
        self._ports_at = np.array(list(self._ports(times)), dtype=np.int64)

    def _cut(self, version: int) -> list[int]:
        """Sweep over one family: note what is open after each boundary, return the boundaries."""
        opened: dict[int, list[int]] = defaultdict(list)
        closed: dict[int, list[int]] = defaultdict(list)
        rows = [one.range.addresses for one in self.claims] + [one.addresses for one in spaces()]
        for number, row in enumerate(rows):
            if row.version == version:
                first, last = ends(row)
                opened[first].append(number)
                closed[last + 1].append(number)
        starts = sorted(opened.keys() | closed.keys())[:-1]
        ours, known, open_now = len(self.claims), spaces(), set[int]()
        for start in starts:
            open_now.difference_update(closed.get(start, ()))
            open_now.update(opened.get(start, ()))
            around = sorted(open_now)
            held = bisect_right(around, ours - 1)
            self.members.append(tuple(around[:held]))
            self.space.append(known[around[-1] - ours])
        return starts

    def _times(self) -> Iterator[int]:
        for segment, members in enumerate(self.members):
            cuts = {EVER}
            for number in members:
                claim = self.claims[number]
                cuts.add(claim.since)
                if claim.until < NEVER:
                    cuts.add(claim.until)
            for cut in sorted(cuts):
                yield segment << TIME_BITS | (cut - EVER)

    def _ports(self, times: Sequence[int]) -> Iterator[int]:
        for cell, moment in enumerate(times):
            yield cell << PORT_BITS
            segment, second = self._read(moment)
            cuts = set()
            for number in self.members[segment]:
                claim = self.claims[number]
                if claim.range.ports and claim.holds_at(second):
                    cuts |= {claim.range.ports[0], claim.range.ports[1] + 1}
            for cut in sorted(cuts - {0, LAST_PORT + 1}):
                yield cell << PORT_BITS | cut

    @staticmethod
    def _read(moment: int) -> tuple[int, int]:
        return moment >> TIME_BITS, (moment & ((1 << TIME_BITS) - 1)) + EVER

    def segments(self, narrow: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the segments of IPv4 addresses."""
        import numpy as np

        return np.searchsorted(self._narrow, narrow, side="right").astype(np.int64) - 1

    def segments_of(self, span: AddressRange) -> range:
        """Return every segment that a network touches."""
        first, last = ends(span)
        starts: Sequence[int] = self._wide if span.version == 6 else self._narrow.tolist()
        before = self.first_wide if span.version == 6 else 0
        return range(before + bisect_right(starts, first) - 1, before + bisect_right(starts, last))

    def wide_segments(self, wide: Sequence[int]) -> NDArray[np.int64]:
        """Return the segments of IPv6 addresses."""
        import numpy as np

        return np.array([self.first_wide + bisect_right(self._wide, one) - 1 for one in wide], dtype=np.int64)

    def time_cells(self, segments: NDArray[np.int64], seconds: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which stretch of time each address falls into."""
        import numpy as np

        keys = segments << TIME_BITS | (np.clip(seconds, EVER, NEVER - 1) - EVER)
        return np.searchsorted(self._times_at, keys, side="right").astype(np.int64) - 1

    def port_cells(self, cells: NDArray[np.int64], ports: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which stretch of ports each one falls into."""
        import numpy as np

        return np.searchsorted(self._ports_at, cells << PORT_BITS | ports, side="right").astype(np.int64) - 1

    def second_of(self, time_cell: int) -> int:
        """Return the first second of a stretch of time."""
        return self._read(int(self._times_at[time_cell]))[1]

    def around(self, time_cell: int) -> tuple[list[Claim], Space]:
        """Return the ranges around a cell and the kind of its addresses."""
        segment = int(self._times_at[time_cell]) >> TIME_BITS
        return [self.claims[number] for number in self.members[segment]], self.space[segment]

    def ports_of(self, time_cell: int) -> list[int]:
        """Return the first port of every stretch of ports in a stretch of time."""
        import numpy as np

        ends_at = np.searchsorted(self._ports_at, [time_cell << PORT_BITS, time_cell + 1 << PORT_BITS])
        return [int(one) & ((1 << PORT_BITS) - 1) for one in self._ports_at[ends_at[0] : ends_at[1]]]


def ends(row: AddressRange) -> tuple[int, int]:
    """Return the first and last address of a range as numbers of their family."""
    first, last = int(row.first_key, 16), int(row.last_key, 16)
    mapped = 0xFFFF << 32
    return (first - mapped, last - mapped) if row.version == 4 else (first, last)
