"""What must hold whatever the answers are: sound ranges, the highest row, order without effect, one result on both ways."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.engines.levels import Facts, Uplift, decide, decide_many, next_questions
from vonggac.kernel.levels import Level
from vonggac.law.levels.load import inputs, regime, regimes
from vonggac.law.levels.model import Input, InputType, RuleSet, Value

NUMBERS = st.one_of(
    st.sampled_from([0, 1, 2, 3, 4]), st.sampled_from([9_999, 10_000, 79_999, 80_000, 99_999, 100_000]), st.integers(0, 300_000)
)


def answer_to(question: Input) -> st.SearchStrategy[Value]:
    match question.type:
        case InputType.BOOL:
            return st.booleans()
        case InputType.CHOICE:
            return st.sampled_from(question.words)
        case InputType.MULTI:
            return st.frozensets(st.sampled_from(question.words))
        case InputType.INT:
            return NUMBERS if question.highest is None else st.integers(0, question.highest)


ANSWERS: dict[str, st.SearchStrategy[Any]] = {question.id: answer_to(question) for question in inputs() if question.id != "is_system"}
COMPLETE = st.fixed_dictionaries(ANSWERS)
PARTIAL = st.fixed_dictionaries({}, optional=ANSWERS)
REGIMES = st.sampled_from(regimes())


@given(COMPLETE, st.sets(st.sampled_from(sorted(ANSWERS))), REGIMES)
def test_what_is_answered_later_stays_within_what_was_said_to_be_possible(whole: dict[str, Any], missing: set[str], rules: RuleSet) -> None:
    before = decide(Facts("a", {name: value for name, value in whole.items() if name not in missing}), rules)
    after = decide(Facts("a", whole), rules)
    assert (before.level or 0) <= (after.level or 0) <= (before.highest_possible or 0)
    assert not after.provisional
    if not before.provisional:
        assert after.level == before.level
        assert before.open_questions == ()


@given(COMPLETE, COMPLETE, st.sets(st.sampled_from(sorted(ANSWERS))), REGIMES)
def test_a_question_that_is_not_open_cannot_change_the_level(
    one: dict[str, Any], other: dict[str, Any], missing: set[str], rules: RuleSet
) -> None:
    known = {name: value for name, value in one.items() if name not in missing}
    asked = {question.input for question in decide(Facts("a", known), rules).open_questions}
    assert asked <= missing
    kept = {name: one[name] for name in asked}
    first = {**{name: one[name] for name in missing}, **known, **kept}
    second = {**{name: other[name] for name in missing}, **known, **kept}
    assert decide(Facts("a", first), rules).level == decide(Facts("a", second), rules).level


@given(PARTIAL, REGIMES)
def test_an_open_question_waits_for_a_row_that_would_raise_the_level(answers: dict[str, Any], rules: RuleSet) -> None:
    decision = decide(Facts("a", answers), rules)
    for question in decision.open_questions:
        assert question.highest > (decision.level or 0)
        assert question.rows
        assert question.input not in answers
    weights = [question.weight for question in decision.open_questions]
    assert weights == sorted(weights, reverse=True)


@given(COMPLETE, REGIMES, st.randoms())
def test_the_order_of_the_answers_and_of_the_rows_changes_nothing(answers: dict[str, Any], rules: RuleSet, random: Any) -> None:
    names = list(answers)
    random.shuffle(names)
    assert decide(Facts("a", {name: answers[name] for name in names}), rules) == decide(Facts("a", answers), rules)


@given(PARTIAL, REGIMES)
def test_the_highest_row_that_is_met_is_the_level(answers: dict[str, Any], rules: RuleSet) -> None:
    decision = decide(Facts("a", answers), rules)
    everything = [*decision.decided_by, *decision.also_met]
    assert decision.level == max((row.level for row in everything), default=None)
    assert all(row.level == decision.level for row in decision.decided_by)


@given(PARTIAL, st.sampled_from(list(Level)), REGIMES)
def test_a_risk_assessment_never_lowers(answers: dict[str, Any], proposed: Level, rules: RuleSet) -> None:
    plain = decide(Facts("a", answers), rules)
    raised = decide(Facts("a", answers, Uplift(proposed, "Sự cố năm 2025")), rules)
    assert (raised.level or 0) >= (plain.level or 0)
    if rules.uplift is None:
        assert raised.level == plain.level
        assert raised.uplift is not None
        assert "không được tính" in raised.uplift.note
    else:
        assert raised.level == max(plain.level or proposed, proposed)


@given(st.lists(st.tuples(PARTIAL, st.booleans(), st.none() | st.booleans()), max_size=12), REGIMES)
def test_many_at_once_come_out_as_one_by_one(systems: list[tuple[dict[str, Any], bool, bool | None]], rules: RuleSet) -> None:
    all_facts = []
    for at, (answers, proposed, is_system) in enumerate(systems):
        known = {**answers, **({} if is_system is None else {"is_system": is_system})}
        part = Facts(f"{at} phần", all_facts[-1].values) if proposed and all_facts else None
        all_facts.append(Facts(str(at), known, Uplift(Level.THREE, "rủi ro") if proposed else None, (part,) if part else ()))
    single = [decide(one, rules) for one in all_facts]
    many = decide_many(all_facts, rules)
    assert list(many.levels) == [one.level for one in single]
    assert list(many.highest_possible) == [one.highest_possible for one in single]
    assert [set(rows) for rows in many.decided_by] == [{row.row for row in one.decided_by} for one in single]


@given(PARTIAL, REGIMES)
def test_the_wizard_asks_everything_that_is_open_and_nothing_that_is_answered(answers: dict[str, Any], rules: RuleSet) -> None:
    found = Facts("a", answers)
    asked = {question.input.id for step in next_questions(found, rules) for question in step.questions}
    assert {question.input for question in decide(found, rules).open_questions} <= asked
    assert asked.isdisjoint(answers)


@pytest.mark.parametrize("rules", regimes(), ids=lambda rules: rules.id)
def test_with_no_answer_at_all_nothing_is_decided_and_everything_is_possible(rules: RuleSet) -> None:
    decision = decide(Facts("Hệ thống xã Đức Hòa", {}), rules)
    assert (decision.level, decision.highest_possible, decision.provisional) == (None, Level.FIVE, True)
    assert decision.open_questions[0].input == "system_type"


def test_the_wizard_ends_when_all_its_questions_are_answered() -> None:
    rules, known = regime("nd331"), {"is_system": True, "single_owner": True}
    replies: dict[str, Value] = {
        "system_type": "infrastructure", "scope": "one_org", "info_types": frozenset({"private"}), "defence_security": False,
        "national_data": False, "h24_no_unplanned": False, "egov_national": False, "ns_critical": False,
    }  # fmt: skip
    asked: list[str] = []
    while steps := next_questions(Facts("a", known), rules):
        question = steps[0].questions[0].input.id
        asked.append(question)
        known = {**known, question: replies[question]}
    assert decide(Facts("a", known), rules).level == 2
    assert not decide(Facts("a", known), rules).provisional
    assert len(asked) == len(set(asked)) <= len(replies)


def test_what_the_person_does_not_know_is_not_asked_again_and_stays_open() -> None:
    rules, found = regime("nd331"), Facts("a", {"system_type": "internal"})
    asked = {
        question.input.id for step in next_questions(found, rules, without_answer=frozenset({"info_types"})) for question in step.questions
    }
    assert "info_types" not in asked
    assert "info_types" in {question.input for question in decide(found, rules).open_questions}
