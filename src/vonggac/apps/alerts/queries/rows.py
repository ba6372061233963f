"""What a row of the queue says, read without the rest of an alert: fifty a page, of a table with fifty columns."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from vonggac.apps.alerts.models import Alert
from vonggac.apps.alerts.models.alerts import number_of


class QueueRow(NamedTuple):
    """One row of the queue, with the names of what it points to."""

    pk: int
    version: int
    title: str
    level: int | None
    severity: int
    acting: str
    target: str
    state: str
    verdict: str
    count: int
    urgency: int
    arrived_at: datetime
    verified_at: datetime | None
    verify_due_at: datetime | None
    handle_due_at: datetime | None
    system: str | None
    organisation: str | None
    assignee: str | None

    def number(self) -> str:
        """Return the number by which people name it."""
        return number_of(self.pk, self.arrived_at)

    @property
    def due_at(self) -> datetime | None:
        """Return the deadline that counts now."""
        return {Alert.State.WAITING: self.verify_due_at, Alert.State.HANDLING: self.handle_due_at}.get(self.state)  # type: ignore[call-overload]


COLUMNS = (*QueueRow._fields[:-3], "system__name", "organisation__name", "assignee__full_name")


def rows_of(numbers: list[int]) -> list[QueueRow]:
    """Return rows in the order of their numbers as given; one question."""
    found = {row[0]: QueueRow(*row) for row in Alert.objects.filter(pk__in=numbers).order_by().values_list(*COLUMNS)}
    return [found[number] for number in numbers if number in found]
