"""What is printed: numbers, dates, names and marks as Decree 30/2020 writes them."""

from __future__ import annotations

import pytest

from engines.documents.papers import LAYOUT, letter, report
from vonggac.engines.documents import Column, Item, Kind, PaperDate, Paragraph, Rank, Signer, Table, Urgency
from vonggac.engines.documents.compose import Grid, compose
from vonggac.engines.documents.metrics import width_mm
from vonggac.engines.documents.numbering import labels, roman
from vonggac.engines.documents.numbering import letter as point
from vonggac.engines.documents.text import NBSP, clean, day_words, number_words


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (PaperDate(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (PaperDate(2026, 2, 15), "ngày 15 tháng 02 năm 2026"),
        (PaperDate(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (PaperDate(2026, 12), "ngày      tháng 12 năm 2026"),
        (PaperDate(2026), "ngày      tháng      năm 2026"),
    ],
)
def test_days_below_ten_and_months_one_and_two_get_a_zero_and_unknown_parts_stay_blank(value: PaperDate, printed: str) -> None:
    assert plain(day_words(value)) == printed


@pytest.mark.parametrize(("day", "month"), [(5, None), (32, 1), (0, 1), (1, 13), (1, 0), (30, 2)])
def test_a_date_no_calendar_has_is_refused(day: int, month: int | None) -> None:
    with pytest.raises(ValueError):
        PaperDate(2026, month, day)


def test_a_number_below_ten_gets_a_zero_and_a_missing_one_stays_blank() -> None:
    assert plain(number_words(5, "BC-UBND")) == "Số: 05/BC-UBND"
    assert plain(number_words(120, "BC-UBND")) == "Số: 120/BC-UBND"
    assert plain(number_words(None, "SKHCN-CNS")) == "Số:      /SKHCN-CNS"


def test_points_follow_the_vietnamese_alphabet_with_d_and_dd() -> None:
    assert [point(n) for n in range(1, 9)] == ["a", "b", "c", "d", "đ", "e", "g", "h"]
    assert len({point(n) for n in range(1, 100)}) == 99
    assert [roman(n) for n in (1, 4, 9, 14, 40)] == ["I", "IV", "IX", "XIV", "XL"]


def test_each_part_starts_the_numbers_of_the_parts_below_it_anew() -> None:
    ranks = [Rank.ROMAN, Rank.ARABIC, Rank.LETTER, Rank.LETTER, Rank.ARABIC, Rank.LETTER, Rank.ROMAN, Rank.ARABIC]
    found = [label for _, label in labels([Item(rank, "x") for rank in ranks])]
    assert found == ["I.", "1.", "a)", "b)", "2.", "a)", "II.", "1."]


def test_dates_and_numbers_never_break_across_lines() -> None:
    text = clean("ngày 05 tháng 11 năm 2026, số 12/KH-UBND, Điều 5, khoản 2, Phụ lục II")
    glued = "ngày_05_tháng_11_năm_2026, số_12/KH-UBND, Điều_5, khoản_2, Phụ_lục_II"
    assert text == glued.replace("_", NBSP)


def test_text_is_nfc_without_hidden_or_forbidden_characters() -> None:
    assert clean("Quảng\u202e Ngãi\x00\ufeff\u200b") == "Quảng Ngãi"
    assert clean("Hoa\u0300  bi\u0300nh\n\t") == "Hoà bình"


def test_widths_are_those_of_times_new_roman() -> None:
    assert width_mm("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True) == pytest.approx(95.67, abs=0.01)
    assert width_mm("ơƯ", 10) == pytest.approx((529 + 776) / 100 * 25.4 / 72)


def test_a_long_department_takes_the_smaller_size_so_that_its_name_stays_whole() -> None:
    head = compose(letter(), LAYOUT).head
    assert head.issuer == ("SỞ KHOA HỌC VÀ CÔNG NGHỆ",)
    assert head.sizes == {"issuer": 12, "nation": 12, "motto": 13, "date": 13}


def test_a_ward_with_a_long_name_is_broken_after_uy_ban_nhan_dan() -> None:
    assert compose(report(), LAYOUT).head.issuer == ("ỦY BAN NHÂN DÂN", "PHƯỜNG TRƯƠNG QUANG TRỌNG")


@pytest.mark.parametrize("name", ["Sở Y tế", "Ủy ban nhân dân đặc khu Lý Sơn", "Trung tâm Chuyển đổi số và Đổi mới tỉnh Quảng Ngãi"])
def test_no_line_of_a_name_is_wider_than_its_column(name: str) -> None:
    head = compose(report(issuer=name), LAYOUT).head
    assert " ".join(head.issuer) == name.upper()
    assert all(width_mm(line, head.sizes["issuer"], bold=True) < head.left for line in head.issuer)
    assert head.left + head.right == pytest.approx(LAYOUT.text_width)


def test_one_addressee_stands_on_the_line_of_kinh_gui_and_several_behind_dashes() -> None:
    assert compose(letter(addressees=("Sở Tài chính.",)), LAYOUT).to == ("Sở Tài chính",)
    assert compose(letter(), LAYOUT).to == ("- Các sở, ban, ngành tỉnh;", "- UBND các xã, phường, đặc khu.")


def test_bases_end_with_a_semicolon_and_the_last_with_a_full_stop() -> None:
    assert [base[-1] for base in compose(report(), LAYOUT).bases] == [";", "."]


def test_the_text_ends_once_with_the_closing_mark() -> None:
    for end in ("thực hiện", "thực hiện.", "thực hiện./."):
        assert compose(letter(body=(Paragraph(end),)), LAYOUT).body[-1].text == "thực hiện./."  # type: ignore[union-attr]


def test_places_sent_to_end_with_the_filing_line() -> None:
    assert compose(letter(), LAYOUT).copies == ("- Như trên;", "- UBND tỉnh (báo cáo);", "- Lưu: VT, CNS.")


def test_one_annex_has_no_number_and_two_have_roman_numbers() -> None:
    two = compose(letter(), LAYOUT).annexes
    one = compose(letter(annexes=letter().annexes[:1]), LAYOUT).annexes
    assert [plain(annex.label) for annex in (*two, *one)] == ["Phụ lục I", "Phụ lục II", "Phụ lục"]
    assert plain(two[0].note) == "(Kèm theo Công văn số      /SKHCN-CNS ngày      tháng 12 năm 2026 của Sở Khoa học và Công nghệ)"


def test_only_a_letter_carries_its_subject_under_the_number() -> None:
    assert compose(letter(), LAYOUT).head.about.startswith("V/v tăng cường")
    named = compose(report(), LAYOUT)
    assert (named.head.about, named.type_name) == ("", "BÁO CÁO")
    assert " ".join(named.summary) == clean(report().subject)


def test_a_mark_of_urgency_has_the_size_the_decree_gives_it() -> None:
    frames = [compose(letter(urgency=mark), LAYOUT).head.frames[0] for mark in Urgency]
    assert [(frame.text, frame.width, frame.height) for frame in frames] == [("HỎA TỐC", 30, 8), ("THƯỢNG KHẨN", 40, 8), ("KHẨN", 20, 8)]
    assert all(width_mm(frame.text, LAYOUT.size("frame"), bold=True) < frame.width for frame in frames)


@pytest.mark.parametrize(
    "broken",
    [{"issuer": " "}, {"subject": ""}, {"signers": ()}, {"body": ()}, {"body": (Table((), ()),)}],
)
def test_a_document_without_what_every_document_has_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        letter(**broken)


def test_every_kind_has_its_rule_in_the_layout() -> None:
    assert {kind.value for kind in Kind} == set(LAYOUT.kinds)
    assert {mark.value for mark in Urgency} == set(LAYOUT.urgencies)


def test_the_lines_of_authority_are_capitals_and_the_name_is_not() -> None:
    signed = compose(letter(signers=(Signer("Phó Giám đốc", "Trần Thị Thử", ("KT. Giám đốc",)),)), LAYOUT).signatures[0]
    assert (signed.authority, signed.name) == (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Trần Thị Thử")


def test_no_heading_and_no_date_is_broken_in_a_narrow_column() -> None:
    table = Table((Column("STT", 0.1), Column("Hạn", 0.1), Column("Nội dung", 20)), (("1", "20/11/2026", "một nội dung dài"),))
    grid = compose(letter(body=(table, Paragraph("Hết"))), LAYOUT).body[0]
    assert isinstance(grid, Grid)
    assert grid.widths[0] > width_mm("STT", LAYOUT.size("table_head"), bold=True) + 3
    assert grid.widths[1] > width_mm("20/11/2026", LAYOUT.size("table_cell")) + 3
    assert sum(grid.widths) == pytest.approx(LAYOUT.text_width)
