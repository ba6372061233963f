"""The yearly report: read from the register at once, sent and frozen, given back, added up, and written as files that open again."""

from __future__ import annotations

import io
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NOW, TODAY, Cast, organisation, person
from plenty import plenty
from registry_cast import system
from vonggac.apps.accounts.acts import Role
from vonggac.apps.audit.models import Entry
from vonggac.apps.compliance.carrying_reports import ReportCarrier
from vonggac.apps.compliance.models import AnnualReport, Assessment, Dossier, SecurityRegulation
from vonggac.apps.compliance.queries import annual as queries
from vonggac.apps.compliance.queries.cards import cards_of, cards_on, lacking_on
from vonggac.apps.compliance.queries.sent import differences, is_untouched, roll_up
from vonggac.apps.compliance.services import annual, annual_files
from vonggac.apps.organisations.models import Contact, Kind, Mandate, Organisation
from vonggac.apps.organisations.ports import Change
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.work.models import DueOrigin, Task
from vonggac.engines import documents
from vonggac.engines.annual import Act, Implementation, Status
from vonggac.law.layouts import layout_as_of

pytestmark = pytest.mark.django_db
YEAR = 2026
_numbers = count(1)


@pytest.fixture
def cast(cast: Cast) -> Cast:
    for body in (cast.commune, cast.other_commune, cast.department):
        introduce(body)
    return cast


def introduce(body: Organisation) -> None:
    """Say of a body everything that the form asks of it."""
    Organisation.objects.filter(pk=body.pk).update(address="Số 1 đường Thử Nghiệm")
    body.refresh_from_db()
    Mandate.objects.create(organisation=body, document="Quyết định số 1/QĐ-TN ngày 01/07/2025", valid_from=date(2025, 7, 1))
    facts = {"phone": "0255 000 0001", "email": "vanthu@example.vn", "is_representative": True, "valid_from": date(2025, 7, 1)}
    Contact.objects.create(organisation=body, role="Chủ tịch", name="Hồ Văn Đại Diện", **facts)


def year(number: int = YEAR) -> queries.ReportYear:
    return queries.report_year(number)


def regulation(owner: Any) -> SecurityRegulation:
    number = f"{next(_numbers)}/QC"
    return SecurityRegulation.objects.create(
        organisation=owner, number=number, issued_on=date(2026, 9, 1), issuer="UBND tỉnh", recorded_at=NOW
    )


def dossier(one: InformationSystem, state: str = "approved", **facts: Any) -> Dossier:
    approved = state in {"approved", "implemented"}
    said = {
        "number": 1,
        "proposed_level": one.level or 2,
        "regime": "nd331",
        "preparer": one.owner,
        "opened_at": NOW,
        "approved_on": date(2026, 10, 1) if approved else None,
        "decision_number": f"{next(_numbers)}/QĐ-UBND" if approved else "",
        "decision_issuer": "UBND tỉnh" if approved else "",
        "expected_full_on": date(2027, 6, 30),
    }
    return Dossier.objects.create(system=one, state=state, **(said | facts))


def whole(name: str, owner: Any, level: int = 3, **facts: Any) -> InformationSystem:
    """Make a system of which the report lacks nothing."""
    one = system(name, owner, level=level, operator=owner, **facts)
    dossier(one, implementation="full", regulation=regulation(owner))
    return one


# --- facts --------------------------------------------------------------------------------------------------------------------------


def test_a_report_says_what_register_dossier_regulation_and_assessments_say(cast: Cast) -> None:
    one = whole("Một cửa", cast.commune)
    for kind, state in (("before_use", "closed"), ("self", "closed"), ("periodic", "open")):
        Assessment.objects.create(
            system=one,
            kind=kind,
            state=state,
            catalogue=f"TCVN-{kind}",
            catalogue_digest="0" * 64,
            level=3,
            as_of=TODAY,
            opened_at=NOW,
            closed_at=NOW if state == "closed" else None,
        )
    found = queries.facts_of(queries.systems_of(cast.commune), TODAY)[0]
    assert (found.name, found.owner, found.operator, found.level) == ("Một cửa", "Xã Đức Hòa", "Xã Đức Hòa", 3)
    assert found.status is Status.APPROVED
    assert found.decision.day == date(2026, 10, 1)
    assert found.regulation.body == "UBND tỉnh"
    assert found.implementation is Implementation.FULLY
    assert found.assessed == {"before_use"}, "one's own answers and an open assessment are no assessment"


def test_a_provider_that_hosts_is_the_operator_and_the_owner_reports(cast: Cast) -> None:
    one = system("Thuê ngoài", cast.commune, level=2, provider=cast.provider_body, hosting="provider")
    system("Thuê vận hành", cast.commune, level=2, operator=cast.provider_body)
    assert queries.facts_of(queries.systems_of(cast.commune), TODAY)[0].operator == "Nhà mạng Thử Nghiệm"
    assert queries.reporters()[one.pk] == cast.commune.pk
    assert set(queries.reporters().values()) == {cast.commune.pk}


def test_level_three_and_above_come_first_then_names(cast: Cast) -> None:
    for name, level in (("B", 1), ("A", 2), ("D", 3), ("C", 4), ("Đ", None)):
        system(name, cast.commune, level=level)
    assert [one.name for one in queries.facts_of(queries.systems_of(cast.commune), TODAY)] == ["C", "D", "A", "B", "Đ"]


def test_a_retired_system_and_another_body_are_not_in_the_report(cast: Cast) -> None:
    system("Cũ", cast.commune, standing="retired")
    system("Khác", cast.other_commune)
    mine = system("Của xã", cast.commune)
    assert [one.key for one in queries.facts_of(queries.systems_of(cast.commune), TODAY)] == [mine.pk]
    assert len(queries.facts_of(queries.systems_of(cast.province), TODAY)) == 2


@plenty(140, long=990)
def test_facts_take_as_many_queries_for_many_systems_as_for_ten(cast: Cast, plenty: int) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            queries.facts_of(queries.systems_of(None), TODAY)
        return len(caught)

    for place in range(10):
        whole(f"Hệ thống {place}", cast.commune)
    ten = asked()
    rows = [InformationSystem(code=f"N-{n}", name=f"N {n}", owner=cast.commune) for n in range(plenty)]
    for row in rows:
        row.fill_search()
    InformationSystem.objects.bulk_create(rows)
    assert asked() == ten <= 4


# --- deadlines ----------------------------------------------------------------------------------------------------------------------


def test_the_report_of_2026_is_due_on_the_nineteenth_and_the_last_working_day_is_the_eighteenth() -> None:
    to_owner, to_ministry = (one.due for one in year().dues)
    assert (to_owner.last_day, to_owner.last_working_day) == (date(2026, 12, 19), date(2026, 12, 18)), (
        "Saturday: Friday is the last working day"
    )
    assert (to_ministry.last_day, to_ministry.last_working_day) == (date(2026, 12, 24), date(2026, 12, 24))


def test_until_the_ministry_has_it_the_report_of_the_year_is_the_one_made() -> None:
    assert queries.year_at(date(2026, 11, 23)) == 2026
    assert queries.year_at(date(2026, 12, 20)) == 2026, "the period is over, the report is not"
    assert queries.year_at(date(2026, 12, 25)) == 2027


# --- sending ------------------------------------------------------------------------------------------------------------------------


def test_a_whole_report_is_sent_frozen_and_the_log_holds_its_digest(cast: Cast) -> None:
    whole("Một cửa", cast.commune)
    report = annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0)
    assert report.state == "sent"
    assert report.header["total"] == report.header["approved"] == 1
    assert is_untouched(report)
    assert Entry.objects.get(act="compliance.report.sent").detail["sha256"] == report.digest


def test_a_report_with_empty_cells_goes_only_with_a_reason(cast: Cast) -> None:
    system("Một cửa", cast.commune, level=3)
    with pytest.raises(ValidationError) as refused:
        annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0)
    assert "reason" in refused.value.message_dict
    assert not AnnualReport.objects.exists(), "nothing half-written"
    report = annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0, reason="Đang chờ thẩm định")
    assert report.sent_because == "Đang chờ thẩm định"
    assert "Đang chờ" not in str(Entry.objects.get(act="compliance.report.sent").detail), "typed words stay out of the chain"


def test_an_empty_register_has_nothing_to_report(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0)


def test_nobody_sends_for_a_body_out_of_reach(cast: Cast) -> None:
    whole("Một cửa", cast.commune)
    for one in (cast.stranger, cast.auditor, cast.leader, cast.provider):
        with pytest.raises(PermissionDenied):
            annual.send_report(cast.commune, year(), by=one, at=NOW, version=0)


def test_an_old_page_sends_nothing(cast: Cast) -> None:
    whole("Một cửa", cast.commune)
    annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0)
    with pytest.raises(ValidationError):
        annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0)


def test_what_was_sent_never_changes_when_the_register_does_and_the_difference_shows(cast: Cast) -> None:
    one = whole("Một cửa", cast.commune)
    report = annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0)
    before = (report.rows, report.header, report.digest)
    InformationSystem.objects.filter(pk=one.pk).update(name="Tên khác")
    whole("Mới", cast.commune)
    report.refresh_from_db()
    assert (report.rows, report.header, report.digest) == before
    assert annual_files.made_of(cast.commune, year(), TODAY).laid.rows[0].cells["system"] == "Một cửa"
    found = differences(report, year(), TODAY)
    assert [(each.column, each.was, each.now) for each in found] == [("", None, "Mới"), ("system", "Một cửa", "Tên khác")]


def test_a_report_given_back_says_why_and_is_sent_anew(cast: Cast) -> None:
    whole("Một cửa", cast.commune)
    report = annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0)
    with pytest.raises(PermissionDenied):
        annual.return_report(report, by=cast.commune_officer, at=NOW, version=1, reason="x")
    with pytest.raises(ValidationError):
        annual.return_report(report, by=cast.coordinator, at=NOW, version=1, reason=" ")
    report = annual.return_report(report, by=cast.coordinator, at=NOW, version=1, reason="Thiếu hệ thống")
    assert (report.state, report.reason) == ("back", "Thiếu hệ thống")
    whole("Bổ sung", cast.commune)
    report = annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=2)
    assert (report.state, report.reason, len(report.rows)) == ("sent", "", 2)


# --- the province -------------------------------------------------------------------------------------------------------------------


def test_the_sums_of_the_province_are_the_sums_of_the_agencies_and_each_system_counts_once(cast: Cast) -> None:
    shared = system("Dùng chung", cast.department, level=3, operator=cast.commune)
    dossier(shared, implementation="full", regulation=regulation(cast.department))
    whole("Một cửa", cast.commune, level=2)
    whole("Sở", cast.department)
    system("Chưa báo cáo", cast.other_commune)
    for body, officer in ((cast.commune, cast.commune_officer), (cast.department, cast.officer)):
        sent = annual.send_report(body, year(), by=officer, at=NOW, version=0)
        annual.accept_report(sent, by=cast.coordinator, at=NOW, version=sent.version)
    rolled = roll_up(year(), TODAY)
    assert rolled.laid.header["total"] == 4
    assert rolled.laid.header["approved"] == 3
    assert (rolled.accepted, len(rolled.unreported), rolled.doubled) == (3, 1, (shared.pk,))


def test_the_province_counts_what_was_accepted_as_it_was_sent(cast: Cast) -> None:
    one = whole("Một cửa", cast.commune)
    sent = annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0)
    assert roll_up(year(), TODAY).unreported == (one.pk,), "sent is not accepted"
    annual.accept_report(sent, by=cast.coordinator, at=NOW, version=1)
    InformationSystem.objects.filter(pk=one.pk).update(name="Tên khác")
    assert roll_up(year(), TODAY).laid.rows[0].cells["system"] == "Một cửa"


def test_who_sent_a_report_does_not_take_it_in_but_the_leader_over_the_office_may(cast: Cast) -> None:
    whole("Một cửa", cast.commune)
    sent = annual.send_report(cast.commune, year(), by=cast.coordinator, at=NOW, version=0)
    with pytest.raises(ValidationError, match="người khác phải đưa vào tổng hợp"):
        annual.accept_report(sent, by=cast.coordinator, at=NOW, version=sent.version)
    sent.refresh_from_db()
    assert sent.state == "sent"
    assert annual.accept_report(sent, by=cast.leader, at=NOW, version=sent.version).decided_by == cast.leader


def test_a_leader_elsewhere_takes_nothing_in(cast: Cast) -> None:
    chair = person("chutich.xa", "Phan Văn Chủ Tịch", Role.LEADER, cast.commune, "Chủ tịch")
    whole("Một cửa", cast.commune)
    sent = annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0)
    for act in (annual.accept_report, annual.return_report):
        with pytest.raises(PermissionDenied):
            act(sent, by=chair, at=NOW, version=sent.version, **({"reason": "x"} if act is annual.return_report else {}))


# --- parts 1 and 2 of the form ------------------------------------------------------------------------------------------------------


def test_the_form_names_representative_and_mandate_in_force_on_the_day(cast: Cast) -> None:
    Contact.objects.create(
        organisation=cast.commune, role="Chủ tịch", name="Người Trước", is_representative=True, valid_to=date(2025, 6, 30)
    )
    Mandate.objects.create(organisation=cast.commune, document="Văn bản của năm sau", valid_from=date(2027, 1, 1))
    card = cards_of(cast.commune, TODAY).unit
    assert (card.representative, card.mandate) == ("Hồ Văn Đại Diện, Chủ tịch", "Quyết định số 1/QĐ-TN ngày 01/07/2025")
    assert card.lacks(year().regime) == ()


def test_what_the_directory_does_not_say_of_a_body_is_named_and_asks_for_a_reason(cast: Cast) -> None:
    whole("Một cửa", cast.commune)
    Mandate.objects.all().delete()
    Contact.objects.filter(organisation=cast.commune).update(is_representative=False)
    lacks = cards_of(cast.commune, TODAY).unit.lacks(year().regime)
    assert [one.code for one in lacks] == ["mandate", "representative"]
    with pytest.raises(ValidationError) as refused:
        annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0)
    assert "reason" in refused.value.message_dict
    sent = annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0, reason="Chờ bầu")
    assert sent.sent_because == "Chờ bầu"


def test_what_was_said_of_the_body_stays_as_it_was_sent(cast: Cast) -> None:
    whole("Một cửa", cast.commune)
    sent = annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0)
    Contact.objects.filter(organisation=cast.commune).update(name="Người Sau")
    assert annual_files.made_of(cast.commune, year(), TODAY).cards.unit.representative == "Hồ Văn Đại Diện, Chủ tịch"
    assert is_untouched(sent)
    sent.cards["unit"]["representative"] = "Người khác"
    assert not is_untouched(sent)


def test_a_body_of_which_only_the_representative_is_missing_is_asked_for_it(cast: Cast) -> None:
    whole("Một cửa", cast.commune)
    Contact.objects.filter(organisation=cast.commune).update(is_representative=False)
    lacking = lacking_on([cast.commune], year().regime, TODAY)
    wanted = queries.wanted_of(queries.laid_out(cast.commune, year(), TODAY), year().regime, lacking)
    annual.ask_for_cells(wanted, year(), by=cast.coordinator, at=NOW)
    task = Task.objects.select_related("assignment").get()
    assert task.assignment.title == "Bổ sung thông tin về cơ quan cho báo cáo năm 2026"
    assert task.assignment.instructions == "Thông tin về cơ quan: Người đại diện, chức vụ"


def test_cards_take_as_many_queries_for_all_bodies_as_for_one(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        cards_on([cast.commune], TODAY)
    with django_assert_num_queries(3):
        cards_on([cast.commune, cast.other_commune, cast.department, cast.province], TODAY)


# --- bodies change ------------------------------------------------------------------------------------------------------------------


def test_an_open_report_goes_to_the_heir_and_what_was_sent_stays_history(cast: Cast) -> None:
    heir = organisation("x-moi", "Xã Mới", Kind.COMMUNE, cast.province)
    whole("Một cửa", cast.commune)
    whole("Xã kia", cast.other_commune)
    open_one = annual.open_report(cast.commune, year(), by=cast.commune_officer, at=NOW)
    sent = annual.send_report(cast.other_commune, year(), by=cast.stranger, at=NOW, version=0)
    changes = [Change(body.pk, {"": heir.pk}, date(2027, 1, 1)) for body in (cast.commune, cast.other_commune)]
    shown = ReportCarrier().preview(changes)
    assert [(str(one.label), one.count, list(one.open_choices)) for one in shown] == [("báo cáo năm chưa gửi", 1, [])]
    open_one.refresh_from_db()
    assert open_one.organisation_id == cast.commune.pk, "a preview writes nothing"
    assert ReportCarrier().carry(changes, {}, by=cast.coordinator, at=NOW) == 1
    open_one.refresh_from_db()
    sent.refresh_from_db()
    assert (open_one.organisation_id, sent.organisation_id) == (heir.pk, cast.other_commune.pk)
    assert Entry.objects.filter(act="compliance.reports.inherited").get().count == 1


def test_of_two_open_reports_one_heir_takes_one_and_a_split_asks_whom(cast: Cast) -> None:
    heir = organisation("x-moi", "Xã Mới", Kind.COMMUNE, cast.province)
    for body, officer in ((cast.commune, cast.commune_officer), (cast.other_commune, cast.stranger)):
        annual.open_report(body, year(), by=officer, at=NOW)
    merged = [Change(body.pk, {"": heir.pk}, date(2027, 1, 1)) for body in (cast.commune, cast.other_commune)]
    assert ReportCarrier().preview(merged)[0].count == 1, "one report a body and period"
    split = [Change(cast.commune.pk, {"a": heir.pk, "b": cast.department.pk}, date(2027, 1, 1))]
    row = AnnualReport.objects.get(organisation=cast.commune)
    assert ReportCarrier().preview(split)[0].open_choices == [(f"annual_report:{row.pk}", "Báo cáo năm 2026 của Xã Đức Hòa")]
    assert ReportCarrier().carry(split, {f"annual_report:{row.pk}": heir.pk}, by=cast.coordinator, at=NOW) == 1
    row.refresh_from_db()
    assert row.organisation == heir


# --- who has not sent ---------------------------------------------------------------------------------------------------------------


def test_who_has_not_sent_gets_one_task_with_the_deadline_of_the_law(cast: Cast) -> None:
    bodies = [cast.commune, cast.other_commune]
    annual.remind_senders(bodies, year(), by=cast.coordinator, at=NOW)
    tasks = list(Task.objects.select_related("assignment"))
    assert {task.organisation_id for task in tasks} == {body.pk for body in bodies}
    assert {(task.due_on, task.due_origin) for task in tasks} == {(date(2026, 12, 19), DueOrigin.TEXT)}
    assert "khoản 4 Điều 35" in tasks[0].assignment.due_quote
    with pytest.raises(ValidationError):
        annual.remind_senders(bodies, year(), by=cast.coordinator, at=NOW)
    assert Task.objects.count() == 2


def test_who_lacks_cells_gets_one_task_that_names_each_of_them(cast: Cast) -> None:
    system("Một cửa", cast.commune, level=3, operator=cast.commune)
    wanted = queries.wanted_of(queries.laid_out(None, year(), TODAY), year().regime)
    annual.ask_for_cells(wanted, year(), by=cast.coordinator, at=NOW)
    task = Task.objects.select_related("assignment").get()
    assert task.organisation_id == cast.commune.pk
    assert "Một cửa: Tình trạng phê duyệt cấp độ; " in task.assignment.instructions
    assert task.due_origin == DueOrigin.INTERNAL, "the law sets no day for a single cell"


def test_missing_parts_of_an_act_are_named(cast: Cast) -> None:
    one = system("Một cửa", cast.commune, level=3, operator=cast.commune)
    dossier(one, regulation=regulation(cast.commune), decision_issuer="")
    missing = queries.laid_out(cast.commune, year(), TODAY).missing
    assert [queries.missing_words(each, year().regime) for each in missing] == ["Quyết định phê duyệt (thiếu cơ quan ban hành)"]


def test_senders_stand_with_their_state_and_completeness(cast: Cast) -> None:
    whole("Một cửa", cast.commune)
    system("Của xã kia", cast.other_commune)
    annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0)
    found = queries.senders(cast.coordinator, year(), TODAY)
    assert [(one.body.name, one.state, one.complete) for one in found] == [("Xã An Phú", "", 0), ("Xã Đức Hòa", "sent", 100)]
    assert [one.body.name for one in queries.senders(cast.commune_officer, year(), TODAY)] == ["Xã Đức Hòa"]


# --- files --------------------------------------------------------------------------------------------------------------------------


def test_the_workbook_opens_again_with_twelve_columns_and_no_formula(cast: Cast) -> None:
    from openpyxl import load_workbook

    whole('=HYPERLINK("http://x.example")', cast.commune)
    made = annual_files.write_report(cast.commune, year(), "xlsx", by=cast.commune_officer, at=NOW)
    sheet = load_workbook(io.BytesIO(made)).worksheets[0]
    assert sheet.title.startswith("Dự thảo")
    assert [cell.value for cell in sheet[1]] == [column.title_vi for column in year().regime.columns]
    assert sheet.max_column == 12
    assert (sheet["B2"].value, sheet["B2"].data_type) == ('=HYPERLINK("http://x.example")', "s")
    assert sheet["E2"].value == "Cấp độ 3"
    counters = {row[1].value: row[2].value for row in sheet.iter_rows(min_row=4)}
    assert counters["Đã được phê duyệt"] == "1"
    assert Entry.objects.filter(act="compliance.report.exported").exists()


@pytest.mark.parametrize("sent", [False, True])
def test_the_word_file_keeps_the_layout_and_a_draft_says_so(cast: Cast, sent: bool) -> None:
    import docx

    whole("Một cửa", cast.commune)
    if sent:
        annual.send_report(cast.commune, year(), by=cast.commune_officer, at=NOW, version=0)
    made = annual_files.write_report(cast.commune, year(), "docx", by=cast.commune_officer, at=NOW)
    layout = layout_as_of(TODAY)
    assert [one.sentence() for one in documents.check_docx(made, layout)] == []
    opened = docx.Document(io.BytesIO(made))
    words = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    assert ("DỰ THẢO" in words) is not sent
    assert "THÔNG TIN VỀ CHỦ QUẢN HỆ THỐNG THÔNG TIN" in words
    assert opened.sections[-1].page_width > opened.sections[-1].page_height
    assert len(opened.tables[-1].columns) == 12 or any(len(table.columns) == 12 for table in opened.tables)


def test_the_pdf_keeps_the_layout(cast: Cast) -> None:
    whole("Một cửa", cast.commune)
    made = annual_files.write_report(cast.province, year(), "pdf", by=cast.coordinator, at=NOW)
    assert [one.sentence() for one in documents.check_pdf(made, layout_as_of(TODAY))] == []


def test_a_day_after_the_period_reads_the_register_as_of_its_last_day(cast: Cast) -> None:
    one = whole("Một cửa", cast.commune)
    Assessment.objects.create(
        system=one, kind="periodic", state="closed", catalogue="T", catalogue_digest="0" * 64, level=3,
        as_of=date(2026, 12, 20), opened_at=NOW, closed_at=NOW,
    )  # fmt: skip
    later = date(2026, 12, 22)
    assert queries.laid_out(cast.commune, year(), later).facts[0].assessed == frozenset()
    assert queries.laid_out(cast.commune, year(), later - timedelta(days=1)).facts[0].decision == Act(
        one.dossiers.get().decision_number, date(2026, 10, 1), "UBND tỉnh"
    )
