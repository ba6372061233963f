"""The rows of the list of sources, drawn in Python: what is the same in all of them is asked once a page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.alerts.models import AlertSource
from vonggac.apps.alerts.queries.sources import Standing
from vonggac.apps.face.shapes import state
from vonggac.apps.face.templatetags.face import moment
from vonggac.kernel.reading import format_number

Line = tuple[Standing, tuple[str, str], SafeString]
"""How a source stands, its mark, the picture of its week."""


class Rows:
    """Draws the rows of one page; everything that comes from outside is escaped where it is put in."""

    def __init__(self) -> None:
        labels = _("Tình trạng"), _("Cảnh báo cuối"), _("Nhận hôm nay"), _("Từ chối hôm nay"), _("Không đọc được hôm nay"), _("7 ngày")
        self.labels = [escape(one) for one in labels]
        self.ways = {code: escape(str(words)) for code, words in AlertSource.Way.choices}

    def row(self, line: Line) -> str:
        """Draw one source."""
        one, mark, week = line
        stands, last, received, refused, unparsed, days = self.labels
        why = one.source.stopped_because if one.source.stopped_at else one.verdict.because
        return (
            f'<tr>{self._named(one.source)}<td data-l="{stands}">{state(*mark)}<p class="because mb-0">{escape(why)}</p></td>'
            f'<td data-l="{last}">{_heard(one.source)}</td>'
            f'<td class="num" data-l="{received}">{format_number(one.today.received)}</td>'
            f"{_number(one.today.refused, refused)}{_number(one.today.unparsed, unparsed)}"
            f'<td data-l="{days}">{week}</td></tr>'
        )

    def _named(self, source: AlertSource) -> str:
        whose = f"{escape(source.organisation.name)}, {self.ways[source.way]}"
        link = f'<a href="{escape(source.get_absolute_url())}">{escape(source.name)}</a>'
        return f'<th scope="row">{link}<br><span class="small muted">{whose}</span></th>'


def _number(number: int, label: str) -> str:
    return f'<td class="num{"" if number else " nil"}" data-l="{label}">{format_number(number)}</td>'


def _heard(source: AlertSource) -> str:
    """When it was last heard, and how far its clock or its road is behind."""
    if source.last_at is None:
        return "–"
    if source.lag_seconds is None:
        return str(moment(source.last_at))
    late = ngettext("đến chậm %(n)s giây", "đến chậm %(n)s giây", source.lag_seconds) % {"n": format_number(source.lag_seconds)}
    return f'{moment(source.last_at)}<br><span class="small muted">{escape(late)}</span>'


def drawn(lines: Iterable[Line]) -> SafeString:
    """Draw the body of the table, a row a line."""
    rows = Rows()
    return SafeString("\n".join(rows.row(one) for one in lines))
