"""The pages of the register: four questions each, then what each is for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from cast import Cast
from guard import assert_guarded
from registry_cast import system
from vonggac.apps.audit.models import Entry
from vonggac.apps.lists.models import ImportRun
from vonggac.apps.registry.models import AddressRange, Component, Domain, InformationSystem, ProviderContract
from vonggac.kernel.addresses import parse_range

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(cast: Cast) -> InformationSystem:
    one = system("Cổng thông tin xã Đức Hòa", cast.commune, level=3, provider=cast.provider_body)
    Component.objects.create(system=one, what="server", name="Máy chủ web")
    held = parse_range("203.0.113.0/28")
    AddressRange.objects.create(organisation=cast.commune, system=one, written=str(held), first=held.first_key, last=held.last_key)
    Domain.objects.create(organisation=cast.commune, system=one, name="duchoa.example.vn")
    return one


@pytest.fixture
def contract(cast: Cast, portal: InformationSystem) -> ProviderContract:
    today = localdate()
    row = ProviderContract.objects.create(
        provider=cast.provider_body, client=cast.commune, number="01/HĐ", valid_from=today, valid_to=today + timedelta(days=60)
    )
    row.systems.add(portal)
    return row


def agree(client: Client, url: str, data: dict[str, Any] | None = None) -> Any:
    """Open the page that asks, and agree to exactly what it showed."""
    asked = client.post(url, data or {})
    return client.post(url, {**(data or {}), "agreed_to": asked.context["signed"]})


def test_the_list_puts_level_three_first_and_hides_what_is_not_the_readers(client: Client, cast: Cast, portal: InformationSystem) -> None:
    system("A", cast.other_commune)
    page = assert_guarded(client, reverse("registry:systems"), works=cast.coordinator, read_only=cast.administrator).content.decode()
    assert page.index(portal.name) < page.index(">A<")
    client.force_login(cast.stranger)
    assert portal.name not in client.get(reverse("registry:systems")).content.decode()


def test_the_list_asks_the_same_number_of_questions_for_many_systems(
    client: Client, cast: Cast, portal: InformationSystem, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(cast.coordinator)
    client.get(reverse("registry:systems"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("registry:systems"))
    for number in range(30):
        system(f"Hệ thống số {number}", cast.commune, operator=cast.department)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("registry:systems"))
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("q=duc+hoa", True),
        ("q=ĐỨC+HOÀ", True),
        ("level=3%2B", True),
        ("level=2", False),
        ("owner=an+phu", False),
        ("owner=đức", True),
        ("level=zz", True),
    ],
)
def test_filters_live_in_the_address(client: Client, cast: Cast, portal: InformationSystem, query: str, *, finds: bool) -> None:
    client.force_login(cast.coordinator)
    assert (portal.name in client.get(f"{reverse('registry:systems')}?{query}").content.decode()) is finds


def test_a_system_shows_its_parts_addresses_and_contracts(
    client: Client, cast: Cast, portal: InformationSystem, contract: ProviderContract
) -> None:
    url = reverse("registry:system", args=[portal.pk])
    page = assert_guarded(client, url, works=cast.coordinator, stranger=cast.stranger).content.decode()
    for words in ("Máy chủ web", "203.0.113.0/28", "01/HĐ", "hết hạn trong 90 ngày", "Cấp độ 3"):
        assert words in page
    client.force_login(cast.leader)
    assert "203.0.113.0/28" not in client.get(url).content.decode()
    client.force_login(cast.provider)
    assert "203.0.113.0/28" in client.get(url).content.decode()
    ProviderContract.objects.update(valid_from=localdate() - timedelta(days=9), valid_to=localdate() - timedelta(days=1))
    assert client.get(url).status_code == 404


def test_a_system_shows_its_open_work_to_those_who_may_know_of_it(client: Client, cast: Cast, portal: InformationSystem) -> None:
    from cast import NOW
    from vonggac.apps.work.models import Assignment, Task

    asked = Assignment.objects.create(origin_room="directives", title="Bật xác thực hai lớp", opened_at=NOW)
    Task.objects.create(assignment=asked, organisation=cast.commune, addressed_to=cast.commune, system=portal, opened_at=NOW)
    url = reverse("registry:system", args=[portal.pk])
    client.force_login(cast.coordinator)
    assert "Bật xác thực hai lớp" in client.get(url).content.decode()
    Task.objects.update(state=Task.State.DONE, done_at=NOW)
    assert "Bật xác thực hai lớp" not in client.get(url).content.decode()


def test_a_system_is_added_with_a_code_and_a_line_in_the_log(client: Client, cast: Cast) -> None:
    url = reverse("registry:add")
    data = {"name": "Một cửa", "owner": "xa duc hoa", "level": "2", "exposure": "internet", "standing": "running"}
    assert_guarded(client, url, works=cast.commune_officer, read_only=cast.auditor, method="post", data=data)
    made = InformationSystem.objects.get()
    assert (made.owner, made.level, made.code) == (cast.commune, 2, "HT-00001")
    assert Entry.objects.filter(act="registry.system.added", organisation_id=cast.commune.pk).exists()


def test_a_mistake_is_named_beside_its_field_and_nothing_typed_is_lost(client: Client, cast: Cast) -> None:
    client.force_login(cast.commune_officer)
    data = {"name": "Một cửa", "owner": "xã an phú", "exposure": "internet", "standing": "running"}
    answer = client.post(reverse("registry:add"), data)
    assert "Có lỗi cần sửa" in answer.content.decode()
    assert list(answer.context["form"].errors) == ["owner"]
    assert answer.context["form"]["name"].value() == "Một cửa"
    answer = client.post(reverse("registry:add"), {**data, "owner": "không có"})
    assert "danh bạ" in str(answer.context["form"].errors["owner"])
    answer = client.post(reverse("registry:add"), {**data, "owner": "Xã Đức Hòa; Xã An Phú"})
    assert "Ghi đúng một cơ quan" in str(answer.context["form"].errors["owner"])
    assert not InformationSystem.objects.exists()


def test_a_level_shows_in_the_form_but_is_changed_only_with_a_reason(client: Client, cast: Cast, portal: InformationSystem) -> None:
    url = reverse("registry:change", args=[portal.pk])
    data = {"name": "Tên khác", "code": portal.code, "owner": "x-duc-hoa", "level": "4", "exposure": "unknown", "standing": "running"}
    assert_guarded(client, url, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger)
    client.force_login(cast.commune_officer)
    shown = client.get(url).content.decode()
    assert "Cấp độ 3" in shown
    assert ('name="level"' in shown, "dinh-chinh" in shown, "báo cơ quan điều phối" in shown) == (False, False, True)
    assert client.post(url, data).status_code == 302
    portal.refresh_from_db()
    assert (portal.name, portal.level) == ("Tên khác", 3), "a level that is slipped into the form changes nothing"
    assert not Entry.objects.filter(act="registry.system.level_changed").exists()
    client.force_login(cast.coordinator)
    assert reverse("compliance:level-correct", args=[portal.pk]) in client.get(url).content.decode()


def test_another_owners_code_or_name_cannot_be_taken(client: Client, cast: Cast, portal: InformationSystem) -> None:
    client.force_login(cast.coordinator)
    data = {"name": "B", "code": portal.code, "owner": "x-an-phu", "exposure": "unknown", "standing": "running"}
    assert "code" in client.post(reverse("registry:add"), data).context["form"].errors


def test_components_are_added_changed_and_taken_out_by_who_may(client: Client, cast: Cast, portal: InformationSystem) -> None:
    url = reverse("registry:component-add", args=[portal.pk])
    data = {"what": "database", "name": "CSDL", "quantity": "1"}
    assert_guarded(client, url, works=cast.commune_officer, read_only=cast.leader, stranger=cast.stranger, method="post", data=data)
    twin = client.post(url, data)
    assert "name" in twin.context["form"].errors
    part = portal.components.get(name="CSDL")
    change = reverse("registry:component-change", args=[part.pk])
    assert_guarded(client, change, works=cast.commune_officer, read_only=cast.leader, stranger=cast.stranger)
    remove = reverse("registry:component-remove", args=[part.pk])
    assert_guarded(client, remove, works=cast.commune_officer, read_only=cast.leader, stranger=cast.stranger)
    assert portal.components.count() == 2
    agree(client, remove)
    assert portal.components.count() == 1
    assert Entry.objects.get(act="registry.component.removed").detail["name"] == "CSDL"


@pytest.mark.parametrize(
    ("key", "data", "bad", "field"),
    [
        ("dia-chi", {"written": "203.0.113.16/28"}, {"written": "10.20.0.0/33"}, "written"),
        ("dia-chi", {"written": "203.0.113.32"}, {"written": "203.0.113.33", "port_first": "9", "port_last": "8"}, "port_last"),
        ("ten-mien", {"name": "mot-cua.example.vn"}, {"name": "không phải"}, "name"),
        (
            "ten-mien-thu",
            {"name": "thu.example.vn", "mailboxes": "1.200"},
            {"name": "t.example.vn", "valid_from": "2/1/2026", "valid_to": "1/1/2026"},
            "valid_to",
        ),
    ],
)
def test_ranges_and_names_are_added_where_they_belong(
    client: Client, cast: Cast, portal: InformationSystem, key: str, data: dict[str, str], bad: dict[str, str], field: str
) -> None:
    url = reverse("registry:held-add", args=[portal.pk, key])
    whole = {**data, "organisation": "x-duc-hoa"}
    assert_guarded(client, url, works=cast.commune_officer, read_only=cast.auditor, stranger=cast.stranger, method="post", data=whole)
    assert field in client.post(url, {**bad, "organisation": "x-duc-hoa"}).context["form"].errors
    page = client.get(reverse("registry:system", args=[portal.pk])).content.decode().replace("<wbr>", "")
    assert next(iter(data.values())) in page


def test_a_range_gets_its_last_day_and_stays_as_history(client: Client, cast: Cast, portal: InformationSystem) -> None:
    row = AddressRange.objects.get()
    url = reverse("registry:held-change", args=["dia-chi", row.pk])
    data = {"written": row.written, "organisation": "x-duc-hoa", "valid_to": "30/11/2026"}
    assert_guarded(client, url, works=cast.commune_officer, read_only=cast.leader, stranger=cast.stranger, method="post", data=data)
    row.refresh_from_db()
    assert str(row.valid_to) == "2026-11-30"


def test_addresses_that_another_body_has_are_refused_by_name(client: Client, cast: Cast, portal: InformationSystem) -> None:
    other = system("Cổng An Phú", cast.other_commune)
    client.force_login(cast.stranger)
    answer = client.post(reverse("registry:held-add", args=[other.pk, "dia-chi"]), {"written": "203.0.113.4", "organisation": "x-an-phu"})
    assert "Xã Đức Hòa" in str(answer.context["form"].errors["written"])
    assert AddressRange.objects.count() == 1


def test_contracts_show_what_ends_soon_and_to_whom_it_belongs(client: Client, cast: Cast, contract: ProviderContract) -> None:
    page = assert_guarded(client, reverse("registry:contracts"), works=cast.coordinator, read_only=cast.administrator).content.decode()
    assert "1 hợp đồng hết hạn trong 90 ngày" in page
    url = reverse("registry:contract", args=[contract.pk])
    assert_guarded(client, url, works=cast.provider, stranger=cast.stranger)
    assert_guarded(client, reverse("registry:contract-change", args=[contract.pk]), works=cast.commune_officer, stranger=cast.stranger)


def test_a_contract_names_only_systems_of_the_writer(client: Client, cast: Cast, portal: InformationSystem) -> None:
    url = reverse("registry:contract-add")
    data = {"provider": "nm-thu", "number": "02/HĐ", "client": "x-an-phu", "valid_from": "1/11/2026", "systems": portal.code}
    client.force_login(cast.stranger)
    assert "systems" in client.post(url, data).context["form"].errors
    assert_guarded(client, url, works=cast.coordinator, read_only=cast.auditor, method="post", data=data)
    assert list(ProviderContract.objects.get().systems.all()) == [portal]


# --- lists in and out ---------------------------------------------------------------------------------------------------------------

LIST = "Tên hệ thống,Chủ quản\nMột cửa,x-duc-hoa\nLạc,Xã Không Có\n"


def send(client: Client, text: str = LIST, name: str = "danh-sach.csv") -> Any:
    return client.post(reverse("registry:upload", args=["he-thong"]), {"file": SimpleUploadedFile(name, text.encode())})


def test_a_level_that_a_list_would_change_is_told_even_where_nothing_else_changes(
    client: Client, cast: Cast, portal: InformationSystem
) -> None:
    client.force_login(cast.coordinator)
    text = f"Mã hệ thống,Tên hệ thống,Chủ quản,Cấp độ\n{portal.code},{portal.name},x-duc-hoa,Cấp độ 5\n"
    file = SimpleUploadedFile("danh-sach.csv", text.encode())
    shown = client.post(reverse("registry:upload", args=["he-thong"]), {"file": file}, follow=True).content.decode()
    assert "Không có gì thay đổi" in shown
    assert "danh sách không đổi cấp độ" in shown


def test_a_list_with_a_secrecy_mark_is_stopped_with_its_place_and_nothing_is_kept(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    file = SimpleUploadedFile("danh-sach.csv", "Tên hệ thống,Chủ quản\nTUYỆT MẬT,x-duc-hoa\n".encode())
    answer = client.post(reverse("registry:upload", args=["he-thong"]), {"file": file})
    assert "dòng 2, cột “A”" in str(answer.context["form"].errors["file"])
    assert not ImportRun.objects.exists()


def test_a_list_is_previewed_agreed_to_and_written(client: Client, cast: Cast) -> None:
    assert_guarded(client, reverse("registry:lists"), works=cast.coordinator, read_only=cast.officer)
    assert_guarded(client, reverse("registry:upload", args=["he-thong"]), works=cast.coordinator, read_only=cast.officer)
    url = send(client)["Location"]
    page = client.get(url).content.decode()
    for words in ("Nhập 1 dòng", "Một cửa", "Xã Không Có", "danh bạ"):
        assert words in page
    assert not InformationSystem.objects.exists()
    agree(client, url)
    assert InformationSystem.objects.get().name == "Một cửa"
    assert "Đã nhập 1 dòng" in client.get(url).content.decode()
    assert client.get(f"{url}sai").headers["Content-Type"].endswith("sheet")


def test_nobody_else_sees_or_confirms_a_preview(client: Client, cast: Cast) -> None:
    from cast import person
    from vonggac.apps.accounts.acts import Role

    client.force_login(cast.coordinator)
    url = send(client)["Location"]
    second = person("dieuphoi2", "Điều Phối Hai", Role.COORDINATOR, cast.office)
    client.force_login(second)
    assert client.get(url).status_code == 404
    assert client.get(f"{url}sai").status_code == 404


def test_a_file_that_is_no_list_says_what_to_do(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    assert "Không tìm thấy cột" in send(client, "a,b\n1,2\n").content.decode()
    assert "XLSX, CSV" in send(client, LIST, "x.exe").content.decode()


def test_a_kind_of_another_room_or_none_is_not_here(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    for name in ("upload", "template", "export"):
        assert client.get(reverse(f"registry:{name}", args=["khong-co"])).status_code == 404


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_export_shows_what_leaves_before_it_leaves(client: Client, cast: Cast, portal: InformationSystem, form: str) -> None:
    url = f"{reverse('registry:export', args=['he-thong'])}?dang={form}"
    asked = assert_guarded(client, url, works=cast.auditor, read_only=cast.officer)
    assert "Xuất 1 dòng" in asked.content.decode()
    assert not Entry.objects.filter(act="lists.exported").exists()
    answer = agree(client, url)
    assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
    assert Entry.objects.filter(act="lists.exported", by=cast.auditor).exists()


def test_the_template_is_handed_over(client: Client, cast: Cast) -> None:
    url = reverse("registry:template", args=["dia-chi"])
    assert assert_guarded(client, url, works=cast.coordinator, read_only=cast.leader).content.startswith(b"PK")


def test_the_search_box_finds_systems_names_and_needed_addresses(client: Client, cast: Cast, portal: InformationSystem) -> None:
    from vonggac.apps.face.search import ask_everyone

    def found(user: Any, words: str) -> set[str]:
        return {answer.title for group in ask_everyone(user, words) for answer in group.answers if f"/he-thong/{portal.pk}/" in answer.url}

    assert found(cast.coordinator, "ĐỨC HOÀ") == {portal.name}
    assert found(cast.coordinator, "203.0.113.5") == {"203.0.113.0/28"}
    assert found(cast.coordinator, "duchoa.example") == {"duchoa.example.vn"}
    assert found(cast.leader, "203.0.113.5") == set()
    assert found(cast.stranger, "duc hoa") == set()
