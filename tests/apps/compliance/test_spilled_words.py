"""A spill finds what people typed anywhere in this room and blanks it; what happened and when stays. The way to it begins in a dossier."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from assessing_cast import EDITION, Bench
from cast import NOW
from dossier_cast import Stage, at, paper
from guard import assert_guarded
from vonggac.apps.audit.details import details_in_words
from vonggac.apps.audit.models import Entry
from vonggac.apps.compliance.models import Answer, Dossier, Proof, SecurityRegulation
from vonggac.apps.compliance.services import dossier_steps, spilling
from vonggac.apps.compliance.services.assessing import return_answers
from vonggac.apps.compliance.services.proofs import NewProof, Stand, add_proof
from vonggac.apps.directives.models import Directive

pytestmark = pytest.mark.django_db
SECRET = "sơ đồ hầm ngầm số bốn"
GONE = spilling.GONE


def erase() -> list[type[models.Model]]:
    found = spilling.words_with([SECRET])
    spilling.erase_words(found, [SECRET])
    assert spilling.words_with([SECRET]) == []
    return [model for model, _pk in found]


def test_notes_of_answers_and_reasons_of_returns_are_found_and_blanked() -> None:
    bench = Bench.set_up()
    made = bench.open()
    bench.answered(made, {"RR-01": "na", "RR-02": "met"}, confirm=False)
    Answer.objects.filter(assessment=made, control="RR-01").update(note=f"Theo {SECRET.upper()}")
    return_answers(made.pk, {"RR-02": 1}, because=f"Xem lại {SECRET}", by=bench.colleague, at=NOW)
    assert erase() == [Answer, Answer]
    assert made.answers.get(control="RR-01").note == GONE
    row = made.answers.get(control="RR-02")
    assert (row.returned_because, row.note, row.state) == (GONE, "lý do", "met"), "only the words go"


def test_words_of_proofs_are_found_and_their_uses_stay() -> None:
    bench = Bench.set_up()
    new = NewProof(title="Biên bản", statement=f"Có {SECRET}", effective_on=date(2026, 9, 1))
    proof = add_proof(bench.cast.commune.pk, new, [Stand(bench.portal.pk, EDITION.code, "RR-01")], by=bench.cast.commune_officer, at=NOW)
    assert erase() == [Proof]
    proof.refresh_from_db()
    assert (proof.title, proof.statement, proof.uses.count()) == ("Biên bản", GONE, 1)


def test_numbers_of_papers_and_words_of_regulations_are_found() -> None:
    stage = Stage.build()
    dossier = stage.open(4)
    named = paper(f"01/{SECRET}", date(2026, 10, 1))
    dossier_steps.ask_opinion(dossier, by=stage.cast.commune_officer, at=at(date(2026, 10, 1)), happened_on=date(2026, 10, 1), paper=named)
    SecurityRegulation.objects.filter(pk=stage.regulation.pk).update(title=f"Quy chế {SECRET}", number=SECRET)
    second = SecurityRegulation.objects.create(
        organisation=stage.cast.commune, number=f"{SECRET} 2", issued_on=stage.regulation.issued_on, issuer="UBND xã", recorded_at=NOW
    )
    assert len(erase()) == 3
    assert dossier.steps.get(what="opinion_asked").paper_number == GONE
    numbers = set(SecurityRegulation.objects.values_list("number", flat=True))
    assert numbers == {f"{GONE} {stage.regulation.pk}", f"{GONE} {second.pk}"}, "two of one day stay apart"


def test_every_column_into_which_people_type_is_searched() -> None:
    """A new text column of this room enters the table, or it is one that no person types."""
    from django.apps import apps

    nobody_types = {
        "Determination": {"facts", "unknown", "origins", "verdict"},
        "Dossier": {"decision_issuer", "with_body", "due_because", "appraiser_name", "approver_name"},
        "DossierStep": {"paper_issuer", "actor", "facts"},
        "AnnualReport": {"rows", "header", "cards"},
        "Inheritance": {"groups", "controls"},
        "LevelCorrection": {"facts"},
    }
    missed = []
    for model in apps.get_app_config("compliance").get_models():
        known = set(spilling.WORDS.get(model, ())) | nobody_types.get(model.__name__, set())
        for field in model._meta.concrete_fields:
            long = isinstance(field, models.CharField) and (field.max_length or 0) >= 120
            if (long or isinstance(field, models.TextField | models.JSONField)) and field.name not in known:
                missed.append(f"{model.__name__}.{field.name}")
    assert missed == []


def test_the_log_shows_notes_and_reasons_as_long_as_they_stand() -> None:
    bench = Bench.set_up()
    made = bench.open()
    bench.answered(made, {"RR-01": "met"}, confirm=False)
    line = Entry.objects.get(act="compliance.answers.given")
    assert "lý do" not in str(line.detail), "the chain holds a digest"
    assert ("notes.RR-01", "lý do") in details_in_words([line])[line.number]
    return_answers(made.pk, {"RR-01": 1}, because="Thiếu chữ ký", by=bench.colleague, at=NOW)
    returned = Entry.objects.get(act="compliance.answers.returned")
    assert ("because", "Thiếu chữ ký") in details_in_words([returned])[returned.number]
    new = NewProof(title="Biên bản", statement="Đã họp ngày 1/9", effective_on=date(2026, 9, 1))
    add_proof(bench.cast.commune.pk, new, [Stand(bench.portal.pk, EDITION.code, "RR-01")], by=bench.cast.commune_officer, at=NOW)
    added = Entry.objects.get(act="compliance.proof.added")
    assert ("statement", "Đã họp ngày 1/9") in details_in_words([added])[added.number]
    Proof.objects.update(statement=GONE)
    assert "chữ không còn trong hệ thống" in str(details_in_words([added])[added.number])


@pytest.fixture
def dossier() -> Dossier:
    return Stage.build().open(3)


def letter(by: Any, **facts: Any) -> Directive:
    return Directive.objects.create(declared_at=NOW, declared_by=by, **facts)


def test_a_dossier_leads_who_may_erase_to_the_letters(dossier: Dossier, client: Client) -> None:
    from vonggac.apps.accounts.models import User

    people = {one.username: one for one in User.objects.all()}
    officer = User.objects.get(pk=dossier.opened_by_id)
    coordinator = next(one for one in people.values() if one.may("directives.spill") and one.may("compliance.record"))
    source = letter(coordinator, number="77/KH", subject="Kế hoạch tháng 9")
    letter(coordinator, number="78/KH", subject="Đã xóa rồi", state=Directive.State.ERASED)
    address = reverse("compliance:dossier-spill", args=[dossier.pk])
    shown = assert_guarded(client, address, works=coordinator, read_only=officer, wrong_method="post").content.decode()
    assert reverse("directives:spill", args=[source.pk]) in shown
    assert "Đã xóa rồi" not in shown
    client.force_login(coordinator)
    assert "77/KH" in client.get(address, {"q": "ke hoach thang 9"}).content.decode()
    assert "77/KH" not in client.get(address, {"q": "khong co"}).content.decode().partition("<main")[2]
    assert address in client.get(reverse("compliance:dossier", args=[dossier.pk])).content.decode()
    client.force_login(officer)
    assert address not in client.get(reverse("compliance:dossier", args=[dossier.pk])).content.decode()
