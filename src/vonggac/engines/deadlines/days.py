"""A last day, as the law says it and as an office can keep it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from vonggac.kernel.workdays import Calendar

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a deadline, and the last working day before it ends."""

    last_day: date
    last_working_day: date
    """Equal to the last day when offices work on it; never later."""
    because: str
    announced: bool
    """False when a year it passes through has no official announcement of days off yet: the day may still move."""

    def late_on(self, day: date) -> bool:
        """Say whether it is over."""
        return self.last_day < day

    def days_left(self, day: date) -> int:
        """Count the calendar days left; 0 on the last day, negative when it is over."""
        return (self.last_day - day).days


def due_of(last_day: date, because: str, calendar: Calendar, *, passing: Iterable[date] = ()) -> Due:
    """Make a deadline out of its last day; `passing` are days whose announcement matters as well."""
    days = {last_day, *passing}
    return Due(last_day, calendar.on_or_before(last_day), because, all(map(calendar.is_announced, days)))


def before_day(day: date, *, calendar: Calendar) -> Due:
    """Return the deadline "trước ngày": the named day is already too late, so the last day is the one before it.

    A day off never moves it later: Article 148.5 of the Civil Code moves the end of a term, and "trước ngày" names no term.
    """
    return due_of(day - _ONE_DAY, f"Trước ngày {day:%d/%m/%Y}: chậm nhất hết ngày {day - _ONE_DAY:%d/%m/%Y}", calendar)


def by_day(day: date, *, calendar: Calendar) -> Due:
    """Return the deadline "chậm nhất ngày", "đến hết ngày": the named day still counts."""
    return due_of(day, f"Chậm nhất hết ngày {day:%d/%m/%Y}", calendar)
