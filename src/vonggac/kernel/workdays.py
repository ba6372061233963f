"""Working days, counted on a calendar that the caller brings: days off are announced year by year and live in `law/`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Saturdays and Sundays are free, and so are the announced days off; announced working weekends are not."""

    days_off: frozenset[date] = frozenset()
    working_weekends: frozenset[date] = frozenset()
    announced_years: frozenset[int] = frozenset()
    """Years whose days off have been officially announced; for others the statutory holidays are the best that is known."""
    names: dict[date, str] = field(default_factory=dict, compare=False)
    """What each day off or working weekend is called."""

    def is_working(self, day: date) -> bool:
        """Say whether offices work on that day."""
        if day in self.working_weekends:
            return True
        return day.weekday() < _SATURDAY and day not in self.days_off

    def is_announced(self, day: date) -> bool:
        """Say whether an answer about that day rests on an official announcement."""
        return day.year in self.announced_years

    def on_or_after(self, day: date) -> date:
        """Return the day itself when it is a working day, else the next one: where a deadline on a day off ends (Civil Code 148.5)."""
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def on_or_before(self, day: date) -> date:
        """Return the day itself when it is a working day, else the one before: when to remind at the latest."""
        while not self.is_working(day):
            day -= _ONE_DAY
        return day


WEEKENDS_ONLY = Calendar()


def add_working_days(start: date, count: int, *, calendar: Calendar) -> date:
    """Return the last day of "trong vòng `count` ngày làm việc"; the day of the event does not count (Civil Code 2015, 147.2).

    A negative count goes back; none at all gives the start, moved on to a working day.
    """
    if count == 0:
        return calendar.on_or_after(start)
    step = _ONE_DAY if count > 0 else -_ONE_DAY
    day = start
    left = abs(count)
    while left:
        day += step
        left -= calendar.is_working(day)
    return day


def working_days_between(start: date, end: date, *, calendar: Calendar) -> int:
    """Count the working days after `start` up to and including `end`; negative when `end` lies before `start`.

    `working_days_between(d, add_working_days(d, n))` is n.
    """
    if end < start:
        return -sum(calendar.is_working(end + _ONE_DAY * days) for days in range((start - end).days))
    return sum(calendar.is_working(start + _ONE_DAY * days) for days in range(1, (end - start).days + 1))
