"""A shape confirmed last month laid over this month's file: the same headings fit, others are told column by column."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vonggac.kernel.vietnamese import fold
from vonggac.sources.addresslists.model import ColumnShape, Proposal, Shape, TableShape
from vonggac.sources.tables.model import letter


@dataclass(frozen=True, slots=True)
class Fit:
    """A remembered shape on a new file."""

    shape: Shape
    """The new file's layout with the remembered meanings, found again by their headings."""
    moved: tuple[str, ...]
    """Sentences about columns that moved, are missing or are new; empty when the shape holds as it is."""

    @property
    def is_same(self) -> bool:
        return not self.moved


def fit_shape(remembered: Shape, proposal: Proposal) -> Fit:
    """Return the remembered meanings on the layout of the new file; titles above the table may change from month to month, headings not."""
    moved: list[str] = []
    tables: list[TableShape] = []
    for number, table in enumerate(proposal.shape.tables):
        known = _table_like(remembered, table, number)
        fitted, told = _fitted(known, table)
        tables.append(fitted)
        moved += told
    shape = replace(
        proposal.shape,
        tables=tuple(tables),
        zone=remembered.zone,
        is_zone_told=remembered.is_zone_told,
    )
    return Fit(shape, tuple(dict.fromkeys(moved)))


def _table_like(remembered: Shape, table: TableShape, number: int) -> TableShape:
    wanted = _folded(table)
    for each in remembered.tables:
        if _folded(each) == wanted:
            return each
    return remembered.tables[min(number, len(remembered.tables) - 1)]


def _folded(table: TableShape) -> list[str]:
    return [fold(title) for title in table.titles]


def _fitted(known: TableShape, table: TableShape) -> tuple[TableShape, list[str]]:
    if _folded(known) == _folded(table):
        columns = tuple(_carried(old, new) for old, new in zip(known.columns, table.columns, strict=True))
        return replace(table, columns=columns), []
    return _found_again(known, table)


def _carried(old: ColumnShape, new: ColumnShape) -> ColumnShape:
    """The meaning and order are remembered; a zone that the heading says is the heading's."""
    return replace(
        old, index=new.index, title=new.title, zone=new.zone or old.zone, order=new.order if new.order and not old.order else old.order
    )


def _found_again(known: TableShape, table: TableShape) -> tuple[TableShape, list[str]]:
    columns = [replace(each, meaning=None) for each in table.columns]
    moved: list[str] = []
    free = {index: fold(each.title) for index, each in enumerate(columns)}
    for old in known.columns:
        if old.meaning is None:
            continue
        title = fold(old.title)
        place = old.index if free.get(old.index) == title else next((index for index, each in free.items() if each == title), None)
        if place is None or not title:
            moved.append(f"Không còn cột {_named(old)}.")
            continue
        free.pop(place)
        if place != old.index:
            moved.append(f"Cột {_named(old)} nay ở {letter(place)}.")
        columns[place] = _carried(old, table.columns[place])
    new = [each for index, each in enumerate(table.columns) if index in free and each.meaning is not None and each.title]
    moved += [f"Có cột mới {_named(each)}." for each in new if fold(each.title) not in _folded(known)]
    return replace(table, columns=tuple(columns)), moved or ["Các tiêu đề cột đã đổi."]


def _named(column: ColumnShape) -> str:
    return f"{letter(column.index)} “{column.title}”" if column.title else letter(column.index)
