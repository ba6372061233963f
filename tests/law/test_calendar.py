from datetime import date, timedelta

import pytest

from vonggac.kernel.workdays import add_working_days
from vonggac.law import load
from vonggac.law.model import Confidence, DayKind


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2024, 2, 8), date(2024, 2, 14)),
        (date(2025, 1, 25), date(2025, 2, 2)),
        (date(2026, 2, 14), date(2026, 2, 22)),
        (date(2026, 1, 1), date(2026, 1, 4)),
    ],
)
def test_offices_rest_over_new_year(first: date, last: date) -> None:
    calendar = load.calendar_for(2024, 2027)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert not any(calendar.is_working(day) for day in days)
    assert calendar.is_working(last + timedelta(days=1))


@pytest.mark.parametrize(
    ("off", "worked"),
    [("2024-04-29", "2024-05-04"), ("2025-05-02", "2025-04-26"), ("2026-01-02", "2026-01-10"), ("2026-08-31", "2026-08-22")],
)
def test_a_swapped_day_is_free_and_its_saturday_is_worked(off: str, worked: str) -> None:
    calendar = load.calendar_for(2024, 2027)
    assert not calendar.is_working(date.fromisoformat(off))
    assert calendar.is_working(date.fromisoformat(worked))


def test_five_working_days_from_before_tet_end_after_it() -> None:
    assert add_working_days(date(2026, 2, 12), 5, calendar=load.calendar_for(2026, 2026)) == date(2026, 2, 26)


def test_years_without_an_announcement_say_so() -> None:
    calendar = load.calendar_for(2025, 2027)
    assert calendar.is_announced(date(2025, 1, 27))
    assert not calendar.is_announced(date(2027, 2, 6))
    assert all(day.confidence is not Confidence.READ for day in load.holidays_of(2027))


def test_a_year_that_nobody_wrote_down_is_computed_from_the_lunar_calendar() -> None:
    calendar = load.calendar_for(2028, 2028)
    assert not calendar.is_working(date(2028, 1, 26))
    assert {day.confidence for day in load.holidays_of(2028)} == {Confidence.UNVERIFIED}


def test_every_written_day_off_is_a_weekday_and_every_worked_one_a_weekend() -> None:
    for year in range(2024, 2028):
        for day in load.holidays_of(year):
            assert (day.day.weekday() >= 5) == (day.kind is DayKind.WORKING) or day.name.startswith("Tết Nguyên đán")
            assert day.source
