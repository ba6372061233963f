"""Events as sparse dictionary columns: of each field the rows that have it, and its distinct values once.

A batch holds only the fields that rules need. A row without a field costs nothing; a value that occurs a thousand times is searched once.
NumPy is imported where it is used, so that a resting process does not carry it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from vonggac.engines.hunt.conditions import fold_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RESERVED = ("_product", "_category", "_service", "_channel", "_eventid", "_provider", "_host", "_time", "_source", "_every")
"""Columns of what an event is, filled by its reader. No field of an event can have such a name: a leading underscore is doubled there."""
EVERY = "_every"
"""How conditions call all values of all fields, for keywords. No column of a batch: of events that somebody asks so, all are there."""


def payload_name(name: str) -> str:
    """Return the name under which a field of an event stands in columns, and under which a rule's field asks for it."""
    folded = fold_name(name)
    return f"_{folded}" if folded.startswith("_") else folded


class Kind(NamedTuple):
    """What an event is, before its fields are looked at: the reader's answer to a rule's log source. Lower case; "" where unknown."""

    product: str = ""
    category: str = ""
    service: str = ""
    channel: str = ""
    event_id: str = ""
    provider: str = ""


@dataclass(slots=True)
class Event:
    """One event as a reader gives it.

    `fields` may nest; a nested name is written with dots. `time` is ISO 8601 with its zone, "" when the event tells none.
    A list stands for several values of its field; null, an empty list and an empty object for none.
    """

    kind: Kind
    fields: Mapping[str, Any]
    time: str = ""
    host: str = ""
    record: int = 0
    """Its number in its file: record of an EVTX, line of a text, counted from one."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a batch. Rows ascend; a row stands several times when the field holds a list."""

    rows: NDArray[np.int32]
    codes: NDArray[np.int32]
    values: Sequence[str]
    """Distinct values as text: numbers in decimal, truth as "true" and "false". An empty text is a value."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A run of events as columns, by folded field name, reserved ones among them."""

    size: int
    columns: Mapping[str, Column]
    skipped: int = 0
    """Events that no rule could match by what they are; they are in no row."""
    numbers: NDArray[np.int64] | None = field(default=None)
    """Row → place among the events given to the builder, for materialising what matched."""
    whole: NDArray[np.bool_] | None = field(default=None)
    """Rows all of whose values are there, of which keywords are asked; None means all rows."""


def payload(batch: Batch) -> list[Column]:
    """Return the columns of what events themselves say, those of what they are apart."""
    return [column for name, column in batch.columns.items() if name not in RESERVED]


def everything(batch: Batch) -> Column | None:
    """Return all values of all fields as one column: rows in no order, a value once for each field that has it."""
    import numpy as np

    columns = payload(batch)
    if not columns:
        return None
    starts = np.cumsum([0, *(len(column.values) for column in columns[:-1])])
    codes = np.concatenate([column.codes + start for column, start in zip(columns, starts.tolist(), strict=True)])
    values = [value for column in columns for value in column.values]
    return Column(np.concatenate([column.rows for column in columns]), codes.astype(np.int32), values)
