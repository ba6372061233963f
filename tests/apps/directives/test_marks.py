"""Marked places: every letter of the text is shown exactly once, whatever the spans do."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vonggac.apps.directives.marks import lines_of, places_of


def shown(text: str, spans: dict[str, list[int]]) -> str:
    lines = lines_of(text, places_of({"spans": spans}, text, {}))
    return "\n".join("".join(run.text for block in line for run in block.runs) for line in lines)


spans = st.dictionaries(
    st.sampled_from(["/number", "/subject", "/addressees/0/text", "/obligations/0/text", "/obligations/0/items/0/text", "/bases/0/date"]),
    st.tuples(st.integers(-3, 40), st.integers(-3, 40)).map(list),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="ab1. -\n", max_size=40), spans)
def test_no_letter_is_lost_or_doubled_however_spans_cross(text: str, marked: dict[str, list[int]]) -> None:
    assert shown(text, marked) == "\n".join(line for line in text.split("\n") if line.strip())


def test_numbers_follow_the_text_and_stand_once_although_a_value_has_several_spans() -> None:
    text = "Căn cứ 14/CT-UBND và trích yếu, ngày 27/12/2024"
    marked = {"/bases/0/number": [7, 17], "/bases/0/date": [32, 47], "/subject": [21, 30]}
    [line] = lines_of(text, places_of({"spans": marked}, text, {}))
    runs = [(run.place.label, run.is_first) for block in line for run in block.runs if run.place]
    assert runs == [("1", True), ("2", True), ("1", False)]


def test_a_value_inside_an_obligation_lies_inside_its_block() -> None:
    text = "1. Rà soát trước ngày 31/12/2026."
    marked = {"/obligations/0/text": [3, 32], "/obligations/0/deadline": [11, 32]}
    [[block]] = lines_of(text, places_of({"spans": marked}, text, {"/obligations/0": "1"}))
    assert block.place is not None
    assert block.place.label == "1"
    assert [run.text for run in block.runs] == ["1. Rà soát ", "trước ngày 31/12/2026", "."]


def test_what_a_person_must_settle_is_marked_as_such() -> None:
    places = places_of({"spans": {"/addressees/0/text": [0, 3]}}, "abc", {}, {"/addressees/0"})
    place = places.of("/addressees/0")
    assert place is not None
    assert place.is_bad
