"""Lists of infected addresses as authorities, telecoms and CERTs send them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from sources import samples
from vonggac.sources.addresslists import Asks, Batch, Form, Meaning, Shape, fit_shape, propose_shape, read_batches
from vonggac.sources.refusal import Refused

TODAY = date(2026, 11, 23)


def workbook(*sheets: tuple[str, Sequence[Sequence[object]]], merged: Sequence[str] = ()) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for reference in merged if title == sheets[0][0] else ():
            sheet.merge_cells(reference)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def whole(data: bytes, name: str = "a.csv", **options: object) -> Batch:
    """Everything in one batch."""
    batches = list(read_batches(data, name=name, **options))  # type: ignore[arg-type]
    meanings = {meaning for batch in batches for meaning in batch.columns}
    return Batch(
        table=batches[0].table,
        columns={m: [value for batch in batches for value in batch.columns.get(m, [""] * len(batch))] for m in meanings},
        times={m: [value for batch in batches for value in batch.times.get(m, [])] for m in meanings if any(m in b.times for b in batches)},
        places=[place for batch in batches for place in batch.places],
        bad=tuple(bad for batch in batches for bad in batch.bad),
        bad_count=sum(batch.bad_count for batch in batches),
        rows=[row for batch in batches for row in batch.rows],
    )


def addresses(data: bytes, name: str = "a.csv") -> list[str]:
    return list(whole(data, name).columns[Meaning.ADDRESS])


def seconds(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[arg-type, misc]


ANNEX = [
    ["PHỤ LỤC", None, None, None, None, None, None],
    ["DANH SÁCH ĐỊA CHỈ IP NHIỄM MÃ ĐỘC THÁNG 10/2026", None, None, None, None, None, None],
    [None] * 7,
    ["STT", "Máy bị nhiễm", None, "Máy chủ điều khiển (C&C)", None, "Mã độc", "Thời gian phát hiện (GMT+7)"],
    [None, "Địa chỉ IP", "Cổng", "Địa chỉ IP", "Cổng", None, None],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
    [1, "203.0.113.7", 51234, "198.51.100.9", 443, "Mirai", datetime(2026, 10, 5, 3, 12, 9)],  # noqa: DTZ001
    [2, "203.0.113.8", "51235", "198.51.100.9", "443", "Conficker", "05/10/2026 04:00:00"],
    ["Tổng cộng", None, None, None, None, None, 2],
    [None, None, None, None, None, None, "NGƯỜI LẬP"],
]
MERGED = ("A4:A5", "B4:C4", "D4:E4", "F4:F5", "G4:G5", "A1:G1", "A2:G2")


def test_an_annex_with_titles_and_a_heading_of_two_merged_lines_is_read_as_its_author_meant_it() -> None:
    data = workbook(("Phụ lục", ANNEX), merged=MERGED)

    proposal = propose_shape(data, "phu-luc.xlsx")
    batch = whole(data, "phu-luc.xlsx")

    (table,) = proposal.shape.tables
    assert (table.name, table.header_rows, table.first_row) == ("Phụ lục", (4, 5), 7)
    assert [column.meaning for column in table.columns] == [
        Meaning.SERIAL, Meaning.ADDRESS, Meaning.PORT, Meaning.C2_ADDRESS, Meaning.C2_PORT, Meaning.FAMILY, Meaning.SEEN,
    ]  # fmt: skip
    assert table.columns[3].title == "Máy chủ điều khiển (C&C) Địa chỉ IP"
    assert batch.columns[Meaning.ADDRESS] == ["203.0.113.7", "203.0.113.8"]
    assert batch.columns[Meaning.PORT] == ["51234", "51235"]
    assert batch.columns[Meaning.C2_ADDRESS] == ["198.51.100.9"] * 2
    assert batch.columns[Meaning.FAMILY] == ["Mirai", "Conficker"]
    assert batch.times[Meaning.SEEN] == [seconds(2026, 10, 4, 20, 12, 9), seconds(2026, 10, 4, 21, 0, 0)]
    assert list(batch.places) == [7, 8]
    assert batch.bad_count == 0
    assert [bad.rule for bad in batch.bad] == ["total-row", "aside-row"]


def test_the_person_sees_why_a_column_was_taken_for_what_it_is() -> None:
    proposal = propose_shape(workbook(("Phụ lục", ANNEX), merged=MERGED), "phu-luc.xlsx")

    column = proposal.shape.tables[0].columns[1]
    assert column.confidence > 0.8
    assert "Tiêu đề “Máy bị nhiễm Địa chỉ IP”" in column.why
    assert "100 % số ô xem được là địa chỉ" in column.why


def test_a_heading_that_names_the_zone_leaves_no_question_and_one_that_does_not_asks() -> None:
    told = propose_shape(b"IP,Time (UTC)\n203.0.113.7,2026-10-05 03:12:09\n", "a.csv")
    silent = propose_shape(b"IP,Time\n203.0.113.7,2026-10-05 03:12:09\n", "a.csv")
    by_value = propose_shape(b"IP,Time\n203.0.113.7,2026-10-05T03:12:09Z\n", "a.csv")

    assert told.questions == by_value.questions == ()
    (question,) = silent.questions
    assert (question.asks, question.default) == (Asks.ZONE, "+07:00")
    assert silent.shape.is_zone_told is False


def test_the_zone_a_person_chose_moves_the_times() -> None:
    data = b"IP,Time\n203.0.113.7,2026-10-05 03:12:09\n"
    shape = propose_shape(data, "a.csv").shape

    assert whole(data, shape=shape).times[Meaning.SEEN] == [seconds(2026, 10, 4, 20, 12, 9)]
    assert whole(data, shape=shape.with_zone("+00:00")).times[Meaning.SEEN] == [seconds(2026, 10, 5, 3, 12, 9)]


def test_one_impossible_month_decides_the_order_of_the_whole_column() -> None:
    few = "".join(f"203.0.113.{n},0{n % 9 + 1}/05/2026 10:00\n" for n in range(1, 200))

    days_first = propose_shape(f"ip,time\n{few}203.0.113.9,25/05/2026 10:00\n".encode(), "a.csv")
    months_first = propose_shape(f"ip,time\n{few}203.0.113.9,05/25/2026 10:00\n".encode(), "a.csv")
    unsure = propose_shape(f"ip,time\n{few}".encode(), "a.csv")

    assert days_first.shape.tables[0].columns[1].order == "day-first"
    assert months_first.shape.tables[0].columns[1].order == "month-first"
    assert Asks.DATE_ORDER not in {question.asks for question in (*days_first.questions, *months_first.questions)}
    assert Asks.DATE_ORDER in {question.asks for question in unsure.questions}


def test_the_day_that_decides_may_stand_far_below_the_rows_that_are_shown() -> None:
    rows = "".join(f"203.0.113.{n % 250 + 1},03/04/2026 10:00\n" for n in range(20_000))
    data = f"ip,time\n{rows}203.0.113.9,04/13/2026 10:00\n".encode()

    assert propose_shape(data, "a.csv").shape.tables[0].columns[1].order == "month-first"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
def test_text_in_any_encoding_and_separator_is_the_same_list(separator: str, encoding: str) -> None:
    rows = [
        ["STT", "Địa chỉ IP", "Cổng", "Đơn vị quản lý"],
        ["1", "203.0.113.7", "445", "Ủy ban nhân dân xã Đức Hòa"],
        ["2", "203.0.113.8", "", "Sở Giáo dục và Đào tạo"],
        ["3", "203.0.113.9", "80", "Trường Trung học phổ thông Lê Quý Đôn"],
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    data = samples.windows_1258(text) if encoding == "cp1258" else text.encode(encoding)

    batch = whole(data)

    assert batch.columns[Meaning.ADDRESS] == ["203.0.113.7", "203.0.113.8", "203.0.113.9"]
    assert batch.columns[Meaning.PORT] == ["445", "", "80"]
    assert batch.columns[Meaning.ORGANISATION] == [row[3] for row in rows[1:]]


def test_a_file_typed_in_tcvn3_is_read_with_its_letters() -> None:
    text = "STT;§Þa chØ IP;M· ®éc;§¬n vÞ qu¶n lý\n1;203.0.113.7;Mirai;Së Gi¸o dôc vµ §µo t¹o\n"

    batch = whole(text.encode("latin-1"))

    assert batch.columns[Meaning.ADDRESS] == ["203.0.113.7"]
    assert batch.columns[Meaning.ORGANISATION] == ["Sở Giáo dục và Đào tạo"]


def test_addresses_made_harmless_are_read_and_so_are_several_in_one_cell() -> None:
    data = b'ip,note\n203[.]0[.]113[.]7,a\n"203.0.113.8; 203.0.113.9",b\nhxxp://203.0.113[.]10/x,c\n203.0.113.11:8080,d\n'

    batch = whole(data)

    assert batch.columns[Meaning.ADDRESS] == ["203.0.113.7", "203.0.113.8", "203.0.113.9", "203.0.113.10", "203.0.113.11"]
    assert batch.columns[Meaning.NOTE] == ["a", "b", "b", "c", "d"]
    assert batch.columns[Meaning.PORT] == ["", "", "", "", "8080"]
    assert list(batch.places) == [2, 3, 3, 4, 5]


@pytest.mark.parametrize(
    ("line", "spelled"),
    [
        ("203.0.113.0/24", "203.0.113.0/24"),
        ("203.0.113.4-203.0.113.9", "203.0.113.4-203.0.113.9"),
        ("203.0.113.4 đến 203.0.113.9", "203.0.113.4-203.0.113.9"),
        ("203.0.113.4-9", "203.0.113.4-203.0.113.9"),
        ("203.0.113.*", "203.0.113.0/24"),
        ("2001:DB8::1", "2001:db8::1"),
        ("2001:db8::/32 ; SBL1", "2001:db8::/32"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("203.000.113.007", "203.0.113.7"),
        ("203.0.113.7 # quét", "203.0.113.7"),
    ],
)
def test_ranges_networks_and_ipv6_come_out_in_one_spelling(line: str, spelled: str) -> None:
    assert addresses(f"{line}\n198.51.100.1\n".encode(), "a.txt") == [spelled, "198.51.100.1"]


def test_a_plain_text_list_knows_comments_and_ports() -> None:
    data = b"# list of October\n; more words\n\n203.0.113.7 445\n203.0.113.8:80\n[2001:db8::1]:443\n203.0.113.9 # mirai\n"

    batch = whole(data, "a.txt")

    assert batch.columns[Meaning.ADDRESS] == ["203.0.113.7", "203.0.113.8", "2001:db8::1", "203.0.113.9"]
    assert batch.columns[Meaning.PORT] == ["445", "80", "443", ""]
    assert list(batch.places) == [4, 5, 6, 7]
    assert batch.bad_count == 0


def test_columns_without_headings_are_told_by_their_cells() -> None:
    rows = "".join(f"2026-10-0{n % 9 + 1} 10:00:00,203.0.113.{n},{50_000 + n},mirai,198.51.100.{n % 3}\n" for n in range(1, 60))

    proposal = propose_shape(rows.encode(), "a.csv")

    meanings = [column.meaning for column in proposal.shape.tables[0].columns]
    assert meanings == [Meaning.SEEN, Meaning.ADDRESS, Meaning.PORT, Meaning.FAMILY, Meaning.C2_ADDRESS]
    assert Asks.ADDRESS_COLUMN in {question.asks for question in proposal.questions}


def test_the_province_own_ranges_tell_its_addresses_from_others() -> None:
    from vonggac.kernel.addresses import parse_range

    rows = "".join(f"198.51.100.{n},203.0.113.{n}\n" for n in range(1, 60)).encode()

    without = propose_shape(rows, "a.csv").shape.tables[0].column(Meaning.ADDRESS)
    with_ranges = propose_shape(rows, "a.csv", ranges=[parse_range("203.0.113.0/24")]).shape.tables[0].column(Meaning.ADDRESS)

    assert without is not None
    assert without.index == 0
    assert with_ranges is not None
    assert with_ranges.index == 1


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("Source IP", "Destination IP"), ("src_ip", "dst_ip"), ("IP nhiễm", "IP C2"), ("source.ip", "destination.ip"), ("ip", "cc_ip")],
)
def test_the_steering_machine_is_never_taken_for_the_infected_one(mine: str, theirs: str) -> None:
    for order in ((mine, theirs), (theirs, mine)):
        table = propose_shape(f"{','.join(order)}\n203.0.113.7,198.51.100.1\n".encode(), "a.csv").shape.tables[0]
        assert [column.meaning for column in table.columns] == [Meaning.ADDRESS if title == mine else Meaning.C2_ADDRESS for title in order]


def test_a_list_of_steering_machines_only_is_asked_about() -> None:
    proposal = propose_shape("STT,IP máy chủ C2\n1,198.51.100.1\n2,198.51.100.2\n".encode(), "a.csv")

    assert [question.asks for question in proposal.questions] == [Asks.ONLY_C2]
    assert proposal.shape.tables[0].column(Meaning.ADDRESS) is None


def test_bad_rows_are_located_and_the_rows_around_them_stay() -> None:
    data = "ip,port,time\n203.0.113.7,445,2026-10-05\n999.1.1.1,445,2026-10-05\n,445,2026-10-05\n203.0.113.8,70000,hôm qua\n".encode()

    batch = whole(data, today=TODAY)

    assert batch.columns[Meaning.ADDRESS] == ["203.0.113.7", "203.0.113.8"]
    assert batch.bad_count == 2
    assert [(bad.rule, bad.place.line, bad.seen) for bad in batch.bad] == [
        ("bad-address", 3, "999.1.1.1"),
        ("no-address", 4, "445 | 2026-10-05"),
        ("bad-port", 5, "70000"),
        ("bad-time", 5, "hôm qua"),
    ]


def test_times_after_today_are_located_and_kept() -> None:
    batch = whole(b"ip,time\n203.0.113.7,2026-11-22 10:00\n203.0.113.8,2027-01-01 10:00\n", today=TODAY)

    assert len(batch) == 2
    assert [(bad.rule, bad.place.line) for bad in batch.bad] == [("future-time", 3)]


def test_day_and_time_of_day_in_two_columns_are_one_moment() -> None:
    batch = whole("IP,Ngày,Giờ\n203.0.113.7,25/10/2026,03:12:09\n203.0.113.8,25/10/2026,\n".encode())

    assert batch.times[Meaning.SEEN] == [seconds(2026, 10, 24, 20, 12, 9), seconds(2026, 10, 24, 17)]


@pytest.mark.parametrize("value", ["46300.1334375", "1791144729", "1791144729000", "2026-10-05T03:12:09+07:00", "5/10/2026 3:12:09 SA"])
def test_times_as_serials_epochs_and_with_zones_are_the_same_moment(value: str) -> None:
    found = whole(f"IP,Thời gian\n203.0.113.7,{value}\n203.0.113.8,{value}\n".encode()).times[Meaning.SEEN][0]

    assert found == seconds(2026, 10, 4, 20, 12, 9)


def test_first_and_last_seen_are_two_things() -> None:
    batch = whole(b"ip,first_seen,last_seen\n203.0.113.7,2026-10-01 00:00,2026-10-30 00:00\n")

    assert set(batch.times) == {Meaning.FIRST_SEEN, Meaning.LAST_SEEN}


def test_every_sheet_with_addresses_is_read_and_the_others_are_named() -> None:
    head = ["STT", "Địa chỉ IP", "Nhà mạng"]
    data = workbook(
        ("Viettel", [head, [1, "203.0.113.7", "Viettel"]]),
        ("Ghi chú", [["Danh sách này do đơn vị lập"]]),
        ("VNPT", [["Danh sách"], head, [1, "203.0.113.9", "VNPT"]]),
    )

    proposal = propose_shape(data, "a.xlsx")
    batches = list(read_batches(data, name="a.xlsx"))

    assert proposal.left_out == ("Ghi chú",)
    assert [(batch.table, batch.columns[Meaning.ADDRESS], list(batch.places)) for batch in batches] == [
        ("Viettel", ["203.0.113.7"], [2]),
        ("VNPT", ["203.0.113.9"], [3]),
    ]


def test_the_shape_survives_json_and_a_persons_correction() -> None:
    proposal = propose_shape(workbook(("Phụ lục", ANNEX), merged=MERGED), "phu-luc.xlsx")
    shape = proposal.shape.with_meaning(3, Meaning.ADDRESS)

    assert Shape.from_json(shape.to_json()) == shape
    assert shape.tables[0].columns[1].meaning is None
    assert shape.tables[0].columns[3].confidence == 1.0
    assert shape.fingerprint == proposal.shape.fingerprint


def test_a_remembered_shape_fits_next_month_under_other_titles() -> None:
    first = b"Thang 10\nIP,Dest IP,Time\n203.0.113.7,198.51.100.1,2026-10-05\n"
    second = b"Thang 11\n\n\nIP,Dest IP,Time\n203.0.113.7,198.51.100.1,2026-11-05\n"
    shape = propose_shape(first, "a.csv").shape.with_meaning(1, Meaning.ADDRESS).with_zone("+00:00")

    batch = whole(second, shape=Shape.from_json(shape.to_json()))

    assert batch.columns[Meaning.ADDRESS] == ["198.51.100.1"]
    assert batch.times[Meaning.SEEN] == [seconds(2026, 11, 5)]


def test_a_remembered_shape_that_no_longer_fits_says_which_column_moved() -> None:
    shape = propose_shape(b"IP,Port,Malware\n203.0.113.7,445,mirai\n", "a.csv").shape
    moved = b"Malware,IP,ISP\nmirai,203.0.113.7,VNPT\n"

    fit = fit_shape(shape, propose_shape(moved, "a.csv"))

    assert fit.moved == ("Cột A “IP” nay ở B.", "Không còn cột B “Port”.", "Cột C “Malware” nay ở A.", "Có cột mới C “ISP”.")
    with pytest.raises(Refused) as refused:
        whole(moved, shape=shape)
    assert refused.value.bad.rule == "shape-moved"
    assert whole(moved, shape=fit.shape).columns[Meaning.ADDRESS] == ["203.0.113.7"]


def test_the_cells_as_they_were_are_handed_over_on_request() -> None:
    data = b"ip,org\n203.0.113[.]7, A \n"

    assert whole(data, keep_rows=True).rows == [["203.0.113[.]7", " A "]]
    assert whole(data).rows == []


def test_cells_with_line_ends_inside_keep_the_number_of_their_line() -> None:
    data = 'ip,note\n203.0.113.7,"một\nhai"\n203.0.113.8,"a ""b"""\n203.0.113.9,c\n'.encode()

    batch = whole(data)

    assert list(batch.places) == [2, 4, 5]
    assert batch.columns[Meaning.NOTE] == ["một\nhai", 'a "b"', "c"]


def test_a_long_list_comes_in_batches_and_every_row_once() -> None:
    data = b"ip,port\n" + b"".join(b"10.%d.%d.%d,445\n" % (n >> 16 & 255, n >> 8 & 255, n & 255) for n in range(120_000))

    batches = list(read_batches(data, name="a.csv"))

    assert max(len(batch) for batch in batches) <= 50_000
    places = [place for batch in batches for place in batch.places]
    assert places == list(range(2, 120_002))
    assert batches[-1].columns[Meaning.ADDRESS][-1] == "10.1.212.191"


def test_a_file_on_disk_is_read_like_bytes(tmp_path: object) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "list.csv"
    file.write_bytes(b"ip\n203.0.113.7\n203.0.113.8\n")

    assert [list(batch.columns[Meaning.ADDRESS]) for batch in read_batches(file)] == [["203.0.113.7", "203.0.113.8"]]


def test_the_comment_that_names_the_columns_is_their_heading() -> None:
    data = b"# generated\n#category|address|asn|timestamp (UTC)\nbot|203.0.113.7|64496|2026-10-05 03:12:09\n"

    proposal = propose_shape(data, "a.txt")

    assert proposal.shape.form is Form.DELIMITED
    assert proposal.shape.tables[0].titles == ("category", "address", "asn", "timestamp (UTC)")
    assert proposal.questions == ()


def test_a_column_of_steering_machines_may_hold_addresses_and_names() -> None:
    data = "IP,C&C\n203.0.113.7,evil[.]example\n203.0.113.8,198.51.100.2:443\n203.0.113.9,hxxp://Evil2.example:8080/x\n203.0.113.9,-\n"

    batch = whole(data.encode())

    assert batch.columns[Meaning.C2_ADDRESS] == ["", "198.51.100.2", "", ""]
    assert batch.columns[Meaning.C2_DOMAIN] == ["evil.example", "", "evil2.example", ""]
    assert batch.columns[Meaning.C2_PORT] == ["", "443", "", ""]
    assert batch.bad == ()


def test_a_feed_made_by_a_machine_is_suggested_to_count_in_utc() -> None:
    data = b"timestamp,ip,asn,geo,infection\n2026-10-05 03:12:09,203.0.113.7,64496,VN,mirai\n"

    (question,) = propose_shape(data, "a.csv").questions

    assert (question.asks, question.default) == (Asks.ZONE, "+00:00")


def test_rows_that_only_head_a_group_are_told_and_not_counted_as_wrong() -> None:
    rows = [
        ["STT", "Địa chỉ IP", "Ghi chú"],
        ["I", "Sở Y tế", None],
        [1, "203.0.113.7", None],
        ["II", "Sở Nội vụ", None],
        [1, "203.0.113.9", "y"],
    ]

    batch = whole(workbook(("A", rows)), "a.xlsx")

    assert batch.columns[Meaning.ADDRESS] == ["203.0.113.7", "203.0.113.9"]
    assert batch.bad_count == 0
    assert [(bad.rule, bad.place.line, bad.place.sheet) for bad in batch.bad] == [("aside-row", 2, "A"), ("aside-row", 4, "A")]


def test_a_time_of_day_kept_as_part_of_a_day_is_read() -> None:
    batch = whole("IP,Ngày,Giờ\n203.0.113.7,46300,0.5\n203.0.113.8,46300,0.25\n".encode())

    assert batch.times[Meaning.SEEN] == [seconds(2026, 10, 5, 5), seconds(2026, 10, 4, 23)]


def test_sheets_with_the_same_headings_are_corrected_together() -> None:
    rows = [["IP", "IP máy chủ C2"], ["203.0.113.7", "198.51.100.1"]]
    data = workbook(("Tuần 1", rows), ("Tuần 2", rows))

    shape = propose_shape(data, "a.xlsx").shape.with_meaning(1, Meaning.ADDRESS)

    assert [list(batch.columns[Meaning.ADDRESS]) for batch in read_batches(data, name="a.xlsx", shape=shape)] == [["198.51.100.1"]] * 2


def test_only_the_columns_that_are_asked_for_are_read() -> None:
    (batch,) = read_batches(b"ip,port,malware\n203.0.113.7,445,mirai\n", name="a.csv", only=[Meaning.PORT])

    assert set(batch.columns) == {Meaning.ADDRESS, Meaning.PORT}


def test_a_letter_in_plain_words_gives_its_addresses_line_by_line() -> None:
    data = "Kính gửi Sở,\nPhát hiện IP 203.0.113.7 và 203.0.113.8 nhiễm Mirai.\nTrân trọng\n".encode()

    assert addresses(data, "a.txt") == ["203.0.113.7", "203.0.113.8"]


def test_lines_that_list_as_many_addresses_as_fit_are_no_columns() -> None:
    data = b"203.0.113.7, 203.0.113.8, 203.0.113.9\n203.0.113.10, 203.0.113.11\n203.0.113.12\n"

    assert addresses(data, "a.txt") == [f"203.0.113.{n}" for n in range(7, 13)]
