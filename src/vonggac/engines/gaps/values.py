"""What an answer says, where it stands, and what a heap of answers adds up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import IntEnum


class State(IntEnum):
    """What is answered about one control of one system."""

    UNANSWERED = 0
    MET = 1
    PARTLY = 2
    NOT_MET = 3
    NOT_APPLICABLE = 4


class Standing(IntEnum):
    """How far an answer has come between respondent and reviewer."""

    DRAFT = 0
    """Written by the respondent, not handed in."""
    SUBMITTED = 1
    CONFIRMED = 2
    """The reviewer agrees."""
    RETURNED = 3
    """The reviewer does not; the respondent must look again."""


STRENGTH = {State.NOT_MET: 1, State.PARTLY: 2, State.MET: 3}
"""Which answer is the better one; the two others say nothing about the measure."""
_COUNTS = frozenset({Standing.SUBMITTED, Standing.CONFIRMED})


def counted_state(state: State, standing: Standing) -> State:
    """Return what an answer counts as: a draft or a returned answer counts as none."""
    return state if standing in _COUNTS else State.UNANSWERED


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as a person gave it."""

    control: str
    state: State
    standing: Standing = Standing.SUBMITTED
    reason: str = ""
    """Why the control does not apply; demanded then, and only then."""

    def __post_init__(self) -> None:
        if self.state is State.NOT_APPLICABLE and not self.reason.strip():
            raise ValueError(f"Ghi lý do vì sao yêu cầu {self.control} không áp dụng.")

    @property
    def counted(self) -> State:
        return counted_state(self.state, self.standing)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over some controls; what is not applicable leaves the denominator, what is unanswered stays in it."""

    met: int = 0
    partly: int = 0
    not_met: int = 0
    not_applicable: int = 0
    unanswered: int = 0
    confirmed: int = 0
    """Of those met, the ones a reviewer confirmed."""

    @classmethod
    def sum(cls, tallies: Iterable[Tally]) -> Tally:
        """Add tallies up; of none it is empty."""
        total = [0] * len(fields(cls))
        for tally in tallies:
            for index, field in enumerate(fields(cls)):
                total[index] += getattr(tally, field.name)
        return cls(*total)

    @property
    def demanded(self) -> int:
        """How many controls the level demands."""
        return self.met + self.partly + self.not_met + self.not_applicable + self.unanswered

    @property
    def applicable(self) -> int:
        return self.demanded - self.not_applicable

    @property
    def answered(self) -> int:
        return self.demanded - self.unanswered

    @property
    def coverage(self) -> float | None:
        """Share of applicable controls that are met, 0 to 100; None when nothing applies."""
        return self._share(self.met)

    @property
    def score(self) -> float | None:
        """As coverage, with half a point for what is partly met."""
        return self._share(self.met + self.partly / 2)

    @property
    def confirmed_coverage(self) -> float | None:
        """As coverage, counting only what a reviewer confirmed."""
        return self._share(self.confirmed)

    @property
    def shown(self) -> int | None:
        """Coverage as a whole number for the screen: 100 only when nothing is missing, 0 only when nothing is met."""
        coverage = self.coverage
        if coverage is None:
            return None
        whole = int(coverage + 0.5)
        if self.met < self.applicable:
            whole = min(whole, 99)
        return max(whole, 1) if self.met else whole

    def _share(self, part: float) -> float | None:
        return 100 * part / self.applicable if self.applicable else None
