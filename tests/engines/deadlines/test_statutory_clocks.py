from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.engines.deadlines import Clock, Pause, Unit, before_day, by_day, report_dues, standing_on
from vonggac.kernel.workdays import WEEKENDS_ONLY, working_days_between
from vonggac.law.load import calendar_for
from vonggac.law.reports import report_regime

REAL = calendar_for(2024, 2027)


# --- the yearly report ------------------------------------------------------------------------------------------------------------


def test_the_report_of_2026_is_due_on_a_saturday_so_the_last_working_day_is_the_friday() -> None:
    to_owner, to_ministry = report_dues(report_regime(date(2026, 11, 22)), 2026, calendar=REAL)
    assert (to_owner.due.last_day, to_owner.due.last_working_day) == (date(2026, 12, 19), date(2026, 12, 18))
    assert (to_ministry.due.last_day, to_ministry.due.last_working_day) == (date(2026, 12, 24), date(2026, 12, 24))
    assert to_ministry.step.addressee == "Bộ Công an"
    assert (to_owner.period.first, to_owner.period.last) == (date(2025, 12, 15), date(2026, 12, 14))
    assert (
        to_owner.due.because == "Trước ngày 20/12/2026: chậm nhất hết ngày 19/12/2026 (khoản 4 Điều 35, Điều 36, Nghị định 331/2026/NĐ-CP)"
    )


def test_before_a_day_means_that_the_day_itself_is_too_late() -> None:
    due = before_day(date(2026, 12, 20), calendar=REAL)
    assert not due.late_on(date(2026, 12, 19))
    assert due.late_on(date(2026, 12, 20))
    assert due.days_left(date(2026, 12, 20)) == -1
    assert by_day(date(2026, 12, 20), calendar=REAL).last_day == date(2026, 12, 20)
    assert by_day(date(2026, 12, 20), calendar=REAL).last_working_day == date(2026, 12, 18)


def test_a_deadline_in_a_year_without_an_announcement_says_so() -> None:
    assert before_day(date(2025, 12, 20), calendar=REAL).announced
    assert not before_day(date(2026, 12, 20), calendar=REAL).announced


# --- clocks -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "count", "due"),
    [
        # Tết Bính Ngọ: 14 to 22 February 2026 are free
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 2, 13), 7, date(2026, 3, 3)),
        (date(2026, 2, 10), 15, date(2026, 3, 10)),
        (date(2026, 2, 2), 25, date(2026, 3, 16)),
        # received inside Tết: the first working day after it is the first that counts
        (date(2026, 2, 18), 5, date(2026, 2, 27)),
        # 2 January 2026 was swapped with Saturday the 10th
        (date(2025, 12, 31), 5, date(2026, 1, 9)),
        (date(2026, 1, 9), 1, date(2026, 1, 10)),
        # Tết Đinh Mùi, computed: 4 to 10 February 2027 are free
        (date(2027, 2, 1), 5, date(2027, 2, 15)),
        (date(2027, 1, 29), 15, date(2027, 2, 26)),
        # around 30 April and 1 May 2026
        (date(2026, 4, 24), 5, date(2026, 5, 6)),
    ],
)
def test_working_days_jump_over_tet_swaps_and_holidays(received: date, count: int, due: date) -> None:
    found = Clock(received, count).due(calendar=REAL)
    assert found is not None
    assert found.last_day == found.last_working_day == due


def test_the_old_regime_counts_every_day_and_ends_on_a_working_day() -> None:
    found = Clock(date(2026, 2, 1), 15, Unit.CALENDAR_DAYS, source="khoản 2 Điều 16 Nghị định 85/2016/NĐ-CP").due(calendar=REAL)
    assert found is not None
    assert found.last_day == date(2026, 2, 23)
    assert "16/02/2026 là ngày nghỉ" in found.because
    assert "khoản 2 Điều 16" in found.because
    plain = Clock(date(2024, 12, 2), 30, Unit.CALENDAR_DAYS).due(calendar=REAL)
    assert plain is not None
    assert plain.last_day == date(2025, 1, 2)


def test_a_clock_that_runs_into_an_unannounced_year_says_so() -> None:
    inside = Clock(date(2025, 3, 3), 15).due(calendar=REAL)
    across = Clock(date(2025, 12, 25), 7).due(calendar=REAL)
    assert inside is not None
    assert inside.announced
    assert across is not None
    assert not across.announced


def test_the_clock_stands_still_while_the_file_is_out() -> None:
    # received Monday, returned Wednesday (2 days spent), back the Monday after: 5 of 7 are left and the day it came back does not count
    clock = Clock(date(2026, 3, 2), 7, pauses=(Pause(date(2026, 3, 4), date(2026, 3, 9)),))
    due = clock.due(calendar=WEEKENDS_ONLY)
    assert due is not None
    assert due.last_day == date(2026, 3, 16)
    assert "trừ 1 lần trả hồ sơ" in due.because
    assert standing_on(clock, date(2026, 3, 6), calendar=WEEKENDS_ONLY).paused
    assert standing_on(clock, date(2026, 3, 6), calendar=WEEKENDS_ONLY).left == 5
    assert standing_on(clock, date(2026, 3, 10), calendar=WEEKENDS_ONLY).left == 4


def test_while_the_file_is_still_out_nobody_can_say_when_it_is_due() -> None:
    clock = Clock(date(2026, 3, 2), 7, pauses=(Pause(date(2026, 3, 4)),))
    assert clock.due(calendar=WEEKENDS_ONLY) is None
    standing = standing_on(clock, date(2027, 1, 1), calendar=WEEKENDS_ONLY)
    assert (standing.paused, standing.left, standing.late) == (True, 5, False)


def test_a_file_returned_after_the_clock_ran_out_is_late_all_the_same() -> None:
    clock = Clock(date(2026, 3, 2), 5, pauses=(Pause(date(2026, 3, 20)),))
    due = clock.due(calendar=WEEKENDS_ONLY)
    assert due is not None
    assert due.last_day == date(2026, 3, 9)
    assert standing_on(clock, date(2026, 3, 11), calendar=WEEKENDS_ONLY).late


def test_on_its_last_day_a_clock_is_not_late_and_on_the_next_it_is() -> None:
    clock = Clock(date(2026, 3, 2), 5)
    last = standing_on(clock, date(2026, 3, 9), calendar=WEEKENDS_ONLY)
    assert (last.left, last.late) == (0, False)
    after = standing_on(clock, date(2026, 3, 12), calendar=WEEKENDS_ONLY)
    assert (after.left, after.late) == (-3, True)
    assert standing_on(clock, date(2026, 3, 2), calendar=WEEKENDS_ONLY).left == 5


@pytest.mark.parametrize(
    ("pauses", "why"),
    [
        ((Pause(date(2026, 3, 1)),), "trước khi nhận"),
        ((Pause(date(2026, 3, 4), date(2026, 3, 3)),), "trước khi trả"),
        ((Pause(date(2026, 3, 4)), Pause(date(2026, 3, 6))), "chưa nộp lại"),
        ((Pause(date(2026, 3, 4), date(2026, 3, 9)), Pause(date(2026, 3, 6))), "chưa nộp lại"),
    ],
)
def test_days_that_cannot_be_are_refused(pauses: tuple[Pause, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Clock(date(2026, 3, 2), 7, pauses=pauses)
    with pytest.raises(ValueError, match="từ 1 ngày"):
        Clock(date(2026, 3, 2), 0)


DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 1))


@given(DAYS, st.integers(1, 25))
def test_without_a_pause_the_clock_agrees_with_the_count_of_working_days(received: date, count: int) -> None:
    due = Clock(received, count).due(calendar=REAL)
    assert due is not None
    assert REAL.is_working(due.last_day)
    assert working_days_between(received, due.last_day, calendar=REAL) == count


@given(DAYS, st.integers(1, 25), st.integers(0, 40), st.integers(0, 40), st.sampled_from(list(Unit)))
def test_a_pause_never_brings_a_deadline_nearer(received: date, count: int, until: int, out: int, unit: Unit) -> None:
    returned = received + timedelta(days=until)
    paused = Clock(received, count, unit, (Pause(returned, returned + timedelta(days=out)),)).due(calendar=REAL)
    plain = Clock(received, count, unit).due(calendar=REAL)
    assert paused is not None
    assert plain is not None
    assert plain.last_day <= paused.last_day
    assert paused.last_working_day <= paused.last_day
