"""Matches as JSON, one object a row, in the shape of match.schema.json; what rows share is written once and put in as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from vonggac.engines.addresses.columns import NO_TIME, ON_DAY, RefusedRow, Sightings
from vonggac.engines.addresses.matching import Counts, Matches
from vonggac.engines.addresses.values import DAY, MATCHED, Decision, OwnedRange, RunnerUp
from vonggac.engines.addresses.wording import written
from vonggac.kernel.badrows import BadRow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DUMPS = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
CHUNK, LARGEST = 8_000, 32_000_000
"""Rows a time: a row is a kilobyte or more, all at once they would be the largest thing in memory."""
_ZONE = 7 * 3600
_MOMENT = b'"0000-00-00T00:00:00+07:00"'


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


class _Ports(dict[int, bytes]):
    """What is written for a port; the same few thousand come back in every list."""

    def __missing__(self, port: int) -> bytes:
        self[port] = made = b'","port":%b,"seen_at":' % (b"null" if port < 0 else b"%d" % port)
        return made


def row_lines(matches: Matches, *, everything: bool = False) -> Iterator[bytes]:
    """Give the rows as lines of JSON, some thousand at a time; without `everything` only distinct rows that somebody must look at."""
    import numpy as np

    rows = matches.rows
    tails: list[bytes] = [_line(decision_as_json(one))[1:] for one in matches.decisions]
    told = np.arange(len(matches.first)) if everything else _matched(matches)
    families = [(',"family":%s,"repeats":' % (_DUMPS(name) if name else "null")).encode() for name in rows.family_names]
    ports = _Ports()
    step = min(CHUNK, 1 + LARGEST // max(map(len, tails), default=1))
    for begin in range(0, len(told), step):
        at = told[begin : begin + step]
        parts = zip(
            _lines_and_addresses(rows, at),
            map(ports.__getitem__, rows.ports[at].tolist()),
            _times(rows.seconds[at], rows.exact[at]),
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


def _lines_and_addresses(rows: Sightings, at: NDArray[np.int64]) -> list[bytes]:
    """Addresses have no line end inside, so all are encoded at once."""
    parts = zip(rows.lines[at].tolist(), map(rows.texts.__getitem__, at.tolist()), strict=True)
    return "\n".join([f'{{"line":{line},"address":"{text}' for line, text in parts]).encode().split(b"\n")


def _families_and_repeats(matches: Matches, at: NDArray[np.int64], families: Sequence[bytes]) -> list[bytes]:
    import numpy as np

    rows = matches.rows
    none = [family + b"null," for family in families]
    told = list(map(none.__getitem__, rows.families[at].tolist()))
    lines, firsts = rows.lines[at], rows.lines[matches.first[at]]
    for place in np.flatnonzero(lines != firsts).tolist():
        told[place] = b"%b%d," % (families[rows.families[at[place]]], firsts[place])
    return told


def _times(seconds: NDArray[np.int64], exact: NDArray[np.int8]) -> list[bytes]:
    """Write moments as 2026-11-20T13:45:10+07:00, days as 2026-11-20, nothing as null; already in JSON."""
    import numpy as np

    days, second = np.divmod(seconds + _ZONE, DAY)
    letters = np.empty((len(seconds), len(_MOMENT)), dtype=np.uint8)
    letters[:] = np.frombuffer(_MOMENT, dtype=np.uint8)
    month = days.astype("datetime64[D]").astype("datetime64[M]")
    day = (days.astype("datetime64[D]") - month.astype("datetime64[D]")).astype(np.int64) + 1
    months = month.astype(np.int64) + 1970 * 12
    date = (months // 12, 5, 4), (months % 12 + 1, 8, 2), (day, 11, 2)
    clock = (second // 3600, 14, 2), (second // 60 % 60, 17, 2), (second % 60, 20, 2)
    for value, end, figures in (*date, *clock):
        for place in range(figures):
            letters[:, end - 1 - place] = value // 10**place % 10 + ord("0")
    letters[exact == ON_DAY, 11:] = np.frombuffer(_MOMENT[-1:].ljust(len(_MOMENT) - 11, b"\0"), dtype=np.uint8)
    letters[exact == NO_TIME] = np.frombuffer(b"null".ljust(len(_MOMENT), b"\0"), dtype=np.uint8)
    written: list[bytes] = letters.reshape(-1).view(f"S{len(_MOMENT)}").tolist()
    return written


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
