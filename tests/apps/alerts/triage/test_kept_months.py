"""The figures of a month are kept, and whatever people, the intake and jobs do, kept figures are those that counting anew gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alerts_cast import Watched, alert
from cast import NOW, Cast
from standing import standing
from vonggac.apps.alerts.carrying import AlertCarrier
from vonggac.apps.alerts.models import Alert, KeptMonth, MonthChange, Suppression
from vonggac.apps.alerts.queries import months
from vonggac.apps.alerts.queries.figures import month_figures
from vonggac.apps.alerts.queries.visibility import alerts_visible_to
from vonggac.apps.alerts.services import keeping_months, placing, placing_again, retention, spilling, suppressing, tasking, triage
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.ports import Change
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.work.models import Task
from vonggac.apps.work.services import accept_tasks, reopen
from watch_cast import Wire, eve

pytestmark = pytest.mark.django_db
MONTH = months.first_of(NOW)
LONG_AGO = NOW - timedelta(days=40)
Act = Callable[[Watched, Cast], None]


@pytest.fixture(autouse=True)
def _no_month_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every month is long enough to be kept."""
    monkeypatch.setattr(months, "SHORT", -1)


@pytest.fixture(scope="module")
def standing_watched(standing_cast: Cast, django_db_blocker: Any) -> Iterator[Watched]:
    """One alert lies in the month before the last; both months are kept."""
    with standing(django_db_blocker):
        Organisation.objects.filter(pk=standing_cast.office.pk).update(code="pa05")
        one = Watched.lay_out(standing_cast)
        alert(one.sensor, one.portal, minutes=40 * 24 * 60, malware="Mozi", cves=["CVE-2021-44228"], acting="185.220.101.47")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(months, "SHORT", -1)
            keeping_months.keep_months(at=NOW)
        yield one


def assert_kept_is_counted(cast: Cast) -> None:
    """For who sees all, and for those who see a part, in both months."""
    for person in (cast.coordinator, cast.officer, cast.commune_officer, cast.provider, cast.stranger):
        for month in (MONTH, months.first_of(LONG_AGO)):
            seen = months.month_of(person, month)
            begin, end = months.start_of(month), months.start_of(months.after(month))
            assert seen.figures == month_figures(alerts_visible_to(person), begin, end), person.username
            assert seen.counted_at is None


def verified(watched: Watched, cast: Cast, verdict: str = "true") -> None:
    triage.verify_alerts({watched.on_portal.pk: None}, verdict=verdict, reason="máy quét", by=cast.coordinator, at=NOW)


def handled(watched: Watched, cast: Cast) -> None:
    verified(watched, cast)
    triage.handle_alerts({watched.on_portal.pk: None}, words="đã cách ly", by=cast.coordinator, at=NOW)


def closed(watched: Watched, cast: Cast) -> None:
    verified(watched, cast)
    triage.close_alerts({watched.on_portal.pk: None}, reason="đã xử lý tại chỗ", by=cast.coordinator, at=NOW)


def reopened(watched: Watched, cast: Cast) -> None:
    verified(watched, cast, "false")
    keeping_months.keep_months(at=NOW)
    triage.reopen_alert(watched.on_portal.pk, version=None, reason="xem lại", by=cast.coordinator, at=NOW)


def settled(watched: Watched, cast: Cast) -> None:
    placing.settle_system(watched.on_nobody.pk, system=watched.portal, reason="công văn", version=None, by=cast.coordinator, at=NOW)


def given_and_answered(watched: Watched, cast: Cast) -> None:
    row = tasking.give_work(watched.on_portal.pk, version=None, by=cast.coordinator, at=NOW)
    Task.objects.filter(pk=row.task_id).update(state=Task.State.SENT, answer="đã cách ly", sent_at=NOW)
    keeping_months.keep_months(at=NOW)
    accept_tasks([row.task_id], by=cast.coordinator, at=NOW)


def given_and_taken_up(watched: Watched, cast: Cast) -> None:
    given_and_answered(watched, cast)
    keeping_months.keep_months(at=NOW)
    reopen(Alert.objects.get(pk=watched.on_portal.pk).task_id, reason="máy lại kết nối", by=cast.coordinator, at=NOW)


def placed_again(watched: Watched, cast: Cast) -> None:
    InformationSystem.objects.filter(pk=watched.one_stop.pk).update(level=4)
    assert placing_again.place_again(at=NOW).levels == 1


def thrown_away(watched: Watched, cast: Cast) -> None:
    retention.throw_away_old(at=NOW + timedelta(days=60), pause=lambda _seconds: None)


def spilled(watched: Watched, cast: Cast) -> None:
    """Nothing of the words may stand on, not even until the next count."""
    found = spilling.alert_words_with(["mozi"])
    assert found
    spilling.erase_alert_words(found, ["mozi"])
    assert not KeptMonth.objects.filter(month=months.first_of(LONG_AGO)).exists()


def carried(watched: Watched, cast: Cast) -> None:
    with transaction.atomic():
        AlertCarrier().carry([Change(cast.department.pk, {"": cast.office.pk}, NOW.date())], {}, by=cast.coordinator, at=NOW)


def hidden_came_back(watched: Watched, cast: Cast) -> None:
    who = {"made_by": cast.coordinator, "made_at": NOW, "starts_at": NOW}
    rule = Suppression.objects.create(name="x", because="y", expires_at=NOW + timedelta(days=1), **who)
    Alert.objects.filter(pk=watched.on_portal.pk).update(hidden_by=rule)
    Alert.objects.filter(pk=watched.on_one_stop.pk).update(hidden_by=rule, group_key=watched.on_nobody.group_key)
    suppressing.end_rule(rule, bring_back=True, by=cast.coordinator, at=NOW)


def came(watched: Watched, cast: Cast) -> None:
    Wire().send(watched.sensor, eve(), eve(source="203.0.113.9"), at=NOW)


def came_again(watched: Watched, cast: Cast) -> None:
    """A repeat counts in the month in which its alert began."""
    wire = Wire()
    wire.send(watched.sensor, eve(), at=LONG_AGO)
    keeping_months.keep_months(at=NOW)
    wire.send(watched.sensor, eve(severity=1), at=NOW)
    assert Alert.objects.filter(arrived_at=LONG_AGO, count=2).count() == 1


ACTS: list[Act] = [
    verified, handled, closed, reopened, settled, given_and_answered, given_and_taken_up, placed_again, spilled, carried, hidden_came_back,
    came, came_again,
]  # fmt: skip


def test_before_any_act_what_is_kept_is_counted(watched: Watched, cast: Cast) -> None:
    assert_kept_is_counted(cast)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_after_every_act_the_page_says_that_it_is_behind_until_it_is_counted(watched: Watched, cast: Cast, act: Act) -> None:
    act(watched, cast)
    assert any(months.month_of(cast.coordinator, one).counted_at == NOW for one in (MONTH, months.first_of(LONG_AGO))) or act is spilled
    keeping_months.keep_months(at=NOW)
    assert_kept_is_counted(cast)
    assert not MonthChange.objects.exists()


def test_throwing_old_records_away_changes_no_figure(watched: Watched, cast: Cast) -> None:
    thrown_away(watched, cast)
    assert_kept_is_counted(cast)


def test_what_is_written_while_a_month_is_counted_is_counted_next_time(
    watched: Watched, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = keeping_months._tallies

    def count_and_be_overtaken(month: Any) -> Any:
        found = count(month)
        if month == MONTH:
            verified(watched, cast, "false")
        return found

    monkeypatch.setattr(keeping_months, "_tallies", count_and_be_overtaken)
    keeping_months.keep_month(MONTH, at=NOW)
    assert months.month_of(cast.coordinator, MONTH).counted_at == NOW, "it is said to be behind"
    monkeypatch.undo()
    monkeypatch.setattr(months, "SHORT", -1)
    keeping_months.keep_months(at=NOW)
    assert_kept_is_counted(cast)


def test_the_nightly_count_heals_what_nobody_noted(watched: Watched, cast: Cast) -> None:
    Alert.objects.filter(pk=watched.on_portal.pk).update(malware="LockBit", count=70)
    assert keeping_months.keep_months(at=NOW).months == 0
    assert months.month_of(cast.coordinator, MONTH).figures.received != 72
    keeping_months.keep_months(at=NOW, anew=True)
    assert_kept_is_counted(cast)


def test_a_short_month_is_counted_at_once(watched: Watched, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(months, "SHORT", 10)
    verified(watched, cast, "false")
    seen = months.month_of(cast.coordinator, MONTH)
    assert (seen.counted_at, sum(seen.figures.by_class.values())) == (None, 2)


def test_a_kept_month_is_read_with_the_same_questions_however_many_alerts_it_has(watched: Watched, cast: Cast) -> None:
    for person, most in ((cast.coordinator, 5), (cast.officer, 14)):
        months.month_of(person, MONTH)
        counts = []
        for _time in range(2):
            with CaptureQueriesContext(connection) as asked:
                months.month_of(person, MONTH)
            counts.append(len(asked))
            for number in range(30):
                alert(watched.sensor, (watched.portal, watched.one_stop)[number % 2], target=f"10.0.0.{number}")
            keeping_months.keep_months(at=NOW, anew=True)
        assert counts[0] == counts[1] <= most


def test_the_page_and_the_workbook_say_up_to_when_they_count(watched: Watched, cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    address = f"/canh-bao/thang/?thang={MONTH:%Y-%m}"
    assert "Số liệu tính đến" not in client.get(address).content.decode()
    verified(watched, cast)
    assert "Số liệu tính đến 07:42 23/11/2026" in client.get(address).content.decode()
    assert client.get(f"{address}&dang=xlsx").status_code == 200
