"""The statutory clocks of a dossier: which runs when, over Tết, while the file is back, and what no order of acts can reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dossier_cast import OPENED, Stage, at, paper
from vonggac.apps.compliance.carrying import DossierCarrier
from vonggac.apps.compliance.models import Dossier, DossierPart
from vonggac.apps.compliance.queries.dossiers import due_of
from vonggac.apps.compliance.services import dossier_approval, dossier_steps, dossiers, spilling
from vonggac.apps.organisations.ports import Change
from vonggac.apps.registry.models import InformationSystem

BEFORE_TET = date(2027, 2, 1)
"""A Monday; 4 to 10 February 2027 are off."""


@pytest.mark.django_db
def test_an_incomplete_file_is_answered_within_five_working_days_of_sending(stage: Stage) -> None:
    dossier = stage.sent(3, on=BEFORE_TET)
    # 2, 3, then Tết until 10, then 11, 12, 15.
    assert dossier.due_on == date(2027, 2, 15)
    assert "khoản 2 Điều 23" in dossier.due_because


@pytest.mark.django_db
@pytest.mark.parametrize(("level", "due", "article"), [(3, date(2027, 3, 1), "khoản 3 Điều 23"), (4, date(2027, 3, 15), "khoản 3 Điều 23")])
def test_appraisal_takes_fifteen_or_twenty_five_working_days_over_tet(stage: Stage, level: int, due: date, article: str) -> None:
    dossier = stage.received(level, on=BEFORE_TET)
    assert (dossier.due_on, article in dossier.due_because) == (due, True)


@pytest.mark.django_db
def test_levels_one_and_two_are_approved_within_seven_working_days_of_a_complete_file(stage: Stage) -> None:
    dossier = stage.received(2, on=BEFORE_TET)
    assert dossier.due_on == date(2027, 2, 17)
    assert "khoản 2 Điều 24" in dossier.due_because


@pytest.mark.django_db
def test_approval_takes_seven_working_days_from_submission_and_none_are_set_for_level_five(stage: Stage) -> None:
    dossier = stage.appraised(3, on=BEFORE_TET)
    assert dossier.due_on is None
    sent = dossier_steps.submit_dossier(dossier, by=stage.cast.commune_officer, at=at(BEFORE_TET), happened_on=BEFORE_TET)
    assert sent.due_on == date(2027, 2, 17)
    due = due_of(sent, date(2027, 2, 11))
    assert due is not None
    assert (due.words, due.left) == ("Còn 4 ngày làm việc để phê duyệt", 4)
    last, over = due_of(sent, date(2027, 2, 17)), due_of(sent, date(2027, 2, 18))
    assert last is not None
    assert last.words == "Hết hôm nay là hạn phê duyệt"
    assert over is not None
    assert (over.words, over.late) == ("Quá hạn phê duyệt 1 ngày làm việc", True)


@pytest.mark.django_db
def test_the_prime_minister_has_no_clock(stage: Stage) -> None:
    dossier = stage.appraised(5, on=BEFORE_TET)
    assert dossier_steps.submit_dossier(dossier, by=stage.cast.commune_officer, at=at(BEFORE_TET), happened_on=BEFORE_TET).due_on is None


@pytest.mark.django_db
def test_under_the_former_decree_the_appraiser_has_calendar_days_and_no_answer_on_completeness(stage: Stage) -> None:
    day = date(2026, 12, 1)
    sent = stage.sent(3, on=day, under_construction=True)
    assert sent.due_on is None
    dossier = dossier_steps.receive_dossier(sent, by=stage.appraiser, at=at(day), happened_on=day)
    assert dossier.due_on == date(2026, 12, 16)
    due = due_of(dossier, date(2026, 12, 10))
    assert due is not None
    assert due.words == "Còn 6 ngày để thẩm định"


@pytest.mark.django_db
def test_a_return_stops_the_clock_and_the_next_complete_receipt_lets_it_run_on(stage: Stage) -> None:
    dossier = stage.received(3, on=date(2026, 10, 1))
    back = dossier_steps.return_dossier(
        dossier, reason="Bổ sung sơ đồ", by=stage.appraiser, at=at(date(2026, 10, 8)), happened_on=date(2026, 10, 8)
    )
    assert (back.state, back.is_returned, back.due_on, back.with_body) == (Dossier.State.DRAFT, True, None, "")
    again = dossier_steps.send_dossier(back, by=stage.cast.commune_officer, at=at(date(2026, 10, 19)), happened_on=date(2026, 10, 19))
    assert again.is_returned is False
    there = dossier_steps.receive_dossier(again, by=stage.appraiser, at=at(date(2026, 10, 19)), happened_on=date(2026, 10, 19))
    # 2, 5, 6, 7, 8 October are spent; ten more from 20 October.
    assert there.due_on == date(2026, 11, 2)
    assert "trừ 1 lần trả hồ sơ" in there.due_because


@pytest.mark.django_db
def test_a_file_returned_before_it_was_complete_begins_anew(stage: Stage) -> None:
    dossier = stage.sent(3, on=date(2026, 10, 1))
    dossier_steps.return_dossier(dossier, reason="Thiếu", by=stage.appraiser, at=at(date(2026, 10, 5)), happened_on=date(2026, 10, 5))
    again = dossier_steps.send_dossier(dossier, by=stage.cast.commune_officer, at=at(date(2026, 10, 12)), happened_on=date(2026, 10, 12))
    assert again.due_on == date(2026, 10, 19)


# --- what hangs on it -----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_dossier_under_way_goes_on_with_the_heir_of_its_preparer_and_appraiser(stage: Stage) -> None:
    dossier = stage.sent(3)
    cast = stage.cast
    changes = [
        Change(cast.commune.pk, {"": cast.other_commune.pk}, OPENED),
        Change(cast.office.pk, {"a": cast.office.pk, "b": cast.department.pk}, OPENED),
    ]
    shown = DossierCarrier().preview(changes)
    assert [one.count for one in shown] == [1, 0]
    assert [key for key, _title in shown[1].open_choices] == [f"dossier.appraiser:{dossier.pk}"]
    with transaction.atomic():
        moved = DossierCarrier().carry(changes, {f"dossier.appraiser:{dossier.pk}": cast.department.pk}, by=cast.coordinator, at=at(OPENED))
    dossier.refresh_from_db()
    assert (moved, dossier.preparer, dossier.appraiser) == (2, cast.other_commune, cast.department)


@pytest.mark.django_db
def test_a_spill_reaches_the_words_of_dossiers(stage: Stage) -> None:
    dossier = stage.open(3)
    dossiers.fill_part(dossier, "plan", by=stage.cast.commune_officer, at=at(OPENED), text="Câu chuyện rò rỉ dài dòng")
    traces = ["câu chuyện rò rỉ"]
    found = spilling.words_with(traces)
    assert [model for model, _pk in found] == [DossierPart]
    spilling.erase_words(found, traces)
    assert (dossier.parts.get().text, dossier.parts.get().is_there) == ("—", False)
    assert spilling.words_with(traces) == []
    assert spilling.words_with([]) == []


# --- no way round ---------------------------------------------------------------------------------------------------------------------

PEOPLE = ("commune_officer", "coordinator", "provider", "auditor", "appraiser")
Doing = Callable[[Stage, Dossier, Any, date], Any]
DOINGS: tuple[Doing, ...] = (
    lambda s, d, by, on: s.fill(d, on=on),
    lambda s, d, by, on: dossier_steps.ask_opinion(d, by=by, at=at(on), happened_on=on),
    lambda s, d, by, on: dossier_steps.give_opinion(d, favourable=True, by=by, at=at(on), happened_on=on),
    lambda s, d, by, on: dossier_steps.send_dossier(d, by=by, at=at(on), happened_on=on),
    lambda s, d, by, on: dossier_steps.receive_dossier(d, by=by, at=at(on), happened_on=on),
    lambda s, d, by, on: dossier_steps.return_dossier(d, reason="Thiếu", by=by, at=at(on), happened_on=on, paper=paper("1", on)),
    lambda s, d, by, on: dossier_steps.appraise_dossier(d, favourable=True, by=by, at=at(on), happened_on=on, paper=paper("2", on)),
    lambda s, d, by, on: dossier_steps.appraise_dossier(
        d, favourable=False, note="x", by=by, at=at(on), happened_on=on, paper=paper("3", on)
    ),
    lambda s, d, by, on: dossier_steps.submit_dossier(d, by=by, at=at(on), happened_on=on),
    lambda s, d, by, on: dossier_approval.approve_dossier(
        d, issuer=s.issuer(d, on), paper=paper("4", on), by=by, at=at(on), regulation=s.regulation
    ),
    lambda s, d, by, on: dossier_approval.approve_dossier(d, issuer=s.issuer(d, on), paper=paper("5", on), by=by, at=at(on)),
    lambda s, d, by, on: dossier_steps.implement_dossier(d, implementation="full", by=by, at=at(on), happened_on=on),
    lambda s, d, by, on: dossier_steps.correct_step(d, d.steps.latest("id").pk, reason="Nhầm", by=by, at=at(on)),
)
TRIES = st.lists(st.tuples(st.integers(0, len(DOINGS) - 1), st.sampled_from(PEOPLE)), min_size=6, max_size=14)


class NoWayRound(TestCase):
    """Whatever is tried in whatever order by whomever."""

    @pytest.fixture(autouse=True)
    def _stage(self, stage: Stage) -> None:
        self.stage = stage

    @settings(max_examples=settings().max_examples // 3)
    @given(level=st.integers(3, 5), tries=TRIES)
    def test_nothing_is_approved_without_a_favourable_appraisal_a_regulation_and_a_decision(
        self, level: int, tries: list[tuple[int, str]]
    ) -> None:
        dossier, on = self.stage.open(level), OPENED
        for which, name in tries:
            by = self.stage.appraiser if name == "appraiser" else getattr(self.stage.cast, name)
            on += timedelta(days=1)
            try:
                with transaction.atomic():
                    DOINGS[which](self.stage, dossier, by, on)
            except (ValidationError, PermissionDenied):
                pass
            self.must_hold(dossier)

    def must_hold(self, dossier: Dossier) -> None:
        row = Dossier.objects.get(pk=dossier.pk)
        steps = dossiers.course(row)
        assert row.state == steps.state, "the columns say what the steps say"
        if row.state in {Dossier.State.APPROVED, Dossier.State.IMPLEMENTED}:
            assert steps.is_favourable
            assert row.regulation is not None
            assert row.decision_number
            assert row.approved_on
            assert row.regulation.issued_on <= row.approved_on
        else:
            assert InformationSystem.objects.get(pk=row.system_id).level is None
