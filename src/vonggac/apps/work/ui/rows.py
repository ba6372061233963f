"""Rows of a queue, drawn in Python: a page shows fifty, and as many components with their slots would take a tenth of a second."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face import shapes
from vonggac.apps.work.ui.lines import Line
from vonggac.kernel.reading import format_date

NOTHING = SafeString("")


class Rows:
    """Draws the rows of one page: the markup of the component `work`, flat."""

    def __init__(self, request: HttpRequest, *, show_body: bool = False, with_actions: bool = False) -> None:
        self.show_body, self.with_actions = show_body, with_actions
        self.token = get_token(request) if with_actions else ""
        self.task_url = reverse("work:task", args=[0])
        self.drawn: dict[Hashable, SafeString] = {}
        """Pieces by what they say: fifty rows say few different things."""

    def once(self, *said: Hashable, draw: Callable[[], SafeString]) -> SafeString:
        """Return the piece that says this, drawn when it is said for the first time."""
        if said not in self.drawn:
            self.drawn[said] = draw()
        return self.drawn[said]

    def draw(self, lines: Iterable[Line]) -> list[SafeString]:
        """Draw several rows."""
        return [self.row(line) for line in lines]

    def row(self, line: Line) -> SafeString:
        """Draw one task."""
        url, title = self.task_url.replace("/0/", f"/{line.task.pk}/"), line.task.assignment.title
        why = format_html("<p><b>{}</b> {}</p>", line.why_label or _("Vì sao:"), line.why) if line.why else NOTHING
        marks = (line.late_days, line.state_code, line.state_words, line.task.level, line.task.extension_asked)  # type: ignore[attr-defined]
        return format_html(
            '<li class="work flat"><div><div class="meta mb-1">{}</div><a class="what" href="{}">{}</a>{}{}</div>'
            '<div class="end">{}{}</div></li>',
            self.once("marks", *marks, draw=lambda: _marks(line)),
            url,
            title,
            why,
            self._meta(line),
            _left(line),
            self._acts(line, url, title) if self.with_actions else NOTHING,
        )

    def _meta(self, line: Line) -> SafeString:
        task, basis = line.task, line.task.assignment.basis
        body, due = task.organisation, (task.due_on, line.own_deadline)
        said = [
            self.once("body", body.pk, draw=lambda: _said("building-community", body.addressed_as())) if self.show_body else NOTHING,
            _inherited(line),
            self.once("basis", basis, draw=lambda: _said("file-text", basis)) if basis else NOTHING,
            self.once("due", *due, draw=lambda: _due(line)),
            _comments(task.comments),  # type: ignore[attr-defined]
            _said("user", task.post.title) if task.post else NOTHING,
        ]
        shown = SafeString("").join(said)
        return format_html('<div class="meta">{}</div>', SafeString(shown)) if shown else NOTHING

    def _acts(self, line: Line, url: str, title: str) -> SafeString:
        hidden = format_html('<span class="visually-hidden">: {}</span>', title)
        if line.task.state == "new" and not line.late_days:
            return format_html(
                '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
                '<input type="hidden" name="task" value="{}"><button class="btn" type="submit">{}{}</button></form>',
                reverse("work:acknowledge"),
                self.token,
                line.task.pk,
                line.action,
                hidden,
            )
        main = " btn-primary" if line.is_main else ""
        act = format_html('<a class="btn{}" href="{}#tra-loi">{}{}</a>', main, url, line.action, hidden)
        return act + self._more_time(line, hidden)

    def _more_time(self, line: Line, hidden: SafeString) -> SafeString:
        if not line.late_days or line.task.extension_asked:  # type: ignore[attr-defined]
            return NOTHING
        url = reverse("work:extension", args=[line.task.pk])
        return format_html('<a class="btn btn-quiet btn-sm" href="{}">{}{}</a>', url, _("Xin gia hạn"), hidden)


def _said(icon: str, words: object) -> SafeString:
    return format_html("<span>{}{}</span>", shapes.icon(icon), words)


def _marks(line: Line) -> SafeString:
    asked = line.task.extension_asked  # type: ignore[attr-defined]
    marks = [
        shapes.late(line.late_days) if line.late_days else NOTHING,
        shapes.state(line.state_code, words=line.state_words),
        shapes.level(line.task.level) if line.task.level else NOTHING,
        format_html('<span class="soon">{}</span>', _("Đã xin gia hạn")) if asked else NOTHING,
    ]
    return SafeString(" ".join(mark for mark in marks if mark))


def _left(line: Line) -> SafeString:
    return format_html('<span class="{}">{}</span>', "soon" if line.is_soon else "nowrap", line.left) if line.left else NOTHING


def _due(line: Line) -> SafeString:
    if not line.task.due_on:
        return NOTHING
    kind, origin = ("src own", _("hạn theo dõi nội bộ")) if line.own_deadline else ("src", _("theo văn bản"))
    origin_said = format_html('<span class="{}">{}</span>', kind, origin)
    return _said("calendar-due", format_html("{} {}, {}", _("Hạn"), format_date(line.task.due_on), origin_said))


def _inherited(line: Line) -> SafeString:
    task = line.task
    if task.addressed_to_id == task.organisation_id:
        return NOTHING
    return _said("building-community", format_html("{} {}", _("Tiếp nhận từ"), task.addressed_to.addressed_as()))


def _comments(count: int) -> SafeString:
    return _said("message", ngettext("%(n)s trao đổi", "%(n)s trao đổi", count) % {"n": count}) if count else NOTHING
