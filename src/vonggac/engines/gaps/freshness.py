"""How long a proof holds, and when the next one is due.

A proof holds until its own expiry or until the cadence of the control has run since it took effect, whichever comes first. A cadence
is the longest interval that the standard allows (TCVN 14423:2026); "or on change" in its clauses is for a person to notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vonggac.kernel.levels import Level
from vonggac.kernel.periods import Recurrence, occurrence
from vonggac.law.catalogue import Control

WARN_DAYS_AHEAD = 30


class Freshness(StrEnum):
    """What a proof is worth on a day."""

    NONE = "none"
    NOT_YET = "not-yet"
    """It takes effect later."""
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One proof: from when it holds, and until when by its own word."""

    effective_on: date
    expires_on: date | None = None
    """The last day on which it holds."""

    def __post_init__(self) -> None:
        if self.expires_on is not None and self.expires_on < self.effective_on:
            raise ValueError(
                f"Minh chứng hết hạn ({self.expires_on:%d/%m/%Y}) trước ngày có hiệu lực ({self.effective_on:%d/%m/%Y}). Sửa ngày."
            )

    def last_day(self, cadence: Recurrence | None) -> date | None:
        """Return the last day on which it holds; None when nothing ends it."""
        ends = [self.expires_on] if self.expires_on else []
        if cadence is not None:
            ends.append(occurrence(cadence, anchor=self.effective_on, number=1))
        return min(ends, default=None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the proofs of one control are worth on a day."""

    freshness: Freshness
    until: date | None
    """The last day on which the best proof holds; None when it has no end or there is none."""
    evidence: Evidence | None
    because: str


def freshness(evidence: Iterable[Evidence], *, on: date, cadence: Recurrence | None = None, warn_days: int = WARN_DAYS_AHEAD) -> Verdict:
    """Judge the proofs of one control: the one that holds longest decides; one that takes effect later only when there is no other."""
    proofs = list(evidence)
    if not proofs:
        return Verdict(Freshness.NONE, None, None, "Chưa có minh chứng")
    begun = [proof for proof in proofs if proof.effective_on <= on]
    if not begun:
        first = min(proofs, key=lambda proof: proof.effective_on)
        return Verdict(Freshness.NOT_YET, first.last_day(cadence), first, f"Có hiệu lực từ {first.effective_on:%d/%m/%Y}")
    best = max(begun, key=lambda proof: (proof.last_day(cadence) or date.max, proof.effective_on))
    until = best.last_day(cadence)
    if until is None:
        return Verdict(Freshness.VALID, None, best, "Không có hạn")
    return Verdict(_worth(until, on, warn_days), until, best, _why(best, until, cadence))


def _worth(until: date, on: date, warn_days: int) -> Freshness:
    if until < on:
        return Freshness.EXPIRED
    return Freshness.EXPIRING if until - on <= timedelta(days=warn_days) else Freshness.VALID


_EVERY = {
    Recurrence.DAILY: "hằng ngày",
    Recurrence.WEEKLY: "hằng tuần",
    Recurrence.MONTHLY: "hằng tháng",
    Recurrence.QUARTERLY: "hằng quý",
    Recurrence.HALF_YEARLY: "6 tháng một lần",
    Recurrence.YEARLY: "hằng năm",
}


def _why(proof: Evidence, until: date, cadence: Recurrence | None) -> str:
    if cadence is None or until == proof.expires_on:
        return f"Minh chứng ghi hạn {until:%d/%m/%Y}"
    return f"Chu kỳ {_EVERY[cadence]}, tính từ {proof.effective_on:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class CadenceDue:
    """When a control that returns must be done again."""

    control: str
    cadence: Recurrence
    due: date
    last_proof: date | None
    """None when it was never done: it is due on the day the duty began."""
    because: str

    def late_on(self, day: date) -> bool:
        """Say whether the day it was due is over."""
        return self.due < day


def cadence_dues(controls: Sequence[Control], level: Level, *, last_proofs: Mapping[str, date], since: date) -> tuple[CadenceDue, ...]:
    """Return when each returning control of a level is due next, the soonest first; `since` is the day from which the duty runs."""
    dues = [_due(control, control.cadence[level], last_proofs.get(control.code), since) for control in controls if level in control.cadence]
    return tuple(sorted(dues, key=lambda due: (due.due, due.control)))


def _due(control: Control, cadence: Recurrence, last: date | None, since: date) -> CadenceDue:
    if last is None:
        return CadenceDue(control.code, cadence, since, None, f"Chưa có lần nào; chu kỳ {_EVERY[cadence]}")
    due = occurrence(cadence, anchor=last, number=1)
    return CadenceDue(control.code, cadence, due, last, f"Lần gần nhất {last:%d/%m/%Y}; chu kỳ {_EVERY[cadence]}")
