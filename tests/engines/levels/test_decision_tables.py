"""Every row of both tables: met by its facts, missed when any one of its conditions is, unknown when an answer is missing."""

# ruff: noqa: E501  a table reads by its rows

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from engines.levels.cases import CASES, DEFENCE, ONLINE, ONLINE_PERSONAL, PRIVATE, PUBLIC, SECRET, Case, facts
from vonggac.engines.levels import decide
from vonggac.law.levels.load import regime, regimes


def met(case: Case, answers: dict[str, Any]) -> set[str]:
    decision = decide(facts(answers), regime(case.regime))
    return {row.row for row in (*decision.decided_by, *decision.also_met)}


def test_the_hand_written_table_names_every_row_of_both_regimes() -> None:
    assert {case.row for case in CASES} == {row.id for rules in regimes() for row in rules.rows}
    assert len(CASES) == 45


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.row)
def test_a_row_is_met_and_cited_with_the_answers_that_met_it(case: Case) -> None:
    decision = decide(facts(case.hit), regime(case.regime))
    row = next(row for row in decision.decided_by if row.row == case.row)
    assert (decision.level, row.level, row.article) == (case.level, case.level, case.article)
    assert {one.input for one in row.seen} <= set(case.hit)
    assert row.seen


@pytest.mark.parametrize(("case", "change"), [(case, miss) for case in CASES for miss in case.misses], ids=str)
def test_a_row_is_missed_when_one_condition_is_not_met(case: Case, change: dict[str, Any]) -> None:
    assert case.row in met(case, case.hit)
    assert case.row not in met(case, {**case.hit, **change})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.row)
def test_a_missing_answer_is_not_a_no(case: Case) -> None:
    for name in {name for miss in case.misses for name in miss}:
        decision = decide(facts({**case.hit, name: None}), regime(case.regime))
        if any(row.row == case.row for row in (*decision.decided_by, *decision.also_met)):
            continue  # the other alternative of the row is still met
        reached = decision.level or 0
        assert reached >= case.level or (decision.highest_possible or 0) >= case.level, name
        assert reached >= case.level or name in {one.input for one in decision.open_questions}, name


@pytest.mark.parametrize("name", ["nd331", "nd85"])
def test_the_examples_of_the_reference_are_judged_as_expected(reference: Path, name: str) -> None:
    examples = yaml.safe_load((reference / "law" / "level-rules.yaml").read_text(encoding="utf-8"))["examples"]
    assert len(examples) >= 7
    assert {one["name"]: decide(facts(one["a"]), regime(name)).level for one in examples} == {one["name"]: one[name] for one in examples}


PROVINCE_CASES = [
    ("một cửa của tỉnh", {**ONLINE_PERSONAL, "admin_procedure": True, "conditional_line": False, "subjects_basic": 250_000, "dvc_old_grade": 4}, 3, 3),
    ("trung tâm dữ liệu tỉnh", {"system_type": "infrastructure", "scope": "ministry_sector_province"}, 3, 3),
    ("mạng LAN một xã", {"system_type": "infrastructure", "scope": "one_org"}, 2, 2),
    ("dịch vụ 20.000 tài khoản", {**ONLINE_PERSONAL, "conditional_line": False, "users": 20_000, "subjects_basic": 20_000, "subjects_sensitive": 0}, 2, 3),
    ("hồ sơ sức khỏe 12.000 người", {**ONLINE_PERSONAL, "conditional_line": False, "users": 12_000, "subjects_basic": 12_000, "subjects_sensitive": 12_000}, 3, 3),
    ("trang nội bộ chỉ có tin công khai", {"system_type": "internal", "info_types": PUBLIC}, 1, 1),
    # levels 4 and 5
    ("chỉ huy tác chiến của công an tỉnh", {"system_type": "internal", "info_types": ["private", "state_secret"], "defence_security": True, "damage_ns": "serious"}, 4, 4),
    ("điều khiển hồ chứa nước cấp I", {"system_type": "ics", "works_grade": "I", "info_types": PRIVATE}, 4, 4),
    ("trục liên thông quốc gia 24/7", {"system_type": "infrastructure", "scope": "nationwide", "h24_no_unplanned": True}, 4, 4),
    ("cổng dịch vụ công quốc gia", {**ONLINE, "admin_procedure": True, "dvc_old_grade": 4, "egov_national": True, "h24_no_unplanned": True}, 4, 4),
    ("tổn hại đặc biệt nghiêm trọng, không chiến lược", {**DEFENCE, "damage_ns": "especially_serious", "strategic": False}, 4, 5),
    ("tổn hại đặc biệt nghiêm trọng, chiến lược", {**DEFENCE, "damage_ns": "especially_serious", "strategic": True}, 5, 5),
    ("cơ sở dữ liệu gốc về dân cư", {"system_type": "internal", "info_types": PRIVATE, "national_data": True}, 5, 5),
    ("trạm cập bờ cáp quang biển", {"system_type": "infrastructure", "scope": "vn_international"}, 5, 5),
    ("điều khiển thủy điện cấp đặc biệt", {"system_type": "ics", "works_grade": "special_or_ns"}, 5, 5),
    ("loại khác, Thủ tướng quyết định cấp độ 4", {"system_type": "other", "pm_decision": 4}, 4, None),
    ("bí mật nhà nước, có tổn hại", {"system_type": "internal", "info_types": SECRET, "damage_ns": "harm"}, 3, 3),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answers", "now", "before"), PROVINCE_CASES, ids=[case[0] for case in PROVINCE_CASES])
def test_systems_as_a_province_has_them(name: str, answers: dict[str, Any], now: int, before: int | None) -> None:
    assert decide(facts(answers), regime("nd331")).level == now
    assert decide(facts(answers), regime("nd85")).level == before


def test_especially_serious_harm_is_never_less_than_serious_harm() -> None:
    for rules in regimes():
        levels = [decide(facts({**DEFENCE, "damage_ns": harm}), rules).level for harm in ("harm", "serious", "especially_serious")]
        assert levels == sorted(levels, key=int)  # type: ignore[arg-type]
