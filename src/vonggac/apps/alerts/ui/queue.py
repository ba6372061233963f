"""The queue: what waits, in what order, the chosen one beside it with everything that decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import cache_control

from vonggac.apps.alerts.models import Alert, AlertSource
from vonggac.apps.alerts.queries import queue as queries
from vonggac.apps.alerts.queries.detail import alert_to_read
from vonggac.apps.alerts.queries.rows import QueueRow
from vonggac.apps.alerts.queries.visibility import sees_all
from vonggac.apps.alerts.queries.waiting import hidden_from, sources_seen_by
from vonggac.apps.alerts.ui.chosen import decides
from vonggac.apps.alerts.ui.forms import filters_of, seen_in
from vonggac.apps.alerts.ui.lines import CHOSEN, drawn
from vonggac.apps.alerts.ui.words import KINDS, SEVERITIES, STATES, VERDICTS, span_words
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.counts import up_to
from vonggac.apps.organisations.queries import visible_to as bodies_visible_to
from vonggac.apps.registry.queries import visible_to as systems_visible_to
from vonggac.apps.registry.ui.forms import LEVEL_FILTERS
from vonggac.kernel.reading import format_number, parse_key

READ = ("GET", "HEAD")
AFTER = "after"
NOTHING = {
    queries.WAITING: gettext_lazy("Không có cảnh báo nào chờ xác minh"),
    queries.HANDLING: gettext_lazy("Không có cảnh báo nào đang xử lý"),
    queries.CLOSED: gettext_lazy("Không có cảnh báo nào đã đóng"),
}
NAMED_SILENT = 2
"""So many silent sources are named beside the title; the others are counted."""


@requires("alerts.read", methods=READ)
def queue(request: HttpRequest) -> HttpResponse:
    """Show a page of the queue and the chosen alert: level 3 and above first, then risk, then age."""
    at, seen = now(), seen_in(request.GET)
    asked = filters_of(seen)
    after = request.GET.get(AFTER, "")
    fitting = queries.fitting(request.user, asked, at=at)
    shown = queries.lines_of(fitting, asked, after)
    chosen = _chosen(request, shown.rows)
    figures = queries.figures_of(fitting, None if asked.is_of_the_past else at, shown, by_words=bool(asked.q), state=asked.state)
    sources = sources_seen_by(request.user)
    may_tick = request.user.may("alerts.triage")  # type: ignore[union-attr]
    hidden = queries.count_up_to(hidden_from(request.user)) if not asked.is_hidden else 0
    return page(
        request,
        "alerts/queue.html",
        slim=True,
        drawn=drawn(shown.rows, request.GET, at, chosen.pk if chosen else None, may_tick=may_tick),
        shown=shown,
        asked=asked,
        seen=seen,
        figures=figures,
        headline=headline(figures, asked),
        late_words=_late(figures),
        asked_for_one=bool(request.GET.get(CHOSEN)),
        sources=_sources(sources, at),
        hidden=hidden,
        hidden_words=up_to(hidden, queries.MOST_COUNTED),
        reach=queries.WORDS_REACH,
        chips=_chips(request, seen, sources),
        at=at,
        kept=[(name, seen[name]) for name in ("body", "system", "hidden", "rule", "product")],
        refresh=_here(request),
        sees_rules=sees_all(request.user),
        may_tick=may_tick,
        **_choices(sources),
        **(decides(request, chosen, at, came_from=_here(request)) if chosen else {}),
    )


def _here(request: HttpRequest) -> str:
    """The address of this page without what is chosen on it, to come back to after an act."""
    query = request.GET.copy()
    query.pop(CHOSEN, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _chosen(request: HttpRequest, rows: Sequence[QueueRow]) -> Alert | None:
    """Return the alert that was asked for, else the first of the page."""
    text = request.GET.get(CHOSEN, "")
    wanted = parse_key(text)
    number = wanted if wanted is not None else rows[0].pk if rows else None
    found = alert_to_read(request.user).filter(pk=number).first() if number is not None else None
    return found or (alert_to_read(request.user).filter(pk=rows[0].pk).first() if rows else None)


def headline(figures: queries.Figures, asked: queries.QueueFilters) -> str:
    """Return the title: how many need a human, and how many of them are on level 3 and above."""
    if not figures.total and not asked.is_hidden and asked.state in NOTHING:
        return str(NOTHING[asked.state])
    number = up_to(figures.total, figures.most)
    words = {
        queries.WAITING: ngettext("%(n)s cảnh báo chờ xác minh", "%(n)s cảnh báo chờ xác minh", figures.total),
        queries.HANDLING: ngettext("%(n)s cảnh báo đang xử lý", "%(n)s cảnh báo đang xử lý", figures.total),
        queries.CLOSED: ngettext("%(n)s cảnh báo đã đóng", "%(n)s cảnh báo đã đóng", figures.total),
    }
    said = words.get(asked.state) or ngettext("%(n)s cảnh báo", "%(n)s cảnh báo", figures.total)
    if asked.is_hidden:
        said = ngettext("%(n)s cảnh báo bị quy tắc ẩn", "%(n)s cảnh báo bị quy tắc ẩn", figures.total)
    said = said % {"n": number}
    if not figures.high or (figures.is_more and asked.is_of_the_past):
        return said[:1].upper() + said[1:]
    high = ngettext("%(n)s trên hệ thống cấp độ 3 trở lên", "%(n)s trên hệ thống cấp độ 3 trở lên", figures.high)
    more = high % {"n": format_number(figures.high)}
    return f"{said[:1].upper()}{said[1:]}, {more}"


def _late(figures: queries.Figures) -> str:
    """Say how many are late; where not everything was counted, that there are more."""
    number = _("hơn %(most)s") % {"most": format_number(figures.late)} if figures.is_more else format_number(figures.late)
    said = ngettext("%(n)s quá hạn", "%(n)s quá hạn", figures.late) % {"n": number}
    return said[:1].upper() + said[1:]


def _sources(rows: Sequence[AlertSource], at: datetime) -> dict[str, Any]:
    silent = [(row, span_words(at - (row.last_at or row.silent_since or at))) for row in rows if row.silent_since]
    sending = sum(row.last_at is not None and row.silent_since is None for row in rows)
    return {"sending": sending, "named": silent[:NAMED_SILENT], "more_silent": max(0, len(silent) - NAMED_SILENT), "any": bool(rows)}


def _choices(sources: Sequence[AlertSource]) -> dict[str, Any]:
    return {
        "states": STATES,
        "severities": SEVERITIES,
        "levels": LEVEL_FILTERS,
        "verdicts": VERDICTS,
        "kinds": list(KINDS.items()),
        "source_names": [(row.pk, row.name) for row in sources],
    }


def _chips(request: HttpRequest, seen: dict[str, str], sources: Sequence[AlertSource]) -> list[tuple[str, str]]:
    """Return each filter that was set, with its words; a place that the person may not know of stays a number."""
    said: dict[str, dict[str, Any]] = {
        "state": dict(STATES),
        "severity": dict(SEVERITIES),
        "level": dict(LEVEL_FILTERS),
        "verdict": dict(VERDICTS),
        "kind": dict(KINDS.items()),
        "source": {str(row.pk): row.name for row in sources},
        "mine": {"1": _("Giao cho tôi")},
        "late": {"1": _("Quá hạn")},
        "hidden": {"1": _("Bị quy tắc ẩn")},
        "body": _name(bodies_visible_to(request.user), seen["body"]),
        "system": _name(systems_visible_to(request.user), seen["system"]),
    }
    return [(name, str(said.get(name, {}).get(value, f"“{value}”"))) for name, value in seen.items() if value]


def _name(rows: QuerySet[Any], number: str) -> dict[str, str]:
    found = rows.filter(pk=key).first() if (key := parse_key(number)) is not None else None
    return {number: found.name} if found else {}


@requires("alerts.read", methods=READ)
@cache_control(max_age=86400, private=True)
def favicon(request: HttpRequest, count: int) -> HttpResponse:
    """Draw the sign of the house with how many wait."""
    answer = page(request, "alerts/favicon.svg", count=min(count, 99), is_more=count > 99)
    answer["Content-Type"] = "image/svg+xml"
    return answer
