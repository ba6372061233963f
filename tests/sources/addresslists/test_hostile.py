"""What attackers, broken programs and careless hands send as a list: a sentence or located rows, in bounds, never a crash."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sources import samples
from sources.addresslists.test_lists import addresses, whole, workbook
from vonggac.sources.addresslists import LIST_LIMITS, Meaning, propose_shape, read_batches
from vonggac.sources.refusal import Refused

ROWS = [["IP", "Cổng"], ["203.0.113.7", 445], ["203.0.113.8", 80]]


def rule(data: bytes, name: str = "a.csv", **options: object) -> str:
    with pytest.raises(Refused) as refused:
        list(read_batches(data, name=name, **options))  # type: ignore[arg-type]
    assert refused.value.bad.why
    return refused.value.bad.rule


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"   \n\n", b"\0\0\0\0"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert rule(data) == "empty"


def test_a_file_without_any_address_is_refused_and_says_what_was_seen() -> None:
    with pytest.raises(Refused) as refused:
        propose_shape("Họ tên,Đơn vị\nNguyễn Thị Sương Mai,Sở\n".encode(), "a.csv")
    assert refused.value.bad.rule == "no-addresses"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    data = repacked(workbook(("A", ROWS)), {"xl/worksheets/sheet9.xml": b" " * 200_000_000})

    assert rule(data, "a.xlsx") == "zip-bomb"


def test_macros_are_refused() -> None:
    assert rule(repacked(workbook(("A", ROWS)), {"xl/vbaProject.bin": b"x"}), "a.xlsx") == "macros"
    assert rule(repacked(samples.docx(samples.paragraph("203.0.113.7")), {"word/vbaProject.bin": b"x"}), "a.docx") == "macros"


def test_external_entities_are_refused() -> None:
    sheet = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'

    assert rule(repacked(workbook(("A", ROWS)), {"xl/worksheets/sheet1.xml": sheet}), "a.xlsx") == "xml-entity"


def test_formulas_give_the_value_that_was_saved_and_are_never_computed() -> None:
    data = workbook(("A", [["IP", "Cổng"], ["203.0.113.7", 445], ['=HYPERLINK("http://x.example";"203.0.113.9")', 80]]))

    batch = whole(data, "a.xlsx")

    assert batch.columns[Meaning.ADDRESS] == ["203.0.113.7"]
    assert [(bad.rule, bad.place.line, bad.place.column) for bad in batch.bad] == [("bad-value", 3, "A: IP")]


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_line_of_ten_megabytes_is_located_and_the_rest_goes_on(separator: str) -> None:
    long = b"x" * (10 * 1024 * 1024)
    data = f"ip{separator}note\n203.0.113.7{separator}a\n".encode() + long + f"\n203.0.113.8{separator}b\n".encode()

    batch = whole(data)

    assert batch.columns[Meaning.ADDRESS] == ["203.0.113.7", "203.0.113.8"]
    assert list(batch.places) == [2, 4]
    assert batch.bad_count == 1
    assert [(bad.rule, bad.place.line) for bad in batch.bad] == [("long-line", 3)]


def test_a_line_too_long_for_a_cell_is_located() -> None:
    data = b"ip,note\n203.0.113.7,a\n" + b"9" * 100_000 + b",b\n203.0.113.8,c\n"

    batch = whole(data)

    assert batch.columns[Meaning.ADDRESS] == ["203.0.113.7", "203.0.113.8"]
    assert [(bad.rule, bad.place.line) for bad in batch.bad] == [("long-cell", 3)]


def test_nul_bytes_are_located_and_the_rest_goes_on() -> None:
    data = b"ip,note\n" + b"203.0.113.7,a\n" * 100 + b"203.0.\x00113.8,b\n203.0.113.9,c\n"

    batch = whole(data)

    assert len(batch) == 101
    assert batch.columns[Meaning.ADDRESS][-1] == "203.0.113.9"
    assert [(bad.rule, bad.place.line) for bad in batch.bad] == [("nul-bytes", 102)]


def test_a_program_is_no_list() -> None:
    assert rule(b"\x7fELF" + bytes(range(256)) * 20) == "unsupported-format"
    assert rule(bytes(range(256)) * 20) in {"nul-bytes", "no-addresses"}


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.pdf", "a.docx", "khong-duoi"])
def test_content_decides_and_not_the_name(name: str) -> None:
    assert addresses(workbook(("A", ROWS)), name) == ["203.0.113.7", "203.0.113.8"]
    assert addresses(b"ip,port\n203.0.113.7,445\n", name.replace("csv", "xlsx")) == ["203.0.113.7"]


def test_a_workbook_with_a_password_is_refused_with_what_to_do() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600

    assert rule(data, "a.xlsx") == "locked"
    assert rule(data[:600], "a.xls") == "unsupported-format"


def test_a_truncated_workbook_letter_or_pdf_is_refused_as_damaged() -> None:
    data = workbook(("A", ROWS * 200))

    assert rule(data[: len(data) // 2], "a.xlsx") in {"damaged", "unsupported-format"}
    assert rule(samples.pdf("203.0.113.7")[:2_000], "a.pdf") == "damaged"


def test_a_truncated_text_keeps_its_whole_rows() -> None:
    batch = whole(b'ip,note\n203.0.113.7,a\n203.0.113.8,"b')

    assert batch.columns[Meaning.ADDRESS] == ["203.0.113.7", "203.0.113.8"]
    assert [(bad.rule, bad.place.line) for bad in batch.bad] == [("quotes", 3)]


def test_one_quote_that_never_closes_costs_no_row() -> None:
    data = b'ip,note\n203.0.113.1,"open\n' + b"".join(b'203.0.113.%d,"x"\n' % n for n in range(2, 250))

    batch = whole(data)

    assert batch.columns[Meaning.ADDRESS] == [f"203.0.113.{n}" for n in range(1, 250)]
    assert [(bad.rule, bad.place.line) for bad in batch.bad] == [("quotes", 2)]


def test_quotes_escaped_in_a_foreign_way_keep_their_row_in_its_columns() -> None:
    data = b'ip,note,port\n203.0.113.7,"x, \\"\\"y\\"\\"",445\n203.0.113.8,"a, b",80\n'

    batch = whole(data)

    assert batch.columns[Meaning.PORT] == ["445", "80"]
    assert [(bad.rule, bad.place.line) for bad in batch.bad] == [("quotes", 2)]


def test_a_mark_of_state_secrecy_stops_the_file_wherever_it_stands() -> None:
    assert rule(b"ip\n203.0.113.7\n", "Danh sach (MAT).csv") == "secrecy-mark"
    assert rule("MẬT,\nip,port\n203.0.113.7,445\n".encode()) == "secrecy-mark"
    rows = b"".join(b"203.0.113.7,%d\n" % n for n in range(1, 60_000)) * 5
    assert rule(b"ip,port\n" + rows + "203.0.113.8,TỐI MẬT\n".encode()) == "secrecy-mark"
    assert rule(workbook(("A", [["TUYỆT MẬT"], *ROWS])), "a.xlsx") == "secrecy-mark"
    stamped = "<w:tbl><w:tr><w:tc>" + samples.paragraph("MẬT") + "</w:tc></w:tr><w:tr><w:tc>" + samples.paragraph("203.0.113.7")
    assert rule(samples.docx(stamped + "</w:tc></w:tr></w:tbl>"), "a.docx") == "secrecy-mark"


def test_words_that_only_hold_the_letters_of_a_mark_stop_nothing() -> None:
    assert addresses("ip,note\n203.0.113.7,Matsnu\n203.0.113.8,đổi mật khẩu\n203.0.113.9,format\n".encode()) == [
        "203.0.113.7",
        "203.0.113.8",
        "203.0.113.9",
    ]


def test_too_many_rows_too_wide_rows_and_too_large_files_have_ends() -> None:
    rows = b"ip\n" + b"203.0.113.7\n" * 50

    assert rule(rows, limits=replace(LIST_LIMITS, rows=20)) == "too-many-rows"
    assert rule(rows, limits=replace(LIST_LIMITS, size=100)) == "too-large"
    batch = whole(b"ip,port\n203.0.113.7,445\n" + b"," * 5_000 + b"\n203.0.113.8,80\n")
    assert batch.columns[Meaning.ADDRESS] == ["203.0.113.7", "203.0.113.8"]
    assert [(bad.rule, bad.place.line) for bad in batch.bad] == [("too-many-columns", 3)]


def test_located_faults_have_an_end_and_all_are_counted() -> None:
    data = b"ip,port\n203.0.113.7,445\n" + b"999.9.9.9,445\n" * 5_000

    batch = whole(data)

    assert len(batch.bad) == LIST_LIMITS.bad_rows
    assert batch.bad_count == 5_000


def test_hundreds_of_addresses_in_one_cell_are_read_and_no_cell_is_endless() -> None:
    many = "; ".join(f"10.0.{n >> 8}.{n & 255}" for n in range(500))
    batch = whole(f'ip,note\n"{many}",x\n'.encode())

    assert len(batch) == 500
    assert set(batch.places) == {2}


@pytest.mark.parametrize("piece", [" ", "[", "1.", ":", "0:", "1.1.1.1-", "(dot)", "[.", "a.", "hxxp://", "\u00a0", "-", "/"])
def test_no_cell_makes_the_reader_think_for_long(piece: str) -> None:
    import time

    begin = time.process_time()
    whole(f"ip,note\n203.0.113.7,a\n{(piece * 40_000)[:32_000]},b\n203.0.113.8,c\n".encode())

    assert time.process_time() - begin < 3


def test_memory_does_not_grow_with_the_list(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    with file.open("wb") as out:
        out.write(b"timestamp,ip,port,infection\n")
        for part in range(12):
            row = b"2026-10-05 03:12:%02d,10.%d.%d.%d,%d,mirai\n"
            out.writelines(row % (n % 60, part, n >> 8, n & 255, 1024 + n) for n in range(10_000))

    tracemalloc.start()
    count = sum(len(batch) for batch in read_batches(file))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 120_000
    assert peak < 90 * 1024 * 1024
