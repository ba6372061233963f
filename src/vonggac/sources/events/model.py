"""What every reader of events gives, and how much of a file it may hold at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone, tzinfo
from typing import BinaryIO, Protocol

from vonggac.engines.hunt.columns import Event
from vonggac.kernel.badrows import BadRow
from vonggac.sources.limits import MEGABYTE

GIGABYTE = 1024 * MEGABYTE
VIETNAM = timezone(timedelta(hours=7), "+07:00")


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings of one hunt's reading: each bounds memory or time, none depends on the input's size. And what bytes do not say."""

    chunk: int = 2 * MEGABYTE
    """Bytes of raw input whose events a reader gives at a time: as many as the processor keeps at hand."""
    events: int = 2_048
    """Events that a reader gives at a time."""
    batch: int = 12 * MEGABYTE
    """Bytes of raw input whose events are held and matched at a time."""
    line: int = 16 * MEGABYTE
    """Bytes of one line, record or element; a longer one is located and left out."""
    nesting: int = 64
    """Objects inside objects of one event."""
    bad: int = 1_000
    """Located errors kept of one file; the rest is counted."""
    unpacked: int = 64 * GIGABYTE
    """Of one archive with everything inside it."""
    spooled: int = 8 * GIGABYTE
    """Of one entry that must lie on the disk to be read (EVTX, ZIP and 7z inside an archive)."""
    ratio: int = 600
    """Unpacked to packed, asked beyond `ratio_from`: real logs stay under 200, a bomb of DEFLATE nears 1,030."""
    ratio_from: int = 64 * MEGABYTE
    entries: int = 100_000
    """Of one archive, those of archives inside it too."""
    archives: int = 2
    """Archives inside archives: logs.zip/host.7z is 2."""
    files: int = 1_000_000
    """Of all folders together."""
    depth: int = 40
    """Folders inside folders."""
    zone: tzinfo = VIETNAM
    """The zone of times that tell none."""
    written: datetime | None = None
    """When the file was last changed: the year of a time without one lies at or before it. The door fills it for each file."""
    leave_out: frozenset[str] = frozenset()
    """Entries of an archive, by the name they are shown with, that are not read: what a package's own list does not vouch for."""


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known from elsewhere about the machine that a file was taken from."""

    host: str = ""
    """Stands in events that name no host."""
    zone: tzinfo | None = None
    """The machine's own zone: of times in its logs that tell none."""
    leave_out: frozenset[str] = frozenset()
    packed: int = 0
    """Archives around its logs, which count for nothing in `Limits.archives`."""

    def over(self, limits: Limits) -> Limits:
        """Return limits for what came from there."""
        return replace(
            limits, zone=self.zone or limits.zone, leave_out=limits.leave_out | self.leave_out, archives=limits.archives + self.packed
        )


@dataclass(slots=True)
class Chunk:
    """A run of events of one file, in its order, and what could not be read among them."""

    source: str
    """The file as a person knows it; inside an archive "logs.zip/Security.evtx"."""
    events: list[Event]
    bad: list[BadRow] = field(default_factory=list)
    read: int = 0
    """Bytes of the file read so far, for progress; the last chunk of a file may hold no events."""
    size: int = 0
    """Bytes of raw input of these events, unpacked; 0 where the reader does not tell."""
    raws: Sequence[bytes | str | None] | None = None
    """Each event in JSON as the file has it, for keywords; None where a reader makes values of other words, of one event or of all."""


class Reader(Protocol):
    """Reads one format. A damaged record costs itself; what a stream holds is read once, forwards unless it can seek."""

    def __call__(self, stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]: ...
