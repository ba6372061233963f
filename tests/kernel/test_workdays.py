from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vonggac.kernel.workdays import WEEKENDS_ONLY, Calendar, add_working_days, working_days_between

TET_2025 = frozenset(date(2025, 1, 27) + timedelta(days=n) for n in range(5))
SWAPPED = Calendar(
    days_off=TET_2025 | {date(2025, 5, 2)}, working_weekends=frozenset({date(2025, 4, 26)}), announced_years=frozenset({2025})
)
DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2027, 12, 31))
CALENDARS = st.builds(
    lambda off, worked: Calendar(days_off=off, working_weekends=frozenset(day for day in worked if day.weekday() >= 5)),
    st.frozensets(DAYS, max_size=30),
    st.frozensets(DAYS, max_size=10),
)


def test_five_working_days_jump_over_the_weekend_and_do_not_count_the_first_day() -> None:
    assert add_working_days(date(2026, 11, 20), 5, calendar=WEEKENDS_ONLY) == date(2026, 11, 27)


def test_a_deadline_before_tet_ends_after_it() -> None:
    assert add_working_days(date(2025, 1, 24), 1, calendar=SWAPPED) == date(2025, 2, 3)


def test_a_swapped_saturday_is_worked_and_its_friday_is_free() -> None:
    assert SWAPPED.is_working(date(2025, 4, 26))
    assert not SWAPPED.is_working(date(2025, 5, 2))
    assert add_working_days(date(2025, 4, 25), 1, calendar=SWAPPED) == date(2025, 4, 26)


def test_a_deadline_on_a_day_off_moves_on_and_a_reminder_moves_back() -> None:
    sunday = date(2026, 11, 22)
    assert SWAPPED.on_or_after(sunday) == add_working_days(sunday, 0, calendar=SWAPPED) == date(2026, 11, 23)
    assert SWAPPED.on_or_before(sunday) == date(2026, 11, 20)


def test_a_calendar_says_which_years_were_announced() -> None:
    assert SWAPPED.is_announced(date(2025, 12, 31))
    assert not SWAPPED.is_announced(date(2026, 1, 1))


@given(CALENDARS, DAYS, st.integers(min_value=-40, max_value=40).filter(bool))
def test_counting_undoes_adding_and_the_answer_is_a_working_day(calendar: Calendar, start: date, count: int) -> None:
    end = add_working_days(start, count, calendar=calendar)
    assert calendar.is_working(end)
    if count > 0:
        assert working_days_between(start, end, calendar=calendar) == count
    else:
        assert working_days_between(start, end, calendar=calendar) == -sum(
            calendar.is_working(end + timedelta(days=n)) for n in range((start - end).days)
        )
        assert -working_days_between(start, end, calendar=calendar) == -count
