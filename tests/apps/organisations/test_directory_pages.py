"""The directory and the numbers to call, as pages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.face.forms_contract import assert_form_contract
from cast import NOW, TODAY, Cast, organisation
from guard import assert_guarded
from vonggac.apps.audit.models import Entry
from vonggac.apps.face import registries
from vonggac.apps.organisations import services
from vonggac.apps.organisations.carrying import DirectoryCarrier
from vonggac.apps.organisations.models import Contact, Mandate, Organisation, Succession
from vonggac.apps.organisations.ports import Change

pytestmark = pytest.mark.django_db
NUMBER = "0255 000 0001"


@pytest.fixture
def cast(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    for module in ("bodies", "contacts", "days"):
        monkeypatch.setattr(f"vonggac.apps.organisations.ui.{module}.localdate", lambda: TODAY)
    return cast


@pytest.fixture
def former(cast: Cast) -> Organisation:
    row = organisation("x-cu", "Xã Đức Cũ", "commune", cast.province, valid_from=date(1999, 1, 1), valid_to=date(2025, 6, 30))
    Succession.objects.create(before=row, after=cast.commune, function="", on=date(2025, 7, 1), source="Nghị quyết số 1/NQ-TN")
    return row


def listed(client: Client, who: Any, **query: str) -> str:
    client.force_login(who)
    body: str = client.get(reverse("organisations:directory"), query).content.decode()
    return body[body.index('<div class="panel">') :] if '<div class="panel">' in body else body


def test_everyone_who_is_signed_in_reads_the_directory(client: Client, cast: Cast) -> None:
    assert_guarded(client, reverse("organisations:directory"), works=cast.stranger)
    assert_guarded(client, reverse("organisations:body", args=[cast.commune.pk]), works=cast.stranger)
    assert_guarded(client, reverse("organisations:whom_to_call"), works=cast.stranger)


@pytest.mark.parametrize("typed", ["duc hoa", "Đức Hòa", "ĐỨC HOÀ"])
def test_the_directory_finds_a_body_however_it_is_typed(client: Client, cast: Cast, typed: str) -> None:
    page = listed(client, cast.officer, q=typed)
    assert "Xã Đức Hòa" in page
    assert "Xã An Phú" not in page


def test_the_directory_shows_the_bodies_of_the_chosen_day(client: Client, cast: Cast, former: Organisation) -> None:
    assert "Xã Đức Cũ" not in listed(client, cast.officer, q="duc")
    assert "Xã Đức Cũ" in listed(client, cast.officer, q="duc", ngay="30/06/2025")
    assert "Xã Đức Cũ" in listed(client, cast.officer, q="duc", tinh_trang="ended")
    assert "Xã Đức Hòa" not in listed(client, cast.officer, q="duc", tinh_trang="ended")
    assert "Xã Đức Cũ" in listed(client, cast.officer, q="duc", tinh_trang="all")


def test_a_day_that_cannot_be_read_is_said_and_not_guessed(client: Client, cast: Cast) -> None:
    client.force_login(cast.officer)
    assert "Không đọc được ngày đã gõ" in client.get(reverse("organisations:directory"), {"ngay": "31/02/2026"}).content.decode()


def test_kind_and_province_narrow_the_directory(client: Client, cast: Cast) -> None:
    organisation("quoc-gia", "Trung tâm Quốc gia Thử Nghiệm", "national")
    Organisation.objects.filter(code="quoc-gia").update(province_code="")
    units = listed(client, cast.officer, loai="territorial")
    assert "Xã Đức Hòa" in units
    assert "Sở Khoa học" not in units
    page = listed(client, cast.officer, tinh="-")
    assert "Trung tâm Quốc gia Thử Nghiệm" in page
    assert "Xã Đức Hòa" not in page


def test_the_directory_asks_the_same_number_of_questions_for_ten_bodies_and_for_sixty(
    client: Client, cast: Cast, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    client.force_login(cast.officer)
    address = reverse("organisations:directory")
    with django_assert_max_num_queries(20) as few:
        client.get(address)
    for number in range(60):
        organisation(f"x-{number}", f"Xã Số {number}", "commune", cast.province)
    with django_assert_num_queries(len(few)):
        page = client.get(address).content.decode()
    assert page.count('<th scope="row">') == 50


def test_each_mark_of_certainty_is_said_in_words(client: Client, cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.commune.pk).update(precision="inferred")
    Organisation.objects.filter(pk=cast.other_commune.pk).update(precision="unverified")
    page = listed(client, cast.officer)
    for words in ("đã đọc", "suy ra", "chưa kiểm tra"):
        assert words in page


def test_a_body_tells_whose_work_it_goes_on_with_and_since_when(client: Client, cast: Cast, former: Organisation) -> None:
    client.force_login(cast.stranger)
    page = client.get(reverse("organisations:body", args=[cast.commune.pk])).content.decode()
    assert "Xã Đức Cũ" in page
    assert "01/07/2025" in page
    assert "Nghị quyết số 1/NQ-TN" in page
    ended = client.get(reverse("organisations:body", args=[former.pk])).content.decode()
    assert "đã kết thúc hoạt động" in ended
    assert "Xã Đức Hòa" in ended


def test_posts_are_shown_to_all_but_who_holds_them_only_to_those_who_may_read_accounts(client: Client, cast: Cast) -> None:
    address = reverse("organisations:body", args=[cast.commune.pk])
    for who, sees in ((cast.stranger, False), (cast.coordinator, True)):
        client.force_login(who)
        page = client.get(address).content.decode()
        assert "Cán bộ cơ quan" in page
        assert ("Phạm Thị Xã" in page) is sees


def test_only_the_office_edits_the_directory(client: Client, cast: Cast) -> None:
    for address in (reverse("organisations:add"), reverse("organisations:change", args=[cast.commune.pk])):
        assert_guarded(client, address, works=cast.coordinator, read_only=cast.leader, stranger=cast.stranger, stranger_gets=403)


def said_of(body: Organisation, **changes: str) -> dict[str, str]:
    said = {"name": body.name, "kind": body.kind, "parent": str(body.parent_id), "precision": "read", "source": "Văn bản 1"}
    return {**said, "addressee_name": body.addressee_name, **changes}


def test_a_corrected_fact_stands_in_the_log_with_what_was_there_before(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    client.post(reverse("organisations:change", args=[cast.commune.pk]), said_of(cast.commune, domain="https://duchoa.example.vn/"))
    line = Entry.objects.get(act="organisations.body.changed")
    assert line.organisation_id == cast.commune.pk
    assert set(line.detail["before"]) == {"domain", "source"}


def test_a_body_cannot_stand_under_itself_or_under_what_stands_under_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    said = said_of(cast.province, parent=str(cast.commune.pk))
    assert client.post(reverse("organisations:change", args=[cast.province.pk]), said).status_code == 422
    cast.province.refresh_from_db()
    assert cast.province.parent_id is None


def test_a_new_body_enters_the_tree_and_a_code_is_not_given_twice(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    said = {**said_of(cast.commune, name="Xã Hòa Bình", addressee_name=""), "code": "x-hoa-binh", "valid_from": "1/7/2025"}
    assert client.post(reverse("organisations:add"), said).status_code == 302
    made = Organisation.objects.get(code="x-hoa-binh")
    assert made.reached_from.filter(above=cast.province).exists()
    assert made.province_code == "thu"
    assert_form_contract(client, reverse("organisations:add"), empty=said, typed={"name": "Xã Hòa Bình"})
    assert Organisation.objects.filter(code="x-hoa-binh").count() == 1


# --- contacts -------------------------------------------------------------------------------------------------------------------


def line_at(body: Organisation, **facts: Any) -> Contact:
    return Contact.objects.create(**{"organisation": body, "role": "Trực ban", "phone": NUMBER, "is_hotline": True, **facts})


def test_an_officer_keeps_the_contacts_of_the_own_body_and_of_no_other(client: Client, cast: Cast) -> None:
    address = reverse("organisations:contact-add", args=[cast.commune.pk])
    assert_guarded(client, address, works=cast.commune_officer, read_only=cast.leader, stranger=cast.stranger, stranger_gets=403)
    client.force_login(cast.commune_officer)
    client.post(address, {"role": "Văn phòng", "phone": NUMBER})
    contact = Contact.objects.get()
    assert contact.organisation == cast.commune
    assert Entry.objects.get().act == "organisations.contact.added"
    for name in ("contact-change", "contact-end"):
        address = reverse(f"organisations:{name}", args=[contact.pk])
        assert_guarded(client, address, works=cast.commune_officer, read_only=cast.leader, stranger=cast.stranger, stranger_gets=403)


def test_a_contact_that_cannot_be_reached_is_refused_with_what_to_do(client: Client, cast: Cast) -> None:
    client.force_login(cast.commune_officer)
    address = reverse("organisations:contact-add", args=[cast.commune.pk])
    page = assert_form_contract(client, address, typed={"role": "Văn phòng xã"})
    assert "Nhập số điện thoại hoặc thư điện tử" in page
    page = assert_form_contract(client, address, typed={"role": "Văn phòng xã", "phone": "gọi xã"})
    assert "ví dụ 0255 000 0000" in page


def test_an_ended_contact_leaves_the_list_and_stays_as_history(client: Client, cast: Cast) -> None:
    contact = line_at(cast.commune)
    client.force_login(cast.commune_officer)
    client.post(reverse("organisations:contact-end", args=[contact.pk]), {"valid_to": "22/11/2026"})
    contact.refresh_from_db()
    assert contact.valid_to == date(2026, 11, 22)
    assert NUMBER not in client.get(reverse("organisations:whom_to_call")).content.decode()
    assert NUMBER in client.get(reverse("organisations:whom_to_call"), {"ngay": "22/11/2026"}).content.decode()
    assert NUMBER in client.get(reverse("organisations:body", args=[cast.commune.pk])).content.decode()


def test_whom_to_call_names_my_body_the_provinces_bodies_and_the_nations_but_not_other_communes(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vonggac.apps.organisations.queries.main_province", lambda: "thu")
    nation = organisation("qg", "Trung tâm Quốc gia Thử Nghiệm", "national")
    Organisation.objects.filter(pk=nation.pk).update(province_code="")
    for number, body in enumerate((cast.commune, cast.other_commune, cast.office, nation)):
        line_at(body, phone=f"0255 000 100{number}")
    client.force_login(cast.commune_officer)
    page = client.get(reverse("organisations:whom_to_call")).content.decode()
    own, province, nation_part = page.index('id="own"'), page.index('id="province"'), page.index('id="nation"')
    assert own < page.index("tel:02550001000") < province < page.index("tel:02550001002") < nation_part < page.index("tel:02550001003")
    assert "tel:02550001001" not in page


def test_the_foot_of_the_rail_leads_to_whom_to_call(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vonggac.apps.organisations.queries.code_in_role", lambda role, day: cast.office.code)
    watch = registries.first_answer(registries.watch, cast.stranger)
    assert watch is not None
    assert watch.url == reverse("organisations:whom_to_call")
    services.set_contact(Contact(organisation=cast.office, role="Trực", phone=NUMBER, is_hotline=True), by=cast.coordinator, at=NOW)
    known = registries.first_answer(registries.watch, cast.stranger)
    assert known is not None
    assert (known.title, known.text) == (cast.office.short_name or cast.office.name, NUMBER)
    help_line = registries.first_answer(registries.help_lines, cast.stranger)
    assert help_line is not None
    assert (help_line.name, help_line.phone) == (cast.office.name, NUMBER)


@pytest.mark.parametrize("typed", ["an phu", "AN PHÚ"])
def test_the_search_box_finds_bodies(client: Client, cast: Cast, typed: str) -> None:
    client.force_login(cast.stranger)
    assert reverse("organisations:body", args=[cast.other_commune.pk]) in client.get(reverse("face:search"), {"q": typed}).content.decode()


def test_a_body_says_who_represents_it_and_what_it_is_for(client: Client, cast: Cast) -> None:
    add = reverse("organisations:mandate-add", args=[cast.commune.pk])
    assert_guarded(client, add, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger, stranger_gets=403)
    client.force_login(cast.commune_officer)
    typed = {"document": "Quyết định số 1/QĐ-TN", "valid_from": "01/07/2025", "valid_to": "30/06/2025"}
    refused = client.post(add, typed)
    assert refused.status_code == 422
    assert "Nhập ngày cuối không trước ngày đầu" in refused.content.decode()
    assert client.post(add, {**typed, "valid_to": ""}).status_code == 302
    change = reverse("organisations:mandate-change", args=[Mandate.objects.get().pk])
    assert_guarded(client, change, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger, stranger_gets=403)
    contact = reverse("organisations:contact-add", args=[cast.commune.pk])
    client.force_login(cast.commune_officer)
    assert "checked" in client.get(contact + "?dai-dien=1").content.decode()
    said = {"role": "Chủ tịch", "is_representative": "on", "valid_from": "01/07/2025"}
    assert "Nhập họ và tên của người đại diện" in client.post(contact, said).content.decode()
    assert client.post(contact, {**said, "name": "Hồ Văn Đại Diện"}).status_code == 302, "a representative needs no number to call"
    page = client.get(reverse("organisations:body", args=[cast.commune.pk])).content.decode()
    assert "Quyết định số 1/QĐ-TN" in page
    assert "người đại diện" in page
    entry = Entry.objects.filter(act="organisations.mandate.added").get()
    assert "QĐ-TN" not in str(entry.detail), "the chain holds a digest of what was typed"


def test_the_representative_of_an_ended_body_does_not_represent_the_heir(cast: Cast) -> None:
    head = Contact.objects.create(organisation=cast.other_commune, role="Chủ tịch", name="Hồ Văn Đại Diện", is_representative=True)
    desk = Contact.objects.create(organisation=cast.other_commune, role="Văn thư", phone=NUMBER)
    change = Change(cast.other_commune.pk, {"": cast.commune.pk}, date(2027, 1, 1))
    DirectoryCarrier().carry([change], {}, by=cast.coordinator, at=NOW)
    head.refresh_from_db()
    desk.refresh_from_db()
    assert (head.organisation, desk.organisation) == (cast.other_commune, cast.commune)
