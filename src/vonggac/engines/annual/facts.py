"""What the report asks of one system, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """How far the approval of the level is; the words of the form."""

    DRAFT = "draft"
    SENT = "sent"
    APPRAISED = "appraised"
    APPROVED = "approved"


class Implementation(StrEnum):
    """How far the protection plan is carried out; the words of the form."""

    NONE = "none"
    PARTLY = "partly"
    FULLY = "fully"


@dataclass(frozen=True, slots=True)
class Act:
    """An official act: its number, its day, the body that issued it; what is not known is empty."""

    number: str = ""
    day: date | None = None
    body: str = ""

    def lacks(self) -> tuple[str, ...]:
        """Return which of its three parts are not known: number, day, body."""
        return tuple(name for name, value in (("number", self.number), ("day", self.day), ("body", self.body)) if not value)

    def is_empty(self) -> bool:
        """Say whether nothing of it is known."""
        return len(self.lacks()) == 3


NO_ACT = Act()


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemFacts:
    """One system as the register, its dossier and its assessments know it. None and empty mean: not known."""

    key: int
    """The system's own number in the register, which every message names."""
    name: str
    owner: str = ""
    operator: str = ""
    level: int | None = None
    """The level proposed by the dossier at hand, else the one determined."""
    has_dossier: bool = False
    status: Status | None = None
    decision: Act = NO_ACT
    regulation: Act = NO_ACT
    expected_approval: date | None = None
    implementation: Implementation | None = None
    expected_implementation: date | None = None
    assessed: frozenset[str] = frozenset()
    """Codes of the form's choices: before_use, periodic."""

    def is_approved(self) -> bool:
        """Say whether the level has been approved."""
        return self.status is Status.APPROVED

    def is_carried_out(self) -> bool:
        """Say whether the plan is carried out in full."""
        return self.implementation is Implementation.FULLY
