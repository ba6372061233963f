"""Every document of the product keeps the layout, and the check catches each way of breaking it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pypdf
import pytest

from engines.documents.cases import everything
from engines.documents.papers import LAYOUT, MADE_AT, letter, report
from vonggac.engines.documents import Item, Paper, PaperDate, Paragraph, Rank, Signer, Urgency, check_docx, check_pdf, write_docx, write_pdf
from vonggac.kernel.handling import Handling

PAPERS = {
    **everything(),
    "letter": letter(),
    "commune report": report(),
    "full date": letter(number=5, date=PaperDate(2026, 3, 9)),
    "one addressee": letter(addressees=("Sở Tài chính",)),
    "marked": letter(
        urgency=Urgency.VERY_URGENT, handling=Handling.TLP_AMBER, return_after_reading=True, contact="Số 1, đường Thử", drafter="LVT.5"
    ),
    "two signers": report(signers=(Signer("Thư ký", "Lê Thử"), Signer("Chủ tọa", "Trần Thử"))),
    "points": report(body=tuple(Item(Rank.LETTER, f"điểm {n}") for n in range(8))),
}


@cache
def in_word(paper: Paper) -> bytes:
    """Each document is written once, then damaged in many ways; that equal values give equal bytes is proven in test_docx.py."""
    return write_docx(paper, LAYOUT, made_at=MADE_AT)


@pytest.mark.parametrize("name", PAPERS)
def test_every_document_of_the_product_keeps_the_layout_in_word(name: str) -> None:
    assert [finding.sentence() for finding in check_docx(in_word(PAPERS[name]), LAYOUT)] == []


@pytest.mark.parametrize("name", PAPERS)
def test_every_document_of_the_product_keeps_the_layout_in_pdf(name: str) -> None:
    assert [finding.sentence() for finding in check_pdf(write_pdf(PAPERS[name], LAYOUT, made_at=MADE_AT), LAYOUT)] == []


def damaged(paper: Paper, change: Callable[[str], str], part: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(in_word(paper))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                text = data.decode()
                changed = change(text)
                assert changed != text, "the damage did not touch the document"
                data = changed.encode()
            target.writestr(name, data)
    return out.getvalue()


def sub(old: str, new: str, count: int = 1) -> Callable[[str], str]:
    return lambda text: re.sub(old, new, text, count=count, flags=re.DOTALL)


def in_box(box: str, old: str, new: str) -> Callable[[str], str]:
    """Change the first paragraph of one box."""
    start = f'<w:pStyle w:val="nd30-{box}"/>'

    def change(text: str) -> str:
        place = text.index(start)
        end = text.index("</w:p>", place)
        return text[:place] + re.sub(old, new, text[place:end], flags=re.DOTALL) + text[end:]

    return change


def swapped_rows(text: str) -> str:
    first, second = re.findall(r"<w:tr>.*?</w:tr>", text, flags=re.DOTALL)[:2]
    return (
        text.replace(first + second, second + first)
        if first + second in text
        else re.sub(r"(<w:tr>.*?</w:tr>)(\s*)(<w:tr>.*?</w:tr>)", r"\3\2\1", text, count=1, flags=re.DOTALL)
    )


DAMAGES: dict[str, tuple[Callable[[str], str], str]] = {
    "left margin of 20 mm": (sub(r'w:left="1701"', 'w:left="1134"'), "lề trái"),
    "right margin of 30 mm": (sub(r'w:right="850"', 'w:right="1701"'), "lề phải"),
    "paper of another size": (sub(r'<w:pgSz w:w="11906" w:h="16838"', '<w:pgSz w:w="12240" w:h="15840"'), "khổ giấy"),
    "numbers that go on from 5": (sub(r'<w:pgNumType w:fmt="decimal" w:start="1"/>', '<w:pgNumType w:start="5"/>'), "không bắt đầu từ 1"),
    "a number on the first page": (sub("<w:titlePg/>", ""), "trang thứ nhất"),
    "another font": (in_box("body", r'w:ascii="Times New Roman"', 'w:ascii="Arial"'), "phông chữ Arial"),
    "text of 12 points": (in_box("body", r'<w:sz w:val="28"/>', '<w:sz w:val="24"/>'), "cỡ chữ 12"),
    "blue text": (in_box("body", r'<w:color w:val="000000"/>', '<w:color w:val="0000FF"/>'), "màu chữ 0000FF"),
    "text not declared Vietnamese": (in_box("body", 'w:val="vi-VN"', 'w:val="en-US"'), "ngôn ngữ en-US"),
    "text taken apart into marks": (in_box("body", "Thực", "Thư\u0323c"), "NFC"),
    "a ragged right edge": (in_box("body", "<w:pStyle([^>]*)/>", r'<w:pStyle\1/><w:jc w:val="right"/>'), "không canh đều"),
    "no indent": (in_box("body", "<w:pStyle([^>]*)/>", r'<w:pStyle\1/><w:ind w:firstLine="0"/>'), "lùi đầu dòng 0.0 mm"),
    "paragraphs too close": (in_box("body", "<w:pStyle([^>]*)/>", r'<w:pStyle\1/><w:spacing w:after="0"/>'), "cách đoạn 0 pt"),
    "double line spacing": (
        in_box("body", "<w:pStyle([^>]*)/>", r'<w:pStyle\1/><w:spacing w:line="480" w:lineRule="auto"/>'),
        "khoảng cách dòng",
    ),
    "another national title": (in_box("nation", "CỘNG HÒA", "CỘNG HOÀ"), "ghi không đúng"),
    "a national title that is not bold": (in_box("nation", '<w:b w:val="1"/>', '<w:b w:val="0"/>'), "chữ không đậm"),
    "a motto in italics": (in_box("motto", '<w:i w:val="0"/>', '<w:i w:val="1"/>'), "chữ nghiêng"),
    "a body in small letters": (in_box("issuer", "SỞ", "Sở"), "có chữ thường"),
    "a date of 11 points": (in_box("date", r'<w:sz w:val="26"/>', '<w:sz w:val="22"/>'), "cỡ chữ 11"),
    "a month without its zero": (in_box("date", "tháng\u00a012", "tháng\u00a01"), "thời gian ghi"),
    "a number with blanks inside": (in_box("number", "SKHCN-CNS", "SKHCN - CNS"), "số, ký hiệu ghi"),
    "a number of one digit": (in_box("number", "Số:\u00a0+/", "Số:\u00a05/"), "số, ký hiệu ghi"),
    "the subject of a letter without V/v": (in_box("about", "V/v ", ""), "trích yếu công văn"),
    "the rows of the head swapped": (swapped_rows, "đứng trước ô"),
    "no line under the motto": (sub(r"<w:pBdr>.*?</w:pBdr>", "", 2), "không có đường kẻ vẽ"),
    "a line as long as the name of the body": (
        sub(r'(nd30-rule"/>.*?<w:ind w:left=")\d+(" w:right=")\d+', r"\g<1>0\g<2>0"),
        "lần dòng chữ",
    ),
    "lines typed as underscores": (in_box("motto", "Hạnh phúc", "Hạnh phúc____"), "dấu gạch dưới"),
    "a frame of another size": (sub(r'<w:trHeight w:val="454"', '<w:trHeight w:val="700"'), "khung 20 x 12 mm"),
    "a mark of urgency in black": (in_box("frame", "FF0000", "000000"), "không phải màu đỏ"),
    "addressees without their signs": (sub("- Các sở, ban, ngành tỉnh;", "Các sở, ban, ngành tỉnh"), "tên cơ quan không đúng dấu"),
    "places sent to without filing": (sub("- Lưu: VT, CNS", "- Cổng thông tin"), "không có dòng Lưu"),
    "a closing that may split": (sub(r"<w:cantSplit/>(?=((?!<w:cantSplit/>).)*Nơi nhận:)", ""), "bị tách trang"),
    "a degree before the name": (in_box("signer", "Trần", "ThS. Trần"), "trước họ tên"),
    "no closing mark": (sub(r"thực hiện\./\.", "thực hiện."), "dấu kết thúc"),
    "a second closing mark": (sub("Rà soát cấu hình tường lửa;", "Rà soát cấu hình tường lửa./."), "dấu kết thúc"),
    "an annex with an Arabic number": (in_box("annex", "Phụ\u00a0?lục\u00a0I|Phụ lục\u00a0I", "Phụ lục 1"), "số La Mã"),
    "an annex tied to nothing": (in_box("annex-note", r"\(Kèm theo ", "(Xem "), "không ghi kèm theo"),
    "a table heading that does not repeat": (sub("<w:tblHeader/>", ""), "không lặp lại"),
    "a paragraph of no box": (in_box("body", "nd30-body", "Normal"), "không thuộc ô nào"),
    "a field that reads the clock": (in_box("body", "<w:t ", '<w:fldSimple w:instr="DATE"/><w:t '), "trường"),
    "no signer's post": (sub("nd30-authority", "nd30-body", 9), "thiếu ô 7a"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_the_check_catches(name: str) -> None:
    change, told = DAMAGES[name]
    sentences = [finding.sentence() for finding in check_docx(damaged(letter(), change), LAYOUT)]
    assert any(told in sentence for sentence in sentences), sentences


def test_the_check_catches_points_that_skip_dd() -> None:
    paper = report(body=tuple(Item(Rank.LETTER, f"điểm {n}") for n in range(6)))
    found = check_docx(damaged(paper, sub(r"đ\) điểm", "e) điểm")), LAYOUT)
    assert any("điểm tiếp theo là đ)" in finding.rule for finding in found)


def test_the_check_catches_a_symbol_of_another_kind_of_document() -> None:
    found = check_docx(write_docx(report(symbol="KH-UBND"), LAYOUT, made_at=MADE_AT), LAYOUT)
    assert any("ký hiệu bắt đầu bằng BC-" in finding.rule for finding in found)


def test_the_check_catches_a_page_number_at_the_wrong_place() -> None:
    part = next(name for name in zipfile.ZipFile(io.BytesIO(in_word(letter()))).namelist() if "header" in name)
    found = check_docx(damaged(letter(), sub("<w:pStyle([^>]*)/>", r'<w:pStyle\1/><w:jc w:val="right"/>'), part), LAYOUT)
    assert any("canh giữa" in finding.rule and "số trang" in finding.where for finding in found)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\x00" * 100])
def test_bytes_that_are_no_document_are_a_finding_and_no_crash(data: bytes) -> None:
    assert len(check_docx(data, LAYOUT)) == 1
    assert check_pdf(data, LAYOUT)


def test_a_layout_with_other_ranges_finds_other_faults() -> None:
    wide = replace(LAYOUT, margins={**LAYOUT.margins, "left": replace(LAYOUT.margins["left"], low=32)})
    assert any("lề trái" in finding.seen for finding in check_docx(in_word(letter()), wide))


def test_the_check_of_a_pdf_catches_a_page_of_another_size_and_a_lost_archive_mark() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(write_pdf(report(body=(Paragraph("Nội dung"),)), LAYOUT, made_at=MADE_AT)))
    writer.pages[0].mediabox.right = 500
    del writer._root_object["/Metadata"]
    out = io.BytesIO()
    writer.write(out)
    sentences = [finding.sentence() for finding in check_pdf(out.getvalue(), LAYOUT)]
    assert any("khổ giấy" in sentence for sentence in sentences)
    assert any("PDF/A" in sentence for sentence in sentences)
