"""Periods of days: how long something holds, the month a report is about, when something that returns is due next.

Both ends of every period belong to it, because that is how law and letters say it: "từ ngày 01/7/2025 đến hết ngày 30/6/2026".
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=False)
class Validity:
    """From the first to the last day on which something holds; None is open, or not known."""

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError(f"a validity cannot end ({self.last}) before it begins ({self.first})")

    def __contains__(self, day: date) -> bool:
        return self.contains(day)

    def contains(self, day: date) -> bool:
        """Say whether it holds on that day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def overlaps(self, other: Validity) -> bool:
        """Say whether there is a day on which both hold."""
        return self.intersection(other) is not None

    def intersection(self, other: Validity) -> Validity | None:
        """Return the days on which both hold, or None."""
        first = max((day for day in (self.first, other.first) if day is not None), default=None)
        last = min((day for day in (self.last, other.last) if day is not None), default=None)
        if first is not None and last is not None and last < first:
            return None
        return Validity(first, last)

    def ended_before(self, day: date) -> bool:
        """Say whether it was over when that day began."""
        return self.last is not None and self.last < day

    def begins_after(self, day: date) -> bool:
        """Say whether it had not begun when that day was over."""
        return self.first is not None and day < self.first

    def ending(self, last: date) -> Validity:
        """Return the same, closed on that day."""
        return Validity(self.first, last)


ALWAYS = Validity()


def add_months(day: date, months: int, *, anchor_day: int | None = None) -> date:
    """Return the same day of another month, or that month's last day when it is shorter.

    `anchor_day` is the day meant: the 31st repeated monthly falls on 28 February and again on 31 March.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    wanted = anchor_day or day.day
    return date(year, month + 1, min(wanted, calendar.monthrange(year, month + 1)[1]))


class PeriodKind(StrEnum):
    """The periods that reports are about."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


_MONTHS_IN = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A whole month, quarter, half-year or year."""

    first: date
    kind: PeriodKind

    @classmethod
    def containing(cls, day: date, kind: PeriodKind) -> Period:
        """Return the period of that kind in which the day lies."""
        length = _MONTHS_IN[kind]
        return cls(date(day.year, (day.month - 1) // length * length + 1, 1), kind)

    @property
    def last(self) -> date:
        return add_months(self.first, _MONTHS_IN[self.kind]) - timedelta(days=1)

    @property
    def number(self) -> int:
        """Its place within the year, from 1."""
        return (self.first.month - 1) // _MONTHS_IN[self.kind] + 1

    @property
    def validity(self) -> Validity:
        return Validity(self.first, self.last)

    def next(self, count: int = 1) -> Period:
        """Return the period that many later (or earlier)."""
        return Period(add_months(self.first, count * _MONTHS_IN[self.kind]), self.kind)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        year = self.first.year
        if self.kind is PeriodKind.MONTH:
            return f"tháng {self.number:02d}/{year}"
        if self.kind is PeriodKind.QUARTER:
            return f"quý {('I', 'II', 'III', 'IV')[self.number - 1]}/{year}"
        if self.kind is PeriodKind.HALF_YEAR:
            return f"6 tháng {'đầu' if self.number == 1 else 'cuối'} năm {year}"
        return f"năm {year}"


class Recurrence(StrEnum):
    """How often a duty returns."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    YEARLY = "yearly"


_DAYS_BETWEEN = {Recurrence.DAILY: 1, Recurrence.WEEKLY: 7}
_MONTHS_BETWEEN = {Recurrence.MONTHLY: 1, Recurrence.QUARTERLY: 3, Recurrence.HALF_YEARLY: 6, Recurrence.YEARLY: 12}


def occurrence(recurrence: Recurrence, *, anchor: date, number: int) -> date:
    """Return the day of the given repetition; number 0 is the anchor itself."""
    if recurrence in _DAYS_BETWEEN:
        return anchor + timedelta(days=_DAYS_BETWEEN[recurrence] * number)
    return add_months(anchor, _MONTHS_BETWEEN[recurrence] * number)


def _repetitions_before(recurrence: Recurrence, anchor: date, day: date) -> int:
    """A repetition number that is surely not after the day, so that a search begins near its end."""
    if recurrence in _DAYS_BETWEEN:
        return max(0, (day - anchor).days // _DAYS_BETWEEN[recurrence])
    months = (day.year - anchor.year) * 12 + day.month - anchor.month
    return max(0, months // _MONTHS_BETWEEN[recurrence] - 1)


def next_due(recurrence: Recurrence, *, anchor: date, after: date) -> date:
    """Return the first day later than `after`; the anchor is the first of all, and the day of the month never drifts."""
    number = _repetitions_before(recurrence, anchor, after)
    while (due := occurrence(recurrence, anchor=anchor, number=number)) <= after:
        number += 1
    return due


def due_days(recurrence: Recurrence, *, anchor: date, within: Validity) -> Iterator[date]:
    """Give the days, in order, that lie within a validity; one that is open at its end gives days without end."""
    before = (within.first or anchor) - timedelta(days=1)
    due = next_due(recurrence, anchor=anchor, after=before)
    while within.contains(due):
        yield due
        due = next_due(recurrence, anchor=anchor, after=due)
