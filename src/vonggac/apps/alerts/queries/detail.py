"""One alert with everything that decides: whose it is, whom to call, what else is known, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from vonggac.apps.alerts.models import Alert, AlertAct, AlertEvent, AlertParty
from vonggac.apps.alerts.queries.neighbours import Neighbours
from vonggac.apps.alerts.queries.queue import count_up_to
from vonggac.apps.alerts.queries.visibility import alerts_visible_to, alerts_workable_by, works_all
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
    around: Neighbours
    callable: list[Contact]
    runners_up: list[RunnerUp]
    same_party: int
    same_system: int
    newest: str | None
    """Its latest record that is still kept, as it came."""
    may_work: bool


def alert_for_page(user: Any) -> QuerySet[Alert]:
    """Return visible alerts with what their page shows."""
    beside = ("source__organisation", "system__owner", "system__operator", "organisation", "task__assignment", "hidden_by", "previous")
    return alerts_visible_to(user).select_related(*beside, "assignee", "verified_by", "closed_by")


OWN = [one.name for one in Alert._meta.concrete_fields if not one.is_relation]
BESIDE = ("source", "system", "organisation", "hidden_by", "previous", "assignee", "verified_by")
NAMED = (
    *("source__name", "system__name", "system__code", "system__owner", "system__operator", "organisation__name"),
    *(
        "hidden_by__name",
        "hidden_by__because",
        "previous__arrived_at",
        "assignee__full_name",
        "assignee__username",
        "verified_by__full_name",
    ),
)
"""What of its neighbours an alert is read with. Sixteen tables joined whole took longer to ask than all the rest of the page."""


def alert_to_read(user: Any) -> QuerySet[Alert]:
    """Return visible alerts as pages show them that only read; of what they point to, the names."""
    return alerts_visible_to(user).select_related(*BESIDE).only(*OWN, "task", *NAMED)


def known_around(user: Any, alert: Alert, at: datetime) -> Known:
    """Return what a person needs to know before deciding."""
    visible, since = alerts_visible_to(user), at - NEARBY
    parties = list(alert.parties.order_by("kind", "value"))
    around = Neighbours(alert, parties, visible, since)
    on_system = visible.filter(system=alert.system_id, arrived_at__gte=since).exclude(pk=alert.pk) if alert.system_id else visible.none()
    return Known(
        parties=parties,
        around=around,
        callable=whom_to_call(alert, at),
        runners_up=runners_up_of(user, alert),
        same_party=around.count_up_to(MOST_NEARBY),
        same_system=count_up_to(on_system, MOST_NEARBY),
        newest=newest_line(alert),
        may_work=works_all(user) or alerts_workable_by(user).filter(pk=alert.pk).exists(),
    )


def newest_line(alert: Alert) -> str | None:
    """Return the latest record that is still kept."""
    return next(iter(AlertEvent.objects.filter(alert=alert).order_by("-id").values_list("line", flat=True)[:1]), None)


def whom_to_call(alert: Alert, at: datetime) -> list[Contact]:
    """Return who can be called about it today: of who runs the system, else of who owns it, hotlines first."""
    system = alert.system
    bodies = [system.operator_id, system.owner_id] if system else []
    wanted = [one for one in dict.fromkeys([*bodies, alert.organisation_id]) if one]
    if not wanted:
        return []
    found = [one for one in contacts_on(localdate(at), wanted).select_related(None) if one.phone or one.email]
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


TOLD_OF_NEIGHBOURS = ("severity", "title", "target", "state", "verdict", "arrived_at")


def alerts_nearby(user: Any, alert: Alert, around: Neighbours, at: datetime, most: int = 20) -> list[Alert]:
    """Return the latest alerts of the same address, name or mailbox in thirty days, then those of the same system."""
    rows = around.latest(most, *TOLD_OF_NEIGHBOURS)
    if alert.system_id and len(rows) < most:
        seen = [one.pk for one in rows]
        of_system = alerts_visible_to(user).filter(system=alert.system_id, arrived_at__gte=at - NEARBY).exclude(pk__in=[alert.pk, *seen])
        rows += list(of_system.only(*TOLD_OF_NEIGHBOURS).order_by("-id")[: most - len(rows)])
    return rows


def files_visible_to(user: Any, pk: int) -> QuerySet[AlertAct]:
    """Return the acts on an alert that carry a file, for who may read the alert."""
    return AlertAct.objects.filter(alert__in=alerts_visible_to(user).filter(pk=pk)).exclude(file_sha256="")
