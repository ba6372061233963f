"""Carrying answers from one edition of the standard to the next: only proposals, each to be looked at again.

No official table exists, so nothing that is carried over counts as met before a person confirms it; a proposal is no answer, by its type.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from vonggac.engines.gaps.values import STRENGTH, Answer, State
from vonggac.law.catalogue import Closeness, Control, EditionMapping

LOOK_AGAIN = "Phải xem lại"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the old answers say about one control of the new edition."""

    control: str
    state: State
    """The weakest of the old answers; UNANSWERED when they say nothing about the measure."""
    closeness: Closeness
    from_controls: tuple[str, ...]
    because: str
    mark: str = LOOK_AGAIN


@dataclass(frozen=True, slots=True)
class Carried:
    """All proposals, and what no old answer speaks to."""

    proposals: tuple[Proposal, ...]
    untouched: tuple[str, ...]
    """Controls of the new edition that no old answer reaches: new work."""
    lost: tuple[str, ...]
    """Old answers that reach nothing demanded now."""


def carry_over(answers: Iterable[Answer], mapping: EditionMapping, demanded: Collection[Control]) -> Carried:
    """Propose answers to the controls demanded under the new edition; the closest old controls speak before those of the same group."""
    given = {answer.control: answer for answer in answers}
    wanted = {control.code for control in demanded}
    reached: dict[str, dict[Closeness, list[str]]] = {}
    lost = []
    for row in mapping.rows:
        if row.old not in given:
            continue
        hits = [candidate for candidate in row.candidates if candidate.code in wanted]
        if not hits:
            lost.append(row.old)
        for candidate in hits:
            reached.setdefault(candidate.code, {}).setdefault(candidate.closeness, []).append(row.old)
    proposals = tuple(_propose(control.code, reached[control.code], given, mapping) for control in demanded if control.code in reached)
    untouched = tuple(control.code for control in demanded if control.code not in reached)
    return Carried(proposals, untouched, tuple(lost))


def _propose(code: str, speakers: dict[Closeness, list[str]], given: dict[str, Answer], mapping: EditionMapping) -> Proposal:
    closeness = Closeness.CLOSEST if Closeness.CLOSEST in speakers else Closeness.SAME_GROUP
    olds = tuple(speakers[closeness])
    how = "cùng nội dung" if closeness is Closeness.CLOSEST else "cùng nhóm"
    because = f"{', '.join(olds)} của {mapping.old}, {how}. {mapping.because_vi}"
    return Proposal(code, _weakest(given[old].counted for old in olds), closeness, olds, because)


def _weakest(states: Iterable[State]) -> State:
    """An old answer "không áp dụng" says nothing about the new measure: its reason must be given anew."""
    speaking = [state for state in states if state in STRENGTH]
    return min(speaking, key=lambda state: STRENGTH[state], default=State.UNANSWERED)
