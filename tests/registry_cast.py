"""Short ways to systems for the tests of this room."""

from __future__ import annotations

from itertools import count

from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.models import InformationSystem

_numbers = count(1)


def system(name: str, owner: Organisation, **facts: object) -> InformationSystem:
    """Make one system."""
    facts.setdefault("code", f"T-{next(_numbers)}")
    return InformationSystem.objects.create(name=name, owner=owner, **facts)
