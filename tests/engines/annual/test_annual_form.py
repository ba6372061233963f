"""Form 08: each system becomes a row, each empty cell that must be filled is named, each counter counts what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.engines.annual import Act, Implementation, Missing, Status, SystemFacts, UnknownColumnError, count, fill, lacking
from vonggac.law.report import ColumnType, FormColumn, ReportRegime
from vonggac.law.reports import report_regime, report_regimes

REGIME = report_regime(date(2026, 11, 22))
DECISION = Act("12/QĐ-UBND", date(2026, 3, 2), "UBND tỉnh")
REGULATION = Act("5/QĐ-UBND", date(2026, 1, 9), "UBND tỉnh")
WHOLE = SystemFacts(
    key=7,
    name="Hệ thống thử",
    owner="UBND tỉnh",
    operator="Trung tâm thử",
    level=3,
    has_dossier=True,
    status=Status.APPROVED,
    decision=DECISION,
    regulation=REGULATION,
    implementation=Implementation.FULLY,
    assessed=frozenset({"periodic", "before_use"}),
)
NOTHING = SystemFacts(key=8, name="Hệ thống chưa làm gì")


def only(facts: SystemFacts) -> tuple[Missing, ...]:
    return fill([facts], REGIME)[0].missing


def test_a_complete_system_fills_the_twelve_columns_in_the_order_of_the_form() -> None:
    (row,) = fill([WHOLE], REGIME)
    assert list(row.cells) == [column.code for column in REGIME.columns]
    assert len(row.cells) == 12
    assert row.missing == ()
    assert row.cells["assessed"] == ("before_use", "periodic")
    assert row.cells["decision"] == DECISION


def test_every_cell_that_must_be_filled_is_named() -> None:
    assert [one.column for one in only(NOTHING)] == [
        "owner",
        "operator",
        "level",
        "status",
        "expected_approval",
        "implementation",
        "expected_implementation",
    ]
    assert {one.system for one in only(NOTHING)} == {8}


def test_an_approved_level_must_name_its_decision_and_regulation_part_by_part() -> None:
    assert only(replace(WHOLE, decision=replace(DECISION, day=None))) == (Missing(7, "decision", ("day",)),)
    assert only(replace(WHOLE, regulation=Act())) == (Missing(7, "regulation"),)


def test_an_expected_day_is_asked_only_while_it_lies_ahead() -> None:
    waiting = replace(WHOLE, status=Status.SENT, decision=Act(), implementation=Implementation.PARTLY)
    assert [one.column for one in only(waiting)] == ["expected_approval", "expected_implementation"]
    planned = replace(waiting, expected_approval=date(2026, 12, 1), expected_implementation=date(2027, 5, 1))
    assert only(planned) == ()
    (row,) = fill([replace(WHOLE, expected_approval=date(2026, 1, 1), expected_implementation=date(2026, 1, 1))], REGIME)
    assert row.cells["expected_approval"] is None
    assert row.cells["expected_implementation"] is None


def test_rows_are_numbered_in_the_order_given() -> None:
    assert [row.cells["number"] for row in fill([NOTHING, WHOLE], REGIME)] == [1, 2]


def test_a_value_that_the_form_does_not_offer_is_refused() -> None:
    with pytest.raises(KeyError):
        fill([replace(WHOLE, assessed=frozenset({"yearly"}))], REGIME)


def test_a_form_that_was_never_read_is_refused_and_not_left_empty() -> None:
    old = next(regime for regime in report_regimes() if not regime.form_known)
    with pytest.raises(UnknownColumnError):
        fill([WHOLE], old)


def test_a_column_that_nobody_can_fill_is_refused() -> None:
    column = FormColumn("colour", "Màu", "Colour", ColumnType.TEXT)
    facts = {name: getattr(REGIME, name) for name in ReportRegime.__slots__}
    inherited = {name: getattr(REGIME, name) for name in ("valid_from", "valid_to", "source", "confidence")}
    with pytest.raises(UnknownColumnError, match="colour"):
        fill([WHOLE], ReportRegime(**{**inherited, **facts, "columns": (*REGIME.columns, column)}))


def test_the_counters_are_those_of_the_form() -> None:
    assert list(count([WHOLE])) == [counter.code for counter in REGIME.counters]


def test_the_counters_count_what_they_say() -> None:
    waiting = replace(WHOLE, key=9, status=Status.APPRAISED, assessed=frozenset())
    assert count([WHOLE, NOTHING, waiting]) == {
        "total": 3,
        "classified": 2,
        "dossier": 2,
        "appraised": 2,
        "approved": 1,
        "approved_assessed": 1,
        "expected_completion": None,
    }


def test_completion_is_expected_when_the_last_plan_stands() -> None:
    first, last = (
        replace(WHOLE, implementation=Implementation.PARTLY, expected_implementation=day) for day in (date(2027, 1, 1), date(2027, 6, 30))
    )
    assert count([WHOLE, last, first])["expected_completion"] == date(2027, 6, 30)
    assert count([first, replace(last, expected_implementation=None)])["expected_completion"] is None
    assert count([WHOLE])["expected_completion"] is None


SYSTEMS = st.builds(
    SystemFacts,
    key=st.integers(1, 9_999),
    name=st.text(min_size=1, max_size=20),
    owner=st.sampled_from(["", "A"]),
    operator=st.sampled_from(["", "B"]),
    level=st.none() | st.integers(1, 5),
    has_dossier=st.booleans(),
    status=st.none() | st.sampled_from(Status),
    decision=st.sampled_from([Act(), DECISION]),
    implementation=st.none() | st.sampled_from(Implementation),
    assessed=st.frozensets(st.sampled_from(["before_use", "periodic"])),
)


@given(st.lists(SYSTEMS, max_size=12))
def test_counters_never_exceed_the_total_nor_grow_along_the_life_of_a_dossier(systems: list[SystemFacts]) -> None:
    counted = count(systems)
    total = counted["total"]
    assert isinstance(total, int)
    numbers = {name: value for name, value in counted.items() if isinstance(value, int)}
    assert all(0 <= value <= total for value in numbers.values())
    assert numbers["approved_assessed"] <= numbers["approved"] <= numbers["appraised"]


@given(st.lists(SYSTEMS, max_size=8))
def test_a_cell_named_as_missing_is_empty_and_no_other_needed_one_is(systems: list[SystemFacts]) -> None:
    for row in fill(systems, REGIME):
        named = {one.column for one in row.missing}
        always = {column.code for column in REGIME.columns if column.needed == "always"}
        assert {code for code in always if row.cells[code] in (None, "")} == named & always


@given(st.lists(SYSTEMS, max_size=8, unique_by=lambda one: one.key))
def test_the_systems_that_lack_something_are_those_whose_rows_name_it(systems: list[SystemFacts]) -> None:
    assert lacking(systems, REGIME) == {row.system for row in fill(systems, REGIME) if row.missing}
