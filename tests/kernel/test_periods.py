from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.kernel.periods import ALWAYS, Period, PeriodKind, Recurrence, Validity, due_days, next_due, occurrence

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))
ENDS = st.none() | DAYS


@st.composite
def validities(draw: st.DrawFn) -> Validity:
    first, last = draw(ENDS), draw(ENDS)
    if first is not None and last is not None and last < first:
        first, last = last, first
    return Validity(first, last)


def test_districts_still_exist_on_their_last_day_and_not_on_the_next() -> None:
    districts = Validity(None, date(2025, 6, 30))
    assert date(2025, 6, 30) in districts
    assert date(2025, 7, 1) not in districts
    assert districts.ended_before(date(2025, 7, 1))


def test_a_validity_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Validity(date(2025, 7, 1), date(2025, 6, 30))


@given(validities(), validities(), DAYS)
def test_a_day_lies_in_an_intersection_exactly_when_it_lies_in_both(one: Validity, other: Validity, day: date) -> None:
    both = one.intersection(other)
    assert (both is not None and day in both) == (day in one and day in other)
    assert one.overlaps(other) == other.overlaps(one) == (both is not None)


@given(DAYS)
def test_always_holds_every_day(day: date) -> None:
    assert day in ALWAYS


@given(DAYS, st.sampled_from(PeriodKind))
def test_a_period_holds_its_day_and_the_next_begins_where_it_ends(day: date, kind: PeriodKind) -> None:
    period = Period.containing(day, kind)
    assert day in period
    assert period.next().first == period.last + timedelta(days=1)
    assert period.next().next(-1) == period


def test_periods_are_written_as_reports_do() -> None:
    day = date(2026, 11, 22)
    written = [str(Period.containing(day, kind)) for kind in PeriodKind]
    assert written == ["tháng 11/2026", "quý IV/2026", "6 tháng cuối năm 2026", "năm 2026"]


def test_a_duty_on_the_31st_returns_on_the_last_day_of_short_months_without_drifting() -> None:
    due = list(islice(due_days(Recurrence.MONTHLY, anchor=date(2026, 1, 31), within=ALWAYS), 4))
    assert due == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_a_half_yearly_report_is_due_twice_a_year() -> None:
    year = Validity(date(2026, 1, 1), date(2026, 12, 31))
    assert list(due_days(Recurrence.HALF_YEARLY, anchor=date(2025, 6, 20), within=year)) == [date(2026, 6, 20), date(2026, 12, 20)]


@given(st.sampled_from(Recurrence), DAYS, DAYS)
def test_the_next_due_day_is_the_first_repetition_after_the_given_day(recurrence: Recurrence, anchor: date, after: date) -> None:
    due = next_due(recurrence, anchor=anchor, after=after)
    assert due > after
    number = next(n for n in range(40_000) if occurrence(recurrence, anchor=anchor, number=n) >= due)
    assert occurrence(recurrence, anchor=anchor, number=number) == due
    assert number == 0 or occurrence(recurrence, anchor=anchor, number=number - 1) <= after
