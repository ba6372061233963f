"""The desk where all ways end: takes items and refusals, sees to it that they reach the disk, says when it is too much."""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from vonggac.apps.alerts.intake.counters import LastHour, Pace, Refusals
from vonggac.apps.alerts.intake.cutting import length_of
from vonggac.apps.alerts.intake.journal import (
    Damaged,
    Entry,
    Journal,
    Kind,
    NoRoom,
    Position,
    Way,
    outstanding,
    published,
    read_from,
    resume,
)
from vonggac.apps.alerts.intake.keys import Keys, Taken
from vonggac.apps.alerts.intake.limits import DEFAULT, Limits
from vonggac.apps.alerts.intake.records import SAMPLES_EACH, sample
from vonggac.apps.alerts.intake.sources import Source, Sources
from vonggac.sources.recordsecrecy import SECRET, shows_degree

WRITE_WITHIN = 0.05
"""Seconds until what was read is handed to the operating system, where the death of this process does not reach it."""
SYNC_WITHIN = 0.9
"""Seconds until what nobody waits for is on the disk all the same."""
LOOK_EVERY = 0.5
MOST_TOGETHER = 1_000
LARGEST_TOGETHER = 1024 * 1024
RELIEF = 0.9
"""Senders go on when so much of the ceiling is left over; a gap, so that it does not flutter."""


class OtherBatch(Exception):  # noqa: N818  it reads as what happened
    """The key names a batch that was another one."""


@dataclass(frozen=True, slots=True)
class SortedOut:
    """Items that may be taken, and those that may not."""

    kept: Sequence[bytes]
    refused: Mapping[str, int]
    samples: Mapping[str, Sequence[str]]


def sort_out(items: Iterable[bytes], longest: int) -> SortedOut:
    """Part the items that are too long, and those that show a degree of secrecy, from the others; of the latter nothing is kept."""
    kept: list[bytes] = []
    long: list[bytes] = []
    secrets = 0
    for item in items:
        if length_of(item) > longest:
            long.append(item)
        elif shows_degree(item):
            secrets += 1
        else:
            kept.append(item)
    refused = {reason: count for reason, count in (("too-long", len(long)), (SECRET, secrets)) if count}
    return SortedOut(kept, refused, {"too-long": [sample(item) for item in long[:SAMPLES_EACH]]} if long else {})


@dataclass(slots=True)
class Gathered:
    """Messages of one sender that wait to be written together."""

    source: Source
    since: int
    items: list[bytes] = field(default_factory=list)
    size: int = 0


class Desk:
    """One for each intake process."""

    def __init__(self, folder: Path, limits: Limits = DEFAULT, *, wall: Callable[[], float] = time.time) -> None:
        """Open the journal under the intake's folder; raises `Busy` when another process writes it."""
        self.folder, self.limits, self._wall = folder, limits, wall
        self.sources = Sources(folder / "sources.json")
        self.journal = Journal(folder / "journal", segment_size=limits.segment)
        self.keys = Keys()
        _note_keys(self.keys, folder / "journal")
        self.hour, self.pace = LastHour(), Pace()
        self.since_start: Counter[str] = Counter()
        self.overload = ""
        """Why senders must wait; empty when they need not."""
        self.waiting = 0
        """Octets that the sorter has not read, as of the last look."""
        self.failure: BaseException | None = None
        self._stuck = ""
        """Why the last writing failed; what was to be written is kept, and nothing more is taken until it is."""
        self._refusals = Refusals()
        self._gathered: dict[tuple[int, Way, str], Gathered] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sync")
        self._commit_running: asyncio.Task[None] | None = None
        self._something = asyncio.Event()
        self._ended = asyncio.Event()
        self._relief = asyncio.Event()
        self.look()

    # --- taking and refusing ------------------------------------------------------------------------------------------------------

    def now(self) -> int:
        """Return the moment of arrival in microseconds."""
        return int(self._wall() * 1_000_000)

    def moment(self) -> datetime:
        """Return now."""
        return datetime.fromtimestamp(self._wall(), UTC)

    def take(
        self, source: Source, way: Way, parts: SortedOut, *, peer: str = "", key: str = "", digest: str = "", arrived_at: int = 0
    ) -> tuple[Taken, bool]:
        """Append a batch; return it and whether it was there already. Raises `OtherBatch` for a key that names another one.

        It is in the hands of the operating system within `WRITE_WITHIN`; who must know that it is on the disk awaits `durable`.
        """
        known = self.keys.find(source.id, key) if key else None
        if known is not None:
            if known.digest != bytes.fromhex(digest):
                raise OtherBatch
            return known, True
        entry = Entry(Kind.BATCH, source.id, way, arrived_at or self.now(), peer, key, digest, parts.kept, parts.refused, parts.samples)
        sequence = self.journal.append(entry)
        self.keys.note(entry, sequence)
        self.pace.spend(source.id, source.max_per_second, len(parts.kept))
        self._count("stored", len(parts.kept))
        for reason, count in parts.refused.items():
            self._count(reason, count)
        self._something.set()
        return Taken(sequence, bytes.fromhex(digest), len(parts.kept), tuple(parts.refused.items())), False

    def gather(self, source: Source, way: Way, peer: str, item: bytes) -> None:
        """Take one message of a stream; those of one sender that come together are written together, within `WRITE_WITHIN`."""
        if len(item) > source.max_item_bytes:
            self.refuse(source.id, way, "too-long", peer=peer, seen=item)
            return
        if shows_degree(item):
            self.refuse(source.id, way, SECRET, peer=peer)
            return
        gathered = self._gathered.setdefault((source.id, way, peer), Gathered(source, self.now()))
        gathered.items.append(item)
        gathered.size += len(item)
        self._something.set()
        if len(gathered.items) >= MOST_TOGETHER or gathered.size >= LARGEST_TOGETHER:
            self._take_gathered()

    def _take_gathered(self) -> None:
        gathered, self._gathered = self._gathered, {}
        for (_source, way, peer), one in gathered.items():
            self.take(one.source, way, SortedOut(one.items, {}, {}), peer=peer, arrived_at=one.since)

    def refuse(self, source: int, way: Way, reason: str, *, peer: str = "", count: int = 1, seen: bytes = b"") -> None:
        """Count something that was read and is not taken; written within `WRITE_WITHIN`."""
        self._refusals.add(source, way, reason, peer, count, seen)
        self._count(reason, count)
        self._something.set()

    def note(self, what: str, count: int = 1) -> None:
        """Count something that the books do not hold: a sender was asked to wait."""
        self._count(what, count)

    def _count(self, what: str, count: int) -> None:
        self.hour.add(what, count)
        self.since_start[what] += count

    # --- reaching the disk --------------------------------------------------------------------------------------------------------

    async def durable(self, sequence: int) -> None:
        """Wait until everything up to a sequence is on the disk. Whoever comes while the disk is busy shares the next writing."""
        while self.journal.synced < sequence:
            if self._commit_running is None:
                self._commit_running = asyncio.get_running_loop().create_task(self._commit())
            await asyncio.shield(self._commit_running)

    async def _commit(self) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self.journal.sync)
        except NoRoom as error:
            self._stuck = self.overload = str(error)
            raise
        except OSError as error:
            self.fail(error)
            raise
        finally:
            self._commit_running = None

    def fail(self, error: BaseException) -> None:
        """The disk did not keep its word: nothing more may be promised; the process ends and opens the journal anew."""
        self.failure = error
        self._ended.set()

    async def run(self) -> None:
        """Write, sync and look, until `end`."""
        loop = asyncio.get_running_loop()
        looked = synced = loop.time()
        while not self._ended.is_set():
            unsynced = self.journal.synced < self.journal.sequence
            with suppress(TimeoutError):
                await asyncio.wait_for(self._something.wait(), SYNC_WITHIN / 2 if unsynced else LOOK_EVERY)
                await asyncio.sleep(WRITE_WITHIN)
            self.write()
            if not unsynced:
                synced = loop.time()
            elif loop.time() - synced >= SYNC_WITHIN / 2:
                with suppress(NoRoom, OSError):
                    await self.durable(self.journal.sequence)
                synced = loop.time()
            if loop.time() - looked >= LOOK_EVERY:
                self.look()
                looked = loop.time()

    def write(self) -> None:
        """Hand everything to the operating system."""
        self._something.clear()
        try:
            self._take_gathered()
            if self._refusals:
                for entry in self._refusals.take(self.now()):
                    self.journal.append(entry)
            self.journal.flush()
            self._stuck = ""
        except NoRoom as error:
            self._stuck = self.overload = str(error)

    def look(self) -> None:
        """See how much waits and how much room there is."""
        folder = self.journal.folder
        self.waiting = outstanding(folder, published(folder))
        disk = os.statvfs(folder)
        free = disk.f_bavail * disk.f_frsize
        self.overload = self._too_much(free)
        if self.overload:
            self._relief.clear()
        else:
            self._relief.set()

    def _too_much(self, free: int) -> str:
        strict = RELIEF if self.overload else 1.0
        if self._stuck:
            return self._stuck
        if self.waiting > self.limits.outstanding * strict:
            return "Bộ xử lý cảnh báo chưa đọc kịp phần đã nhận."
        if free < self.limits.disk_floor / strict:
            return "Đĩa của máy tiếp nhận sắp đầy."
        return ""

    async def relief(self) -> None:
        """Wait until there is room again."""
        await self._relief.wait()

    async def end(self) -> None:
        """Put everything on the disk and let go of the journal."""
        self._ended.set()
        self._something.set()
        if self._commit_running is not None:
            with suppress(NoRoom, OSError):
                await asyncio.shield(self._commit_running)
        self.write()
        with suppress(NoRoom):
            self.journal.close()
        self._thread.shutdown(wait=False)


def _note_keys(keys: Keys, folder: Path) -> None:
    """Remember the keys of what has not been sorted. Damage is the sorter's to tell of; here it must not stop the intake."""
    position: Position | None = Position()
    said = published(folder)
    with suppress(Damaged):
        position = said if not said.segment else Position(said.segment, 0, 0)
        keys.note_all(read_from(folder, position))
        return
    position = Position()
    while position is not None:
        try:
            for record in read_from(folder, position):
                keys.note(record.entry, record.sequence)
                position = record.after
            return
        except Damaged as damage:
            position = resume(folder, damage)
