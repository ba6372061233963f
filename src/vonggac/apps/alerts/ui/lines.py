"""The rows of the queue, drawn in Python: fifty a page, and what is the same in all of them is asked once a page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from html import escape

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.alerts.models import Alert
from vonggac.apps.alerts.queries.rows import QueueRow
from vonggac.apps.alerts.ui.words import Clock, clock_of, span_words
from vonggac.apps.face.shapes import icon, level, severity
from vonggac.kernel.reading import format_number

CHOSEN = "chosen"
FOLLOWS = 'hx-trigger="focus delay:150ms" hx-select="#chosen" hx-target="#pane" hx-swap="innerHTML" hx-sync="#pane:replace"'
"""The pane beside the queue follows the row that is pointed at."""


def link_to_row(query: QueryDict) -> str:
    """Return this page's query up to the number of the chosen alert, as an attribute holds it."""
    asked = query.copy()
    for name in ("page", CHOSEN):
        asked.pop(name, None)
    return escape(f"?{asked.urlencode()}&{CHOSEN}=" if asked else f"?{CHOSEN}=")


def draw_clock(clock: Clock | None) -> str:
    """Draw how long is left; a dash where no clock runs. As `alerts/parts/clock.html`."""
    if clock is None:
        return "–"
    if clock.late:
        return f'<span class="late nowrap">{icon("clock-exclamation")}{escape(clock.words)}</span>'
    return f'<span class="{"soon" if clock.near else "muted nowrap"}">{escape(clock.words)}</span>'


class Rows:
    """Draws the rows of one page; everything that comes from outside is escaped where it is put in."""

    def __init__(self, query: QueryDict, at: datetime, chosen: int | None, *, may_tick: bool) -> None:
        self.at, self.chosen, self.may_tick = at, chosen, may_tick
        self.link = link_to_row(query)
        self.tick = _("Chọn %(number)s: %(title)s")
        self.nobody, acting, target, often, due = map(
            escape, (_("Chưa rõ của cơ quan nào"), _("Từ"), _("tới"), _("Số lần, tuổi"), _("Hạn"))
        )
        self.origin = f'<span class="way"><span class="visually-hidden">{acting} </span>'
        self.onto = f' <span aria-hidden="true">→</span><span class="visually-hidden"> {target}</span> <code>'
        self.times = f'</td><td class="num tx" data-l="{often}">'
        self.ends = f'</td><td data-l="{due}">'
        self.verdicts = {code: escape(str(words)) for code, words in Alert.Verdict.choices}
        self.marks = cache(lambda storeys, how: f"{level(storeys)}<br>{severity(how)}")
        self.often = cache(_often)

    def row(self, row: QueueRow) -> str:
        """Draw one alert."""
        here = ' class="on" aria-current="true"' if row.pk == self.chosen else ""
        age = escape(span_words(self.at - row.arrived_at))
        return (
            f'<tr{here}><td class="lvs">{self._box(row) if self.may_tick else ""}{self.marks(row.level, row.severity)}</td><td>'
            f"{self._title(row)}{self._way(row)}{self._whose(row)}{self.times}"
            f'{self.often(row.count)}<span class="d-md-none">, </span><br><span class="muted">{age}</span>'
            f"{self.ends}{draw_clock(clock_of(row, self.at))}</td></tr>"
        )

    def _box(self, row: QueueRow) -> str:
        said = escape(self.tick % {"number": row.number(), "title": row.title})
        return f'<input class="form-check-input me-2" type="checkbox" name="chon" value="{row.pk:d}.{row.version:d}" aria-label="{said}">'

    def _title(self, row: QueueRow) -> str:
        link = f"{self.link}{row.pk:d}"
        return (
            f'<a class="row-link" id="alert-{row.pk:d}" href="{link}#chosen" data-alert="{row.pk:d}" hx-get="{link}" {FOLLOWS}>'
            f"{escape(row.title)}</a><br>"
        )

    def _way(self, row: QueueRow) -> str:
        if not row.acting and not row.target:
            return ""
        acting = f"<code>{escape(row.acting)}</code>" if row.acting else "–"
        target = f"{self.onto}{escape(row.target)}</code>" if row.target else ""
        return f"{self.origin}{acting}{target}</span><br>"

    def _whose(self, row: QueueRow) -> str:
        """Whose it is, what was found of it, who handles it."""
        whose = escape(row.system or row.organisation or "") or self.nobody
        told = [self.verdicts[row.verdict]] if row.state != Alert.State.WAITING and row.verdict else []
        if row.assignee and (told or row.state == Alert.State.WAITING):
            told.append(escape(row.assignee))
        return f'<span class="muted">{whose}</span>' + (f' <span class="muted">{", ".join(told)}</span>' if told else "")


def _often(number: int) -> str:
    return escape(ngettext("%(n)s lần", "%(n)s lần", number) % {"n": format_number(number)})


def drawn(rows: Iterable[QueueRow], query: QueryDict, at: datetime, chosen: int | None, *, may_tick: bool) -> SafeString:
    """Draw the body of the table, a row a line."""
    draw = Rows(query, at, chosen, may_tick=may_tick)
    return SafeString("\n".join(draw.row(row) for row in rows))
