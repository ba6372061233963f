"""What every reader of events gives, and how much of a file it may hold at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from vonggac.engines.hunt.columns import Event
from vonggac.kernel.badrows import BadRow
from vonggac.sources.limits import MEGABYTE


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings of one hunt's reading. Every number bounds memory or time; none depends on the size of the input."""

    chunk: int = 16 * MEGABYTE
    """Bytes of raw input whose events are held at a time."""
    events: int = 16_384
    """Events held at a time."""
    line: int = 16 * MEGABYTE
    """Bytes of one line, record or element; a longer one is located and left out."""
    nesting: int = 64
    """Objects inside objects of one event."""
    bad: int = 1_000
    """Located errors kept of one file; the rest is counted."""


@dataclass(slots=True)
class Chunk:
    """A run of events of one file, in its order, and what could not be read among them."""

    source: str
    """The file as a person knows it; inside an archive "logs.zip/Security.evtx"."""
    events: list[Event]
    bad: list[BadRow] = field(default_factory=list)
    read: int = 0
    """Bytes of the file read so far, for progress; the last chunk of a file may hold no events."""


class Reader(Protocol):
    """Reads one format. A damaged record costs itself; what a stream holds is read once, forwards unless it can seek."""

    def __call__(self, stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]: ...
