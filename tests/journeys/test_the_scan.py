"""A photographed letter: a person looks for a mark first, then its words are recognised and reviewed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from journeys.axe import assert_no_serious_findings

pytestmark = pytest.mark.journey

Visit = Callable[..., Page]
LETTER = """<style>body{font:22px/1.6 "DejaVu Serif",serif;margin:70px;width:860px}p{margin:.5em 0}</style>
<p>CÔNG AN TỈNH QUẢNG NGÃI</p><p>Số: 4207/CAT-PA05</p><p>V/v rà soát tài khoản quản trị</p><p>Quảng Ngãi, ngày 09 tháng 11 năm 2026</p>
<p>Kính gửi: Các sở, ban, ngành tỉnh.</p><p>Công an tỉnh đề nghị các cơ quan thực hiện các nội dung sau:</p>
<p>1. Rà soát tài khoản quản trị của các hệ thống thông tin.</p><p>2. Gửi kết quả về Công an tỉnh trước ngày 20/11/2026.</p>"""


def photographed(page: Page) -> bytes:
    """Return a picture of a letter, as a scanner would give it."""
    page.set_viewport_size({"width": 1000, "height": 1100})
    page.set_content(LETTER)
    return page.screenshot(type="png")


def test_a_photographed_letter_is_looked_at_recognised_and_reviewed(visit: Visit) -> None:
    if not shutil.which("tesseract"):
        pytest.skip("tesseract is not installed: no scan is recognised")
    picture = photographed(visit())
    page = visit("dieuphoi")
    page.goto("/van-ban/nhap/")
    page.locator("#id_file").set_input_files({"name": "anh-chup.png", "mimeType": "image/png", "buffer": picture})
    page.locator("#id_declared").check()
    page.get_by_role("button", name="Đọc văn bản").click()
    expect(page.locator("h1")).to_contain_text("có dấu chỉ độ mật không")
    expect(page.locator("img.scan")).to_be_visible()
    assert_no_serious_findings(page)
    page.get_by_role("button", name="Lưu và nhận dạng chữ").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert_no_serious_findings(page)
    page.locator("[name=looked]").check()
    page.get_by_role("button", name="Lưu và nhận dạng chữ").click()
    page.wait_for_url(re.compile(r"/van-ban/\d+/"))
    if page.url.endswith("/nhan-dang/"):
        assert_no_serious_findings(page, widths=(320,))
    page.wait_for_url(re.compile(r"/ra-soat/"), timeout=60_000)
    said = page.locator("main").inner_text()
    assert "4207/CAT-PA05" in said
    assert "20/11/2026" in said
    assert_no_serious_findings(page)
