"""Work that answers a finding about a system or a contract (port `registry.give_work`)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry import queries as registry
from vonggac.apps.registry.queries.findings import Finding
from vonggac.apps.work.models import OPEN_STATES, Task
from vonggac.apps.work.queries.visibility import visible_to

ORIGIN = "registry"


def group_of(finding: Finding) -> str:
    """Return the name by which all work about one finding belongs together."""
    return f"he-thong:{finding.key}"


def finding_named(user: Any, key: str, day: date) -> Finding | None:
    """Return the finding of that name, if it still holds and the person may know of it."""
    kind = key.partition("-")[0]
    return next((one for one in registry.findings(user, day, kind) if one.key == key), None)


def bodies_for(user: Any, finding: Finding) -> QuerySet[Organisation]:
    """Return who can see to it: owner and operator of the system, or the client of the contract."""
    bodies = {finding.organisation_id}
    if finding.system_id:
        bodies |= set(registry.visible_to(user).filter(pk=finding.system_id, operator__isnull=False).values_list("operator_id", flat=True))
    return Organisation.objects.filter(pk__in=bodies).order_by("sort_key", "id")


def open_for(user: Any, finding: Finding) -> QuerySet[Task]:
    """Return the open work about it that the person may know of."""
    return visible_to(user).filter(assignment__group=group_of(finding), state__in=OPEN_STATES)


def page_to_give(user: Any, finding: Finding) -> str | None:
    """Return the page on which work is given out for it, for whom gives out work."""
    return reverse("work:for_finding", args=[finding.key]) if user.may("work.assign") else None
