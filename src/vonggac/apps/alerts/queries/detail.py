"""One alert with everything that decides: whose it is, whom to call, what else is known, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from vonggac.apps.alerts.models import Alert, AlertAct, AlertEvent, AlertParty
from vonggac.apps.alerts.queries.queue import count_up_to, same_party
from vonggac.apps.alerts.queries.visibility import alerts_visible_to, alerts_workable_by
from vonggac.apps.organisations.models import Contact, Organisation
from vonggac.apps.organisations.queries import contacts_on
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.registry.queries import visible_to as systems_visible_to

NEARBY = timedelta(days=30)
MOST_NEARBY = 1_000
MOST_CALLED = 3


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """Who else claims the address, as a person may read it."""

    organisation: Organisation | None
    system: InformationSystem | None
    because: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known around one alert."""

    parties: list[AlertParty]
    callable: list[Contact]
    runners_up: list[RunnerUp]
    same_party: int
    same_system: int
    newest: AlertEvent | None
    may_work: bool


def alert_for_page(user: Any) -> QuerySet[Alert]:
    """Return visible alerts with what their page shows."""
    beside = ("source__organisation", "system__owner", "system__operator", "organisation", "task__assignment", "hidden_by", "previous")
    return alerts_visible_to(user).select_related(*beside, "assignee", "verified_by", "closed_by")


def known_around(user: Any, alert: Alert, at: datetime) -> Known:
    """Return what a person needs to know before deciding."""
    visible, since = alerts_visible_to(user), at - NEARBY
    on_system = visible.filter(system=alert.system_id, arrived_at__gte=since).exclude(pk=alert.pk) if alert.system_id else visible.none()
    return Known(
        parties=list(alert.parties.order_by("kind", "value")),
        callable=whom_to_call(alert, at),
        runners_up=runners_up_of(user, alert),
        same_party=count_up_to(same_party(alert, visible, since), MOST_NEARBY),
        same_system=count_up_to(on_system, MOST_NEARBY),
        newest=AlertEvent.objects.filter(alert=alert).select_related("source", "mapping").order_by("-id").first(),
        may_work=alerts_workable_by(user).filter(pk=alert.pk).exists(),
    )


def whom_to_call(alert: Alert, at: datetime) -> list[Contact]:
    """Return who can be called about it today: of who runs the system, else of who owns it, hotlines first."""
    system = alert.system
    bodies = [system.operator_id, system.owner_id] if system else []
    wanted = [one for one in dict.fromkeys([*bodies, alert.organisation_id]) if one]
    if not wanted:
        return []
    found = [one for one in contacts_on(localdate(at), wanted) if one.phone or one.email]
    return sorted(found, key=lambda one: (not one.is_hotline, wanted.index(one.organisation_id), one.pk))[:MOST_CALLED]


def runners_up_of(user: Any, alert: Alert) -> list[RunnerUp]:
    """Return who else claims what was hit; a system that the person may not know of stays unnamed."""
    told = [one for one in alert.runners_up if isinstance(one, dict)]
    bodies = Organisation.objects.in_bulk([one["organisation"] for one in told if isinstance(one.get("organisation"), int)])
    systems = systems_visible_to(user).in_bulk([one["system"] for one in told if isinstance(one.get("system"), int)])
    return [
        RunnerUp(bodies.get(one.get("organisation") or 0), systems.get(one.get("system") or 0), str(one.get("because", ""))) for one in told
    ]


def acts_of(alert: Alert) -> Sequence[AlertAct]:
    """Return what was done with an alert, the latest first."""
    return list(AlertAct.objects.filter(alert=alert).select_related("by", "task").order_by("-at", "-id"))


def alerts_nearby(user: Any, alert: Alert, at: datetime, most: int = 20) -> list[Alert]:
    """Return the latest alerts of the same address, name or mailbox in thirty days, then those of the same system."""
    visible, since = alerts_visible_to(user).select_related("system", "organisation"), at - NEARBY
    rows = list(same_party(alert, visible, since).order_by("-id")[:most])
    if alert.system_id and len(rows) < most:
        seen = [one.pk for one in rows]
        of_system = visible.filter(system=alert.system_id, arrived_at__gte=since).exclude(pk__in=[alert.pk, *seen])
        rows += list(of_system.order_by("-id")[: most - len(rows)])
    return rows


def files_visible_to(user: Any, pk: int) -> QuerySet[AlertAct]:
    """Return the acts on an alert that carry a file, for who may read the alert."""
    return AlertAct.objects.filter(alert__in=alerts_visible_to(user).filter(pk=pk)).exclude(file_sha256="")
