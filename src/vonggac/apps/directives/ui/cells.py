"""The cells of the board: one link to the task, the shape of its state, the colour of lateness. Drawn in Python, for hundreds a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.reading import days_text
from vonggac.apps.face.shapes import sprite, state_words
from vonggac.apps.face.templatetags.face import vn_number
from vonggac.apps.work.lateness import LateRule
from vonggac.apps.work.models import Assignment
from vonggac.apps.work.queries.boards import Board, BoardRow, Span, Standing, StateCounts

SOON = 3
"""So many days before a deadline its column says so."""


Columns = tuple[list[tuple[str, SafeString]], list[tuple[int, SafeString]]]
"""Number and beginning of each cell of an obligation; field and beginning of each cell of a figure."""


class Cells:
    """Draws the cells of one page; shapes, words and the rule of lateness are asked once."""

    def __init__(self, today: date) -> None:
        self.rule = LateRule(today)
        codes = ("new", "doing", "sent", "back", "done", "off")
        self.shapes = {code: format_html('<svg aria-hidden="true"><use href="{}"/></svg>', sprite(f"s-{code}")) for code in codes}
        self.words = {code: state_words(code) for code in codes} | {"closed": _("Đóng, không có trả lời")}
        self.drawn: dict[tuple[str, int, str, bool], tuple[str, str]] = {}
        """What stands before and after the number of a task: hundreds of cells say one of few things."""

    def cell(self, tasks: Sequence[Standing], number: str, kind: str) -> SafeString:
        """Draw what one body has under one obligation: usually one task, several after a merger, none when it is not addressed."""
        if not tasks:
            return format_html(
                '<span class="cell off">{}<span class="visually-hidden">{}: {}</span></span>', self.shapes["off"], number, _("không giao")
            )
        if len(tasks) == 1:
            return self.link(tasks[0], number, kind)
        return SafeString("".join(self.link(task, number, kind) for task in _latest(tasks)))

    def link(self, task: Standing, number: str, kind: str) -> SafeString:
        """Draw one task."""
        code = "off" if task.state == "done" and task.not_applicable else str(task.state)
        said = (code, task.days_late(self.rule, kind), number, task.closed_unanswered)
        if said not in self.drawn:
            self.drawn[said] = self._around(*said)
        before, after = self.drawn[said]
        return mark_safe(f"{before}{task.pk:d}{after}")  # noqa: S308  both parts are escaped, between them stands a number

    def _around(self, code: str, days: int, number: str, closed: bool) -> tuple[str, str]:
        words = days_text(-days) if days else self.words["closed" if closed else code]
        state = f"{self.words[code]}, " if days else ""
        after = format_html('/">{}<span class="visually-hidden">{}: {}</span>{}</a>', self.shapes[code], number, state, words)
        return format_html('<a class="cell {}{}" href="/viec/', code, " is-late" if days else ""), after

    def heads_of(self, board: Board) -> Columns:
        """Draw the beginnings of the cells of every row once."""
        tasks = [(one.number, format_html('<td data-l="{}">', one.number)) for one in board.assignments]
        figures = [(one.field.pk, format_html('<td class="num" data-l="{}">', one.field.label)) for one in board.figures]
        return tasks, figures

    def cells(self, columns: Columns, row: BoardRow) -> SafeString:
        """Draw what a body has under every obligation, and what it answered to every figure."""
        tasks, figures = columns
        drawn = [f"{td}{self.cell(cell, no, row.organisation.kind)}</td>" for (no, td), cell in zip(tasks, row.cells, strict=True)]
        drawn += [f"{td}{vn_number(row.figures.get(field))}</td>" for field, td in figures]
        return SafeString("".join(drawn))


def _latest(tasks: Sequence[Standing]) -> Iterable[Standing]:
    """Return the last turn of each share: recurring work shows how it stands now."""
    return {(task.addressed_to_id, task.system_id): task for task in tasks}.values()


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one column: what is asked, how far it is, until when and who says so."""

    assignment: Assignment
    counts: StateCounts
    due: str
    origin: str
    is_soon: bool

    @property
    def words(self) -> str:
        """Say the bar for those who cannot see it."""
        named = {"done": self.counts.done, "all": self.counts.total, "late": self.counts.late}
        return _("%(done)s trên %(all)s hoàn thành, %(late)s quá hạn") % named

    @property
    def done_width(self) -> int:
        return 100 * self.counts.done // (self.counts.total or 1)

    @property
    def late_width(self) -> int:
        return 100 * self.counts.late // (self.counts.total or 1)


def heads(board: Board, today: date) -> list[Head]:
    """Return the heads in the order of the columns."""
    return [_head(one, board.counts.get(one.pk, StateCounts()), board.dues.get(one.pk), today) for one in board.assignments]


def _head(assignment: Assignment, counts: StateCounts, span: Span | None, today: date) -> Head:
    if span is None or span.first is None or span.last is None:
        return Head(assignment, counts, _("Định kỳ") if assignment.recurrence else _("Văn bản không nêu hạn"), "", False)
    due = _short(span.first, today) if span.first == span.last else f"{_short(span.first, today)}–{_short(span.last, today)}"
    soon = bool(counts.open) and 0 <= (span.last - today).days < SOON
    return Head(assignment, counts, _("Hạn %(due)s") % {"due": due}, _origin(span), soon)


def _origin(span: Span) -> str:
    """Say who set the deadline; an internal one is never shown as one of the text (design, section 6)."""
    if not span.by_text:
        return _("hạn theo dõi nội bộ")
    return _("theo văn bản") if span.by_text == span.tasks else _("một phần theo văn bản")


def _short(day: date, today: date) -> str:
    return f"{day:%d/%m}" if day.year == today.year else f"{day:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the board: a heading of a group, or a body with its cells and figures."""

    heading: str
    row: BoardRow | None = None
    cells: SafeString = SafeString()
    """The cells of its table row, tasks first, then figures."""


def lines(board: Board, today: date) -> list[Shown]:
    """Return the body of the table, with a heading where a group begins on this page."""
    draw, found, group = Cells(today), [], None
    columns = draw.heads_of(board)
    for row in board.rows:
        if row.group != group:
            group = row.group
            found.append(
                Shown(
                    ngettext("%(name)s, %(n)s cơ quan", "%(name)s, %(n)s cơ quan", board.groups.get(group, 0))
                    % {"name": group_names()[group], "n": board.groups.get(group, 0)}
                )
            )
        found.append(Shown("", row, draw.cells(columns, row)))
    return found


def group_names() -> tuple[str, str, str]:
    """Return the names of the groups, in the order of the board."""
    return _("Cơ quan, tổ chức cấp tỉnh"), _("Xã, phường, đặc khu"), _("Doanh nghiệp viễn thông, nhà cung cấp dịch vụ")
