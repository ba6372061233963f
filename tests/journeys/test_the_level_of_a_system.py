"""One system from its first question to its line of the yearly report: wizard, dossier, measures, tasks, Form 08; in a browser."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Locator, Page, expect

from journeys.axe import assert_no_serious_findings
from journeys.test_the_main_job import assert_official, download, photo, text_of

pytestmark = pytest.mark.journey

Visit = Callable[..., Page]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME = "Hệ thống tiếp nhận hồ sơ trực tuyến (hành trình)"
PHONE = {"viewport": {"width": 320, "height": 700}, "has_touch": True, "is_mobile": True}
MEASURES_OF_LEVEL_3 = 195
GROUPS = 18
COLUMNS_OF_FORM_08 = 12

SAID = {
    "is_system": "co",
    "single_owner": "co",
    "system_type": "citizen_business",
    "info_types": ["private", "personal"],
    "online_service": "co",
    "admin_procedure": "co",
}
"""What decides: a service to citizens that takes in administrative procedures (khoản 2 Điều 13)."""
FIGURES = {"subjects_basic": "42.000", "subjects_sensitive": "1.200", "users": "300"}
OPEN_FIRST = "subjects_sensitive"
"""Answered with "not known" the first time round."""


def day(ahead: int = 0) -> str:
    """Return a day as people type it."""
    return f"{timezone.localdate() + timedelta(days=ahead):%d/%m/%Y}"


def send(page: Page, button: str | re.Pattern[str], *, first: bool = False) -> None:
    """Press a button of the page and wait for the page after it; a refusal fails with what the page says."""
    found = page.locator("main").get_by_role("button", name=button)
    with page.expect_navigation():
        (found.first if first else found).click()
    refused = page.locator("main .err, main .error-summary")
    assert refused.count() == 0, f"{page.url}: {refused.all_inner_texts()}"


def follow(page: Page, link: str | re.Pattern[str]) -> None:
    """Follow a link of the page."""
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=link).first.click()


def paper(name: str) -> FilePayload:
    """Return a small real file under a name."""
    return {"name": f"{name}.png", "mimeType": "image/png", "buffer": photo()}


# --- the system and its level ---------------------------------------------------------------------------------------------------------


def bodies(page: Page) -> tuple[str, str]:
    """Return the body in which the person works and the unit that appraises for it, as a system of the demonstration names them."""
    page.goto("/he-thong/?q=TD-01")
    with page.expect_navigation():
        page.locator("main th a[href^='/he-thong/']").first.click()
    said = page.locator("main .meta").first.inner_text()
    return re.findall(r"Chủ quản:\s*(.+)", said)[0].strip(), re.findall(r"Chuyên trách:\s*(.+)", said)[0].strip()


def register(page: Page, home: str, unit: str) -> str:
    """Register a new system as an officer does, without a level, and return its page."""
    page.goto("/he-thong/them/")
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=owner]").fill(home)
    page.locator("[name=operator]").fill(home)
    page.locator("[name=specialised_unit]").fill(unit)
    page.locator("[name=exposure]").first.check()
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/he-thong/\d+/$"))
    return page.url


def answer_step(page: Page, *, open_first: bool) -> None:
    """Answer one page of the wizard: what this system is, "no" to what it is not."""
    form = page.locator("main form[method=post]").last
    names = dict.fromkeys(box.get_attribute("name") or "" for box in form.locator("input:not([type=hidden])").all())
    for name in names:
        base = name.removesuffix("--chon")
        if name == "any_of":
            form.locator("[name=any_of][value=khong]").check()
        elif base in FIGURES:
            answer_figure(form, base, unknown=open_first and base == OPEN_FIRST)
        elif name in SAID:
            for value in [SAID[name]] if isinstance(SAID[name], str) else SAID[name]:
                form.locator(f"[name={name}][value={value}]").check()
        else:
            form.locator(f"[name='{name}'][value=khong], [name='{name}'][value=none], [name='{name}'][value=current]").first.check()
    send(page, "Lưu và tiếp tục")


def answer_figure(form: Locator, name: str, *, unknown: bool) -> None:
    """Give a number, or say that it is not known."""
    box, mark = form.locator(f"[name={name}]"), form.locator(f"[name='{name}--chon'][value=chua-biet]")
    if unknown:
        mark.check()
        return
    mark.uncheck()
    box.fill(FIGURES[name])


def determine(page: Page, system: str) -> str:
    """Walk the wizard on a narrow phone, leave one question open, answer it, conclude; return the page of the reasoning."""
    page.goto(system)
    follow(page, re.compile("Xác định cấp độ"))
    assert_no_serious_findings(page)
    send(page, "Bắt đầu trả lời")
    for seen in range(12):
        if "/buoc/" not in page.url:
            break
        if seen < 2:
            assert_no_serious_findings(page)
        answer_step(page, open_first=True)
    reasoning = page.url
    page.goto(reasoning)
    assert_no_serious_findings(page)
    expect(page.locator("main")).to_contain_text("Chưa biết")
    page.goto(f"{reasoning}buoc/thong-tin/")
    answer_step(page, open_first=False)
    page.goto(reasoning)
    expect(page.locator("main")).not_to_contain_text("Chưa biết")
    follow(page, "Kết luận")
    assert_no_serious_findings(page)
    send(page, "Kết luận cấp độ 3")
    expect(page.locator("main")).to_contain_text("khoản 2 Điều 13")
    return reasoning


# --- the dossier ----------------------------------------------------------------------------------------------------------------------


def open_dossier(page: Page, system: str) -> str:
    """Open the dossier from the determination and return its page."""
    page.goto(system)
    follow(page, "Lập hồ sơ")
    assert_no_serious_findings(page)
    send(page, "Lập hồ sơ")
    page.wait_for_url(re.compile(r"/ho-so/\d+/$"))
    return page.url


def fill_parts(page: Page, dossier: str) -> None:
    """Fill every part that the page names as missing: the drawn draft comes back as a file, gates are stated in words."""
    draft = download(page, page.locator("main").get_by_role("link", name="DOCX").first.get_attribute("href") or "")
    assert_official(draft)
    for left in range(20, 0, -1):
        page.goto(dossier)
        missing = page.locator("section:has(#missing) a[href*='/thanh-phan/']")
        if missing.count() == 0:
            assert left < 20, "a new dossier lacks every part"
            return
        statement = "gate" in (missing.first.get_attribute("href") or "")
        with page.expect_navigation():
            missing.first.click()
        if left == 20:
            assert_no_serious_findings(page)
        if statement:
            page.locator("[name=text]").fill("Đã đối chiếu; xem biên bản lưu tại chủ quản.")
        else:
            page.locator("[name=file]").set_input_files({"name": "ho-so.docx", "mimeType": WORD, "buffer": draft})
        send(page, "Lưu thành phần")
    raise AssertionError("parts stay missing")


def record_regulation(page: Page, home: str) -> None:
    """Record the security regulation that has to stand before the approval."""
    page.goto("/cap-do/quy-che/them/")
    page.locator("[name=organisation]").fill(home)
    page.locator("[name=number]").fill("12/QC-HT")
    page.locator("[name=dated_on]").fill(day(-30))
    page.locator("[name=issuer]").fill(home)
    page.locator("[name=file]").set_input_files(paper("quy-che"))
    send(page, "Lưu quy chế")
    assert_no_serious_findings(page)


def step(page: Page, dossier: str, words: str, number: str = "", *, look: bool = False, **given: str) -> None:
    """Take one step of the dossier with its paper; `look` at the form of a kind that was not seen before."""
    page.goto(dossier)
    follow(page, words)
    if number:
        page.locator("[name=number]").fill(number)
        page.locator("[name=dated_on]").fill(day())
        page.locator("[name=file]").set_input_files(paper(number.partition("/")[0]))
    for name, value in given.items():
        choose(page, name, value)
    if page.locator("[name=promise]").count():
        page.locator("[name=promise]").check()
    if look:
        assert_no_serious_findings(page)
    send(page, words)


def choose(page: Page, name: str, value: str) -> None:
    """Tick, pick or type one field."""
    field = page.locator(f"main [name={name}]")
    if field.first.get_attribute("type") == "radio":
        page.locator(f"main [name={name}][value='{value}']").check()
    elif field.evaluate("e => e.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def approve(officer: Page, coordinator: Page, dossier: str, home: str) -> None:
    """Lead a dossier from sending to the decision that sets the level in the register."""
    step(officer, dossier, "Gửi thẩm định", "21/TTr-HT", look=True)
    assert_no_serious_findings(officer)
    step(coordinator, dossier, "Ghi đã nhận đủ hồ sơ")
    expect(coordinator.locator("main")).to_contain_text("Thời hạn luật định")
    step(coordinator, dossier, "Ghi kết quả thẩm định", "88/BB-TĐ", favourable="1")
    record_regulation(officer, home)
    step(officer, dossier, "Ghi đã trình phê duyệt", "22/TTr-HT")
    expect(officer.locator("main")).to_contain_text("Đang trình")
    officer.goto(dossier)
    follow(officer, "Ghi quyết định phê duyệt")
    regulation = officer.locator("[name=regulation] option", has_text="12/QC-HT").get_attribute("value") or ""
    step(officer, dossier, "Ghi quyết định phê duyệt", "301/QĐ-HT", look=True, issuer="owner", regulation=regulation)
    expect(officer.locator("main")).to_contain_text("301/QĐ-HT")


# --- the measures ---------------------------------------------------------------------------------------------------------------------


def open_assessment(page: Page, system: str) -> str:
    """Open the assessment of the system at its level and return its page."""
    page.goto(system)
    follow(page, "Mở lần đánh giá")
    expect(page.locator("[name=level]")).to_have_value("3")
    send(page, "Mở lần đánh giá")
    page.wait_for_url(re.compile(r"/bien-phap/\d+/$"))
    expect(page.locator("h1")).to_contain_text(f"Còn {MEASURES_OF_LEVEL_3} trên {MEASURES_OF_LEVEL_3}")
    expect(page.locator("main ul.rows > li")).to_have_count(GROUPS)
    assert_no_serious_findings(page)
    return page.url


def answer_in_bulk(page: Page, assessment: str) -> None:
    """Answer three measures at once, and one alone with a proof."""
    page.goto(assessment)
    with page.expect_navigation():
        page.locator("main ul.rows > li a").first.click()
    for box in page.locator("main [name=chon]").all()[:3]:
        box.check()
    page.locator("main [name=state]").last.select_option("met")
    page.locator("main [name=note]").fill("Đã kiểm tra tại chỗ.")
    send(page, "Ghi câu trả lời")
    with page.expect_navigation():
        page.locator("main tbody th a").nth(3).click()
    assert_no_serious_findings(page)
    follow(page, "Thêm minh chứng")
    page.locator("[name=title]").fill("Ảnh cấu hình đã kiểm tra")
    page.locator("[name=no_secret]").check()
    page.locator("[name=file]").set_input_files(paper("minh-chung"))
    send(page, "Lưu minh chứng")
    expect(page.locator("section:has(#proofs)")).to_contain_text("Ảnh cấu hình đã kiểm tra")
    page.locator("main [name=state][value=met]").check()
    send(page, "Ghi và sang yêu cầu sau")


def answer_offline(page: Page, assessment: str) -> None:
    """Take the questionnaire away, answer two rows in it, bring it back through the preview."""
    page.goto(f"{assessment}phieu.xlsx")
    assert_no_serious_findings(page)
    with page.expect_download() as left:
        page.get_by_role("button", name="Tải phiếu").click()
    book = load_workbook(io.BytesIO(left.value.path().read_bytes()))
    sheet = next(one for one in book if one.title == "Phiếu")
    head = next(row for row in sheet.iter_rows() if any(cell.value and str(cell.value).startswith("Mã phiếu") for cell in row))
    column = next(cell.column for cell in head if cell.value and str(cell.value).startswith("Câu trả lời"))
    rows = [row for row in range(head[0].row + 1, sheet.max_row + 1) if sheet.cell(row, head[0].column).value]
    assert len(rows) == MEASURES_OF_LEVEL_3
    for row, words in zip(rows[10:12], ("Chưa đạt", "Đạt một phần"), strict=True):
        sheet.cell(row, column).value = words
    filled = io.BytesIO()
    book.save(filled)
    page.goto("/cap-do/nhap/phieu-bien-phap/")
    page.locator("main input[type=file]").set_input_files({"name": "phieu.xlsx", "mimeType": SHEET, "buffer": filled.getvalue()})
    send(page, "So với dữ liệu đã ghi")
    expect(page.locator("main")).to_contain_text("Chưa đạt")
    assert_no_serious_findings(page)
    if page.locator("#promise").count():
        page.locator("#promise").check()
    with page.expect_navigation():
        page.locator("section:has(#agree) button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Đã nhập 2 dòng", timeout=40_000)


def confirm(page: Page, assessment: str) -> None:
    """Confirm what another person answered."""
    page.goto(f"{assessment}xac-nhan/")
    assert_no_serious_findings(page)
    boxes = page.locator("main [name=chon]")
    expect(boxes).to_have_count(6)
    for box in boxes.all():
        box.check()
    send(page, "Duyệt các câu đã chọn")
    expect(page.locator("main")).to_contain_text("Không còn câu trả lời nào chờ xác nhận")


def give_out(page: Page, assessment: str) -> None:
    """Give two missing measures out as work for who runs the system."""
    page.goto(f"{assessment}con-thieu/")
    assert_no_serious_findings(page)
    for box in page.locator("main [name=chon]").all()[:2]:
        box.check()
    page.locator("[name=due_on]").fill(day(30))
    send(page, "Xem lại và giao việc")
    assert_no_serious_findings(page)
    if page.locator("#promise").count():
        page.locator("#promise").check()
    send(page, "Giao 2 việc")


# --- the yearly report ----------------------------------------------------------------------------------------------------------------


def give_back(page: Page, home: str) -> None:
    """Give the body's report back if it was sent, so that what came after can enter it."""
    page.goto("/cap-do/bao-cao/")
    follow(page, re.compile(re.escape(home)))
    if page.locator("main").get_by_role("link", name="Trả lại").count() == 0:
        return
    expect(page.locator("main")).to_contain_text(f"{NAME}: có thêm sau khi gửi")
    follow(page, "Trả lại")
    page.locator("[name=reason]").fill("Có hệ thống mới được phê duyệt cấp độ; bổ sung rồi gửi lại.")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()


def report(page: Page, home: str) -> None:
    """Read the body's Form 08: what is missing is named cell by cell, and both files carry the line of the system."""
    page.goto("/cap-do/bao-cao/")
    assert_no_serious_findings(page)
    follow(page, re.compile(re.escape(home)))
    assert_no_serious_findings(page)
    line = page.locator("main li", has_text=NAME)
    expect(line).to_contain_text("301/QĐ-HT")
    expect(line).to_contain_text("12/QC-HT")
    expect(line).to_contain_text("Còn thiếu:")
    token = page.locator("main form [name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
    made = {ending: post(page, f"{page.url}bao-cao.{ending}", token) for ending in ("docx", "xlsx")}
    assert_official(made["docx"])
    assert NAME in text_of(made["docx"])
    assert "301/QĐ-HT" in text_of(made["docx"])
    rows = [row for sheet in load_workbook(io.BytesIO(made["xlsx"])) for row in sheet.iter_rows(values_only=True)]
    found = next(row for row in rows if NAME in row)
    assert len([*found]) == COLUMNS_OF_FORM_08
    assert any("301/QĐ-HT" in str(cell) for cell in found)


def post(page: Page, address: str, token: str) -> bytes:
    """Return a file that is asked for with a form, because the log notes that it left."""
    got = page.request.post(address, form={"csrfmiddlewaretoken": token}, headers={"Referer": page.url})
    assert got.ok, f"{address}: {got.status}"
    return got.body()


# --- the whole walk -------------------------------------------------------------------------------------------------------------------


def test_a_system_goes_from_its_first_question_to_its_line_of_the_yearly_report(visit: Visit) -> None:
    phone, officer, coordinator = visit("canbo", **PHONE), visit("canbo"), visit("dieuphoi")
    home, unit = bodies(officer)
    system = register(officer, home, unit)
    determine(phone, system)
    officer.goto(system)
    expect(officer.locator("section:has(#level)").first).to_contain_text("Chưa xác định")

    dossier = open_dossier(officer, system)
    fill_parts(officer, dossier)
    approve(officer, coordinator, dossier, home)
    officer.goto(system)
    expect(officer.locator("section:has(#level)").first).to_contain_text("Cấp độ 3")
    assert_no_serious_findings(officer)

    assessment = open_assessment(officer, system)
    answer_in_bulk(officer, assessment)
    answer_offline(officer, assessment)
    confirm(coordinator, assessment)
    give_out(coordinator, assessment)
    officer.goto("/viec/")
    expect(officer.locator("main")).to_contain_text(NAME)

    give_back(coordinator, home)
    report(officer, home)
