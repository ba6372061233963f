"""Types of the procedure around a level: who acts, within how many days, where a system may stand, what a dossier holds. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vonggac.kernel.levels import Level
from vonggac.kernel.workdays import Calendar, add_working_days
from vonggac.law.model import Confidence, Dated


class Role(StrEnum):
    """Who acts in the determination of a level."""

    OPERATOR = "operator"
    OWNER = "owner"
    SPECIALISED_UNIT = "specialised-unit"
    PUBLIC_SECURITY = "ministry-of-public-security"
    INFORMATION = "ministry-of-information"
    PRIME_MINISTER = "prime-minister"


@dataclass(frozen=True, slots=True)
class RoleName:
    """A role as it is written."""

    role: Role
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfLevels(Dated):
    """What holds for some levels under one regime."""

    regime: str
    levels: frozenset[Level]
    article: str
    critical: bool = False
    """Only for systems on the list of those critical to national security."""
    note: str = ""

    def fits(self, level: Level, *, critical: bool) -> bool:
        """Say whether the row is about that level."""
        return level in self.levels and self.critical is critical


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority(_OfLevels):
    """Who prepares, gives an opinion, appraises and approves."""

    prepares: Role
    appraises: Role
    approves: Role
    opinion: Role | None = None
    approves_plan: Role | None = None
    """Who approves the protection plan, where another approves the level."""


class ClockStep(StrEnum):
    """What a statutory number of days is for."""

    COMPLETENESS = "completeness"
    """To say that a file is incomplete."""
    APPRAISAL = "appraisal"
    APPROVAL = "approval"


class DayUnit(StrEnum):
    """Which days are counted."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(_OfLevels):
    """A statutory number of days, counted from the day after a complete file came in."""

    step: ClockStep
    days: int
    unit: DayUnit

    def due(self, received: date, *, calendar: Calendar) -> date:
        """Return the last day; one that falls on a day off ends on the next working day (Civil Code 2015, 148.5)."""
        if self.unit is DayUnit.WORKING:
            return add_working_days(received, self.days, calendar=calendar)
        return calendar.on_or_after(received + timedelta(days=self.days))


class Separation(StrEnum):
    """How far a system stands apart from others on shared machines."""

    LOGICAL = "logical"
    PHYSICAL = "physical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosting(_OfLevels):
    """How a system must be separated where it is hosted."""

    separation: Separation
    of: tuple[str, ...]
    """What must be separate, in Vietnamese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitionWindow:
    """What a system must still do because the regime changed."""

    id: str
    regime: str
    """Under which regime it is done."""
    since: date
    last: date | None
    """The last day that is surely in time; None where the text sets no day."""
    who: str
    who_en: str
    duty: str
    duty_en: str
    article: str
    source: str
    confidence: Confidence
    last_confidence: Confidence
    """How well the last day is known: the text counts months, the day is ours."""

    def days_left(self, day: date) -> int | None:
        """Return the days from that day to the last, negative when it is over."""
        return None if self.last is None else (self.last - day).days


# --- the dossier ------------------------------------------------------------------------------------------------------------------


class DossierState(StrEnum):
    """Where a dossier stands."""

    DRAFT = "draft"
    SENT = "sent"
    RETURNED = "returned"
    APPRAISED = "appraised"
    APPROVED = "approved"
    IMPLEMENTED = "implemented"
    REDETERMINED = "re-determined"


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPart(Dated):
    """A part of the dossier."""

    id: str
    name: str
    name_en: str
    article: str
    from_level: Level
    holds: tuple[str, ...]
    before: DossierState
    """Before which state it must be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierForm:
    """A form of the annex; which is used when is inferred."""

    number: str
    name: str
    levels: frozenset[Level]
    state: DossierState


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Dated):
    """What must be so before a dossier may go on."""

    id: str
    before: DossierState
    article: str
    text: str


@dataclass(frozen=True, slots=True)
class DossierStep:
    """A state with its name and the states that may follow."""

    state: DossierState
    name: str
    next: tuple[DossierState, ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """What calls for a new risk assessment, and with it for a look at the level."""

    id: str
    text: str
    article: str
    source: str


@dataclass(frozen=True, slots=True)
class Harm:
    """What a level means by the harm done when the system is attacked (Law 116/2025, khoản 1 Điều 8)."""

    level: Level
    text: str
    article: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedures:
    """Everything around the criteria."""

    roles: tuple[RoleName, ...]
    authority: tuple[Authority, ...]
    clocks: tuple[Clock, ...]
    hosting: tuple[Hosting, ...]
    windows: tuple[TransitionWindow, ...]
    parts: tuple[DossierPart, ...]
    forms: tuple[DossierForm, ...]
    form_source: str
    gates: tuple[Gate, ...]
    steps: tuple[DossierStep, ...]
    triggers: tuple[Trigger, ...]
    harm: tuple[Harm, ...]
