"""Who may know of which alert, and who may work on it.

An alert names machines that can be reached and what is wrong with them: need-to-know inside the office too. Who coordinates, who checks and
the provincial response team know all; a body's officers, responders and leaders know theirs; a provider knows the systems that its
contracts in force today name, and what its own body answers for (design, section 5).
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from vonggac.apps.accounts.acts import ACTS, Role
from vonggac.apps.accounts.queries import holdings_now, is_in_the_response_team, leads_the_coordination, roles_of
from vonggac.apps.alerts.models import Alert, AlertEvent
from vonggac.apps.organisations.queries import subtree_ids
from vonggac.apps.registry import queries as registry
from vonggac.apps.registry.models import InformationSystem

Row = TypeVar("Row", bound=Model)
READERS = (Role.OFFICER, Role.RESPONDER, Role.LEADER)
WORKERS = (Role.OFFICER, Role.RESPONDER)


def _does(user: Any, act: str) -> bool:
    return bool(roles_of(user) & ACTS[act])


def sees_all(user: Any) -> bool:
    """Say whether the person reads every alert."""
    if not _does(user, "alerts.read"):
        return False
    return bool(roles_of(user) & {Role.COORDINATOR, Role.AUDITOR}) or is_in_the_response_team(user) or leads_the_coordination(user)


def works_all(user: Any) -> bool:
    """Say whether the person may act on every alert."""
    return _does(user, "alerts.triage") and (Role.COORDINATOR in roles_of(user) or is_in_the_response_team(user))


def _under(user: Any, *roles: Role) -> Q:
    """Alerts of the bodies under the person's posts of these roles, and on the systems that these own or operate."""
    posts = [one.post.organisation_id for one in holdings_now(user) if one.post.role in roles]
    if not posts:
        return Q(pk__in=())
    bodies = list(subtree_ids(posts))
    theirs = InformationSystem.objects.filter(Q(owner_id__in=bodies) | Q(operator_id__in=bodies)).order_by().values("pk")
    return Q(organisation_id__in=bodies) | Q(system_id__in=theirs)


def _served(user: Any) -> Q:
    """Alerts on the systems that a contract in force today names for the person's provider, and those of its own body."""
    if Role.PROVIDER not in roles_of(user):
        return Q(pk__in=())
    own = list(subtree_ids(one.post.organisation_id for one in holdings_now(user) if one.post.role == Role.PROVIDER))
    return Q(system_id__in=registry.served_by(user).order_by().values("pk")) | Q(organisation_id__in=own)


def alerts_visible_to(user: Any) -> QuerySet[Alert]:
    """Return the alerts that the person may read, hidden ones and closed ones included."""
    return within_sight(user, Alert.objects.all())


def within_sight(user: Any, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Keep of alerts, or of anything else that has a body and a system as they have, what the person may read.

    Of a list that is narrowed first, the cheap questions come first: who may see it is asked of what fits.
    """
    if not _does(user, "alerts.read"):
        return rows.none()
    return rows if sees_all(user) else rows.filter(_under(user, *READERS) | _served(user))


def alerts_workable_by(user: Any) -> QuerySet[Alert]:
    """Return the alerts that the person may verify, assign, handle and close; everything for a background job."""
    if user is None or works_all(user):
        return Alert.objects.all()
    if not _does(user, "alerts.triage"):
        return Alert.objects.none()
    return Alert.objects.filter(_under(user, *WORKERS) | _served(user))


def events_visible_to(user: Any, alert: Alert) -> QuerySet[AlertEvent]:
    """Return the records of one alert, the latest first, for who may read it."""
    rows = AlertEvent.objects.filter(alert=alert).select_related("source", "mapping").order_by("-id")
    return rows if alerts_visible_to(user).filter(pk=alert.pk).exists() else rows.none()
