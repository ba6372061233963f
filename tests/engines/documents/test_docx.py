"""The Word file: safe, complete, and the same bytes for the same values."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pytest
from lxml import etree

from engines.documents.cases import DRAFT
from engines.documents.papers import ALL_VIETNAMESE, HOSTILE, LAYOUT, MADE_AT, letter, report
from installation import bare
from vonggac.engines.documents import Annex, Column, Dash, Paper, Paragraph, Signer, Table, write_docx
from vonggac.engines.documents.campaign import CampaignFacts, campaign_report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(paper: Paper) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(write_docx(paper, LAYOUT, made_at=MADE_AT))) as package:
        return {name: etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")}


def words(root: etree._Element) -> str:
    return "".join(node.text or "" for node in root.iter(f"{W}t"))


def test_importing_the_room_loads_neither_word_nor_typst() -> None:
    code = "import sys, vonggac.engines.documents; print([m for m in ('docx', 'lxml', 'typst', 'pypdf', 'django') if m in sys.modules])"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=bare(PYTHONPATH=":".join(sys.path))
    )
    assert shown.stdout.strip() == "[]"


def test_the_same_values_give_the_same_bytes() -> None:
    assert write_docx(letter(), LAYOUT, made_at=MADE_AT) == write_docx(letter(), LAYOUT, made_at=MADE_AT)


def test_a_layout_never_lends_its_styles_to_another() -> None:
    bold = replace(LAYOUT, boxes={**LAYOUT.boxes, "body": replace(LAYOUT.boxes["body"], bold=True)})
    first, other, again = (write_docx(letter(), layout, made_at=MADE_AT) for layout in (LAYOUT, bold, LAYOUT))
    assert first == again
    styles = []
    for content in (first, other):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            styles.append(package.read("word/styles.xml"))
    assert styles[0] != styles[1]


def test_text_from_people_is_printed_as_it_is_and_makes_no_field_and_no_markup() -> None:
    paper = letter(
        subject=HOSTILE,
        addressees=(HOSTILE, HOSTILE),
        body=(Dash(HOSTILE), Table((Column(HOSTILE, 1),), ((HOSTILE,),)), Paragraph(HOSTILE)),
        recipients=(HOSTILE,),
        signers=(Signer("Giám đốc", HOSTILE),),
        annexes=(Annex("A", (Dash(HOSTILE),)),),
    )
    body = parts(paper)["word/document.xml"]
    assert words(body).count(HOSTILE) >= 8
    assert not [node.tag for node in body.iter(f"{W}fldSimple", f"{W}instrText", f"{W}hyperlink", f"{W}object")]


def test_a_long_table_keeps_every_row_in_its_place_and_prints_what_people_typed() -> None:
    rows = tuple((str(n), f"{HOSTILE} @@0@@ <w:t> & {n}") for n in range(450))
    paper = letter(body=(Table((Column("TT", 1), Column("Tên", 3)), rows), Table((Column("B", 1),), (("1",), ("2",))), Paragraph("Hết.")))
    document = parts(paper)["word/document.xml"]
    tables = [[[words(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")] for table in document.iter(f"{W}tbl")]
    assert [tuple(row) for row in next(one for one in tables if len(one) > 400)[1:]] == list(rows)
    assert [["B"], ["1"], ["2"]] in tables
    assert not [one for one in document.iter() if one.tag is etree.PI]


def test_the_page_number_is_the_only_field() -> None:
    fields = [node.text for root in parts(letter()).values() for node in root.iter(f"{W}instrText")]
    assert fields == ["PAGE"]


def test_every_run_declares_vietnamese_and_times_new_roman() -> None:
    for name, root in parts(letter()).items():
        for run in root.iter(f"{W}r"):
            assert run.find(f"{W}rPr/{W}lang").get(f"{W}val") == "vi-VN", name
            assert run.find(f"{W}rPr/{W}rFonts").get(f"{W}ascii") == "Times New Roman", name


def test_every_vietnamese_letter_survives() -> None:
    assert ALL_VIETNAMESE in words(parts(report(body=(Paragraph(ALL_VIETNAMESE),)))["word/document.xml"])


def test_the_signature_block_stands_beside_the_places_sent_to_in_one_row_that_does_not_split() -> None:
    body = parts(report())["word/document.xml"]
    rows = [row for row in body.iter(f"{W}tr") if "Nơi nhận:" in words(row)]
    assert len(rows) == 1
    assert "TM. ỦY BAN NHÂN DÂN" in words(rows[0])
    assert rows[0].find(f"{W}trPr/{W}cantSplit") is not None


def test_a_second_signer_stands_to_the_right_of_the_first() -> None:
    body = parts(report(signers=(Signer("Thư ký", "Lê Thử"), Signer("Chủ tọa", "Trần Thử"))))["word/document.xml"]
    row = next(row for row in body.iter(f"{W}tr") if "CHỦ TỌA" in words(row))
    assert [words(cell) for cell in row.iter(f"{W}tc")] == ["THƯ KÝLê Thử", "CHỦ TỌATrần Thử"]


@pytest.mark.parametrize("rows", [0, 1, 250])
def test_an_annex_repeats_its_heading_and_never_splits_a_row(rows: int) -> None:
    from engines.documents.papers import bodies_table

    body = parts(report(annexes=(Annex("Danh sách", (bodies_table(rows),)),)))["word/document.xml"]
    table = list(body.iter(f"{W}tbl"))[-1]
    made = list(table.iter(f"{W}tr"))
    assert len(made) == (rows + 2 if rows else 2)
    assert made[0].find(f"{W}trPr/{W}tblHeader") is not None
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in made)
    assert rows or "Không có" in words(table)


def test_nothing_but_the_given_moment_and_office_stands_in_the_properties() -> None:
    core = etree.tostring(parts(letter())["docProps/core.xml"], encoding="unicode")
    assert "2026-12-01T08:00:00Z" in core
    assert "Sở Khoa học và Công nghệ" in core
    assert "python" not in core.lower()


def test_what_announces_a_table_stays_with_its_heading_and_first_row() -> None:
    facts = CampaignFacts(
        title="Thử", period="", purpose="", letter_number="", opened_on=date(2026, 11, 1), due_on=date(2026, 11, 9),
        as_of=date(2026, 11, 20), rules=(), with_indicators=False, bodies=(), excused=(), silent=(), handed=0, read=0, events=0, found=(),
        tactics=(("Thực thi", 1, 2),), tasks=(0, 0), conclusion="",
    )  # fmt: skip
    doc = docx.Document(io.BytesIO(write_docx(campaign_report(draft=DRAFT, facts=facts, layout=LAYOUT), LAYOUT, made_at=MADE_AT)))
    (words_before,) = [one for one in doc.paragraphs if one.text.startswith("Theo chiến thuật")]
    assert words_before.paragraph_format.keep_with_next is True
    (table,) = [one for one in doc.tables if one._tbl is words_before._p.getnext()]
    heads = [one.paragraph_format.keep_with_next or one.style.paragraph_format.keep_with_next for one in table.rows[0].cells[0].paragraphs]
    assert heads == [True]
    assert not table.rows[1].cells[0].paragraphs[0].style.paragraph_format.keep_with_next, "a long table still breaks"
    body = next(one for one in doc.paragraphs if one.text.startswith("Đã giao"))
    assert not body.paragraph_format.keep_with_next
