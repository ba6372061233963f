"""Pages of alerts by their numbers, for rooms below that know no more of an alert than where it stands; names of bodies by their codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vonggac.apps.alerts.queries.visibility import alerts_visible_to
from vonggac.apps.organisations.models import Organisation


def alerts_behind(user: Any, places: list[int]) -> dict[int, str]:
    """Return number of an alert → its page, for who may see it."""
    return {row.pk: row.get_absolute_url() for row in alerts_visible_to(user).filter(pk__in=places)}


def names_of_bodies(codes: Iterable[str]) -> dict[str, str]:
    """Return code → name as the body is addressed."""
    return {one.code: one.addressed_as() for one in Organisation.objects.filter(code__in=set(codes) - {""})}
