"""What stands of this room on other pages: the first page, the page of a system."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from vonggac.apps.alerts.models import Alert
from vonggac.apps.alerts.queries.queue import MOST_COUNTED, count_up_to, figures_of, for_list, late_q, waiting
from vonggac.apps.alerts.queries.sources import silent_sources
from vonggac.apps.alerts.queries.visibility import alerts_visible_to
from vonggac.apps.alerts.ui.words import clock_of, span_words
from vonggac.apps.face.counts import up_to
from vonggac.apps.registry.models import InformationSystem

FIRST = 5


def panel(user: Any, at: datetime) -> dict[str, Any] | None:
    """Return what waits, what is late and which source is silent; None when there is nothing to say."""
    if not user.may("alerts.read"):
        return None
    visible = alerts_visible_to(user)
    rows = waiting(visible)
    figures, silent = figures_of(rows), list(silent_sources(user))
    late = count_up_to(visible.filter(late_q(at), hidden_by=None).exclude(state=Alert.State.CLOSED), MOST_COUNTED)
    if not figures.total and not late and not silent:
        return None
    first = for_list(rows).order_by("urgency", "arrived_at", "id")[:FIRST]
    return {
        "figures": figures,
        "late": late,
        "late_words": up_to(late, MOST_COUNTED),
        "silent": silent,
        "first": [(row, clock_of(row, at)) for row in first],
    }


def beside_work(user: Any, at: datetime) -> tuple[str, dict[str, Any]] | None:
    """Return the silent sensors of the person's bodies for the page of their own work; None when every one of them sends."""
    if not user.may("alerts.read"):
        return None
    silent = [(one, span_words(at - one.silent_since)) for one in silent_sources(user) if one.silent_since]
    return ("alerts/silent.html", {"silent": silent}) if silent else None


def on_system(user: Any, system: InformationSystem, at: datetime) -> dict[str, Any] | None:
    """Return the open alerts of a system for its page; None when there are none."""
    rows = alerts_visible_to(user).filter(Q(hidden_by=None), system=system).exclude(state=Alert.State.CLOSED)
    number = count_up_to(rows, 999)
    if not number:
        return None
    first = sorted(rows.order_by("urgency", "arrived_at", "id")[:FIRST], key=lambda row: (row.urgency, row.arrived_at))
    return {"number": number, "system": system, "lines": [(row, clock_of(row, at)) for row in first]}


def origin_of(user: Any, assignment: Any) -> str | None:
    """Return the alert that a task is about, for who may read it."""
    from vonggac.apps.alerts.services.tasking import ORIGIN

    if assignment.origin_room != ORIGIN or not assignment.origin_id:
        return None
    found: Alert | None = alerts_visible_to(user).filter(pk=assignment.origin_id).first()
    return found.get_absolute_url() if found else None
