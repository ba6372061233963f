"""Pages of alerts by their numbers, for rooms below that know no more of an alert than where it stands."""

from __future__ import annotations

from typing import Any

from vonggac.apps.alerts.queries.visibility import alerts_visible_to


def alerts_behind(user: Any, places: list[int]) -> dict[int, str]:
    """Return number of an alert → its page, for who may see it."""
    return {row.pk: row.get_absolute_url() for row in alerts_visible_to(user).filter(pk__in=places)}
