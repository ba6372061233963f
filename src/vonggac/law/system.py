"""Types of the dated rules about keeping a system: who operates what is hired, how often a layer is proved, what is warned of and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from vonggac.law.model import Dated


class HiredOperator(StrEnum):
    """Who is the operator of a system that is hired from outside."""

    PROVIDER = "provider"
    """Whoever provides the service."""
    BY_CONTRACT = "by-contract"
    """Whom the contract names; where it names nobody, the hiring body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostingRule(Dated):
    """Who is the operator of a hired system in one regime."""

    operator: HiredOperator
    article: str
    """In the official order: điểm, khoản, Điều, then the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofCadence(Dated):
    """After how many days the last proof of a layer is too old, at the levels named."""

    layer: int
    levels: frozenset[int]
    days: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerDuty(Dated):
    """At which levels a layer must stand; below them its absence asks nobody for anything."""

    layer: int
    levels: frozenset[int]
    article: str
    """In the official order: điểm, khoản, Điều, then the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningRule(Dated):
    """How many days ahead something about a system is warned of."""

    what: str
    days: int
    because: str


@dataclass(frozen=True, slots=True)
class SystemRules:
    """All rules about keeping systems, every period."""

    hosting: tuple[HostingRule, ...]
    cadences: tuple[ProofCadence, ...]
    warnings: tuple[WarningRule, ...]
    duties: tuple[LayerDuty, ...] = ()

    def hosting_on(self, day: date) -> HostingRule | None:
        """Return the rule of that day on who operates what is hired."""
        return _first_on(self.hosting, day)

    def hosting_before(self, rule: HostingRule) -> HostingRule | None:
        """Return the rule that this one replaced."""
        earlier = [one for one in self.hosting if one.valid_to and rule.valid_from and one.valid_to < rule.valid_from]
        return max(earlier, key=lambda one: one.valid_to or date.min, default=None)

    def cadences_on(self, day: date) -> tuple[ProofCadence, ...]:
        """Return the cadences of that day."""
        return tuple(one for one in self.cadences if one.holds_on(day))

    def duties_on(self, day: date) -> dict[int, LayerDuty]:
        """Return, for each layer that any level must have on that day, the duty."""
        return {one.layer: one for one in self.duties if one.holds_on(day)}

    def days_ahead(self, what: str, day: date) -> int:
        """Return how many days ahead that is warned of on that day; 0 where no rule says so."""
        found = _first_on([one for one in self.warnings if one.what == what], day)
        return found.days if found else 0


_D = TypeVar("_D", bound=Dated)


def _first_on(rules: Sequence[_D], day: date) -> _D | None:
    return next((one for one in rules if one.holds_on(day)), None)
