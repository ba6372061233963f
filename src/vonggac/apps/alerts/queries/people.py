"""Who may be asked to work on an alert."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.models import Holding, User
from vonggac.apps.alerts.models import Alert
from vonggac.apps.organisations.models import Ancestry, Kind
from vonggac.apps.registry.queries import contracts_in_force


def workers_of(alerts: Iterable[Alert]) -> QuerySet[User]:
    """Return who may work on every one of these alerts: the office, the provincial team, who answers for the system, its provider."""
    people = User.objects.filter(is_active=True)
    for alert in alerts:
        people = people.filter(pk__in=_holders(_may_work_on(alert)))
    return people.order_by("folded", "id")


def _holders(posts: Q) -> QuerySet[Any, Any]:
    return Holding.objects.filter(posts, ended_at=None, post__closed_on=None).order_by().values("user_id")


def _may_work_on(alert: Alert) -> Q:
    system = alert.system
    bodies = {alert.organisation_id, *((system.owner_id, system.operator_id) if system else ())} - {None}
    above = list(Ancestry.objects.filter(below_id__in=bodies).values_list("above_id", flat=True))
    own = list(Ancestry.objects.filter(below_id=alert.organisation_id).values_list("above_id", flat=True))
    in_force = contracts_in_force(localdate())
    contracts = in_force.filter(systems=alert.system_id) if alert.system_id else in_force.none()
    providers = Q(post__organisation_id__in=list(contracts.values_list("provider_id", flat=True))) | Q(post__organisation_id__in=own)
    return (
        Q(post__role=Role.COORDINATOR)
        | Q(post__role=Role.RESPONDER, post__organisation__kind=Kind.RESPONSE_TEAM)
        | Q(post__role__in=[Role.OFFICER, Role.RESPONDER], post__organisation_id__in=above)
        | (Q(post__role=Role.PROVIDER) & providers)
    )
