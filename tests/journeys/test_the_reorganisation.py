"""Communes are merged and split: open work goes to a named heir or waits for a person, and a second act corrects the first."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from journeys.axe import assert_no_serious_findings

pytestmark = pytest.mark.journey

Visit = Callable[..., Page]
PLAN = re.compile(r"/sap-xep/\d+/$")


def begin(page: Page, what: str, basis: str) -> None:
    """Keep the decision; the page to choose bodies opens."""
    page.locator(f"[name=what][value={what}]").check()
    page.locator("[name=effective_on]").fill(f"{timezone.localdate():%d/%m/%Y}")
    page.locator("[name=basis]").fill(basis)
    page.get_by_role("button", name="Lưu và chọn cơ quan").click()
    page.wait_for_url(re.compile(r"/co-quan/$"))


def end(page: Page, body: str) -> None:
    """Find a body and put it on the list of those that end."""
    page.locator("#f-q").fill(body)
    page.locator("#f-q").press("Enter")
    page.wait_for_url(re.compile("q="))
    first = page.locator("li:has(input[name=body])").first
    expect(first).to_contain_text(body)
    first.locator("input").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Thêm vào danh sách kết thúc").click()


def add_body(page: Page, name: str, code: str) -> None:
    """Write a new commune down."""
    page.locator("[name=new-name]").fill(name)
    page.locator("[name=new-code]").fill(code)
    with page.expect_navigation():
        page.get_by_role("button", name="Ghi cơ quan mới").click()


def add_heir(page: Page, name: str, function: str = "") -> None:
    """Say who takes over what."""
    page.locator("[name=heir-after]").select_option(label=name)
    page.locator("[name=heir-function]").fill(function)
    with page.expect_navigation():
        page.get_by_role("button", name="Thêm nơi tiếp nhận").click()


def follow(page: Page, link: str, address: str | re.Pattern[str]) -> None:
    """Press a link of the plan."""
    page.get_by_role("link", name=link).click()
    page.wait_for_url(re.compile(address) if isinstance(address, str) else address)


def carry_out(page: Page) -> str:
    """Read the page that says what happens, agree, and return the address of what came of it."""
    follow(page, "Kiểm tra lại và thực hiện", r"/thuc-hien/$")
    assert_no_serious_findings(page)
    page.locator("#promise").check()
    page.get_by_role("button", name=re.compile("^Thực hiện với")).click()
    page.wait_for_url(PLAN)
    expect(page.locator("main")).to_contain_text("Đã thực hiện.")
    return page.url


def test_two_communes_merge_into_one_that_sees_their_work_and_history(visit: Visit) -> None:
    page = visit("dieuphoi")
    page.goto("/co-quan/sap-xep/")
    assert_no_serious_findings(page)
    follow(page, "Lập việc sắp xếp", r"/moi/$")
    begin(page, "merge", "Nghị quyết số 01/NQ-HĐND (giả định)")
    end(page, "Xã Ba Vinh")
    end(page, "Xã Ba Động")
    follow(page, "Tiếp: nơi tiếp nhận", r"/tiep-nhan/$")
    add_heir(page, "Xã An Phú")
    follow(page, "Tiếp: xem trước", PLAN)
    expect(page.locator("#carried ~ *, section:has(#carried)").last).to_contain_text("Việc đang mở")
    assert_no_serious_findings(page)
    carry_out(page)
    assert_no_serious_findings(page)

    heir = visit("xa")
    heir.goto("/viec/danh-sach/")
    row = heir.locator("li.work", has_text="Tiếp nhận từ UBND xã Ba Vinh").first
    row.locator("a.what").click()
    expect(heir.locator("main")).to_contain_text("Văn bản ghi UBND xã Ba Vinh; việc chuyển theo sắp xếp tổ chức.")
    expect(heir.locator("main .trail")).to_contain_text("Xã An Phú")


def test_on_a_split_work_has_a_named_heir_or_waits_and_a_second_act_corrects_it(visit: Visit) -> None:
    page = visit("dieuphoi")
    page.goto("/co-quan/sap-xep/moi/")
    begin(page, "split", "Nghị quyết số 02/NQ-HĐND (giả định)")
    end(page, "Xã Sơn Kỳ")
    follow(page, "Tiếp: nơi tiếp nhận", r"/tiep-nhan/$")
    add_body(page, "Xã Sơn Kỳ Thượng", "xa-son-ky-thuong")
    add_body(page, "Xã Sơn Kỳ Hạ", "xa-son-ky-ha")
    add_heir(page, "Xã Sơn Kỳ Thượng", "Địa bàn phía tây")
    add_heir(page, "Xã Sơn Kỳ Hạ", "Địa bàn phía đông")
    assert_no_serious_findings(page)
    follow(page, "Tiếp: xem trước", PLAN)
    page.locator("details:has(select[name^='to:'])").evaluate_all("all => all.forEach((one) => { one.open = true })")
    boxes = page.locator("select[name^='to:']")
    total = boxes.count()
    assert total >= 2
    boxes.first.select_option(label="Xã Sơn Kỳ Thượng")
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu lựa chọn").click()
    assert_no_serious_findings(page)
    first = carry_out(page)
    expect(page.locator("main")).to_contain_text(f"{total - 1} mục chờ người quyết định")
    page.goto("/viec/cho-tiep-nhan/")
    waiting = page.locator("li.work", has_text="UBND xã Sơn Kỳ").count()
    assert waiting == total - 1
    assert_no_serious_findings(page)

    page.goto(first)
    follow(page, "Lập việc sắp xếp đính chính", "dinh-chinh=")
    begin(page, "split", "Công văn đính chính số 03 (giả định)")
    follow(page, "Tiếp: nơi tiếp nhận", r"/tiep-nhan/$")
    add_heir(page, "Xã Sơn Kỳ Hạ")
    follow(page, "Tiếp: xem trước", PLAN)
    expect(page.locator("main")).to_contain_text("Đính chính:")
    expect(page.locator("main")).to_contain_text(f"{total - 1} mục tự chuyển")
    carry_out(page)
    page.goto(first)
    expect(page.locator("main")).to_contain_text("Được đính chính bởi")
    page.goto("/viec/cho-tiep-nhan/")
    expect(page.locator("li.work", has_text="UBND xã Sơn Kỳ")).to_have_count(0)
    page.goto("/viec/danh-sach/?q=Sơn Kỳ Hạ")
    # Each row says from whom it comes: the split commune itself, or one of 2024 whose work that commune had taken over.
    expect(page.locator("li.work")).to_have_count(total - 1)
    expect(page.locator("li.work", has_text="Tiếp nhận từ")).to_have_count(total - 1)
    expect(page.locator("li.work", has_text="Tiếp nhận từ UBND xã Sơn Kỳ").first).to_be_visible()
