"""A list against the rows that stand: what is new, what changes and how, what is the same, what cannot go in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from vonggac.apps.lists.kinds import Desk, Key, ListKind, Values, Wanted, Wrong, same_value
from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.refusal import shortened
from vonggac.sources.tables.model import Column, Row, Table
from vonggac.sources.tables.write import shown


@dataclass(slots=True)
class Compared:
    """What one list would do."""

    wanted: list[Wanted] = field(default_factory=list)
    """New and changed, in the order of the list."""
    same: int = 0
    bad: list[BadRow] = field(default_factory=list)
    warnings: list[BadRow] = field(default_factory=list)

    @property
    def added(self) -> int:
        return sum(1 for one in self.wanted if one.pk is None)

    @property
    def changed(self) -> int:
        return len(self.wanted) - self.added


def compare(table: Table, desk: Desk) -> Compared:
    """Compare every good line with the row it finds; a line that finds the row of an earlier line is bad."""
    comparing = _Comparing(table, desk)
    for row in table.rows:
        comparing.take(row)
    return comparing.finish()


class _Comparing:
    """Lines and rows while they are brought together."""

    def __init__(self, table: Table, desk: Desk) -> None:
        self.table, self.desk, self.kind = table, desk, desk.kind
        self.said = set(table.found)
        desk.look_at(dict(row.values) for row in table.rows)
        self.standing: dict[int, Values] = {row.pk: desk.values_of(row) for row in desk.rows()}
        self.index: dict[Key, list[int]] = {}
        for pk, values in self.standing.items():
            for key in desk.standing_keys(values):
                self.index.setdefault(key, []).append(pk)
        self.lines: dict[object, int] = {}
        self.result = Compared()

    def take(self, row: Row) -> None:
        """Bring one line in, or say where and why not."""
        self.desk.notes.clear()
        try:
            wanted = self._understood(row)
        except Wrong as wrong:
            self.result.bad.append(self._located(row, wrong))
            return
        self.result.warnings += [self._located(row, Wrong(column, why, "note")) for column, why in self.desk.notes]
        if wanted.before is not None and all(same_value(wanted.before[key], wanted.after[key]) for key in wanted.after):
            self.result.same += 1
        else:
            self.result.wanted.append(wanted)

    def _understood(self, row: Row) -> Wanted:
        heard = {key: value for key, value in row.values.items() if key in self.said}
        values = self.desk.canonical({column.key: heard.get(column.key) for column in self.kind.columns})
        pk = self._found(values)
        before = None if pk is None else self.standing[pk]
        after = values if before is None else {key: values[key] if self._speaks(key, heard) else before[key] for key in values}
        after = after if before is None else self.desk.settle(before, after)
        self._only_once(row, pk, after)
        return Wanted(row.line, row.sheet, pk, before, after)

    def _speaks(self, key: str, heard: Values) -> bool:
        return key in heard and not (key in self.kind.blank_keeps and heard[key] in (None, ""))

    def _found(self, values: Values) -> int | None:
        for key in self.desk.finding_keys(values):
            found = self.index.get(key, [])
            if len(found) > 1:
                said = _("Có %(n)s dòng đã ghi trùng với dòng này. Ghi thêm mã hoặc ngày bắt đầu để chỉ đúng một dòng.")
                raise Wrong(self.kind.columns[0].key, said % {"n": len(found)}, "ambiguous")
            if found:
                return found[0]
        return None

    def _only_once(self, row: Row, pk: int | None, after: Values) -> None:
        mark: object = pk if pk is not None else ("new", *self.desk.finding_keys(after)[:1])
        first = self.lines.setdefault(mark, row.line)
        if first != row.line:
            said = _("Dòng này nói về cùng một thứ với dòng %(line)s. Giữ một trong hai dòng.")
            raise Wrong(self.kind.columns[0].key, said % {"line": first}, "twice")

    def _located(self, row: Row, wrong: Wrong) -> BadRow:
        column = self.kind.by_key.get(wrong.column)
        seen = shown(column, row.values.get(column.key)) if column else ""
        return BadRow(self._place(row.sheet, row.line, column), wrong.why, shortened(seen), wrong.rule)

    def _place(self, sheet: str | None, line: int, column: Column | None) -> Place:
        heading = "" if column is None else self.table.found.get(column.key) or column.title
        return Place(self.table.source, sheet, line, heading)

    def finish(self) -> Compared:
        """Let the desk look over everything together, then put all that is wrong in the order of the list."""
        refused: set[int] = set()
        for remark in self.desk.judge(self.result.wanted):
            column = self.kind.by_key.get(remark.column)
            seen = shown(column, remark.wanted.after.get(remark.column)) if column else ""
            bad = BadRow(self._place(remark.wanted.sheet, remark.wanted.line, column), remark.why, shortened(seen), "conflict")
            (self.result.bad if remark.refuses else self.result.warnings).append(bad)
            if remark.refuses:
                refused.add(id(remark.wanted))
        self.result.wanted = [one for one in self.result.wanted if id(one) not in refused]
        self.result.bad = sorted([*self.table.bad, *self.result.bad], key=_order)
        lacking = [BadRow(Place(self.table.source, None, None, ""), words, "", "incomplete") for words in self.desk.lacks()]
        self.result.warnings = [*lacking, *self.table.warnings, *sorted(self.result.warnings, key=_order)]
        return self.result


def _order(bad: BadRow) -> tuple[str, int]:
    return bad.place.sheet or "", bad.place.line or 0


@dataclass(frozen=True, slots=True)
class Shift:
    """One value before and after, in words."""

    title: str
    before: str
    after: str


def shifts(kind: ListKind, before: Values | None, after: Values) -> Iterator[Shift]:
    """Give what a line changes; of a new row, everything it says."""
    for column in kind.columns:
        old = shown(column, before.get(column.key)) if before else ""
        new = shown(column, after.get(column.key))
        if (before is None and new) or (before is not None and not same_value(before.get(column.key), after.get(column.key))):
            yield Shift(column.title, old, new)


def first_words(kind: ListKind, values: Values, most: int = 3) -> Sequence[str]:
    """Return by what a person knows the line: its required columns."""
    named = [shown(column, values.get(column.key)) for column in kind.columns if column.required]
    return [text for text in named if text][:most]
