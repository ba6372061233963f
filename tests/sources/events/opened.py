"""What tests of the readers share: the samples, and reading bytes as if they were a file."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from vonggac.engines.hunt import Event
from vonggac.kernel.badrows import BadRow
from vonggac.sources.events import DEFAULT, Limits, open_logs
from vonggac.sources.events.guarding import Budget
from vonggac.sources.events.opening import read_stream

SAMPLES = Path(__file__).parents[2] / "samples" / "events"
WRITTEN = datetime(2024, 1, 2, tzinfo=UTC)


def opened(*paths: Path, limits: Limits = DEFAULT) -> tuple[list[Event], list[BadRow]]:
    """Return all events and all errors of files."""
    events: list[Event] = []
    bad: list[BadRow] = []
    for chunk in open_logs(paths, limits=limits):
        events += chunk.events
        bad += chunk.bad
    return events, bad


def sample(name: str, *, limits: Limits | None = None) -> tuple[list[Event], list[BadRow]]:
    """Return all events and all errors of a sample, as if it had been written on the second of January 2024."""
    return from_bytes((SAMPLES / name).read_bytes(), name, limits=limits)


def from_bytes(data: bytes, name: str = "nhat-ky.log", *, limits: Limits | None = None) -> tuple[list[Event], list[BadRow]]:
    """Return all events and all errors of bytes."""
    limits = limits or Limits(written=WRITTEN)
    events: list[Event] = []
    bad: list[BadRow] = []
    for chunk in read_stream(io.BytesIO(data), name, limits, 0, Budget(limits.unpacked, limits.entries)):
        events += chunk.events
        bad += chunk.bad
    return events, bad


def rules(bad: list[BadRow]) -> list[tuple[int | None, str]]:
    """Return where and what was wrong."""
    return [(row.place.line, row.rule) for row in bad]
