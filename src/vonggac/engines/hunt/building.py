"""Events into columns: events of one kind and one set of names are turned at once, and only the fields that rules need.

Rows are numbered group after group, so that what a group has in common is a run of rows; `Batch.numbers` leads back to the events.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from vonggac.engines.hunt.columns import EVERY, Batch, Column, Event, Kind, payload_name
from vonggac.engines.hunt.conditions import fold_name

if TYPE_CHECKING:
    import numpy as np

MOST_PLANS = 20_000
"""Sets of names remembered; hostile input has as many as events."""
_KIND_COLUMNS = ("_product", "_category", "_service", "_channel", "_eventid", "_provider")


class Needs(NamedTuple):
    """What rules want to see of events of a kind."""

    fields: frozenset[str]
    every: bool = False
    """All values of all fields, for keywords or indicators."""


class Asking(Protocol):
    """Says what of a kind's events is needed; None when no rule could match them.

    `own_id`: the event's own field EventID tells what its kind tells, so that rules for other identifiers are out of question.
    """

    def __call__(self, kind: Kind, *, own_id: bool = False) -> Needs | None: ...


def text_of(value: object) -> str:
    """Return a single value as columns hold it."""
    if isinstance(value, str):
        return value
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, float):
        return _decimal(value)
    return str(value)


def _decimal(value: float) -> str:
    text = repr(value)
    return text if "e" not in text else f"{value:f}".rstrip("0").rstrip(".")


class _Cells:
    """A column while it fills."""

    __slots__ = ("rows", "values")

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.values: list[str] = []

    def column(self) -> Column:
        import numpy as np

        index = {value: code for code, value in enumerate(dict.fromkeys(self.values))}
        codes = np.fromiter(map(index.__getitem__, self.values), np.int32, len(self.values))
        return Column(np.array(self.rows, np.int32), codes, list(index))


class _Plan(NamedTuple):
    """Which names of a group's events go where."""

    flat: tuple[tuple[str, str], ...]
    """Name as written, column."""
    deep: tuple[tuple[str, str], ...]
    """Name as written, folded: needed only by what nests inside it."""
    needs: Needs


class Builder:
    """Makes batches of chunks of events; it remembers what it found out about kinds and names, nothing of the events."""

    def __init__(self, needs: Asking) -> None:
        self._needs = needs
        self._plans: dict[tuple[Kind, tuple[str, ...], bool], _Plan | None] = {}

    def build(self, events: Sequence[Event], source: str = "") -> Batch:
        """Return these events as columns."""
        filling = _Filling(source)
        skipped = 0
        for members in _alike(events):
            first = events[members[0]]
            shape = tuple(first.fields)
            fields = [events[number].fields for number in members]
            plan = self._plan(first.kind, shape, fields)
            if plan is None:
                skipped += len(members)
            else:
                filling.add(first.kind, members, fields, plan)
        return filling.batch(events, skipped)

    def _plan(self, kind: Kind, shape: tuple[str, ...], fields: list[Mapping[str, Any]]) -> _Plan | None:
        key = (kind, shape, _tells_own_id(kind, shape, fields))
        if key not in self._plans:
            if len(self._plans) >= MOST_PLANS:
                self._plans.clear()
            self._plans[key] = _planned(self._needs(kind, own_id=key[2]), shape)
        return self._plans[key]


def _alike(events: Sequence[Event]) -> Iterable[list[int]]:
    """Group events by kind and set of names, in order of first appearance."""
    groups: dict[tuple[int, tuple[str, ...]], list[int]] = {}
    for number, event in enumerate(events):
        key = (id(event.kind), tuple(event.fields))
        group = groups.get(key)
        if group is None:
            groups[key] = [number]
        else:
            group.append(number)
    return groups.values()


def _tells_own_id(kind: Kind, shape: tuple[str, ...], fields: list[Mapping[str, Any]]) -> bool:
    names = [name for name in shape if fold_name(name) == "eventid"]
    if len(names) != 1 or not kind.event_id:
        return False
    name, own = names[0], kind.event_id
    return all(text_of(one[name]).lower() == own for one in fields)


def _planned(needs: Needs | None, shape: tuple[str, ...]) -> _Plan | None:
    if needs is None:
        return None
    outer = {name.rpartition(".")[0] for name in needs.fields if "." in name}
    outer |= {".".join(name.split(".")[:depth]) for name in outer for depth in range(1, name.count(".") + 1)}
    folded = [(name, payload_name(name)) for name in shape]
    flat = tuple(pair for pair in folded if needs.every or pair[1] in needs.fields)
    deep = tuple(pair for pair in folded if pair[1] in outer and pair not in flat)
    return _Plan(flat, deep, needs)


class _Filling:
    """A batch while it fills, group after group."""

    def __init__(self, source: str) -> None:
        self.size = 0
        self.numbers: list[int] = []
        self.cells: dict[str, _Cells] = {}
        self.runs: list[tuple[Kind, int, int]] = []
        self.source = source
        self.wanted: set[str] = set()

    def add(self, kind: Kind, members: list[int], fields: list[Mapping[str, Any]], plan: _Plan) -> None:
        start = self.size
        self.size += len(members)
        self.numbers += members
        self.runs.append((kind, start, self.size))
        self.wanted |= plan.needs.fields
        for name, folded in plan.flat:
            self._take(folded, [one[name] for one in fields], start, plan.needs)
        for name, folded in plan.deep:
            self._spread_all(folded, [one[name] for one in fields], start, plan.needs)

    def _take(self, folded: str, values: list[Any], start: int, needs: Needs) -> None:
        """Take one field of a group; texts and whole numbers, nearly all there is, without a look at each."""
        classes = set(map(type, values))
        if classes == {int}:
            values = list(map(str, values))
        elif classes != {str}:
            self._spread_all(folded, values, start, needs)
            return
        for column in _columns_for(folded, needs):
            cells = self._cells(column)
            cells.rows.extend(range(start, start + len(values)))
            cells.values += values

    def _cells(self, column: str) -> _Cells:
        cells = self.cells.get(column)
        if cells is None:
            cells = self.cells[column] = _Cells()
        return cells

    def _spread_all(self, folded: str, values: list[Any], start: int, needs: Needs) -> None:
        for row, value in enumerate(values, start):
            self._spread(folded, value, row, needs)

    def _spread(self, folded: str, value: Any, row: int, needs: Needs) -> None:
        """Put a value where it belongs: objects under dotted names, lists as several values, null nowhere."""
        if value is None:
            return
        if isinstance(value, Mapping):
            for name, inner in value.items():
                self._spread(f"{folded}.{fold_name(name)}", inner, row, needs)
        elif isinstance(value, list | tuple):
            for inner in value:
                self._spread(folded, inner, row, needs)
        else:
            for column in _columns_for(folded, needs):
                cells = self._cells(column)
                cells.rows.append(row)
                cells.values.append(text_of(value))

    def batch(self, events: Sequence[Event], skipped: int) -> Batch:
        import numpy as np

        columns = {name: _ascending(cells.column()) for name, cells in self.cells.items()}
        for place, name in enumerate(_KIND_COLUMNS):
            if (column := _of_runs([(run[0][place], run[1], run[2]) for run in self.runs])) is not None:
                columns[name] = column
        self._told(columns, events)
        return Batch(self.size, columns, skipped, np.array(self.numbers, np.int64))

    def _told(self, columns: dict[str, Column], events: Sequence[Event]) -> None:
        """Fill what readers say of each event by itself, when a rule asks for it."""
        if "_source" in self.wanted:
            columns["_source"] = _of_rows([self.source] * self.size)
        if "_host" in self.wanted:
            columns["_host"] = _of_rows([events[number].host for number in self.numbers])
        if "_time" in self.wanted:
            columns["_time"] = _of_rows([events[number].time for number in self.numbers])


def _columns_for(folded: str, needs: Needs) -> tuple[str, ...]:
    own = (folded,) if folded in needs.fields else ()
    return (*own, EVERY) if needs.every else own


def _ascending(column: Column) -> Column:
    """Put rows in order: lists, and names that fold to one, come in pieces."""
    import numpy as np

    if len(column.rows) < 2 or bool((column.rows[1:] >= column.rows[:-1]).all()):
        return column
    order = np.argsort(column.rows, kind="stable")
    return Column(column.rows[order], column.codes[order], column.values)


def _of_rows(told: list[str]) -> Column:
    """Return a column of what is told of each row; rows of an empty text are left out."""
    cells = _Cells()
    for row, text in enumerate(told):
        if text:
            cells.rows.append(row)
            cells.values.append(text)
    return cells.column()


def _of_runs(runs: list[tuple[str, int, int]]) -> Column | None:
    """Return the column of a value that runs of rows have in common; rows of an empty value are left out."""
    import numpy as np

    known = [run for run in runs if run[0]]
    if not known:
        return None
    index = {value: code for code, value in enumerate(dict.fromkeys(run[0] for run in known))}
    rows: list[np.ndarray[Any, np.dtype[np.int32]]] = [np.arange(start, end, dtype=np.int32) for _value, start, end in known]
    codes = np.repeat([index[value] for value, _start, _end in known], [end - start for _value, start, end in known])
    return Column(np.concatenate(rows), codes.astype(np.int32), list(index))
