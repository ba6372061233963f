"""What people do with alerts: verify, assign, handle, close, take up again, settle, give out; who may, when, and what stays written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from alerts_cast import Watched, alert
from cast import NOW, Cast
from standing import standing
from vonggac.apps.alerts.carrying import AlertCarrier
from vonggac.apps.alerts.models import Alert, AlertAct
from vonggac.apps.alerts.queries.people import workers_of
from vonggac.apps.alerts.refusals import Changed, NotNow
from vonggac.apps.alerts.services import noticing, placing, spilling, tasking, triage
from vonggac.apps.audit.models import Entry
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.ports import Change
from vonggac.apps.work.models import Notice, Task
from vonggac.apps.work.services import accept_tasks, close_unanswered, reopen
from vonggac.engines.alerts import due
from vonggac.kernel.severity import Severity
from vonggac.law.alertclock import Stage
from vonggac.law.alertclocks import alert_clocks

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)
SECRET = "máy của phòng tài vụ, mật khẩu yếu"


@pytest.fixture(scope="module")
def standing_watched(standing_cast: Cast, django_db_blocker: Any) -> Iterator[Watched]:
    with standing(django_db_blocker):
        Organisation.objects.filter(pk=standing_cast.office.pk).update(code="pa05")
        yield Watched.lay_out(standing_cast)


def verify(row: Alert, verdict: str, by: Any, reason: str = "", at: Any = NOW) -> Alert:
    triage.verify_alerts({row.pk: row.version}, verdict=verdict, reason=reason, by=by, at=at)
    row.refresh_from_db()
    return row


def test_a_true_alert_is_handled_by_the_clock_that_starts_now(watched: Watched, cast: Cast) -> None:
    row = verify(watched.on_portal, "true", cast.coordinator)
    clock = due(Stage.HANDLE, Severity.HIGH, 3, NOW, alert_clocks())
    assert clock is not None
    assert (row.state, row.verdict, row.handle_due_at, row.verified_by) == ("handling", "true", clock.due_at, cast.coordinator)
    line = Entry.objects.latest("number")
    assert (line.act, line.count, line.detail["verdict"]) == ("alerts.verified", 1, "true")


def test_a_false_alert_is_closed_and_needs_a_reason(watched: Watched, cast: Cast) -> None:
    with pytest.raises(ValidationError, match="Ghi lý do"):
        verify(watched.on_portal, "false", cast.coordinator)
    row = verify(watched.on_portal, "false", cast.coordinator, SECRET)
    assert (row.state, row.closed_by, row.verdict) == ("closed", cast.coordinator, "false")
    with pytest.raises(ValidationError, match="Chọn kết luận"):
        verify(watched.on_one_stop, "maybe", cast.coordinator)


def test_no_word_that_was_typed_enters_the_chain(watched: Watched, cast: Cast) -> None:
    verify(watched.on_portal, "unsure", cast.coordinator, SECRET)
    triage.note_alert(watched.on_portal.pk, words=SECRET, by=cast.coordinator, at=NOW)
    triage.handle_alerts({watched.on_portal.pk: None}, words=SECRET, by=cast.coordinator, at=NOW)
    assert AlertAct.objects.filter(words=SECRET).count() == 3
    assert all(SECRET not in str(line.detail) for line in Entry.objects.all())


def test_of_two_people_the_second_is_told_what_the_first_did(watched: Watched, cast: Cast) -> None:
    seen = watched.on_portal.version
    verify(watched.on_portal, "true", cast.officer)
    with pytest.raises(Changed, match="Lê Văn Cán Bộ vừa xác minh"):
        triage.verify_alerts({watched.on_portal.pk: seen}, verdict="false", reason="nhầm", by=cast.coordinator, at=NOW)
    watched.on_portal.refresh_from_db()
    assert watched.on_portal.verdict == "true"


def test_who_may_not_work_on_an_alert_does_not_learn_that_it_exists(watched: Watched, cast: Cast) -> None:
    with pytest.raises(Alert.DoesNotExist):
        verify(watched.on_one_stop, "true", cast.provider)
    with pytest.raises(Alert.DoesNotExist):
        verify(watched.on_one_stop, "true", cast.officer)
    with pytest.raises(PermissionDenied):
        verify(watched.on_one_stop, "true", cast.auditor)
    assert verify(watched.on_portal, "true", cast.provider).state == "handling"


def test_many_are_one_act_or_none(watched: Watched, cast: Cast) -> None:
    rows = [alert(watched.sensor, watched.portal, severity=number % 5) for number in range(30)]
    lines = Entry.objects.count()
    with CaptureQueriesContext(connection) as few:
        triage.verify_alerts({row.pk: 0 for row in rows[:10]}, verdict="true", by=cast.coordinator, at=NOW)
    with CaptureQueriesContext(connection) as lots:
        triage.verify_alerts({row.pk: 0 for row in rows[10:]}, verdict="true", by=cast.coordinator, at=NOW)
    assert len(lots) <= len(few)
    assert Entry.objects.count() == lines + 2
    assert Entry.objects.latest("number").count == 20
    with pytest.raises(NotNow):
        triage.handle_alerts({rows[0].pk: None, watched.on_portal.pk: None}, words="cách ly máy", by=cast.coordinator, at=NOW)
    assert not Alert.objects.filter(state="closed").exists()
    with pytest.raises(ValidationError, match="ít nhất một"):
        triage.verify_alerts({}, verdict="true", by=cast.coordinator, at=NOW)


def test_an_alert_is_assigned_to_who_may_work_on_it(watched: Watched, cast: Cast) -> None:
    able = set(workers_of([watched.on_portal]))
    assert able == {cast.coordinator, cast.officer, cast.responder, cast.provider}
    assert cast.provider not in workers_of([watched.on_portal, watched.on_one_stop])
    triage.assign_alerts({watched.on_portal.pk: 0}, to=cast.provider, words="xem ngay", by=cast.coordinator, at=NOW)
    watched.on_portal.refresh_from_db()
    assert watched.on_portal.assignee == cast.provider
    with pytest.raises(ValidationError, match="Chọn người"):
        triage.assign_alerts({watched.on_portal.pk: 1}, to=cast.stranger, by=cast.coordinator, at=NOW)


def test_only_what_was_verified_is_handled_or_closed(watched: Watched, cast: Cast) -> None:
    with pytest.raises(NotNow):
        triage.close_alerts({watched.on_portal.pk: None}, reason="không cần", by=cast.coordinator, at=NOW)
    verify(watched.on_portal, "unsure", cast.coordinator, "chờ xem")
    with pytest.raises(ValidationError, match="Ghi lý do"):
        triage.close_alerts({watched.on_portal.pk: None}, reason=" ", by=cast.coordinator, at=NOW)
    triage.close_alerts({watched.on_portal.pk: None}, reason="hết dấu hiệu", by=cast.coordinator, at=NOW)
    watched.on_portal.refresh_from_db()
    assert watched.on_portal.state == "closed"


def test_a_closed_alert_is_taken_up_again_with_a_new_clock(watched: Watched, cast: Cast) -> None:
    verify(watched.on_portal, "false", cast.coordinator, "quét được phép")
    triage.reopen_alert(watched.on_portal.pk, version=1, reason="máy quét không phải của ta", by=cast.coordinator, at=LATER)
    row = Alert.objects.get(pk=watched.on_portal.pk)
    assert (row.state, row.verdict, row.verified_at) == ("waiting", "", None)
    assert row.verify_due_at is not None
    assert row.verify_due_at > LATER
    assert [one.what for one in row.acts.all()] == ["verified", "reopened"]


def test_an_alert_whose_repeat_is_open_is_not_taken_up_beside_it(watched: Watched, cast: Cast) -> None:
    verify(watched.on_portal, "false", cast.coordinator, "nhầm")
    again = alert(watched.sensor, watched.portal, group_key=watched.on_portal.group_key, previous=watched.on_portal)
    with pytest.raises(ValidationError, match=again.number()):
        triage.reopen_alert(watched.on_portal.pk, version=None, reason="xem lại", by=cast.coordinator, at=NOW)


def test_settling_the_system_moves_the_alert_to_its_owner_its_place_and_its_clock(watched: Watched, cast: Cast) -> None:
    before = watched.on_nobody
    placing.settle_system(before.pk, system=watched.portal, reason="công văn của Sở", version=0, by=cast.coordinator, at=NOW)
    row = Alert.objects.get(pk=before.pk)
    clock = due(Stage.VERIFY, Severity(row.severity), 3, row.arrived_at, alert_clocks())
    assert clock is not None
    assert (row.system, row.organisation, row.level) == (watched.portal, cast.department, 3)
    assert (row.urgency < 1000, row.risk, row.verify_due_at) == (True, before.risk, clock.due_at)
    assert row.place_because.startswith("cấp độ 3; mức")
    with pytest.raises(ValidationError, match="sổ đăng ký"):
        placing.settle_system(watched.on_portal.pk, system=watched.one_stop, reason="x", version=None, by=cast.officer, at=NOW)


# --- as a task ------------------------------------------------------------------------------------------------------------------------


def given(watched: Watched, cast: Cast) -> Alert:
    return tasking.give_work(watched.on_portal.pk, version=0, by=cast.coordinator, at=NOW)


def test_one_click_opens_a_task_of_the_owner_due_when_handling_is_due(watched: Watched, cast: Cast) -> None:
    row = given(watched, cast)
    task = Task.objects.select_related("assignment").get()
    clock = due(Stage.HANDLE, Severity.HIGH, 3, NOW, alert_clocks())
    assert clock is not None
    row.refresh_from_db()
    assert (task.organisation, task.level, task.risk, task.system) == (cast.department, 3, row.risk, watched.portal)
    assert task.due_on == localdate(clock.due_at)
    assert (row.state, row.verdict, row.task) == ("handling", "true", task)
    assert task.assignment.origin_room == "alerts"
    assert row.target not in task.assignment.instructions, "addresses stay where only who needs to know them reads"
    with pytest.raises(ValidationError, match="việc chưa xong"):
        tasking.give_work(row.pk, version=None, by=cast.coordinator, at=NOW)


def test_nobody_is_asked_while_the_owner_is_not_known(watched: Watched, cast: Cast) -> None:
    with pytest.raises(ValidationError, match="xác định hệ thống trước"):
        tasking.give_work(watched.on_nobody.pk, version=0, by=cast.coordinator, at=NOW)
    watched.on_nobody.refresh_from_db()
    assert watched.on_nobody.state == "waiting", "nothing half done"


def test_an_accepted_answer_closes_the_alert_and_taking_it_up_opens_it(watched: Watched, cast: Cast) -> None:
    row = given(watched, cast)
    assert row.task is not None
    Task.objects.filter(pk=row.task.pk).update(state=Task.State.SENT, answer="đã cách ly", sent_at=NOW)
    accept_tasks([row.task.pk], by=cast.coordinator, at=LATER)
    row.refresh_from_db()
    assert (row.state, row.closed_at) == ("closed", LATER)
    assert row.acts.get(what="handled").words == "đã cách ly"
    reopen(row.task_id, reason="máy lại kết nối", by=cast.coordinator, at=LATER)
    row.refresh_from_db()
    assert row.state == "handling"


def test_a_task_that_ended_without_a_result_leaves_the_alert_to_a_person(watched: Watched, cast: Cast) -> None:
    row = given(watched, cast)
    close_unanswered([row.task_id], reason="cơ quan đã giải thể", by=cast.coordinator, at=LATER)
    row.refresh_from_db()
    assert row.state == "handling"
    assert "chờ người xác nhận" in row.acts.filter(what="noted").get().words


# --- elsewhere ------------------------------------------------------------------------------------------------------------------------


def test_many_critical_alerts_are_one_unread_line(watched: Watched, cast: Cast) -> None:
    first = [alert(watched.sensor, watched.portal, severity=4)]
    assert noticing.tell_of_critical(first, at=NOW) == 1
    assert noticing.tell_of_critical([alert(watched.sensor, watched.portal, severity=4) for _n in range(9)], at=NOW) == 9
    assert noticing.tell_of_critical([watched.on_one_stop, watched.on_portal], at=NOW) == 0, "level 2, and not critical"
    assert Notice.objects.filter(user=cast.coordinator).count() == 1
    assert Notice.objects.filter(user=cast.officer).count() == 1
    assert not Notice.objects.filter(user=cast.commune_officer).exists()


def test_open_alerts_go_to_the_heir_and_closed_ones_stay(watched: Watched, cast: Cast) -> None:
    closed = verify(alert(watched.sensor, watched.portal), "false", cast.coordinator, "nhầm")
    change = [Change(cast.department.pk, {"": cast.office.pk}, NOW.date())]
    assert AlertCarrier().preview(change)[0].count == 1
    from django.db import transaction

    with transaction.atomic():
        assert AlertCarrier().carry(change, {}, by=cast.coordinator, at=NOW) == 1
    watched.on_portal.refresh_from_db()
    closed.refresh_from_db()
    assert (watched.on_portal.organisation, closed.organisation) == (cast.office, cast.department)
    split = [Change(cast.commune.pk, {"a": 1, "b": 2}, NOW.date())]
    assert len(AlertCarrier().preview(split)[0].open_choices) == 1


def test_words_of_a_spilled_letter_are_found_in_lines_and_notes_and_blanked(watched: Watched, cast: Cast) -> None:
    from alerts_cast import event

    line = event(watched.on_portal, line="chuyển KẾ HOẠCH A80 cho máy khác")
    triage.note_alert(watched.on_portal.pk, words="nêu kế hoạch A80", by=cast.coordinator, at=NOW)
    found = spilling.alert_words_with(["kế hoạch A80"])
    assert len(found) == 2
    spilling.erase_alert_words(found, ["kế hoạch A80"])
    line.refresh_from_db()
    assert line.line == "—"
    assert spilling.alert_words_with(["kế hoạch A80"]) == []
