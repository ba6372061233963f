"""One line a component brings its system, its machine and its zone along; the same list again changes nothing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from cast import NOW, TODAY, Cast
from guard import assert_guarded
from registry_cast import system
from vonggac.apps.lists import services
from vonggac.apps.lists.kinds import kind_of
from vonggac.apps.lists.models import ImportRun
from vonggac.apps.registry.models import AddressRange, Component, InformationSystem, NetworkZone

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
    assert [line[4] for line in run.warnings] == ["Sẽ thêm hệ thống mới: Một cửa mới."]
    assert not InformationSystem.objects.exists()
    services.confirm_import(run, by=cast.coordinator, at=NOW)
    made = InformationSystem.objects.get()
    assert (made.owner, made.level, made.code) == (cast.commune, 3, "HT-00001")
    hosts = dict(Component.objects.values_list("name", "host__name"))
    assert hosts == {"Máy chủ 1": None, "Nộp hồ sơ": "Máy chủ 1", "Kho hồ sơ": "Máy chủ 2", "Máy chủ 2": None}
    assert NetworkZone.objects.get().components.count() == 2
    assert Component.objects.get(name="Máy chủ 1").private_key.endswith("0a331407")


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
