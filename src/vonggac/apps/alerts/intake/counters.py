"""What was refused, gathered until it is written; and what happened in the last hour, for the doctor."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from vonggac.apps.alerts.intake.records import SAMPLES_EACH, Entry, Kind, Way, sample

PEERS_EACH = 16
"""So many strangers are named in one writing; further ones are counted together, so that a flood of forged senders stays small."""


@dataclass(slots=True)
class _Tally:
    counts: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Refusals:
    """Counts by source, way and sender, until they are written as refusal records."""

    _open: dict[tuple[int, Way, str], _Tally] = field(default_factory=dict)

    def add(self, source: int, way: Way, reason: str, peer: str, count: int, seen: bytes) -> None:
        """Count."""
        where = (source, way, peer)
        if where not in self._open and len(self._open) >= PEERS_EACH:
            where = (source, way, "")
        tally = self._open.setdefault(where, _Tally())
        tally.counts[reason] += count
        kept = tally.samples.setdefault(reason, [])
        if seen and len(kept) < SAMPLES_EACH and (told := sample(seen)):
            kept.append(told)

    def take(self, arrived_at: int) -> Iterator[Entry]:
        """Give what was gathered and begin anew."""
        gathered, self._open = self._open, {}
        for (source, way, peer), tally in gathered.items():
            samples = {reason: texts for reason, texts in tally.samples.items() if texts}
            yield Entry(Kind.REFUSAL, source, way, arrived_at, peer, refused=dict(tally.counts), samples=samples)

    def __bool__(self) -> bool:
        return bool(self._open)


@dataclass(slots=True)
class LastHour:
    """Counts of the last sixty minutes, minute by minute; only for looking at, the books are kept in the database."""

    clock: Callable[[], float] = time.monotonic
    _minutes: deque[tuple[int, Counter[str]]] = field(default_factory=deque)

    def add(self, what: str, count: int) -> None:
        """Count."""
        if count:
            self._now()[what] += count

    def sums(self) -> dict[str, int]:
        """Return the counts of the last hour."""
        self._now()
        total: Counter[str] = Counter()
        for _minute, counts in self._minutes:
            total += counts
        return dict(total)

    def _now(self) -> Counter[str]:
        minute = int(self.clock() // 60)
        if not self._minutes or self._minutes[-1][0] != minute:
            self._minutes.append((minute, Counter()))
        while self._minutes[0][0] <= minute - 60:
            self._minutes.popleft()
        return self._minutes[-1][1]


@dataclass(slots=True)
class Pace:
    """How fast each source may send: a batch may borrow from the next seconds, then the sender waits."""

    clock: Callable[[], float] = time.monotonic
    _left: dict[int, tuple[float, float]] = field(default_factory=dict)

    def wait(self, source: int, most: int | None) -> float:
        """Return the seconds until the source may send again; 0 when it may."""
        if most is None:
            return 0.0
        left = self._refilled(source, most)
        return 0.0 if left > 0 else max(0.05, (1 - left) / most)

    def spend(self, source: int, most: int | None, count: int) -> None:
        """Note what it sent."""
        if most is not None:
            self._left[source] = (self._refilled(source, most) - count, self.clock())

    def _refilled(self, source: int, most: int) -> float:
        now = self.clock()
        left, then = self._left.get(source, (float(most), now))
        return min(float(most), left + (now - then) * most)
