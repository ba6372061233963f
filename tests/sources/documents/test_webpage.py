"""Pasted HTML."""

from __future__ import annotations

from vonggac.sources.documents import Format, read_document


def read(html: str) -> str:
    found = read_document(html.encode(), "a.html")
    assert found.format is Format.HTML
    return found.text


def test_only_what_a_reader_would_see_is_kept() -> None:
    html = (
        "<html><head><title>x</title><style>p{color:red}</style></head><body><script>alert(1)</script><noscript>n</noscript>"
        '<p>Thấy</p><div hidden>ẩn</div><p style="display: none">ẩn</p><!-- ẩn --><iframe src="http://x.vn">ẩn</iframe></body></html>'
    )
    assert read(html) == "Thấy"
    assert [note.rule for note in read_document(html.encode(), "a.html").warnings] == ["script"]


def test_blocks_lists_line_ends_and_tables_keep_their_shape() -> None:
    html = (
        "<div><p>Kính gửi:<br>- Sở A;<br>- Sở B.</p><ol start=3><li>Ba</li><li>Bốn <b>đậm</b></li></ol><ul><li>gạch</li></ul>"
        "<table><tr><th>STT</th><th>Đơn vị</th></tr><tr><td>1</td><td>Xã <i>Đức Hòa</i></td></tr></table><p>Hết</p></div>"
    )
    assert [line for line in read(html).split("\n") if line] == [
        "Kính gửi:",
        "- Sở A;",
        "- Sở B.",
        "3. Ba",
        "4. Bốn đậm",
        "- gạch",
        "STT\tĐơn vị",
        "1\tXã Đức Hòa",
        "Hết",
    ]


def test_a_letterhead_made_of_a_table_is_read_block_by_block() -> None:
    html = (
        "<table><tr><td>UBND TỈNH<br>SỞ Y TẾ</td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</td></tr>"
        "<tr><td>Số: 1/SYT</td><td>Quảng Ngãi</td></tr></table>"
    )
    assert [line for line in read(html).split("\n") if line] == [
        "UBND TỈNH",
        "SỞ Y TẾ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 1/SYT",
        "Quảng Ngãi",
    ]


def test_deeply_nested_markup_is_read_without_a_crash() -> None:
    read_document(("<html><body><p>Công văn</p>" + "<div>" * 5000 + "x" + "</div>" * 5000).encode(), "a.html")
