"""What of this room needs a human, for the rail and the first page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from vonggac.apps.alerts.models import Alert, AlertSource, Suppression
from vonggac.apps.alerts.queries.queue import count_up_to, waiting
from vonggac.apps.alerts.queries.visibility import alerts_visible_to, alerts_workable_by, sees_all


def needs_a_human(user: Any) -> int | None:
    """Return how many alerts wait for this person to verify them, None when there are none."""
    return count_up_to(waiting(alerts_workable_by(user)), 999) or None


def hidden_from(user: Any) -> QuerySet[Alert]:
    """Return the open alerts that rules hide from the person's queue; found by the rules, for few alerts are hidden or very many."""
    return alerts_visible_to(user).filter(~Q(state=Alert.State.CLOSED), hidden_by__in=Suppression.objects.order_by().values("pk"))


def sources_seen_by(user: Any) -> list[AlertSource]:
    """Return the sources in service, those that fell silent first, for who reads everything; others see their alerts only."""
    if not sees_all(user):
        return []
    rows = AlertSource.objects.filter(stopped_at=None).only("name", "silent_since", "last_at")
    return sorted(rows, key=lambda one: (one.silent_since is None, one.name))
