"""A page of a PDF as a person reads it."""

from __future__ import annotations

from sources import samples
from vonggac.sources.documents import read_document
from vonggac.sources.documents.layout import page_texts
from vonggac.sources.documents.lines import Piece

LETTER = """
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm){numbering})
#set text(size: 14pt)
#set par(justify: true, first-line-indent: (amount: 1.27cm, all: true), spacing: 1.2em)
#grid(columns: (42%, 58%), align: center, row-gutter: 8pt,
  [#set par(first-line-indent: 0pt); #text(13pt)[UBND TỈNH QUẢNG NGÃI] \\ #text(13pt)[*SỞ KHOA HỌC VÀ CÔNG NGHỆ*]],
  [#set par(first-line-indent: 0pt); #text(13pt)[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*] \\ *Độc lập - Tự do - Hạnh phúc*],
  [#set par(first-line-indent: 0pt); #text(13pt)[Số: 15/SKHCN-CNTT] \\ #text(12pt)[V/v rà soát lỗ hổng bảo mật
   trên các hệ thống thông tin dùng chung]],
  [#set par(first-line-indent: 0pt); _Quảng Ngãi, ngày 05 tháng 01 năm 2026_],
)
#align(center)[Kính gửi: Ủy ban nhân dân các xã, phường.]

Thực hiện chỉ đạo của Ủy ban nhân dân tỉnh về việc bảo đảm an toàn thông tin mạng trong dịp Tết, Sở Khoa học và Công nghệ đề nghị:

1. Rà soát toàn bộ hệ thống thông tin thuộc phạm vi quản lý,
   cập nhật bản vá và gỡ bỏ phần mềm độc hại{note} trước ngày 25/01/2026, báo cáo kết quả về Sở.

{middle}

2. Cử đầu mối trực 24/7.

#grid(columns: (45%, 55%),
  [#set par(first-line-indent: 0pt); #text(12pt)[*_Nơi nhận:_*] \\ #text(11pt)[\\- Như trên; \\ \\- Lưu: VT, CNTT.]],
  align(center)[#set par(first-line-indent: 0pt); *GIÁM ĐỐC* #v(40pt) *Nguyễn Thị Sương Mai*],
)
"""


def read(middle: str = "", note: str = "", numbering: str = "") -> str:
    markup = LETTER.replace("{middle}", middle).replace("{note}", note).replace("{numbering}", numbering)
    return read_document(samples.pdf(markup), "cong-van.pdf").text


def test_the_two_columns_of_the_letterhead_are_read_one_after_the_other() -> None:
    text = read()
    assert text.startswith("UBND TỈNH QUẢNG NGÃI\nSỞ KHOA HỌC VÀ CÔNG NGHỆ\n")
    assert " ".join(text.split()).index("V/v rà soát lỗ hổng bảo mật trên các hệ thống thông tin dùng chung") > 0
    for line in (
        "Số: 15/SKHCN-CNTT",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Quảng Ngãi, ngày 05 tháng 01 năm 2026",
    ):
        assert line in text.split("\n")


def test_lines_of_a_paragraph_become_one_line_again() -> None:
    paragraphs = read().split("\n\n")
    assert any(each.startswith("Thực hiện chỉ đạo") and each.endswith("Công nghệ đề nghị:") for each in paragraphs)
    assert any(each.startswith("1. Rà soát") and each.endswith("kết quả về Sở.") for each in paragraphs)
    assert "2. Cử đầu mối trực 24/7." in paragraphs
    assert "Kính gửi: Ủy ban nhân dân các xã, phường." in paragraphs


def test_the_signature_stands_behind_the_recipients() -> None:
    end = [line for line in read().split("\n") if line][-5:]
    assert end == ["Nơi nhận:", "- Như trên;", "- Lưu: VT, CNTT.", "GIÁM ĐỐC", "Nguyễn Thị Sương Mai"]


def test_a_sentence_that_crosses_a_page_stays_whole_and_its_footnote_stays_outside() -> None:
    long = "Các cơ quan, đơn vị tổ chức trực giám sát liên tục và báo cáo ngay khi có sự cố xảy ra trên địa bàn. " * 30
    text = read(
        middle=long.strip(),
        note="#footnote[Tại văn bản cảnh báo gửi kèm theo công văn này.]",
        numbering=', numbering: "1", number-align: center + top',
    )
    paragraphs = text.split("\n\n")
    assert " ".join(long.split()) in paragraphs
    assert "¹ Tại văn bản cảnh báo gửi kèm theo công văn này." in paragraphs
    assert any("phần mềm độc hại¹ trước ngày 25/01/2026" in each for each in paragraphs)
    assert "2" not in text.split("\n")


def test_rows_of_a_table_keep_their_cells_apart() -> None:
    table = "#table(columns: (1.5cm, 6cm, 3cm), [STT], [Đơn vị], [Số máy], [1], [Xã Đức Hòa], [12], [2], [Phường Nghĩa Lộ], [40])"
    lines = read(middle=table).split("\n")
    assert lines[lines.index("STT\tĐơn vị\tSố máy") :][1:3] == ["1\tXã Đức Hòa\t12", "2\tPhường Nghĩa Lộ\t40"]


def test_where_each_page_begins_is_kept() -> None:
    found = read_document(samples.pdf("Trang một. #pagebreak() Trang hai. #pagebreak() Trang ba."), "a.pdf")
    assert [found.text[start:][:9] for start in found.pages] == ["Trang một", "Trang hai", "Trang ba."]


def test_the_place_and_date_stand_apart_from_the_motto() -> None:
    assert "Quảng Ngãi, ngày 05 tháng 01 năm 2026" in read().split("\n\n")


def test_words_drawn_twice_to_look_bold_are_read_once() -> None:
    twice = "#place(top + left, dx: 0pt)[TỐI QUAN TRỌNG]#place(top + left, dx: 0.3pt)[TỐI QUAN TRỌNG]#v(1cm)Nội dung ll nn 1122."
    assert read_document(samples.pdf(twice), "a.pdf").text == "TỐI QUAN TRỌNG\n\nNội dung ll nn 1122."


def line(text: str, number: int, left: float = 60.0, right: float = 540.0, order: int | None = None) -> Piece:
    top = 100.0 + 18 * number
    return Piece(text, left, top, right, top + 14, 14.0, number if order is None else order)


def test_a_symbol_cut_at_a_line_end_is_whole_again_and_a_dash_between_words_keeps_its_blanks() -> None:
    pieces = [line("Thực hiện Công văn số 5644/BTTTT-", 0), line("CATTT, Phòng Bưu chính -", 1), line("Viễn thông.", 2, right=140.0)]
    assert page_texts([(pieces, 595.0, 842.0)]) == ["Thực hiện Công văn số 5644/BTTTT-CATTT, Phòng Bưu chính - Viễn thông."]


def test_an_item_begins_a_paragraph_and_its_number_set_apart_belongs_to_it() -> None:
    pieces = [line("Các đơn vị cần làm ngay những việc sau đây:", 0), line("1.", 1, 60, 70, 10), line("Rà soát hệ thống", 1, 100, 540, 20)]
    assert page_texts([(pieces, 595.0, 842.0)]) == ["Các đơn vị cần làm ngay những việc sau đây:\n\n1. Rà soát hệ thống"]
