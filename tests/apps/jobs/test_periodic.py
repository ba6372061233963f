"""Periodic jobs run when due, once, on however many servers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from apps.jobs import deeds
from vonggac.apps.jobs import periodic, ports
from vonggac.apps.jobs.models import Periodic, PeriodicRun
from vonggac.apps.jobs.ports import PeriodicJob
from vonggac.apps.jobs.schedules import LOCAL, Daily, Every, Schedule, monthly, weekly

AT = datetime(2026, 11, 23, 0, 42, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def hourly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only one periodic job is registered."""
    monkeypatch.setattr(ports.periodic, "entries", {"test.hourly": PeriodicJob(deeds.urgent, Every(HOUR))})


@pytest.mark.django_db
@pytest.mark.usefixtures("hourly")
class TestWhenItIsDue:
    def test_a_new_periodic_job_waits_for_its_first_moment(self) -> None:
        assert periodic.enqueue_due(at=AT) == 0
        assert Periodic.objects.get().next_due == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    def test_it_is_enqueued_once_for_each_moment(self) -> None:
        periodic.enqueue_due(at=AT)
        assert periodic.enqueue_due(at=AT + HOUR) == 1
        assert periodic.enqueue_due(at=AT + HOUR + timedelta(minutes=1)) == 0
        assert PeriodicRun.objects.get().due_at == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    def test_after_a_standstill_it_runs_once_and_not_for_every_moment_missed(self) -> None:
        periodic.enqueue_due(at=AT)
        assert periodic.enqueue_due(at=AT + 10 * HOUR) == 1
        assert DBTaskResult.objects.count() == 1
        assert Periodic.objects.get().next_due == datetime(2026, 11, 23, 11, 0, tzinfo=UTC)

    def test_a_schedule_that_was_made_denser_counts_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        periodic.enqueue_due(at=AT)
        monkeypatch.setitem(ports.periodic.entries, "test.hourly", PeriodicJob(deeds.urgent, Every(timedelta(minutes=5))))
        periodic.enqueue_due(at=AT)
        assert Periodic.objects.get().next_due == datetime(2026, 11, 23, 0, 45, tzinfo=UTC)


SCHEDULES: list[Schedule] = [
    Every(timedelta(minutes=5)),
    Every(timedelta(days=1)),
    Daily(time(6, 30)),
    weekly(0, time(7, 0)),
    monthly(25, time(8, 0)),
]


@given(at=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)), schedule=st.sampled_from(SCHEDULES))  # noqa: DTZ001
def test_the_moments_of_a_schedule_enclose_every_now_and_follow_each_other(at: datetime, schedule: Schedule) -> None:
    last, following = schedule.last_due(at), schedule.next_due(at)
    assert last <= at < following
    assert schedule.last_due(following) == following
    assert schedule.last_due(following - timedelta(microseconds=1)) == last


def test_days_and_weeks_are_counted_in_the_time_of_the_province() -> None:
    half_past_six = Daily(time(6, 30)).next_due(AT)
    assert half_past_six.astimezone(LOCAL).isoformat() == "2026-11-24T06:30:00+07:00"
    monday = weekly(0, time(8, 0)).next_due(AT).astimezone(LOCAL)
    assert (monday.date(), monday.weekday()) == (date(2026, 11, 23), 0)
    assert monthly(25, time(8, 0)).next_due(AT).astimezone(LOCAL).date() == date(2026, 11, 25)


def test_a_day_that_some_months_lack_is_refused() -> None:
    with pytest.raises(ValueError, match="28"):
        monthly(31, time(8, 0))
