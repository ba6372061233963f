"""`vonggac hunt`: what a responder types, what comes out, and with which exit code."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from vonggac.cli.hunt import hunt
from vonggac.cli.watching import Progress, lasting, progress_line
from vonggac.sources.hunting import Watched

RULE = """
title: Dò trang quản trị
id: 11111111-1111-4111-8111-111111111111
status: test
author: Nguyễn Văn Mẫu
level: medium
tags: [attack.reconnaissance, attack.t1595.003]
logsource: {category: webserver}
detection:
  selection: {cs-uri-stem|contains: /wp-login}
  condition: selection
"""
MANY = """
title: Dò nhiều lần
id: 22222222-2222-4222-8222-222222222222
level: high
correlation:
  type: event_count
  rules: [11111111-1111-4111-8111-111111111111]
  group-by: [c-ip]
  timespan: 10m
  condition: {gte: 3}
  generate: true
"""
WINDOWS = """
title: Chỉ Windows
id: 33333333-3333-4333-8333-333333333333
logsource: {product: windows, service: security}
detection:
  selection: {EventID: 4625}
  condition: selection
"""
LINES = "".join(
    f'198.51.100.{host} - - [02/Mar/2026:08:0{minute}:00 +0000] "GET /{page} HTTP/1.1" 404 1\n'
    for minute, (host, page) in enumerate([(7, "wp-login.php")] * 3 + [(9, "wp-login.php"), (9, "")])
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "logs").mkdir()
    for name, text in (("a.yml", RULE), ("b.yml", MANY), ("c.yml", WINDOWS)):
        (tmp_path / "rules" / name).write_text(text, encoding="utf-8")
    (tmp_path / "logs" / "access.log").write_text(LINES, encoding="utf-8")
    return tmp_path


def run(place: Path, *options: str) -> Result:
    return CliRunner().invoke(hunt, [str(place / "logs"), "--rules", str(place / "rules"), "--cache", str(place / "cache"), *options])


def objects(done: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_results_are_objects_of_the_published_shape_and_the_exit_code_says_found(place: Path) -> None:
    done = run(place, "--json")
    schema = json.loads(resources.files("vonggac.sources.hunting.outputs").joinpath("detection.schema.json").read_text(encoding="utf-8"))
    found = objects(done)
    for one in found:
        jsonschema.validate(one, schema)
    assert done.exit_code == 1
    assert [(one["title"], one["record"]) for one in found] == [("Dò trang quản trị", at) for at in (1, 2, 3, 4)] + [("Dò nhiều lần", 1)]
    assert found[0]["author"] == "Nguyễn Văn Mẫu"
    assert found[0]["source"] == "logs/access.log"


def test_nothing_found_is_zero_and_says_what_could_be_seen(place: Path) -> None:
    done = run(place, "--since", "03/03/2026")
    assert done.exit_code == 0
    assert "5 sự kiện, 5 ngoài khoảng thời gian" in done.stderr
    assert "1 tệp" in done.stderr


@pytest.mark.parametrize(
    ("since", "until", "records"),
    [
        ("2026-03-02T08:01:00Z", "2026-03-02T08:02:00Z", [2, 3]),
        ("02/03/2026 15:03", "02/03/2026", [4]),
        ("2026-03-02", "2026-03-02", [1, 2, 3, 4]),
        ("02/03/2026 15:03:30", "04/03/2026", []),
    ],
)
def test_a_span_is_written_as_the_house_or_as_computers_do_and_without_a_zone_is_vietnams(
    place: Path, since: str, until: str, records: list[int]
) -> None:
    found = objects(run(place, "--json", "--since", since, "--until", until))
    assert [one["record"] for one in found if one["title"] == "Dò trang quản trị"] == records


def test_only_results_from_a_level_on(place: Path) -> None:
    assert [one["title"] for one in objects(run(place, "--json", "--level", "high"))] == ["Dò nhiều lần"]


def test_the_report_names_rules_that_did_not_load_and_those_without_a_log(place: Path) -> None:
    (place / "rules" / "d.yml").write_text("title: Hỏng\nlogsource: {}\ndetection: {}\n", encoding="utf-8")
    done = run(place)
    assert "3 nạp được, 1 không nạp được, 1 không có loại sự kiện để xét" in done.stderr
    assert "d.yml" in done.stderr
    whole = run(place, "--coverage", "--coverage-json", str(place / "coverage.json"))
    assert "Chỉ Windows (33333333-3333-4333-8333-333333333333)" in whole.stderr
    report = json.loads((place / "coverage.json").read_text(encoding="utf-8"))
    assert [one["rule_id"] for one in report["idle"]] == ["33333333-3333-4333-8333-333333333333"]
    assert report["events"] == 5


def test_indicators_and_rules_go_in_one_pass_and_indicators_alone_as_well(place: Path) -> None:
    (place / "ioc.txt").write_text("198.51.100.9\n", encoding="utf-8")
    found = objects(run(place, "--json", "--ioc", str(place / "ioc.txt")))
    assert [one["record"] for one in found if one["rule_id"] == "indicator:address:198.51.100.9"] == [4, 5]
    alone = CliRunner().invoke(hunt, [str(place / "logs"), "--ioc", str(place / "ioc.txt"), "--json"])
    assert [one["record"] for one in objects(alone)] == [4, 5]


def test_files_are_scanned_when_rules_for_files_are_given_and_logs_are_not_read_then(place: Path) -> None:
    (place / "yara").mkdir()
    (place / "yara" / "a.yar").write_text('rule Mau { strings: $a = "wp-login" condition: $a }', encoding="utf-8")
    done = CliRunner().invoke(hunt, [str(place / "logs"), "--yara", str(place / "yara"), "--cache", str(place / "cache"), "--json"])
    assert done.exit_code == 1
    assert [(one["rule_id"], one["source"]) for one in objects(done)] == [("yara:Mau", "logs/access.log")]
    assert len(list((place / "cache").iterdir())) == 1
    assert "Tệp: 1 tệp, 1 quét nội dung" in done.stderr


def test_known_hashes_and_names_are_asked_of_files(place: Path) -> None:
    import hashlib

    (place / "ioc.txt").write_text(f"{hashlib.sha256(LINES.encode()).hexdigest()};Mẫu nhật ký\n", encoding="utf-8")
    done = CliRunner().invoke(hunt, [str(place / "logs"), "--ioc", str(place / "ioc.txt"), "--files", "--json"])
    assert [one["because"] for one in objects(done)] == ["mã băm có trong ioc.txt, dòng 1"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["khong-co"], "khong-co: không tìm thấy"),
        (["{logs}", "--rules", "{empty}"], "không có quy tắc nào dùng được"),
        (["{logs}", "--ioc", "{log}"], "access.log"),
        (["{logs}", "--yara", "{empty}"], "Không có quy tắc YARA nào"),
        (["{logs}", "--rules", "{rules}", "--out", "{log}"], "đã có tệp này"),
        (["{logs}", "--rules", "{rules}", "--since", "hôm qua"], "không phải là thời điểm"),
        (["{logs}", "--rules", "{rules}", "--since", "2026-03-02", "--until", "2026-03-01"], "--since sau --until"),
        (["{logs}", "--rules", "{rules}", "--files"], "--files cần --ioc"),
        (["{logs}", "--rules", "{rules}", "--allow", "{log}"], "--allow cần"),
        (["{broken}", "--rules", "{rules}"], "Chỗ không đọc được: 1"),
    ],
)
def test_bad_input_is_two_with_a_sentence_and_no_traceback(place: Path, options: list[str], words: str) -> None:
    (place / "empty").mkdir()
    (place / "broken").write_bytes(b"\x01\x02\x03" * 100)
    names = {name: str(place / name) for name in ("logs", "rules", "empty", "broken")} | {"log": str(place / "logs" / "access.log")}
    done = CliRunner().invoke(hunt, [one.format(**names) for one in options])
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert not done.stdout or "Không có kết quả" in done.stdout


def test_clamav_that_is_not_installed_is_said_before_any_work(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(place))
    done = run(place, "--clamav")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "chưa cài ClamAV" in done.stderr


def test_results_can_go_to_a_file_that_is_never_overwritten(place: Path) -> None:
    out = place / "ket-qua.html"
    assert run(place, "--format", "timeline-html", "--out", str(out)).exit_code == 1
    before = out.read_bytes()
    assert before.startswith(b"<!doctype html>")
    assert run(place, "--out", str(out)).exit_code == 2
    assert out.read_bytes() == before


def test_a_bundle_of_stix_carries_the_rule_as_its_author_wrote_it(place: Path) -> None:
    bundle = json.loads(run(place, "--format", "stix").stdout)
    patterns = {thing["name"]: thing["pattern"] for thing in bundle["objects"] if thing["type"] == "indicator"}
    assert patterns["Dò trang quản trị"].strip() == RULE.strip()


def test_the_command_needs_neither_database_nor_application(place: Path) -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom vonggac.cli import main\n"
        f"done = CliRunner().invoke(main, ['hunt', {str(place / 'logs')!r}, '--rules', {str(place / 'rules')!r}, '--json'])\n"
        "assert done.exit_code == 1, done.output\n"
        "print(*[name for name in ('django', 'granian', 'evtx', 'yara_x', 'docx', 'py7zr') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == []


# --- progress ---------------------------------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_tells_part_done_rate_and_time_left() -> None:
    watched = Watched(bytes=25_000_000, bytes_all=100_000_000, events=60_000, found=3)
    assert progress_line(watched, 10.0) == "25 %, 25/100 MB, 6.000 sự kiện/giây, còn 30 giây, 3 kết quả"
    assert [lasting(seconds) for seconds in (0.2, 90, 600, 7500)] == ["1 giây", "90 giây", "10 phút", "2 giờ 5 phút"]
    assert progress_line(Watched(), 0.0) == "0 kết quả"


def test_progress_writes_seldom_and_leaves_the_line_free() -> None:
    now = [0.0]
    out = Terminal()
    progress = Progress(out, clock=lambda: now[0])
    for step in range(100):
        now[0] = step / 100
        progress(Watched(bytes=step, bytes_all=100))
    progress.end()
    assert out.getvalue().count("%") == 3
    assert out.getvalue().endswith("\r\x1b[K")
