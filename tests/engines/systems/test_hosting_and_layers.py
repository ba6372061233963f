"""Who operates what is hired, and whether a layer stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vonggac.engines.systems import Hired, Standing, judge, operator_of
from vonggac.law.model import LawError
from vonggac.law.systems import read_rules, system_rules

BEFORE, TODAY = date(2026, 8, 18), date(2026, 11, 23)
RULES = system_rules()


@pytest.mark.parametrize(
    ("day", "names_provider", "body"),
    [(BEFORE, False, 7), (BEFORE, True, 7), (TODAY, True, 7), (TODAY, False, 3)],
)
def test_the_regime_of_the_day_says_who_operates_what_is_hired(day: date, names_provider: bool, body: int) -> None:
    found = operator_of(RULES.hosting_on(day), Hired("01/HĐ", provider=7, client=3, names_provider=names_provider))
    assert found is not None
    assert found.body == body
    assert "Điều 5" in found.rule.article


def test_nothing_follows_without_a_contract_or_before_any_regime() -> None:
    assert operator_of(RULES.hosting_on(TODAY), None) is None
    assert RULES.hosting_on(date(2015, 1, 1)) is None
    assert operator_of(None, Hired("01/HĐ", 7, 3, True)) is None


def test_the_rule_of_today_knows_which_rule_it_replaced() -> None:
    today = RULES.hosting_on(TODAY)
    assert today is not None
    before = RULES.hosting_before(today)
    assert before is not None
    assert before.holds_on(BEFORE)
    assert RULES.hosting_before(before) is None


@pytest.mark.parametrize(
    ("held", "proved", "expected"),
    [
        (False, TODAY, Standing.MISSING),
        (True, None, Standing.UNPROVED),
        (True, date(2025, 10, 8), Standing.STALE),
        (True, date(2025, 11, 22), Standing.GOOD),
        (True, date(2025, 11, 21), Standing.STALE),
    ],
)
def test_an_assessment_of_level_three_is_proved_once_a_year(held: bool, proved: date | None, expected: Standing) -> None:
    state = judge(3, level=3, held=held, proved_on=proved, cadences=RULES.cadences_on(TODAY), today=TODAY)
    assert state.standing is expected


def test_a_level_that_nobody_determined_is_judged_as_level_three() -> None:
    states = [
        judge(3, level=level, held=True, proved_on=date(2025, 6, 1), cadences=RULES.cadences_on(TODAY), today=TODAY)
        for level in (None, 3, 1)
    ]
    assert [one.standing for one in states] == [Standing.STALE, Standing.STALE, Standing.GOOD]
    assert states[1].late_by(TODAY) == 174


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cadences: [{layer: 5, levels: [1], days: 1, because: x}]", "layer"),
        ("cadences: [{layer: 1, levels: [6], days: 1, because: x}]", "levels"),
        ("duties: [{layer: 9, levels: [3], article: x}]", "layer"),
        ("duties: [{layer: 2, levels: [], article: x}]", "levels"),
        ("warnings: [{what: contract, days: 0, because: x}]", "days"),
        ("hosting: [{operator: nobody, article: x}]", "operator"),
        ("warnings: [{what: contract, days: 9, because: x, wha: y}]", "wha"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "systems.yaml"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(LawError, match=rf"systems.yaml, dòng 1: .*{said}"):
        read_rules(path)


@pytest.mark.parametrize("day", [date(2025, 1, 1), TODAY])
def test_monitoring_is_a_duty_from_level_three_on_and_the_rule_names_its_article(day: date) -> None:
    duty = RULES.duties_on(day)[2]
    assert duty.levels == {3, 4, 5}
    assert "Điều" in duty.article
    assert duty.source


def test_every_level_was_assessed_under_the_old_decree_and_one_and_two_as_they_can_under_the_law() -> None:
    assert RULES.duties_on(date(2026, 6, 30))[3].levels == {1, 2, 3, 4, 5}
    assert RULES.duties_on(date(2026, 7, 1))[3].levels == {3, 4, 5}
