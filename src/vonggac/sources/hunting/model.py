"""What a hunt is told to do, and what it tells while it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from vonggac.engines.hunt.indicating import Known
from vonggac.engines.hunt.results import Coverage
from vonggac.kernel.badrows import BadRow
from vonggac.sources.events import DEFAULT, Limits
from vonggac.sources.hunting.hosts import Hosts

BAD_AT_MOST = 10_000
"""Located errors kept of a whole hunt; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to hunt."""

    since: datetime | None = None
    """Events before it are left out; an event without a time is not."""
    until: datetime | None = None
    jobs: int = 1
    memory: int | None = None
    """Bytes that all processes together should stay below; smaller chunks, fewer processes."""
    journal: Path | None = None
    """A folder that remembers what was done, so that an interrupted hunt goes on."""
    known: tuple[Known, ...] = ()
    """Indicators, looked for in the same pass."""
    limits: Limits = DEFAULT


@dataclass(slots=True)
class Watched:
    """A hunt as it goes on; whoever shows progress reads it, and is called after each chunk."""

    files: int = 0
    files_all: int = 0
    bytes: int = 0
    bytes_all: int = 0
    events: int = 0
    left_out: int = 0
    """Events outside the asked span of time."""
    found: int = 0
    bad_count: int = 0
    bad: list[BadRow] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    hosts: Hosts = field(default_factory=dict)
    """Machines whose events were read, the ones where nothing was found too."""
    undated: int = 0
    """Matched events that no correlation can place in time."""
    coverage: Coverage | None = None
    """Set when the hunt has ended; rules that were not loaded are added by whoever loaded them."""
    told: Callable[[Watched], None] | None = None
    _whole: set[tuple[str, str]] = field(default_factory=set)
    """Whole files that could not be read, and by which rule; `bad` may be full before it holds them."""

    def take_bad(self, bad: list[BadRow]) -> None:
        """Count and keep located errors."""
        self._whole |= {(one.place.source, one.rule) for one in bad if one.place.line is None}
        self.bad_count += len(bad)
        self.bad += bad[: max(0, BAD_AT_MOST - len(self.bad))]

    def take_bad_again(self, bad: list[BadRow]) -> None:
        """Count and keep what another pass over the same files could not read, but for what an earlier one said already."""
        self.take_bad([one for one in bad if (one.place.source, one.rule) not in self._whole])

    def tell(self) -> None:
        """Say that something has changed."""
        if self.told is not None:
            self.told(self)
