"""The frame of every page in a real browser: accessibility, keys, narrow screens, no script, nothing from elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cast import Cast
from journeys.axe import assert_no_serious_findings, assert_no_sideways_scroll

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PAGES = ("/thanh-phan", "/giao-dien", "/phim-tat", "/tim?q=duc", "/khong-co-trang-nay")


@pytest.fixture
def cast_of_tests() -> Cast:
    return Cast.assemble()


def picture(page: Page, name: str) -> None:
    """Keep a picture where VONGGAC_PICTURES asks for them."""
    if folder := os.environ.get("VONGGAC_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_of_the_face_is_accessible_wide_and_narrow(
    page: Page, live_server: Any, sign_in: Callable[[Any], None], cast_of_tests: Cast, theme: str
) -> None:
    cast_of_tests.coordinator.theme = theme
    cast_of_tests.coordinator.save()
    sign_in(cast_of_tests.coordinator)
    for address in PAGES:
        page.goto(live_server.url + address)
        assert_no_serious_findings(page)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            picture(page, f"{address.strip('/').split('?')[0]}-{theme}-{width}")


def test_errors_are_announced_first_and_nothing_typed_is_lost(
    page: Page, live_server: Any, sign_in: Callable[[Any], None], cast_of_tests: Cast
) -> None:
    sign_in(cast_of_tests.coordinator)
    page.goto(f"{live_server.url}/thanh-phan")
    page.get_by_label("Sử dụng từ ngày").fill("31/02/2026")
    page.get_by_role("button", name="Lưu hệ thống").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Sử dụng từ ngày")).to_have_value("31/02/2026")
    assert_no_serious_findings(page)
    picture(page, "errors")
    page.locator(".error-summary a").first.click()
    expect(page.get_by_label("Tên hệ thống")).to_be_focused()


def test_keys_lead_to_search_and_rows_but_not_while_typing(
    page: Page, live_server: Any, sign_in: Callable[[Any], None], cast_of_tests: Cast
) -> None:
    sign_in(cast_of_tests.coordinator)
    page.goto(f"{live_server.url}/thanh-phan")
    page.keyboard.press("j")
    expect(page.locator("a.what").first).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("j?/")
    expect(page.locator("#q")).to_have_value("j?/")
    page.locator("#q").blur()
    page.keyboard.press("?")
    expect(page).to_have_url(f"{live_server.url}/phim-tat")


def test_a_person_who_turned_single_keys_off_keeps_them_off(
    page: Page, live_server: Any, sign_in: Callable[[Any], None], cast_of_tests: Cast
) -> None:
    cast_of_tests.coordinator.single_keys = False
    cast_of_tests.coordinator.save()
    sign_in(cast_of_tests.coordinator)
    page.goto(f"{live_server.url}/thanh-phan")
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_without_script_the_rail_opens_on_a_phone_and_the_switches_work(
    browser: Browser, live_server: Any, sign_in: Callable[[Any], None], cast_of_tests: Cast, context: Any
) -> None:
    sign_in(cast_of_tests.coordinator)
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700}, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(f"{live_server.url}/thanh-phan")
    expect(page.locator("#nav")).to_be_hidden()
    page.locator(".phone-bar a[href='#nav']").click()
    expect(page.locator("#nav")).to_be_visible()
    picture(page, "rail-320")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert_no_sideways_scroll(page)
    plain.close()


def test_a_page_loads_nothing_from_another_host_and_breaks_no_rule_of_its_content_policy(
    page: Page, live_server: Any, sign_in: Callable[[Any], None], cast_of_tests: Cast
) -> None:
    asked: list[str] = []
    said: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    sign_in(cast_of_tests.coordinator)
    page.goto(f"{live_server.url}/thanh-phan")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    assert said == []
    assert failed == []
