"""Which measures are missing, in the order in which they are to be closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vonggac.engines.gaps.columns import Scheme, Sheet
from vonggac.engines.gaps.values import State
from vonggac.kernel.levels import Level
from vonggac.kernel.periods import Recurrence
from vonggac.law.catalogue import Control

if TYPE_CHECKING:
    from numpy.typing import NDArray

_OFTEN = (Recurrence.DAILY, Recurrence.WEEKLY, Recurrence.MONTHLY, Recurrence.QUARTERLY, Recurrence.HALF_YEARLY, Recurrence.YEARLY)
_MISSING = (State.NOT_MET, State.PARTLY, State.UNANSWERED)


@dataclass(frozen=True, slots=True)
class Gap:
    """One demanded measure that one system does not fully have."""

    row: int
    control: Control
    state: State
    level: Level
    """Of the system."""
    because: str


def missing(scheme: Scheme, sheet: Sheet, *, states: tuple[State, ...] = _MISSING, limit: int | None = None) -> list[Gap]:
    """Return the gaps of all systems in order of priority.

    The higher level of the system first (the founding letter puts level 3 before all others), then measures that already the lowest level
    demands, then the kind of measure (rules before machines, as the catalogue orders them), then what returns most often, then the order
    of the standard.
    """
    wanted = np.isin(sheet.states, states) & scheme.demanded[sheet.levels]
    rows, columns = np.nonzero(wanted)
    kind, lowest = (key[columns] for key in _keys(scheme))
    order = np.lexsort((rows, columns, _how_often(scheme, sheet, rows, columns), kind, lowest, -sheet.levels[rows]))
    return [_gap(scheme, sheet, int(rows[at]), int(columns[at])) for at in order[:limit]]


def _keys(scheme: Scheme) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Kind and lowest level of each control."""
    order = {kind.code: kind.order for kind in scheme.catalogue.kinds}
    kinds = np.array([order[control.kind] for control in scheme.controls], dtype=np.int16)
    return kinds, np.array([control.level_min for control in scheme.controls], dtype=np.int16)


def _how_often(scheme: Scheme, sheet: Sheet, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.int8]:
    """How often each control returns at the level of each system; what does not return comes after."""
    often = np.full((len(Level) + 1, len(scheme.controls)), len(_OFTEN), dtype=np.int8)
    for index, control in enumerate(scheme.controls):
        for level, cadence in control.cadence.items():
            often[level, index] = _OFTEN.index(cadence)
    return often[sheet.levels[rows], columns]


_WORDS = {State.NOT_MET: "Chưa đạt", State.PARTLY: "Đạt một phần", State.UNANSWERED: "Chưa trả lời"}


def _gap(scheme: Scheme, sheet: Sheet, row: int, column: int) -> Gap:
    control, level = scheme.controls[column], Level(int(sheet.levels[row]))
    state = State(int(sheet.states[row, column]))
    clause = control.clauses.get(level, "")
    where = f"{scheme.catalogue.code}, mục {clause}" if clause else scheme.catalogue.code
    return Gap(row, control, state, level, f"{_WORDS.get(state, str(state))}: {where}")
