"""Grey cases, contradictions, rows nearly met, components, a proposal by risk: shown with reasons, never a silent change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engines.levels.cases import DEFENCE, ONLINE_PERSONAL, PRIVATE, PUBLIC, SECRET, facts
from vonggac.engines.levels import Facts, FactsError, NearKind, Uplift, compare, decide, decide_many
from vonggac.kernel.levels import Level
from vonggac.law.levels.load import regime, regimes

NOW, BEFORE = regime("nd331"), regime("nd85")
BELOW = {**ONLINE_PERSONAL, "conditional_line": False, "subjects_sensitive": 0}


def grey(answers: dict[str, Any], rules: Any = NOW) -> dict[str, Level | None]:
    return {case.id: case.may_become for case in decide(facts(answers), rules).grey}


def grey_questions(answers: dict[str, Any]) -> set[str]:
    return {one.input for one in decide(facts(answers), NOW).grey_questions}


def clashes(answers: dict[str, Any]) -> set[str]:
    return {one.id for one in decide(facts(answers), NOW).contradictions}


# --- a person must decide ---------------------------------------------------------------------------------------------------------


def test_a_public_site_without_online_service_matches_no_row_and_a_person_decides() -> None:
    decision = decide(
        facts({"system_type": "citizen_business", "online_service": False, "admin_procedure": False, "info_types": PUBLIC}), NOW
    )
    assert decision.level is None
    assert decision.needs_a_person
    assert [case.id for case in decision.grey] == ["grey-static-site"]


def test_a_site_that_settles_procedures_is_no_grey_case() -> None:
    assert grey({"system_type": "citizen_business", "online_service": False, "admin_procedure": True}) == {}


def test_software_that_several_agencies_share_may_read_as_infrastructure() -> None:
    shared = {"system_type": "internal", "info_types": PRIVATE}
    assert grey_questions(shared) >= {"serves_several_agencies"}
    assert grey({**shared, "serves_several_agencies": True}) == {"grey-shared-software": Level.THREE}
    assert grey({**shared, "serves_several_agencies": True}, BEFORE) == {"grey-shared-software": Level.THREE}
    assert grey({**shared, "serves_several_agencies": False}) == {}
    assert decide(facts({**shared, "serves_several_agencies": True}), NOW).level == 2


def test_sharing_is_not_asked_when_it_could_raise_nothing() -> None:
    assert "serves_several_agencies" not in grey_questions({"system_type": "internal", "info_types": PRIVATE, "national_data": True})


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"subjects_basic": 60_000}, {"grey-counting": Level.THREE}),
        ({"subjects_basic": 40_000, "count_basis": "per_tenant"}, {"grey-counting": Level.THREE}),
        ({"subjects_basic": 40_000, "count_basis": "cumulative"}, {}),
        ({"subjects_basic": 100_000, "count_basis": "per_tenant"}, {}),
    ],
)
def test_the_way_of_counting_matters_only_below_the_threshold(answers: dict[str, Any], expected: dict[str, Level]) -> None:
    assert grey({**BELOW, **answers}) == expected


def test_the_way_of_counting_is_asked_when_it_was_not_said() -> None:
    assert "count_basis" in grey_questions({**BELOW, "subjects_basic": 40_000})
    assert "count_basis" not in grey_questions({**BELOW, "subjects_basic": 140_000})


def test_especially_serious_but_not_strategic_stays_level_four_and_is_shown() -> None:
    answers = {**DEFENCE, "damage_ns": "especially_serious", "strategic": False}
    assert decide(facts(answers), NOW).level == 4
    assert grey(answers) == {"grey-serious-not-strategic": Level.FIVE}


def test_nationwide_without_the_demand_of_running_always_is_left_to_a_person() -> None:
    answers = {"system_type": "infrastructure", "scope": "nationwide", "h24_no_unplanned": False}
    assert decide(facts(answers), NOW).level is None
    assert grey(answers) == {"grey-nationwide-not-24-7": Level.THREE}


def test_a_system_of_another_kind_waits_for_a_decision() -> None:
    assert "grey-other" in grey({"system_type": "other", "pm_decision": 0})
    assert grey({"system_type": "other", "pm_decision": 3}) == {}


def test_signs_of_being_critical_call_for_another_procedure_and_leave_the_level() -> None:
    answers = {"system_type": "infrastructure", "scope": "one_org", "ns_critical": True}
    decision = decide(facts(answers), NOW)
    assert decision.level == 2
    assert [case.kind.value for case in decision.grey] == ["procedure"]
    assert not decision.needs_a_person
    assert grey(answers, BEFORE) == {}


# --- contradictions ---------------------------------------------------------------------------------------------------------------

CLASHES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("not-a-system", {"is_system": False}, {"is_system": True}),
    ("several-owners", {"single_owner": False}, {"single_owner": True}),
    ("internal-with-online-service", {"system_type": "internal", "online_service": True}, {"online_service": False}),
    ("internal-with-procedures", {"system_type": "internal", "admin_procedure": True}, {"system_type": "citizen_business"}),
    ("damage-without-secret", {"info_types": PRIVATE, "defence_security": False, "damage_ns": "harm"}, {"damage_ns": "none"}),
    ("secret-without-damage", {"info_types": SECRET, "damage_ns": "none"}, {"damage_ns": "harm"}),
    ("strategic-without-security", {"strategic": True, "damage_ns": "none"}, {"strategic": False}),
    ("strategic-without-secret", {"strategic": True, "info_types": PRIVATE, "defence_security": False}, {"defence_security": True}),
    ("public-with-subjects", {"info_types": PUBLIC, "subjects_basic": 1}, {"subjects_basic": 0}),
    ("no-information", {"info_types": []}, {"info_types": PUBLIC}),
    ("more-sensitive-than-basic", {"subjects_basic": 10, "subjects_sensitive": 11}, {"subjects_basic": 11}),
    ("works-without-control", {"system_type": "internal", "works_grade": "I"}, {"works_grade": "none"}),
    (
        "wide-scope-without-infrastructure",
        {"system_type": "internal", "scope": "nationwide", "egov_national": False},
        {"egov_national": True},
    ),
    ("decision-without-other", {"system_type": "internal", "pm_decision": 4}, {"pm_decision": 0}),
    ("decision-without-row", {"system_type": "other", "pm_decision": 1}, {"pm_decision": 2}),
]


def test_every_contradiction_of_the_rules_has_its_case() -> None:
    assert {name for name, _answers, _change in CLASHES} == {clash.id for clash in NOW.clashes}


@pytest.mark.parametrize(("name", "answers", "change"), CLASHES, ids=[case[0] for case in CLASHES])
def test_answers_that_exclude_each_other_are_named_with_what_was_answered(
    name: str, answers: dict[str, Any], change: dict[str, Any]
) -> None:
    assert name in clashes(answers)
    assert name not in clashes({**answers, **change})
    for missing in answers:
        assert name not in clashes({**answers, missing: None}), "what is missing contradicts nothing"
    found = next(one for one in decide(facts(answers), NOW).contradictions if one.id == name)
    assert {seen.input for seen in found.seen} <= set(answers)


def test_contradictions_leave_the_level_but_what_is_no_system_has_none() -> None:
    plain = {"system_type": "infrastructure", "scope": "ministry_sector_province"}
    assert decide(facts({**plain, "single_owner": False}), NOW).level == 3
    blocked = decide(facts({**plain, "is_system": False}), NOW)
    assert (blocked.level, blocked.highest_possible, blocked.blocked, blocked.decided_by) == (None, None, True, ())
    assert [row.row for row in blocked.also_met] == ["331-13.3"]
    assert decide_many([facts({**plain, "is_system": False})], NOW).levels == (None,)


# --- nearly -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "near"), [(79_999, False), (80_000, True), (99_999, True)])
def test_a_number_within_a_fifth_of_the_threshold_is_near(count: int, near: bool) -> None:
    rows = {row.row: row.kind for row in decide(facts({**BELOW, "subjects_basic": count}), NOW).nearly}
    assert (rows.get("331-13.2c1") is NearKind.THRESHOLD) is near


def test_one_other_answer_away_and_one_missing_answer_away_are_told_apart() -> None:
    decision = decide(facts({"system_type": "citizen_business", "admin_procedure": False, "online_service": True}), NOW)
    rows = {row.row: (row.kind, row.inputs) for row in decision.nearly}
    assert rows["331-13.2b"] == (NearKind.ONE_FACT, ("admin_procedure",))
    assert rows["331-13.2a"] == (NearKind.UNKNOWN, ("conditional_line",))


def test_a_row_of_the_same_or_a_lower_level_is_not_near() -> None:
    decision = decide(facts({"system_type": "infrastructure", "scope": "ministry_sector_province"}), NOW)
    assert all(row.level > 3 for row in decision.nearly)


# --- risk, components, regimes ----------------------------------------------------------------------------------------------------

LAN = {"system_type": "infrastructure", "scope": "one_org"}


def test_risk_raises_the_level_and_says_from_where_and_why() -> None:
    decision = decide(facts(LAN, uplift=Uplift(Level.THREE, "Kết nối cơ sở dữ liệu dân cư")), NOW)
    assert decision.level == 3
    assert decision.uplift is not None
    assert (decision.uplift.raised_from, decision.uplift.article) == (Level.TWO, "khoản 5 Điều 10")
    assert [row.row for row in decision.decided_by] == ["nd331-uplift"]
    assert "Kết nối cơ sở dữ liệu dân cư" in decision.decided_by[0].text


def test_a_proposal_below_the_criteria_has_no_effect_and_says_so() -> None:
    decision = decide(facts(LAN, uplift=Uplift(Level.ONE, "ít rủi ro")), NOW)
    assert decision.level == 2
    assert decision.uplift is not None
    assert not decision.uplift.effective
    assert "không hạ" in decision.uplift.note


def test_a_proposal_without_a_reason_is_refused() -> None:
    with pytest.raises(FactsError, match="lý do"):
        decide(facts(LAN, uplift=Uplift(Level.THREE, "  ")), NOW)


@pytest.mark.parametrize("rules", regimes(), ids=lambda rules: rules.id)
def test_the_highest_component_decides_the_whole(rules: Any) -> None:
    deep = facts({"system_type": "ics", "works_grade": "I"}, "Trạm bơm")
    middle = facts({"system_type": "infrastructure", "scope": "ministry_sector_province"}, "Mạng tỉnh", parts=(deep,))
    whole = decide(facts(LAN, "Toàn bộ", parts=(middle,)), rules)
    assert (whole.level, whole.components_article) == (Level.FOUR, rules.components.article)
    assert whole.decided_by[0].part == ("Mạng tỉnh", "Trạm bơm")
    assert [part.level for part in whole.parts] == [Level.FOUR]


def test_the_open_questions_of_a_component_are_asked_only_above_the_level_of_the_whole() -> None:
    part = facts({"system_type": "citizen_business"}, "Cổng")
    asked = {(one.part, one.input) for one in decide(facts({"national_data": False}, "A", parts=(part,)), NOW).open_questions}
    assert (("Cổng",), "admin_procedure") in asked
    above = decide(facts({"system_type": "ics", "works_grade": "I"}, "A", parts=(part,)), NOW).open_questions
    assert (("Cổng",), "admin_procedure") not in {(one.part, one.input) for one in above}


def test_a_system_that_is_its_own_part_is_refused_with_the_way_to_it() -> None:
    inner = facts(LAN, "B", parts=(facts(LAN, "A"),))
    with pytest.raises(FactsError, match="A: B: “A” không thể là thành phần của chính nó"):
        decide(facts(LAN, "A", parts=(inner,)), NOW)


def test_a_component_that_is_no_system_blocks_only_itself() -> None:
    part = facts({"is_system": False, "national_data": True}, "Máy in")
    whole = decide(facts(LAN, "A", parts=(part,)), NOW)
    assert (whole.level, whole.blocked, whole.parts[0].blocked) == (Level.TWO, False, True)
    assert [one.part for one in whole.contradictions] == [("Máy in",)]


def test_the_same_facts_stand_under_both_regimes_side_by_side() -> None:
    result = compare(facts({**BELOW, "users": 20_000, "subjects_basic": 20_000}), regimes())
    assert not result.same_level
    assert {decision.regime: decision.level for decision in result.decisions} == {"nd85": 3, "nd331": 2}
    assert result.rows["nd85"] == ("85-9.2c",)
    assert compare(facts(LAN), regimes()).same_level


def test_a_decision_remembers_the_rules_it_was_made_by() -> None:
    assert decide(facts(LAN), NOW).rules_digest == NOW.digest != BEFORE.digest
    moved = replace(NOW, rows=tuple(replace(row, level=Level.THREE) if row.id == "331-12.3" else row for row in NOW.rows), digest="khác")
    assert (decide(facts(LAN), moved).level, decide(facts(LAN), moved).rules_digest) == (3, "khác")


@pytest.mark.parametrize(
    "answers",
    [
        {"scope": "huyện"},
        {"users": -1},
        {"users": True},
        {"online_service": 1},
        {"info_types": frozenset({"x"})},
        {"level": 3},
        {"pm_decision": 6},
    ],
    ids=str,
)
def test_an_impossible_answer_is_refused_on_both_ways(answers: dict[str, Any]) -> None:
    good = Facts("A", {"online_service": True, "users": 1, "pm_decision": 1})
    with pytest.raises(FactsError) as one:
        decide(Facts("B", answers), NOW)
    with pytest.raises(FactsError) as many:
        decide_many([good, Facts("B", answers)], NOW)
    assert one.value.input == many.value.input == next(iter(answers))
