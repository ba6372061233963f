"""What decides about one alert, for the pane beside the queue and for its own page: the same partial on both."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from vonggac.apps.alerts.models import Alert, AlertParty
from vonggac.apps.alerts.ports import panels_of
from vonggac.apps.alerts.queries.detail import MOST_NEARBY, known_around
from vonggac.apps.alerts.queries.told import told_to
from vonggac.apps.alerts.queries.visibility import sees_all
from vonggac.apps.alerts.ui.words import SHAPES, clock_of, kind_words
from vonggac.apps.face.counts import up_to
from vonggac.apps.work.queries import visible_to as tasks_visible_to


def decides(request: HttpRequest, alert: Alert, at: datetime, *, came_from: str = "") -> dict[str, Any]:
    """Return the context of the partial; `came_from` is where an act leads back to."""
    user = request.user
    known = known_around(user, alert, at)
    task = tasks_visible_to(user).select_related("assignment").filter(pk=alert.task_id).first() if alert.task_id else None
    return {
        "alert": alert,
        "known": known,
        "same_party": up_to(known.same_party, MOST_NEARBY),
        "same_system": up_to(known.same_system, MOST_NEARBY),
        "told": told_to(user, alert),
        "clock": clock_of(alert, at),
        "state": (SHAPES[Alert.State(alert.state)], alert.get_state_display()),
        "kind": kind_words(alert.classification) if alert.classification else "",
        "others": _besides(alert, known.parties),
        "task": task,
        "panels": panels_of(user, alert, at),
        "came_from": came_from or alert.get_absolute_url(),
        "may_work": known.may_work,
        "may_give": known.may_work and user.may("work.assign"),  # type: ignore[union-attr]
        "may_see_rules": sees_all(user),
        "suppress_url": _rule_from(alert) if user.may("alerts.suppress") else "",  # type: ignore[union-attr]
    }


def _rule_from(alert: Alert) -> str:
    """Return the page of a new hiding rule, with the rule and the two sides of this alert written into it already."""
    told = {"product": alert.product, "rule": alert.rule, "source": alert.acting, "target": alert.target}
    return f"{reverse('alerts:suppression-new')}?{urlencode({name: value for name, value in told.items() if value})}"


def _besides(alert: Alert, parties: list[AlertParty]) -> list[AlertParty]:
    """Return what it names beside who acts and who is acted on, so that nothing is said twice."""
    return [one for one in parties if one.value not in (alert.acting, alert.target)]


def back_to(request: HttpRequest, alert: Alert | None = None) -> str:
    """Return where the person came from, if that lies in this house; else the alert's page or the queue."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return alert.get_absolute_url() if alert else reverse("alerts:queue")
