"""What a kind of list is: its columns, how a line finds its row, who may see it, how rows are written.

The port `lists.kinds`: every room registers the kinds it owns in `AppConfig.ready`. A kind is described by columns and a desk; reading,
comparing, preview, confirmation, background writing, template and export are the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Model, QuerySet

from vonggac.apps.face.registries import Registry
from vonggac.sources.tables.model import Column, Kind, Value
from vonggac.sources.tables.values import as_text

Values = dict[str, Value]
Key = tuple[object, ...]
CREATE_AT_ONCE, UPDATE_AT_ONCE = 500, 200


class Wrong(Exception):  # noqa: N818  a line that cannot go in; the lines around it do
    """What is wrong with one value of a line, and what to do about it."""

    def __init__(self, column: str, why: str, rule: str = "bad-value") -> None:
        super().__init__(why)
        self.column = column
        self.why = why
        self.rule = rule


@dataclass(slots=True)
class Wanted:
    """One line of a list after it was understood: the row it finds, if any, and what that row shall hold."""

    line: int
    sheet: str | None
    pk: int | None
    before: Values | None
    after: Values


@dataclass(frozen=True, slots=True)
class Remark:
    """What a look over all lines together found about one of them."""

    wanted: Wanted
    column: str
    why: str
    refuses: bool = True


@dataclass(frozen=True, kw_only=True)
class ListKind:
    """One kind of list, described once for import, export and template."""

    key: str
    """As it stands in the address: "he-thong"."""
    room: str
    """The room that owns it; its pages stand under that room's addresses."""
    title: Any
    about: Any = ""
    columns: tuple[Column, ...]
    desk: type[Desk]
    visible: Callable[[Any], QuerySet[Any]]
    act: str
    """What the log calls an import: "registry.systems.imported"."""
    import_act: str
    """What a person must be allowed to do to bring one in."""
    export_act: str
    blank_keeps: frozenset[str] = frozenset()
    """Columns in which a blank cell leaves what stands."""
    by_key: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})


class Desk:
    """Everything one sitting over a list knows: whom the list may name, which rows stand, how rows are written."""

    model: type[Model]
    counts_changes: ClassVar[bool] = False
    """Whether the rows count their changes in `version`, so that a list does not write over who has the row's form open."""
    at: datetime | None = None
    """The moment of writing, for rows that note when they were made."""

    def __init__(self, kind: ListKind, user: Any, on: date) -> None:
        self.kind = kind
        self.user = user
        self.on = on
        self.notes: list[tuple[str, str]] = []
        self.prepare()

    def note(self, column: str, why: str) -> None:
        """Say something about the line that is being read, beside one of its columns; the line goes in all the same."""
        self.notes.append((column, why))

    def prepare(self) -> None:
        """Load what lines refer to, in a handful of queries."""

    def look_at(self, lines: Iterable[Values]) -> None:
        """Hear the lines before rows are loaded: a desk over very many rows loads only what these lines can find."""

    def rows(self) -> QuerySet[Any]:
        """Return the rows that the person may see, as `values_of` needs them."""
        return self.kind.visible(self.user)

    def values_of(self, row: Any) -> Values:
        """Return a row as the columns of its list; an export is made of these, and an import compares with them."""
        raise NotImplementedError

    def canonical(self, values: Values) -> Values:
        """Return a line's values in the spelling of `values_of`, or raise `Wrong`."""
        raise NotImplementedError

    def finding_keys(self, values: Values) -> Sequence[Key]:
        """Return by what a line finds its row, the surest first."""
        raise NotImplementedError

    def standing_keys(self, values: Values) -> Sequence[Key]:
        """Return by what a standing row is found."""
        return self.finding_keys(values)

    def settle(self, before: Values, after: Values) -> Values:
        """Return what a row that stands shall hold; a desk that keeps a value against the list says so with `note`."""
        return after

    def judge(self, wanted: Sequence[Wanted]) -> Iterable[Remark]:
        """Look over all lines together; a remark that refuses takes its line out."""
        return ()

    def lacks(self) -> Iterable[str]:
        """Say what the list as a whole leaves out, in whole sentences; they stand beside the lines and refuse nothing."""
        return ()

    def fields(self, values: Values) -> dict[str, Any]:
        """Return the model's fields for a row's values."""
        raise NotImplementedError

    def write(self, wanted: Sequence[Wanted], told: Callable[[int], None]) -> list[Any]:
        """Write all of them in sets and return the rows; `told` hears how many are done."""
        new = [self.model(**self.fields(one.after)) for one in wanted if one.pk is None]
        changed = [one for one in wanted if one.pk is not None]
        self.name_new(new)
        fill(new)
        self.model._default_manager.bulk_create(new, batch_size=CREATE_AT_ONCE)
        told(len(new))
        return [*new, *self._change(changed, told, len(new))]

    def name_new(self, new: Sequence[Any]) -> None:
        """Give new rows what only the register knows: their codes."""

    def _change(self, changed: Sequence[Wanted], told: Callable[[int], None], done: int) -> list[Any]:
        rows = []
        for start in range(0, len(changed), CREATE_AT_ONCE):
            part = changed[start : start + CREATE_AT_ONCE]
            rows += self._change_part(part)
            told(done + start + len(part))
        return rows

    def _change_part(self, part: Sequence[Wanted]) -> list[Any]:
        standing = self.model._default_manager.in_bulk([one.pk for one in part if one.pk is not None])
        touched: set[str] = set()
        for one in part:
            row = standing[one.pk]  # type: ignore[index]
            for name, value in self.fields(one.after).items():
                if getattr(row, name) != value:
                    setattr(row, name, value)
                    touched.add(name)
        rows = list(standing.values())
        if self.counts_changes and touched:
            touched.add("version")
            for row in rows:
                row.version += 1  # type: ignore[attr-defined]
        searched = fill(rows)
        if touched:
            self.model._default_manager.bulk_update(rows, sorted(touched | searched), batch_size=UPDATE_AT_ONCE)
        return rows


SEARCHED = ("folded", "sort_key")


def fill(rows: Sequence[Any]) -> set[str]:
    """Set what search and order need, which `bulk_create` does not; return the names of those columns."""
    for row in rows:
        if hasattr(row, "fill_search"):
            row.fill_search()
    return {name for name in SEARCHED if rows and hasattr(rows[0], "fill_search") and hasattr(rows[0], name)}


def same_value(one: Value, other: Value) -> bool:
    """Say whether two values are the same in a list: nothing and blank are, and so are spellings of blanks and lines."""
    if isinstance(one, str) or isinstance(other, str):
        return as_text(one or "") == as_text(other or "")
    return one == other or (one in (None, ()) and other in (None, ()))


def packed(kind: ListKind, values: Values) -> dict[str, Any]:
    """Return values as plain JSON."""
    return {key: value if isinstance(value, str | int | bool | None) else _plain(value) for key, value in values.items()}


def _plain(value: Value) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else str(value)


def unpacked(kind: ListKind, plain: Mapping[str, Any]) -> Values:
    """Return values again as their columns type them."""
    return dict(_typed(kind, plain))


def _typed(kind: ListKind, plain: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    from decimal import Decimal

    for key, value in plain.items():
        wanted = kind.by_key[key].kind
        if value is None:
            yield key, None
        elif wanted is Kind.DATE:
            yield key, date.fromisoformat(value)
        elif wanted is Kind.LIST:
            yield key, tuple(value)
        else:
            yield key, Decimal(value) if wanted is Kind.DECIMAL else value


kinds: Registry[ListKind] = Registry("lists.kinds")


def kind_of(key: str) -> ListKind | None:
    """Return the kind with this key."""
    return kinds.entries.get(key)


def kinds_of_room(room: str) -> list[ListKind]:
    """Return the kinds that a room owns, in the order in which it registered them."""
    return [kind for kind in kinds.entries.values() if kind.room == room]
