"""One answer for many: a data centre answers for what it runs for its tenants.

Resolution: an own answer, else one taken over through a confirmed link, else none. What comes through a link is never better than what
the provider itself has, and of two providers the weaker answer counts. That something does not apply to the provider says nothing about
the tenant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vonggac.engines.gaps.columns import NOBODY, Scheme, Sheet
from vonggac.engines.gaps.values import STRENGTH, State

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WORST_FIRST = np.zeros(len(State), dtype=np.int16)
for _state, _strength in STRENGTH.items():
    _WORST_FIRST[_state] = _strength
_NOTHING = np.int16(32_000)


@dataclass(frozen=True, slots=True)
class Link:
    """A tenant takes the answers of some controls over from a provider; both are rows of the sheet."""

    tenant: int
    provider: int
    controls: frozenset[str] | None = None
    """None is every control."""
    confirmed: bool = True
    """A reviewer of the tenant agreed; before that nothing is taken over."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """One answer with where it comes from."""

    row: int
    state: State
    confirmed: bool
    source: int | None
    """The system that answered itself."""
    via: int | None
    """The provider it was taken over from; the system itself for its own answer."""

    @property
    def inherited(self) -> bool:
        return self.via is not None and self.via != self.row


class InheritanceCycleError(ValueError):
    """Systems that each wait for another's answer to the same control."""

    def __init__(self, control: str, systems: Sequence[int]) -> None:
        super().__init__(f"{control}: systems {' → '.join(map(str, systems))} answer for one another")
        self.control = control
        self.systems = tuple(systems)
        """Each takes over from the next; the last is the first again."""


@dataclass(slots=True)
class _Batch:
    """Links of one provider for the same controls: tenants are handled together."""

    provider: int
    columns: NDArray[np.bool_]
    tenants: NDArray[np.int32]
    waiting: NDArray[np.bool_]


def inherit(scheme: Scheme, sheet: Sheet, links: Iterable[Link]) -> Sheet:
    """Return the sheet with every answer resolved; a cycle among confirmed links is refused whatever the answers are."""
    batches = list(_batches(scheme, [link for link in links if link.confirmed]))
    pending = _pending(sheet, batches)
    best = np.full(sheet.states.shape, _NOTHING, dtype=np.int16)
    result = replace(sheet, states=sheet.states.copy(), confirmed=sheet.confirmed.copy(), source=sheet.source.copy(), via=sheet.via.copy())
    while any(batch.waiting.any() for batch in batches):
        moved = sum(_pass_on(batch, sheet, result, pending, best) for batch in batches)
        if not moved:
            raise _cycle(scheme, batches)
    return result


def _batches(scheme: Scheme, links: Sequence[Link]) -> Iterator[_Batch]:
    heaps: dict[tuple[int, frozenset[str] | None], set[int]] = defaultdict(set)
    for link in links:
        heaps[link.provider, link.controls].add(link.tenant)
    for provider, controls in sorted(heaps, key=lambda heap: (heap[0], sorted(heap[1] or ()))):
        columns = scheme.mask(controls)
        yield _Batch(provider, columns, np.array(sorted(heaps[provider, controls]), dtype=np.int32), columns.copy())


def _pending(sheet: Sheet, batches: Sequence[_Batch]) -> NDArray[np.int16]:
    pending = np.zeros(sheet.states.shape, dtype=np.int16)
    for batch in batches:
        pending[np.ix_(batch.tenants, batch.columns)] += 1
    return pending


def _pass_on(batch: _Batch, own: Sheet, result: Sheet, pending: NDArray[np.int16], best: NDArray[np.int16]) -> bool:
    """Give the tenants what the provider has resolved by now; say whether there was anything."""
    ready = np.flatnonzero(batch.waiting & (pending[batch.provider] == 0))
    if not ready.size:
        return False
    batch.waiting[ready] = False
    cells = np.ix_(batch.tenants, ready)
    pending[cells] -= 1
    strength = _WORST_FIRST[result.states[batch.provider, ready]]
    rank = np.where(strength > 0, strength * 2 + result.confirmed[batch.provider, ready], _NOTHING).astype(np.int16)
    takes = (own.states[cells] == State.UNANSWERED) & (rank < _NOTHING)
    takes &= (rank < best[cells]) | ((rank == best[cells]) & (batch.provider < result.via[cells]))
    best[cells] = np.where(takes, rank, best[cells])
    for grid, value in (
        (result.states, result.states[batch.provider, ready]),
        (result.confirmed, result.confirmed[batch.provider, ready]),
        (result.source, result.source[batch.provider, ready]),
        (result.via, np.int32(batch.provider)),
    ):
        grid[cells] = np.where(takes, value, grid[cells])
    return True


def _cycle(scheme: Scheme, batches: Sequence[_Batch]) -> InheritanceCycleError:
    """Walk along links that wait for each other until a system comes back."""
    stuck = [batch for batch in batches if batch.waiting.any()]
    column = int(np.flatnonzero(stuck[0].waiting)[0])
    provider_of = {int(tenant): batch.provider for batch in reversed(stuck) if batch.waiting[column] for tenant in batch.tenants}
    walk = [stuck[0].provider]
    while walk.count(walk[-1]) == 1:
        walk.append(provider_of[walk[-1]])
    return InheritanceCycleError(scheme.controls[column].code, walk[walk.index(walk[-1]) :])


def resolved(scheme: Scheme, sheet: Sheet, row: int, control: str) -> Resolved:
    """Return one answer of a resolved sheet."""
    at = row, scheme.position[control]
    source, via = int(sheet.source[at]), int(sheet.via[at])
    return Resolved(
        row=row,
        state=State(int(sheet.states[at])),
        confirmed=bool(sheet.confirmed[at]),
        source=None if source == NOBODY else source,
        via=None if via == NOBODY else via,
    )
