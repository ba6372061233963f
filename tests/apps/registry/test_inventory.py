"""One line a component brings its system, its machine and its zone along; the same list again changes nothing."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from cast import NOW, TODAY, Cast
from guard import assert_guarded
from registry_cast import system
from vonggac.apps.accounts import acts
from vonggac.apps.audit.models import Entry
from vonggac.apps.lists import services
from vonggac.apps.lists.kinds import kind_of
from vonggac.apps.lists.models import ImportRun
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.models import AddressRange, Component, InformationSystem, NetworkZone
from vonggac.kernel.addresses import parse_range

pytestmark = pytest.mark.django_db
HEAD = "Hệ thống,Chủ quản,Cấp độ,Loại thành phần,Tên thành phần,Chạy trên,Vùng mạng,IP trong,Phiên bản\n"
GOOD = (
    HEAD
    + "Một cửa mới,Xã Đức Hòa,Cấp độ 3,Máy chủ,Máy chủ 1,,Vùng máy chủ,10.51.20.7,\n"
    + "Một cửa mới,Xã Đức Hòa,Cấp độ 3,Ứng dụng,Nộp hồ sơ,máy chủ 1,Vùng máy chủ,,4.10\n"
    + "Một cửa mới,Xã Đức Hòa,Cấp độ 3,Cơ sở dữ liệu,Kho hồ sơ,Máy chủ 2,,,15.8\n"
)


def shown(cast: Cast, text: str, *, encoding: str = "utf-8") -> ImportRun:
    kind = kind_of("kiem-ke")
    assert kind is not None
    return services.preview_list(kind, text.encode(encoding), "kiem-ke.csv", user=cast.coordinator, at=NOW, on=TODAY)


def written(cast: Cast, text: str) -> ImportRun:
    return services.confirm_import(shown(cast, text), by=cast.coordinator, at=NOW)


def test_a_list_makes_system_machines_zone_and_software_at_once(cast: Cast) -> None:
    run = shown(cast, GOOD)
    assert (run.added, run.changed, run.bad_count) == (3, 0, 0)
    told = [line[4] for line in run.warnings]
    assert told[0] == "Sẽ thêm hệ thống mới: Một cửa mới."
    assert (len(told), "10.51.20.7 chưa thuộc dải nào" in told[1]) == (2, True)
    assert not InformationSystem.objects.exists()
    services.confirm_import(run, by=cast.coordinator, at=NOW)
    made = InformationSystem.objects.get()
    assert (made.owner, made.level, made.code) == (cast.commune, 3, "HT-00001")
    hosts = dict(Component.objects.values_list("name", "host__name"))
    assert hosts == {"Máy chủ 1": None, "Nộp hồ sơ": "Máy chủ 1", "Kho hồ sơ": "Máy chủ 2", "Máy chủ 2": None}
    assert NetworkZone.objects.get().components.count() == 2
    assert Component.objects.get(name="Máy chủ 1").private_key.endswith("0a331407")
    assert not AddressRange.objects.exists(), "what was only proposed is not written"


def test_the_same_list_again_changes_nothing(cast: Cast) -> None:
    written(cast, GOOD)
    again = shown(cast, GOOD)
    assert (again.added, again.changed, again.same, again.bad_count) == (0, 0, 3, 0)


def test_good_lines_go_in_beside_bad_ones_and_each_bad_one_says_why(cast: Cast) -> None:
    standing = system("Thư điện tử", cast.department, code="HT-00009")
    bad = {
        "Hệ thống lạ,,,Máy chủ,x,,,,": "Ghi chủ quản",
        "Hệ thống lạ,Cơ quan không có,,Máy chủ,x,,,,": "danh bạ",
        "Hệ thống lạ,Xã Đức Hòa; Xã An Phú,,Máy chủ,x,,,,": "một chủ quản",
        f"{standing.code},Xã Đức Hòa,,Máy chủ,x,,,,": "thuộc Sở",
        "HT-00009,,Cấp độ 9,Máy chủ,x,,,,": "Cấp độ",
        "HT-00009,,,Máy chủ,x,x,,,": "chính nó",
        "HT-00009,,,Máy chủ,x,,,10.1.1.999,": "10.1.1.999",
    }
    run = shown(cast, HEAD + "\n".join(bad) + "\nHT-00009,,,Máy chủ,Tốt,,,,\n")
    assert run.added == 1
    whys = {line[1]: f"{line[2]} {line[3]} {line[4]}" for line in run.bad}
    for line, words in enumerate(bad.values(), start=2):
        assert words in whys[line], (line, whys.get(line))


def test_two_levels_for_one_new_system_and_machines_in_a_circle_are_refused(cast: Cast) -> None:
    run = shown(
        cast,
        HEAD
        + "Mới,Xã Đức Hòa,Cấp độ 2,Máy chủ,a,b,,,\n"
        + "Mới,Xã Đức Hòa,Cấp độ 2,Máy chủ,b,a,,,\n"
        + "Mới,Xã Đức Hòa,Cấp độ 3,Máy chủ,c,,,,\n",
    )
    assert sorted(line[1] for line in run.bad) == [2, 3, 4]
    assert run.added == 0


WIDE = (
    "Hệ thống,Chủ quản,Loại cơ quan chủ quản,Cấp trên của chủ quản,Loại thành phần,Tên thành phần,IP trong,IP ngoài,Ghi địa chỉ vào dải\n"
)
ALL_AT_ONCE = (
    WIDE
    + "Cổng mới,Trung tâm Thử Mới,Đơn vị sự nghiệp,so-thu,Máy chủ,web-1,10.9.9.9,203.0.113.9,Có\n"
    + "Cổng mới,trung tâm thử mới,Đơn vị sự nghiệp,so-thu,Máy chủ,web-2,10.9.9.10,,\n"
    + "Kho mới,Trung tâm Thử Mới,Đơn vị sự nghiệp,so-thu,Máy chủ,kho-1,,203.0.113.9,Có\n"
)


def test_one_line_may_bring_body_system_machine_and_addresses_and_again_changes_nothing(cast: Cast) -> None:
    run = shown(cast, ALL_AT_ONCE)
    assert (run.added, run.bad_count) == (3, 0), run.bad
    told = [line[4] for line in run.warnings]
    assert [one for one in told if "cơ quan mới" in one] == [
        f"Sẽ thêm cơ quan mới vào danh bạ: Trung tâm Thử Mới (Đơn vị sự nghiệp), trực thuộc {cast.department.name}."
    ]
    assert [line[1] for line in run.warnings] == sorted(line[1] for line in run.warnings), "what is told stands in the order of the list"
    assert sum("Sẽ thêm dải địa chỉ" in one for one in told) == 3
    assert sum("10.9.9.10 chưa thuộc dải nào" in one for one in told) == 1
    before = Organisation.objects.count()
    services.confirm_import(run, by=cast.coordinator, at=NOW)
    body = Organisation.objects.get(name="Trung tâm Thử Mới")
    assert (Organisation.objects.count(), body.code, body.kind, body.parent) == (
        before + 1,
        "trung-tam-thu-moi",
        "public_service_unit",
        cast.department,
    )
    assert body.reached_from.exists(), "the tree knows the new body"
    assert set(InformationSystem.objects.values_list("name", "owner")) == {("Cổng mới", body.pk), ("Kho mới", body.pk)}
    assert sorted(AddressRange.objects.values_list("written", "organisation", "valid_from")) == [
        ("10.9.9.9", body.pk, TODAY),
        ("203.0.113.9", body.pk, TODAY),
    ]
    done = Counter(Entry.objects.values_list("act", flat=True))
    assert (done["organisations.body.added"], done["registry.ranges.imported"], done["registry.parts.imported"]) == (1, 1, 1)
    again = shown(cast, ALL_AT_ONCE)
    assert (again.added, again.changed, again.same, again.bad_count) == (0, 0, 3, 0)


def test_a_body_is_never_made_of_a_name_alone_nor_by_who_may_not(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    slip = shown(cast, HEAD + "Cổng mới,Xã Đức Hoà Đông,,Máy chủ,x,,,,\n")
    assert (slip.added, "Loại cơ quan chủ quản" in slip.bad[0][4], slip.bad[0][2]) == (0, True, "Chủ quản")
    province = shown(cast, WIDE + "Cổng mới,Tỉnh Khác,Tỉnh,,Máy chủ,x,,,\n")
    assert "danh sách cơ quan" in province.bad[0][4]
    other = shown(cast, ALL_AT_ONCE + "Cổng ba,Trung tâm Thử Mới,Xã,so-thu,Máy chủ,x,,,\n")
    assert (other.added, other.bad[0][1], "dòng 2" in other.bad[0][4]) == (3, 5, True)
    run = shown(cast, ALL_AT_ONCE)
    monkeypatch.setitem(acts.ACTS, "organisations.edit", frozenset({acts.Role.ADMINISTRATOR}))
    refused = shown(cast, ALL_AT_ONCE)
    assert refused.added == 0
    assert {line[4].partition(".")[2] for line in refused.bad} == {" Nhờ người quản lý danh bạ thêm cơ quan, rồi nhập lại dòng này."}
    with pytest.raises(services.NotWritten):
        services.confirm_import(run, by=cast.coordinator, at=NOW)
    assert not Organisation.objects.filter(name="Trung tâm Thử Mới").exists()


def test_a_level_in_the_inventory_does_not_touch_a_system_that_stands(cast: Cast) -> None:
    one = system("Thư điện tử", cast.department, code="HT-00009", level=2)
    run = shown(cast, HEAD + "HT-00009,,Cấp độ 4,Máy chủ,x,,,,\n")
    assert [(line[1], line[2], line[3]) for line in run.warnings] == [(2, "Cấp độ", "Cấp độ 4")]
    services.confirm_import(run, by=cast.coordinator, at=NOW)
    one.refresh_from_db()
    assert (one.level, one.components.count()) == (2, 1)


def claimed(cast: Cast, text: str, organisation: Organisation) -> None:
    held = parse_range(text)
    AddressRange.objects.create(organisation=organisation, written=str(held), first=held.first_key, last=held.last_key)


def test_an_address_in_a_known_range_is_silent_and_one_that_two_bodies_ask_for_is_refused(cast: Cast) -> None:
    claimed(cast, "203.0.113.0/28", cast.department)
    claimed(cast, "10.1.0.0/16", cast.other_commune)
    head = "Hệ thống,Chủ quản,Loại thành phần,Tên thành phần,IP trong,IP ngoài,Ghi địa chỉ vào dải\n"
    run = shown(cast, head + "A,x-duc-hoa,Máy chủ,a,10.1.1.1,203.0.113.5,\n")
    told = [line[4] for line in run.warnings if "dải" in line[4]]
    assert len(told) == 1
    assert "10.1.1.1 chưa thuộc dải nào" in told[0], "the same inner address of another body is another address"
    two = shown(cast, head + "A,x-duc-hoa,Máy chủ,a,,198.51.100.7,Có\nB,x-an-phu,Máy chủ,b,,198.51.100.7,Có\n")
    assert (two.added, [line[1] for line in two.bad]) == (1, [3])


def test_a_range_is_not_taken_over_to_another_address_nor_undone_by_a_blank(cast: Cast) -> None:
    written(cast, ALL_AT_ONCE)
    moved = ALL_AT_ONCE.replace("10.9.9.9,203.0.113.9,Có", "10.9.9.200,203.0.113.9,")
    run = written(cast, moved)
    assert (run.changed, any("10.9.9.200 chưa thuộc" in line[4] for line in run.warnings)) == (1, True)
    assert AddressRange.objects.count() == 2


def test_a_system_that_somebody_added_meanwhile_is_not_added_twice(cast: Cast) -> None:
    run = shown(cast, GOOD)
    system("Một cửa mới", cast.commune)
    with pytest.raises(services.NotWritten, match="Tải tệp lên lại"):
        services.confirm_import(run, by=cast.coordinator, at=NOW)
    assert (InformationSystem.objects.count(), Component.objects.count()) == (1, 0)


def test_old_encodings_are_read(cast: Cast) -> None:
    assert shown(cast, GOOD, encoding="utf-16").added == 3


DEVICES = (
    "Name,Status,Role,Manufacturer,Type,Site,Rack,IP Address\n"
    "fw-01,Active,Firewall,Hãng A,F-100,DC1,A3,10.1.1.1/24\n"
    "sw-01,Active,Access Switch,Hãng B,S-24,DC1,A3,10.1.1.2/24\n"
    "cu-01,Decommissioning,Server,Hãng C,R-1,DC1,,10.1.1.3/24\n"
)


def test_a_netbox_list_passes_the_same_preview_and_again_changes_nothing(client: Client, cast: Cast) -> None:
    one = system("Trung tâm dữ liệu", cast.department, code="HT-00001")
    url = reverse("registry:netbox", args=[one.pk])
    assert_guarded(client, url, works=cast.coordinator, read_only=cast.officer, stranger=cast.stranger, stranger_gets=403)
    client.force_login(cast.coordinator)

    def sent(what: str, text: str) -> ImportRun:
        answer = client.post(url, {"what": what, "file": SimpleUploadedFile("netbox.csv", text.encode())})
        assert answer.status_code == 302, answer.context["form"].errors
        return ImportRun.objects.latest("pk")

    run = sent("kiem-ke", DEVICES)
    assert (run.added, run.bad_count) == (2, 0)
    assert "1 thiết bị" in run.warnings[0][4]
    services.confirm_import(run, by=cast.coordinator, at=now())
    kinds = dict(Component.objects.values_list("name", "what"))
    assert kinds == {"fw-01": "security", "sw-01": "network"}
    assert Component.objects.get(name="fw-01").private_ip == "10.1.1.1"
    again = sent("kiem-ke", DEVICES)
    assert (again.added, again.changed, again.same) == (0, 0, 2)
    ranges = sent("dia-chi", "Prefix,Status,Description\n10.1.0.0/16,Container,Cả tỉnh\n10.1.1.0/24,Active,Máy chủ\n")
    services.confirm_import(ranges, by=cast.coordinator, at=now())
    held = AddressRange.objects.get()
    assert (held.written, held.organisation, held.system) == ("10.1.1.0/24", cast.department, one)


def test_a_list_that_is_none_of_netbox_is_refused_at_the_file(client: Client, cast: Cast) -> None:
    one = system("Trung tâm dữ liệu", cast.department)
    client.force_login(cast.coordinator)
    file = SimpleUploadedFile("x.csv", "Chợ,Cá\n1,2\n".encode())
    answer = client.post(reverse("registry:netbox", args=[one.pk]), {"what": "kiem-ke", "file": file})
    assert list(answer.context["form"].errors) == ["file"]
