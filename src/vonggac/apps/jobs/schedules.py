"""When a periodic job is due. Pure: a moment in, the last due moment and the next one out, in the time of the province."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_DAY = timedelta(days=1)


class Schedule(Protocol):
    """A rule that names moments."""

    def last_due(self, at: datetime) -> datetime:
        """Return the latest due moment that is not after `at`."""
        ...

    def next_due(self, at: datetime) -> datetime:
        """Return the first due moment after `at`."""
        ...


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many minutes, hours or days, counted from 1970, so that all servers name the same moments."""

    gap: timedelta

    def last_due(self, at: datetime) -> datetime:
        """Return the latest due moment that is not after `at`."""
        start = datetime(1970, 1, 1, tzinfo=UTC)
        return start + ((at - start) // self.gap) * self.gap

    def next_due(self, at: datetime) -> datetime:
        """Return the first due moment after `at`."""
        return self.last_due(at) + self.gap


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day at a local time; `weekdays` keeps only some days (Monday is 0), `monthday` only one day of the month."""

    at: time
    weekdays: frozenset[int] = frozenset(range(7))
    monthday: int | None = None

    def _counts(self, day: datetime) -> bool:
        return day.weekday() in self.weekdays and self.monthday in {None, day.day}

    def _from(self, moment: datetime, step: timedelta) -> datetime:
        while not self._counts(moment):
            moment += step
        return moment

    def last_due(self, at: datetime) -> datetime:
        """Return the latest due moment that is not after `at`."""
        today = datetime.combine(at.astimezone(LOCAL).date(), self.at, LOCAL)
        return self._from(today if today <= at else today - _DAY, -_DAY)

    def next_due(self, at: datetime) -> datetime:
        """Return the first due moment after `at`."""
        return self._from(self.last_due(at) + _DAY, _DAY)


def weekly(weekday: int, at: time) -> Daily:
    """Every week on one day; Monday is 0."""
    return Daily(at, weekdays=frozenset({weekday}))


def monthly(day: int, at: time) -> Daily:
    """Every month on one day; 28 at most, because every month has it."""
    if not 1 <= day <= 28:
        raise ValueError("day: 1 to 28")
    return Daily(at, monthday=day)
