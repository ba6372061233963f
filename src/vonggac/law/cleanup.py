"""Types of the dated rules on cleaning infected machines: classes of malware with their steps, deadlines, escalation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vonggac.kernel.vietnamese import fold
from vonggac.law.model import Dated, LawError

UNKNOWN = "unknown"
"""Key of the class of families that nobody wrote down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MalwareClass(Dated):
    """What families of one sort do, how bad that is, and how a machine is cleaned of them."""

    key: str
    name: str
    risk: int
    """0 to 100, second key of every queue."""
    families: tuple[str, ...]
    """Parts of family names, folded."""
    steps: tuple[str, ...]
    evidence: tuple[str, ...]
    """What shows that the machine is clean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanUpDeadline(Dated):
    """Days to clean, by level of the system and risk of the class: internal follow-up of the province."""

    levels: frozenset[int]
    unknown: bool
    """It also holds where no level is known."""
    at_least: int
    """Lowest risk it holds for."""
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StayingListed(Dated):
    """After so many months in a row the superior body is told."""

    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerIn(Dated):
    """Days that a provider is given to say which machine had an address: proposed on the paper, which a person changes before it goes."""

    days: int


@dataclass(frozen=True, slots=True)
class CleanUpRules:
    """Every rule of every period."""

    classes: tuple[MalwareClass, ...]
    deadlines: tuple[CleanUpDeadline, ...]
    staying: tuple[StayingListed, ...]
    asking: tuple[AnswerIn, ...]

    def class_of(self, family: str, on: date) -> MalwareClass:
        """Return the class that a family's name tells; the longest part that fits decides."""
        told = fold(family)
        fitting = [(len(part), one) for one in self.classes if one.holds_on(on) for part in one.families if part in told]
        return max(fitting, key=lambda found: found[0])[1] if fitting else self.by_key(UNKNOWN, on)

    def worst(self, families: Iterable[str], on: date) -> MalwareClass:
        """Return the class with the highest risk among these families."""
        found = [self.class_of(family, on) for family in families]
        return max(found, key=lambda one: one.risk) if found else self.by_key(UNKNOWN, on)

    def by_key(self, key: str, on: date) -> MalwareClass:
        """Return the class of a key, as it holds on a day; of the unknown ones when there is none."""
        held = {one.key: one for one in self.classes if one.holds_on(on)}
        if UNKNOWN not in held:
            raise LawError(f"clean-up.yaml: thêm loại “{UNKNOWN}” có hiệu lực ngày {on}")
        return held.get(key, held[UNKNOWN])

    def days_for(self, level: int, risk: int, on: date) -> int | None:
        """Return how many days there are to clean; the rule with the highest `at_least` that fits."""
        fit = [one for one in self.deadlines if one.holds_on(on) and (level in one.levels or (not level and one.unknown))]
        reached = [one for one in fit if risk >= one.at_least]
        return max(reached, key=lambda one: one.at_least).days if reached else None

    def months_to_superior(self, on: date) -> int | None:
        """Return after how many months in a row the superior body is told."""
        return next((one.months for one in self.staying if one.holds_on(on)), None)

    def days_to_answer(self, on: date) -> int:
        """Return how many days a provider is given to answer a question of that day."""
        found = next((one.days for one in self.asking if one.holds_on(on)), None)
        if found is None:
            raise LawError(f"clean-up.yaml: thêm một dòng “asking” có hiệu lực ngày {on}")
        return found
