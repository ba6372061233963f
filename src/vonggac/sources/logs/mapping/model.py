"""A mapping as data. Every part is a plain value, so that it can be kept in a database and sent as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """How the pieces of a record are found."""

    PATTERN = "pattern"
    """Named groups of an RE2 pattern."""
    JSON = "json"
    """Paths into an object: data.src.0.ip, or /data/src/0/ip where a name holds dots."""
    PAIRS = "pairs"
    """key=value, in quotes where a value holds blanks."""
    COLUMNS = "columns"
    """Values between separators, named by their place."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Which records are this mapping's: all of these must hold."""

    contains: tuple[str, ...] = ()
    starts: str = ""
    has: tuple[str, ...] = ()
    """Pieces that must be there."""


@dataclass(frozen=True, slots=True)
class TimeRule:
    """Where the time stands and how it is written."""

    pieces: tuple[str, ...]
    """Joined with a blank: ("date", "time")."""
    pattern: str = ""
    """yyyy-MM-dd HH:mm:ss or %Y-%m-%d; empty lets the usual ways of writing be tried."""
    zone: str = ""
    """+07:00 or Asia/Ho_Chi_Minh; empty is that of the source."""


@dataclass(frozen=True, slots=True)
class SeverityRule:
    """What the product's words mean on the house's steps."""

    piece: str
    table: dict[str, str] = field(default_factory=dict)
    """The product's word, in lower case → info, low, medium, high, critical."""
    otherwise: str = "medium"


@dataclass(frozen=True, slots=True)
class AlertWhen:
    """Which records are alerts; the rest is context. Without values every record is one."""

    piece: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping."""

    name: str
    kind: Kind
    claims: Claims
    fields: dict[str, str]
    """ECS name → name of the piece."""
    constants: dict[str, str] = field(default_factory=dict)
    pattern: str = ""
    separator: str = ""
    """Between pairs (empty is any blank) or columns (empty is the comma)."""
    columns: tuple[str, ...] = ()
    """Names by place; an empty name is skipped."""
    time: TimeRule | None = None
    severity: SeverityRule | None = None
    alert: AlertWhen | None = AlertWhen()
    """None: nothing here is an alert."""
