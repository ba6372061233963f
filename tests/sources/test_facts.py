"""A file of facts: what is left open stays open, what is wrong is located, and nothing from outside can cost more than it may."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.law.levels.load import inputs
from vonggac.sources.facts import FactsFile, read_facts
from vonggac.sources.refusal import Refused

QUESTIONS = inputs()


def read(text: str) -> FactsFile:
    return read_facts(text.encode(), "he-thong.yaml", QUESTIONS)


@pytest.mark.parametrize("open_answer", ["", "null", "~", "không biết", "Chưa biết", "chưa rõ"])
@pytest.mark.parametrize("name", ["online_service", "scope", "subjects_basic", "info_types"])
def test_an_answer_left_open_is_unknown_and_never_no(name: str, open_answer: str) -> None:
    file = read(f"system_type: infrastructure\n{name}: {open_answer}\n")
    assert file.bad == ()
    assert dict(file.systems[0].facts.values) == {"system_type": "infrastructure"}


@pytest.mark.parametrize(("word", "value"), [("có", True), ("Không", False), ("yes", True), ("false", False), ("ĐÚNG", True)])
def test_yes_and_no_are_read_in_vietnamese_too(word: str, value: bool) -> None:
    assert read(f"online_service: {word}").systems[0].facts.values["online_service"] is value


def test_the_none_of_a_list_is_a_choice_and_not_an_open_answer() -> None:
    values = read("damage_ns: none\nworks_grade: none\n").systems[0].facts.values
    assert values == {"damage_ns": "none", "works_grade": "none"}


def test_every_answer_knows_its_line_also_under_facts() -> None:
    system = read("name: A\nfacts:\n  scope: one_org\n  info_types:\n  - public\nlevel: Cấp độ 2\n").systems[0]
    assert (system.lines["scope"], system.lines["info_types"], system.lines["level"]) == (3, 4, 6)
    assert system.recorded_level == 2
    assert system.facts.values["info_types"] == frozenset({"public"})


def test_two_owners_answer_the_question_for_one_owner() -> None:
    assert read("owners: [Sở Y tế, Sở Tài chính]").systems[0].facts.values["single_owner"] is False
    assert "single_owner" not in read("owner: Sở Y tế\nowners: [Sở Y tế]").systems[0].facts.values


def test_a_component_may_be_named_or_written_where_it_stands() -> None:
    file = read("systems:\n- {name: A, parts: [B, {name: C, national_data: true}]}\n- {name: B, scope: one_org}\n")
    assert file.bad == ()
    assert [part.name for part in file.systems[0].facts.parts] == ["B", "C"]
    assert file.systems[0].facts.parts[0].values == {"scope": "one_org"}


def test_a_name_that_two_systems_carry_cannot_be_a_component() -> None:
    file = read("systems:\n- {name: A, parts: [B]}\n- {name: B}\n- {name: B}\n")
    assert [(row.rule, row.place.line) for row in file.bad] == [("same-name", 2)]


def test_components_that_unfold_without_end_are_refused() -> None:
    names = [[f"s{floor}x{at}" for at in range(15)] for floor in range(6)]
    systems = [{"name": name, "parts": names[floor + 1] if floor < 5 else []} for floor in range(6) for name in names[floor]]
    with pytest.raises(Refused) as refused:
        read(json.dumps(systems))
    assert refused.value.bad.rule == "too-many-elements"


def test_a_file_that_is_too_large_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(Refused) as refused:
        read_facts(b"#" * (6 * 1024 * 1024), "he-thong.yaml", QUESTIONS)
    assert refused.value.bad.rule == "too-large"


def test_tags_that_make_objects_make_none() -> None:
    file = read("name: !!python/object/apply:os.system ['true']\nscope: !!python/name:os.system one_org\n")
    assert file.bad != ()


@given(st.one_of(st.binary(max_size=300), st.text(alphabet=":-[]{}&*!|>'\"#%@,?\n\t abc:số1", max_size=200).map(str.encode)))
def test_whatever_comes_is_read_or_refused_with_a_sentence(data: bytes) -> None:
    try:
        file = read_facts(data, "he-thong.yaml", QUESTIONS)
        said = [row.why for row in file.bad] + [system.facts.name for system in file.systems]
    except Refused as refused:
        said = [refused.bad.why]
    assert said
    assert all(said)


def test_an_empty_list_is_no_file_of_facts() -> None:
    with pytest.raises(Refused) as refused:
        read("systems: []")
    assert refused.value.bad.rule == "empty"
