"""Lists as people really send them."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from sources import samples
from vonggac.sources.limits import Limits
from vonggac.sources.tables import Choice, Column, Kind, Refused, Table, read_table, template_xlsx, write_csv, write_xlsx

COLUMNS = (
    Column("name", "Tên hệ thống", required=True, synonyms=("Hệ thống thông tin",), at_most=200),
    Column("code", "Mã định danh", Kind.CODE),
    Column("phone", "Điện thoại", Kind.CODE, synonyms=("Số điện thoại", "SĐT")),
    Column("machines", "Số máy", Kind.INTEGER),
    Column("cost", "Kinh phí (triệu đồng)", Kind.DECIMAL),
    Column("since", "Ngày đưa vào sử dụng", Kind.DATE),
    Column("public", "Mở ra Internet", Kind.BOOL),
    Column("level", "Cấp độ", Kind.CHOICE, choices=(Choice("3", "Cấp độ 3", ("cấp 3", "III")), Choice("unknown", "Chưa xác định"))),
    Column("domains", "Tên miền", Kind.LIST),
)
HEADER = [column.title for column in COLUMNS]


def workbook(*rows: list[Any], merge: tuple[str, ...] = (), title: str = "Sheet1") -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(row)
    for cells in merge:
        page.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, name: str = "he-thong.xlsx", limits: Limits | None = None) -> Table:
    return read_table(data, name, expected=COLUMNS, limits=limits or Limits())


def rule_of(data: bytes, name: str = "he-thong.xlsx", limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as refusal:
        read(data, name, limits)
    assert refusal.value.bad.why.endswith(".")
    return refusal.value.bad.rule


def test_a_row_becomes_typed_values_in_vietnamese_ways_of_writing() -> None:
    table = read(workbook(HEADER, ["Cổng thông tin", "H48.01", "0905000000", 12, "1.234,5", "31/12/2024", "x", "cấp 3", "a.vn; b.vn"]))
    assert dict(table.rows[0].values) == {
        "name": "Cổng thông tin",
        "code": "H48.01",
        "phone": "0905000000",
        "machines": 12,
        "cost": Decimal("1234.5"),
        "since": date(2024, 12, 31),
        "public": True,
        "level": "3",
        "domains": ("a.vn", "b.vn"),
    }
    assert table.bad == ()
    assert table.rows[0].line == 2


def test_a_telephone_typed_as_a_number_and_a_real_date_cell_are_read() -> None:
    table = read(workbook(HEADER, ["A", 4801, 2553822222.0, 12.0, 0.1, date(2025, 3, 4), "Không", "III", None]))
    values = table.rows[0].values
    assert (values["code"], values["phone"], values["machines"], values["cost"]) == ("4801", "2553822222", 12, Decimal("0.1"))
    assert (values["since"], values["public"], values["domains"]) == (date(2025, 3, 4), False, ())


def test_the_heading_is_found_below_titles_in_any_case_and_without_marks() -> None:
    table = read(
        workbook(
            ["UBND TỈNH QUẢNG NGÃI"],
            ["DANH SÁCH HỆ THỐNG THÔNG TIN"],
            [],
            ["STT", "TEN HE THONG *", "SĐT:", "Kinh phí", "Ghi chú"],
            ["(1)", "(2)", "(3)", "(4)", "(5)"],
            [1, "Cổng dịch vụ công", "0255", "12,5", "mới"],
            [2, None, None, None, None],
            [],
            ["Tổng cộng", None, None, 12.5],
        )
    )
    assert [(row.line, row.values["name"], row.values["cost"]) for row in table.rows] == [(6, "Cổng dịch vụ công", Decimal("12.5"))]
    assert table.unknown == ("STT", "Ghi chú")
    assert "level" in table.missing
    assert table.bad == ()


def test_merged_headings_over_two_lines_are_understood() -> None:
    columns = (
        Column("name", "Tên cơ quan", required=True),
        Column("contact_phone", "Đầu mối Điện thoại", Kind.CODE),
        Column("contact_mail", "Đầu mối Thư điện tử"),
        Column("head_phone", "Thủ trưởng Điện thoại", Kind.CODE),
    )
    data = workbook(
        ["Danh sách đầu mối"],
        ["STT", "Tên cơ quan", "Đầu mối", None, "Thủ trưởng"],
        [None, None, "Điện thoại", "Thư điện tử", "Điện thoại"],
        [1, "Sở Y tế", "0255 1", "a@b.vn", "0255 2"],
        merge=("A1:E1", "A2:A3", "B2:B3", "C2:D2"),
    )
    row = read_table(data, "a.xlsx", expected=columns).rows[0]
    assert dict(row.values) == {"name": "Sở Y tế", "contact_phone": "0255 1", "contact_mail": "a@b.vn", "head_phone": "0255 2"}


def test_a_cell_merged_over_rows_says_the_same_for_each() -> None:
    table = read(workbook(["Tên hệ thống", "Tên miền"], ["Cổng", "a.vn"], [None, "b.vn"], merge=("A2:A3",)))
    assert [row.values["name"] for row in table.rows] == ["Cổng", "Cổng"]


def test_every_sheet_that_is_the_list_is_read_and_others_are_not() -> None:
    book = Workbook()
    for title, rows in (("Bìa", [["Báo cáo"]]), ("Xã A", [HEADER, ["Một"]]), ("Xã B", [["Tên hệ thống", *HEADER[1:]], ["Hai"]])):
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    hidden = book.create_sheet("Ẩn")
    hidden.append(HEADER)
    hidden.append(["Ba"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    table = read(out.getvalue())
    assert [(row.sheet, row.values["name"]) for row in table.rows] == [("Xã A", "Một"), ("Xã B", "Hai")]
    assert [note.rule for note in table.warnings] == ["hidden-sheet"]


def test_a_bad_cell_is_located_and_the_good_rows_go_on() -> None:
    rows = [
        ["Một", None, None, "mười", None, None, None, None, None],
        ["Hai", None, None, None, None, "31/02/2025", "có lẽ", "Cấp độ 9", None],
        [None, "mã", None, None, None, None, None, None, None],
        ["Bốn", None, None, 4, None, None, None, None, None],
    ]
    table = read(workbook(HEADER, *rows, title="Danh sách"))
    assert [row.values["name"] for row in table.rows] == ["Bốn"]
    assert [(bad.place.line, bad.place.column, bad.seen, bad.rule) for bad in table.bad] == [
        (2, "D: Số máy", "mười", "bad-value"),
        (3, "F: Ngày đưa vào sử dụng", "31/02/2025", "bad-value"),
        (3, "G: Mở ra Internet", "có lẽ", "bad-value"),
        (3, "H: Cấp độ", "Cấp độ 9", "bad-value"),
        (4, "A: Tên hệ thống", "", "blank"),
    ]
    assert table.bad_count == 5
    assert table.bad[0].place.sheet == "Danh sách"
    assert "Cấp độ 3; Chưa xác định" in table.bad[3].why


def test_formulas_give_their_stored_value_and_are_never_computed() -> None:
    book = workbook(HEADER, ["=1+1"], ["Hai", "x"])
    table = read(book)
    assert [row.values["name"] for row in table.rows] == ["Hai"]
    assert [(bad.place.line, bad.place.column) for bad in table.bad] == [(2, "A: Tên hệ thống")]
    assert "công thức" in table.bad[0].why


def test_an_error_in_a_cell_is_reported_also_among_several_sheets() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(HEADER)
    page.append(["Một", None, None, "#REF!"])
    page["D2"].data_type = "e"
    book.create_sheet("Khác").append(["x"])
    out = io.BytesIO()
    book.save(out)
    table = read(out.getvalue())
    assert [(bad.place.line, bad.place.column) for bad in table.bad] == [(2, "D: Số máy")]
    assert table.rows == ()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_a_csv_is_read_with_any_separator_and_encoding(separator: str, encoding: str) -> None:
    lines = [separator.join(HEADER[:4]), separator.join(['"Cổng thông tin, điện tử\nxã Đức Hòa"', "H48", "0905", "3"])]
    text = "\r\n".join([*lines, separator.join(["Hai", "", "", "4"])])
    data = samples.windows_1258(text) if encoding == "cp1258" else text.encode(encoding)
    table = read(data, "he-thong.csv")
    assert [(row.line, row.values["phone"], row.values["machines"]) for row in table.rows] == [(2, "0905", 3), (4, None, 4)]
    assert table.rows[0].values["name"] == "Cổng thông tin, điện tử\nxã Đức Hòa"


def test_a_csv_that_names_its_separator_is_believed() -> None:
    table = read("sep=;\nTên hệ thống;Số máy\nA, B, C;2\n".encode(), "a.csv")
    assert [(row.line, row.values["name"]) for row in table.rows] == [(3, "A, B, C")]


def test_quotes_that_never_close_lose_no_rows() -> None:
    table = read('Tên hệ thống,Số máy\n"Một,1\nHai,2\n'.encode(), "a.csv")
    assert [row.values["machines"] for row in table.rows] == [1, 2]
    assert [note.rule for note in table.warnings] == ["quotes"]


def test_a_sheet_typed_in_an_old_font_is_turned_into_unicode() -> None:
    header = ["Tªn hÖ thèng", "Sè m¸y", "§iÖn tho¹i"]
    table = read(workbook(header, ["Cæng th«ng tin ®iÖn tö", 3, "0905"], ["HÖ thèng qu¶n lý v¨n b¶n", 4, None]))
    assert [row.values["name"] for row in table.rows] == ["Cổng thông tin điện tử", "Hệ thống quản lý văn bản"]


def test_missing_headings_are_named() -> None:
    with pytest.raises(Refused) as refusal:
        read(workbook(["Số máy", "Cấp độ"], [1, "III"]))
    assert refusal.value.bad.rule == "missing-columns"
    assert "“Tên hệ thống”" in refusal.value.bad.why


@pytest.mark.parametrize(
    ("data", "name", "rule"),
    [
        (b"", "a.csv", "empty"),
        (b"\n\n", "a.csv", "empty"),
        (b",,,\n,,\n", "a.csv", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "unsupported-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "locked"),
        (b"<html><table><tr><td>A</table></html>", "a.xls", "unsupported-format"),
        (b"%PDF-1.7 abc", "a.xlsx", "unsupported-format"),
        (b"Ten he thong\0,1\n", "a.csv", "nul-bytes"),
        (samples.letter_docx(), "a.xlsx", "unsupported-format"),
        (workbook(HEADER, ["A"])[:2000], "a.xlsx", "damaged"),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, name: str, rule: str) -> None:
    assert rule_of(data, name) == rule


def test_a_workbook_with_macros_entities_or_a_bomb_is_refused() -> None:
    import zipfile

    def changed(**parts: bytes) -> bytes:
        entries: dict[str, bytes | str] = {}
        with zipfile.ZipFile(io.BytesIO(workbook(HEADER, ["A"]))) as old:
            entries.update({name: old.read(name) for name in old.namelist()})
        entries.update({name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()})
        return samples.zipped(entries)

    assert rule_of(changed(xl__vbaProject_dot_bin=b"x")) == "macros"
    assert rule_of(changed(xl__styles_dot_xml=b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')) == "xml-entity"
    assert rule_of(changed(xl__media__a_dot_bin=bytes(30_000_000))) == "zip-bomb"


def test_one_cell_at_the_far_corner_does_not_build_a_huge_grid() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(HEADER)
    page["XFD1048576"] = "x"
    out = io.BytesIO()
    book.save(out)
    assert rule_of(out.getvalue()) == "too-many-rows"


def test_limits_on_rows_columns_and_cells() -> None:
    assert rule_of(workbook(HEADER, ["A"], ["B"], ["C"]), limits=Limits(rows=3)) == "too-many-rows"
    assert rule_of(b"a,b\n1,2\n3,4\n5,6\n", "a.csv", Limits(rows=3)) == "too-many-rows"
    assert rule_of(b"x" * 3000, "a.csv", Limits(size=2000)) == "too-large"
    table = read(workbook(HEADER, ["A" * 201], ["B"]))
    assert [bad.seen[-1] for bad in table.bad] == ["…"]
    assert read(workbook(HEADER, *[["A", None, None, "x"]] * 30), limits=Limits(bad_rows=10)).bad_count == 30


def test_the_template_reads_back_as_an_empty_list_and_offers_the_choices() -> None:
    data = template_xlsx(COLUMNS, sheet="Hệ thống: [2026]", about="Danh sách hệ thống thông tin")
    table = read(data)
    assert table.rows == ()
    assert table.missing == ()
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Hệ thống   2026", "Hướng dẫn", "Danh mục"]
    rules = {str(rule.sqref): rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation}
    assert rules == {"G2:G5000": "'Danh mục'!$A$1:$A$2", "H2:H5000": "'Danh mục'!$B$1:$B$2"}
    assert [cell.value for cell in book["Danh mục"]["B"]] == ["Cấp độ 3", "Chưa xác định"]


DANGEROUS = ["=1+1", "+84905", "-2+3", "@SUM(A1)", '=cmd|"/c calc"!A1', "＝1+1", "'=1", "''x", '=HYPERLINK("http://x.vn")']


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_export_contains_a_formula(text: str) -> None:
    columns = (Column("name", "Tên", required=True), Column("items", "Mục", Kind.LIST))
    rows = [{"name": text, "items": (text, "b")}]
    page = load_workbook(io.BytesIO(write_xlsx(columns, rows))).active
    assert page is not None
    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s"}
    assert page["A2"].value == text
    line = write_csv(columns, rows).decode("utf-8-sig").splitlines()[1]
    assert line.lstrip('"')[0] == "'"
    for data, name in ((write_xlsx(columns, rows), "a.xlsx"), (write_csv(columns, rows), "a.csv")):
        assert read_table(data, name, expected=columns).rows[0].values == {"name": text, "items": (text, "b")}


@pytest.mark.parametrize("name", ["Cổng", "CỔNG", "Công", "Cống", "Cong", "Tông", "Tong", "Tổng đài"])
def test_a_system_named_like_a_total_in_other_marks_is_a_row(name: str) -> None:
    table = read(workbook(["Tên hệ thống", "Kinh phí"], [name, None], ["Thư điện tử", "2"]))
    assert [row.values["name"] for row in table.rows] == [name, "Thư điện tử"]


@pytest.mark.parametrize("words", ["Cộng", "CỘNG:", "Tổng cộng", "Tổng số", "Tong cong", "TONG SO"])
def test_a_total_is_no_row_in_its_exact_letters(words: str) -> None:
    table = read(workbook(["Tên hệ thống", "Kinh phí"], ["Thư điện tử", "2"], [words, None, "2"]))
    assert [row.values["name"] for row in table.rows] == ["Thư điện tử"]


MARKED = {
    "a cell above the heading": ("MẬT,\nTên hệ thống,Kinh phí\nThư,2\n", "dòng 1, cột “A”"),
    "a column that nobody asked for": ("Tên hệ thống,Kinh phí,Độ mật\nThư,2,Tối mật\n", "dòng 2, cột “C”"),
    "the number of a letter": ("Tên hệ thống,Kinh phí\nSố: 12/MẬT-UBND,2\n", "dòng 2, cột “A”"),
    "letter-spaced": ("Tên hệ thống,Kinh phí\nT U Y Ệ T   M Ậ T,2\n", "dòng 2, cột “A”"),
}


@pytest.mark.parametrize("case", MARKED)
def test_a_list_with_a_mark_of_state_secrecy_is_stopped_and_the_place_is_told(case: str) -> None:
    text, place = MARKED[case]
    with pytest.raises(Refused) as refused:
        read_table(text.encode(), "danh-sach.csv", expected=[Column("name", "Tên hệ thống", required=True)])
    assert refused.value.bad.rule == "secrecy-mark"
    assert place in refused.value.bad.why
    assert "chưa được lưu" in refused.value.bad.why


def _header(book: Any) -> None:
    book.active.oddHeader.center.text = "MẬT"


def _comment(book: Any) -> None:
    from openpyxl.comments import Comment

    book.active["A2"].comment = Comment("TUYỆT MẬT", "x")


def _hidden(book: Any) -> None:
    book.create_sheet("x")["A1"] = "TỐI MẬT"
    book["x"].sheet_state = "hidden"


@pytest.mark.parametrize("hide", [_header, _comment, _hidden])
def test_a_mark_where_no_cell_shows_it_stops_the_workbook_too(hide: Any) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Tên hệ thống"])
    book.active.append(["Thư điện tử"])
    hide(book)
    kept = io.BytesIO()
    book.save(kept)
    with pytest.raises(Refused, match="dấu chỉ độ mật"):
        read_table(kept.getvalue(), "a.xlsx", expected=[Column("name", "Tên hệ thống", required=True)])


def test_the_name_of_a_list_is_looked_at_and_everyday_words_about_secrets_are_not_marks() -> None:
    columns = [Column("name", "Tên hệ thống", required=True), Column("note", "Ghi chú")]
    with pytest.raises(Refused, match="tên tệp"):
        read_table("Tên hệ thống\nThư\n".encode(), "danh sách (MẬT).csv", expected=columns)
    words = "Tên hệ thống,Ghi chú\nQuản lý mật khẩu,Luật Bảo vệ bí mật nhà nước; cam kết bảo mật\n"
    assert len(read_table(words.encode(), "a.csv", expected=columns).rows) == 1
