"""What Word shows is what is read."""

from __future__ import annotations

import pytest

from sources import samples
from sources.samples import docx, paragraph, wordprocessing
from vonggac.sources.documents import read_document


def text_of(data: bytes) -> str:
    return read_document(data, "cong-van.docx").text


def numbered(level: int, text: str, number: str = "1") -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


NUMBERING = wordprocessing(
    "numbering",
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%3."/></w:lvl>'
    "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2">'
    '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>',
)


def test_automatic_numbers_are_read_as_word_shows_them() -> None:
    body = (
        numbered(0, "Một")
        + numbered(1, "ý a")
        + numbered(1, "ý b")
        + numbered(0, "Hai")
        + numbered(1, "lại a")
        + numbered(2, "sâu")
        + numbered(0, "gạch", "2")
        + numbered(0, "mục", "3")
    )
    assert text_of(docx(body, word__numbering_xml=NUMBERING)).split("\n\n") == [
        "1. Một",
        "a) ý a",
        "b) ý b",
        "2. Hai",
        "a) lại a",
        "2.1. sâu",
        "- gạch",
        "III. mục",
    ]


def test_a_style_brings_its_number() -> None:
    styles = wordprocessing(
        "styles", '<w:style w:styleId="Muc"><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = paragraph("Một", '<w:pStyle w:val="Muc"/>') + paragraph("Hai", '<w:pStyle w:val="Muc"/>')
    assert text_of(docx(body, word__numbering_xml=NUMBERING, word__styles_xml=styles)) == "1. Một\n\n2. Hai"


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{''.join(paragraph(line) for line in cell.split('|'))}</w:tc>" for cell in cells) + "</w:tr>"


def test_the_letterhead_table_is_read_block_by_block_and_a_data_table_row_by_row() -> None:
    head = row("UBND TỈNH|SỞ Y TẾ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập - Tự do - Hạnh phúc") + row(
        "Số: 12/SYT-VP", "Quảng Ngãi, ngày 5"
    )
    data = row("STT", "Đơn vị", "Số máy") + row("1", "Xã|Đức Hòa", "12")
    text = text_of(docx(f"<w:tbl>{head}</w:tbl>{paragraph('Kính gửi: A')}<w:tbl>{data}</w:tbl>"))
    assert text.index("SỞ Y TẾ") < text.index("CỘNG HÒA") < text.index("Số: 12/SYT-VP") < text.index("Kính gửi")
    assert text.endswith("STT\tĐơn vị\tSố máy\n1\tXã Đức Hòa\t12")


def test_a_footnote_stands_behind_its_paragraph_never_inside_the_sentence() -> None:
    notes = wordprocessing(
        "footnotes", f'<w:footnote w:type="separator" w:id="0"/><w:footnote w:id="2">{paragraph("Tại văn bản số 5.")}</w:footnote>'
    )
    body = (
        '<w:p><w:r><w:t>Theo dõi cảnh báo</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t> hằng tuần.</w:t></w:r></w:p>'
        + paragraph("Mục sau.")
    )
    assert text_of(docx(body, word__footnotes_xml=notes)) == "Theo dõi cảnh báo¹ hằng tuần.\n\n¹ Tại văn bản số 5.\n\nMục sau."


def test_a_text_box_is_read_once_although_word_stores_it_twice() -> None:
    box = "<w:txbxContent>" + paragraph("KHẨN") + "</w:txbxContent>"
    both = (
        "<mc:AlternateContent>"
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert text_of(docx(f"<w:p><w:r>{both}</w:r><w:r><w:t>Công văn</w:t></w:r></w:p>")) == "KHẨN\n\nCông văn"


def test_deleted_words_go_inserted_words_stay_and_hidden_words_are_said() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del><w:ins><w:r><w:t>thêm</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>"
    )
    found = read_document(docx(body), "a.docx")
    assert found.text == "thêm"
    assert [note.rule for note in found.warnings] == ["hidden-text", "tracked-changes"]


def test_old_fonts_inside_a_modern_file_are_turned_into_unicode_capitals_included() -> None:
    font = '<w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTimeH"/>'
    assert text_of(docx(paragraph("Céng hßa x· héi", run=font))) == "CỘNG HÒA XÃ HỘI"


def test_page_breaks_part_pages_and_page_numbers_in_the_margin_are_no_text() -> None:
    body = paragraph("Trang một") + '<w:p><w:r><w:br w:type="page"/><w:t>Trang hai</w:t></w:r></w:p>'
    head = wordprocessing("hdr", "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>2</w:t></w:r></w:p>")
    foot = wordprocessing("ftr", paragraph("Địa chỉ: 118 Hùng Vương"))
    found = read_document(docx(body, word__header1_xml=head, word__footer1_xml=foot), "a.docx")
    assert found.text == "Trang một\n\nTrang hai\n\nĐịa chỉ: 118 Hùng Vương"
    assert [found.text[start:][:9] for start in found.pages] == ["Trang một", "Trang hai"]


def test_a_template_fetched_from_elsewhere_is_said_and_not_fetched() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://x/attachedTemplate" TargetMode="External" Target="http://192.0.2.1/a.dotm"/></Relationships>'
    )
    found = read_document(docx(paragraph("Công văn"), **{"word___rels__settings.xml.rels": relations}), "a.docx")
    assert [(note.rule, note.seen) for note in found.warnings] == [("outside-link", "http://192.0.2.1/a.dotm")]


def test_a_scan_pasted_into_word_says_that_it_is_one() -> None:
    found = read_document(docx(paragraph(""), **{"word__media__image1.png": b"\x89PNG"}), "a.docx")
    assert found.images_only
    assert "check-secrecy" in [note.rule for note in found.warnings]


def test_a_file_nested_a_thousand_deep_is_refused_or_read_but_never_crashes() -> None:
    from vonggac.sources.documents import Refused

    body = "<w:sdt><w:sdtContent>" * 600 + paragraph("sâu") + "</w:sdtContent></w:sdt>" * 600
    with pytest.raises(Refused):
        read_document(samples.docx(body), "a.docx")
