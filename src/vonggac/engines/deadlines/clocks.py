"""A statutory clock from the day a file was received.

The day of receipt does not count (Civil Code 2015, Article 147.2). A clock of working days skips weekends and days off (Decree
331/2026/NĐ-CP, Articles 23 and 24: 5, 7, 15, 25 working days). A clock of calendar days (Decree 85/2016/NĐ-CP, Article 16: 15 and 30
days) counts every day, and when its last day is a day off it ends on the next working day (Civil Code, Article 148.5).

While a file is back with its sender for completion the clock stands still: the day it was returned was still the receiver's, the day it
came again does not count. That days before and after a pause add up is our reading; no text was found that says so, nor that the clock
starts anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vonggac.engines.deadlines.days import Due, due_of
from vonggac.kernel.workdays import Calendar

_ONE_DAY = timedelta(days=1)
_LONGEST = 3_700
"""Days ahead that are looked at; a clock that long is a mistake."""


class Unit(StrEnum):
    """What a clock counts."""

    WORKING_DAYS = "working-days"
    CALENDAR_DAYS = "calendar-days"


_UNIT_WORDS = {Unit.WORKING_DAYS: "ngày làm việc", Unit.CALENDAR_DAYS: "ngày"}


@dataclass(frozen=True, slots=True, order=True)
class Pause:
    """The file was returned for completion, and came back."""

    returned_on: date
    back_on: date | None = None
    """None while it is still out."""

    def holds(self, day: date) -> bool:
        """Say whether the clock stands still on that day."""
        return self.returned_on < day and (self.back_on is None or day <= self.back_on)


@dataclass(frozen=True, slots=True)
class Clock:
    """So many days from the receipt of a complete file."""

    received_on: date
    count: int
    unit: Unit = Unit.WORKING_DAYS
    pauses: tuple[Pause, ...] = ()
    source: str = ""
    """The article, as it stands in the reasons."""

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"Thời hạn phải từ 1 ngày, đọc được {self.count}.")
        before: Pause | None = None
        for pause in self.pauses:
            _check(pause, before, self.received_on)
            before = pause

    def due(self, *, calendar: Calendar) -> Due | None:
        """Return when it ends; None while the file is out and time is left, for then nobody can say."""
        spent = 0
        for day in self._days():
            spent += self._counts(day, calendar)
            if spent == self.count:
                return self._ending(day, calendar)
            if self._stands_for_good(day):
                return None
        raise ValueError(f"Thời hạn {self.count} ngày dài quá mức tính được.")

    def spent(self, on: date, *, calendar: Calendar) -> int:
        """Count the days spent up to and including a day."""
        return sum(self._counts(day, calendar) for day in self._days() if day <= on) if on > self.received_on else 0

    def _days(self) -> Iterator[date]:
        return (self.received_on + _ONE_DAY * ahead for ahead in range(1, _LONGEST))

    def _counts(self, day: date, calendar: Calendar) -> bool:
        if any(pause.holds(day) for pause in self.pauses):
            return False
        return self.unit is Unit.CALENDAR_DAYS or calendar.is_working(day)

    def _stands_for_good(self, day: date) -> bool:
        return bool(self.pauses) and self.pauses[-1].back_on is None and day > self.pauses[-1].returned_on

    def _ending(self, day: date, calendar: Calendar) -> Due:
        last = calendar.on_or_after(day) if self.unit is Unit.CALENDAR_DAYS else day
        words = f"{self.count} {_UNIT_WORDS[self.unit]} từ {self.received_on:%d/%m/%Y}"
        if self.pauses:
            words += f", trừ {len(self.pauses)} lần trả hồ sơ"
        if last != day:
            words += f"; {day:%d/%m/%Y} là ngày nghỉ nên kết thúc ngày làm việc kế tiếp"
        passed = (date(year, 12, 31) for year in range(self.received_on.year, last.year))
        return due_of(last, f"{words} ({self.source})" if self.source else words, calendar, passing=passed)


def _check(pause: Pause, before: Pause | None, received_on: date) -> None:
    if pause.returned_on < received_on:
        raise ValueError(f"Hồ sơ trả lại ngày {pause.returned_on:%d/%m/%Y}, trước khi nhận ngày {received_on:%d/%m/%Y}. Sửa ngày.")
    if pause.back_on is not None and pause.back_on < pause.returned_on:
        raise ValueError(f"Hồ sơ nộp lại ngày {pause.back_on:%d/%m/%Y}, trước khi trả ngày {pause.returned_on:%d/%m/%Y}. Sửa ngày.")
    if before is not None and (before.back_on is None or pause.returned_on < before.back_on):
        raise ValueError(f"Hồ sơ trả lại ngày {pause.returned_on:%d/%m/%Y} khi chưa nộp lại từ lần trước. Sửa ngày.")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a clock stands on a day."""

    due: Due | None
    """None while the file is out."""
    spent: int
    left: int
    """Days of the clock's own kind; negative when it is over."""
    paused: bool

    @property
    def late(self) -> bool:
        return self.left < 0


def standing_on(clock: Clock, day: date, *, calendar: Calendar) -> Standing:
    """Say how much of a clock is left on a day; on its last day nothing is left and it is not late yet."""
    due = clock.due(calendar=calendar)
    paused = any(pause.holds(day) for pause in clock.pauses)
    spent = clock.spent(day, calendar=calendar)
    if due is not None and due.late_on(day):
        return Standing(due, spent, min(-1, clock.count - spent), paused=False)
    return Standing(due, min(spent, clock.count), max(0, clock.count - spent), paused)
