"""Lists that arrive as tables of a letter: DOCX, PDF, a web page."""

from __future__ import annotations

import pytest

from sources import samples
from sources.addresslists.test_lists import addresses, seconds, whole
from vonggac.sources.addresslists import Form, Meaning, propose_shape
from vonggac.sources.refusal import Refused


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{samples.paragraph(text)}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


DOWN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_the_table_of_a_word_letter_is_read_with_its_merged_cells() -> None:
    data = samples.docx(
        samples.paragraph("Danh sách kèm theo công văn")
        + table(
            cell("STT", DOWN) + cell("Đơn vị", DOWN) + cell("Máy bị nhiễm", '<w:gridSpan w:val="2"/>') + cell("Mã độc", DOWN),
            cell("", ON) + cell("", ON) + cell("IP") + cell("Cổng") + cell("", ON),
            cell("1") + cell("Xã Đức Hòa", DOWN) + cell("203.0.113.7") + cell("445") + cell("Mirai"),
            cell("2") + cell("", ON) + cell("203.0.113.8") + cell("") + cell("Sality"),
            cell("3") + cell("Xã Trà Bồng") + cell("203.0.113[.]9") + cell("80") + cell("Sality"),
        )
    )

    batch = whole(data, "a.docx")

    assert batch.table == "Bảng 1"
    assert batch.columns[Meaning.ADDRESS] == ["203.0.113.7", "203.0.113.8", "203.0.113.9"]
    assert batch.columns[Meaning.ORGANISATION] == ["Xã Đức Hòa", "Xã Đức Hòa", "Xã Trà Bồng"]
    assert batch.columns[Meaning.PORT] == ["445", "", "80"]
    assert list(batch.places) == [3, 4, 5]


def test_the_letterhead_of_a_word_letter_is_no_list() -> None:
    data = samples.docx(
        table(cell("SỞ KHOA HỌC VÀ CÔNG NGHỆ") + cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))
        + table(cell("IP") + cell("Thời gian"), cell("203.0.113.7") + cell("05/10/2026"), cell("203.0.113.8") + cell("25/10/2026"))
    )

    proposal = propose_shape(data, "a.docx")

    assert proposal.left_out == ("Bảng 1",)
    assert addresses(data, "a.docx") == ["203.0.113.7", "203.0.113.8"]


def test_addresses_in_the_running_text_of_a_letter_are_found_when_it_has_no_table() -> None:
    data = samples.docx(samples.paragraph("Kính gửi đơn vị") + samples.paragraph("203.0.113.7") + samples.paragraph("203.0.113.8:445"))

    assert addresses(data, "a.docx") == ["203.0.113.7", "203.0.113.8"]


PDF = """#set page(width: 21cm, height: 29.7cm)
#set text(size: 11pt)
PHỤ LỤC DANH SÁCH ĐỊA CHỈ IP

#table(columns: (1.2cm, 3.6cm, 1.8cm, 5cm, 4cm),
[STT], [Địa chỉ IP], [Cổng], [Đơn vị quản lý], [Thời gian phát hiện (UTC)],
%s)
"""


def test_the_table_of_a_pdf_is_read_by_where_its_letters_stand() -> None:
    rows = [
        ("1", "203.0.113.7", "51234", "Ủy ban nhân dân xã Đức Hòa, tỉnh Quảng Ngãi", "2026-10-05 03:12"),
        ("2", "203.0.113.8", "", "Sở Giáo dục", "2026-10-06 03:12"),
        ("3", "203.0.113.9", "445", "Trường Trung học phổ thông Lê Quý Đôn, phường Nghĩa Lộ", "2026-10-07 03:12"),
    ]
    data = samples.pdf(PDF % ",\n".join(", ".join(f"[{each}]" for each in row) for row in rows))

    batch = whole(data, "a.pdf")

    assert propose_shape(data, "a.pdf").shape.form is Form.PDF
    assert batch.columns[Meaning.ADDRESS] == ["203.0.113.7", "203.0.113.8", "203.0.113.9"]
    assert batch.columns[Meaning.PORT] == ["51234", "", "445"]
    assert batch.columns[Meaning.ORGANISATION] == [row[3] for row in rows]
    assert batch.times[Meaning.SEEN] == [seconds(2026, 10, day, 3, 12) for day in (5, 6, 7)]


def test_a_table_over_many_pages_says_its_heading_again_and_loses_no_row() -> None:
    rows = ",\n".join(f"[{n}], [203.0.113.{n}], [{1000 + n}], [Xã {n}], [2026-10-05 03:12]" for n in range(1, 121))
    head = "table.header([STT], [Địa chỉ IP], [Cổng], [Đơn vị quản lý], [Thời gian phát hiện (UTC)])"
    markup = PDF.replace("[STT], [Địa chỉ IP], [Cổng], [Đơn vị quản lý], [Thời gian phát hiện (UTC)]", head) % rows

    batch = whole(samples.pdf(markup), "a.pdf")

    assert batch.columns[Meaning.ADDRESS] == [f"203.0.113.{n}" for n in range(1, 121)]
    assert batch.columns[Meaning.PORT] == [str(1000 + n) for n in range(1, 121)]
    assert batch.bad_count == 0


def test_a_scan_is_refused_with_what_to_ask_for() -> None:
    data = samples.pdf("#rect(width: 5cm, height: 5cm, fill: gray)")

    with pytest.raises(Refused) as refused:
        propose_shape(data, "a.pdf")
    assert refused.value.bad.rule == "scan"


def test_a_web_page_with_a_table_is_read() -> None:
    data = "<html><body><table><tr><th>IP</th><th>Cổng</th><th>Mã độc</th><th>Đơn vị</th></tr>"
    data += (
        "".join(f"<tr><td>203.0.113.{n}</td><td>445</td><td>mirai</td><td>Xã {n}</td></tr>" for n in range(1, 4)) + "</table></body></html>"
    )

    assert addresses(data.encode(), "a.html") == ["203.0.113.1", "203.0.113.2", "203.0.113.3"]


def test_cells_set_in_the_middle_of_tall_rows_stay_with_their_row_over_many_pages() -> None:
    names = ("Ủy ban nhân dân xã Đức Hòa, tỉnh Quảng Ngãi, bộ phận một cửa", "Sở Giáo dục", "Trường Trung học phổ thông Lê Quý Đôn")
    rows = ",\n".join(f"[{n}], [203.0.113.{n}], [{50000 + n}], [{names[n % 3]}], [2026-10-05 03:12]" for n in range(1, 71))
    markup = PDF.replace("#table(", "#table(align: horizon + center, ").replace("5cm, 4cm", "3cm, 4cm") % rows

    batch = whole(samples.pdf(markup), "a.pdf")

    assert batch.columns[Meaning.ADDRESS] == [f"203.0.113.{n}" for n in range(1, 71)]
    assert batch.columns[Meaning.PORT] == [str(50000 + n) for n in range(1, 71)]
    assert batch.columns[Meaning.ORGANISATION] == [names[n % 3] for n in range(1, 71)]
    assert batch.bad_count == 0


def test_an_address_that_a_narrow_column_breaks_is_never_read_as_a_shorter_one() -> None:
    markup = "#table(columns: (1cm, 2.05cm, 2.4cm), [STT], [Địa chỉ IP], [Mã độc],\n%s)"
    rows = ",\n".join(f"[{n}], [203.0.113.1\\ {n}], [Mirai]" for n in range(11, 20))

    assert addresses(samples.pdf(markup % rows), "a.pdf") == [f"203.0.113.1{n}" for n in range(11, 20)]
