"""The rows of the board: one link to each task, the shape of its state, the colour of lateness. Drawn in Python, for hundreds a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
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


Said = tuple[str, int, bool]
"""What a cell says of its task: the word of its state, for how many days it is overdue, whether it was closed without an answer."""
Around = tuple[str, str]
"""What stands before and after the number of a task: hundreds of cells say one of few things."""


class Rows:
    """Draws the rows of one page; shapes, words and the rule of lateness are asked once, and what says the same is drawn once."""

    def __init__(self, board: Board, today: date) -> None:
        self.rule = LateRule(today)
        codes = ("new", "doing", "sent", "back", "done", "off")
        self.shapes = {code: format_html('<svg aria-hidden="true"><use href="{}"/></svg>', sprite(f"s-{code}")) for code in codes}
        self.words = {code: state_words(code) for code in codes} | {"closed": _("Đóng, không có trả lời")}
        self.tasks = [(one.number, format_html('<td data-l="{}">', one.number)) for one in board.assignments]
        self.figures = [(one.field.pk, format_html('<td class="num" data-l="{}">', one.field.label)) for one in board.figures]
        self.ended = format_html("<small>{}</small>", _("đã kết thúc hoạt động"))
        self.columns = 1 + len(self.tasks) + len(self.figures)
        self.said: dict[tuple[str, tuple[object, ...]], Said] = {}
        self.drawn: dict[tuple[str, Said], Around] = {}

    def heading(self, group: int, bodies: int) -> str:
        """Draw the line above a group: its name, and how many bodies the filters left in it."""
        words = ngettext("%(name)s, %(n)s cơ quan", "%(name)s, %(n)s cơ quan", bodies) % {"name": group_names()[group], "n": bodies}
        return format_html('<tr class="group"><th scope="colgroup" colspan="{}">{}</th></tr>', self.columns, words)

    def row(self, row: BoardRow) -> str:
        """Draw a body: its name, what it has under every obligation, and what it answered to every figure."""
        body = row.organisation
        drawn = [f'<tr><th scope="row">{escape(body.addressed_as())}{self.ended if body.valid_to else ""}</th>']
        drawn += [f"{td}{self.cell(tasks, no, body.kind)}</td>" for (no, td), tasks in zip(self.tasks, row.cells, strict=True)]
        drawn += [f"{td}{vn_number(row.figures[field]) if field in row.figures else ''}</td>" for field, td in self.figures]
        return "".join([*drawn, "</tr>"])

    def cell(self, tasks: Sequence[Standing], number: str, kind: str) -> str:
        """Draw what one body has under one obligation: usually one task, several after a merger, none when it is not addressed."""
        if not tasks:
            return self._off(number)
        if len(tasks) == 1:
            return self.link(tasks[0], number, kind)
        return "".join(self.link(task, number, kind) for task in _latest(tasks))

    def link(self, task: Standing, number: str, kind: str) -> str:
        """Draw one task; both parts around its number are escaped."""
        seen = (kind, task.standing())
        said = self.said.get(seen)
        if said is None:
            said = self.said[seen] = self._said(task, kind)
        around = self.drawn.get((number, said))
        if around is None:
            around = self.drawn[number, said] = self._around(number, *said)
        return f"{around[0]}{task.pk:d}{around[1]}"

    def _said(self, task: Standing, kind: str) -> Said:
        return (
            "off" if task.state == "done" and task.not_applicable else task.state,
            task.days_late(self.rule, kind),
            task.closed_unanswered,
        )

    def _around(self, number: str, code: str, days: int, closed: bool) -> Around:
        words = days_text(-days) if days else self.words["closed" if closed else code]
        state = f"{self.words[code]}, " if days else ""
        after = f'/">{self.shapes[code]}<span class="visually-hidden">{escape(number)}: {escape(state)}</span>{escape(words)}</a>'
        return f'<a class="cell {escape(code)}{" is-late" if days else ""}" href="/viec/', after

    def _off(self, number: str) -> str:
        words = _("không giao")
        return format_html('<span class="cell off">{}<span class="visually-hidden">{}: {}</span></span>', self.shapes["off"], number, words)


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


def lines(board: Board, today: date) -> SafeString:
    """Draw the body of the table, a line each, with a heading where a group begins on this page."""
    draw, drawn, group = Rows(board, today), [], None
    for row in board.rows:
        if row.group != group:
            group = row.group
            drawn.append(draw.heading(group, board.groups.get(group, 0)))
        drawn.append(draw.row(row))
    return SafeString("".join(f"{line}\n" for line in drawn))


def group_names() -> tuple[str, str, str]:
    """Return the names of the groups, in the order of the board."""
    return _("Cơ quan, tổ chức cấp tỉnh"), _("Xã, phường, đặc khu"), _("Doanh nghiệp viễn thông, nhà cung cấp dịch vụ")
