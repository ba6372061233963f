"""Rules as the hunt runs them: what they are called, what they ask, and what of several events they count.

Source: Sigma specification 2.1.0 (rules, correlation rules, filters). A rule's log source is part of its condition already: tests of
reserved columns, whose names no field of an event can have (see `columns.RESERVED`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from vonggac.engines.hunt.conditions import Condition, Order

if TYPE_CHECKING:
    from vonggac.engines.hunt.matching.kept import Kept

LEVELS = ("informational", "low", "medium", "high", "critical")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a reader learns of a rule beside its condition. Authors are named with every result (DRL 1.1)."""

    id: str
    """The rule's own identifier; of a rule without one, a digest of its content."""
    title: str
    level: str = "medium"
    status: str = ""
    description: str = ""
    author: str = ""
    licence: str = ""
    tags: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    false_positives: tuple[str, ...] = ()
    name: str = ""
    """What correlations call the rule by."""
    file: str = ""
    """Where it was read, for messages."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule over single events."""

    heading: Heading
    condition: Condition
    shown: bool = True
    """Of a rule that serves only correlations (`generate: false`), no result of its own."""
    fields: tuple[str, ...] = ()
    """Field names as written, folded to those of the event's taxonomy; those that the condition needs, for the coverage report."""


class Counting(StrEnum):
    """What a correlation counts."""

    EVENTS = "event_count"
    VALUES = "value_count"
    TOGETHER = "temporal"
    IN_ORDER = "temporal_ordered"
    SUM = "value_sum"
    AVERAGE = "value_avg"
    PERCENTILE = "value_percentile"


@dataclass(frozen=True, slots=True)
class Correlation:
    """One rule over several events within a span of time."""

    heading: Heading
    counting: Counting
    of: tuple[str, ...]
    """Identifiers of the rules (or correlations) whose events it counts, in order."""
    span: timedelta
    group_by: tuple[str, ...] = ()
    bounds: tuple[tuple[Order, float], ...] = ()
    """All of them hold ("gte 10 and lt 100")."""
    field: str = ""
    """Whose values are counted or summed."""
    more_fields: tuple[str, ...] = ()
    """Of a value count over several fields, the others: the values of all of them together are one."""
    percentile: float = 0.0
    aliases: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Alias → (rule identifier → field)."""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything one hunt looks for, and what it could not load."""

    rules: tuple[Rule, ...]
    correlations: tuple[Correlation, ...] = ()
    version: str = ""
    """Digest of contents, pipelines and reader version: the key of the cache."""
    ready: Kept | None = field(default=None, compare=False, repr=False)
    """Of a set from the cache, the matcher made of it before."""
