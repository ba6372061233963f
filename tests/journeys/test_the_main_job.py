"""From an official letter to tracked work and back up as a report, in a browser."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from struct import pack

import pytest
from playwright.sync_api import Page, expect

from journeys.axe import assert_no_serious_findings
from vonggac.engines.documents import check_docx
from vonggac.law.layouts import layout_as_of

pytestmark = pytest.mark.journey

TWIN = Path(__file__).parents[1] / "samples" / "letters" / "founding_twin.txt"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
FIGURE = "Máy chủ đã rà soát"
Visit = Callable[..., Page]


def photo() -> bytes:
    """Return a small real PNG, as a phone would send a picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes((x * y) % 256 for x in range(24) for _colour in range(3)) for y in range(24))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", pack(">IIBBBBB", 24, 24, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def upload(page: Page, letter: Path) -> str:
    """Hand a letter in and return the address of its review page."""
    page.goto("/van-ban/nhap/")
    page.locator("#id_file").set_input_files(letter)
    page.locator("#id_declared").check()
    page.get_by_role("button", name="Đọc văn bản").click()
    if page.locator("#id_again").count():  # handed in by an earlier walk
        page.locator("#id_file").set_input_files(letter)
        page.locator("#id_declared").check()
        page.locator("#id_again").check()
        page.get_by_role("button", name="Đọc văn bản").click()
    page.wait_for_url(re.compile(r"/van-ban/\d+/ra-soat/"))
    return page.url.partition("?")[0].partition("#")[0]


def settle(page: Page, review: str) -> int:
    """Decide every open addressee line as a coordinator would, and return how many there were."""
    for done in range(20):
        page.goto(review)
        form = page.locator("form.part").first
        if form.count() == 0:
            return done
        known = form.locator("input[value=known]")
        (known if known.count() else form.locator("input[value=skip]")).check()
        reason = form.locator("input[name=reason]")
        if not reason.is_visible():
            form.locator("details summary").first.click()
        if not reason.input_value():
            reason.fill("Các xã tiếp nhận đã nhận qua dòng khác")
        with page.expect_navigation():
            form.locator("button[type=submit]").click()
    raise AssertionError("lines stay open after twenty decisions")


def ask_figure(page: Page, review: str) -> None:
    """Give the first obligation a follow-up day of our own and a number to report."""
    page.goto(review)
    page.locator("a[href^='?sua=viec-']:not([href*='viec-moi'])").first.click()
    page.locator("[name=due_on]").fill("31/12/2026")
    page.locator("[name=due_origin][value=internal]").check()
    page.locator("[name=figure_0]").fill(FIGURE)
    page.locator("[name=unit_0]").fill("máy")
    with page.expect_navigation():
        page.locator("form.part button[type=submit]").click()


def note_decision(page: Page, review: str) -> None:
    """Record the leader's decision."""
    page.goto(f"{review}?sua=but-phe")
    page.locator("[name=text]").fill("Giao phòng theo dõi, tổng hợp báo cáo.")
    page.locator("[name=lead]").fill("Phòng An ninh mạng")
    page.locator("[name=decided_by]").fill("Trưởng phòng")
    page.locator("[name=decided_on]").fill("20/11/2026")
    with page.expect_navigation():
        page.locator("form.part button[type=submit]", has_text=re.compile("Ghi")).click()
    expect(page.locator("#but-phe")).to_contain_text("Trưởng phòng")


def give_out(page: Page) -> str:
    """Check what leaves, give it out and return the board's address."""
    page.locator("#review-foot a.btn-primary").click()
    page.wait_for_url(re.compile(r"/kiem-tra/"))
    button = page.get_by_role("button", name=re.compile(r"^Giao [\d.]+ nhiệm vụ cho [\d.]+ đơn vị"))
    said = re.findall(r"[\d.]+", button.inner_text())
    shown = page.locator("dl.facts").first.locator("b.num").all_inner_texts()
    assert said[:2] == shown[:2], "the button repeats the figures of the page"
    assert_no_serious_findings(page)
    page.locator("#promise").check()
    button.click()
    page.wait_for_url(re.compile(r"/van-ban/\d+/$"))
    return page.url


def answer(page: Page, words: str, figure: str) -> None:
    """Answer the open task with its number and a file."""
    for box in page.locator("form[action$='/tra-loi/'] input[name^=figure]").all():
        box.fill(figure)
    page.locator("form[action$='/tra-loi/'] input[type=file]").first.set_input_files(
        {"name": "bien-ban.png", "mimeType": "image/png", "buffer": photo()}
    )
    page.locator("form[action$='/tra-loi/'] [name=answer]").fill(words)
    with page.expect_navigation():
        page.get_by_role("button", name="Nộp để duyệt").click()


def download(page: Page, address: str) -> bytes:
    """Return a file as the signed-in person gets it."""
    got = page.request.get(address)
    assert got.ok, f"{address}: {got.status}"
    return got.body()


def text_of(docx: bytes) -> str:
    """Return all words of a Word file."""
    from docx import Document

    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def assert_official(docx: bytes) -> None:
    """Fail with every departure from the layout of official papers."""
    from django.utils import timezone

    assert [finding.sentence() for finding in check_docx(docx, layout_as_of(timezone.localdate()))] == []


def task_of(page: Page, board: str) -> str:
    """Return the address of the person's own task with a number to report in the letter of that board."""
    page.goto(board)
    page.locator("main a[href^='/viec/']").first.click()
    page.wait_for_url(re.compile(r"/viec/\d+/"))
    return page.url


def test_a_letter_becomes_work_and_comes_back_as_a_report(visit: Visit) -> None:
    coordinator = visit("dieuphoi")
    review = upload(coordinator, TWIN)
    said = coordinator.locator("main").inner_text()
    for words in ("STTTT-BCVT&CNTT", "12/2024", "Quảng Ngãi", "0000.111.101", "phong-at@cuc.example"):
        assert words in said, words
    expect(coordinator.locator("section:has(#noi-dung) header").first).to_contain_text("12")
    assert_no_serious_findings(coordinator)
    assert settle(coordinator, review) >= 1
    note_decision(coordinator, review)
    ask_figure(coordinator, review)
    coordinator.goto(review)
    board = give_out(coordinator)
    assert_no_serious_findings(coordinator)

    officer = visit("canbo")
    task = task_of(officer, board)
    with officer.expect_navigation():
        officer.get_by_role("button", name="Tiếp nhận").click()
    officer.goto(task)
    assert_no_serious_findings(officer)
    answer(officer, "Đã rà soát toàn bộ máy chủ của cơ quan.", "17")
    officer.goto(task)
    expect(officer.locator("main")).to_contain_text("Chờ duyệt")

    phone = visit("xa", **PHONE)
    answer_plain_questions(phone, board)

    coordinator.goto(task)
    coordinator.locator("form[action$='/duyet/'] textarea").fill("Biên bản chưa thấy ngày. Chụp lại có ngày giờ.")
    with coordinator.expect_navigation():
        coordinator.get_by_role("button", name="Trả lại, kèm lý do").click()
    officer.goto(task)
    expect(officer.locator("main")).to_contain_text("Biên bản chưa thấy ngày")
    assert_no_serious_findings(officer)
    answer(officer, "Đã chụp lại biên bản, thấy rõ ngày.", "19")
    coordinator.goto(task)
    with coordinator.expect_navigation():
        coordinator.get_by_role("button", name="Chấp nhận kết quả").click()
    officer.goto(task)
    expect(officer.locator("main")).to_contain_text("Hoàn thành")

    coordinator.goto(f"{board}bao-cao/")
    assert_no_serious_findings(coordinator)
    report = download(coordinator, f"{board}bao-cao/bao-cao.docx")
    assert_official(report)
    words = text_of(report)
    assert FIGURE in words
    assert re.search(FIGURE + r"\s+máy\s+23\s+2/90", words), "19 of the office and 4 of the commune"
    assert download(coordinator, f"{board}bao-cao/bao-cao.pdf").startswith(b"%PDF-")
    assert download(coordinator, f"{board}bao-cao/bao-cao.xlsx").startswith(b"PK")


def answer_plain_questions(page: Page, board: str) -> None:
    """Answer a letter's questions on a phone: yes to the first, with a photo, and "not yet" to nothing that was asked for."""
    number = re.findall(r"/van-ban/(\d+)/", board)[0]
    page.goto(f"/viec/dot/directive:{number}/")
    panels = page.locator("main section.panel:has(input[type=radio])")
    open_ones = [panel for panel in panels.all() if not panel.locator(".because").count()]
    assert 1 <= len(open_ones) <= 5
    assert_no_serious_findings(page)
    for panel in open_ones:
        panel.locator("input[type=radio]").first.check()
        for box in panel.locator("input[inputmode], input[name*=figure]").all():
            box.fill("4")
        panel.locator("input[type=file]").first.set_input_files({"name": "anh.png", "mimeType": "image/png", "buffer": photo()})
    page.get_by_role("button", name="Nộp trả lời").click()
    page.wait_for_url(re.compile(r"/viec/$"))
    expect(page.locator("main")).to_contain_text("Đã nộp trả lời")


def test_the_reminder_names_who_is_late_in_the_official_layout(visit: Visit) -> None:
    coordinator = visit("dieuphoi")
    coordinator.goto("/van-ban/")
    coordinator.get_by_role("link", name=re.compile("4102.CAT-PA05")).first.click()
    board = coordinator.url
    coordinator.goto(f"{board}don-doc/")
    assert_no_serious_findings(coordinator)
    coordinator.get_by_role("button", name="Soạn công văn").click()
    coordinator.wait_for_load_state()
    coordinator.goto(f"{board}van-ban-di/")
    assert_no_serious_findings(coordinator)
    addresses = [link.get_attribute("href") or "" for link in coordinator.locator("main a[href*='/van-ban-di/']").all()]
    drafts = [one for one in addresses if re.search(r"/van-ban-di/\d+/[^/]+/$", one)]
    reminder = download(coordinator, drafts[0])
    assert_official(reminder)
    assert "UBND" in text_of(reminder)


@pytest.mark.parametrize("letter", ["twin", "real"])
def test_the_first_steps_need_no_script(visit: Visit, letter: str, request: pytest.FixtureRequest) -> None:
    path = TWIN if letter == "twin" else request.getfixturevalue("reference") / "letter" / "letter-2024-12.txt"
    page = visit("dieuphoi", java_script_enabled=False)
    review = upload(page, path)
    assert "STTTT-BCVT&CNTT" in page.locator("main").inner_text()
    expect(page.locator("section:has(#noi-dung) header").first).to_contain_text("12")
    settle(page, review)
    page.goto(review)
    page.locator("#review-foot a.btn-primary").click()
    page.locator("#promise").check()
    page.get_by_role("button", name=re.compile(r"^Giao [\d.]+ nhiệm vụ")).click()
    page.wait_for_url(re.compile(r"/van-ban/\d+/$"))
    expect(page.locator("h1")).to_be_visible()
