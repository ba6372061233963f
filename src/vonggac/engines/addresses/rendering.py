"""Matches as JSON, one object a row, in the shape of match.schema.json; what rows share is written once and put in as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from vonggac.engines.addresses.columns import RefusedRow
from vonggac.engines.addresses.heads import heads
from vonggac.engines.addresses.matching import Counts, Matches
from vonggac.engines.addresses.values import MATCHED, Decision, OwnedRange, RunnerUp
from vonggac.engines.addresses.wording import written
from vonggac.kernel.badrows import BadRow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DUMPS = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
CHUNK, LARGEST = 4_000, 32_000_000
"""Rows a time: a row is a kilobyte or more, all at once they would be the largest thing in memory."""


def _line(values: Mapping[str, Any]) -> bytes:
    return (_DUMPS(values) + "\n").encode()


def decision_as_json(decision: Decision) -> dict[str, Any]:
    """Return a decision as plain values, in the order of the published schema."""
    return {
        "verdict": decision.verdict.value,
        "matched": decision.verdict in MATCHED,
        "basis": decision.basis.value,
        "claimants": [_range(one) for one in decision.claimants],
        "needs": [one.value for one in decision.needs],
        "asked": list(decision.asked),
        "because": decision.because,
        "runners_up": [_runner_up(one) for one in decision.runners_up],
    }


def _range(one: OwnedRange) -> dict[str, Any]:
    return {
        "line": one.line,
        "range": written(one.addresses),
        "organisation": one.organisation or None,
        "system": one.system or None,
        "provider": one.provider or None,
        "kind": one.kind.value,
        "ports": list(one.ports) if one.ports else None,
        "valid_from": _day(one.valid_from),
        "valid_to": _day(one.valid_to),
    }


def _runner_up(one: RunnerUp) -> dict[str, Any]:
    own = one.range
    return {
        "line": own.line,
        "range": written(own.addresses),
        "organisation": own.organisation or None,
        "system": own.system or None,
        "lost": one.lost.value,
    }


def _day(day: date | datetime | None) -> str | None:
    return day.isoformat() if day else None


def row_lines(matches: Matches, *, everything: bool = False) -> Iterator[bytes]:
    """Give the rows as lines of JSON, some thousand at a time; without `everything` only distinct rows that somebody must look at."""
    import numpy as np

    rows = matches.rows
    tails: list[bytes] = [_line(decision_as_json(one))[1:] for one in matches.decisions]
    told = np.arange(len(matches.first)) if everything else _matched(matches)
    families = [(',"family":%s,"repeats":' % (_DUMPS(name) if name else "null")).encode() for name in rows.family_names]
    step = min(CHUNK, 1 + LARGEST // max(map(len, tails), default=1))
    for begin in range(0, len(told), step):
        at = told[begin : begin + step]
        parts = zip(
            heads(rows, at),
            _families_and_repeats(matches, at, families),
            map(tails.__getitem__, matches.which[at].tolist()),
            strict=True,
        )
        yield b"".join(chain.from_iterable(parts))


def _matched(matches: Matches) -> NDArray[np.int64]:
    import numpy as np

    hit = np.array([one.verdict in MATCHED for one in matches.decisions], dtype=np.bool_)
    distinct = matches.distinct
    return distinct[hit[matches.which[distinct]]] if hit.size else distinct


def _families_and_repeats(matches: Matches, at: NDArray[np.int64], families: Sequence[bytes]) -> list[bytes]:
    import numpy as np

    rows = matches.rows
    none = [family + b"null," for family in families]
    told = list(map(none.__getitem__, rows.families[at].tolist()))
    lines, firsts = rows.lines[at], rows.lines[matches.first[at]]
    for place in np.flatnonzero(lines != firsts).tolist():
        told[place] = b"%b%d," % (families[rows.families[at[place]]], firsts[place])
    return told


def refused_lines(refused: Iterable[RefusedRow]) -> Iterator[bytes]:
    """Give the refused rows as lines of JSON."""
    for one in refused:
        yield _line({"line": one.line, "verdict": "refused", "rule": one.rule.value, "why": one.why, "seen": one.seen})


def remark_lines(remarks: Iterable[BadRow]) -> Iterator[bytes]:
    """Give what a reader of the list remarked as lines of JSON."""
    for one in remarks:
        place = {"sheet": one.place.sheet, "page": one.place.page, "line": one.place.line, "column": one.place.column}
        yield _line({"verdict": "remark", **place, "rule": one.rule, "why": one.why, "seen": one.seen})


def summary_as_json(counts: Counts, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return the last object: what went in and where it came out."""
    return {
        "verdict": "summary",
        **about,
        "rows": counts.rows,
        "matched": counts.matched,
        "unmatched": counts.unmatched,
        "refused": counts.refused,
        "duplicates": counts.duplicates,
        "by_verdict": {verdict.value: number for verdict, number in counts.by_verdict.items()},
    }
