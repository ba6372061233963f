"""An annex of infected addresses becomes cases at two agencies; one cleans with evidence; the next list shows who is new or back."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from openpyxl import Workbook
from playwright.sync_api import Page

from journeys.axe import assert_no_serious_findings
from journeys.test_the_main_job import photo
from threats_cast import Field
from vonggac.apps.threats.models import Case, ThreatList
from vonggac.apps.threats.services.matching import match_rows

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = ("STT", "Địa chỉ IP", "Cổng", "Thời gian phát hiện", "Loại mã độc", "Máy chủ điều khiển (C&C)")


def annex(*rows: tuple[Any, ...]) -> bytes:
    """Return the annex of a letter: titles over merged cells, headings below them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["PHỤ LỤC: Danh sách địa chỉ IP nhiễm mã độc"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    for line in (HEADINGS, *((number, *row) for number, row in enumerate(rows, 1))):
        sheet.append(list(line))
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def look(page: Page, name: str) -> None:
    """No serious finding, wide and narrow; keep a picture where VONGGAC_PICTURES asks for them."""
    assert_no_serious_findings(page)
    if folder := os.environ.get("VONGGAC_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def press(page: Page, button: str) -> None:
    """Press a button of the page and wait for the page after it; a refusal fails with what the page says."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=button).first.click()
    refused = page.locator("main .err, main .error-summary")
    assert refused.count() == 0, f"{page.url}: {refused.all_inner_texts()}"


def follow(page: Page, link: str) -> None:
    """Follow a link of the page."""
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=link).first.click()


def bring(page: Page, home: str, content: bytes, day: str, *, pictures: str = "") -> None:
    """Take an annex in, confirm its columns, have it matched, and open what the page shows."""
    page.goto(f"{home}/nguy-co/danh-sach/nhan/")
    if pictures:
        look(page, f"{pictures}-receive")
    page.locator("[name=file]").set_input_files({"name": "phu-luc.xlsx", "mimeType": SHEET, "buffer": content})
    page.locator("[name=source]").fill("Cục A05")
    page.locator("[name=list_day]").fill(day)
    page.locator("[name=handling]").select_option("tlp:amber")
    page.locator("[name=holds_no_secret]").check()
    press(page, "Nhận và xem các cột")
    if pictures:
        look(page, f"{pictures}-columns")
    press(page, "Đối chiếu với sổ đăng ký")
    match_rows(ThreatList.objects.latest("id").pk, at=now())
    page.goto(page.url)
    follow(page, "Xem những ca sẽ mở")
    if pictures:
        look(page, f"{pictures}-plan")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    assert ThreatList.objects.latest("id").state == ThreatList.State.APPLIED
    if pictures:
        look(page, f"{pictures}-list")


def test_an_annex_becomes_cases_one_is_cleaned_and_the_next_list_tells(
    page: Page, live_server: Any, sign_in: Callable[[Any], None], settings: Any, tmp_path: Any
) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    field, home = Field.lay_out(), live_server.url
    today = localdate()
    seen = f"{today - timedelta(days=36):%d/%m/%Y} 08:15:00"
    sign_in(field.cast.coordinator)
    rows = (
        ("14.160.10[.]3", 52110, seen, "Mirai", "185.1.2[.]3"),
        ("14.160.11.5", 443, seen, "LockBit", ""),
        ("14.160.200.7", 9, seen, "", ""),
    )
    bring(page, home, annex(*rows), f"{today - timedelta(days=35):%d/%m/%Y}", pictures="annex")
    portal = Case.objects.get(system=field.portal)
    assert Case.objects.count() == 2

    page.goto(f"{home}/nguy-co/ca/")
    look(page, "cases")
    page.goto(f"{home}/nguy-co/hoi-nha-mang/")
    look(page, "inquiries")
    follow(page, "Xem địa chỉ")
    look(page, "inquiry")

    sign_in(field.cast.officer)
    page.goto(home + portal.get_absolute_url())
    look(page, "case")
    follow(page, "In hướng dẫn tìm máy")
    look(page, "guide")
    page.goto(home + portal.get_absolute_url())
    follow(page, "Mở việc")
    page.locator("[name=answer]").fill("Đã nạp lại phần mềm camera, đổi mật khẩu")
    page.locator("[name=evidence]").set_input_files({"name": "da-sach.png", "mimeType": "image/png", "buffer": photo()})
    press(page, "Nộp để duyệt")

    sign_in(field.cast.coordinator)
    page.goto(f"{home}/viec/{portal.task_id}/")
    press(page, "Chấp nhận kết quả")
    portal.refresh_from_db()
    assert portal.state == Case.State.CLEANED

    Case.objects.filter(pk=portal.pk).update(closed_at=now() - timedelta(days=10))
    lately = f"{today - timedelta(days=1):%d/%m/%Y} 10:00:00"
    bring(page, home, annex(("14.160.10.4", 80, lately, "Mirai", ""), ("14.160.12.9", 1, lately, "", "")), f"{today:%d/%m/%Y}")
    page.goto(f"{home}/nguy-co/")
    look(page, "overview")
    assert "Tái xuất hiện" in page.locator("main").inner_text()
    page.goto(home + portal.get_absolute_url())
    assert "Lại bị nêu sau khi đã đóng." in page.locator("main").inner_text()
    look(page, "returned")
