"""Keys, look, language and print on the real pages; and the main pages without script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from journeys.axe import assert_no_serious_findings, assert_no_sideways_scroll

pytestmark = pytest.mark.journey

Visit = Callable[..., Page]


def test_the_keyboard_alone_finds_goes_and_opens(visit: Visit) -> None:
    page = visit("dieuphoi")
    page.goto("/")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("an phu")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tim\?q="))
    expect(page.locator("main")).to_contain_text("An Phú")
    for key, address in (("b", "/van-ban/"), ("v", "/viec/duyet/"), ("h", "/")):
        page.locator("h1").click()
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(re.compile(f"//[^/]+{address}$"))
    page.goto("/viec/danh-sach/")
    page.keyboard.press("j")
    first = page.locator("a.what:focus")
    expect(first).to_have_count(1)
    page.keyboard.press("j")
    expect(page.locator("a.what").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("a.what").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/viec/\d+/"))
    page.locator("h1").click()
    page.keyboard.press("?")
    page.wait_for_url(re.compile("/phim-tat"))
    assert_no_serious_findings(page)


def test_look_and_language_are_chosen_once_and_kept(visit: Visit) -> None:
    page = visit("lanhdao")
    page.goto("/giao-dien")
    page.locator("input[name=theme][value=dark]").check()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.goto("/")
    assert_no_serious_findings(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#nav")).to_contain_text("Directives")
    assert_no_serious_findings(page)
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    page.goto("/giao-dien")
    page.locator("input[name=theme][value=light]").check()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


@pytest.mark.parametrize("sheet", ["/", "/van-ban/2/", "/van-ban/2/bao-cao/", "/viec/danh-sach/"])
def test_print_keeps_the_sheet_and_drops_the_frame(visit: Visit, sheet: str) -> None:
    page = visit("dieuphoi")
    page.goto(sheet)
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    for part in (".rail", ".top", ".phone-bar"):
        expect(page.locator(part).first).to_be_hidden()
    page.set_viewport_size({"width": 794, "height": 1123})
    assert_no_sideways_scroll(page)


def test_the_main_pages_read_the_same_without_script(visit: Visit) -> None:
    page = visit("dieuphoi", java_script_enabled=False, viewport={"width": 320, "height": 640})
    for address in (
        "/",
        "/van-ban/",
        "/van-ban/2/",
        "/van-ban/2/don-doc/",
        "/viec/duyet/",
        "/viec/danh-sach/",
        "/he-thong/",
        "/co-quan/",
        "/giao-dien",
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("main [hx-get]:not(a):not(form):not([hx-trigger*=every]):not([hx-trigger*=load])")).to_have_count(0)
