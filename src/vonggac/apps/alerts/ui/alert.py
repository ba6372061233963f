"""The page of one alert: everything that decides, its records, its neighbours, what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now

from vonggac.apps.alerts.models import Alert, AlertEvent
from vonggac.apps.alerts.queries import detail as queries
from vonggac.apps.alerts.queries.visibility import events_visible_to
from vonggac.apps.alerts.rereading import Reread, read_again
from vonggac.apps.alerts.ui.chosen import decides
from vonggac.apps.alerts.ui.words import span_words
from vonggac.apps.face.access import page, requires

READ = ("GET", "HEAD")
EVENTS_A_PAGE, EVENTS_SHOWN = 20, 3


@dataclass(frozen=True, slots=True)
class Shown:
    """One record as the page shows it: the line as it came, and what the house reads in it now."""

    event: AlertEvent
    reread: Reread


def alert_or_404(request: HttpRequest, pk: int) -> Alert:
    """Return an alert that the person may read."""
    return get_object_or_404(queries.alert_to_read(request.user), pk=pk)


@requires("alerts.read", methods=READ)
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one alert with everything that decides, its latest records, its neighbours and its history."""
    row, at = alert_or_404(request, pk), now()
    events = list(events_visible_to(request.user, row)[: EVENTS_SHOWN + 1])
    told = decides(request, row, at)
    near = queries.alerts_nearby(request.user, row, told["known"].around, at)
    return page(
        request,
        "alerts/alert.html",
        events=[_shown(one) for one in events[:EVENTS_SHOWN]],
        more_events=len(events) > EVENTS_SHOWN,
        nearby=[(one, span_words(at - one.arrived_at)) for one in near],
        acts=queries.acts_of(row),
        **told,
    )


@requires("alerts.read", methods=READ)
def records(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every record of an alert that is still kept, the latest first."""
    row = alert_or_404(request, pk)
    rows = Paginator(events_visible_to(request.user, row), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    return page(request, "alerts/records.html", alert=row, rows=rows, events=[_shown(one) for one in rows], state=_state(row))


def _state(row: Alert) -> dict[str, Any]:
    return {"kept": row.events.count(), "count": row.count}


def _shown(event: AlertEvent) -> Shown:
    return Shown(event, read_again(event))
