"""`vonggac botnet match` from outside: a list and ranges in, holders with reasons out; every bad input is located, no row is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from vonggac.cli import main
from vonggac.sources.addressranges import COLUMNS
from vonggac.sources.tables import write_xlsx

SCHEMA = Path(__file__).parents[2] / "src" / "vonggac" / "engines" / "addresses" / "match.schema.json"
RANGES = """Cơ quan,Dải địa chỉ IP,Mã hệ thống,Sau NAT,Từ cổng,Đến cổng,Từ ngày,Đến ngày,Ghi chú
Sở Y tế,14.160.7.0/24,HT-01,,,,,,
Sở Nội vụ,14.160.8.9,HT-02,,,,,30/06/2026,
UBND xã Đức Hòa,14.160.8.9,HT-03,,,,01/07/2026,,
UBND xã Đức Hòa,14.160.9.9,,Có,,,,,
Sở Xây dựng,14.160.9.9,HT-04,,1024,2047,,,
,14.161.0.0/16,,,,,,,Khối của tỉnh
Sở Y tế,2405:4800:7::/48,HT-01,,,,,,
"""
LIST = """timestamp,ip,port,infection
2026-11-18 02:03:04+00:00,14.160.7.9,50000,mirai
2026-11-18 02:03:40+00:00,14.160.7.9,50000,mirai
2026-05-01 08:00:00+00:00,14.160.8.9,50001,sality
2026-11-18 08:00:00+00:00,14.160.8.9,50002,sality
2026-11-18 08:00:00+00:00,14.160.9.9,1500,mozi
2026-11-18 08:00:00+00:00,14.160.9.9,50003,mozi
2026-11-18 08:00:00+00:00,14.161.3.4,50004,mozi
2026-11-18 08:00:00+00:00,2405:4800:7::1,50005,mozi
2026-11-18 08:00:00+00:00,8.8.8.8,50006,mozi
2026-11-18 08:00:00+00:00,10.1.1.1,50007,mozi
2026-11-18 08:00:00+00:00,300.1.1.1,50008,mozi
2026-11-18 08:00:00+00:00,14.160.7.10,50009,mozi
"""


@pytest.fixture
def said(tmp_path: Path) -> Any:
    """Write a list and ranges and ask about them."""

    def ask(
        listed: str | bytes = LIST, *options: str, ranges: str | bytes = RANGES, name: str = "ds.csv", known: str = "dai.csv"
    ) -> Result:
        for each, text in ((name, listed), (known, ranges)):
            (tmp_path / each).write_bytes(text if isinstance(text, bytes) else text.encode())
        verb = ["botnet", "match", str(tmp_path / name), "--ranges", str(tmp_path / known), "--on", "2026-11-20"]
        return CliRunner().invoke(main, [*verb, *options])

    return ask


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_row_of_the_list_is_answered_once_and_fits_the_schema(said: Any) -> None:
    result = said(LIST, "--json", "--all")
    *rows, summary = objects(result)
    assert result.exit_code == 1
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for one in [*rows, summary]:
        jsonschema.validate(one, schema)
    told = {one["line"]: (one["verdict"], [each["system"] for each in one.get("claimants", [])]) for one in rows}
    assert told == {
        2: ("held", ["HT-01"]), 3: ("held", ["HT-01"]), 4: ("held", ["HT-02"]), 5: ("held", ["HT-03"]), 6: ("held", ["HT-04"]),
        7: ("question", [None]), 8: ("unassigned", [None]), 9: ("held", ["HT-01"]), 10: ("outside", []), 11: ("private", []),
        12: ("remark", []), 13: ("held", ["HT-01"]),
    }  # fmt: skip
    assert (summary["rows"], summary["matched"], summary["unmatched"], summary["refused"], summary["duplicates"]) == (12, 8, 2, 1, 1)
    assert next(one for one in rows if one["line"] == 3)["repeats"] == 2


def test_by_default_only_hits_and_what_was_wrong_are_printed(said: Any) -> None:
    rows = objects(said(LIST, "--json"))
    assert [one.get("line") for one in rows] == [2, 4, 5, 6, 7, 8, 9, 13, 12, None]


def test_a_person_reads_holders_and_sums_and_what_was_wrong_goes_to_stderr(said: Any) -> None:
    result = said()
    assert "Sở Y tế / HT-01" in result.stdout
    assert "12 dòng: 8 khớp, 2 không khớp, 1 bị loại, 1 trùng." in result.stdout
    assert "ds.csv, dòng 12" in result.stderr
    assert "300.1.1.1" in result.stderr
    assert "300.1.1.1" not in result.stdout


def test_a_list_without_times_is_matched_on_the_day_of_the_list_and_says_so(said: Any) -> None:
    result = said("14.160.8.9\n14.160.7.9\n14.160.7.77\n", name="ds.txt")
    assert "UBND xã Đức Hòa / HT-03" in result.stdout
    assert "3 dòng không ghi thời điểm: đối chiếu theo ngày của danh sách, 20/11/2026." in result.stdout


def test_the_zone_of_a_row_counts_and_midnight_is_vietnams(said: Any) -> None:
    rows = "timestamp,ip\n2026-06-30 16:59:59+00:00,14.160.8.9\n2026-06-30 17:00:00+00:00,14.160.8.9\n"
    assert [one["claimants"][0]["system"] for one in objects(said(rows, "--json"))[:2]] == ["HT-02", "HT-03"]


def test_a_day_without_a_clock_is_a_day(said: Any) -> None:
    first, *_ = objects(said("Địa chỉ IP;Ngày phát hiện\n14.160.7.9;18/11/2026\n14.160.7.8;19/11/2026\n", "--json"))
    assert (first["seen_at"], first["basis"]) == ("2026-11-18", "day")


def test_the_same_address_on_one_day_can_count_once(said: Any) -> None:
    rows = "timestamp,ip\n2026-11-18 02:00:00+00:00,14.160.7.9\n2026-11-18 05:00:00+00:00,14.160.7.9\n"
    assert objects(said(rows, "--json"))[-1]["duplicates"] == 0
    assert objects(said(rows, "--json", "--same", "day"))[-1]["duplicates"] == 1


def test_inner_addresses_are_matched_only_in_lists_from_inside(said: Any) -> None:
    ranges = "Cơ quan,Dải địa chỉ IP\nTrung tâm dữ liệu tỉnh,10.20.0.0/16\n"
    assert objects(said("10.20.3.7\n10.20.3.8\n", "--json", ranges=ranges, name="ds.txt"))[-1]["matched"] == 0
    assert objects(said("10.20.3.7\n10.20.3.8\n", "--json", "--inside", ranges=ranges, name="ds.txt"))[-1]["matched"] == 2


def test_ranges_come_from_a_workbook_as_well(said: Any) -> None:
    row = {"written": "14.160.7.0/24", "organisation": "Sở Y tế", "kind": "nat", "provider": "Nhà mạng X"}
    first, *_ = objects(said(LIST, "--json", ranges=write_xlsx(COLUMNS, [row]), known="dai.xlsx"))
    assert (first["verdict"], first["asked"], first["needs"]) == ("question", ["Nhà mạng X"], ["provider"])


@pytest.mark.parametrize(
    ("row", "place", "why"),
    [
        ("Sở Y tế,14.160.7.0/99,,,,,,,", "dòng 2, cột “Dải địa chỉ IP”", "Sửa /99"),
        ("Sở Y tế,14.160.7.9,,,2047,1024,,,", "dòng 2", "cổng đầu không lớn hơn cổng cuối"),
        ("Sở Y tế,14.160.7.9,,,,,02/01/2026,01/01/2026,", "dòng 2, cột “Đến ngày”", "Sửa ngày kết thúc"),
        ("Sở Y tế,14.160.7.9,,,,,31/02/2026,,", "dòng 2", "ngày"),
    ],
)
def test_a_bad_range_is_located_and_nothing_is_matched(said: Any, row: str, place: str, why: str) -> None:
    result = said(LIST, "--json", ranges=RANGES.splitlines()[0] + "\n" + row + "\n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert place in result.stderr
    assert why in result.stderr


@pytest.mark.parametrize(("option", "name"), [("list", "ds.csv"), ("ranges", "dai.csv")])
def test_a_file_that_is_not_there_or_empty_is_said_in_one_sentence(said: Any, tmp_path: Path, option: str, name: str) -> None:
    result = said(**{"listed" if option == "list" else "ranges": b""})
    assert (result.exit_code, result.stdout) == (2, "")
    assert name in result.stderr
    missing = CliRunner().invoke(main, ["botnet", "match", str(tmp_path / "không-có"), "--ranges", str(tmp_path / "dai.csv")])
    assert missing.exit_code == 2


def test_a_list_without_hits_leaves_with_zero(said: Any) -> None:
    assert said("timestamp,ip\n2026-11-18 02:00:00+00:00,8.8.8.8\n2026-11-18 02:00:00+00:00,8.8.4.4\n").exit_code == 0


def test_the_verb_needs_no_django(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "b.csv").write_text(RANGES, encoding="utf-8")
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom vonggac.cli import main\n"
        f"done = CliRunner().invoke(main, ['botnet', 'match', {str(tmp_path / 'a.csv')!r}, '--ranges', {str(tmp_path / 'b.csv')!r}])\n"
        "assert done.exit_code == 1, done.output\nassert 'django' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
