"""What a person sees when something is wrong, and long lists on a phone: fit to be seen, with the act at hand."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import get_template
from playwright.sync_api import Page, expect

from journeys.axe import assert_no_serious_findings, assert_no_sideways_scroll
from journeys.conftest import Visit

pytestmark = pytest.mark.journey

PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}


def titled(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_have_text(words)
    assert_no_serious_findings(page)


def test_the_pages_of_trouble_are_fit_to_be_seen(visit: Visit) -> None:
    page = visit()
    page.goto("/khong-co-trang-nay/")
    titled(page, "Không có trang này")
    page = visit("xa")
    page.goto("/van-ban/nhap/")
    titled(page, "Trang này cần người có quyền khác")
    page.goto("/giao-dien")
    page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((one) => { one.value = 'x'; })")
    page.locator("main form button").first.click()
    titled(page, "Trang đã mở quá lâu")


def test_the_page_of_a_fault_stands_without_a_request(visit: Visit) -> None:
    drawn = get_template("500.html").render()
    page = visit()
    page.route("**/loi-may", lambda route: route.fulfill(body=drawn, content_type="text/html; charset=utf-8"))
    page.goto("/loi-may")
    titled(page, "Hệ thống gặp trục trặc")
    assert page.locator("main .btn").evaluate("(one) => getComputedStyle(one).backgroundColor") != "rgba(0, 0, 0, 0)", "its style is there"


def test_on_a_phone_the_act_on_many_rows_stays_at_hand(visit: Visit) -> None:
    page = visit("dieuphoi", **PHONE)
    page.goto("/van-ban/")
    letter = page.locator("main a[href^='/van-ban/']").evaluate_all("all => all.map((one) => one.pathname)")
    letters = sorted({path for path in letter if path.strip("/").split("/")[-1].isdigit()})
    for path in letters:
        page.goto(f"{path}chua-co-tai-khoan/")
        if page.locator(".foot-act.phone").count():
            break
    button = page.get_by_role("button", name="Tạo đường dẫn", exact=True)
    expect(button).to_be_in_viewport()
    assert_no_sideways_scroll(page)
    every = page.locator(".foot-act.phone [data-all]")
    every.click()
    assert page.locator("[name=co-quan]:not(:checked)").count() == 0
    expect(page.locator("[data-all] span").last).to_have_text("Bỏ mọi dấu")
    every.click()
    page.locator("[name=co-quan]").first.check()
    button.click()
    expect(page.locator("h1")).to_contain_text("đường dẫn")
