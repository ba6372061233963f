"""Other alerts that name the same addresses, names, mailboxes or hashes: how many, and the latest.

One address may be named by every seventh alert. So the newest alerts are asked first, and all of the time only where those are too few.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from vonggac.apps.alerts.models import Alert, AlertParty
from vonggac.apps.alerts.queries.queue import count_up_to, newest

MOST_VALUES = 50
ASKED_FIRST = 20_000
OUT_OF_ORDER = 10_000
"""So far apart the numbers of alerts may lie that arrived together: those of a batch are numbered in no order."""


class Neighbours:
    """The alerts around one, of those that a person may read, since a moment."""

    def __init__(self, alert: Alert, parties: Iterable[AlertParty], alerts: QuerySet[Alert], since: datetime) -> None:
        self.values = list(dict.fromkeys(one.value for one in parties))[:MOST_VALUES]
        self.others = alerts.filter(arrived_at__gte=since).exclude(pk=alert.pk)
        first = Alert.objects.filter(arrived_at__gte=since).order_by("arrived_at").values_list("pk", flat=True)[:1]
        self.first = next(iter(first), 0) - OUT_OF_ORDER
        self.near = newest() - ASKED_FIRST

    def _naming(self, least: int) -> QuerySet[Alert]:
        named = AlertParty.objects.filter(value__in=self.values, alert_id__gte=least).order_by().values("alert_id")
        return self.others.filter(pk__in=named)

    def count_up_to(self, most: int) -> int:
        """Count them up to a ceiling."""
        found = count_up_to(self._naming(self.near), most) if self.near > self.first else 0
        return found if found > most else count_up_to(self._naming(self.first), most)

    def latest(self, most: int, *told: str) -> list[Alert]:
        """Return the latest of them, with what is to be told."""
        found = list(self._naming(self.near).only(*told).order_by("-id")[:most]) if self.near > self.first else []
        return found if len(found) == most else list(self._naming(self.first).only(*told).order_by("-id")[:most])
