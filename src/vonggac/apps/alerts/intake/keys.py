"""The keys of batches that lie in the journal, so that a sender who asks again gets the same answer and nothing is taken twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from vonggac.apps.alerts.intake.records import Entry, Kind, Record

REMEMBERED = 100_000
"""Beyond this the oldest are forgotten; the sorter finds them again by the unique row (source, key)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch."""

    sequence: int
    digest: bytes
    items: int
    refused: tuple[tuple[str, int], ...]

    @property
    def received(self) -> int:
        """How many items came: those that were taken and those that were not."""
        return self.items + sum(count for _reason, count in self.refused)


class Keys:
    """Remembers the newest keys."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        """Nothing is known yet."""
        self._known: OrderedDict[bytes, Taken] = OrderedDict()
        self._most = remembered

    def find(self, source: int, key: str) -> Taken | None:
        """Return what was taken under a key."""
        return self._known.get(_short(source, key))

    def note(self, entry: Entry, sequence: int) -> None:
        """Remember a batch that was appended."""
        if entry.kind is not Kind.BATCH or not entry.key:
            return
        taken = Taken(sequence, bytes.fromhex(entry.digest), len(entry.items), tuple(entry.refused.items()))
        self._known[_short(entry.source, entry.key)] = taken
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def note_all(self, records: Iterable[Record]) -> None:
        """Remember what lies in the journal."""
        for record in records:
            self.note(record.entry, record.sequence)


def _short(source: int, key: str) -> bytes:
    return blake2b(f"{source}\0{key}".encode(), digest_size=16).digest()
