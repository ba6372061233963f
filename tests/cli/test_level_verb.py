"""`vonggac level decide` from outside: JSON on stdout, words on stderr, no database and no Django; every bad input is located."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from installation import bare
from vonggac.cli import main

SCHEMA = Path(__file__).parents[2] / "src" / "vonggac" / "engines" / "levels" / "decision.schema.json"
ONE_STOP = """name: Hệ thống giải quyết thủ tục hành chính tỉnh
system_type: citizen_business
info_types: [private, personal]
online_service: có
admin_procedure: true
conditional_line: không
subjects_basic: 250000
subjects_sensitive: 0
"""


@pytest.fixture
def said(tmp_path: Path) -> Any:
    """Write a file of facts and ask about it."""

    def ask(text: str | bytes, *options: str, name: str = "he-thong.yaml", on: str = "2026-11-22") -> Result:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CliRunner().invoke(main, ["level", "decide", str(path), "--on", on, *options])

    return ask


def test_one_system_gives_one_object_that_fits_the_schema(said: Any) -> None:
    result = said(ONE_STOP, "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 0, result.stderr
    assert (answer["level"], answer["regime"], answer["regime_in_force"]) == (3, "nd331", True)
    assert {row["article"] for row in answer["decided_by"]} == {"điểm b khoản 2 Điều 13", "điểm c khoản 2 Điều 13"}
    assert all(row["row"] and row["text"] for row in answer["decided_by"])
    assert answer["open_questions"][0]["input"] == "national_data"
    jsonschema.validate(answer, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_json_input_is_read_like_yaml_tabs_included(said: Any) -> None:
    text = json.dumps({"name": "Mạng LAN xã Đức Hòa", "system_type": "infrastructure", "scope": "one_org"}, ensure_ascii=False, indent="\t")
    assert json.loads(said(text, "--json", name="he-thong.json").stdout)["level"] == 2


def test_several_systems_give_a_line_each(said: Any) -> None:
    text = "systems:\n- {name: A, system_type: infrastructure, scope: one_org}\n- {name: B, system_type: ics, works_grade: I}\n"
    lines = [json.loads(line) for line in said(text, "--json").stdout.splitlines()]
    assert [(line["name"], line["level"], line["line"]) for line in lines] == [("A", 2, 2), ("B", 4, 3)]


def test_both_regimes_stand_side_by_side(said: Any) -> None:
    text = ONE_STOP.replace("admin_procedure: true", "admin_procedure: false").replace("250000", "20000") + "users: 20000\n"
    answer = json.loads(said(text, "--both", "--json").stdout)
    assert answer["level"] == 2
    assert answer["comparison"]["levels"] == {"nd85": 3, "nd331": 2}
    assert not answer["comparison"]["same_level"]
    jsonschema.validate(answer, json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("on", "more", "regime"),
    [
        ("2026-08-18", "", "nd85"),
        ("19/08/2026", "", "nd331"),
        ("2026-12-31", "under_construction: true\n", "nd85"),
        ("2027-01-01", "under_construction: true\n", "nd331"),
        ("2016-07-01", "", "nd85"),
    ],
)
def test_the_day_and_the_construction_choose_the_regime(said: Any, on: str, more: str, regime: str) -> None:
    answer = json.loads(said(ONE_STOP + more, "--json", on=on).stdout)
    assert (answer["regime"], answer["regime_in_force"]) == (regime, True)


def test_a_regime_that_is_not_in_force_is_used_only_when_asked_and_says_so(said: Any) -> None:
    assert json.loads(said(ONE_STOP, "--json", "--regime", "nd85").stdout)["regime_in_force"] is False
    assert "không phải quy định áp dụng" in said(ONE_STOP, "--regime", "nd85").stdout


BAD = [
    ("system_tpye: internal", "dòng 1", "có phải “system_type” không?"),
    ("system_type: noi_bo", "dòng 1", "ghi một trong internal"),
    ("name: A\ninfo_types: [public, persnal]", "dòng 2", "có phải “personal” không?"),
    ("name: A\nlevel: 7", "dòng 2", "từ 1 đến 5"),
    ("name: A\nlevel: 0", "dòng 2", "từ 1 đến 5"),
    ("pm_decision: 6", "dòng 1", "từ 0 đến 5"),
    ("dvc_old_grade: 5", "dòng 1", "từ 0 đến 4"),
    ("name: A\nsubjects_basic: -5", "dòng 2", "từ 0 trở lên"),
    ("subjects_basic: 100.000", "dòng 1", "không dấu chấm"),
    ("subjects_basic: 1e5", "dòng 1", "số nguyên"),
    ("subjects_basic: '250000'", "dòng 1", "không dấu nháy"),
    ("subjects_basic: true", "dòng 1", "số nguyên"),
    ("subjects_basic: " + "9" * 40, "dòng 1", "số nguyên"),
    ("online_service: 1", "dòng 1", "true (có)"),
    ("online_service: [true]", "dòng 1", "true (có)"),
    ("scope: [one_org]", "dòng 1", "không ghi danh sách"),
    ("info_types: {public: true}", "dòng 1", "ghi danh sách"),
    ("system_type: internal\nsystem_type: ics", "dòng 2", "ghi hai lần"),
    ("uplift: {level: 4}", "dòng 1", "lý do"),
    ("uplift: {level: 9, reason: cao}", "dòng 1", "từ 1 đến 5"),
    ("name: A\nparts: [A]", "dòng 2", "thành phần của chính nó: A → A"),
    ("systems:\n- {name: A, parts: [B]}\n- {name: B, parts: [A]}", "dòng 2", "A → B → A"),
    ("name: A\nparts: [{name: B, parts: [{name: A}]}]", "dòng 2", "A → B → A"),
    ("name: A\nparts: [Kho]", "dòng 2", "không có hệ thống “Kho”"),
    ("owners: [Sở A, Sở B]\nsingle_owner: true", "dòng 1", "hai chủ quản"),
    ("a: &x {b: 1}\nc: *x", "dòng 1", "tham chiếu"),
    ("a: [" * 30 + "]" * 30, "dòng 1", "lồng nhau"),
    ("a: [", "dòng", "cú pháp"),
    ("--- {name: A}\n--- {name: B}", "he-thong.yaml", "systems"),
    ("", "he-thong.yaml", "nội dung"),
    ("chỉ là một câu", "dòng 1", "câu hỏi: câu trả lời"),
    (b"\x00\x01\x02\x03", "he-thong.yaml", "cú pháp"),
]


@pytest.mark.parametrize(("text", "place", "words"), BAD, ids=range(len(BAD)))
def test_bad_input_is_located_and_nothing_is_half_written(said: Any, text: str | bytes, place: str, words: str) -> None:
    result = said(text, "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "he-thong.yaml" in result.stderr
    assert place in result.stderr
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_a_day_before_any_regime_is_said_with_the_first_regime(said: Any) -> None:
    result = said(ONE_STOP, on="2015-01-01")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "01/01/2015" in result.stderr
    assert "01/07/2016" in result.stderr


def test_a_day_that_is_none_and_an_unknown_regime_are_refused(said: Any) -> None:
    assert said(ONE_STOP, on="03/25/2026").exit_code == 2
    result = said(ONE_STOP, "--regime", "nd99")
    assert result.exit_code == 2
    assert "nd331" in result.stderr


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("system_type: internal\nonline_service: true", "dòng 2", "nội bộ"),
        ("owners: [Sở A, Sở B]\nsystem_type: internal", "dòng 1", "hơn một chủ quản"),
        ("info_types: [private]\ndefence_security: false\ndamage_ns: serious", "dòng 3", "Mức tổn hại"),
        ("info_types: [public]\nsubjects_basic: 5", "dòng 2", "số người"),
        ("strategic: true\ndamage_ns: none", "dòng 2", "chiến lược"),
        ("is_system: false", "dòng 1", "không phải hệ thống"),
        ("system_type: infrastructure\nscope: one_org\nlevel: 3", "dòng 3", "đang ghi cấp độ 3, tính ra cấp độ 2"),
    ],
)
def test_what_does_not_fit_together_is_located_and_gives_exit_one(said: Any, text: str, place: str, words: str) -> None:
    result = said(text, "--json")
    assert result.exit_code == 1
    assert place in result.stderr
    assert words in result.stderr
    assert json.loads(result.stdout)["findings"]


def test_a_missing_file_is_named_and_the_others_are_judged(tmp_path: Path) -> None:
    good = tmp_path / "co.yaml"
    good.write_text(ONE_STOP, encoding="utf-8")
    result = CliRunner().invoke(main, ["level", "decide", str(tmp_path / "khong-co.yaml"), str(good), "--on", "2026-11-22", "--json"])
    assert result.exit_code == 2
    assert "khong-co.yaml" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_without_json_a_person_gets_the_article_and_what_is_left_to_ask(said: Any) -> None:
    words = said(ONE_STOP).stdout
    assert "Cấp độ 3, tạm tính" in words
    assert "Căn cứ: điểm b khoản 2 Điều 13 Nghị định số 331/2026/NĐ-CP" in words
    assert "Còn phải hỏi: Hệ thống có lưu trữ tập trung dữ liệu đặc biệt quan trọng" in words


def test_a_component_decides_the_whole_and_is_named(said: Any) -> None:
    text = "name: Trục\nsystem_type: internal\ninfo_types: [public]\nparts:\n- {name: Kho, system_type: ics, works_grade: I}\n"
    answer = json.loads(said(text, "--json", on="2026-01-01").stdout)
    assert (answer["level"], answer["decided_by"][0]["part"], answer["components_article"]) == (4, ["Kho"], "khoản 2 Điều 5")
    jsonschema.validate(answer, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_the_verb_needs_no_django(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(ONE_STOP, encoding="utf-8")
    code = (
        "import sys; from datetime import date; from pathlib import Path; from vonggac.cli.level import _answers; "
        f"answer = _answers(Path({str(path)!r}), date(2026, 11, 22), None, True); "
        "assert answer[0]['level'] == 3; sys.exit('django' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], check=False, env=bare(PYTHONPATH="src"), cwd=root).returncode == 0
