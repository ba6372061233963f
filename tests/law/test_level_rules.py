"""The level criteria as data: which holds when, that they fit together, and that a mistake is named with its file and line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from vonggac.kernel.levels import Level
from vonggac.law.levels import load
from vonggac.law.levels.model import AnyOf
from vonggac.law.model import LawError


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2016, 7, 1), "nd85"),
        (date(2026, 7, 1), "nd85"),
        (date(2026, 8, 18), "nd85"),
        (date(2026, 8, 19), "nd331"),
        (date(2030, 1, 1), "nd331"),
    ],
)
def test_each_day_has_one_regime(day: date, name: str) -> None:
    assert load.rules_on(day).id == name
    assert sum(rules.holds_on(day) for rules in load.regimes()) == 1


@pytest.mark.parametrize(("day", "name"), [(date(2026, 8, 19), "nd85"), (date(2026, 12, 31), "nd85"), (date(2027, 1, 1), "nd331")])
def test_a_system_under_construction_keeps_the_former_criteria_until_the_end_of_the_year(day: date, name: str) -> None:
    assert load.rules_on(day, under_construction=True).id == name


def test_a_day_before_every_regime_is_refused_with_the_first_one() -> None:
    with pytest.raises(load.NoRegimeError, match=r"30/06/2016.*01/07/2016"):
        load.rules_on(date(2016, 6, 30))
    with pytest.raises(load.NoRegimeError, match="nd85, nd331"):
        load.regime("nd99")


def test_both_regimes_are_complete() -> None:
    assert {rules.id: len(rules.rows) for rules in load.regimes()} == {"nd85": 21, "nd331": 24}
    assert all({row.level for row in rules.rows} == set(Level) for rules in load.regimes())


def test_every_question_is_used_explained_and_cited() -> None:
    used = {
        test.input
        for rules in load.regimes()
        for entry in (*rules.rows, *rules.grey, *rules.clashes)
        for condition in entry.when
        for test in (condition.tests if isinstance(condition, AnyOf) else (condition,))
    }
    assert {question.id for question in load.inputs()} == used
    assert [question.id for question in load.inputs() if not (question.ask.endswith("?") and question.help and question.ask_en)] == []


def test_every_text_that_is_shown_has_its_english_beside_it() -> None:
    def english(text: str) -> bool:
        return bool(text) and not set(fold_keeps(text)) & set("ăâđêôơưĂÂĐÊÔƠƯ")

    missing = []
    for one in load.inputs():
        texts = [one.ask_en, one.help_en, *one.examples_en]
        for option in one.options:
            texts += [option.name_en, *([option.help_en] if option.help else [])]
        if len(one.examples) != len(one.examples_en) or not all(map(english, texts)):
            missing.append(one.id)
    assert missing == []
    steps = {step.id: step.name_en for rules in load.regimes() for step in rules.steps}
    rows = {row.id: row.text_en for rules in load.regimes() for row in (*rules.rows, *rules.clashes)}
    cases = {case.id: f"{case.question_en} {case.effect_en}" for rules in load.regimes() for case in rules.grey}
    assert [name for name, text in {**steps, **rows, **cases}.items() if not english(text)] == []


def fold_keeps(text: str) -> str:
    """Leave out the official sign of a decree, which English keeps."""
    return text.replace("NĐ-CP", "").replace("ĐV", "").replace("DVC", "")


def test_what_only_shows_a_grey_case_stands_in_no_row() -> None:
    rows = [
        test
        for rules in load.regimes()
        for row in rules.rows
        for one in row.when
        for test in (one.tests if isinstance(one, AnyOf) else (one,))
    ]
    assert {question.id for question in load.inputs() if question.judgement} & {test.input for test in rows} == set()


def test_the_digest_follows_what_decides(tmp_path: Path) -> None:
    folder = copytree(load.DATA, tmp_path / "levels")
    same = {rules.id: rules.digest for rules in load.read_regimes(folder)}
    assert same == {rules.id: rules.digest for rules in load.regimes()}
    rules = folder / "rules-nd331.yaml"
    rules.write_text("# một lời ghi chú\n" + rules.read_text(encoding="utf-8"), encoding="utf-8")
    assert {one.id: one.digest for one in load.read_regimes(folder)} == same
    rules.write_text(rules.read_text(encoding="utf-8").replace("100000", "100001"), encoding="utf-8")
    changed = {one.id: one.digest for one in load.read_regimes(folder)}
    assert (changed["nd331"] != same["nd331"], changed["nd85"] == same["nd85"]) == (True, True)


MISTAKES = [
    ("rules-nd331.yaml", "{system_type: internal, info", "{system_tipe: internal, info", "không có câu hỏi “system_tipe”"),
    ("rules-nd331.yaml", "{only: [public]}", "{onli: [public]}", "không có phép so “onli”"),
    ("rules-nd331.yaml", "{only: [public]}", "{below: 3}", "không dùng được với “info_types”"),
    ("rules-nd331.yaml", "{only: [public]}", "{only: [publik]}", "không thể là câu trả lời"),
    ("rules-nd331.yaml", "{any: [private, personal], none: [state_secret]}", "{any: [private], none: [private]}", "không câu trả lời nào"),
    ("rules-nd331.yaml", "{below: 10000}", "{exceeds: subjects_basic}", "exceeds"),
    ("rules-nd331.yaml", "id: 331-12.1,", "id: 331-11.1,", "331-11.1 đã dùng"),
    ("rules-nd331.yaml", "level: 1,", "level: 6,", "từ 1 đến 5"),
    ("rules-nd331.yaml", "khoản 1 Điều 11", "Điều 11 khoản 1", "điểm, khoản, Điều"),
    ("rules-nd331.yaml", "from: 2026-08-19", "from: 2026-08-20", "ngay sau ngày cuối của nd85"),
    ("rules-nd331.yaml", "to: null", "to: 2027-01-01", "để “to” trống"),
    ("rules-nd331.yaml", "near_share: 20", "near_share: 100", "near_share"),
    ("rules-nd331.yaml", "max_rule:", "max_rul:", "max_rule"),
    ("inputs.yaml", "id: single_owner", "id: is_system", "is_system đã dùng"),
    ("inputs.yaml", "step: nhan-dien\n  ask: \"Hệ thống có chức năng", "step: khac\n  ask: \"Hệ thống có chức năng", "không có bước khac"),
    ("judgement.yaml", "may_read_as: [331-15.1]", "may_read_as: [331-15.9]", "không có 331-15.9"),
    ("judgement.yaml", "regimes: [nd331]", "regimes: [nd332]", "không có nd332"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "right", "wrong", "words"), MISTAKES, ids=[case[3] for case in MISTAKES])
def test_a_mistake_in_the_rules_is_named_with_file_and_line(tmp_path: Path, name: str, right: str, wrong: str, words: str) -> None:
    folder = copytree(load.DATA, tmp_path / "levels")
    file = folder / name
    before = file.read_text(encoding="utf-8")
    assert right in before
    file.write_text(before.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(LawError, match=rf"{name}, dòng \d+: .*{words}"):
        load.read_regimes(folder)
