"""Events into columns: events of one kind and one set of names are turned at once, and only the fields that rules need.

Rows are numbered group after group, so that what a group has in common is a run of rows; `Batch.numbers` leads back to the events.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from vonggac.engines.hunt.columns import Batch, Column, Event, Kind, payload_name
from vonggac.engines.hunt.conditions import fold_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_PLANS = 20_000
"""Sets of names remembered; hostile input has as many as events."""
DEEPEST = 64
"""Objects inside objects that are looked into; readers refuse deeper ones."""
_KIND_COLUMNS = ("_product", "_category", "_service", "_channel", "_eventid", "_provider")


Raw = bytes | str | None
"""An event in JSON as its log writes it; None when its reader made its values of other words."""


class Showing(Protocol):
    """Says which events may hold a keyword, by their raw texts."""

    def shown(self, raws: Sequence[Raw]) -> list[int]: ...


class Needs(NamedTuple):
    """What rules want to see of events of a kind."""

    fields: frozenset[str]
    every: bool = False
    """All values of all fields, for keywords or indicators."""
    signs: Showing | None = None
    """Where these say that an event shows no keyword, `every` is not meant of it."""


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


class _Codes(dict[str, int]):
    """Values numbered in the order in which they come first."""

    def __missing__(self, value: str) -> int:
        self[value] = code = len(self)
        return code


class _Cells:
    """A column while it fills."""

    __slots__ = ("codes", "index", "rows")

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.codes: list[int] = []
        self.index = _Codes()

    def column(self) -> Column:
        import numpy as np

        rows = np.array(self.rows, np.int32)
        codes = np.array(self.codes, np.int32)
        if len(rows) > 1 and not bool((rows[1:] >= rows[:-1]).all()):
            order = np.argsort(rows, kind="stable")
            rows, codes = rows[order], codes[order]
        return Column(rows, codes, list(self.index))


class _Plan(NamedTuple):
    """Which names of a group's events go where."""

    values: Callable[[Mapping[str, Any]], tuple[Any, ...]] | None
    """Takes the wanted values out of an event at once."""
    names: tuple[str, ...]
    """Their columns."""
    needs: Needs
    told: tuple[str, ...]
    """All columns that these names could fill."""
    lean: _Plan | None = None
    """Of a plan that takes every field because of keywords: the same without."""


class _Group(NamedTuple):
    """Events of one kind and one set of names, by their numbers."""

    members: list[int]
    plan: _Plan


class Builder:
    """Makes batches of events: `add` some, a few thousand at a time while the processor still has them at hand, then take the `batch`.

    It remembers what it found out about kinds and sets of names, nothing of events.
    """

    def __init__(self, needs: Asking) -> None:
        self._needs = needs
        self._plans: dict[tuple[Kind, tuple[str, ...], bool], _Plan | None] = {}
        self._filling = _Filling()
        self._kinds: Counter[Kind] = Counter()
        self._names: set[str] = set()

    @property
    def size(self) -> int:
        """Events in the batch that fills, those that no rule could match apart."""
        return self._filling.size

    def take_kinds(self) -> Counter[Kind]:
        """Return how many events of each kind were added since the last time."""
        kinds, self._kinds = self._kinds, Counter()
        return kinds

    def take_names(self) -> set[str]:
        """Return the columns that events added since the last time could fill, those that nobody needed among them."""
        names, self._names = self._names, set()
        return names

    def add(self, events: Sequence[Event], source: str | Sequence[str] = "", raws: Sequence[Raw] | None = None) -> None:
        """Take in events, which come behind those of the same batch; the source is theirs all, or one for each."""
        filling = self._filling
        groups = [group for members in _alike(events) if (group := self._group(events, members)) is not None]
        shown = _showing(groups, raws)
        for group in groups:
            for members, plan in _parted(group, shown):
                filling.add(members, [events[number] for number in members], plan, source)
        filling.given += len(events)

    def _group(self, events: Sequence[Event], members: list[int]) -> _Group | None:
        """Choose what is needed of events of one kind and one set of names; None when no rule could match them."""
        first = events[members[0]]
        self._kinds[first.kind] += len(members)
        plan = self._plan(first.kind, tuple(first.fields), [events[number] for number in members])
        if plan is None:
            self._filling.skipped += len(members)
            return None
        self._names.update(plan.told)
        return _Group(members, plan)

    def batch(self) -> Batch:
        """Return the events added since the last batch as columns."""
        filling, self._filling = self._filling, _Filling()
        return filling.batch()

    def build(self, events: Sequence[Event], source: str = "") -> Batch:
        """Return these events as a batch."""
        self.add(events, source)
        return self.batch()

    def _plan(self, kind: Kind, shape: tuple[str, ...], group: list[Event]) -> _Plan | None:
        key = (kind, shape, _tells_own_id(kind, shape, group))
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


def _showing(groups: list[_Group], raws: Sequence[Raw] | None) -> set[int] | None:
    """Return the events that may hold a keyword; None when their texts are not known. Events of all kinds with the same keywords are looked
    at together, in one pass."""
    if raws is None:
        return None
    asked: dict[int, tuple[Showing, list[int]]] = {}
    for members, plan in groups:
        if plan.lean is not None and plan.needs.signs is not None:
            asked.setdefault(id(plan.needs.signs), (plan.needs.signs, []))[1].extend(members)
    return {numbers[place] for signs, numbers in asked.values() for place in signs.shown([raws[number] for number in numbers])}


def _parted(group: _Group, shown: set[int] | None) -> Iterable[tuple[list[int], _Plan]]:
    """Part events that show a keyword from those that do not: only of the former all values are needed."""
    members, plan = group
    if plan.lean is None or shown is None:
        return [group]
    if shown.isdisjoint(members):
        return [(members, plan.lean)]
    parts = [number for number in members if number in shown], [number for number in members if number not in shown]
    return [(part, chosen) for part, chosen in zip(parts, (plan, plan.lean), strict=True) if part]


def _tells_own_id(kind: Kind, shape: tuple[str, ...], group: list[Event]) -> bool:
    if not kind.event_id:
        return False
    names = ["EventID"] if "EventID" in shape else [name for name in shape if fold_name(name) == "eventid"]
    if len(names) != 1:
        return False
    (name,) = names
    try:
        told = {event.fields[name] for event in group}
    except TypeError:  # a list or an object
        return False
    return {str(value).lower() for value in told} == {kind.event_id}


def _planned(needs: Needs | None, shape: tuple[str, ...]) -> _Plan | None:
    """Choose the names that are needed, or hold nested ones that are."""
    if needs is None:
        return None
    pairs = [(name, payload_name(name)) for name in shape]
    lean = _chosen(Needs(needs.fields), pairs) if needs.every and needs.signs is not None else None
    return _chosen(needs, pairs)._replace(lean=lean)


def _chosen(needs: Needs, pairs: list[tuple[str, str]]) -> _Plan:
    wanted = set(needs.fields)
    for name in needs.fields:
        parts = name.split(".")
        wanted.update(".".join(parts[:depth]) for depth in range(1, len(parts)))
    chosen = [pair for pair in pairs if needs.every or pair[1] in wanted]
    names = tuple(folded for _name, folded in chosen)
    told = tuple(folded for _name, folded in pairs)
    if len(chosen) == 1:
        only = chosen[0][0]
        return _Plan(lambda fields: (fields[only],), names, needs, told)
    return _Plan(itemgetter(*(name for name, _folded in chosen)) if chosen else None, names, needs, told)


class _Filling:
    """A batch while it fills, group after group."""

    def __init__(self) -> None:
        self.size = 0
        self.given = 0
        self.skipped = 0
        self.numbers: list[int] = []
        self.whole: list[tuple[int, int]] = []
        """Runs of rows all of whose values are wanted."""
        self.cells: dict[str, _Cells] = {}
        self.kinds: list[tuple[Kind, int, int]] = []

    def add(self, members: list[int], group: list[Event], plan: _Plan, source: str | Sequence[str]) -> None:
        """Take in events of one kind and one set of names; their numbers count from the last ones given."""
        start, needs = self.size, plan.needs
        self.size += len(group)
        self.numbers += [self.given + number for number in members]
        self.kinds.append((group[0].kind, start, self.size))
        if needs.every:
            self.whole.append((start, self.size))
        if plan.values is not None:
            for folded, values in zip(plan.names, zip(*[plan.values(event.fields) for event in group], strict=True), strict=True):
                self._take(folded, values, start, needs)
        for name, told in (("_host", _host), ("_time", _time)):
            if name in needs.fields:
                self._tell(name, [told(event) for event in group], start)
        if "_source" in needs.fields:
            self._tell("_source", [source] * len(group) if isinstance(source, str) else [source[number] for number in members], start)

    def _take(self, folded: str, values: Sequence[Any], start: int, needs: Needs) -> None:
        """Take one field of a group; texts and whole numbers, nearly all there is, without a look at each."""
        classes = set(map(type, values))
        if classes == {int}:
            values = list(map(str, values))
        elif classes != {str}:
            for row, value in enumerate(values, start):
                self._spread(folded, value, row, needs, 0)
            return
        if needs.every or folded in needs.fields:
            cells = self._cells(folded)
            cells.rows.extend(range(start, start + len(values)))
            cells.codes.extend(map(cells.index.__getitem__, values))

    def _cells(self, column: str) -> _Cells:
        cells = self.cells.get(column)
        if cells is None:
            cells = self.cells[column] = _Cells()
        return cells

    def _tell(self, name: str, texts: list[str], start: int) -> None:
        for row, text in enumerate(texts, start):
            if text:
                self._put(name, text, row)

    def _put(self, name: str, text: str, row: int) -> None:
        cells = self._cells(name)
        cells.rows.append(row)
        cells.codes.append(cells.index[text])

    def _spread(self, folded: str, value: Any, row: int, needs: Needs, depth: int) -> None:
        """Put a value where it belongs: objects under dotted names, lists as several values, null nowhere."""
        if value is None:
            return
        if isinstance(value, Mapping):
            for name, inner in value.items() if depth < DEEPEST else ():
                self._spread(f"{folded}.{fold_name(name)}", inner, row, needs, depth + 1)
        elif isinstance(value, list | tuple):
            for inner in value if depth < DEEPEST else ():
                self._spread(folded, inner, row, needs, depth + 1)
        elif needs.every or folded in needs.fields:
            self._put(folded, text_of(value), row)

    def batch(self) -> Batch:
        import numpy as np

        columns = {name: cells.column() for name, cells in self.cells.items()}
        for place, name in enumerate(_KIND_COLUMNS):
            if (column := _of_runs([(run[0][place], run[1], run[2]) for run in self.kinds])) is not None:
                columns[name] = column
        return Batch(self.size, columns, self.skipped, np.array(self.numbers, np.int64), self._whole())

    def _whole(self) -> NDArray[np.bool_]:
        import numpy as np

        whole = np.zeros(self.size, bool)
        for start, end in self.whole:
            whole[start:end] = True
        return whole


def _host(event: Event) -> str:
    return event.host


def _time(event: Event) -> str:
    return event.time


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
