"""What is worth a second look in a rule, and the command that says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sources.sigma.written import rule
from vonggac.cli import main
from vonggac.sources.sigma import STARTER, check_rules

GOOD = """\
title: Quy tắc đủ mọi mục
id: 3b6ff4a8-7d3b-4b39-8e56-0d8f2f0b6a55
status: test
description: Tìm thử.
author: Tổ ứng cứu
date: 2026-11-23
tags: [attack.execution, attack.t1059.001]
logsource: {product: windows, category: process_creation}
level: high
"""
DETECTION = "one: {Image|endswith: '\\cmd.exe'}\ncondition: one"


def _told(text: str, tmp_path: Path) -> list[tuple[str, int]]:
    (tmp_path / "a.yml").write_text(text, "utf-8")
    return [(one.rule, one.line) for one in check_rules([tmp_path]).remarks]


def test_a_good_rule_draws_no_remark(tmp_path: Path) -> None:
    assert _told(rule(DETECTION, GOOD), tmp_path) == []


def test_our_own_rules_draw_none() -> None:
    read = check_rules([STARTER])
    assert read.not_loaded == read.remarks == ()


@pytest.mark.parametrize(
    ("old", "new", "remark"),
    [
        ("id: 3b6ff4a8-7d3b-4b39-8e56-0d8f2f0b6a55\n", "", ("no-id", 1)),
        ("3b6ff4a8-7d3b-4b39-8e56-0d8f2f0b6a55", "abc", ("bad-id", 2)),
        ("Quy tắc đủ mọi mục", "A" * 111, ("long-title", 1)),
        ("đủ mọi mục", "đủ mọi mục.", ("title-stop", 1)),
        ("author: Tổ ứng cứu\n", "", ("no-author", 1)),
        ("level: high", "level: urgent", ("bad-level", 9)),
        ("status: test", "status: done", ("bad-status", 3)),
        ("status: test", "status: deprecated", ("retired", 3)),
        ("2026-11-23", "23/11/2026", ("bad-date", 6)),
        ("attack.t1059.001]", "Attack.T1059]", ("bad-tag", 7)),
        ("attack.t1059.001]", "attack.t59]", ("bad-tag", 7)),
        ("attack.t1059.001]", "attack.execution]", ("same-tag", 7)),
        ("level: high", "levle: high\nlevel: high", ("unknown-key", 9)),
        ("{product: windows, category: process_creation}", "{product: okta, service: okta}", ("idle-source", 8)),
    ],
)
def test_a_heading_that_needs_care_is_told_with_its_line(old: str, new: str, remark: tuple[str, int], tmp_path: Path) -> None:
    assert old in GOOD
    assert _told(rule(DETECTION, GOOD.replace(old, new)), tmp_path) == [remark]


@pytest.mark.parametrize(
    ("item", "remark"),
    [
        ("Image: 'C:\\*'", "escaped-joker"),
        ("Image|contains: '*cmd*'", "joker-twice"),
        ("Image|endswith: '*cmd'", "joker-twice"),
        ("Image: ' cmd.exe'", "space-around"),
        ("Image: '*'", "only-joker"),
        ("Image|re: 'cmd'", "plain-regex"),
        ("Image|re: '.*cmd[0-9]'", "open-regex"),
        ("Image|contains|all: cmd", "all-of-one"),
        ("Image|all: [cmd, net]", "all-of-whole"),
        ("Image|contains: [cmd, CMD]", "same-value"),
    ],
)
def test_a_value_that_says_something_else_than_meant_is_told(item: str, remark: str, tmp_path: Path) -> None:
    assert _told(rule(f"one:\n    {item}\ncondition: one", GOOD), tmp_path) == [(remark, 12)]


def test_a_keyword_that_stands_everywhere_is_told(tmp_path: Path) -> None:
    assert _told(rule("one: [ab]\ncondition: one", GOOD), tmp_path) == [("short-keyword", 11)]


def test_the_command_says_what_is_wrong_and_ends_so(tmp_path: Path) -> None:
    (tmp_path / "tot.yml").write_text(rule(DETECTION, GOOD), "utf-8")
    good = CliRunner().invoke(main, ["rules", "check", str(tmp_path)])
    assert (good.exit_code, good.output) == (0, "1 quy tắc và 0 tương quan nạp được, 0 không nạp được, 0 chỗ nên xem lại.\n")
    (tmp_path / "xau.yml").write_text(rule("one: {a|khong: 1}\ncondition: one", GOOD.replace("3b6f", "4b6f")), "utf-8")
    bad = CliRunner().invoke(main, ["rules", "check", str(tmp_path)])
    assert bad.exit_code == 1
    assert "xau.yml:11: KHÔNG NẠP: không có biến thể “|khong”" in bad.output


def test_the_command_answers_in_json(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(rule("one: {User|expand: '%quan_tri%'}\ncondition: one", GOOD), "utf-8")
    lists = tmp_path / "danh-sach.json"
    lists.write_text('{"quan_tri": ["an", "binh"]}', "utf-8")
    without = CliRunner().invoke(main, ["rules", "check", str(tmp_path / "a.yml"), "--json"])
    told = json.loads(without.output)
    assert (without.exit_code, [one["rule"] for one in told["not_loaded"]]) == (1, ["placeholder"])
    filled = CliRunner().invoke(main, ["rules", "check", str(tmp_path / "a.yml"), "--json", "--placeholders", str(lists)])
    assert (filled.exit_code, json.loads(filled.output)["sources"]) == (0, {"windows/process_creation": 1})


@pytest.mark.parametrize("arguments", [["khong-co"], [".", "--placeholders", "khong-co.json"]])
def test_what_is_not_there_is_said_and_nothing_is_checked(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["rules", "check", *arguments])
    assert done.exit_code == 2
    assert "khong-co" in done.output


def test_a_hunt_takes_lists_tables_and_sysmon_alone(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yml").write_text(rule("one: {Image|expand: '%cong_cu%'}\ncondition: one", GOOD), "utf-8")
    (tmp_path / "lists.yml").write_text("cong_cu: ['*\\\\la.exe']\n", "utf-8")
    table = "product: windows\nservices: {}\ncategories: {process_creation: [{product: suricata, service: edr, rename: {Image: tep}}]}\n"
    (tmp_path / "bang.yml").write_text(table, "utf-8")
    (tmp_path / "log.json").write_text('{"timestamp": "2026-11-23T07:00:00+00:00", "event_type": "edr", "tep": "C:\\\\la.exe"}\n', "utf-8")
    asked = ["hunt", str(tmp_path / "log.json"), "--rules", str(tmp_path / "rules"), "--json", "--cache", str(tmp_path / "cache")]
    lists, bang = ["--placeholders", str(tmp_path / "lists.yml")], ["--pipeline", str(tmp_path / "bang.yml")]
    assert CliRunner().invoke(main, [*asked, *lists, *bang, "--sysmon-only"]).exit_code == 1
    assert CliRunner().invoke(main, [*asked, *lists, "--sysmon-only"]).exit_code == 0
    assert CliRunner().invoke(main, [*asked, *lists, "--pipeline", "khong-co"]).exit_code == 2
    assert CliRunner().invoke(main, [*asked, "--placeholders", str(tmp_path / "rules" / "khong-co.yml")]).exit_code == 2
