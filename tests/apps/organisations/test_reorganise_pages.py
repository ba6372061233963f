"""A reorganisation walked page by page, as the office does it, without script."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from apps.face.forms_contract import assert_form_contract
from cast import NOW, TODAY, Cast, organisation, person
from guard import assert_guarded
from vonggac.apps.accounts.models import Post
from vonggac.apps.accounts.queries import organisations_reached
from vonggac.apps.audit.models import Entry
from vonggac.apps.organisations import services
from vonggac.apps.organisations.models import Contact, Organisation, Reorganisation, Succession
from vonggac.apps.organisations.queries import heirs_on, valid_on

pytestmark = pytest.mark.django_db
BASIS = "Nghị quyết số 1/NQ-TN"


@pytest.fixture
def cast(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    for module in ("bodies", "contacts", "days", "reorganise"):
        monkeypatch.setattr(f"vonggac.apps.organisations.ui.{module}.localdate", lambda: TODAY)
    return cast


def address(name: str, row: Reorganisation) -> str:
    return reverse(f"organisations:{name}", args=[row.pk])


def begin(client: Client, cast: Cast, what: str = "merge", on: str = "23/11/2026") -> Reorganisation:
    client.force_login(cast.coordinator)
    answer = client.post(reverse("organisations:reorganise"), {"what": what, "effective_on": on, "basis": BASIS})
    row = Reorganisation.objects.latest("pk")
    assert answer["Location"] == address("plan-bodies", row)
    return row


def choose(client: Client, row: Reorganisation, *bodies: Organisation, do: str = "end") -> Any:
    return client.post(address("plan-bodies", row), {"body": [body.pk for body in bodies], "do": do})


def new_body(cast: Cast, **facts: str) -> dict[str, str]:
    said = {"name": "Xã Đức An", "code": "x-duc-an", "kind": "commune", "parent": str(cast.province.pk), **facts}
    return {"do": "new", **{f"new-{name}": value for name, value in said.items()}}


def agree(client: Client, row: Reorganisation) -> Any:
    page = client.get(address("confirm", row)).content.decode()
    found = re.search(r'name="agreed_to" value="([^"]+)"', page)
    assert found is not None
    return client.post(address("confirm", row), {"agreed_to": found[1], "promise": "1"})


def test_only_the_office_drafts_and_others_read_what_was_carried_out(client: Client, cast: Cast) -> None:
    row = begin(client, cast)
    for name in ("plan-decision", "plan-bodies", "plan-heirs", "confirm", "drop"):
        assert_guarded(
            client, address(name, row), works=cast.coordinator, read_only=cast.administrator, stranger=cast.stranger, stranger_gets=403
        )
    assert_guarded(client, reverse("organisations:reorganise"), works=cast.coordinator, read_only=cast.leader)
    assert_guarded(client, reverse("organisations:reorganisations"), works=cast.leader)
    assert_guarded(client, address("reorganisation", row), works=cast.coordinator, stranger=cast.stranger)


def test_a_merger_from_the_decision_to_the_result(client: Client, cast: Cast) -> None:
    services.set_contact(Contact(organisation=cast.commune, role="Trực", phone="0255 000 0001"), by=cast.coordinator, at=NOW)
    row = begin(client, cast)
    assert "Xã Đức Hòa" in client.get(address("plan-bodies", row), {"q": "duc hoa"}).content.decode()
    choose(client, row, cast.commune, cast.other_commune)
    client.post(address("plan-heirs", row), new_body(cast))
    preview = client.get(address("reorganisation", row)).content.decode()
    assert "Đầu mối liên hệ</b>: 1" in preview
    assert "Vị trí công tác</b>: 2" in preview
    agree(client, row)
    result = client.get(address("reorganisation", row)).content.decode()
    assert "Đã thực hiện." in result
    heir = valid_on(TODAY).get(code="x-duc-an")
    assert Contact.objects.get().organisation == heir
    assert {successor.before for successor in heir.forebears.all()} == {cast.commune, cast.other_commune}
    client.force_login(cast.leader)
    assert client.get(address("reorganisation", row)).status_code == 200


def test_posts_follow_the_only_heir_and_two_of_one_title_stay_apart(client: Client, cast: Cast) -> None:
    row = begin(client, cast)
    choose(client, row, cast.commune, cast.other_commune)
    client.post(address("plan-heirs", row), new_body(cast))
    agree(client, row)
    heir = Organisation.objects.get(code="x-duc-an")
    titles = sorted(Post.objects.filter(organisation=heir).values_list("title", flat=True))
    assert titles == ["Cán bộ cơ quan", "Cán bộ cơ quan (Xã An Phú)"] or titles == ["Cán bộ cơ quan", "Cán bộ cơ quan (Xã Đức Hòa)"]
    assert set(organisations_reached(cast.commune_officer)) == {heir, cast.commune, cast.other_commune}
    assert Entry.objects.filter(act="accounts.posts.carried").get().count == 2


def test_on_a_split_posts_and_contacts_go_where_they_were_named_and_the_rest_waits(client: Client, cast: Cast) -> None:
    person("vanthu", "Mai Thị Văn Thư", "officer", cast.commune, "Văn thư")
    contact = services.set_contact(Contact(organisation=cast.commune, role="Trực", phone="0255 000 0001"), by=cast.coordinator, at=NOW)
    row = begin(client, cast, "split")
    choose(client, row, cast.commune)
    client.post(address("plan-heirs", row), new_body(cast))
    for after, function in (("new:x-duc-an", "phần phía bắc"), (str(cast.other_commune.pk), "phần phía nam")):
        said = {"do": "heir", "heir-before": str(cast.commune.pk), "heir-after": after, "heir-function": function}
        assert client.post(address("plan-heirs", row), said).status_code == 302
    moves, stays = Post.objects.filter(organisation=cast.commune).order_by("title")
    page = client.get(address("reorganisation", row)).content.decode()
    assert "chờ người quyết định" in page
    said = {f"to:post:{moves.pk}": "new:x-duc-an", "rest:organisations.directory.1": str(cast.other_commune.pk)}
    client.post(address("reorganisation", row), said)
    assert "1 mục ở lại cơ quan cũ, chờ người quyết định" in client.get(address("confirm", row)).content.decode()
    agree(client, row)
    moves.refresh_from_db()
    stays.refresh_from_db()
    contact.refresh_from_db()
    assert (moves.organisation.code, stays.organisation, contact.organisation) == ("x-duc-an", cast.commune, cast.other_commune)
    assert "1 mục chờ người quyết định" in client.get(address("reorganisation", row)).content.decode()


def test_a_body_that_gave_everything_away_has_nothing_left_for_a_second_heir(client: Client, cast: Cast) -> None:
    row = begin(client, cast, "split")
    choose(client, row, cast.commune)
    said = {"do": "heir", "heir-before": "", "heir-function": ""}
    assert client.post(address("plan-heirs", row), {**said, "heir-after": str(cast.other_commune.pk)}).status_code == 302
    refused = client.post(address("plan-heirs", row), {**said, "heir-after": str(cast.office.pk)})
    assert refused.status_code == 422
    assert "ghi chức năng hoặc địa bàn của từng nơi" in refused.content.decode()
    row.refresh_from_db()
    assert [heir["after"] for heir in row.plan["heirs"]] == [cast.other_commune.pk]


def test_what_waits_is_given_an_heir_by_a_correction_that_names_what_it_corrects(client: Client, cast: Cast) -> None:
    contact = services.set_contact(Contact(organisation=cast.commune, role="Trực", phone="0255 000 0001"), by=cast.coordinator, at=NOW)
    first = begin(client, cast, "abolish")
    choose(client, first, cast.commune)
    agree(client, first)
    contact.refresh_from_db()
    assert contact.organisation == cast.commune
    where = reverse("organisations:reorganise") + f"?dinh-chinh={first.pk}"
    client.post(where, {"what": "split", "effective_on": "23/11/2026", "basis": "Công văn đính chính"})
    row = Reorganisation.objects.latest("pk")
    assert row.corrects == first
    client.post(address("plan-heirs", row), {"do": "heir", "heir-before": "", "heir-after": str(cast.other_commune.pk)})
    agree(client, row)
    contact.refresh_from_db()
    assert contact.organisation == cast.other_commune
    assert heirs_on([cast.commune.pk], TODAY) == {cast.commune.pk: {"": {cast.other_commune.pk}}}
    assert "Được đính chính bởi" in client.get(address("reorganisation", first)).content.decode()


def test_a_body_that_only_gives_a_function_away_keeps_everything_nobody_named(client: Client, cast: Cast) -> None:
    contact = services.set_contact(Contact(organisation=cast.department, role="Trực", phone="0255 000 0001"), by=cast.coordinator, at=NOW)
    row = begin(client, cast, "split")
    choose(client, row, cast.department, do="give")
    said = {"do": "heir", "heir-before": str(cast.department.pk), "heir-after": str(cast.office.pk), "heir-function": "an ninh mạng"}
    client.post(address("plan-heirs", row), said)
    agree(client, row)
    contact.refresh_from_db()
    cast.department.refresh_from_db()
    assert cast.department.valid_to is None
    assert contact.organisation == cast.department
    assert Succession.objects.get().after == cast.office
    newcomer = person("moi", "Lý Văn Mới", "officer", cast.office, "Cán bộ mới")
    assert cast.department not in set(organisations_reached(newcomer)), "a living body keeps its own affairs"


def test_a_living_body_cannot_give_everything_away_without_ending(cast: Cast) -> None:
    plan = {"givers": [cast.department.pk], "heirs": [{"before": cast.department.pk, "after": cast.office.pk, "function": ""}]}
    with pytest.raises(ValidationError, match="Ghi chức năng"):
        services.draft_reorganisation(what="split", effective_on=TODAY, basis=BASIS, plan=plan, by=cast.coordinator, at=NOW)


def test_a_rename_keeps_the_code(client: Client, cast: Cast) -> None:
    row = begin(client, cast, "rename")
    choose(client, row, cast.commune)
    client.post(address("plan-heirs", row), new_body(cast, name="Xã Đức Hòa Mới", code="x-khac"))
    agree(client, row)
    assert valid_on(TODAY).get(code=cast.commune.code).name == "Xã Đức Hòa Mới"
    assert not Organisation.objects.filter(code="x-khac").exists()


def test_a_change_in_the_future_says_that_it_will_be_carried_on_its_day(client: Client, cast: Cast) -> None:
    contact = services.set_contact(Contact(organisation=cast.commune, role="Trực", phone="0255 000 0001"), by=cast.coordinator, at=NOW)
    row = begin(client, cast, on="01/01/2027")
    choose(client, row, cast.commune)
    client.post(address("plan-heirs", row), {"do": "heir", "heir-after": str(cast.other_commune.pk)})
    assert "tự chuyển vào ngày 01/01/2027" in client.get(address("reorganisation", row)).content.decode()
    agree(client, row)
    assert "chờ đến ngày" in client.get(address("reorganisation", row)).content.decode()
    contact.refresh_from_db()
    assert contact.organisation == cast.commune
    assert set(organisations_reached(cast.stranger)) == {cast.other_commune}, "the heir sees nothing before the day"
    services.carry_due(NOW, date(2027, 1, 1))
    contact.refresh_from_db()
    assert contact.organisation == cast.other_commune


def test_a_body_that_another_change_ends_cannot_end_twice(client: Client, cast: Cast) -> None:
    row = begin(client, cast, on="01/01/2027")
    choose(client, row, cast.commune)
    client.post(address("plan-heirs", row), {"do": "heir", "heir-after": str(cast.other_commune.pk)})
    agree(client, row)
    second = begin(client, cast, "abolish", on="01/12/2026")
    page = choose(client, second, cast.commune)
    assert page.status_code == 422
    assert "danh bạ đã ghi cơ quan này kết thúc ngày 31/12/2026" in page.content.decode()
    assert "Có lỗi cần sửa" in page.content.decode()


def test_faults_of_a_plan_stand_on_top_and_nothing_can_be_carried_out(client: Client, cast: Cast) -> None:
    row = begin(client, cast)
    choose(client, row, cast.commune)
    page = client.get(address("reorganisation", row)).content.decode()
    assert "Chọn cơ quan tiếp nhận" in page
    assert address("confirm", row) not in page
    assert client.get(address("confirm", row))["Location"] == address("reorganisation", row)


def test_a_code_in_use_is_refused(client: Client, cast: Cast) -> None:
    row = begin(client, cast)
    choose(client, row, cast.commune)
    client.post(address("plan-heirs", row), new_body(cast, code=cast.other_commune.code))
    assert "đang dùng mã này" in client.get(address("reorganisation", row)).content.decode()


def test_an_agreement_to_another_plan_changes_nothing(client: Client, cast: Cast) -> None:
    row = begin(client, cast, "abolish")
    choose(client, row, cast.commune)
    page = client.get(address("confirm", row)).content.decode()
    signed = re.search(r'name="agreed_to" value="([^"]+)"', page)
    assert signed is not None
    choose(client, row, cast.other_commune)
    again = client.post(address("confirm", row), {"agreed_to": signed[1], "promise": "1"}).content.decode()
    assert "Nội dung đã thay đổi từ khi mở trang" in again
    assert valid_on(TODAY).filter(pk=cast.commune.pk).exists()


def test_a_dropped_draft_stays_readable_and_can_no_longer_be_carried_out(client: Client, cast: Cast) -> None:
    row = begin(client, cast, "abolish")
    choose(client, row, cast.commune)
    page = client.get(address("drop", row)).content.decode()
    signed = re.search(r'name="agreed_to" value="([^"]+)"', page)
    assert signed is not None
    client.post(address("drop", row), {"agreed_to": signed[1]})
    row.refresh_from_db()
    assert row.state == "dropped"
    assert "Bản soạn đã bỏ" in client.get(address("reorganisation", row)).content.decode()
    with pytest.raises(ValidationError, match="đã bỏ"):
        services.confirm_reorganisation(row, by=cast.coordinator, at=NOW, today=TODAY)


def test_the_forms_keep_what_was_typed_and_say_what_to_do(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    assert_form_contract(client, reverse("organisations:reorganise"), empty={"what": "merge"}, typed={"effective_on": "31/02/2026"})
    row = begin(client, cast)
    choose(client, row, cast.commune)
    assert_form_contract(client, address("plan-heirs", row), empty={"do": "new"}, typed={"new-name": "Xã Đức An"})


def test_children_moved_to_an_heir_stay_there_when_the_profile_is_loaded_again(cast: Cast) -> None:
    child = organisation("con", "Trung tâm Con", "centre", cast.department, from_profile=True)
    plan = {"endings": [cast.department.pk], "heirs": [{"before": cast.department.pk, "after": cast.office.pk}]}
    row = services.draft_reorganisation(what="merge", effective_on=TODAY, basis=BASIS, plan=plan, by=cast.coordinator, at=NOW)
    services.confirm_reorganisation(row, by=cast.coordinator, at=NOW, today=TODAY)
    child.refresh_from_db()
    assert child.parent == cast.office
    assert not child.from_profile
