"""What goes from step to step while a batch is taken in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from vonggac.apps.alerts.services.matching import Matched
    from vonggac.engines.alerts import Alert
    from vonggac.sources.logs.mapping import CompiledMapping

UNIX = datetime(1970, 1, 1, tzinfo=UTC)
Spot = tuple[int, int]
"""The sequence of a record of the journal, and the place of an item in it."""


@dataclass(frozen=True, slots=True)
class Sender:
    """What taking in needs to know of a source."""

    pk: int
    name: str
    organisation_id: int
    organisation_name: str
    system_id: int | None
    zone: tzinfo
    mapping: CompiledMapping | None
    mapping_id: int | None
    last_at: datetime | None
    longest_pause: timedelta | None
    is_silent: bool
    way: str = ""


class Read(NamedTuple):
    """One event as it will be stored, and what it says where it is an alert."""

    sequence: int
    place: int
    kind: str
    at: datetime
    format: str
    mapping_id: int | None
    fault: str
    line: str
    alert: Alert | None
    skew: int | None
    """Seconds between the time told and the arrival; None where no time was told."""


@dataclass(slots=True)
class Batch:
    """One record of the journal, read."""

    sequence: int
    sender: Sender
    arrived_at: datetime
    key: str
    digest: str
    items: int
    reads: list[Read]
    way: str = ""
    """How it came; empty where that says nothing of the source."""

    @property
    def is_heartbeat(self) -> bool:
        """Say whether the sensor itself sent it: a file that a person brings is no sign of life of a sensor that sends otherwise."""
        return self.way != "file" or self.sender.way in {"", "file"}


@dataclass(slots=True)
class Known:
    """What is known of one alert beside its own words."""

    matched: Matched
    hidden_by: int | None = None
    indicators: tuple[dict[str, object], ...] = ()


@dataclass(slots=True)
class Repeats:
    """What a batch brings to one alert: the same key, hidden by the same rule or by none."""

    key: str
    words: str
    hidden_by: int | None
    sender: Sender
    first: Read
    worst: Read
    known: Known
    arrived_at: datetime
    last_arrived_at: datetime
    first_at: datetime
    last_at: datetime
    count: int = 0
    through: bool | None = None
    """Whether one of them got through; None while none of them says."""
    indicators: dict[str, dict[str, object]] = field(default_factory=dict)
    parties: dict[tuple[str, str], None] = field(default_factory=dict)
    alert_id: int = 0


def moment_of(microseconds: int) -> datetime:
    """Return a moment of the journal."""
    return UNIX + timedelta(microseconds=microseconds)


def held(text: str, longest: int) -> str:
    """Return text as a column holds it: NUL as \\x00, cut to its length; the line beside keeps the whole."""
    if "\0" in text:
        text = text.replace("\0", "\\x00")
    return text if len(text) <= longest else text[: longest - 1] + "…"
