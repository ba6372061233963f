"""Who appraises and approves, within how many days, where a system may stand: by level, day and regime."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from vonggac.kernel.levels import Level
from vonggac.law.levels import load, procedures
from vonggac.law.levels.procedure import ClockStep, DayUnit, DossierState, Role, Separation
from vonggac.law.load import calendar_for
from vonggac.law.model import Confidence, LawError

TODAY, LETTER, IN_2025 = date(2026, 11, 22), date(2024, 12, 30), date(2025, 6, 1)
UNIT, OWNER, POLICE, FORMER, PRIME = Role.SPECIALISED_UNIT, Role.OWNER, Role.PUBLIC_SECURITY, Role.INFORMATION, Role.PRIME_MINISTER


@pytest.mark.parametrize(
    ("level", "day", "critical", "appraises", "approves", "opinion"),
    [
        (1, TODAY, False, UNIT, UNIT, None),
        (2, TODAY, False, UNIT, UNIT, None),
        (3, TODAY, False, UNIT, OWNER, None),
        (4, TODAY, False, POLICE, OWNER, UNIT),
        (5, TODAY, False, POLICE, PRIME, UNIT),
        (3, TODAY, True, POLICE, PRIME, UNIT),
        (4, TODAY, True, POLICE, PRIME, UNIT),
        (5, TODAY, True, POLICE, PRIME, UNIT),
        (2, TODAY, True, UNIT, UNIT, None),
        (3, LETTER, False, UNIT, OWNER, None),
        (4, LETTER, False, FORMER, OWNER, UNIT),
        (5, LETTER, False, FORMER, PRIME, UNIT),
        (4, IN_2025, False, POLICE, OWNER, UNIT),
    ],
)
def test_who_appraises_and_approves(level: int, day: date, critical: bool, appraises: Role, approves: Role, opinion: Role | None) -> None:
    found = procedures.authority(level, day, critical=critical)
    assert (found.prepares, found.appraises, found.approves, found.opinion) == (Role.OPERATOR, appraises, approves, opinion)


def test_at_level_five_the_owner_approves_the_plan() -> None:
    assert procedures.authority(5, TODAY).approves_plan is OWNER
    assert procedures.authority(4, TODAY).approves_plan is None


@pytest.mark.parametrize(
    ("level", "step", "under_construction", "expected"),
    [
        (1, ClockStep.APPRAISAL, False, None),
        (2, ClockStep.APPROVAL, False, (7, DayUnit.WORKING)),
        (3, ClockStep.APPRAISAL, False, (15, DayUnit.WORKING)),
        (3, ClockStep.APPROVAL, False, (7, DayUnit.WORKING)),
        (4, ClockStep.APPRAISAL, False, (25, DayUnit.WORKING)),
        (5, ClockStep.APPRAISAL, False, (25, DayUnit.WORKING)),
        (5, ClockStep.APPROVAL, False, None),
        (3, ClockStep.COMPLETENESS, False, (5, DayUnit.WORKING)),
        (1, ClockStep.APPROVAL, True, (7, DayUnit.WORKING)),
        (3, ClockStep.APPRAISAL, True, (15, DayUnit.CALENDAR)),
        (3, ClockStep.APPROVAL, True, (7, DayUnit.WORKING)),
        (4, ClockStep.APPRAISAL, True, (30, DayUnit.CALENDAR)),
        (5, ClockStep.APPRAISAL, True, (30, DayUnit.CALENDAR)),
        (4, ClockStep.APPROVAL, True, None),
    ],
)
def test_the_statutory_days(level: int, step: ClockStep, under_construction: bool, expected: tuple[int, DayUnit] | None) -> None:
    found = procedures.clock(level, step, TODAY, under_construction=under_construction)
    assert (None if found is None else (found.days, found.unit)) == expected


def test_a_critical_system_is_appraised_like_level_five() -> None:
    found = procedures.clock(3, ClockStep.APPRAISAL, TODAY, critical=True)
    assert found is not None
    assert found.days == 25
    assert procedures.clock(3, ClockStep.APPROVAL, TODAY, critical=True) is None


def test_the_application_to_levels_one_and_two_is_marked_as_inferred() -> None:
    found = procedures.clock(1, ClockStep.APPROVAL, TODAY)
    assert found is not None
    assert found.confidence is Confidence.INFERRED


def test_working_days_step_over_the_new_year_and_calendar_days_do_not() -> None:
    calendar = calendar_for(2026, 2027)
    received = date(2026, 12, 18)
    now, before = procedures.clock(3, ClockStep.APPRAISAL, TODAY), procedures.clock(3, ClockStep.APPRAISAL, TODAY, under_construction=True)
    assert now is not None
    assert before is not None
    assert now.due(received, calendar=calendar) == date(2027, 1, 11)
    assert before.due(received, calendar=calendar) == date(2027, 1, 4), "2 January 2027 is a Saturday: the next working day"


@pytest.mark.parametrize(
    ("level", "day", "critical", "expected"),
    [
        (2, TODAY, False, None),
        (3, TODAY, False, Separation.LOGICAL),
        (4, TODAY, False, Separation.LOGICAL),
        (5, TODAY, False, Separation.PHYSICAL),
        (3, TODAY, True, Separation.PHYSICAL),
        (3, LETTER, False, Separation.LOGICAL),
        (4, LETTER, False, Separation.PHYSICAL),
        (4, date(2022, 9, 30), False, None),
    ],
)
def test_how_far_a_hosted_system_stands_apart(level: int, day: date, critical: bool, expected: Separation | None) -> None:
    found = procedures.hosting(level, day, critical=critical)
    assert (found.separation if found else None) is expected


def test_the_transition_windows_end_on_the_days_that_are_surely_in_time() -> None:
    windows = {window.id: window for window in procedures.transition_windows()}
    assert windows["under-construction"].last == date(2026, 12, 31)
    assert windows["graded"].last == windows["under-construction-measures"].last == date(2027, 6, 30)
    assert windows["graded"].last_confidence is Confidence.INFERRED
    assert windows["never-graded"].last is None
    assert windows["under-construction"].days_left(TODAY) == 39
    assert windows["never-graded"].days_left(TODAY) is None


def test_the_regulation_is_a_gate_before_approval_and_the_plan_before_operation() -> None:
    gates = {gate.id: gate.before for gate in procedures.gates_on(TODAY)}
    assert gates["regulation-issued"] is DossierState.APPROVED
    assert gates["plan-implemented"] is DossierState.IMPLEMENTED
    assert [gate.id for gate in procedures.gates_on(TODAY, DossierState.APPRAISED)] == ["independent-appraiser"]


def test_levels_four_and_five_add_the_opinion_and_the_risk_report() -> None:
    three = {part.id for part in procedures.dossier_parts(3, TODAY)}
    four = {part.id for part in procedures.dossier_parts(4, TODAY)}
    assert four - three == {"opinion", "risk-report"}
    assert "appraisal" in three - {part.id for part in procedures.dossier_parts(2, TODAY)}


def test_a_dossier_can_be_returned_and_every_state_can_be_reached() -> None:
    following = {step.state: step.next for step in procedures.procedures().steps}
    assert DossierState.RETURNED in following[DossierState.SENT]
    assert {state for states in following.values() for state in states} == set(DossierState) - {DossierState.DRAFT}


def test_harm_is_defined_for_every_level() -> None:
    assert [one.level for one in procedures.procedures().harm] == list(Level)


def test_before_any_regime_there_is_no_authority() -> None:
    with pytest.raises(load.NoRegimeError):
        procedures.authority(3, date(2016, 1, 1))


MISTAKES = [
    ("authority.yaml", "{regime: nd331, levels: [3], from", "{regime: nd332, levels: [3], from", "không có quy định nd332"),
    ("authority.yaml", "levels: [4], from: 2025-03-01", "levels: [4], from: 2025-03-02", "đúng một dòng từ ngày 2025-03-01"),
    ("authority.yaml", "prepares: operator", "prepares: nobody", "nobody"),
    ("authority.yaml", "days: 5,", "days: 0,", "từ 1 trở lên"),
    ("authority.yaml", "id: under-construction,", "id: khac,", "under-construction"),
    ("dossier.yaml", "level: 2, text", "level: 3, text", "năm cấp độ"),
    ("dossier.yaml", "next: [sent]", "next: [gone]", "gone"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "right", "wrong", "words"), MISTAKES, ids=[case[3] for case in MISTAKES])
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, name: str, right: str, wrong: str, words: str) -> None:
    folder = copytree(load.DATA, tmp_path / "levels")
    file = folder / name
    before = file.read_text(encoding="utf-8")
    assert right in before
    file.write_text(before.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(LawError, match=rf"{name}, dòng \d+: .*{words}"):
        procedures.read_procedures(folder, load.regimes())
