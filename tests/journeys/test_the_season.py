"""A season: one tap a day says that nothing happened; at its end the report is ready."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from journeys.axe import assert_no_serious_findings
from journeys.test_the_main_job import assert_official, download, text_of

pytestmark = pytest.mark.journey

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
Visit = Callable[..., Page]


def test_nothing_happened_is_one_tap_and_the_report_counts_it(visit: Visit) -> None:
    coordinator = visit("dieuphoi")
    coordinator.goto("/van-ban/")
    coordinator.get_by_role("link", name=re.compile("4077.CAT-PA05")).first.click()
    coordinator.wait_for_url(re.compile(r"/van-ban/\d+/$"))
    season = f"{coordinator.url}dot-cao-diem/"
    coordinator.goto(season)
    assert_no_serious_findings(coordinator)
    reported = int(re.findall(r"Đã nhận (\d+) lượt", coordinator.locator("main").inner_text())[0])

    phone = visit("xa", **PHONE)
    phone.goto("/viec/")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Hôm nay không có sự cố").first.tap()
    assert_no_serious_findings(phone)
    phone.goto(season)
    assert_no_serious_findings(phone)
    phone.locator("details summary", has_text="Có sự việc").first.tap()
    phone.locator("input[name=day]:visible").first.fill(f"{timezone.localdate():%d/%m/%Y}")
    phone.locator("[name=note]").first.fill("Một máy tính văn phòng nhiễm mã độc, đã ngắt mạng.")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Ghi sự việc").first.tap()
    expect(phone.locator("main")).to_contain_text("Hôm nay đã báo có sự việc")

    coordinator.goto(season)
    said = coordinator.locator("main").inner_text()
    assert "Một máy tính văn phòng nhiễm mã độc" in said
    assert sum(map(int, re.findall(r"Đã nhận (\d+) lượt không có sự cố và (\d+) lượt", said)[0])) >= reported + 1
    report = download(coordinator, coordinator.get_by_role("link", name="Tải báo cáo DOCX").get_attribute("href") or "")
    assert_official(report)
    assert "Một máy tính văn phòng nhiễm mã độc" in text_of(report)
    with coordinator.expect_navigation():
        coordinator.get_by_role("button", name="Lập báo cáo để trình").click()
    expect(coordinator.locator("h1")).to_contain_text(re.compile("văn bản đi|báo cáo", re.IGNORECASE))
    assert_no_serious_findings(coordinator)
