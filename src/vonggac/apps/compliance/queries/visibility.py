"""Who may know what of this room: whoever sees a system sees how it stands; only some see which measures it lacks.

Open measures say where a system is weak, so they are need-to-know inside the office too (design, section 5): the office that coordinates,
who checks, leaders over the owner, and those who own, operate or serve the system.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from vonggac.apps.accounts.acts import ACTS, Role
from vonggac.apps.accounts.queries import holdings_now, leads_the_coordination, roles_of
from vonggac.apps.organisations.queries import subtree_ids
from vonggac.apps.registry import queries as registry
from vonggac.apps.registry.models import InformationSystem


def systems_visible_to(user: Any) -> QuerySet[InformationSystem]:
    """Return the systems whose level, dossier and measures the person may read."""
    if not roles_of(user) & ACTS["compliance.read"]:
        return InformationSystem.objects.none()
    return registry.visible_to(user)


def systems_prepared_by(user: Any) -> QuerySet[InformationSystem]:
    """Return the systems for which the person may determine, prepare and answer: those they may edit, and those a contract names."""
    if not roles_of(user) & ACTS["compliance.prepare"]:
        return InformationSystem.objects.none()
    return registry.editable_by(user) | registry.served_by(user)


def systems_confirmed_by(user: Any) -> QuerySet[InformationSystem]:
    """Return the systems whose answers the person may confirm; that it was somebody else who answered is asked of each answer."""
    if not roles_of(user) & ACTS["compliance.confirm"]:
        return InformationSystem.objects.none()
    return registry.editable_by(user)


def gaps_known_to(user: Any) -> QuerySet[InformationSystem]:
    """Return the systems of which the person may know the single measures; of the others only sums are shown."""
    if not roles_of(user) & ACTS["compliance.read"]:
        return InformationSystem.objects.none()
    if leads_the_coordination(user):
        return InformationSystem.objects.all()
    led = [holding.post.organisation_id for holding in holdings_now(user) if holding.post.role == Role.LEADER]
    over_owner = InformationSystem.objects.filter(owner_id__in=subtree_ids(led))
    return registry.known_to(user) | over_owner | registry.served_by(user)
