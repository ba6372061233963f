"""The pages of lists, cases and questions: four questions each, and what each shows to whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import NOW, Cast
from guard import assert_guarded
from registry_cast import system
from threats_cast import COMMUNE, NAT, OUTSIDE, POOL, PORTAL, PORTAL_LATER, Field, held, listed
from vonggac.apps.audit.models import Entry
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.threats.models import Case, ListRemark, ProviderInquiry, ThreatList
from vonggac.apps.threats.queries.planning import plan_of
from vonggac.apps.threats.services.exporting import CASE_COLUMNS
from vonggac.apps.threats.services.matching import match_rows
from vonggac.sources.tables import read_table

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture(autouse=True)
def _evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"


@pytest.fixture
def cast(field: Field) -> Cast:
    return field.cast


def url(name: str, *args: Any) -> str:
    return reverse(f"threats:{name}", args=args)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


# --- lists ----------------------------------------------------------------------------------------------------------------------------


def test_lists_are_for_the_coordinating_office_and_who_checks(client: Client, field: Field, cast: Cast) -> None:
    row = field.whole(PORTAL)
    shown = assert_guarded(
        client, url("lists"), works=cast.auditor, read_only=cast.administrator, stranger=cast.stranger, wrong_method="post"
    )
    assert "danh-sach.csv" in text_of(shown)
    shown = assert_guarded(
        client, url("list", row.pk), works=cast.coordinator, read_only=cast.administrator, stranger=cast.officer, wrong_method="post"
    )
    assert "1 trong 1 dòng là địa chỉ của tỉnh" in text_of(shown)


def received(client: Client, content: bytes, **said: str) -> Any:
    told = {"source": "Cục A05", "list_day": "20/11/2026", "handling": "tlp:amber", "holds_no_secret": "on", **said}
    return client.post(url("receive"), {**told, "file": SimpleUploadedFile("thang-11.csv", content, "text/csv")})


def test_a_list_goes_from_its_file_to_its_columns_to_its_cases(client: Client, field: Field, cast: Cast) -> None:
    assert_guarded(client, url("receive"), works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    answer = received(client, listed(PORTAL, COMMUNE), letter_number="15/A05")
    row = ThreatList.objects.get()
    assert answer["Location"] == url("columns", row.pk)
    assert (row.handling, row.letter_number, row.state) == ("tlp:amber", "15/A05", "read")

    columns = assert_guarded(
        client, url("columns", row.pk), works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403
    )
    for words in ("Địa chỉ IP của máy nhiễm", "14.160.10.3", "Máy chủ điều khiển", "Múi giờ"):
        assert words in text_of(columns), words
    form = columns.context["form"]
    answer = client.post(url("columns", row.pk), {name: form[name].value() or "" for name in form.fields})
    assert answer["Location"] == url("list", row.pk)
    assert "Chờ tới lượt" in text_of(client.get(url("list", row.pk)))

    match_rows(row.pk, at=NOW)
    opening = url("open-cases", row.pk)
    shown = assert_guarded(client, opening, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    for words in ("Mở 2 ca tại 2 cơ quan", "Cổng dịch vụ công", "Xã Đức Hòa", "Mã độc tống tiền"):
        assert words in text_of(shown), words
    assert not Case.objects.exists(), "looking opens nothing"
    answer = client.post(opening, {"agreed_to": shown.context["signed"]})
    assert answer["Location"] == url("list", row.pk)
    assert Case.objects.count() == 2
    row.refresh_from_db()
    assert row.plan_digest


def test_a_list_of_internal_addresses_says_why_none_was_matched(client: Client, field: Field, cast: Cast) -> None:
    row = field.match(field.receive("10.1.2.3,1,20/11/2026 08:15:00,Mirai,"))
    client.force_login(cast.coordinator)
    shown = text_of(client.get(url("list", row.pk)))
    assert "1 dòng là địa chỉ nội bộ, chưa được đối chiếu." in shown
    assert "Danh sách lập từ bên trong mạng" in shown
    asked = text_of(client.get(url("open-cases", row.pk)))
    assert "Ghi nhận danh sách, không mở ca nào" in asked
    assert "Mỗi ca mới một việc" not in asked, "no task is promised where no case is opened"
    assert "1 dòng là địa chỉ nội bộ, chưa được đối chiếu." in asked, "said once more where it is decided"


def test_a_correction_that_only_takes_back_says_so_before_and_after(client: Client, field: Field, cast: Cast) -> None:
    first = field.whole(PORTAL)
    row = field.match(field.receive(OUTSIDE, replaces=first))
    client.force_login(cast.coordinator)
    asked = client.get(url("open-cases", row.pk))
    assert asked.context["shown"].button == "Rút 1 ca"
    assert "sẽ chuyển sang: đã rút" in text_of(asked)
    done = client.post(url("open-cases", row.pk), {"agreed_to": asked.context["signed"]}, follow=True)
    assert f"Đã làm theo danh sách {row.file_name}: rút 1 ca." in text_of(done)
    assert "nay: đã rút" in text_of(client.get(url("list", first.pk)))


def test_a_list_that_is_refused_says_so_beside_its_field_and_loses_nothing(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    answer = received(client, listed(PORTAL), holds_no_secret="", letter_number="15/A05")
    assert answer.status_code == 422
    assert answer.context["form"].errors["holds_no_secret"]
    assert "15/A05" in text_of(answer)
    assert received(client, b"chi co chu\nkhong co dia chi\n").context["form"].errors["file"]
    assert received(client, listed(PORTAL, "T\u1ed0I M\u1eacT,,,,")).context["form"].errors["file"]
    assert not ThreatList.objects.exists()
    first = received(client, listed(PORTAL))
    again = received(client, listed(PORTAL))
    assert "đã được nhận" in str(again.context["form"].errors["file"])
    there = ThreatList.objects.get().get_absolute_url()
    assert first["Location"].startswith(there)
    assert f'<a href="{there}">Mở danh sách của' in again.content.decode()


def test_columns_that_cannot_be_are_said_beside_their_box(client: Client, field: Field, cast: Cast) -> None:
    row = field.receive(PORTAL)
    client.force_login(cast.coordinator)
    form = client.get(url("columns", row.pk)).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    address = next(name for name, value in said.items() if value == "address")
    nothing = client.post(url("columns", row.pk), {**said, address: ""})
    assert nothing.status_code == 422
    assert "Chọn một cột là địa chỉ IP" in text_of(nothing)
    other = next(name for name, value in said.items() if value == "port")
    twice = client.post(url("columns", row.pk), {**said, other: "address"})
    assert twice.status_code == 422
    assert twice.context["form"].errors[other]
    row.refresh_from_db()
    assert row.state == "read"


def test_what_could_not_be_read_is_handed_over_as_a_workbook(client: Client, field: Field, cast: Cast) -> None:
    row = field.match(field.receive(PORTAL, "999.1.1.1,22,20/11/2026 08:00:00,Mirai,"))
    assert ListRemark.objects.filter(list=row).count() == 1
    answer = assert_guarded(
        client, url("remarks", row.pk), works=cast.auditor, read_only=cast.administrator, stranger=cast.officer, wrong_method="post"
    )
    assert answer.content[:2] == b"PK"
    client.force_login(cast.leader)
    assert client.get(url("remarks", row.pk)).status_code == 404, "its cells name addresses"


def test_a_list_is_dropped_with_a_reason(client: Client, field: Field, cast: Cast) -> None:
    row = field.receive(PORTAL)
    assert_guarded(client, url("drop", row.pk), works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    assert client.post(url("drop", row.pk), {"reason": ""}).status_code == 422
    assert client.post(url("drop", row.pk), {"reason": "Gửi nhầm"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "dropped"


def test_the_plan_page_shows_again_when_cases_changed_meanwhile(client: Client, field: Field, cast: Cast) -> None:
    row = field.match(field.receive(PORTAL))
    client.force_login(cast.coordinator)
    shown = client.get(url("open-cases", row.pk))
    field.whole(PORTAL, COMMUNE, source="Nguồn khác")
    again = client.post(url("open-cases", row.pk), {"agreed_to": shown.context["signed"]})
    assert "Nội dung đã thay đổi" in text_of(again)
    row.refresh_from_db()
    assert row.state == "matched"


# --- cases ----------------------------------------------------------------------------------------------------------------------------


def test_the_queue_shows_each_their_own_and_says_its_order(client: Client, field: Field, cast: Cast) -> None:
    field.whole(PORTAL, COMMUNE, NAT)
    shown = text_of(assert_guarded(client, url("cases"), works=cast.officer, read_only=cast.administrator, wrong_method="post"))
    assert "Cổng dịch vụ công" in shown
    assert "Một cửa xã Đức Hòa" not in shown
    assert "quá hạn theo dõi trước, rồi cấp độ 3 trở lên" in shown
    client.force_login(cast.coordinator)
    assert "3 ca nhiễm mã độc" in text_of(client.get(url("cases")))
    assert "1 ca nhiễm mã độc" in text_of(client.get(url("cases"), {"level": "3+"}))
    assert "0 ca nhiễm mã độc" in text_of(client.get(url("cases"), {"state": "cleaned"}))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_cases_leave_as_they_were_narrowed_after_a_page_that_says_so(client: Client, field: Field, cast: Cast, form: str) -> None:
    InformationSystem.objects.filter(pk=field.portal.pk).update(name="=HYPERLINK(1)")
    field.whole(PORTAL, COMMUNE)
    path = url("cases-export", form)
    shown = text_of(assert_guarded(client, path, works=cast.officer, read_only=cast.administrator, stranger=cast.stranger))
    assert "Xuất 1 ca" in shown, "an officer takes the cases of the own body"
    assert client.get(url("cases-export", "pdf")).status_code == 404
    assert client.get(path, {"state": "cleaned"}).status_code == 404
    client.force_login(cast.coordinator)
    page = client.get(path, {"level": "3+"})
    assert not Entry.objects.filter(act="threats.cases.exported").exists(), "looking takes nothing away"
    answer = client.post(f"{path}?level=3%2B", {"agreed_to": page.context["signed"]})
    assert "attachment" in answer["Content-Disposition"]
    assert "14.160" not in answer.content.decode("utf-8", "replace")
    table = read_table(answer.content, f"ca.{form}", expected=CASE_COLUMNS)
    [row] = [one.values for one in table.rows]
    assert (row["system_code"], row["level"], row["state"], row["months"]) == (field.portal.code, 3, "Đang làm sạch", 1)
    assert str(row["system"]).lstrip("'").startswith("=HYPERLINK")
    if form == "csv":
        assert ",=HYPERLINK" not in answer.content.decode("utf-8")
    line = Entry.objects.get(act="threats.cases.exported")
    assert (line.count, line.detail["form"]) == (1, form)


def test_a_case_shows_its_evidence_to_who_cleans_and_not_to_a_leader(client: Client, field: Field, cast: Cast) -> None:
    field.whole(PORTAL)
    case = Case.objects.get()
    shown = text_of(
        assert_guarded(
            client, url("case", case.pk), works=cast.officer, read_only=cast.administrator, stranger=cast.stranger, wrong_method="post"
        )
    )
    for words in ("14.160.10.3", "52110", "08:15:00 20/11/2026", "Mirai", "185.1.2.3", "Telnet", "NV-", "Mở ca mới"):
        assert words in shown, words
    client.force_login(cast.leader)
    hidden = text_of(client.get(url("case", case.pk)))
    assert "Cổng dịch vụ công" in hidden
    assert "14.160.10.3" not in hidden
    assert "185.1.2.3" not in hidden


def test_the_guide_to_find_the_machine_is_for_who_knows_the_address(client: Client, field: Field, cast: Cast) -> None:
    field.whole(NAT)
    case = Case.objects.get()
    shown = text_of(
        assert_guarded(
            client,
            url("find-machine", case.pk),
            works=cast.stranger,
            read_only=cast.administrator,
            stranger=cast.officer,
            wrong_method="post",
        )
    )
    for words in ("14.160.12.9", "4431", "10:05:00 20/11/2026", "NAT", "DHCP"):
        assert words in shown, words
    client.force_login(cast.leader)
    assert client.get(url("find-machine", case.pk)).status_code == 404


def test_closing_without_a_machine_is_the_coordinators(client: Client, field: Field, cast: Cast) -> None:
    field.whole(PORTAL)
    case = Case.objects.get()
    address = url("unidentified", case.pk)
    assert_guarded(client, address, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Máy đã thanh lý"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "unidentified"
    assert "Máy đã thanh lý" in text_of(client.get(url("case", case.pk)))


def test_the_overview_tells_the_months_of_what_a_person_may_read(client: Client, field: Field, cast: Cast) -> None:
    field.whole(PORTAL, COMMUNE)
    shown = assert_guarded(client, url("overview"), works=cast.coordinator, read_only=cast.administrator, wrong_method="post")
    assert "2 ca nhiễm mã độc đang làm sạch" in text_of(shown)
    rung, _picture = shown.context["rungs"][0]
    assert len(rung.new) == 2
    client.force_login(cast.officer)
    own = client.get(url("overview"))
    assert len(own.context["rungs"][0][0].new) == 1
    assert "Nhận danh sách" not in text_of(own)


# --- questions to providers, addresses that wait -----------------------------------------------------------------------------------------


def test_a_question_is_moved_answered_and_closed_by_the_coordinator(client: Client, field: Field, cast: Cast) -> None:
    row = field.whole(POOL, "14.160.200.8,1025,20/11/2026 11:00:00,Conficker,")
    inquiry = ProviderInquiry.objects.get()
    assert_guarded(client, url("inquiries"), works=cast.auditor, read_only=cast.administrator, stranger=cast.officer, wrong_method="post")
    shown = assert_guarded(
        client, url("inquiry", inquiry.pk), works=cast.auditor, read_only=cast.administrator, stranger=cast.provider, wrong_method="post"
    )
    assert "14.160.200.7" in text_of(shown)
    draft = assert_guarded(
        client,
        url("inquiry-draft", inquiry.pk),
        works=cast.auditor,
        read_only=cast.administrator,
        stranger=cast.officer,
        wrong_method="post",
    )
    assert draft.getvalue()[:2] == b"PK"
    step = url("inquiry-step", inquiry.pk)
    assert_guarded(client, step, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    assert client.post(step, {"state": "submitted"}).status_code == 302
    inquiry.refresh_from_db()
    assert inquiry.state == "submitted"
    rows = url("inquiry-addresses", inquiry.pk)
    made = assert_guarded(
        client,
        rows,
        works=cast.coordinator,
        read_only=cast.auditor,
        stranger=cast.officer,
        stranger_gets=403,
        method="post",
        wrong_method="get",
    )
    assert made.content[:2] == b"PK"
    assert Entry.objects.filter(act="threats.inquiry.exported").count() == 1

    answer = url("answer", row.pk)
    assert_guarded(client, answer, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    told = {"addresses": ["14.160.200.7"], "organisation": "x-duc-hoa", "system": field.one_stop.code, "reason": "Công văn 12/VT"}
    wrong = client.post(answer, {**told, "system": "khong-co"})
    assert wrong.status_code == 422
    assert client.post(answer, told).status_code == 302
    assert Case.objects.get().system == field.one_stop
    close = url("inquiry-close", inquiry.pk)
    assert_guarded(client, close, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    assert client.post(close, {"reason": "Không còn nhật ký"}).status_code == 302
    assert "1 địa chỉ không tra được" in text_of(client.get(url("inquiry", inquiry.pk)))


def test_a_signed_copy_is_a_download_once_it_is_here(client: Client, field: Field, cast: Cast) -> None:
    field.whole(POOL)
    inquiry = ProviderInquiry.objects.get()
    client.force_login(cast.coordinator)
    assert client.get(url("inquiry-signed", inquiry.pk)).status_code == 404


def test_contested_addresses_wait_on_the_list_and_are_settled_there(client: Client, field: Field, cast: Cast) -> None:
    held(cast.other_commune, "14.160.11.5")
    row = field.whole(COMMUNE)
    client.force_login(cast.coordinator)
    assert "Chờ người quyết định" in text_of(client.get(url("list", row.pk)))
    settle = url("settle", row.pk)
    assert_guarded(client, settle, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    assert client.post(settle, {"addresses": [], "organisation": "x-duc-hoa", "reason": "Đã hỏi"}).status_code == 422
    said = {"addresses": ["14.160.11.5"], "organisation": "x-duc-hoa", "reason": "Đã hỏi hai xã"}
    assert client.post(settle, said).status_code == 302
    assert Case.objects.get().organisation == cast.commune
    assert client.get(settle).status_code == 404, "nothing waits any more"


# --- everywhere -------------------------------------------------------------------------------------------------------------------------


def test_the_pages_ask_as_often_for_many_cases_as_for_few(client: Client, field: Field, cast: Cast) -> None:
    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as told:
            client.get(address)
        return len(told)

    field.whole(PORTAL, COMMUNE)
    client.force_login(cast.coordinator)
    pages = [url("cases"), url("overview"), url("lists"), url("case", Case.objects.first().pk)]  # type: ignore[union-attr]
    few = {page: asked(page) for page in pages}
    rows = []
    for number in range(15):
        held(cast.department, f"14.160.20.{number}", system(f"Hệ thống {number}", cast.department))
        rows.append(f"14.160.20.{number},1,20/11/2026 08:00:00,Mirai,")
    field.whole(*rows, PORTAL)
    assert {page: asked(page) for page in pages} == few


def test_the_plan_page_asks_as_often_for_many_systems_as_for_one(client: Client, field: Field, cast: Cast) -> None:
    def asked(row: ThreatList) -> int:
        client.force_login(cast.coordinator)
        with CaptureQueriesContext(connection) as told:
            client.get(url("open-cases", row.pk))
        return len(told)

    few = asked(field.match(field.receive(PORTAL)))
    rows = []
    for number in range(15):
        held(cast.department, f"14.160.20.{number}", system(f"Hệ thống {number}", cast.department))
        rows.append(f"14.160.20.{number},1,20/11/2026 08:00:00,Mirai,")
    many = field.match(field.receive(*rows))
    assert len(plan_of(many, NOW).subjects) == 15
    assert asked(many) == few


def test_a_body_that_no_list_named_reads_so_and_sees_no_empty_table(client: Client, field: Field, cast: Cast) -> None:
    field.whole(PORTAL)
    client.force_login(cast.commune_officer)
    shown = text_of(client.get(url("overview")))
    assert "Không có ca nhiễm mã độc nào đang làm sạch" in shown
    assert "Đã đối chiếu danh sách của 1 tháng, gần nhất là tháng 11/2026." in shown
    client.force_login(cast.officer)
    assert "1 ca nhiễm mã độc đang làm sạch" in text_of(client.get(url("overview")))


def test_evidence_names_the_source_only_where_lists_of_several_name_the_case(client: Client, field: Field, cast: Cast) -> None:
    field.whole(PORTAL)
    client.force_login(cast.officer)
    case = Case.objects.get()
    assert text_of(client.get(case.get_absolute_url())).count("Cục A05") == 1, "the history of months names it"
    field.whole(PORTAL_LATER, source="Nơi khác")
    shown = text_of(client.get(case.get_absolute_url()))
    assert (shown.count("Cục A05"), shown.count("Nơi khác")) == (2, 2)
