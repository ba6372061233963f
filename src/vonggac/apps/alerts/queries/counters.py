"""Whether the counters agree, and how far the queue is behind the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Sum

from vonggac.apps.alerts.intake.journal import Position, outstanding
from vonggac.apps.alerts.models import IntakeCursor, IntakeHour


@dataclass(frozen=True, slots=True)
class Account:
    """What came in altogether, what became of it, and what still waits in the journal."""

    received: int
    stored: int
    refused: int
    reasons: dict[str, int]
    waiting: int
    """Octets of the journal that are not in the queue yet."""
    sequence: int
    """Of the last record that is."""
    moved_at: datetime | None

    @property
    def agrees(self) -> bool:
        """Say whether nothing was lost between the journal and the rows."""
        return self.received == self.stored + self.refused and self.refused == sum(self.reasons.values())

    def stands_still(self, at: datetime, most: timedelta) -> bool:
        """Say whether something waits while nothing has moved for so long."""
        return self.waiting > 0 and (self.moved_at is None or at - self.moved_at > most)


def account(journal: Path) -> Account:
    """Add up the counters of every source and hour, and look how much of the journal lies behind the cursor."""
    sums = IntakeHour.objects.aggregate(received=Sum("received"), stored=Sum("stored"), refused=Sum("refused"))
    reasons: dict[str, int] = {}
    for told in IntakeHour.objects.filter(refused__gt=0).values_list("reasons", flat=True).iterator():
        for reason, number in told.items():
            reasons[reason] = reasons.get(reason, 0) + number
    row = IntakeCursor.objects.filter(journal="main").first()
    position = Position(row.segment, row.offset, row.sequence) if row else Position()
    waiting = outstanding(journal, position) if journal.is_dir() else 0
    numbers = (sums["received"] or 0, sums["stored"] or 0, sums["refused"] or 0)
    return Account(*numbers, reasons, waiting, position.sequence, row.moved_at if row else None)
