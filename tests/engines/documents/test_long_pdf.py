"""A long PDF: set piece by piece so that it needs little memory, and bound so that nobody can tell."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.documents.papers import LAYOUT, MADE_AT, bodies_table, report, wide_table
from engines.documents.sheets import pages
from vonggac.engines.documents import Annex, Dash, Paper, Paragraph, check_pdf, pdf, pieces, write_pdf
from vonggac.engines.documents.compose import Grid, compose

NOTE = Paragraph("Ô để trống là chưa có thông tin")


def several_annexes(rows: int = 230) -> Paper:
    annexes = (
        Annex("A", (Dash("Mở đầu"), bodies_table(rows), NOTE)),
        Annex("B", (wide_table(rows), NOTE), landscape=True),
        Annex("C", (bodies_table(5),)),
    )
    return report(annexes=annexes, contact="Số 1 đường Thử, điện thoại 0000")


def plain(text: str) -> str:
    """Return the text with one kind of blank: two kinds are one letter of the font, and which one is copied out depends on the first."""
    return " ".join(text.split())


def letters_of(data: bytes) -> list[tuple[int, str, float, float]]:
    """Return each letter with its page and the point at which it stands, blanks left out."""
    sheets = [page.get_textpage() for page in pypdfium2.PdfDocument(data)]
    return [
        placed for page, sheet in enumerate(sheets, 1) for n in range(sheet.count_chars()) if (placed := _letter(page, sheet, n))[1].strip()
    ]


def _letter(page: int, sheet: Any, place: int) -> tuple[int, str, float, float]:
    left, bottom, _right, _top = sheet.get_charbox(place)
    return page, sheet.get_text_range(place, 1), left, bottom


def made(paper: Paper) -> bytes:
    return write_pdf(paper, LAYOUT, made_at=MADE_AT)


@pytest.fixture(scope="module")
def asked() -> Iterator[list[dict[str, Any]]]:
    """Have every document of this file set in pieces of some hundred rows; what each piece was asked is noted."""
    noted, run = [], pdf._run

    def note(verb: str, *words: str, given: bytes) -> bytes:
        if verb == "set":
            noted.append(json.loads(given))
        return run(verb, *words, given=given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "LARGE", 0)
        patch.setattr(pdf, "typeset", None)
        patch.setattr(pdf, "_run", note)
        patch.setattr(pieces, "ROOM", 1)
        patch.setattr(pieces, "LEAST_ROWS", 100)
        yield noted


AT_ONCE = pdf.typeset


@pytest.fixture(scope="module")
def at_once() -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "LARGE", 10**9)
        patch.setattr(pdf, "typeset", AT_ONCE)
        return made(several_annexes())


@pytest.fixture(scope="module")
def bound(asked: list[dict[str, Any]]) -> bytes:
    asked.clear()
    data = made(several_annexes())
    assert len(asked) >= 4
    return data


def test_in_a_document_set_in_pieces_each_letter_stands_where_it_would_had_it_been_set_at_once(at_once: bytes, bound: bytes) -> None:
    expected, found = letters_of(at_once), letters_of(bound)
    assert [one[:2] for one in found] == [one[:2] for one in expected]
    hair = 0.5  # points: what is written of a place is rounded
    assert not [one for one, other in zip(found, expected, strict=True) if max(abs(one[2] - other[2]), abs(one[3] - other[3])) > hair]
    assert check_pdf(bound, LAYOUT) == []


def test_a_table_that_cannot_be_cut_yet_is_set_with_more_of_its_rows(asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    asked.clear()
    monkeypatch.setattr(pieces, "LEAST_ROWS", 20)
    monkeypatch.setattr(pieces, "ROOM", 1_600)
    text = plain(" ".join(pages(made(report(annexes=(Annex("A", (bodies_table(90),)),))))))
    assert [int(number) for number in re.findall(r"UBND xã số (\d+)", text)] == list(range(1, 91))
    rows = [len(one["parts"]["annexes"][0]["blocks"][0]["rows"]) for one in asked]
    assert rows[1] == 2 * rows[0] < 50, "so few rows stand on one page"


def test_two_thousand_rows_stand_once_and_in_order_under_a_heading_on_numbered_pages(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "ROOM", 100_000)
    sheets = pages(made(report(annexes=(Annex("A", (bodies_table(2_000), NOTE)),))))[1:]
    rows = [int(number) for sheet in sheets for number in re.findall(r"UBND xã số (\d+)", plain(sheet))]
    assert rows == list(range(1, 2_001))
    assert all("Số ngày quá hạn" in plain(sheet) for sheet in sheets)
    assert [sheet.split()[0] for sheet in sheets[1:]] == [str(n) for n in range(2, len(sheets) + 1)]
    assert "Cộng" in sheets[-1]
    assert asked[-1]["piece"]["page"] > 1
    assert "chưa có thông tin" in sheets[-1]


def test_the_pieces_share_one_copy_of_each_font_and_it_is_inside(bound: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(bound))
    fonts: dict[int, Any] = {}
    for page in reader.pages:
        shelf = page["/Resources"]["/Font"]
        fonts |= {shelf.raw_get(name).idnum: shelf[name] for name in shelf}
    names = [font["/BaseFont"].partition("+")[2] for font in fonts.values()]
    assert sorted(names) == sorted(set(names))
    assert all("/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts.values())


def test_the_bound_file_is_as_archivable_as_one_set_at_once_and_counts_its_own_pages(bound: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(bound), strict=True)
    root = reader.trailer["/Root"]
    said = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in said
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in said
    assert f"<xmpTPg:NPages>{len(reader.pages)}</xmpTPg:NPages>" in said
    assert f"<xmpMM:InstanceID>{reader.trailer['/ID'][1]}</xmpMM:InstanceID>" in said
    assert root["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"
    assert root["/Lang"] == "vi-VN"
    assert "/StructTreeRoot" not in root
    assert reader.metadata
    assert reader.metadata.title
    assert reader.metadata.producer is None


@pytest.mark.usefixtures("asked")
def test_the_same_long_document_is_the_same_file_and_another_last_row_is_another() -> None:
    files = [made(report(annexes=(Annex("A", (bodies_table(rows),)),))) for rows in (120, 120, 121)]
    assert files[0] == files[1]
    first, second = (pypdf.PdfReader(io.BytesIO(data)).trailer["/ID"] for data in files[1:])
    assert first[0] == second[0]
    assert first[1] != second[1]


def test_no_piece_grows_with_the_document(asked: list[dict[str, Any]]) -> None:
    asked.clear()
    made(report(annexes=(Annex("A", (bodies_table(400),)),)))
    rows = [len(one["parts"]["annexes"][0]["blocks"][0]["rows"]) for one in asked]
    assert max(rows) == 100
    assert len(rows) >= 4


LONG = compose(several_annexes(), LAYOUT)


@given(st.lists(st.tuples(st.integers(1, 20_000), st.floats(0.1, 1)), max_size=20))
def test_wherever_a_document_is_cut_its_rows_are_all_there_once_and_in_order(cuts: list[tuple[int, float]]) -> None:
    rest, seen = LONG, []
    for room, share in cuts:
        piece = pieces.piece_of(rest, room)
        if piece.place is None:
            break
        annex, place = piece.place
        last = piece.parts.annexes[annex].blocks[place]
        assert isinstance(last, Grid)
        assert not last.totals
        row = max(1, int(len(last.rows) * share))
        done = replace(last, rows=last.rows[:row])
        seen += rows_of([*before(piece.parts, annex), *piece.parts.annexes[annex].blocks[:place], done])
        rest = pieces.rest_from(rest, piece.place, row)
    seen += rows_of(before(rest, None))
    assert seen == rows_of(before(LONG, None))


def before(parts: Any, annex: int | None) -> list[Any]:
    return [block for one in parts.annexes[:annex] for block in one.blocks]


def rows_of(blocks: list[Any]) -> list[Any]:
    return [row for block in blocks if isinstance(block, Grid) for row in block.rows]
