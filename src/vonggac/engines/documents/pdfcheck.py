"""Re-opens a PDF document and says where it departs from the layout: page, fonts, text that can be copied, archive form."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.errors import PdfReadError

from vonggac.engines.documents.check import SIDES, Finding
from vonggac.law.layout import Layout

MM_PER_POINT = 25.4 / 72


def check_pdf(data: bytes, layout: Layout) -> list[Finding]:
    """Return every departure found; an empty list means the file keeps the layout."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        return [*_archive(reader), *_pages(reader, layout), *_fonts(reader, layout), *_text(data, layout)]
    except (PdfReadError, KeyError, OSError) as error:
        return [Finding("Tệp", f"không đọc được ({type(error).__name__})", "văn bản phải là tệp PDF mở được")]


def _archive(reader: Any) -> Iterator[Finding]:
    metadata = reader.trailer["/Root"].get("/Metadata")
    found = re.search(r"pdfaid:part[>=\"']+(\d)", metadata.get_object().get_data().decode("utf-8", "replace")) if metadata else None
    if not found:
        yield Finding("Tệp", "không khai báo PDF/A", "PDF/A để lưu trữ lâu dài")
    if "/JavaScript" in reader.trailer["/Root"].get("/Names", {}) or "/OpenAction" in reader.trailer["/Root"]:
        yield Finding("Tệp", "có lệnh tự chạy", "văn bản không chứa lệnh")


def _pages(reader: Any, layout: Layout) -> Iterator[Finding]:
    for place, page in enumerate(reader.pages, 1):
        sides = tuple(round(float(side) * MM_PER_POINT) for side in (page.mediabox.width, page.mediabox.height))
        upright = (layout.page_width, layout.page_height)
        if sides != upright and (place == 1 or sides != upright[::-1]):
            yield Finding(f"Trang {place}", f"khổ giấy {sides[0]} x {sides[1]} mm", "khổ A4 (210 x 297 mm)")


def _fonts(reader: Any, layout: Layout) -> Iterator[Finding]:
    for place, page in enumerate(reader.pages, 1):
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            inner = font.get_object()
            inner = inner["/DescendantFonts"][0].get_object() if "/DescendantFonts" in inner else inner
            name = str(inner.get("/BaseFont", ""))
            if layout.pdf_font not in name and layout.font.replace(" ", "") not in name:
                yield Finding(
                    f"Trang {place}", f"phông chữ {name}", f"phông chữ {layout.font} hoặc phông cùng kích thước {layout.pdf_font}"
                )
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.get("/FontDescriptor", {})):
                yield Finding(f"Trang {place}", f"phông chữ {name} không được nhúng", "phông chữ nhúng trong tệp")


def _text(data: bytes, layout: Layout) -> Iterator[Finding]:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
        edges = [_beyond(page, layout) for page in document]
    for place, (text, side) in enumerate(zip(pages, edges, strict=True), 1):
        if side:
            yield Finding(f"Trang {place}", f"chữ tràn ra lề {SIDES[side]}", "chữ nằm trong vùng trình bày")
        if "\ufffd" in text or unicodedata.normalize("NFC", text) != text:
            yield Finding(f"Trang {place}", "chữ sao chép ra không ở dạng dựng sẵn (NFC)", "bộ mã Unicode theo TCVN 6909:2001")
    first = " ".join(pages[0].split()) if pages else ""
    for words in (layout.nation, layout.motto):
        if words not in first:
            yield Finding("Trang 1", f"không có dòng chữ “{words}”", "có Quốc hiệu và Tiêu ngữ")


def _beyond(page: Any, layout: Layout) -> str:
    """Return the side on which text leaves the room between left and right margins, "" when none does."""
    sheet = page.get_textpage()
    boxes = [sheet.get_charbox(place) for place in range(sheet.count_chars())]
    seen = [box for box in boxes if box[2] > box[0]]
    width = page.get_width() * MM_PER_POINT
    if seen and min(box[0] for box in seen) * MM_PER_POINT < layout.margins["left"].low - 2:
        return "left"
    if seen and max(box[2] for box in seen) * MM_PER_POINT > width - layout.margins["right"].low + 2:
        return "right"
    return ""
