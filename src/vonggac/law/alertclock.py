"""Types of the dated clocks of alerts: how long until verified, how long until handled, by severity and level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vonggac.kernel.severity import Severity
from vonggac.law.model import Dated


class Stage(StrEnum):
    """What a clock runs towards."""

    VERIFY = "verify"
    """Somebody says true, false or unsure."""
    HANDLE = "handle"
    """A true alert is dealt with; it starts at the verification."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertClock(Dated):
    """One clock: internal follow-up of the province, no deadline of law, unless `article` names one."""

    stage: Stage
    severity: Severity
    levels: frozenset[int]
    unknown: bool = False
    """It also runs for a system whose level is not known."""
    minutes: int
    article: str = ""

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class AlertClocks:
    """Every clock of every period."""

    clocks: tuple[AlertClock, ...]

    def clock(self, stage: Stage, severity: Severity, level: int | None, on: date) -> AlertClock | None:
        """Return the clock that holds on a day; INFO runs as LOW does."""
        asked = max(severity, Severity.LOW)
        for one in self.clocks:
            fits = one.unknown if level is None else level in one.levels
            if one.stage is stage and one.severity is asked and fits and one.holds_on(on):
                return one
        return None
