"""What changed between two assessments of one system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vonggac.engines.gaps.values import State


class ChangeKind(StrEnum):
    """What happened to one control."""

    GAINED = "gained"
    """Met now, and not before."""
    LOST = "lost"
    """Met before, and not now."""
    CHANGED = "changed"
    NEWLY_APPLICABLE = "newly-applicable"
    """Demanded now and not before, or no longer answered "không áp dụng"."""
    NO_LONGER_APPLICABLE = "no-longer-applicable"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The answers of one system as they stood on a day."""

    on: date
    edition: str
    digest: str
    states: Mapping[str, State]
    """Every control demanded that day, the unanswered ones too."""


@dataclass(frozen=True, slots=True)
class Change:
    """One control whose answer is not what it was; None where it was not demanded."""

    control: str
    kind: ChangeKind
    before: State | None
    after: State | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that changed, in the order of the codes."""

    changes: tuple[Change, ...]
    same: int
    corrected: bool
    """The edition was corrected in between: clauses or thresholds may not be what they were."""

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        """Return the changes of one kind."""
        return tuple(change for change in self.changes if change.kind is kind)


class DifferentEditionsError(ValueError):
    """Assessments under different editions are carried over, not compared."""


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """Compare two assessments of one system under one edition; a change of level shows as controls demanded anew or no longer."""
    if before.edition != after.edition:
        raise DifferentEditionsError(
            f"Hai lần đánh giá theo hai danh mục khác nhau ({before.edition}, {after.edition}). Chuyển kết quả cũ sang danh mục mới rồi so."
        )
    controls = sorted(before.states.keys() | after.states.keys())
    found = [_change(control, before.states.get(control), after.states.get(control)) for control in controls]
    changes = tuple(change for change in found if change is not None)
    return Comparison(changes, len(controls) - len(changes), before.digest != after.digest)


def _applies(state: State | None) -> bool:
    return state is not None and state is not State.NOT_APPLICABLE


def _change(control: str, before: State | None, after: State | None) -> Change | None:
    if before == after or not (_applies(before) or _applies(after)):
        return None
    if not _applies(before):
        kind = ChangeKind.NEWLY_APPLICABLE
    elif not _applies(after):
        kind = ChangeKind.NO_LONGER_APPLICABLE
    elif after is State.MET:
        kind = ChangeKind.GAINED
    else:
        kind = ChangeKind.LOST if before is State.MET else ChangeKind.CHANGED
    return Change(control, kind, before, after)
