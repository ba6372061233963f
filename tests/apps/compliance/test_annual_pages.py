"""The pages of the overview, of the transition and of the yearly report: four questions each, then what each is for."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from cast import NOW, Cast
from guard import assert_guarded
from plenty import plenty
from registry_cast import system
from vonggac.apps.compliance.models import AnnualReport, Dossier
from vonggac.apps.compliance.queries import annual as queries
from vonggac.apps.compliance.queries import transition
from vonggac.apps.compliance.services import annual
from vonggac.apps.compliance.services.determining import open_determination
from vonggac.apps.face.shapes import working_day_before
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.work.models import Task
from vonggac.kernel.workdays import add_working_days
from vonggac.law.load import calendar_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(cast: Cast) -> InformationSystem:
    return system("Một cửa xã Đức Hòa", cast.commune, level=3, operator=cast.commune)


@pytest.fixture
def number() -> int:
    return queries.year_at(localdate())


def sent(cast: Cast, number: int) -> AnnualReport:
    return annual.send_report(cast.commune, queries.report_year(number), by=cast.commune_officer, at=NOW, version=0, reason="Chờ thẩm định")


def agree(client: Client, url: str) -> Any:
    found = re.search(r'name="agreed_to" value="([^"]+)"', client.get(url).content.decode())
    assert found
    return client.post(url, {"agreed_to": found[1]})


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_overview_counts_only_what_the_person_may_see(client: Client, cast: Cast, portal: InformationSystem) -> None:
    answer = assert_guarded(client, reverse("compliance:overview"), works=cast.coordinator, wrong_method="post")
    assert "0/1 hệ thống đã được phê duyệt cấp độ" in words(answer)
    assert reverse("compliance:report-docx", args=[queries.year_at(localdate()), cast.province.pk]) in words(answer)
    client.force_login(cast.stranger)
    assert "0/0 hệ thống" in words(client.get(reverse("compliance:overview")))
    client.force_login(cast.administrator)
    assert client.get(reverse("compliance:overview")).status_code == 403


def test_a_level_of_the_overview_leads_to_the_systems_of_that_level_alone(client: Client, cast: Cast, portal: InformationSystem) -> None:
    other = system("Trang tin xã Đức Hòa", cast.commune, level=1)
    client.force_login(cast.coordinator)
    links = re.findall(r'<th scope="row"><a href="([^"]+)"', words(client.get(reverse("compliance:overview"))))
    found = words(client.get(next(one for one in links if "level=3" in one).replace("&amp;", "&")))
    assert portal.name in found
    assert other.name not in found


def test_a_late_dossier_shows_with_its_clock(client: Client, cast: Cast, portal: InformationSystem) -> None:
    Dossier.objects.create(
        system=portal,
        number=1,
        proposed_level=3,
        regime="nd331",
        preparer=cast.commune,
        opened_at=NOW,
        state="sent",
        due_on=date(2026, 1, 5),
        due_because="15 ngày làm việc, Điều 24",
    )
    client.force_login(cast.coordinator)
    said = words(client.get(reverse("compliance:overview")))
    assert "15 ngày làm việc, Điều 24" in said
    assert "1 hồ sơ quá hạn" in said


@pytest.mark.parametrize("name", ["overview", "communes", "transitions", "reports"])
@plenty(180, long=1_000)
def test_a_page_asks_as_much_for_many_systems_as_for_few(client: Client, cast: Cast, name: str, number: int, plenty: int) -> None:
    client.force_login(cast.coordinator)
    url = reverse(f"compliance:{name}", args=[number] if name == "reports" else [])

    def asked() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    def make(first: int, last: int) -> None:
        rows = [InformationSystem(code=f"N-{n}", name=f"Hệ thống {n}", owner=cast.commune, level=n % 5 + 1) for n in range(first, last)]
        for row in rows:
            row.fill_search()
        InformationSystem.objects.bulk_create(rows)
        Dossier.objects.bulk_create(
            [Dossier(system=row, number=1, proposed_level=2, regime="nd331", preparer=cast.commune, opened_at=NOW) for row in rows]
        )

    make(0, 60)
    few = asked()
    make(60, plenty)
    assert asked() == few


def test_the_map_names_each_commune_and_its_classes_differ_without_colour(client: Client, cast: Cast, portal: InformationSystem) -> None:
    answer = assert_guarded(client, reverse("compliance:communes"), works=cast.auditor, wrong_method="post")
    said = words(answer)
    assert said.count('<path class="k') == 96
    assert len(set(re.findall(r'<pattern id="(s\d)', said))) == 5 or said.count("<pattern") >= 3
    assert "Xã Đức Hòa" in said
    assert client.get(reverse("compliance:communes") + "?do=bien-phap").status_code == 200


# --- transition ---------------------------------------------------------------------------------------------------------------------


def test_the_clocks_say_which_systems_days_left_and_what_is_missing(client: Client, cast: Cast) -> None:
    system("Đang xây", cast.commune, standing="building", construction_started_on=date(2026, 3, 1))
    system("Chưa rõ", cast.commune)
    graded = system("Đã duyệt", cast.commune, level=2, in_operation_on=date(2024, 1, 1))
    Dossier.objects.create(
        system=graded, number=1, proposed_level=2, regime="nd85", preparer=cast.commune, opened_at=NOW,
        state="approved", approved_on=date(2025, 1, 1), decision_number="1/QĐ",
    )  # fmt: skip
    system("Chạy chưa phân cấp", cast.commune, in_operation_on=date(2024, 1, 1))
    system("Mới", cast.commune, standing="building", construction_started_on=date(2026, 9, 1))
    found = {one.id: (one.count, one.days_left) for one in transition.clocks(cast.coordinator, date(2026, 11, 23))}
    assert found == {
        "under-construction": (1, 38),
        "under-construction-measures": (1, 219),
        "graded": (1, 219),
        "never-graded": (1, None),
        "unknown": (1, None),
    }
    answer = assert_guarded(client, reverse("compliance:transitions"), works=cast.commune_officer, wrong_method="post")
    assert "Chưa rõ ngày bắt đầu xây dựng" in words(answer)
    assert ">Mới<" not in words(answer)


def test_a_system_approved_in_time_owes_no_approval(cast: Cast) -> None:
    one = system("Đang xây", cast.commune, level=2, standing="building", construction_started_on=date(2026, 3, 1))
    Dossier.objects.create(
        system=one, number=1, proposed_level=2, regime="nd85", preparer=cast.commune, opened_at=NOW,
        state="approved", approved_on=date(2026, 10, 1), decision_number="1/QĐ",
    )  # fmt: skip
    assert [each.id for each in transition.clocks(cast.coordinator, date(2026, 11, 23))] == ["under-construction-measures"]


def test_the_situation_and_the_page_of_a_system_show_the_clocks_in_one_query(client: Client, cast: Cast, portal: InformationSystem) -> None:
    from vonggac.apps.compliance.ui.overview import clocks_panel

    client.force_login(cast.coordinator)
    assert "Thời hạn chuyển tiếp" in words(client.get(reverse("situation:home")))
    assert "Ghi ngày xây dựng, ngày vận hành" in words(client.get(reverse("registry:system", args=[portal.pk])))
    cast.coordinator.may("compliance.read")
    clocks_panel(cast.coordinator, NOW)
    with CaptureQueriesContext(connection) as caught:
        clocks_panel(cast.coordinator, NOW)
    assert len(caught) == 1


# --- the report ---------------------------------------------------------------------------------------------------------------------


def test_the_list_shows_both_deadlines_and_the_last_working_day(client: Client, cast: Cast, portal: InformationSystem) -> None:
    url = reverse("compliance:reports", args=[2026])
    answer = assert_guarded(client, url, works=cast.coordinator, wrong_method="post")
    said = words(answer)
    assert "0/1 cơ quan đã gửi" in said
    assert "Ngày làm việc cuối cùng trước đó: 18/12/2026" in said
    assert "Trước ngày 25/12/2026" in said
    client.force_login(cast.stranger)
    assert "0/0 cơ quan" in words(client.get(url))
    assert client.get(reverse("compliance:reports", args=[2021])).status_code == 404, "the form of that time was never read"
    assert client.get(reverse("compliance:report-now")).status_code == 302


def test_a_body_sees_each_empty_cell_with_the_page_that_fills_it(
    client: Client, cast: Cast, portal: InformationSystem, number: int
) -> None:
    url = reverse("compliance:report", args=[number, cast.commune.pk])
    answer = assert_guarded(client, url, works=cast.commune_officer, stranger=cast.stranger, wrong_method="post")
    said = words(answer)
    assert "Tình trạng phê duyệt cấp độ" in said
    assert reverse("registry:system", args=[portal.pk]) in said or f"/{portal.pk}/" in said


def test_sending_asks_for_a_reason_when_cells_are_empty(client: Client, cast: Cast, portal: InformationSystem, number: int) -> None:
    url = reverse("compliance:report-send", args=[number, cast.commune.pk])
    assert_guarded(client, url, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger)
    refused = client.post(url, {"version": 0, "remarks": "", "reason": ""})
    assert refused.status_code == 200
    assert "Nhập lý do gửi khi còn ô trống" in words(refused)
    assert client.post(url, {"version": 0, "remarks": "Không có", "reason": "Chờ thẩm định"}).status_code == 302
    assert AnnualReport.objects.get().state == "sent"


def test_a_report_is_given_back_and_taken_in_by_who_coordinates(client: Client, cast: Cast, portal: InformationSystem, number: int) -> None:
    row = sent(cast, number)
    back = reverse("compliance:report-return", args=[number, cast.commune.pk])
    assert_guarded(client, back, works=cast.coordinator, read_only=cast.auditor, stranger=cast.stranger, stranger_gets=403)
    take = reverse("compliance:report-accept", args=[number, cast.commune.pk])
    assert_guarded(client, take, works=cast.coordinator, read_only=cast.auditor, stranger=cast.stranger, stranger_gets=403)
    assert client.get(take).status_code == 200
    assert agree(client, take).status_code == 302
    row.refresh_from_db()
    assert row.state == "accepted"
    assert client.post(back, {"version": row.version, "reason": "Thiếu một hệ thống"}).status_code == 302
    client.force_login(cast.commune_officer)
    assert "Thiếu một hệ thống" in words(client.get(reverse("compliance:report", args=[number, cast.commune.pk])))


def test_what_changed_since_the_report_was_sent_shows(client: Client, cast: Cast, portal: InformationSystem, number: int) -> None:
    sent(cast, number)
    InformationSystem.objects.filter(pk=portal.pk).update(name="Tên đã đổi")
    client.force_login(cast.coordinator)
    said = words(client.get(reverse("compliance:report", args=[number, cast.commune.pk])))
    assert "Sổ đăng ký đã khác bản đã gửi" in said
    assert "nay Tên đã đổi" in said


def test_two_clicks_from_the_overview_lead_to_the_word_file(client: Client, cast: Cast, portal: InformationSystem, number: int) -> None:
    client.force_login(cast.coordinator)
    url = reverse("compliance:report-docx", args=[number, cast.province.pk])
    assert url in words(client.get(reverse("compliance:overview")))
    answer = client.post(url)
    assert answer.content[:2] == b"PK"
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("ending", ["xlsx", "docx", "pdf"])
def test_files_are_for_who_may_read_the_body(client: Client, cast: Cast, portal: InformationSystem, number: int, ending: str) -> None:
    url = reverse(f"compliance:report-{ending}", args=[number, cast.commune.pk])
    assert_guarded(client, url, works=cast.commune_officer, stranger=cast.stranger, method="post")


def test_reminding_and_asking_for_cells_open_tasks_after_a_page_that_says_so(
    client: Client, cast: Cast, portal: InformationSystem, number: int
) -> None:
    remind = reverse("compliance:report-remind", args=[number])
    cells = reverse("compliance:report-cells", args=[number, cast.province.pk])
    for url in (remind, cells):
        assert_guarded(client, url, works=cast.coordinator, read_only=cast.auditor, stranger=cast.stranger, stranger_gets=403)
        assert agree(client, url).status_code == 302
        assert client.get(url).status_code == 302, "nobody is left to ask"
    assert Task.objects.count() == 2
    client.force_login(cast.coordinator)
    page = words(client.get(reverse("work:task", args=[Task.objects.earliest("pk").pk])))
    assert reverse("compliance:reports", args=[number]) in page


def test_who_sent_for_a_body_is_told_that_another_takes_the_report_in(
    client: Client, cast: Cast, portal: InformationSystem, number: int
) -> None:
    annual.send_report(cast.commune, queries.report_year(number), by=cast.coordinator, at=NOW, version=0, reason="Chờ thẩm định")
    client.force_login(cast.coordinator)
    shown, take = (reverse(f"compliance:{name}", args=[number, cast.commune.pk]) for name in ("report", "report-accept"))
    said = words(client.get(shown))
    assert "người khác phải đưa vào tổng hợp" in said
    assert take not in said
    assert client.get(take).status_code == 302
    client.force_login(cast.leader)
    assert take in words(client.get(shown))
    assert agree(client, take).status_code == 302
    assert AnnualReport.objects.get().state == "accepted"


def test_each_count_of_the_overview_leads_to_a_list_of_exactly_that_many(client: Client, cast: Cast) -> None:
    for n in range(3):
        system(f"Chưa có cấp độ {n}", cast.commune)
    begun = system("Có cấp độ, đang trả lời", cast.commune, level=2)
    system("Có cấp độ, chưa bắt đầu", cast.commune, level=3)
    system("Đã thôi dùng", cast.commune, standing="retired")
    open_determination(begun, by=cast.coordinator, at=NOW)
    client.force_login(cast.coordinator)
    said = words(client.get(reverse("compliance:overview")))
    assert "3 hệ thống chưa có cấp độ trong sổ" in said
    assert "4 hệ thống chưa bắt đầu xác định cấp độ" in said
    assert client.get(reverse("registry:systems") + "?level=0&standing=in-use").context["rows"].paginator.count == 3
    listed = client.get(reverse("compliance:determinations"))
    assert listed.context["rows"].paginator.count == 4
    assert "3 hệ thống chưa có cấp độ trong sổ" in words(listed)


def test_a_dossier_has_the_same_words_for_its_clock_on_every_page(client: Client, cast: Cast, portal: InformationSystem) -> None:
    today = localdate()
    due = add_working_days(today, 5, calendar=calendar_for(today.year - 1, today.year + 1))
    because = "thẩm định: 15 ngày làm việc từ 01/11/2026 (khoản 3 Điều 23 Nghị định số 331/2026/NĐ-CP)"
    row = Dossier.objects.create(
        system=portal, number=1, proposed_level=3, regime="nd331", preparer=cast.commune, opened_at=NOW, state="sent",
        due_on=due, due_because=because,
    )  # fmt: skip
    client.force_login(cast.coordinator)
    pages = ("compliance:overview", "compliance:dossiers")
    for url in (*map(reverse, pages), reverse("compliance:dossier", args=[row.pk]), reverse("registry:system", args=[portal.pk])):
        said = words(client.get(url))
        assert "Còn 5 ngày làm việc" in said, url
        assert f"Còn {(due - today).days} ngày<" not in said, url


def test_a_deadline_on_a_day_off_shows_the_last_working_day_before_it() -> None:
    assert working_day_before(date(2026, 12, 19)) == '<span class="small muted">(ngày làm việc cuối cùng trước đó: 18/12/2026)</span>'
    assert working_day_before(date(2026, 12, 31)) == ""


def test_the_table_of_the_map_shows_communes_with_systems_first_and_finds_the_others(
    client: Client, cast: Cast, portal: InformationSystem
) -> None:
    client.force_login(cast.coordinator)
    url = reverse("compliance:communes")
    first = client.get(url)
    assert [row.body.name for row, _share in first.context["rows"]] == ["Xã Đức Hòa"]
    assert [row.body.name for row in first.context["without"]] == ["Xã An Phú"]
    found = client.get(url + "?q=an+phu")
    assert [row.body.name for row, _share in found.context["rows"]] == ["Xã An Phú"]
    assert "Không có xã, phường, đặc khu nào như vậy" in words(client.get(url + "?q=khongco"))


def test_a_reader_of_english_reads_the_form_and_the_windows_in_english(
    client: Client, cast: Cast, portal: InformationSystem, number: int
) -> None:
    InformationSystem.objects.filter(pk=portal.pk).update(in_operation_on=date(2020, 1, 1))
    for person in (cast.coordinator, cast.commune_officer):
        type(person).objects.filter(pk=person.pk).update(language="en")
    client.force_login(cast.coordinator)
    report = words(client.get(reverse("compliance:report", args=[number, cast.commune.pk])))
    listed = words(client.get(reverse("compliance:reports", args=[number])))
    windows = words(client.get(reverse("compliance:transitions")))
    for said, vietnamese in (
        (report, ("Tổng số hệ thống", "Tình trạng phê duyệt", "Người đại diện", "chậm nhất hết ngày", "Chưa lập")),
        (listed, ("Đơn vị chuyên trách", "chậm nhất hết ngày", "Chưa lập")),
        (windows, ("Chưa có quyết định", "Không có điều khoản")),
    ):
        assert [one for one in vietnamese if one in said] == []
    assert "at the latest by the end of" in listed
    assert "Systems in total" in report
