import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.engines.gaps import Answer, Standing, State, Tally
from vonggac.engines.gaps.columns import RepeatedAnswerError, Scheme, Sheet, sheet_of, tallies
from vonggac.engines.gaps.missing import missing
from vonggac.kernel.levels import Level
from vonggac.law.catalogues import catalogue, controls_for

SCHEME = Scheme.of(catalogue("TCVN 14423:2026"))
CONTROLS = len(SCHEME.controls)


def sheet(levels: list[int | None], answers: list[tuple[int, str, State]], standing: Standing = Standing.SUBMITTED) -> Sheet:
    return sheet_of(
        SCHEME,
        levels,
        systems=[row for row, _, _ in answers],
        controls=[SCHEME.position[code] for _, code, _ in answers],
        states=[state for _, _, state in answers],
        standings=[standing] * len(answers),
    )


def test_an_empty_assessment_of_level_three_has_195_open_questions_and_nothing_met() -> None:
    tally = tallies(SCHEME, sheet([3], [])).of(0)
    assert (tally.demanded, tally.unanswered, tally.coverage, tally.score, tally.shown) == (195, 195, 0.0, 0.0, 0)


def test_the_radar_of_page_six_adds_up() -> None:
    arms = [(44, 4, 3), (19, 6, 3), (15, 3, 2), (12, 3, 2), (16, 2, 1), (29, 3, 2), (11, 1, 0), (7, 4, 3)]
    answers = []
    for display, counts in zip(SCHEME.displays, arms, strict=True):
        codes = [each.code for each in controls_for(SCHEME.catalogue, Level.THREE) if each.group in display.groups]
        states = [State.MET] * counts[0] + [State.PARTLY] * counts[1] + [State.NOT_MET] * counts[2]
        answers += [(0, code, state) for code, state in zip(codes, states, strict=True)]
    found = tallies(SCHEME, sheet([3], answers))
    assert [(arm.met, arm.partly, arm.not_met) for arm in found.by_arm(0)] == arms
    assert [arm.shown for arm in found.by_arm(0)] == [86, 68, 75, 71, 84, 85, 92, 50]
    assert (found.of(0).met, found.of(0).partly, found.of(0).not_met, found.of(0).shown) == (153, 26, 16, 78)


def test_the_same_answers_may_be_counted_by_chapter_of_the_standard() -> None:
    chapters = Scheme.of(SCHEME.catalogue, by_chapter=True)
    assert chapters.arms == tuple(group.code for group in SCHEME.catalogue.groups)
    laid = sheet([3], [(0, "RR-01", State.MET), (0, "KT-01", State.PARTLY)])
    counted = dict(zip(chapters.arms, tallies(chapters, laid).by_arm(0), strict=True))
    assert (counted["RR"].met, counted["RR"].demanded, counted["KT"].partly, counted["KT"].demanded) == (1, 11, 1, 5)
    assert tallies(chapters, laid).of(0) == tallies(SCHEME, laid).of(0)


def test_what_does_not_apply_leaves_the_denominator_and_what_is_unanswered_stays() -> None:
    tally = tallies(SCHEME, sheet([1], [(0, "RR-01", State.MET), (0, "RR-02", State.NOT_APPLICABLE)])).of(0)
    assert (tally.applicable, tally.coverage) == (110, pytest.approx(100 / 110))
    everything = [(0, each.code, State.NOT_APPLICABLE) for each in controls_for(SCHEME.catalogue, Level.ONE)]
    nothing = tallies(SCHEME, sheet([1], everything)).of(0)
    assert (nothing.applicable, nothing.coverage, nothing.score, nothing.shown) == (0, None, None, None)


def test_a_hundred_is_shown_only_when_nothing_is_missing() -> None:
    assert Tally(met=999, not_met=1).shown == 99
    assert Tally(met=1000).shown == 100
    assert Tally(met=1, not_met=999).shown == 1
    assert Tally(not_met=1000).shown == 0


def test_a_draft_and_a_returned_answer_count_as_unanswered_and_only_a_confirmed_one_as_confirmed() -> None:
    met = [(0, "RR-01", State.MET)]
    for standing, counted, confirmed in [
        (Standing.DRAFT, 0, 0),
        (Standing.RETURNED, 0, 0),
        (Standing.SUBMITTED, 1, 0),
        (Standing.CONFIRMED, 1, 1),
    ]:
        tally = tallies(SCHEME, sheet([1], met, standing)).of(0)
        assert (tally.met, tally.confirmed) == (counted, confirmed)


def test_an_answer_beyond_the_level_is_kept_and_not_counted() -> None:
    found = sheet([1], [(0, "RR-11", State.MET)])
    assert found.states[0, SCHEME.position["RR-11"]] == State.MET
    assert tallies(SCHEME, found).of(0).met == 0


def test_a_system_without_a_level_owes_nothing_yet() -> None:
    tally = tallies(SCHEME, sheet([None], [(0, "RR-01", State.MET)])).of(0)
    assert (tally.demanded, tally.coverage) == (0, None)


def test_not_applicable_wants_a_reason() -> None:
    with pytest.raises(ValueError, match="lý do"):
        Answer("RR-01", State.NOT_APPLICABLE, reason="  ")
    assert Answer("RR-01", State.NOT_APPLICABLE, reason="Không có mạng không dây").counted is State.NOT_APPLICABLE


def test_two_answers_to_one_question_are_refused() -> None:
    with pytest.raises(RepeatedAnswerError, match="2 times"):
        sheet([3], [(0, "RR-01", State.MET), (0, "RR-01", State.NOT_MET)])


@pytest.mark.parametrize(("system", "control", "state"), [(1, 0, 1), (0, 9999, 1), (-1, 0, 1), (0, 0, 7)])
def test_an_answer_from_elsewhere_is_refused(system: int, control: int, state: int) -> None:
    with pytest.raises(ValueError, match="not there|not one"):
        sheet_of(SCHEME, [3], systems=[system], controls=[control], states=[state])


def test_heaps_of_systems_add_up_to_the_whole() -> None:
    found = tallies(SCHEME, sheet([3, 3, 1], [(0, "RR-01", State.MET), (1, "RR-01", State.PARTLY), (2, "RR-01", State.MET)]))
    heaps = found.rolled(["Sở Y tế", "Sở Y tế", "xã Đức Hòa"])
    assert heaps["Sở Y tế"] == Tally.sum([found.of(0), found.of(1)])
    assert Tally.sum(heaps.values()) == found.total()
    assert found.each() == (found.of(0), found.of(1), found.of(2))


CELLS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, CONTROLS - 1), st.sampled_from(list(State)), st.sampled_from(list(Standing))),
    unique_by=lambda cell: cell[:2],
    max_size=120,
)
LEVELS = st.lists(st.sampled_from([None, 1, 2, 3, 4, 5]), min_size=4, max_size=4)


def _laid(levels: list[int | None], cells: list[tuple[int, int, State, Standing]]) -> Sheet:
    columns: list[list[int]] = [[int(cell[index]) for cell in cells] for index in range(4)]
    return sheet_of(SCHEME, levels, systems=columns[0], controls=columns[1], states=columns[2], standings=columns[3])


@given(LEVELS, CELLS, st.randoms(use_true_random=False))
def test_sums_match_shares_lie_between_0_and_100_and_the_order_of_answers_does_not_matter(levels, cells, random) -> None:
    laid = _laid(levels, cells)
    found = tallies(SCHEME, laid)
    for row, level in enumerate(levels):
        whole = found.of(row)
        assert Tally.sum(found.by_arm(row)) == whole
        assert whole.demanded == (0 if level is None else len(controls_for(SCHEME.catalogue, Level(level))))
        assert 0 <= whole.confirmed <= whole.met
        for share in (whole.coverage, whole.score, whole.confirmed_coverage):
            assert share is None if not whole.applicable else 0 <= share <= 100
        assert len(missing(SCHEME, laid)) == sum(t.not_met + t.partly + t.unanswered for t in found.each())
    shuffled = list(cells)
    random.shuffle(shuffled)
    assert np.array_equal(tallies(SCHEME, _laid(levels, shuffled)).counts, found.counts)


def test_gaps_come_by_level_of_the_system_then_lowest_level_then_kind_then_how_often() -> None:
    everything = [(row, each.code, State.MET) for row in (0, 1) for each in SCHEME.controls]
    open_ones = {(0, "HT-14"), (0, "RR-01"), (0, "NK-11"), (0, "LH-08"), (1, "HT-20"), (1, "RR-01")}
    answers = [(row, code, State.NOT_MET if (row, code) in open_ones else state) for row, code, state in everything]
    gaps = missing(SCHEME, sheet([2, 3], answers))
    assert [(gap.row, gap.control.code) for gap in gaps] == [
        (1, "RR-01"),
        (1, "HT-20"),
        (0, "RR-01"),
        (0, "LH-08"),
        (0, "NK-11"),
        (0, "HT-14"),
    ]
    assert gaps[0].because == "Chưa đạt: TCVN 14423:2026, mục 5.1.2.1 a"
    assert [gap.control.code for gap in missing(SCHEME, sheet([2, 3], answers), limit=1)] == ["RR-01"]
