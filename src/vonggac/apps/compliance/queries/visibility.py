"""Who may know what of this room: whoever sees a system sees how it stands; only some see which measures it lacks.

Open measures say where a system is weak, so they are need-to-know inside the office too (design, section 5): the office that coordinates,
who checks, leaders over the owner, and those who own, operate or serve the system.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from vonggac.apps.accounts.acts import ACTS
from vonggac.apps.accounts.queries import roles_of
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
