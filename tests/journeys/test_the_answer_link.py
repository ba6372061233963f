"""Somebody without an account answers through a link: made by the coordinator, opened on a phone, used once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from journeys.axe import assert_no_serious_findings
from journeys.test_the_main_job import photo

pytestmark = pytest.mark.journey

SMALL = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
Visit = Callable[..., Page]


def board_of(page: Page, number: str) -> str:
    """Return the address of the board of a letter of the demonstration."""
    page.goto("/van-ban/")
    page.get_by_role("link", name=re.compile(number)).first.click()
    page.wait_for_url(re.compile(r"/van-ban/\d+/$"))
    return page.url


def make_link(page: Page, board: str) -> tuple[str, str]:
    """Make an answer link for the last body without an account; return its name and the link."""
    page.goto(f"{board}chua-co-tai-khoan/")
    row = page.locator("li.work:has(input[name=co-quan])").last
    body = row.locator("label").inner_text()
    row.locator("input[name=co-quan]").check()
    page.get_by_role("button", name="Tạo đường dẫn trả lời").click()
    expect(page.locator("main")).to_contain_text("dùng được", ignore_case=True)
    expect(page.locator("main")).to_contain_text(body)
    assert_no_serious_findings(page)
    page.get_by_role("button", name=re.compile("^Tạo 1 đường dẫn")).click()
    expect(page.locator("h1")).to_contain_text("chỉ hiện lần này")
    assert_no_serious_findings(page)
    return body, page.locator("main code").inner_text()


def test_a_link_is_answered_once_on_a_small_phone_and_the_coordinator_sees_it(visit: Visit) -> None:
    coordinator = visit("dieuphoi")
    board = board_of(coordinator, "4102.CAT-PA05")
    body, link = make_link(coordinator, board)

    phone = visit(**SMALL)
    phone.goto(link)
    expect(phone.locator("h1")).to_contain_text(body)
    expect(phone.locator(".demo-mark")).to_be_visible()
    assert_no_serious_findings(phone)
    phone.get_by_role("button", name="Gửi trả lời").click()
    expect(phone.locator(".error-summary")).to_contain_text("Câu 1: Chọn trả lời")
    assert_no_serious_findings(phone)
    for panel in phone.locator("main section.panel:has(input[type=radio])").all():
        panel.locator("input[type=radio]").first.check()
        for box in panel.locator("input[inputmode]").all():
            box.fill("4")
        panel.locator("input[type=file]").set_input_files({"name": "giay.png", "mimeType": "image/png", "buffer": photo()})
    phone.locator("[name=name]").fill("Nguyễn Thị Thử, công chức văn phòng")
    phone.get_by_role("button", name="Gửi trả lời").click()
    expect(phone.locator("h1")).to_contain_text("Đã gửi trả lời")
    assert_no_serious_findings(phone)

    again = phone.goto(link)
    assert again is not None
    assert again.status == 410
    expect(phone.locator("h1")).to_contain_text("Đường dẫn đã được dùng")
    assert_no_serious_findings(phone)
    altered = phone.goto(re.sub(r"(.)/$", lambda end: ("A" if end[1] != "A" else "B") + "/", link))
    assert altered is not None
    assert altered.status == 410
    expect(phone.locator("h1")).to_contain_text("Đường dẫn không đúng")

    coordinator.goto(f"{board}?q={body}")
    coordinator.locator(f"tr:has-text('{body}') a[href^='/viec/']").first.click()
    expect(coordinator.locator("main")).to_contain_text("Nguyễn Thị Thử")
    expect(coordinator.locator("main")).to_contain_text("giay.png")
