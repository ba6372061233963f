"""One line a component brings its system, its machine and its zone along; the same list again changes nothing."""

from __future__ import annotations

import pytest

from cast import NOW, TODAY, Cast
from registry_cast import system
from vonggac.apps.lists import services
from vonggac.apps.lists.kinds import kind_of
from vonggac.apps.lists.models import ImportRun
from vonggac.apps.registry.models import Component, InformationSystem, NetworkZone

pytestmark = pytest.mark.django_db
HEAD = "Hệ thống,Chủ quản,Cấp độ,Loại thành phần,Tên thành phần,Chạy trên,Vùng mạng,IP trong,Phiên bản\n"
GOOD = (
    HEAD
    + "Một cửa mới,Xã Đức Hòa,Cấp độ 3,Máy chủ,Máy chủ 1,,Vùng máy chủ,10.51.20.7,\n"
    + "Một cửa mới,Xã Đức Hòa,Cấp độ 3,Ứng dụng,Nộp hồ sơ,máy chủ 1,Vùng máy chủ,,4.10\n"
    + "Một cửa mới,Xã Đức Hòa,Cấp độ 3,Cơ sở dữ liệu,Kho hồ sơ,Máy chủ 2,,,15.8\n"
)


@pytest.fixture
def cast() -> Cast:
    return Cast.assemble()


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
