"""What a hunt found: the rule, the event or events, and where they stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vonggac.engines.hunt.rules import Heading


@dataclass(frozen=True, slots=True)
class Sighted:
    """One matched event, whole, as its source wrote it."""

    source: str
    """The file as a person knows it; inside an archive "logs.zip/Security.evtx"."""
    record: int
    time: str
    host: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Detection:
    """A rule that holds for an event; of a correlation, the events that made it hold, the first one leading."""

    heading: Heading
    event: Sighted
    others: tuple[Sighted, ...] = ()
    because: str = ""
    """Of a correlation or an indicator: what was counted, or which value was known and from where."""


@dataclass(frozen=True, slots=True)
class NotLoaded:
    """A rule that takes no part in a hunt, and why. Never passed over in silence."""

    file: str
    title: str
    why: str
    """In Vietnamese, with what to do."""
    rule: str
    """A stable identifier: yaml, unknown-modifier, placeholder, bad-regex, cyclic, duplicate-id, …"""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a hunt could see at all: without it, "nothing found" says nothing."""

    loaded: int
    not_loaded: tuple[NotLoaded, ...]
    events: int
    kinds: Mapping[str, int]
    """What the events were ("windows/security") → how many."""
    idle: tuple[tuple[str, str], ...]
    """Rules (identifier, title) whose log source occurred in no event."""
    unseen_fields: Mapping[str, tuple[str, ...]]
    """Fields that rules ask for and no event of their log source had → identifiers of those rules."""
