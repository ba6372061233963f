"""What people do with findings: judge, hold known good, give out; who may, when, and what stays written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NOW, Cast, organisation
from hunts_cast import finding, hunt
from vonggac.apps.audit.models import Entry
from vonggac.apps.hunts.models import Finding, FindingEvent, Hunt, KnownGood
from vonggac.apps.hunts.queries.known import good_for, in_force
from vonggac.apps.hunts.refusals import Changed, TaskIsOut
from vonggac.apps.hunts.services import knowing, tasking, triage
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.models import Task
from vonggac.apps.work.services import accept_tasks, close_unanswered

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)
SECRET = "máy kế toán trưởng, mật khẩu dán trên màn hình"


@pytest.fixture
def ran(cast: Cast) -> Hunt:
    Organisation.objects.filter(pk=cast.office.pk).update(code="pa05")
    return hunt(cast.department)


def judge(row: Finding, verdict: str, by: Any, reason: str = "") -> Finding:
    triage.judge_findings({row.pk: row.version}, verdict=verdict, reason=reason, by=by, at=NOW)
    row.refresh_from_db()
    return row


def know(row: Finding, by: Any, scope: knowing.Scope = knowing.THIS_HOST, **facts: Any) -> KnownGood:
    told = {"because": "phần mềm quản trị của Sở", "expires_at": LATER, **facts}
    return knowing.know_good(row.pk, version=row.version, scope=scope, by=by, at=NOW, **told)


def seen(row: Finding, *events: dict[str, Any]) -> Finding:
    FindingEvent.objects.bulk_create([FindingEvent(finding=row, source="a", record=n, fields=one) for n, one in enumerate(events)])
    return row


def test_a_verdict_is_said_with_its_person_and_can_be_taken_back(cast: Cast, ran: Hunt) -> None:
    row = judge(finding(ran), "true", cast.officer)
    assert (row.verdict, row.judged_by, row.judged_at, row.version) == ("true", cast.officer, NOW, 1)
    with pytest.raises(ValidationError, match="Ghi lý do"):
        judge(row, "false", cast.officer)
    assert judge(row, "false", cast.officer, "lệnh của quản trị").reason == "lệnh của quản trị"
    row = judge(row, "waiting", cast.officer, "xem lại")
    assert (row.verdict, row.reason, row.judged_by) == ("waiting", "", None)
    with pytest.raises(ValidationError, match="Chọn kết luận"):
        judge(row, "good", cast.officer, "x")


def test_of_two_people_the_second_is_told_what_the_first_said(cast: Cast, ran: Hunt) -> None:
    row = finding(ran)
    stale = row.version
    judge(row, "true", cast.officer)
    with pytest.raises(Changed, match="Lê Văn Cán Bộ vừa ghi"):
        triage.judge_findings({row.pk: stale}, verdict="false", reason="nhầm", by=cast.coordinator, at=NOW)


def test_who_may_not_judge_a_finding_does_not_learn_that_it_exists(cast: Cast, ran: Hunt) -> None:
    row = finding(ran)
    with pytest.raises(Finding.DoesNotExist):
        judge(row, "true", cast.stranger)
    with pytest.raises(PermissionDenied):
        judge(row, "true", cast.auditor)


def test_many_are_one_act_with_one_line_or_none(cast: Cast, ran: Hunt) -> None:
    rows = [finding(ran, host=f"may-{number}") for number in range(12)]
    with CaptureQueriesContext(connection) as few:
        triage.judge_findings({row.pk: 0 for row in rows[:3]}, verdict="true", by=cast.coordinator, at=NOW)
    with CaptureQueriesContext(connection) as lots:
        triage.judge_findings({row.pk: 0 for row in rows[3:]}, verdict="true", by=cast.coordinator, at=NOW)
    assert len(lots) <= len(few)
    assert Entry.objects.latest("number").count == 9
    lines = Entry.objects.count()
    with pytest.raises(Changed):
        triage.judge_findings({rows[0].pk: 0, rows[1].pk: 1}, verdict="false", reason="x", by=cast.coordinator, at=NOW)
    assert Entry.objects.count() == lines
    with pytest.raises(ValidationError, match="ít nhất một"):
        triage.judge_findings({}, verdict="true", by=cast.coordinator, at=NOW)


def test_known_good_sets_aside_what_waits_on_that_host_and_ends(cast: Cast, ran: Hunt) -> None:
    row, other_host, other_rule = finding(ran), finding(ran, host="may-02"), finding(ran, rule_id="b2")
    earlier, elsewhere = finding(hunt(cast.department)), finding(hunt(cast.commune))
    known = know(row, cast.officer)
    said = dict(Finding.objects.values_list("pk", "verdict"))
    assert {pk for pk, verdict in said.items() if verdict == "good"} == {row.pk, earlier.pk}
    assert {said[one.pk] for one in (other_host, other_rule, elsewhere)} == {"waiting"}
    assert (known.hidden, known.host, known.organisation) == (2, "may-01", cast.department)
    assert knowing.end_known(known, bring_back=True, by=cast.officer, at=NOW) == 2
    assert not Finding.objects.exclude(verdict="waiting").exists()
    assert not in_force(cast.department.pk, NOW)
    with pytest.raises(ValidationError, match="đã kết thúc"):
        knowing.extend_known(known, expires_at=LATER, by=cast.officer, at=NOW)


def test_with_a_field_only_findings_all_of_whose_events_have_it_are_set_aside(cast: Cast, ran: Hunt) -> None:
    row = seen(finding(ran), {"EventData": {"User": "SO\\quantri"}}, {"EventData": {"User": "so\\QUANTRI"}})
    mixed = seen(finding(ran, host="may-02"), {"EventData": {"User": "SO\\quantri"}}, {"EventData": {"User": "la"}})
    alike = seen(finding(ran, host="may-03"), {"EventData": {"User": "SO\\quantri"}})
    scope = knowing.Scope(every_host=True, field="EventData.User", value="SO\\quantri")
    know(row, cast.officer, scope)
    assert set(Finding.objects.filter(verdict="good")) == {row, alike}
    with pytest.raises(ValidationError, match="Không phải mọi sự kiện"):
        know(mixed, cast.officer, scope)
    goods = in_force(cast.department.pk, NOW)
    assert good_for(goods, "a1", "MAY-09", [{"EventData": {"User": "SO\\quantri"}}]) is not None
    assert good_for(goods, "a1", "may-09", [{"EventData": {"User": "la"}}]) is None
    assert good_for(goods, "b2", "may-09", [{"EventData": {"User": "SO\\quantri"}}]) is None
    assert not in_force(cast.department.pk, LATER), "it ends by itself"
    assert not in_force(cast.commune.pk, NOW)


def test_known_good_needs_its_end_its_reason_and_for_all_bodies_the_coordinator(cast: Cast, ran: Hunt) -> None:
    row, elsewhere = finding(ran), finding(hunt(cast.commune))
    for wrong, said in (
        ({"because": " "}, "Ghi lý do"),
        ({"expires_at": NOW}, "hôm nay"),
        ({"expires_at": NOW + timedelta(400)}, "12 tháng"),
    ):
        with pytest.raises(ValidationError, match=said):
            know(row, cast.officer, **wrong)
    with pytest.raises(ValidationError, match="cán bộ điều phối"):
        know(row, cast.officer, knowing.Scope(every_body=True))
    known = know(row, cast.coordinator, knowing.Scope(every_body=True))
    elsewhere.refresh_from_db()
    assert (known.organisation, elsewhere.verdict) == (None, "good")
    with pytest.raises(KnownGood.DoesNotExist):
        knowing.end_known(known, bring_back=True, by=cast.officer, at=NOW)


UNITS_TOO = knowing.Scope(every_host=True, with_units=True)


def test_known_good_holds_for_the_units_below_only_where_whoever_records_it_says_so(cast: Cast, ran: Hunt) -> None:
    below = organisation("tt-duoi", "Trung tâm trực thuộc Sở", "centre", cast.department)
    theirs, elsewhere = finding(hunt(below)), finding(hunt(cast.commune))
    own = know(finding(ran), cast.officer)
    assert not in_force(below.pk, NOW), "said of one body only"
    known = know(finding(ran, host="may-07"), cast.officer, UNITS_TOO)
    for one in (theirs, elsewhere):
        one.refresh_from_db()
    assert (theirs.verdict, theirs.hidden_by, elsewhere.verdict) == ("good", known, "waiting")
    assert (in_force(below.pk, NOW), in_force(cast.department.pk, NOW), in_force(cast.commune.pk, NOW)) == ([known], [own, known], [])
    assert not in_force(below.pk, LATER), "it ends there as it does here"
    assert [one.detail["units"] for one in Entry.objects.filter(act="hunts.known.made").order_by("pk")] == [False, True]


def test_who_does_not_work_for_the_units_does_not_speak_for_them(cast: Cast, ran: Hunt) -> None:
    row, told = finding(ran), {"because": "x", "expires_at": LATER, "at": NOW}
    assert knowing.proposed(row, UNITS_TOO, by=cast.officer, **told).with_units
    with pytest.raises(ValidationError, match="mọi đơn vị trực thuộc"):
        knowing.proposed(row, UNITS_TOO, by=cast.commune_officer, **told)


def test_one_click_opens_a_task_with_evidence_before_removal(cast: Cast, ran: Hunt) -> None:
    row = finding(ran, level=3, severity=4, tags=["attack.credential-access"])
    given = tasking.give_work(row.pk, version=0, by=cast.coordinator, at=NOW)
    task = Task.objects.select_related("assignment").get()
    assert (given.verdict, given.task, task.organisation, task.level, task.risk) == ("true", task, cast.department, 3, 100)
    steps = task.assignment.instructions
    assert steps.index("ngắt máy khỏi mạng") < steps.index("giữ bản sao nhật ký") < steps.index("Gỡ chương trình") < steps.index("mật khẩu")
    assert "săn lùng lần nữa" in steps
    assert (task.assignment.origin_room, task.assignment.origin_id, task.assignment.wants_evidence) == ("hunts", row.pk, True)
    for act in (lambda: judge(given, "false", cast.coordinator, "x"), lambda: know(given, cast.coordinator)):
        with pytest.raises(TaskIsOut, match="chưa xong"):
            act()


def test_the_steps_are_those_of_the_family_that_a_rule_names(cast: Cast, ran: Hunt) -> None:
    row = finding(ran, title="Dấu hiệu LockBit xóa bản sao lưu", severity=2)
    tasking.give_work(row.pk, version=0, by=cast.coordinator, at=NOW)
    task = Task.objects.select_related("assignment").get()
    assert "thư mục dùng chung" in task.assignment.instructions
    assert task.risk == 100


def test_what_an_indicator_says_of_its_source_stays_out_of_the_task(cast: Cast, ran: Hunt) -> None:
    row = finding(ran, what="indicator", because="evil.example từ nguồn kín")
    tasking.give_work(row.pk, version=0, by=cast.coordinator, at=NOW)
    assert "nguồn kín" not in str(Task.objects.select_related("assignment").get().assignment.__dict__)


def test_a_task_that_was_answered_leaves_it_true_and_one_closed_without_an_answer_asks_again(cast: Cast, ran: Hunt) -> None:
    done, unanswered = (tasking.give_work(finding(ran, host=host).pk, version=0, by=cast.coordinator, at=NOW) for host in ("a", "b"))
    Task.objects.filter(pk=done.task_id).update(state=Task.State.SENT, answer="đã cách ly", sent_at=NOW)
    accept_tasks([done.task_id], by=cast.coordinator, at=LATER)
    close_unanswered([unanswered.task_id], reason="cơ quan giải thể", by=cast.coordinator, at=LATER)
    assert dict(Finding.objects.values_list("host", "verdict")) == {"a": "true", "b": "waiting"}


def test_no_word_that_was_typed_enters_the_chain(cast: Cast, ran: Hunt) -> None:
    row = judge(finding(ran), "false", cast.coordinator, SECRET)
    judge(row, "waiting", cast.coordinator, SECRET)
    know(row, cast.coordinator, because=SECRET)
    assert all("kế toán" not in str(line.detail) for line in Entry.objects.all())
