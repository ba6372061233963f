"""What some batches told as rows of a table, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from vonggac.engines.hunt import Detection, Heading, RuleSet, Sighted
from vonggac.sources.hunting.journal import told_again, told_as_text
from vonggac.sources.hunting.scale.schema import ACCOUNT, COUNTED, DETECTION, INDICATOR, ROWS, arrow_schema
from vonggac.sources.hunting.seeking import Told
from vonggac.sources.hunting.spool import fields_as_text, writable

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Piece:
    """What one batch of a unit told."""

    unit: int
    number: int
    """Within its unit, from 0; a unit that is done again tells the same under the same numbers."""
    told: Told
    lines: int = 0
    """Of the unit, with its last piece."""
    is_last: bool = False


class LostError(ValueError):
    """Rows of a piece are missing: whoever carried the table dropped or mixed them."""


def rows_of(piece: Piece, rules: RuleSet) -> pa.RecordBatch:
    """Return a piece as rows; the last of them is its account."""
    import pyarrow as pa

    made = [_match(rules, number, event) for number, event in piece.told.found]
    made += [_known(detection) for detection in piece.told.known]
    made.append(_account(piece, len(made)))
    for row in made:
        row["unit"], row["piece"] = piece.unit, piece.number
    return pa.RecordBatch.from_pylist(made, schema=arrow_schema(ROWS))


def _match(rules: RuleSet, number: int, event: Sighted) -> dict[str, Any]:
    rule = rules.rules[number]
    return {"sort": DETECTION if rule.shown else COUNTED, "rule": number, **_titled(rule.heading), **_seen(event)}


def _known(detection: Detection) -> dict[str, Any]:
    told = {"sort": INDICATOR, "because": writable(detection.because), "heading": json.dumps(asdict(detection.heading))}
    return {**told, **_titled(detection.heading), **_seen(detection.event)}


def _titled(heading: Heading) -> dict[str, Any]:
    told = {"rule_id": heading.id, "title": heading.title, "level": heading.level, "author": heading.author}
    return {**{name: writable(text) for name, text in told.items()}, "tags": [writable(tag) for tag in heading.tags]}


def _seen(event: Sighted) -> dict[str, Any]:
    told = {"time": event.time, "host": event.host, "source": event.source}
    return {**{name: writable(text) for name, text in told.items()}, "record": event.record, "event": fields_as_text(event.fields)}


def _account(piece: Piece, rows: int) -> dict[str, Any]:
    bare = replace(piece.told, found=[], known=[])
    told = {"rows": rows, "lines": piece.lines, "is_last": piece.is_last, "told": told_as_text(bare)}
    return {"sort": ACCOUNT, "event": json.dumps(told)}


def pieces_of(tables: Iterable[pa.Table | pa.RecordBatch]) -> Iterator[Piece]:
    """Give the pieces of tables, in their order."""
    found: list[tuple[int, Sighted]] = []
    known: list[Detection] = []
    for table in tables:
        for row in table.to_pylist():
            if row["sort"] == ACCOUNT:
                yield _piece(row, found, known)
                found, known = [], []
            elif row["sort"] == INDICATOR:
                known.append(Detection(_heading(row["heading"]), _sighted(row), because=row["because"]))
            else:
                found.append((row["rule"], _sighted(row)))
    if found or known:
        raise LostError("rows without an account")


def _piece(row: dict[str, Any], found: list[tuple[int, Sighted]], known: list[Detection]) -> Piece:
    account = json.loads(row["event"])
    if account["rows"] != len(found) + len(known):
        raise LostError(f"unit {row['unit']}, piece {row['piece']}: {len(found) + len(known)} rows of {account['rows']}")
    told = replace(told_again(account["told"]), found=found, known=known)
    return Piece(row["unit"], row["piece"], told, account["lines"], account["is_last"])


def _sighted(row: dict[str, Any]) -> Sighted:
    return Sighted(row["source"], row["record"], row["time"], row["host"], _loaded(row["event"]))


def _loaded(text: str) -> Any:
    import orjson

    try:
        return orjson.loads(text)
    except ValueError:  # half a character, spelt out
        return json.loads(text)


def _heading(text: str) -> Heading:
    told: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(text).items()}
    return Heading(**told)
