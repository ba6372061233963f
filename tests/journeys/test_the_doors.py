"""Doors of the house: signing in, a second layer, an invitation, and every refusal, each fit to be seen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from journeys.axe import assert_no_serious_findings

pytestmark = pytest.mark.journey

Visit = Callable[..., Page]
OUTSIDE = {
    "/tai-khoan/dang-nhap/": "Đăng nhập",
    "/tai-khoan/khong-dang-nhap-duoc/": "Không đăng nhập được",
    "/tai-khoan/mat-khau/quen/": "Quên mật khẩu",
    "/tai-khoan/bat-dau/khong-co": "Không có liên kết này",
    "/viec/tra-loi/abc.def/": "Đường dẫn không đúng",
}
SECOND_LAYER = {
    "/tai-khoan/hai-lop/": "lớp xác thực thứ hai",
    "/tai-khoan/hai-lop/ung-dung/them/": "Thêm ứng dụng xác thực",
    "/tai-khoan/hai-lop/khoa/them/": "Thêm khóa truy cập",
    "/tai-khoan/hai-lop/ma-khoi-phuc/tao/": "Tạo mã khôi phục",
    "/tai-khoan/mat-khau/doi/": "Đổi mật khẩu",
    "/tai-khoan/xac-nhan-lai/": "Chứng tỏ lại",
}
REFUSALS = {
    "/nhat-ky/": (403, "người có quyền khác"),
    "/van-ban/999999/": (404, "Không có trang này"),
    "/viec/tiep-nhan/": (405, "nút bấm"),
}


def test_pages_before_signing_in_are_fit_to_be_seen(visit: Visit) -> None:
    page = visit()
    for address, title in OUTSIDE.items():
        page.goto(address)
        expect(page.locator("h1")).to_contain_text(title)
        assert_no_serious_findings(page)
    page.goto("/tai-khoan/dang-nhap/")
    page.locator("[name=login]").fill("dieuphoi")
    page.locator("[name=password]").fill("khong-phai-mat-khau")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name=login]")).to_have_value("dieuphoi")
    assert_no_serious_findings(page)


def test_pages_of_the_second_layer_are_fit_to_be_seen(visit: Visit) -> None:
    page = visit("quantri")
    for address, title in SECOND_LAYER.items():
        page.goto(address)
        expect(page.locator("h1")).to_contain_text(title)
        assert_no_serious_findings(page)


def test_every_refusal_says_what_to_do(visit: Visit) -> None:
    page = visit("xa")
    for address, (status, words) in REFUSALS.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status
        expect(page.locator("h1")).to_contain_text(words)
        assert_no_serious_findings(page)


def test_a_person_comes_in_by_an_invitation_once(visit: Visit) -> None:
    page = visit("dieuphoi")
    page.goto("/tai-khoan/vi-tri/")
    assert_no_serious_findings(page)
    posts = page.locator("main a[href^='/tai-khoan/vi-tri/']:not([href*='moi'])").evaluate_all("all => all.map((one) => one.pathname)")
    for post in dict.fromkeys(posts):
        page.goto(post)
        if "Cán bộ điều phối" in page.locator("main").inner_text():
            break
    page.get_by_role("link", name=re.compile("^Mời người")).first.click()
    page.wait_for_url(re.compile("/moi-nguoi/$"))
    assert_no_serious_findings(page)
    for name, value in {"full_name": "Lê Thị Mới", "username": "lemoi", "email": "lemoi@example.vn"}.items():
        if page.locator(f"main [name={name}]").count():
            page.locator(f"main [name={name}]").fill(value)
    page.get_by_role("button", name="Mời và xem phiếu").click()
    expect(page.locator("h1")).to_be_visible()
    assert_no_serious_findings(page)
    link = re.findall(r"https?://\S+/tai-khoan/bat-dau/[\w.\-:]+", page.locator("main").inner_text())[0]

    guest = visit(viewport={"width": 320, "height": 640})
    guest.goto(link)
    assert_no_serious_findings(guest)
    for box in guest.locator("main input[type=password]").all():
        box.fill("Nguoi-Moi-Den-2026")
    for name, value in {"username": "lemoi", "full_name": "Lê Thị Mới"}.items():
        if guest.locator(f"main input[name={name}]:visible").count():
            guest.locator(f"main input[name={name}]").fill(value)
    guest.locator("main form button[type=submit]").first.click()
    expect(guest.locator("h1")).to_contain_text("lớp xác thực thứ hai")
    assert_no_serious_findings(guest)
    again = visit().goto(link)
    assert again is not None
    assert again.status in (404, 410)
