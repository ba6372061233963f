"""A sheet too long to be read at once is read in parts, and nobody can tell from what comes out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from sources.addresslists.test_lists import workbook
from vonggac.kernel.badrows import BadRow
from vonggac.sources.addresslists import LIST_LIMITS, Meaning, propose_shape, read_batches
from vonggac.sources.archives import zips
from vonggac.sources.refusal import Refused
from vonggac.sources.tables import sheetparts
from vonggac.sources.tables import workbook as workbooks

HEAD = ["STT", "Địa chỉ IP", "Thời gian", "Mã độc", "Cơ quan"]


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    in_small_parts(monkeypatch)


def in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "_CHUNK", 200)
    monkeypatch.setattr(sheetparts, "_PIECE", 600)
    monkeypatch.setattr(sheetparts, "PART", 1_500)
    monkeypatch.setattr(workbooks, "PART", 1_500)


def rows(count: int = 80) -> list[list[Any]]:
    body: list[list[Any]] = [["Phụ lục"], [], HEAD]
    for number in range(1, count + 1):
        address = "không rõ" if number == 61 else f"203.0.113.{number}"
        body.append([number, address, datetime(2026, 10, 5, 3, number % 60), "Mirai", "Sở Y tế" if number == 20 else None])
    return body


MERGED = ("E23:E40",)
"""From row 23, which is number 20, over the ends of several parts."""


def told(data: bytes) -> tuple[list[tuple[Any, ...]], list[BadRow]]:
    batches = list(read_batches(data, name="a.xlsx", keep_rows=True))
    columns = (Meaning.ADDRESS, Meaning.FAMILY, Meaning.ORGANISATION)
    found = [
        (*one, seen)
        for batch in batches
        if len(batch)
        for *one, seen in zip(batch.places, *(batch.columns[each] for each in columns), batch.times[Meaning.SEEN], strict=True)
    ]
    return found, [bad for batch in batches for bad in batch.bad]


def test_rows_lines_merged_cells_and_faults_are_the_same_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(("Danh sách", rows()), merged=MERGED)
    whole = told(data)
    in_small_parts(monkeypatch)
    sheet = workbooks.open_xlsx(data, "a.xlsx", LIST_LIMITS).sheets[0]
    assert len(list(sheet.slices())) > 3
    assert told(data) == whole
    assert (whole[0][0][0], len(whole[0]), whole[0][22][3]) == (4, 79, "Sở Y tế")
    assert [bad.place.line for bad in whole[1] if bad.rule == "bad-address"] == [64]


@pytest.mark.usefixtures("small_parts")
def test_a_mark_of_secrecy_in_a_late_part_stops_the_proposal_and_the_reading() -> None:
    data = workbook(("Danh sách", [*rows(), ["TUYỆT MẬT"]]))
    for read in (lambda: propose_shape(data, "a.xlsx"), lambda: list(read_batches(data, name="a.xlsx"))):
        with pytest.raises(Refused) as refused:
            read()
        assert (refused.value.bad.rule, refused.value.bad.place.line) == ("secrecy-mark", 84)


@pytest.mark.usefixtures("small_parts")
def test_a_mark_in_a_sheet_that_is_no_list_stops_the_file() -> None:
    data = workbook(("Danh sách", rows()), ("Ghi chú", [["Chỉ xem"], ["M;Ậ;T"], ["TỐI MẬT"]]))
    with pytest.raises(Refused, match="dấu chỉ độ mật"):
        list(read_batches(data, name="a.xlsx"))


@pytest.mark.usefixtures("small_parts")
def test_a_late_row_that_is_too_wide_refuses_the_sheet_before_it_is_read() -> None:
    data = workbook(("Danh sách", [*rows(), [None] * 299 + ["x"]]))
    with pytest.raises(Refused, match="200 cột"):
        propose_shape(data, "a.xlsx")
