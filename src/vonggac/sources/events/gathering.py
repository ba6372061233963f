"""Events and located errors of one source on their way into chunks, bounded by bytes and by number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from vonggac.engines.hunt.columns import Event
from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.refusal import shortened


@dataclass(slots=True)
class Gathering:
    """What a reader has of its next chunk."""

    source: str
    limits: Limits
    events: list[Event] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    told: int = 0
    """Located errors so far, those no longer given among them."""
    read: int = 0
    """Bytes so far, of all chunks."""
    _given: int = 0

    def add_bad(self, line: int | None, why: str, rule: str, seen: str = "") -> None:
        """Locate what could not be read; beyond the ceiling it is only counted."""
        self.told += 1
        if self.told <= self.limits.bad:
            self.bad.append(BadRow(Place(self.source, line=line), why, shortened(seen), rule))

    def is_full(self, size: int, ahead: int = 0) -> bool:
        """Count bytes that were read and say whether it is time to give a chunk, with `ahead` more events to come at once."""
        self.read += size
        return self.read - self._given >= self.limits.chunk or len(self.events) + ahead > self.limits.events

    def take(self) -> Chunk:
        """Return what was gathered and begin anew."""
        chunk = Chunk(self.source, self.events, self.bad, self.read, self.read - self._given)
        self.events, self.bad, self._given = [], [], self.read
        return chunk

    def last(self) -> Iterator[Chunk]:
        """Give what is left at the end, with the number of errors that were only counted."""
        if (unsaid := self.told - self.limits.bad) > 0:
            why = f"Còn {unsaid} chỗ khác trong tệp không đọc được, không kể từng chỗ. Kiểm tra tệp gốc hoặc xuất lại nhật ký."
            self.bad.append(BadRow(Place(self.source), why, "", "more-bad-rows"))
            self.told = 0
        if self.events or self.bad:
            yield self.take()
