"""Indicators for one hunt from the files that people have: plain lists, CSV, MISP, STIX, and the lists of LOKI."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vonggac.engines.hunt.indicating import Indicators, Sort
from vonggac.sources.hunting.known import read_known
from vonggac.sources.refusal import Refused

AT = datetime(2026, 3, 2, tzinfo=UTC)
SHA = "ab" * 32


def sorts(path: Path) -> list[tuple[str, str, str]]:
    return [(one.sort.value, one.value, one.level) for one in read_known([path], at=AT).known]


def test_a_plain_list_is_read_with_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(f"# ghi chú\nevil[.]vn\n198.51.100.7\n198.51.100.0/24\nhxxp://evil.vn/a\n{SHA}\n", encoding="utf-8")
    gathered = read_known([path], at=AT)
    assert [one.sort for one in gathered.known] == [Sort.DOMAIN, Sort.ADDRESS, Sort.RANGE, Sort.URL, Sort.HASH]
    assert gathered.known[0].source == "list.txt, dòng 2"


def test_what_a_source_took_back_or_gives_as_context_is_not_looked_for(tmp_path: Path) -> None:
    base = {"type": "indicator", "spec_version": "2.1", "created": "2026-01-01T00:00:00Z", "modified": "2026-01-01T00:00:00Z",
            "pattern_type": "stix", "valid_from": "2026-01-01T00:00:00Z"}  # fmt: skip
    name = "indicator--00000000-0000-4000-8000-00000000000"
    objects = [
        {**base, "id": f"{name}1", "pattern": "[domain-name:value = 'now.vn']", "indicator_types": ["malicious-activity"]},
        {**base, "id": f"{name}2", "pattern": "[domain-name:value = 'gone.vn']", "revoked": True},
        {**base, "id": f"{name}3", "pattern": "[domain-name:value = 'over.vn']", "valid_until": "2026-02-01T00:00:00Z"},
    ]
    path = tmp_path / "bundle.json"
    path.write_text(
        json.dumps({"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000009", "objects": objects}), encoding="utf-8"
    )
    gathered = read_known([path], at=AT)
    assert [one.value for one in gathered.known] == ["now.vn"]
    assert gathered.passed == 2


def test_the_lists_of_loki_are_told_apart_by_their_lines(tmp_path: Path) -> None:
    names, hashes, servers = (tmp_path / name for name in ("a.txt", "b.txt", "c.txt"))
    names.write_text("# Nhóm A\n\\\\mim[i1]\\.exe$;80;(?i)\\\\lab\\\\\n\\\\x\\d+\\.dll;45\n(?=a)b;60\n\\\\y\\.exe;100\n", encoding="utf-8")
    hashes.write_text(f"{SHA};Mẫu của nhóm A\n{'cd' * 16};Mẫu B\n", encoding="utf-8")
    servers.write_text("evil.vn;Máy chủ điều khiển\n198.51.100.7;Nhóm A\n", encoding="utf-8")
    gathered = read_known([names], at=AT)
    assert [(one.sort, one.level, one.note) for one in gathered.known] == [
        (Sort.FILE, "medium", "Nhóm A"), (Sort.FILE, "low", "Nhóm A"), (Sort.FILE, "high", "Nhóm A"),
    ]  # fmt: skip
    assert [(row.place.line, row.rule) for row in gathered.bad] == [(4, "bad-regex")]
    assert sorts(hashes) == [("hash", SHA, "high"), ("hash", "cd" * 16, "high")]
    assert sorts(servers) == [("domain", "evil.vn", "high"), ("address", "198.51.100.7", "high")]


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("type,value,comment\nip,198.51.100.7,Nhóm A\ndomain,evil.vn,\n", ["198.51.100.7", "evil.vn"]),
        ("Tên tệp;Tên miền;MD5\na.exe;evil.vn;" + "cd" * 16 + "\nb.exe;-;" + "ef" * 16 + "\n", ["evil.vn", "cd" * 16, "ef" * 16]),
        ("lúc\tai\n02/03/2026\thxxp://evil[.]vn/a\n03/03/2026\thxxp://evil[.]vn/b\n", ["http://evil.vn/a", "http://evil.vn/b"]),
    ],
    ids=["named", "several-columns", "by-values"],
)
def test_a_table_is_read_by_its_headings_else_by_its_values(tmp_path: Path, table: str, values: list[str]) -> None:
    path = tmp_path / "bang.csv"
    path.write_text("\ufeff" + table, encoding="utf-8")
    gathered = read_known([path], at=AT)
    assert [one.value for one in gathered.known] == values
    assert gathered.known[0].source.startswith("bang.csv, dòng 2")
    assert gathered.known[0].note == ("Nhóm A" if "Nhóm A" in table else "")


def test_a_wrong_cell_of_a_table_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "bang.csv"
    path.write_text("type,value\nip,198.51.100.7\nip,198.51.100.8\nip,khong phai\n", encoding="utf-8")
    assert [(row.place.line, row.place.column, row.seen) for row in read_known([path], at=AT).bad] == [(4, "value", "khong phai")]


def test_the_hash_of_an_empty_file_is_nobodys_mark(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(f"d41d8cd98f00b204e9800998ecf8427e\n{SHA}\n", encoding="utf-8")
    assert [value for _sort, value, _level in sorts(path)] == [SHA]


def test_a_file_without_indicators_is_refused_and_said_why(tmp_path: Path) -> None:
    path = tmp_path / "thư.txt"
    path.write_text("Kính gửi các cơ quan, đơn vị.\n" * 5, encoding="utf-8")
    with pytest.raises(Refused):
        read_known([path], at=AT)
    with pytest.raises(Refused, match="không mở được|Không mở được"):
        read_known([tmp_path / "không-có"], at=AT)


@pytest.mark.skipif("VONGGAC_REFERENCE" not in os.environ, reason="VONGGAC_REFERENCE names no reference data")
def test_the_real_list_of_file_names_is_read_whole() -> None:
    path = Path(os.environ["VONGGAC_REFERENCE"]) / "data" / "hunt" / "iocs" / "filename-iocs.txt"
    gathered = read_known([path], at=AT)
    assert len(gathered.known) > 3_000
    assert len(gathered.bad) <= 0.01 * len(gathered.known), [str(row) for row in gathered.bad[:5]]
    indicators = Indicators(gathered.known)
    assert [met.known.value for _number, met in indicators.look([r"C:\Windows\System32\kernel32.dll", "/usr/bin/ls"])] == []
