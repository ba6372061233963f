"""Reading the journal from the cursor on, in small batches; what the database refuses is found and kept, what it cannot do now waits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from vonggac.apps.alerts.models import IntakeCursor
from vonggac.apps.alerts.services.taking_in.holding import hold_fast
from vonggac.apps.alerts.services.taking_in.taking import JOURNAL, Taking
from vonggac.apps.audit.services import record

if TYPE_CHECKING:
    from vonggac.apps.alerts.intake.journal import Damaged, Position, Record
    from vonggac.apps.alerts.services.taking_in.values import Spot

log = logging.getLogger("vonggac.alerts.sorter")
MOST_ITEMS = 1_000
"""Items a transaction: so long another writer waits at most."""
MOST_OCTETS = 16 * 1024 * 1024


class Sorter:
    """The one reader of the journal that writes the database."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = timezone.now) -> None:
        self.folder, self._now, self._taking = folder, now, Taking()
        self._said = ""

    def once(self) -> int:
        """Take one batch in; return how many items were stored or refused, 0 when nothing waits."""
        from vonggac.apps.alerts.intake.journal import Damaged, forget_before

        position = cursor()
        try:
            records = self._next(position)
        except Damaged as damage:
            return self._step_over(position, damage)
        if not records:
            return 0
        self.take(records)
        forget_before(self.folder, records[-1].after, first=hold_fast)
        return sum(max(1, len(one.entry.items)) for one in records)

    def _next(self, position: Position) -> list[Record]:
        from vonggac.apps.alerts.intake.journal import Damaged, read_from

        found: list[Record] = []
        items = octets = 0
        try:
            for one in read_from(self.folder, position):
                found.append(one)
                items += len(one.entry.items)
                octets += one.after.offset - one.before.offset if one.after.segment == one.before.segment else 0
                if items >= MOST_ITEMS or octets >= MOST_OCTETS:
                    break
        except Damaged:
            if not found:
                raise
        return found

    def take(self, records: Sequence[Record]) -> None:
        """Take records in; when they are refused, halve them until the guilty item is alone, and keep that one as it came."""
        try:
            self._taking.take(records, at=self._now())
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001  what a sender wrote must not stop the queue: it is found, kept and said
            log.warning("records %s to %s: %s", records[0].sequence, records[-1].sequence, type(error).__name__)
            if len(records) > 1:
                self.take(records[: len(records) // 2])
                self.take(records[len(records) // 2 :])
            else:
                self._take_without_guilty(records[0])

    def _take_without_guilty(self, one: Record) -> None:
        """Once more first: another process may have opened the same alert between our look and our write."""
        everything = [(one.sequence, place) for place in range(len(one.entry.items))]
        poisoned: set[Spot] = set()
        if not self._goes_through(one, poisoned):
            poisoned.update(self._guilty(one, everything, everything))
        self._taking.take([one], at=self._now(), poisoned=poisoned)

    def _guilty(self, one: Record, suspects: Sequence[Spot], everything: Sequence[Spot]) -> Iterator[Spot]:
        """Give the items that cannot be stored: a part goes through when all the others are set aside."""
        others = set(everything) - set(suspects)
        if self._goes_through(one, others):
            return
        if len(suspects) == 1:
            yield suspects[0]
            return
        half = len(suspects) // 2
        yield from self._guilty(one, suspects[:half], everything)
        yield from self._guilty(one, suspects[half:], everything)

    def _goes_through(self, one: Record, poisoned: set[Spot]) -> bool:
        try:
            with transaction.atomic():
                self._taking.take([one], at=self._now(), poisoned=poisoned)
                transaction.set_rollback(True)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # noqa: BLE001  that it fails is the answer
            return False
        finally:
            self._taking.forget_unsure()
        return True

    def _step_over(self, position: Position, damage: Damaged) -> int:
        """What was changed on the disk after it was written cannot be read; what lies behind it can. The log says how much is missing."""
        from vonggac.apps.alerts.intake.journal import resume

        onward = resume(self.folder, damage)
        if onward is None or onward == position:
            return self._wait_behind(damage)
        at = self._now()
        with transaction.atomic():
            row, _made = IntakeCursor.objects.select_for_update().get_or_create(journal=JOURNAL)
            row.segment, row.offset, row.sequence, row.moved_at = onward.segment, onward.offset, onward.sequence, at
            row.save()
            lost = max(0, onward.sequence - position.sequence)
            record("alerts.journal.damaged", by=None, at=at, count=lost, segment=damage.segment, offset=damage.offset)
        log.error("%s", damage)
        return 1

    def _wait_behind(self, damage: Damaged) -> int:
        """Nothing can be read behind it yet; said once."""
        if str(damage) != self._said:
            self._said = str(damage)
            log.error("%s", damage)
        return 0


def cursor() -> Position:
    """Return how far the journal has been taken in."""
    from vonggac.apps.alerts.intake.journal import Position

    row = IntakeCursor.objects.filter(journal=JOURNAL).values_list("segment", "offset", "sequence").first()
    return Position(*row) if row else Position()


PAUSE = 0.05
"""Seconds between two looks at a journal that holds nothing new."""
BREATH = 0.002
"""Seconds between two batches, in which others write."""
GATHER = 0.05
"""Seconds behind a small batch: a transaction asks the same twenty questions for one item as for hundreds, so a trickle gathers first."""
TROUBLE = 2.0
IDLE_FOR = timedelta(minutes=10)


def run(folder: Path, *, stopping: Callable[[float], bool], waiting: Callable[[], bool], idle: timedelta = IDLE_FOR) -> None:
    """Sort until told to stop, or until nothing came for a while; `stopping` waits so many seconds and says whether to stop."""
    from django.db import close_old_connections

    sorter, quiet_since = Sorter(folder), timezone.now()
    first, pause = True, BREATH
    while not stopping(pause):
        try:
            worked = sorter.once() if first or waiting() else 0
            first = False
        except (DatabaseError, OSError) as error:
            log.warning("sorter: %s", error)
            close_old_connections()
            sorter, worked = Sorter(folder), 0
            if stopping(TROUBLE):
                return
        if worked:
            quiet_since, pause = timezone.now(), BREATH if worked >= MOST_ITEMS // 2 else GATHER
        elif timezone.now() - quiet_since > idle:
            return
        else:
            pause = PAUSE
