"""Assessments: one answers, another confirms, what is closed stays, and the sums are always true."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessing_cast import EDITION, FORMER, Bench, assert_coverage_is_true, versions
from cast import NOW, TODAY
from vonggac.apps.audit.models import Entry
from vonggac.apps.compliance.models import Answer, Assessment, Coverage, Proof
from vonggac.apps.compliance.queries import measures
from vonggac.apps.compliance.services import assessing
from vonggac.apps.compliance.services.assessing import Said, answer_controls, close_assessment, confirm_answers, return_answers
from vonggac.apps.compliance.services.inheriting import confirm_inheritance, declare_inheritance, end_inheritance, renew_inheritance
from vonggac.apps.compliance.services.proofs import erase_proofs
from vonggac.apps.work.models import StoredFile

pytestmark = pytest.mark.django_db


def counts(assessment: Assessment, control: str) -> str:
    return Answer.objects.get(assessment=assessment, control=control).counts_as


def test_an_assessment_has_one_row_for_every_control_of_its_level(bench: Bench) -> None:
    for level, rows in ((1, 111), (3, 195)):
        made = bench.open(bench.portal if level == 1 else bench.centre, level=level)
        assert made.answers.count() == rows
        assert made.catalogue_digest == EDITION.digest
    assert sum(Coverage.objects.values_list("unanswered", flat=True)) == 111 + 195
    assert Entry.objects.filter(act="compliance.assessment.opened").count() == 2
    assert_coverage_is_true()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"level": 6}, "level"),
        ({"as_of": TODAY + timedelta(days=1)}, "as_of"),
        ({"as_of": date(2001, 1, 1)}, "as_of"),
        ({"edition": FORMER, "as_of": date(2030, 1, 1)}, "as_of"),
        ({"kind": "independent"}, "assessor"),
    ],
)
def test_what_cannot_be_assessed_is_said_beside_its_field(bench: Bench, facts: dict[str, Any], field: str) -> None:
    asked = {"edition": EDITION, "level": 1, "kind": "self", "as_of": TODAY} | facts
    with pytest.raises(ValidationError) as refused:
        assessing.open_assessment(bench.portal, by=bench.cast.commune_officer, at=NOW, **asked)
    assert list(refused.value.message_dict) == [field]
    assert not Assessment.objects.exists()


def test_a_second_open_assessment_of_one_edition_is_refused(bench: Bench) -> None:
    bench.open()
    with pytest.raises(ValidationError, match="đang có một lần đánh giá"):
        bench.open()


def test_only_who_prepares_the_system_answers(bench: Bench) -> None:
    made = bench.open()
    for other in (bench.cast.stranger, bench.cast.leader, bench.cast.auditor, bench.cast.responder):
        with pytest.raises(PermissionDenied):
            answer_controls(made.pk, [Said(control="RR-01", state="met")], by=other, at=NOW)
    assert counts(made, "RR-01") == ""


def test_many_controls_are_answered_at_once_and_counted_in_the_same_act(bench: Bench) -> None:
    made = bench.open()
    said = [Said(control="RR-01", state="met"), Said(control="RR-02", state="partly"), Said(control="HW-01", state="na", note="không có")]
    assert answer_controls(made.pk, said, by=bench.cast.commune_officer, at=NOW) == 3
    total = measures.standing_of(bench.portal)
    assert total is not None
    assert (total.total.met, total.total.partly, total.total.not_applicable, total.total.unanswered) == (1, 1, 1, 108)
    assert answer_controls(made.pk, said, by=bench.cast.commune_officer, at=NOW) == 0, "the same again changes nothing"
    entry = Entry.objects.get(act="compliance.answers.given")
    assert entry.count == 3
    assert "không có" not in str(entry.detail), "no words that people type"
    assert_coverage_is_true()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([Said(control="XX-99", state="met")], "XX-99: yêu cầu này không thuộc"),
        ([Said(control="RR-01", state="yes")], "RR-01: chọn Đạt"),
        ([Said(control="RR-01", state="na", note="  ")], "RR-01: ghi lý do"),
        ([Said(control="RR-01", state="met", note="x" * 4_001)], "RR-01: rút gọn"),
        ([Said(control="RR-01", state="met"), Said(control="RR-01", state="not")], "chỉ được trả lời một lần"),
    ],
)
def test_one_wrong_answer_refuses_all_and_names_its_control(bench: Bench, said: list[Said], why: str) -> None:
    made = bench.open()
    with pytest.raises(ValidationError) as refused:
        answer_controls(made.pk, [Said(control="HW-01", state="met"), *said], by=bench.cast.commune_officer, at=NOW)
    assert why in " ".join(refused.value.messages)
    assert counts(made, "HW-01") == "", "nothing half-written"


def test_two_people_at_once_get_a_message_that_says_who_and_what(bench: Bench) -> None:
    made = bench.open()
    seen = versions(made, ["RR-01"])["RR-01"]
    answer_controls(made.pk, [Said(control="RR-01", state="met", version=seen)], by=bench.cast.commune_officer, at=NOW)
    with pytest.raises(ValidationError, match="RR-01: Phạm Thị Xã vừa trả lời “Đạt” lúc 07:42 23/11/2026"):
        answer_controls(made.pk, [Said(control="RR-01", state="not", version=seen)], by=bench.colleague, at=NOW)
    assert counts(made, "RR-01") == "met"


def test_who_answered_does_not_confirm_and_another_person_does(bench: Bench) -> None:
    made = bench.open()
    bench.answered(made, {"RR-01": "met"}, confirm=False)
    with pytest.raises(ValidationError, match="RR-01: bạn là người trả lời"):
        confirm_answers(made.pk, versions(made, ["RR-01"]), by=bench.cast.commune_officer, at=NOW)
    with pytest.raises(PermissionDenied):
        confirm_answers(made.pk, versions(made, ["RR-01"]), by=bench.cast.stranger, at=NOW)
    assert confirm_answers(made.pk, versions(made, ["RR-01"]), by=bench.colleague, at=NOW) == 1
    assert Coverage.objects.get(assessment=made, group="RR").confirmed == 1
    bench.answered(made, {"RR-01": "partly"}, confirm=False)
    assert Answer.objects.get(assessment=made, control="RR-01").confirmed_by is None, "a new answer must be confirmed anew"
    assert_coverage_is_true()


def test_a_returned_answer_counts_as_none_until_it_is_answered_again(bench: Bench) -> None:
    made = bench.open()
    bench.answered(made, {"RR-01": "met"})
    with pytest.raises(ValidationError, match="Ghi lý do"):
        return_answers(made.pk, versions(made, ["RR-01"]), because=" ", by=bench.colleague, at=NOW)
    return_answers(made.pk, versions(made, ["RR-01"]), because="Chưa có quyết định ban hành", by=bench.colleague, at=NOW)
    assert counts(made, "RR-01") == ""
    bench.answered(made, {"RR-01": "met"}, confirm=False)
    assert counts(made, "RR-01") == "met"
    assert_coverage_is_true()


def test_a_closed_assessment_never_changes_and_the_next_one_asks_to_look_again(bench: Bench) -> None:
    made = bench.open(day=date(2026, 9, 1))
    bench.answered(made, {"RR-01": "met", "RR-02": "na"}, confirm=False)
    with pytest.raises(ValidationError, match="Còn 2 câu trả lời"):
        close_assessment(made.pk, by=bench.colleague, at=NOW)
    confirm_answers(made.pk, versions(made, ["RR-01", "RR-02"]), by=bench.colleague, at=NOW)
    close_assessment(made.pk, by=bench.colleague, at=NOW)
    with pytest.raises(ValidationError, match="đã kết thúc"):
        answer_controls(made.pk, [Said(control="RR-01", state="not")], by=bench.cast.commune_officer, at=NOW)
    later = bench.open()
    carried = Answer.objects.get(assessment=later, control="RR-01")
    assert (carried.state, carried.look_again, carried.counts_as) == ("met", True, ""), "nothing counts before a person looked again"
    assert later.carried_from_id == made.pk
    bench.answered(later, {"RR-01": "met"}, confirm=False)
    assert counts(later, "RR-01") == "met", "the same answer given again is an answer"
    assert_coverage_is_true()


def test_answers_under_the_former_edition_come_over_as_proposals_only(bench: Bench) -> None:
    old = assessing.open_assessment(
        bench.portal, FORMER, level=3, kind="self", as_of=date(2026, 7, 1), by=bench.cast.commune_officer, at=NOW
    )
    everything = {answer.control: "met" for answer in old.answers.all()}
    bench.answered(old, everything)
    close_assessment(old.pk, by=bench.colleague, at=NOW)
    new = bench.open(level=3)
    again = new.answers.filter(look_again=True)
    assert again.count() > 20
    assert not new.answers.exclude(counts_as="").exists(), "nothing counts as met before a person confirms it"
    assert again.filter(state="met").first().note != ""  # type: ignore[union-attr]
    assert new.carried_from_id == old.pk


def test_a_corrected_edition_is_a_notice_and_changes_nothing(bench: Bench) -> None:
    made = bench.open()
    bench.answered(made, {"RR-01": "met"})
    assert not measures.was_corrected(made)
    Assessment.objects.filter(pk=made.pk).update(catalogue_digest="0" * 64)
    made.refresh_from_db()
    assert measures.was_corrected(made)
    assert counts(made, "RR-01") == "met"


# --- inheritance ------------------------------------------------------------------------------------------------------------------


def inherit(bench: Bench, **facts: Any) -> Any:
    asked = {"catalogue": EDITION.code, "groups": ["RR", "HW"], "valid_from": date(2026, 1, 1)} | facts
    return declare_inheritance(bench.portal, bench.centre, by=bench.cast.commune_officer, at=NOW, **asked)


def test_a_shared_system_answers_once_it_agreed_and_only_what_it_confirmed(bench: Bench) -> None:
    mine, shared = bench.open(), bench.open(bench.centre, level=3)
    bench.answered(shared, {"RR-01": "met", "RR-02": "partly", "HW-01": "na"})
    bench.answered(shared, {"HW-02": "met"}, confirm=False)
    link = inherit(bench)
    assert counts(mine, "RR-01") == "", "nobody agreed yet"
    with pytest.raises(PermissionDenied):
        confirm_inheritance(link.pk, by=bench.cast.commune_officer, at=NOW)
    confirm_inheritance(link.pk, by=bench.cast.officer, at=NOW)
    assert [counts(mine, code) for code in ("RR-01", "RR-02", "HW-01", "HW-02")] == ["met", "partly", "", ""]
    assert Answer.objects.get(assessment=mine, control="RR-01").inherited_from == bench.centre
    bench.answered(shared, {"RR-01": "not"}, confirm=False)
    assert counts(mine, "RR-01") == "", "what waits for confirmation gives nothing"
    confirm_answers(shared.pk, versions(shared, ["RR-01"]), by=bench.keeper, at=NOW)
    assert counts(mine, "RR-01") == "not"
    bench.answered(mine, {"RR-01": "partly"}, confirm=False)
    assert counts(mine, "RR-01") == "partly", "an own answer comes first"
    end_inheritance(link.pk, on=TODAY - timedelta(days=1), by=bench.cast.officer, at=NOW)
    assert [counts(mine, code) for code in ("RR-01", "RR-02")] == ["partly", ""]
    assert_coverage_is_true()


def test_a_closed_assessment_of_a_tenant_is_not_touched(bench: Bench) -> None:
    mine, shared = bench.open(), bench.open(bench.centre, level=3)
    confirm_inheritance(inherit(bench).pk, by=bench.cast.officer, at=NOW)
    close_assessment(mine.pk, by=bench.colleague, at=NOW)
    bench.answered(shared, {"RR-01": "met"})
    assert counts(mine, "RR-01") == ""


def test_systems_that_answer_for_one_another_in_a_circle_are_refused(bench: Bench) -> None:
    inherit(bench)
    with pytest.raises(ValidationError, match="thành vòng"):
        declare_inheritance(
            bench.centre, bench.portal, catalogue=EDITION.code, groups=["RR"], valid_from=TODAY, by=bench.cast.officer, at=NOW
        )
    fine = declare_inheritance(
        bench.centre, bench.portal, catalogue=EDITION.code, groups=["NS"], valid_from=TODAY, by=bench.cast.officer, at=NOW
    )
    assert fine.pk, "other groups make no circle"


def test_a_link_whose_day_has_come_counts_without_anybody_touching_it(bench: Bench) -> None:
    mine, shared = bench.open(), bench.open(bench.centre, level=3)
    bench.answered(shared, {"RR-01": "met"})
    confirm_inheritance(inherit(bench, valid_from=TODAY + timedelta(days=2)).pk, by=bench.cast.officer, at=NOW)
    assert counts(mine, "RR-01") == ""
    assert renew_inheritance(by=None, at=NOW + timedelta(days=2)) == 1
    assert counts(mine, "RR-01") == "met"


@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_do_coverage_is_true_and_nothing_inherited_is_better_than_its_source(bench: Bench, seed: int) -> None:
    dice = random.Random(seed)
    mine, shared = bench.open(), bench.open(bench.centre, level=3)
    confirm_inheritance(inherit(bench).pk, by=bench.cast.officer, at=NOW)
    codes = [f"RR-0{n}" for n in (1, 2)] + ["HW-01", "HW-02"]
    for _turn in range(12):
        of = dice.choice([mine, shared])
        bench.answered(of, {dice.choice(codes): dice.choice(["met", "partly", "not", "na"])}, confirm=dice.random() < 0.6)
        given = Answer.objects.filter(assessment=shared, state__in=("met", "partly", "not"), control__in=codes).exclude(confirmed_by=None)
        source = dict(given.values_list("control", "state"))
        for row in Answer.objects.filter(assessment=mine, inherited_from__isnull=False):
            assert row.counts_as == source[row.control]
    assert_coverage_is_true()


def test_a_spill_that_erases_a_file_blanks_the_proofs_that_used_it(bench: Bench) -> None:
    stored = StoredFile.objects.create(sha256="a" * 64, size=1, media_type="text/plain", kept_at=NOW)
    facts: dict[str, Any] = {"organisation": bench.cast.commune, "effective_on": TODAY, "added_at": NOW}
    leaked = Proof.objects.create(title="Nội dung lộ", file=stored, file_name="lo.txt", **facts)
    other = Proof.objects.create(title="Quy chế", statement="Đã ban hành", **facts)
    assert erase_proofs([stored.pk], at=NOW, words="—") == 1
    leaked.refresh_from_db()
    other.refresh_from_db()
    assert (leaked.title, leaked.file_name, leaked.withdrawn_at) == ("—", "", NOW)
    assert (other.title, other.withdrawn_at) == ("Quy chế", None)
