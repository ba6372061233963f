"""What the search box finds in this room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext as _

from vonggac.apps.alerts.queries.queue import QueueFilters, for_list, narrowed, newest_of, number_in, parties_like
from vonggac.apps.alerts.queries.visibility import alerts_visible_to
from vonggac.apps.face.registries import SearchAnswer

MOST, SHORTEST = 5, 3


def found(user: Any, folded: str) -> Iterator[SearchAnswer]:
    """Give alerts by number, address, host, mailbox or hash; by words only those that wait, for who reads alerts."""
    if len(folded) < SHORTEST or not user.may("alerts.read"):
        return
    visible = for_list(alerts_visible_to(user))
    number, parties = number_in(folded), parties_like(folded)
    if number is not None:
        rows = visible.filter(pk=number)
    elif parties is not None:
        rows = visible.filter(pk__in=newest_of(parties), hidden_by=None).order_by("-id")
    else:
        at = now()
        rows = narrowed(visible, QueueFilters(q=folded), user=user, at=at).order_by("urgency", "arrived_at", "id")
    for row in rows[:MOST]:
        where = row.system.name if row.system else row.target
        note = ", ".join(filter(None, [row.number(), where, str(row.get_state_display())]))
        yield SearchAnswer(_("Cảnh báo"), row.title, row.get_absolute_url(), note)
