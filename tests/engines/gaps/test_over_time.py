from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.engines.gaps import (
    Answer,
    ChangeKind,
    Evidence,
    Freshness,
    Proposal,
    Snapshot,
    Standing,
    State,
    cadence_dues,
    carry_over,
    compare,
    freshness,
)
from vonggac.engines.gaps.comparing import DifferentEditionsError
from vonggac.kernel.levels import Level
from vonggac.kernel.periods import Recurrence
from vonggac.law.catalogue import Closeness
from vonggac.law.catalogues import catalogue, controls_for, mapping

NEW, OLD = catalogue("TCVN 14423:2026"), catalogue("TCVN 11930:2017")
DEMANDED = controls_for(NEW, Level.THREE)


# --- proofs -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "worth"),
    [
        (date(2025, 11, 30), Freshness.NOT_YET),
        (date(2025, 12, 1), Freshness.VALID),
        (date(2026, 10, 31), Freshness.VALID),
        (date(2026, 11, 1), Freshness.EXPIRING),
        (date(2026, 12, 1), Freshness.EXPIRING),
        (date(2026, 12, 2), Freshness.EXPIRED),
    ],
)
def test_a_yearly_proof_holds_a_year_and_warns_a_month_ahead(on: date, worth: Freshness) -> None:
    assert freshness([Evidence(date(2025, 12, 1))], on=on, cadence=Recurrence.YEARLY).freshness is worth


def test_its_own_expiry_ends_a_proof_before_the_cadence_does() -> None:
    verdict = freshness([Evidence(date(2026, 1, 1), date(2026, 3, 31))], on=date(2026, 6, 1), cadence=Recurrence.YEARLY)
    assert (verdict.freshness, verdict.until) == (Freshness.EXPIRED, date(2026, 3, 31))
    assert "31/03/2026" in verdict.because


def test_the_proof_that_holds_longest_decides_and_a_proof_without_end_holds() -> None:
    proofs = [Evidence(date(2026, 1, 1), date(2026, 3, 31)), Evidence(date(2025, 6, 1))]
    assert freshness(proofs, on=date(2026, 6, 1)).freshness is Freshness.VALID
    assert freshness([], on=date(2026, 6, 1)).freshness is Freshness.NONE


def test_a_proof_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="Sửa ngày"):
        Evidence(date(2026, 2, 1), date(2026, 1, 31))


@given(
    st.lists(st.dates(date(2024, 1, 1), date(2027, 12, 31)), min_size=1, max_size=5),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.sampled_from(list(Recurrence)),
)
def test_one_more_proof_never_makes_things_worse(days, on, cadence) -> None:
    order = [Freshness.NONE, Freshness.NOT_YET, Freshness.EXPIRED, Freshness.EXPIRING, Freshness.VALID]
    proofs = [Evidence(day) for day in days]
    fewer = freshness(proofs[:-1], on=on, cadence=cadence).freshness
    assert order.index(freshness(proofs, on=on, cadence=cadence).freshness) >= order.index(fewer)


def test_returning_controls_are_due_one_cadence_after_the_last_proof_and_at_once_when_never_done() -> None:
    dues = cadence_dues(DEMANDED, Level.THREE, last_proofs={"LH-04": date(2026, 8, 31), "NK-11": date(2026, 6, 1)}, since=date(2026, 8, 19))
    assert len(dues) == sum(1 for control in DEMANDED if Level.THREE in control.cadence)
    by_code = {due.control: due for due in dues}
    assert by_code["LH-04"].due == date(2027, 2, 28)
    assert by_code["NK-11"].due == date(2026, 12, 1)
    assert by_code["RR-02"].due == date(2026, 8, 19)
    assert by_code["RR-02"].late_on(date(2026, 8, 20))
    assert not by_code["LH-04"].late_on(date(2027, 2, 28))
    assert [due.due for due in dues] == sorted(due.due for due in dues)
    assert "Chưa có lần nào" in by_code["RR-02"].because


# --- from the old edition to the new ----------------------------------------------------------------------------------------------

TABLE = mapping(OLD.code, NEW.code)


def test_carrying_over_only_proposes_and_every_proposal_is_to_be_looked_at_again() -> None:
    carried = carry_over([Answer("T5.3", State.MET, Standing.CONFIRMED)], TABLE, DEMANDED)
    by_code = {proposal.control: proposal for proposal in carried.proposals}
    assert set(by_code) == {control.code for control in DEMANDED if control.group == "SL"}
    assert by_code["SL-04"].closeness is Closeness.CLOSEST
    assert by_code["SL-08"].closeness is Closeness.SAME_GROUP
    assert {proposal.mark for proposal in carried.proposals} == {"Phải xem lại"}
    assert all(isinstance(proposal, Proposal) and not isinstance(proposal, Answer) for proposal in carried.proposals)
    assert len(carried.untouched) == 195 - len(by_code)
    assert "T5.3 của TCVN 11930:2017" in by_code["SL-04"].because


def test_the_weakest_old_answer_speaks_and_a_reason_must_be_given_anew() -> None:
    answers = [Answer("T2.3", State.MET), Answer("T3.3", State.PARTLY), Answer("T4.3", State.NOT_APPLICABLE, reason="Không có ứng dụng")]
    proposals = {proposal.control: proposal for proposal in carry_over(answers, TABLE, DEMANDED).proposals}
    assert proposals["NK-10"].state is State.PARTLY
    assert proposals["NK-10"].from_controls == ("T2.3", "T3.3", "T4.3")
    alone = carry_over([Answer("T4.5", State.NOT_APPLICABLE, reason="Không ký số")], TABLE, DEMANDED)
    assert {proposal.state for proposal in alone.proposals} == {State.UNANSWERED}


def test_an_old_answer_that_reaches_nothing_is_named() -> None:
    carried = carry_over([Answer("M1.2", State.MET)], TABLE, DEMANDED)
    assert (carried.proposals, carried.lost) == ((), ("M1.2",))
    assert len(carried.untouched) == 195


@given(
    st.dictionaries(st.sampled_from([control.code for control in OLD.controls]), st.sampled_from([State.MET, State.PARTLY, State.NOT_MET]))
)
def test_every_demanded_control_is_either_proposed_or_new_work(answers) -> None:
    carried = carry_over([Answer(code, state) for code, state in answers.items()], TABLE, DEMANDED)
    proposed = {proposal.control for proposal in carried.proposals}
    assert proposed.isdisjoint(carried.untouched)
    assert proposed | set(carried.untouched) == {control.code for control in DEMANDED}


# --- two dates --------------------------------------------------------------------------------------------------------------------


def _snapshot(day: date, digest: str = "a", edition: str = NEW.code, **states: State) -> Snapshot:
    return Snapshot(day, edition, digest, {code.replace("_", "-"): state for code, state in states.items()})


def test_a_comparison_says_what_was_gained_lost_and_what_no_longer_counts() -> None:
    before = _snapshot(
        date(2026, 5, 1),
        RR_01=State.NOT_MET, RR_02=State.MET, HW_01=State.PARTLY, HW_02=State.NOT_APPLICABLE, HW_03=State.MET, SW_01=State.MET,
    )  # fmt: skip
    after = _snapshot(
        date(2026, 11, 12),
        RR_01=State.MET, RR_02=State.NOT_MET, HW_01=State.UNANSWERED, HW_02=State.MET, HW_03=State.NOT_APPLICABLE, SW_01=State.MET,
        NK_08=State.UNANSWERED,
    )  # fmt: skip
    found = compare(before, after)
    assert {kind: [change.control for change in found.of(kind)] for kind in ChangeKind} == {
        ChangeKind.GAINED: ["RR-01"],
        ChangeKind.LOST: ["RR-02"],
        ChangeKind.CHANGED: ["HW-01"],
        ChangeKind.NEWLY_APPLICABLE: ["HW-02", "NK-08"],
        ChangeKind.NO_LONGER_APPLICABLE: ["HW-03"],
    }
    assert (found.same, found.corrected) == (1, False)


def test_a_corrected_edition_is_said_and_another_edition_is_refused() -> None:
    day = date(2026, 11, 12)
    assert compare(_snapshot(day), _snapshot(day, digest="b")).corrected
    with pytest.raises(DifferentEditionsError, match="Chuyển kết quả cũ"):
        compare(_snapshot(day, edition=OLD.code), _snapshot(day))


STATES = st.dictionaries(st.sampled_from(["RR-01", "RR-02", "HW-01"]), st.sampled_from(list(State)))


@given(STATES, STATES)
def test_looked_at_backwards_what_was_gained_is_lost(first, second) -> None:
    day = date(2026, 1, 1)
    there = compare(Snapshot(day, "e", "d", first), Snapshot(day, "e", "d", second))
    back = compare(Snapshot(day, "e", "d", second), Snapshot(day, "e", "d", first))
    assert [change.control for change in there.of(ChangeKind.GAINED)] == [change.control for change in back.of(ChangeKind.LOST)]
    assert there.same == back.same
    assert len(there.changes) + there.same == len(first.keys() | second.keys())
