"""A list becomes cases: what is opened, joined, asked, left to a person; a list twice, a corrected list, the next month's list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from cast import NOW
from threats_cast import COMMUNE, NAT, NEXT_MONTH, OUTSIDE, POOL, PORTAL, PORTAL_LATER, Field, held
from vonggac.apps.audit.models import Entry
from vonggac.apps.threats.models import Case, Hit, KnownShape, Listing, ListRemark, MatchReason, ProviderInquiry, ThreatList
from vonggac.apps.threats.queries.ladder import ladder, listed_by_month
from vonggac.apps.threats.queries.planning import plan_of
from vonggac.apps.threats.refusals import PlanChanged
from vonggac.apps.threats.services.applying import apply_list
from vonggac.apps.threats.services.intake import NewList, SameFileError, drop_list, receive_list
from vonggac.apps.threats.services.matching import match_rows
from vonggac.apps.threats.services.settling import close_inquiry, close_unidentified, settle_addresses
from vonggac.apps.work.models import Notice, Task
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services import NewEvidence, accept_tasks, add_evidence, submit_task

pytestmark = pytest.mark.django_db


def case_of(field: Field) -> Case:
    return Case.objects.select_related("task__assignment", "organisation", "system").get(system=field.portal)


def clean(field: Field, case: Case, at=NOW) -> None:  # type: ignore[no-untyped-def]
    """The body cleans with evidence, the coordinator accepts."""
    assert case.task is not None
    add_evidence(case.task_id, NewEvidence(statement="Đã quét sạch máy QTHT-03"), by=field.cast.officer, at=at)
    version = Task.objects.get(pk=case.task_id).version
    submit_task(case.task_id, figures={}, answer="Đã làm sạch", version=version, by=field.cast.officer, at=at)
    accept_tasks([case.task_id], by=field.cast.coordinator, at=at + timedelta(hours=1))
    case.refresh_from_db()


def test_a_list_opens_one_case_a_system_with_its_task_steps_and_deadline(field: Field) -> None:
    row = field.whole(PORTAL, PORTAL_LATER, COMMUNE, OUTSIDE)
    assert row.state == ThreatList.State.APPLIED
    assert row.counts == {
        "rows": 4, "matched": 3, "unmatched": 1, "refused": 0, "duplicates": 0, "by_verdict": {"held": 3, "outside": 1}
    }  # fmt: skip
    case = case_of(field)
    assert (case.organisation, case.level, case.malware_class) == (field.cast.department, 3, "iot")
    assert case.task is not None
    assert case.task.organisation == field.cast.department
    assert (case.task.level, case.task.risk, case.task.system_id) == (3, case.risk, field.portal.pk)
    assert case.task.due_on == case.due_on == localdate(NOW) + timedelta(days=5)
    assert "Telnet" in case.task.assignment.instructions, "the steps of the class of Mirai"
    assert "14.160" not in case.task.assignment.instructions, "addresses are need-to-know and stand on the case's own page"
    assert list(Listing.objects.filter(case=case).values_list("what", "rows", "addresses")) == [("opened", 2, 1)]
    commune = Case.objects.get(system=field.one_stop)
    assert (commune.malware_class, commune.due_on) == ("ransomware", localdate(NOW) + timedelta(days=3))
    line = Entry.objects.get(act="threats.list.applied")
    assert line.count == 2


def test_evidence_keeps_address_time_port_family_and_who_steers(field: Field) -> None:
    field.whole(PORTAL)
    hit = Hit.objects.get()
    assert (hit.line, hit.address, hit.port, hit.family, hit.c2) == (2, "14.160.10.3", 52110, "Mirai", "185.1.2.3")
    assert hit.seen_at is not None
    assert hit.seen_at.isoformat() == "2026-11-20T01:15:00+00:00", "08:15 in Vietnam"
    assert hit.exact == Hit.Exact.MINUTE


def test_only_what_is_somebodys_and_what_was_refused_becomes_rows(field: Field) -> None:
    row = field.match(
        field.receive(PORTAL, *[OUTSIDE] * 30, "khong-phai,22,20/11/2026 08:00:00,Mirai,", "999.1.1.1,22,20/11/2026 08:00:00,Mirai,")
    )
    assert Hit.objects.filter(list=row).count() == 1
    assert row.counts["duplicates"] == 29
    left_out = ListRemark.objects.filter(list=row, is_left_out=True)
    assert {one.line for one in left_out} == {33, 34}
    assert row.counts["refused"] == 2


def test_matching_twice_leaves_nothing_twice(field: Field) -> None:
    row = field.match(field.receive(PORTAL, "999.1.1.1,,,,"))
    ThreatList.objects.filter(pk=row.pk).update(state=ThreatList.State.MATCHING)
    match_rows(row.pk, at=NOW)
    assert (Hit.objects.count(), MatchReason.objects.count(), ListRemark.objects.count()) == (1, 1, 1)


def test_the_same_file_says_that_it_is_here_already(field: Field) -> None:
    first = field.receive(PORTAL)
    with pytest.raises(SameFileError) as told:
        field.receive(PORTAL)
    assert told.value.standing == first
    drop_list(first, reason="Gửi nhầm", by=field.cast.coordinator, at=NOW)
    assert field.receive(PORTAL).state == ThreatList.State.READ, "a dropped list may come again"


def test_a_list_without_the_declaration_or_with_a_mark_of_secrecy_leaves_nothing(field: Field) -> None:
    with pytest.raises(ValidationError, match="bí mật"):
        field.receive(PORTAL, holds_no_secret=False)
    with pytest.raises(ValidationError):
        field.receive(PORTAL, "TUYỆT MẬT,,,,")
    assert not ThreatList.objects.exists()


def test_columns_are_remembered_for_the_source(field: Field) -> None:
    field.match(field.receive(PORTAL))
    known = KnownShape.objects.get()
    again = field.receive(COMMUNE)
    assert again.proposal["remembered"]
    assert known.source == again.source
    assert not field.receive(NAT, source="Trung tâm khác").proposal["remembered"]


def test_a_machine_behind_the_bodys_own_nat_opens_a_case_that_says_to_find_it(field: Field) -> None:
    field.whole(NAT)
    case = Case.objects.get()
    assert (case.organisation, case.system, case.needs_machine) == (field.cast.other_commune, None, True)
    assert case.task is not None
    assert "Tìm máy" in case.task.assignment.instructions


def test_a_dynamic_address_asks_the_provider_with_time_and_port(field: Field) -> None:
    import io
    import re

    from docx import Document

    from vonggac.apps.work.files import path_of

    field.whole(POOL)
    assert not Case.objects.exists()
    inquiry = ProviderInquiry.objects.get()
    assert (inquiry.provider, inquiry.state) == (field.cast.provider_body, "drafted")
    assert inquiry.draft is not None
    paper = Document(io.BytesIO(path_of(inquiry.draft.sha256).read_bytes()))
    cells = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells).replace("\xa0", " ")
    for told in ("14.160.200.7", "1025", "20/11/2026 11:00:00 +07:00"):
        assert told in cells
    lines = [one.text.replace("\xa0", " ") for one in paper.paragraphs]
    assert [one for one in lines if one.startswith("Phụ lục")] == ["Phụ lục I", "Phụ lục II"], "two annexes are numbered"
    named = {one for line in lines if not line.startswith("Phụ lục") for one in re.findall(r"Phụ lục(?: [IVX]+)?", line)}
    assert named == {"Phụ lục I", "Phụ lục II"}, "the letter names them as they are headed"


def test_what_a_provider_answers_becomes_a_case_and_the_rest_is_counted(field: Field) -> None:
    row = field.whole(POOL, "14.160.200.8,1025,20/11/2026 11:00:00,Conficker,")
    inquiry, by = ProviderInquiry.objects.get(), field.cast.coordinator
    case = settle_addresses(
        row,
        ["14.160.200.7"],
        organisation=field.cast.commune,
        system=field.one_stop,
        why="Nhà mạng trả lời: thuê bao của xã",
        by=by,
        at=NOW,
    )
    assert (case.system, case.task.organisation) == (field.one_stop, field.cast.commune)
    inquiry.refresh_from_db()
    assert inquiry.answered_at is None
    with pytest.raises(ValidationError, match="lý do"):
        close_inquiry(inquiry, reason=" ", by=by, at=NOW)
    assert close_inquiry(inquiry, reason="Không còn nhật ký", by=by, at=NOW).unknown == 1


def test_a_contested_address_waits_for_a_person(field: Field) -> None:
    held(field.cast.other_commune, "14.160.11.5")
    row = field.whole(COMMUNE)
    assert not Case.objects.exists()
    reason = MatchReason.objects.get()
    assert (reason.verdict, reason.way, len(reason.claimants)) == ("contested", "wait", 2)
    settle_addresses(
        row, ["14.160.11.5"], organisation=field.cast.commune, system=field.one_stop, why="Đã gọi hai xã", by=field.cast.coordinator, at=NOW
    )
    assert Case.objects.get().system == field.one_stop


def test_the_plan_that_was_shown_is_the_plan_that_is_carried_out(field: Field) -> None:
    row = field.match(field.receive(PORTAL))
    shown = plan_of(row, NOW)
    field.whole(PORTAL_LATER, source="Nguồn khác")
    with pytest.raises(PlanChanged):
        apply_list(row, digest=shown.digest, by=field.cast.coordinator, at=NOW)
    assert ThreatList.objects.get(pk=row.pk).state == ThreatList.State.MATCHED
    field.apply(row)
    assert Case.objects.count() == 1, "the second list joined"
    assert set(Listing.objects.values_list("what", flat=True)) == {"opened", "joined"}


def test_only_the_coordinator_takes_lists_in_and_settles(field: Field) -> None:
    new = NewList(source="A", list_day=date(2026, 11, 20), content=b"14.160.10.3\n", file_name="a.txt", holds_no_secret=True)
    for person in (field.cast.officer, field.cast.provider, field.cast.auditor, field.cast.leader, field.cast.stranger):
        with pytest.raises(PermissionDenied):
            receive_list(new, by=person, at=NOW)
    field.whole(PORTAL)
    with pytest.raises(PermissionDenied):
        close_unidentified(case_of(field), reason="Không rõ", by=field.cast.officer, at=NOW)


def test_cleaning_needs_evidence_and_closes_the_case(field: Field) -> None:
    field.whole(PORTAL)
    case = case_of(field)
    with pytest.raises(Refused):
        submit_task(case.task_id, figures={}, answer="Xong", version=0, by=field.cast.officer, at=NOW)
    clean(field, case)
    assert (case.state, case.closed_at) == (Case.State.CLEANED, NOW)


def test_closing_without_a_machine_needs_a_reason_and_is_counted_as_such(field: Field) -> None:
    field.whole(PORTAL)
    case = case_of(field)
    with pytest.raises(ValidationError, match="lý do"):
        close_unidentified(case, reason="", by=field.cast.coordinator, at=NOW)
    close_unidentified(case, reason="Máy đã thanh lý", by=field.cast.coordinator, at=NOW)
    case.refresh_from_db()
    assert (case.state, case.reason) == (Case.State.UNIDENTIFIED, "Máy đã thanh lý")
    assert Task.objects.get(pk=case.task_id).closed_unanswered


def test_a_cleaned_case_that_is_listed_again_returns_and_says_so_on_its_task(field: Field) -> None:
    field.whole(PORTAL)
    case = case_of(field)
    clean(field, case)
    field.whole("14.160.10.3,1,20/12/2026 08:00:00,Mirai,", day=date(2026, 12, 20), at=NEXT_MONTH)
    case.refresh_from_db()
    assert case.is_open
    assert case.is_returned
    task = Task.objects.get(pk=case.task_id)
    assert task.state == Task.State.BACK
    assert "Lại bị nêu" in task.reason
    assert "20/12/2026" in task.reason


def test_what_was_seen_before_the_cleaning_does_not_open_the_case_again(field: Field) -> None:
    field.whole(PORTAL)
    case = case_of(field)
    clean(field, case)
    field.whole(PORTAL_LATER, day=date(2026, 11, 21), at=NOW + timedelta(days=2))
    case.refresh_from_db()
    assert case.state == Case.State.CLEANED
    assert Listing.objects.filter(case=case, what="earlier").count() == 1


def test_a_corrected_list_replaces_the_first_and_nothing_stands_twice(field: Field) -> None:
    first = field.whole(PORTAL, COMMUNE)
    kept = case_of(field)
    second = field.whole(PORTAL_LATER, replaces=first, at=NOW + timedelta(days=1))
    first.refresh_from_db()
    assert first.state == ThreatList.State.REPLACED
    kept.refresh_from_db()
    assert kept.is_open
    gone = Case.objects.get(system=field.one_stop)
    assert gone.state == Case.State.WITHDRAWN
    assert Task.objects.get(pk=gone.task_id).closed_unanswered
    assert MatchReason.objects.filter(case=kept).aggregate(n=Count("hits"))["n"] == 1, "only the rows of the corrected list"
    assert Task.objects.filter(state="new").count() == 1
    assert Case.objects.filter(system=field.portal).count() == 1
    assert second.replaces == first


def test_the_ladder_tells_new_continuing_gone_and_returned(field: Field) -> None:
    months = [(date(2026, 8, 20), (PORTAL,)), (date(2026, 9, 20), (PORTAL_LATER, COMMUNE)), (date(2026, 10, 20), (COMMUNE, NAT))]
    for day, rows in months:
        field.whole(*rows, day=day)
    field.whole(PORTAL, COMMUNE, day=date(2026, 11, 20))
    portal, commune, nat = (Case.objects.get(**one).pk for one in ({"system": field.portal}, {"system": field.one_stop}, {"system": None}))
    rungs = ladder(listed_by_month(), date(2026, 11, 1))
    assert [(one.new, one.continuing, one.gone, one.returned) for one in rungs] == [
        ({portal}, set(), set(), set()),
        ({commune}, {portal}, set(), set()),
        ({nat}, {commune}, {portal}, set()),
        (set(), {commune}, {nat}, {portal}),
    ]


def test_the_leaders_above_are_told_once_when_a_system_stays_listed(field: Field) -> None:
    from cast import person
    from vonggac.apps.accounts.acts import Role

    above = field.cast.department.parent
    assert above is not None
    leader = person("lanhdao.tren", "Lý Văn Trên", Role.LEADER, above, "Chủ tịch")
    field.whole(PORTAL, day=date(2026, 10, 20))
    assert not Notice.objects.filter(user=leader).exists()
    field.whole(PORTAL_LATER, day=date(2026, 11, 20))
    field.whole("14.160.10.4,1,,,", day=date(2026, 11, 21))
    assert Notice.objects.filter(user=leader, link="/nguy-co/ca/").count() == 1
    assert case_of(field).escalated_to == above


def test_worse_malware_in_a_later_list_brings_the_deadline_forward(field: Field) -> None:
    field.whole(PORTAL)
    before = case_of(field)
    assert before.due_on == localdate(NOW) + timedelta(days=5)
    field.whole("14.160.10.3,1,21/11/2026 08:00:00,LockBit,", day=date(2026, 11, 21))
    case = case_of(field)
    assert (case.malware_class, case.due_on) == ("ransomware", localdate(NOW) + timedelta(days=2))
    assert case.task is not None
    assert case.task.due_on == case.due_on
    assert case.task.risk == case.risk > before.risk, "the task stands higher in every queue"
    assert Case.objects.count() == 1
    field.whole("14.160.10.3,1,21/11/2026 09:00:00,Mirai,", day=date(2026, 11, 22))
    assert Task.objects.get(pk=case.task.pk).risk == case.risk, "what is known does not fall again"
    assert Entry.objects.filter(act="work.tasks.risk_raised").count() == 1


def test_worse_malware_behind_a_settled_address_raises_the_task_too(field: Field) -> None:
    field.whole("14.160.11.5,443,20/11/2026 10:00:00,Conficker,")
    before = Case.objects.select_related("task").get()
    row = field.whole("14.160.200.7,1025,20/11/2026 11:00:00,LockBit,", source="Nguồn khác")
    told = {
        "organisation": field.cast.commune,
        "system": field.one_stop,
        "why": "Nhà mạng trả lời",
        "by": field.cast.coordinator,
        "at": NOW,
    }
    settle_addresses(row, ["14.160.200.7"], **told)
    case = Case.objects.select_related("task").get()
    assert case.task is not None
    assert before.task is not None
    assert (case.malware_class, case.task.risk) == ("ransomware", case.risk)
    assert case.task.due_on < before.task.due_on


def test_settling_thousands_of_rows_asks_no_more_and_names_no_row_in_a_statement(
    field: Field,
) -> None:
    def settled(number: int, address: str) -> None:
        rows = [f"{address},{port},20/11/2026 11:00:00,Conficker," for port in range(1, number + 1)]
        row = field.whole(*rows, source=f"Nguồn {number}")
        told = {"organisation": field.cast.commune, "system": field.one_stop, "why": "Trả lời", "by": field.cast.coordinator, "at": NOW}
        with CaptureQueriesContext(connection) as asked:
            settle_addresses(row, [address], **told)
        seen.append(len(asked))
        assert max(len(one["sql"]) for one in asked) < 8_000
        assert Hit.objects.filter(list=row, reason__way="case").count() == number

    seen: list[int] = []
    for number, address in ((1, "14.160.200.6"), (2, "14.160.200.7"), (2_500, "14.160.200.8")):
        settled(number, address)
    assert seen[2] == seen[1], seen
