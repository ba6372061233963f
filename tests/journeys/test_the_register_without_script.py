"""The register on a phone whose browser runs no script: folds, filters, forms, the import with its preview, sheets and pictures."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from journeys.axe import assert_no_sideways_scroll

pytestmark = pytest.mark.journey

CSV = "text/csv"


def press(page: Page, button: str) -> None:
    """Press a button of the page and wait for the page after it."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=button).first.click()
    assert page.locator("main .err").count() == 0, f"{page.url}: {page.locator('main .err').all_inner_texts()}"


@pytest.fixture
def phone(visit: Any) -> Page:
    page: Page = visit("dieuphoi", java_script_enabled=False, viewport={"width": 320, "height": 700})
    return page


def system_page(page: Page, code: str) -> str:
    page.goto(f"/he-thong/?q={code}")
    with page.expect_navigation():
        page.locator("main th a[href^='/he-thong/']").first.click()
    return page.url


def test_findings_fold_and_filter_without_script(phone: Page) -> None:
    phone.goto("/he-thong/can-xu-ly/")
    groups = phone.locator("main details.fold")
    expect(groups.first).to_have_attribute("open", "")
    closed = phone.locator("main details.fold:not([open])").first
    name = closed.locator("summary h2").inner_text()
    closed.locator("summary").click()
    expect(phone.locator("main details.fold[open] h2", has_text=re.compile(f"^{re.escape(name)}$"))).to_have_count(1)
    assert_no_sideways_scroll(phone)
    phone.locator("main select[name=loai]").select_option("unwatched")
    press(phone, "Lọc")
    assert "loai=unwatched" in phone.url
    expect(groups).to_have_count(1)
    with phone.expect_navigation():
        phone.locator("main .chip").click()
    assert "loai" not in phone.url


def test_a_system_is_described_and_gets_its_parts_without_script(phone: Page) -> None:
    home = system_page(phone, "TD-07")
    phone.goto(f"{home}mo-ta/")
    assert_no_sideways_scroll(phone)
    phone.locator("[name=serves]").fill("Người dân đi tham quan")
    phone.locator("[name=users]").fill("1.200")
    press(phone, "Lưu mô tả")
    expect(phone.locator("main")).to_contain_text("khoảng 1.200 người dùng")
    phone.goto(f"{home}phan/vung-mang/them/")
    phone.locator("[name=name]").fill("Vùng thử không mã lệnh")
    press(phone, "Lưu")
    expect(phone.locator("main")).to_contain_text("Vùng thử không mã lệnh")
    phone.goto(f"{home}thanh-phan/them/")
    phone.locator("[name=name]").fill("may-thu-01")
    press(phone, "Lưu thành phần")
    expect(phone.locator("main")).to_contain_text("may-thu-01")
    assert_no_sideways_scroll(phone)


def test_an_inventory_is_looked_at_and_taken_in_without_script(phone: Page) -> None:
    rows = "Hệ thống,Loại thành phần,Tên thành phần\nTD-07,Máy chủ,may-nhap-01\nTD-07,Máy chủ,may-nhap-02\n"
    phone.goto("/he-thong/nhap/kiem-ke/")
    phone.locator("main input[type=file]").set_input_files({"name": "kiem-ke.csv", "mimeType": CSV, "buffer": rows.encode()})
    press(phone, "So với dữ liệu đã ghi")
    expect(phone.locator("main")).to_contain_text("may-nhap-02")
    assert_no_sideways_scroll(phone)
    with phone.expect_navigation():
        phone.locator("section:has(#agree) button[type=submit]").click()
    for _again in range(20):
        if "Đã nhập" in phone.locator("main").inner_text():
            break
        phone.wait_for_timeout(500)
        phone.reload()
    expect(phone.locator("main")).to_contain_text("Đã nhập")
    system_page(phone, "TD-07")
    expect(phone.locator("main")).to_contain_text("may-nhap-01")


def test_a_contract_gets_its_promises_and_the_figures_of_a_month_without_script(phone: Page) -> None:
    phone.goto("/he-thong/hop-dong/")
    with phone.expect_navigation():
        phone.get_by_role("link", name="07/2025/HĐ-CTT-TD").click()
    contract = phone.url
    phone.goto(f"{contract}noi-dung/them/")
    phone.locator("[name=words]").fill("Thời gian sẵn sàng")
    press(phone, "Lưu")
    phone.goto(contract)
    with phone.expect_navigation():
        phone.get_by_role("link", name="Nghiệm thu tháng này").click()
    expect(phone.locator("main")).to_contain_text("Thời gian sẵn sàng")
    with phone.expect_navigation():
        phone.get_by_role("link", name="Ghi kết quả tháng").click()
    phone.locator("main input[inputmode=decimal]").first.fill("99,7")
    press(phone, "Lưu kết quả tháng")
    expect(phone.locator("main")).to_contain_text("99,7")
    assert_no_sideways_scroll(phone)


@pytest.mark.parametrize(
    "part", ["neu-ngung/", "goi-ai/", "phieu/", "sua/", "dia-chi/them/", "ten-mien/them/", "phan/lien-ket/them/", "netbox/"]
)
def test_every_page_of_a_system_reads_the_same_without_script(phone: Page, part: str) -> None:
    home = system_page(phone, "TD-09")
    answer = phone.goto(f"{home}{part}")
    assert answer is not None
    assert answer.status == 200
    expect(phone.locator("h1")).to_be_visible()
    assert_no_sideways_scroll(phone)
