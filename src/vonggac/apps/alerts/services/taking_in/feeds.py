"""What feeds know of the values in a batch; the same few addresses come again and again, so answers are remembered for a moment."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from vonggac.apps.threats.models import Indicator
from vonggac.apps.threats.queries.indicators import known

REMEMBERED_FOR = timedelta(seconds=30)
"""An indicator that ends or is withdrawn is believed for so much longer; a new one counts at once."""
MOST_REMEMBERED = 100_000
Told = list[dict[str, Any]]


class Feeds:
    """Asks the indicators of all feeds, set by set."""

    def __init__(self) -> None:
        self._newest: int | None = None
        self._until: datetime | None = None
        self._answers: dict[str, Told] = {}

    def known(self, values: Collection[str], at: datetime) -> dict[str, Told]:
        """Return value → what feeds say of it, as an alert keeps it; values nobody knows are left out."""
        self._forget_old(at)
        if self._newest is None:
            return {}
        new = [value for value in values if value not in self._answers]
        if new:
            found = known(new, at)
            self._answers.update({value: [one.told() for one in found.get(value, ())] for value in new})
        return {value: told for value in values if (told := self._answers[value])}

    def _forget_old(self, at: datetime) -> None:
        newest = Indicator.objects.aggregate(last=Max("pk"))["last"]
        if newest != self._newest or self._until is None or at >= self._until or len(self._answers) > MOST_REMEMBERED:
            self._newest, self._until = newest, at + REMEMBERED_FOR
            self._answers.clear()
