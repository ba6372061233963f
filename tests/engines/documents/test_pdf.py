"""The PDF: set offline with the packaged fonts, archivable, and deaf to commands hidden in text."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from importlib import resources

import pypdf
import pypdfium2
import pytest

from engines.documents.papers import ALL_VIETNAMESE, HOSTILE, LAYOUT, MADE_AT, bodies_table, letter, report, wide_table
from engines.documents.sheets import pages, squeezed
from vonggac.engines.documents import Annex, Blank, Column, Dash, Paper, Paragraph, Signer, Table, write_pdf


def made(paper: Paper) -> bytes:
    return write_pdf(paper, LAYOUT, made_at=MADE_AT)


def test_the_packaged_fonts_are_the_ones_named_in_the_list_of_digests() -> None:
    folder = resources.files("vonggac.engines.documents").joinpath("fonts")
    named = dict(reversed(line.split()) for line in folder.joinpath("SHA256SUMS").read_text().splitlines())
    assert len(named) == 4
    for name, digest in named.items():
        assert hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest() == digest
    assert "SIL OPEN FONT LICENSE" in folder.joinpath("OFL.txt").read_text(encoding="utf-8")


def test_every_font_is_inside_and_is_tinos() -> None:
    reader = pypdf.PdfReader(io.BytesIO(made(letter())))
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert "Tinos" in inner["/BaseFont"]
            assert "/FontFile2" in inner["/FontDescriptor"] or "/FontFile3" in inner["/FontDescriptor"]


def test_the_file_says_it_is_pdf_a_2b() -> None:
    xmp = pypdf.PdfReader(io.BytesIO(made(letter()))).trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp


def test_every_vietnamese_letter_can_be_copied_out_again() -> None:
    assert ALL_VIETNAMESE in squeezed("".join(pages(made(report(body=(Paragraph(" ".join(ALL_VIETNAMESE)),))))))
    assert len({letter for letter in ALL_VIETNAMESE if ord(letter) > 127}) == 134


def test_text_from_people_is_never_read_as_typst() -> None:
    paper = letter(
        subject=HOSTILE,
        issuer_in_text=HOSTILE,
        addressees=(HOSTILE, HOSTILE),
        body=(Dash(HOSTILE), Blank(HOSTILE), Table((Column(HOSTILE, 1),), ((HOSTILE,),)), Paragraph(HOSTILE, lead=HOSTILE)),
        recipients=(HOSTILE,),
        signers=(Signer(HOSTILE, HOSTILE),),
        contact=HOSTILE,
        drafter=HOSTILE,
        annexes=(Annex(HOSTILE, (Dash(HOSTILE),)),),
    )
    text = squeezed("".join(pages(made(paper))))
    assert text.count(squeezed(HOSTILE)) >= 9


@pytest.mark.parametrize("part", ["#", "\\", "$", "@", "//", "*", "_", "`", "<a>", "#panic()", '#read("/etc/passwd")', "]", "--", "~"])
def test_each_sign_of_the_typesetter_stands_on_paper_as_typed(part: str) -> None:
    assert f"A{part}B" in squeezed("".join(pages(made(report(body=(Paragraph(f"A{part}B"),), bases=())))))


def test_the_same_values_give_the_same_bytes() -> None:
    assert made(letter()) == made(letter())
    assert made(report()) != write_pdf(report(), LAYOUT, made_at=MADE_AT + timedelta(days=1))


def test_a_moment_between_two_seconds_makes_a_file_too() -> None:
    assert made(report()) == write_pdf(report(), LAYOUT, made_at=MADE_AT + timedelta(microseconds=123_456))


def test_page_numbers_are_hidden_on_first_pages_and_start_anew_in_each_annex() -> None:
    paper = letter(annexes=(Annex("A", (bodies_table(120),)), Annex("B", (bodies_table(60),), landscape=True)))
    firsts = [text.splitlines()[0].strip() for text in pages(made(paper))]
    assert firsts[1].replace("\u00a0", " ") == "Phụ lục I"
    numbers = [line if line.isdigit() else "" for line in firsts]
    second = next(place for place, line in enumerate(firsts) if line.replace("\u00a0", " ") == "Phụ lục II")
    assert numbers[:second] == ["", "", *[str(n) for n in range(2, second)]]
    assert numbers[second:] == ["", *[str(n) for n in range(2, len(numbers) - second + 1)]]


def test_a_long_annex_repeats_its_heading_on_each_page() -> None:
    paper = report(annexes=(Annex("A", (bodies_table(250),)),))
    sheets = pages(made(paper))[1:]
    assert len(sheets) > 4
    assert all("Số ngày quá hạn" in sheet.replace("\u00a0", " ") for sheet in sheets)


def test_rows_whose_height_is_worked_out_stand_where_the_typesetter_would_put_them(monkeypatch: pytest.MonkeyPatch) -> None:
    wide, tall = (report(annexes=(Annex("A", (wide_table(230),), landscape=lies),)) for lies in (True, False))
    worked_out, of_tall = pages(made(wide)), pages(made(tall))
    monkeypatch.setattr("vonggac.engines.documents.rowheights.LONG", 10_000)
    assert worked_out == pages(made(wide))
    measured = len(pages(made(tall)))
    assert measured <= len(of_tall) <= measured + 1, "a row may be a line too high where a word nearly fits, never too low"


def test_a_date_in_a_narrow_column_breaks_rather_than_runs_over_the_next_one() -> None:
    columns = (Column("Quy chế", 1), *(Column(f"Cột thứ {n} của biểu", 2) for n in range(9)))
    table = Table(columns, (("ngày 25/08/2026, UBND", *("x",) * 9),))
    sheet = pypdfium2.PdfDocument(made(report(body=(table, Paragraph("Hết")))))[0].get_textpage()
    found = sheet.search("25/08/2026,")
    index, count = found.get_next()
    edge = max(sheet.get_charbox(place)[2] for place in range(index, index + count))
    second = sheet.search("x")
    place, _count = second.get_next()
    assert edge < sheet.get_charbox(place)[0]


def test_pages_are_a4_and_a_wide_annex_lies_on_its_side() -> None:
    sizes = [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in pypdfium2.PdfDocument(made(letter()))]
    assert sizes[0] == (210, 297)
    assert sizes[-1] == (297, 210)


def test_the_head_reads_in_the_order_of_the_boxes() -> None:
    text = pages(made(letter()))[0].replace("\u00a0", " ")
    marks = ["UBND TỈNH", "SỞ KHOA HỌC", "CỘNG HÒA", "Độc lập", "Số:", "V/v", "Kính gửi:", "Thực hiện", "Nơi nhận:", "KT. GIÁM ĐỐC"]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)


def test_a_word_longer_than_a_line_stays_on_the_page_and_can_be_copied_whole() -> None:
    word = "https://vi-du.example/" + "duong-dan-rat-dai/" * 12
    table = Table((Column("Tệp", 1), Column("Cơ quan", 9)), (("ten_tep_minh_chung_rat_la_dai_khong_co_dau_cach.pdf", "Sở Y tế"),))
    page = pypdfium2.PdfDocument(made(report(body=(table, Paragraph(word)))))[0]
    sheet = page.get_textpage()
    shown = squeezed(sheet.get_text_bounded()).replace("\u200b", "").replace("\x02", "-")  # pdfium marks a hyphen at a line's end
    assert word in shown
    right = (LAYOUT.page_width - LAYOUT.margins["right"].use + 1) / 25.4 * 72
    assert max(sheet.get_charbox(place)[2] for place in range(sheet.count_chars())) < right
