"""Answers of many systems as columns, and their sums by system, by group of the radar and over all. One system is a table of one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from vonggac.engines.gaps.values import Standing, State, Tally
from vonggac.kernel.levels import Level
from vonggac.law.catalogue import Catalogue, Control, DisplayGroup

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NO_LEVEL = 0
NOBODY = -1
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """A catalogue as columns: which control stands where, at which levels it is demanded, and in which arm of the radar it counts."""

    catalogue: Catalogue
    controls: tuple[Control, ...]
    position: Mapping[str, int]
    demanded: NDArray[np.bool_]
    """[level 0-5, control]; nothing is demanded of a system whose level is not known (0)."""
    arms: tuple[str, ...]
    """Codes of the heaps that are counted: display groups of the radar, or chapters of the standard."""
    arm: NDArray[np.int32]
    """Which heap each control counts in."""

    @classmethod
    def of(cls, catalogue: Catalogue, *, by_chapter: bool = False) -> Scheme:
        """Lay a catalogue out, to be counted by display group or by chapter."""
        controls = catalogue.controls
        demanded = np.array([[level in control.levels for control in controls] for level in (_NO_LEVEL, *Level)], dtype=np.bool_)
        heaps = (
            {group.code: (group.code,) for group in catalogue.groups}
            if by_chapter
            else {one.code: one.groups for one in catalogue.displays}
        )
        place = {group: index for index, groups in enumerate(heaps.values()) for group in groups}
        arm = np.array([place[control.group] for control in controls], dtype=np.int32)
        return cls(catalogue, controls, {control.code: index for index, control in enumerate(controls)}, demanded, tuple(heaps), arm)

    @property
    def displays(self) -> tuple[DisplayGroup, ...]:
        return self.catalogue.displays

    def mask(self, codes: frozenset[str] | None) -> NDArray[np.bool_]:
        """Return which columns these controls are; None is all of them."""
        if codes is None:
            return np.ones(len(self.controls), dtype=np.bool_)
        found = np.zeros(len(self.controls), dtype=np.bool_)
        found[[self.position[code] for code in codes]] = True
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Answers of systems [system, control], with the system each one comes from."""

    levels: NDArray[np.int8]
    """Level of each system, 0 when it is not known."""
    states: NDArray[np.int8]
    confirmed: NDArray[np.bool_]
    source: NDArray[np.int32]
    """Row of the system whose own answer this is; -1 where there is none."""
    via: NDArray[np.int32]
    """Row of the system it was taken over from; the row itself for an own answer, -1 where there is none."""


class RepeatedAnswerError(ValueError):
    """One system answers one control twice."""


def sheet_of(
    scheme: Scheme,
    levels: Sequence[int | None],
    *,
    systems: Sequence[int] | NDArray[np.int32],
    controls: Sequence[int] | NDArray[np.int16],
    states: Sequence[int] | NDArray[np.int8],
    standings: Sequence[int] | NDArray[np.int8] | None = None,
) -> Sheet:
    """Lay answers out: row of the system, position of the control, state and standing, column by column, in any order.

    Drafts and returned answers are there but count as unanswered; without standings all are taken as handed in.
    """
    rows, cols = np.asarray(systems, dtype=np.int32), np.asarray(controls, dtype=np.int32)
    said = np.asarray(states, dtype=np.int8)
    stands = np.full(len(said), Standing.SUBMITTED, dtype=np.int8) if standings is None else np.asarray(standings, dtype=np.int8)
    shape = (len(levels), len(scheme.controls))
    _check_columns(shape, rows, cols, said, stands)
    counts = (stands == Standing.SUBMITTED) | (stands == Standing.CONFIRMED)
    grid = np.zeros(shape, dtype=np.int8)
    grid[rows, cols] = np.where(counts, said, State.UNANSWERED)
    confirmed = np.zeros(shape, dtype=np.bool_)
    confirmed[rows, cols] = stands == Standing.CONFIRMED
    own = np.where(grid != State.UNANSWERED, np.arange(shape[0], dtype=np.int32)[:, None], np.int32(NOBODY))
    numbers = np.array([level or _NO_LEVEL for level in levels], dtype=np.int8)
    if numbers.size and not ((numbers >= _NO_LEVEL) & (numbers <= Level.FIVE)).all():
        raise ValueError("a level lies outside 1 to 5")
    return Sheet(numbers, grid, confirmed & (grid != State.UNANSWERED), own, own)


def _check_columns(
    shape: tuple[int, int], rows: NDArray[np.int32], cols: NDArray[np.int32], said: NDArray[np.int8], stands: NDArray[np.int8]
) -> None:
    if not len(rows) == len(cols) == len(said) == len(stands):
        raise ValueError("the columns of answers differ in length")
    if len(rows) == 0:
        return
    if rows.min() < 0 or rows.max() >= shape[0] or cols.min() < 0 or cols.max() >= shape[1]:
        raise ValueError("an answer names a system or a control that is not there")
    if (
        said.min() < State.UNANSWERED
        or said.max() > State.NOT_APPLICABLE
        or stands.min() < Standing.DRAFT
        or stands.max() > Standing.RETURNED
    ):
        raise ValueError("an answer has a state or a standing that is not one")
    times = np.bincount(rows.astype(np.int64) * shape[1] + cols, minlength=1)
    if times.max() > 1:
        row, column = divmod(int(times.argmax()), shape[1])
        raise RepeatedAnswerError(f"system row {row} answers control {column} {int(times.max())} times")


@dataclass(frozen=True, slots=True, eq=False)
class Tallies:
    """Counts of a sheet [system, arm, state], and of those met and confirmed [system, arm]; the arms are those of the scheme."""

    counts: NDArray[np.int64]
    confirmed: NDArray[np.int64]

    def of(self, row: int) -> Tally:
        """Return the whole tally of one system."""
        return _tally(self.counts[row].sum(axis=0), int(self.confirmed[row].sum()))

    def by_arm(self, row: int | None = None) -> tuple[Tally, ...]:
        """Return the tally of each arm of the radar, of one system or of all."""
        counts = self.counts.sum(axis=0) if row is None else self.counts[row]
        confirmed = self.confirmed.sum(axis=0) if row is None else self.confirmed[row]
        return tuple(_tally(each, int(sure)) for each, sure in zip(counts, confirmed, strict=True))

    def total(self) -> Tally:
        """Return the tally over all systems."""
        return _tally(self.counts.sum(axis=(0, 1)), int(self.confirmed.sum()))

    def each(self) -> tuple[Tally, ...]:
        """Return the whole tally of every system, in the order of the sheet."""
        return tuple(map(_tally, self.counts.sum(axis=1), self.confirmed.sum(axis=1).tolist()))

    def rolled(self, keys: Sequence[K]) -> dict[K, Tally]:
        """Return one tally for each key; `keys` names the heap (organisation, level, commune) of each system."""
        place = {key: index for index, key in enumerate(dict.fromkeys(keys))}
        index = np.array([place[key] for key in keys], dtype=np.int32)
        counts = np.zeros((len(place), self.counts.shape[2]), dtype=np.int64)
        confirmed = np.zeros(len(place), dtype=np.int64)
        np.add.at(counts, index, self.counts.sum(axis=1))
        np.add.at(confirmed, index, self.confirmed.sum(axis=1))
        return {key: _tally(counts[at], int(confirmed[at])) for key, at in place.items()}


def _tally(counts: NDArray[np.int64], confirmed: int) -> Tally:
    unanswered, met, partly, not_met, not_applicable = counts.tolist()
    return Tally(met, partly, not_met, not_applicable, unanswered, confirmed)


def tallies(scheme: Scheme, sheet: Sheet) -> Tallies:
    """Count what is demanded at each system's level; answers beyond it are kept, and not counted."""
    sure = (sheet.states == State.MET) & sheet.confirmed
    states = _count(scheme, sheet, sheet.states, len(State))
    return Tallies(states, _count(scheme, sheet, sure.view(np.int8), 2)[:, :, 1])


def _count(scheme: Scheme, sheet: Sheet, values: NDArray[np.int8], kinds: int) -> NDArray[np.int64]:
    """Count how often each small value stands in [system, display group], demanded cells only, in one pass over the sheet."""
    rows, arms = len(sheet.levels), len(scheme.arms)
    cell = (np.arange(rows, dtype=np.int32) * (arms * kinds))[:, None] + scheme.arm * np.int32(kinds)
    cell += values
    cell[~scheme.demanded[sheet.levels]] = rows * arms * kinds
    return np.bincount(cell.ravel(), minlength=rows * arms * kinds + 1)[:-1].reshape(rows, arms, kinds)
