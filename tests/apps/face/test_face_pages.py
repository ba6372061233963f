"""The face's own pages: who may enter, what they say, in which language."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from cast import Cast
from vonggac.apps.face import registries

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast_of_tests() -> Cast:
    return Cast.assemble()


def test_the_gallery_shows_every_component_to_a_signed_in_person(client: Client, cast_of_tests: Cast) -> None:
    client.force_login(cast_of_tests.coordinator)
    body = client.get("/thanh-phan").content.decode()
    for words in ("Cấp độ 5", "Chưa xác định cấp độ", "Quá hạn 12 ngày", "Nghiêm trọng", "Còn 2 ngày", "Hết hôm nay", "1.234.567"):
        assert words in body
    assert "<c-panel" not in body.split("<details")[0]


def test_no_page_sums_up_the_errors_of_its_form_a_second_time() -> None:
    apps = Path(registries.__file__).parents[1]
    framed = {"face/base.html", "face/two_columns.html"}
    for template in sorted(apps.glob("*/templates/**/*.html")):
        text = template.read_text(encoding="utf-8")
        if any(f'{{% extends "{frame}" %}}' in text for frame in framed) and "{% block errors %}" not in text:
            assert "<c-error-summary :form" not in text, template.name


def test_a_stranger_is_asked_to_sign_in_before_the_gallery(client: Client) -> None:
    answer = client.get("/thanh-phan")
    assert answer.status_code == 302
    assert "next=/thanh-phan" in answer["Location"]


def test_an_empty_form_says_what_to_do_once_above_and_once_beside_each_field(client: Client, cast_of_tests: Cast) -> None:
    client.force_login(cast_of_tests.coordinator)
    body = client.post("/thanh-phan", {"name": "", "since": "31/02/2026", "note": "đã gõ"}).content.decode()
    assert "<title>Lỗi: " in body
    assert body.count("Nhập tên hệ thống") == 2
    assert body.count("Nhập ngày bắt đầu sử dụng, ví dụ 01/07/2025") == 2
    assert 'href="#id_exposure_0"' in body
    assert 'value="31/02/2026"' in body
    assert "đã gõ</textarea>" in body


def test_health_needs_no_account_and_says_that_the_database_answers(client: Client) -> None:
    answer = client.get("/suc-khoe")
    assert answer.status_code == 200
    assert answer.json() == {"status": "good", "database": "good"}


def test_the_language_of_the_browser_does_not_decide(client: Client, cast_of_tests: Cast) -> None:
    client.force_login(cast_of_tests.coordinator)
    answer = client.get("/thanh-phan", headers={"accept-language": "en"})
    assert b'<html lang="vi"' in answer.content


def test_a_person_switches_the_language_and_it_is_kept_in_the_profile(client: Client, cast_of_tests: Cast) -> None:
    client.force_login(cast_of_tests.coordinator)
    answer = client.post("/giao-dien", {"language": "en", "next": "/thanh-phan"})
    assert answer["Location"] == "/thanh-phan"
    cast_of_tests.coordinator.refresh_from_db()
    assert cast_of_tests.coordinator.language == "en"
    assert b'<html lang="en"' in client.get("/thanh-phan").content


def test_a_stranger_switches_the_look_by_cookie(client: Client) -> None:
    client.post("/giao-dien", {"theme": "dark", "next": "/phim-tat"})
    assert b'data-bs-theme="dark"' in client.get("/phim-tat").content


def test_the_switch_never_leads_to_another_host(client: Client) -> None:
    assert client.post("/giao-dien", {"theme": "dark", "next": "//example.com/"})["Location"] == "/"


def test_a_choice_that_does_not_exist_is_not_kept(client: Client, cast_of_tests: Cast) -> None:
    client.force_login(cast_of_tests.coordinator)
    client.post("/giao-dien", {"theme": "pink", "language": "xx", "next": "/"})
    cast_of_tests.coordinator.refresh_from_db()
    assert (cast_of_tests.coordinator.theme, cast_of_tests.coordinator.language) == ("auto", "vi")


def test_an_unknown_address_gets_a_page_that_helps(client: Client, cast_of_tests: Cast) -> None:
    client.force_login(cast_of_tests.coordinator)
    answer = client.get("/khong-co-trang-nay")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.content.decode()


def test_search_asks_each_room_with_folded_words(client: Client, cast_of_tests: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(user: object, words: str) -> list[registries.SearchAnswer]:
        asked.append(words)
        return [registries.SearchAnswer("Cơ quan", "Xã Đức Hòa", "/co-quan/1")]

    monkeypatch.setattr(registries.search, "entries", {"test": ask})
    client.force_login(cast_of_tests.coordinator)
    body = client.get("/tim", {"q": "ĐỨC HOÀ"}).content.decode()
    assert asked == ["duc hoa"]
    assert "Xã Đức Hòa" in body
    assert "<title>1 kết quả cho “ĐỨC HOÀ”" in body


def test_the_rail_shows_only_what_the_person_may_do_and_where_one_is(
    client: Client, cast_of_tests: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = {
        "a": registries.RailItem("", 1, "Thư viện", "face:gallery", "home", "signed-in", count=lambda user: 12, urgent=True, key="h"),
        "b": registries.RailItem("people", 2, "Nhật ký", "face:keys", "history", "audit.read"),
    }
    monkeypatch.setattr(registries.rail, "entries", items)
    client.force_login(cast_of_tests.coordinator)
    body = client.get("/thanh-phan").content.decode()
    assert '<a href="/thanh-phan" aria-current="page" data-go="h">' in body
    assert 'class="count hot">12<' in body
    assert "Nhật ký</span>" not in body
    client.force_login(cast_of_tests.auditor)
    assert "Nhật ký</span>" in client.get("/thanh-phan").content.decode()
    beside = registries.RailItem("", 1, "Tùy chọn", "face:preferences", "home", "signed-in", also=("face:gallery",))
    monkeypatch.setattr(registries.rail, "entries", {"a": beside})
    assert 'aria-current="page"' in client.get("/thanh-phan").content.decode().split("Tùy chọn</span>")[0], "its page lies elsewhere"
