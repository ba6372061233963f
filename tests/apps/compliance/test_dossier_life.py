"""A dossier from its opening to the plan carried out: each level, both decrees, and every act that is refused with its sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dossier_cast import OPENED, PDF, Stage, at, paper
from vonggac.apps.audit.models import Entry
from vonggac.apps.compliance import gates, hands, rulebook
from vonggac.apps.compliance.models import Determination, Dossier, DossierStep
from vonggac.apps.compliance.services import dossier_approval, dossier_steps, dossiers, regulations
from vonggac.apps.compliance.services.filing import Document
from vonggac.apps.registry.models import InformationSystem

pytestmark = pytest.mark.django_db
NEXT = OPENED + timedelta(days=5)


def said(act: Callable[[], Any]) -> dict[str, list[str]]:
    """Return what an act is refused with, by field."""
    with pytest.raises(ValidationError) as refused:
        act()
    error = refused.value
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


# --- the whole way --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("under_construction", [False, True], ids=["331", "85"])
@pytest.mark.parametrize(("level", "critical"), [(1, False), (2, False), (3, False), (4, False), (5, False), (3, True), (4, True)])
def test_a_dossier_of_each_level_goes_its_way_under_both_decrees(
    stage: Stage, level: int, critical: bool, under_construction: bool
) -> None:
    facts = {"is_critical": critical, "under_construction": under_construction}
    dossier = stage.appraised(level, **facts)
    assert dossier.regime == ("nd85" if under_construction else "nd331")
    assert dossier.state == Dossier.State.APPRAISED
    dossier = dossier_steps.submit_dossier(dossier, by=stage.cast.commune_officer, at=at(OPENED), happened_on=OPENED)
    assert dossier.with_body == hands.approver_of(dossier, OPENED).name
    dossier = stage.approve(dossier)
    assert (dossier.state, dossier.approved_on, dossier.decision_number) == (Dossier.State.APPROVED, NEXT, "77/QĐ-UBND")
    if rulebook.authority_on(dossier, NEXT).approves_plan:
        left = said(lambda: dossier_steps.implement_dossier(dossier, implementation="full", by=stage.cast.commune_officer, at=at(NEXT)))
        assert "phương án bảo vệ" in left[""][0]
        dossier_approval.approve_plan(dossier, paper=paper("78/QĐ", NEXT), by=stage.cast.commune_officer, at=at(NEXT))
    done = dossier_steps.implement_dossier(dossier, implementation="full", by=stage.cast.commune_officer, at=at(NEXT))
    assert (done.state, done.implemented_on, done.due_on, done.with_body) == (Dossier.State.IMPLEMENTED, NEXT, None, "")


@pytest.mark.parametrize(
    ("level", "critical", "appraiser", "approver"),
    [
        (1, False, "Phòng An ninh mạng Công an tỉnh Thử Nghiệm", "Phòng An ninh mạng Công an tỉnh Thử Nghiệm"),
        (3, False, "Phòng An ninh mạng Công an tỉnh Thử Nghiệm", "UBND xã Đức Hòa"),
        (4, False, "Bộ Công an", "UBND xã Đức Hòa"),
        (5, False, "Bộ Công an", "Thủ tướng Chính phủ"),
        (3, True, "Bộ Công an", "Thủ tướng Chính phủ"),
    ],
)
def test_the_table_of_authority_names_who_appraises_and_approves(
    stage: Stage, level: int, critical: bool, appraiser: str, approver: str
) -> None:
    dossier = stage.open(level, is_critical=critical)
    assert hands.appraiser_of(dossier, OPENED).name == appraiser
    assert hands.approver_of(dossier, OPENED).name == approver


def test_levels_one_and_two_may_be_approved_without_a_separate_appraisal_and_level_three_may_not(stage: Stage) -> None:
    low = stage.received(2)
    assert stage.approve(low).state == Dossier.State.APPROVED


def test_level_three_is_not_approved_without_an_appraisal(stage: Stage) -> None:
    high = stage.received(3)
    assert "Chưa có kết quả thẩm định" in said(lambda: stage.approve(high))[""][0]


def test_an_approval_sets_the_level_of_the_register_and_nothing_before_it_does(stage: Stage) -> None:
    dossier = stage.appraised(3)
    assert InformationSystem.objects.get(pk=stage.system.pk).level is None
    stage.approve(dossier)
    assert InformationSystem.objects.get(pk=stage.system.pk).level == 3
    line = Entry.objects.get(act="registry.system.level_decided")
    assert (line.detail["before"], line.detail["after"]) == ({"level": None}, {"level": 3})


def test_a_dossier_rests_on_a_concluded_determination_of_the_same_system_and_decree(stage: Stage) -> None:
    officer = stage.cast.commune_officer

    def made(**facts: Any) -> Determination:
        kept = {"system": stage.system, "regime": "nd331", "on_day": OPENED, "made_at": at(OPENED), "level": 3, "state": "done"} | facts
        return Determination.objects.create(**kept)

    for wrong in (made(state="dropped"), made(regime="nd85"), made(level=None)):
        refused = said(lambda w=wrong: dossiers.open_dossier(stage.system, by=officer, at=at(OPENED), determination=w))  # type: ignore[misc]
        assert list(refused) == ["determination"]
    dossier = dossiers.open_dossier(stage.system, by=officer, at=at(OPENED), determination=made(raised_to=4, raised_because="Rủi ro cao"))
    assert dossier.proposed_level == 4


# --- opening --------------------------------------------------------------------------------------------------------------------------


def test_a_stated_level_needs_its_reason_and_is_one_to_five(stage: Stage) -> None:
    officer = stage.cast.commune_officer
    assert list(said(lambda: dossiers.open_dossier(stage.system, by=officer, at=at(OPENED), level=6, reason="x"))) == ["level"]
    assert list(said(lambda: dossiers.open_dossier(stage.system, by=officer, at=at(OPENED), level=3))) == ["reason"]


def test_the_former_decree_is_for_what_was_being_built_and_only_until_its_transition_ends(stage: Stage) -> None:
    running = Stage.build.__func__  # type: ignore[attr-defined]
    assert running
    InformationSystem.objects.filter(pk=stage.system.pk).update(construction_started_on=None)
    refused = said(lambda: stage.open(3, under_construction=True))
    assert "khoản 1 Điều 39" in refused["under_construction"][0]
    InformationSystem.objects.filter(pk=stage.system.pk).update(construction_started_on=date(2026, 3, 1))
    late = date(2027, 1, 4)
    assert stage.open(3, on=late, under_construction=True).regime == "nd331"


def test_a_dossier_of_the_former_decree_goes_no_further_after_its_transition(stage: Stage) -> None:
    dossier = stage.appraised(3, under_construction=True, on=date(2026, 12, 20))
    refused = said(lambda: stage.approve(dossier, on=date(2027, 1, 4)))
    assert "31/12/2026" in refused["happened_on"][0]
    new = dossiers.open_dossier(
        stage.system, by=stage.cast.commune_officer, at=at(date(2027, 1, 4)), level=3, reason="Hết thời hạn chuyển tiếp"
    )
    assert (new.number, new.regime) == (2, "nd331")


def test_a_day_before_any_decree_is_refused(stage: Stage) -> None:
    assert "happened_on" in said(lambda: stage.open(3, on=date(2015, 1, 5)))


def test_a_new_version_needs_a_reason_and_waits_for_a_file_that_lies_with_another_body(stage: Stage) -> None:
    officer = stage.cast.commune_officer
    stage.sent(3)
    asked = said(lambda: dossiers.open_dossier(stage.system, by=officer, at=at(NEXT), level=3, reason="Mở rộng"))
    assert "đang trình" in asked[""][0]


def test_a_new_version_supersedes_and_the_old_one_stays_readable(stage: Stage) -> None:
    old = stage.approved(3)
    officer = stage.cast.commune_officer
    made = dossiers.open_dossier(stage.system, by=officer, at=at(NEXT), level=4, reason="Tích hợp thêm hai hệ thống", happened_on=NEXT)
    old.refresh_from_db()
    assert (made.number, old.is_superseded, old.state, old.decision_number) == (2, True, Dossier.State.APPROVED, "77/QĐ-UBND")
    assert InformationSystem.objects.get(pk=stage.system.pk).level == 3
    closed = said(lambda: dossier_steps.implement_dossier(old, implementation="full", by=officer, at=at(NEXT)))
    assert "thay bằng hồ sơ mới" in closed[""][0]


# --- what each step refuses -----------------------------------------------------------------------------------------------------------


def test_sending_names_every_part_and_gate_that_is_missing_with_its_article_and_who(stage: Stage) -> None:
    dossier = stage.open(4)
    lines = said(lambda: dossier_steps.send_dossier(dossier, by=stage.cast.commune_officer, at=at(OPENED)))[""]
    assert len(lines) == 9, lines
    assert all("Điều" in line and "UBND xã Đức Hòa" in line for line in lines)
    assert any("Báo cáo rủi ro chi tiết" in line for line in lines)
    assert any("đánh giá rủi ro lần đầu" in line for line in lines)


def test_an_owner_that_no_longer_exists_stops_the_sending(stage: Stage) -> None:
    dossier = stage.open(3)
    stage.fill(dossier)
    stage.cast.commune.valid_to = date(2026, 9, 1)
    stage.cast.commune.save()
    assert (
        "Chủ quản" in said(lambda: dossier_steps.send_dossier(dossier, by=stage.cast.coordinator, at=at(OPENED), happened_on=OPENED))[""][0]
    )


def test_who_operates_the_system_does_not_appraise_it(stage: Stage) -> None:
    dossier = stage.open(3)
    stage.fill(dossier)
    officer = stage.cast.commune_officer
    refused = said(lambda: dossier_steps.send_dossier(dossier, by=officer, at=at(OPENED), happened_on=OPENED, appraiser=stage.cast.commune))
    assert "khoản 4 Điều 18" in refused["appraiser"][0]


def test_a_specialised_unit_that_operates_gives_way_to_a_council(stage: Stage) -> None:
    InformationSystem.objects.filter(pk=stage.system.pk).update(operator=stage.cast.office)
    dossier = dossiers.open_dossier(stage.system, by=stage.cast.coordinator, at=at(OPENED), level=3, reason="Cấp độ 3", happened_on=OPENED)
    keep = stage.cast.commune_officer
    stage.cast.commune_officer = stage.cast.coordinator
    stage.fill(dossier)
    stage.cast.commune_officer = keep
    by = stage.cast.coordinator
    assert "appraiser" in said(lambda: dossier_steps.send_dossier(dossier, by=by, at=at(OPENED), happened_on=OPENED))
    sent = dossier_steps.send_dossier(dossier, by=by, at=at(OPENED), happened_on=OPENED, council="Hội đồng thẩm định độc lập")
    assert sent.with_body == "Hội đồng thẩm định độc lập"


def test_without_a_specialised_unit_somebody_has_to_be_named(stage: Stage) -> None:
    InformationSystem.objects.filter(pk=stage.system.pk).update(specialised_unit=None)
    dossier = stage.open(3)
    stage.fill(dossier)
    by = stage.cast.commune_officer
    assert "appraiser" in said(lambda: dossier_steps.send_dossier(dossier, by=by, at=at(OPENED), happened_on=OPENED))


def test_the_appraisal_is_the_appraisers_and_not_of_who_sent_it(stage: Stage) -> None:
    dossier = stage.received(3)
    with pytest.raises(PermissionDenied):
        dossier_steps.appraise_dossier(dossier, favourable=True, by=stage.cast.commune_officer, at=at(OPENED))
    DossierStep.objects.filter(dossier=dossier, what="sent").update(by=stage.appraiser)
    refused = said(lambda: dossier_steps.appraise_dossier(dossier, favourable=True, by=stage.appraiser, at=at(OPENED)))
    assert "không tự thẩm định" in refused[""][0]


def test_an_unfavourable_appraisal_says_why_and_stops_submission_and_approval(stage: Stage) -> None:
    dossier = stage.received(3)
    bare = said(lambda: dossier_steps.appraise_dossier(dossier, favourable=False, by=stage.appraiser, at=at(OPENED), happened_on=OPENED))
    assert list(bare) == ["note"]
    dossier = dossier_steps.appraise_dossier(
        dossier, favourable=False, note="Thiếu sao lưu", by=stage.appraiser, at=at(OPENED), happened_on=OPENED
    )
    by = stage.cast.commune_officer
    assert "không đạt" in said(lambda: dossier_steps.submit_dossier(dossier, by=by, at=at(OPENED), happened_on=OPENED))[""][0]
    assert "không đạt" in said(lambda: stage.approve(dossier))[""][0]
    back = dossier_steps.return_dossier(dossier, reason="Bổ sung sao lưu", by=stage.appraiser, at=at(OPENED), happened_on=OPENED)
    assert (back.state, back.is_returned) == (Dossier.State.DRAFT, True)


def test_what_a_ministry_decides_needs_its_number_day_and_signed_file(stage: Stage) -> None:
    dossier = stage.received(4)
    assert dossier.with_body == "Bộ Công an"
    by = stage.cast.commune_officer
    bare = said(lambda: dossier_steps.appraise_dossier(dossier, favourable=True, by=by, at=at(OPENED), happened_on=OPENED))
    assert set(bare) == {"number", "dated_on", "file"}
    done = dossier_steps.appraise_dossier(
        dossier, favourable=True, by=by, at=at(OPENED), happened_on=OPENED, paper=paper("100/BCA", OPENED)
    )
    assert done.steps.get(what="appraised").paper_issuer == "Bộ Công an"


def test_the_opinion_of_the_specialised_unit_comes_before_sending_level_four(stage: Stage) -> None:
    dossier = stage.open(4)
    stage.fill(dossier)
    by = stage.cast.commune_officer
    assert "Ý kiến chuyên môn" in said(lambda: dossier_steps.send_dossier(dossier, by=by, at=at(OPENED), happened_on=OPENED))[""][0]
    unasked = said(lambda: dossier_steps.give_opinion(dossier, favourable=True, by=stage.appraiser, at=at(OPENED)))
    assert "Xin ý kiến" in unasked[""][0]
    stage.opinion(dossier, favourable=False)
    against = said(lambda: dossier_steps.send_dossier(dossier, by=by, at=at(OPENED), happened_on=OPENED))
    assert "chưa thống nhất" in against[""][0]
    low = Dossier(proposed_level=3)
    assert low.proposed_level == 3


def test_level_three_asks_for_no_opinion(stage: Stage) -> None:
    dossier = stage.open(3)
    assert "không phải xin ý kiến" in said(lambda: dossier_steps.ask_opinion(dossier, by=stage.cast.commune_officer, at=at(OPENED)))[""][0]


def test_an_approval_needs_number_day_and_file(stage: Stage) -> None:
    dossier = stage.appraised(3)
    assert set(said(lambda: stage.approve(dossier, paper=Document()))) == {"number", "dated_on", "file"}


def test_an_approval_dated_before_the_dossier_or_the_appraisal_is_refused_and_says_which(stage: Stage) -> None:
    dossier = stage.received(3)
    dossier = dossier_steps.appraise_dossier(dossier, favourable=True, by=stage.appraiser, at=at(NEXT), happened_on=NEXT)
    before = said(lambda: stage.approve(dossier, paper=paper("1", OPENED - timedelta(days=1)), at=at(NEXT)))
    assert "trước ngày lập hồ sơ 01/10/2026" in before["dated_on"][0]
    between = said(lambda: stage.approve(dossier, paper=paper("1", OPENED), at=at(NEXT)))
    assert "trước ngày có kết quả thẩm định 06/10/2026" in between["dated_on"][0]


def test_the_wrong_approver_is_refused_with_the_article(stage: Stage) -> None:
    dossier = stage.appraised(3)
    refused = said(lambda: stage.approve(dossier, issuer="specialised-unit"))
    assert "Chủ quản hệ thống thông tin phê duyệt (Điều 18; Điều 20)" in refused["issuer"][0]


def test_only_who_keeps_the_owners_records_enters_the_owners_decision(stage: Stage) -> None:
    dossier = stage.appraised(3)
    for person in (stage.cast.stranger, stage.cast.provider, stage.cast.auditor, stage.cast.leader):
        with pytest.raises(PermissionDenied):
            stage.approve(dossier, by=person)


@pytest.mark.parametrize(("issued", "ended"), [(date(2026, 11, 1), None), (date(2025, 1, 1), date(2025, 12, 31))])
def test_a_regulation_counts_when_it_was_issued_before_and_still_held(stage: Stage, issued: date, ended: date | None) -> None:
    dossier = stage.appraised(3)
    stage.regulation.issued_on, stage.regulation.valid_to = issued, ended
    stage.regulation.save()
    assert list(said(lambda: stage.approve(dossier))) == ["regulation"]


def test_without_a_regulation_of_the_owner_nothing_is_approved(stage: Stage) -> None:
    dossier = stage.appraised(3)
    assert "khoản 7 Điều 30" in said(lambda: stage.approve(dossier, regulation=None))[""][0]
    stage.regulation.organisation = stage.cast.other_commune
    stage.regulation.save()
    assert list(said(lambda: stage.approve(dossier))) == ["regulation"]


def test_steps_keep_their_order_in_time_and_none_lies_ahead(stage: Stage) -> None:
    dossier = stage.sent(3)
    early = OPENED - timedelta(days=1)
    assert (
        "01/10/2026"
        in said(lambda: dossier_steps.receive_dossier(dossier, by=stage.appraiser, at=at(OPENED), happened_on=early))["happened_on"][0]
    )
    assert list(said(lambda: dossier_steps.receive_dossier(dossier, by=stage.appraiser, at=at(OPENED), happened_on=NEXT))) == [
        "happened_on"
    ]


def test_a_plan_that_is_not_complete_names_the_day_by_which_it_will_be(stage: Stage) -> None:
    dossier = stage.approved(3)
    by = stage.cast.commune_officer
    assert list(said(lambda: dossier_steps.implement_dossier(dossier, implementation="some", by=by, at=at(NEXT)))) == ["until"]
    some = dossier_steps.implement_dossier(dossier, implementation="some", by=by, at=at(NEXT), until=date(2027, 3, 1))
    assert (some.state, some.implementation, some.expected_full_on) == (Dossier.State.APPROVED, "some", date(2027, 3, 1))


def test_two_people_at_once_the_second_is_told_who_was_faster(stage: Stage) -> None:
    dossier = stage.open(3)
    seen = dossier.version
    dossiers.fill_part(dossier, "design", by=stage.cast.commune_officer, at=at(OPENED), text="Thiết kế", version=seen)
    late = said(lambda: dossiers.fill_part(dossier, "plan", by=stage.cast.coordinator, at=at(OPENED), text="Phương án", version=seen))
    assert "Phạm Thị Xã" in late[""][0]
    assert not dossier.parts.filter(key="plan").exists()


# --- parts and files ------------------------------------------------------------------------------------------------------------------


def test_a_part_is_a_file_by_its_digest_or_a_text_and_nothing_is_nothing(stage: Stage) -> None:
    dossier = stage.open(3)
    by = stage.cast.commune_officer
    part = dossiers.fill_part(dossier, "design", by=by, at=at(OPENED), content=PDF, file_name="thiet-ke.pdf")
    assert part.file is not None
    assert len(part.file.sha256) == 64
    assert list(said(lambda: dossiers.fill_part(dossier, "plan", by=by, at=at(OPENED)))) == ["text"]
    assert "thành phần đó" in said(lambda: dossiers.fill_part(dossier, "risk-report", by=by, at=at(OPENED), text="x"))[""][0]


def test_a_secrecy_mark_stops_a_file_and_a_text_before_they_are_kept(stage: Stage) -> None:
    dossier = stage.open(3)
    by = stage.cast.commune_officer
    secret = "TỐI MẬT\nNội dung".encode()
    assert "độ mật" in said(lambda: dossiers.fill_part(dossier, "plan", by=by, at=at(OPENED), content=secret, file_name="a.txt"))["file"][0]
    assert "độ mật" in said(lambda: dossiers.fill_part(dossier, "plan", by=by, at=at(OPENED), text="TỐI MẬT\nNội dung"))["text"][0]
    assert not dossier.parts.exists()


def test_what_was_sent_is_not_changed_any_more(stage: Stage) -> None:
    dossier = stage.sent(3)
    refused = said(lambda: dossiers.fill_part(dossier, "plan", by=stage.cast.commune_officer, at=at(OPENED), text="Khác"))
    assert "Đã gửi thẩm định" in refused[""][0]


# --- setting right --------------------------------------------------------------------------------------------------------------------


def test_a_wrong_record_is_set_right_by_a_second_act_and_nothing_is_deleted(stage: Stage) -> None:
    dossier = stage.approved(3)
    step = dossier.steps.get(what="approved")
    count = dossier.steps.count()
    by = stage.cast.commune_officer
    assert list(said(lambda: dossier_steps.correct_step(dossier, step.pk, reason=" ", by=by, at=at(NEXT)))) == ["note"]
    right = dossier_steps.correct_step(dossier, step.pk, reason="Ghi nhầm số quyết định", by=by, at=at(NEXT))
    assert (right.state, right.decision_number, right.approved_on) == (Dossier.State.APPRAISED, "", None)
    assert right.steps.count() == count + 1
    assert InformationSystem.objects.get(pk=stage.system.pk).level is None
    assert stage.approve(right, paper=paper("79/QĐ-UBND", NEXT)).decision_number == "79/QĐ-UBND"


def test_only_the_last_step_can_be_set_right(stage: Stage) -> None:
    dossier = stage.appraised(3)
    by = stage.cast.commune_officer
    for what in ("sent", "opened"):
        step = dossier.steps.get(what=what)
        assert "sau cùng" in said(lambda s=step: dossier_steps.correct_step(dossier, s.pk, reason="x", by=by, at=at(OPENED)))[""][0]  # type: ignore[misc]
    with pytest.raises(PermissionDenied):
        dossier_steps.correct_step(dossier, dossier.steps.get(what="appraised").pk, reason="x", by=stage.cast.stranger, at=at(OPENED))


# --- regulations ----------------------------------------------------------------------------------------------------------------------


def test_a_regulation_is_recorded_with_its_number_and_day_once_by_who_keeps_the_records(stage: Stage) -> None:
    commune, by = stage.cast.commune, stage.cast.commune_officer
    given: dict[str, Any] = {"issuer": "UBND xã Đức Hòa", "by": by, "at": at(OPENED)}
    assert set(said(lambda: regulations.add_regulation(commune, paper=Document(), **given))) == {"number", "dated_on"}
    twice = paper("05/QĐ-UBND", date(2026, 5, 4))
    assert list(said(lambda: regulations.add_regulation(commune, paper=twice, **given))) == ["number"]
    made = regulations.add_regulation(commune, paper=paper("06/QĐ-UBND", OPENED), systems=[stage.system], **given)
    assert list(made.systems.all()) == [stage.system]
    with pytest.raises(PermissionDenied):
        regulations.add_regulation(commune, paper=paper("07", OPENED), **given | {"by": stage.cast.stranger})
    assert list(said(lambda: regulations.end_regulation(made, valid_to=date(2020, 1, 1), by=by, at=at(OPENED)))) == ["valid_to"]


def test_the_gates_and_parts_come_from_the_law(stage: Stage) -> None:
    dossier = stage.open(5)
    keys = [one.key for one in gates.entries(dossier, dossiers.course(dossier), OPENED)]
    assert keys == ["overview", "design", "justification", "plan", "opinion", "risk-report", "regulation", "appraisal"]
