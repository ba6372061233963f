"""Whether a layer of the four-layer model stands: somebody holds it, and its last proof is young enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vonggac.law.system import ProofCadence

LEVEL_WHEN_NOT_KNOWN = 3
"""A system whose level is not determined is looked after as if it were of level 3, until somebody determines it."""


class Standing(StrEnum):
    """How one layer of one system stands."""

    MISSING = "missing"
    """Nobody holds it."""
    UNPROVED = "unproved"
    """Somebody holds it, nothing proves it."""
    STALE = "stale"
    """The last proof is too old."""
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class LayerState:
    """The standing of one layer with what decided it."""

    layer: int
    standing: Standing
    proved_on: date | None
    due_on: date | None
    """The last day on which the last proof is young enough."""
    cadence: ProofCadence | None

    def late_by(self, today: date) -> int:
        """Return by how many days the proof is too old."""
        return max(0, (today - self.due_on).days) if self.due_on else 0


def judge(
    layer: int, *, level: int | None, held: bool, proved_on: date | None, cadences: Iterable[ProofCadence], today: date
) -> LayerState:
    """Judge one layer on a day."""
    at = level or LEVEL_WHEN_NOT_KNOWN
    cadence = next((one for one in cadences if one.layer == layer and at in one.levels), None)
    due = proved_on + timedelta(days=cadence.days) if proved_on and cadence else None
    oldest = today - timedelta(days=cadence.days) if cadence else None
    return LayerState(layer, standing(held=held, proved_on=proved_on, oldest=oldest), proved_on, due, cadence)


def standing(*, held: bool, proved_on: date | None, oldest: date | None) -> Standing:
    """Say how a layer stands; `oldest` is the earliest day whose proof is still young enough, None where no cadence asks."""
    if not held:
        return Standing.MISSING
    if proved_on is None:
        return Standing.UNPROVED
    return Standing.STALE if oldest is not None and proved_on < oldest else Standing.GOOD
