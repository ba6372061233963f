"""What a person reads first: for each holder how many addresses and rows, since when, which families; the rest as sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vonggac.engines.addresses.columns import NO_TIME
from vonggac.engines.addresses.matching import Matches
from vonggac.engines.addresses.values import MATCHED, Decision, Need, Verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Sum:
    """All matched rows of one holder, or of the same several."""

    verdict: Verdict
    holders: tuple[tuple[str, str], ...]
    needs: tuple[Need, ...]
    asked: tuple[str, ...]
    rows: int
    addresses: int
    first: int | None
    """Second since 1970 of the earliest row that says its time."""
    last: int | None
    families: tuple[str, ...]
    """The most frequent first."""


def sums(matches: Matches) -> list[Sum]:
    """Return the matched rows by verdict and holder: what is held first, then the largest."""
    import numpy as np

    keys: dict[object, int] = {}
    names: list[Decision] = []
    group = np.full(len(matches.decisions), -1, dtype=np.int64)
    for number, one in enumerate(matches.decisions):
        if one.verdict in MATCHED:
            key = one.verdict, tuple(each.holder for each in one.claimants), one.needs, one.asked
            if key not in keys:
                keys[key] = len(names)
                names.append(one)
            group[number] = keys[key]
    at = matches.distinct
    of_row = group[matches.which[at]] if len(at) else at
    at, of_row = at[of_row >= 0], of_row[of_row >= 0]
    order = np.argsort(of_row, kind="stable")
    cuts = np.searchsorted(of_row[order], np.arange(len(names) + 1))
    found = [_sum(matches, one, at[order[cuts[n] : cuts[n + 1]]]) for n, one in enumerate(names) if cuts[n] < cuts[n + 1]]
    verdicts = list(Verdict)
    return sorted(found, key=lambda one: (verdicts.index(one.verdict), -one.addresses, -one.rows, one.holders))


def _sum(matches: Matches, one: Decision, at: NDArray[np.int64]) -> Sum:
    import numpy as np

    rows = matches.rows
    timed = rows.seconds[at[rows.exact[at] != NO_TIME]]
    families, often = np.unique(rows.families[at], return_counts=True)
    named = [rows.family_names[number] for number in families[np.argsort(-often, kind="stable")].tolist()]
    return Sum(
        one.verdict,
        tuple(each.holder for each in one.claimants),
        one.needs,
        one.asked,
        len(at),
        len(np.unique(rows.tokens[at])),
        int(timed.min()) if timed.size else None,
        int(timed.max()) if timed.size else None,
        tuple(name for name in named if name),
    )
