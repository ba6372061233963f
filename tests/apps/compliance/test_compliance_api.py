"""Levels, dossiers, assessments, proofs and reports for programs: same permissions, same refusals as on the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessing_cast import Bench, assert_coverage_is_true, versions
from cast import NOW, TODAY
from registry_cast import system
from vonggac.apps.audit.models import Entry
from vonggac.apps.compliance.models import (
    AnnualReport,
    Answer,
    Assessment,
    Coverage,
    Determination,
    Dossier,
    DossierPart,
    DossierStep,
    Proof,
    ProofUse,
)
from vonggac.apps.face.tokens import make_token

pytestmark = pytest.mark.django_db
READ = ("compliance.read",)
WRITE = ("compliance.read", "compliance.prepare", "compliance.confirm")
API = "/api/v1"


@pytest.fixture(autouse=True)
def _evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"


@pytest.fixture
def ask(client: Client) -> Callable[..., Any]:
    """Send one request with a key of that person."""

    def send(
        user: Any, method: str, path: str, body: Any = None, *, scopes: tuple[str, ...] = READ, key: str = "", form: bool = False
    ) -> Any:
        at = timezone.now()
        token = make_token(name="thử", user=user, scopes=set(scopes), at=at, expires_at=at + timedelta(days=1)).text
        headers = {"authorization": f"Bearer {token}", **({"idempotency-key": key} if key else {})}
        sent = {} if body is None else {"data": body} if form else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(f"{API}{path}", headers=headers, **sent)

    return send


def codes(assessment: Assessment) -> list[str]:
    return list(Answer.objects.filter(assessment=assessment).order_by("id").values_list("control", flat=True))


def a_determination(bench: Bench) -> Determination:
    return Determination.objects.create(
        system=bench.portal, state="done", regime="nd331", on_day=TODAY, level=3, made_at=NOW, facts={"system_type": "internal"},
        verdict={"level": 3},
    )  # fmt: skip


def a_dossier(bench: Bench) -> Dossier:
    row = Dossier.objects.create(
        system=bench.portal, number=1, proposed_level=3, regime="nd331", preparer=bench.cast.commune, opened_at=NOW, due_on=TODAY
    )
    DossierStep.objects.create(dossier=row, what="opened", happened_on=TODAY, recorded_at=NOW, note="lời riêng")
    DossierPart.objects.create(dossier=row, key="description", is_there=True, text="lời riêng", changed_at=NOW)
    return row


def a_proof(bench: Bench, control: str = "RR-01") -> Proof:
    row = Proof.objects.create(organisation=bench.cast.commune, title="Quyết định", statement="có", effective_on=TODAY, added_at=NOW)
    ProofUse.objects.create(proof=row, system=bench.portal, catalogue="TCVN 14423:2026", control=control, made_at=NOW)
    return row


def a_report(bench: Bench, **facts: Any) -> AnnualReport:
    row = {"system": bench.portal.pk, "cells": {"system": bench.portal.name}, "missing": []}
    facts = {"state": "sent", "rows": [row], "header": {"systems": 1}, "sent_at": NOW, **facts}
    return AnnualReport.objects.create(
        organisation=bench.cast.commune, regime="nd331", period_from=date(2025, 12, 15), period_to=date(2026, 12, 14), **facts
    )


MAKERS: dict[str, Callable[[Bench], Any]] = {
    "assessments": lambda bench: bench.open(),
    "determinations": a_determination,
    "dossiers": a_dossier,
    "proofs": a_proof,
    "annual-reports": a_report,
}


# --- the four questions of every list and every row -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", MAKERS)
def test_a_program_reads_what_its_person_may_know(ask: Callable[..., Any], client: Client, bench: Bench, kind: str) -> None:
    row = MAKERS[kind](bench)
    for person in (bench.cast.commune_officer, bench.cast.coordinator):
        found = ask(person, "get", f"/{kind}").json()
        assert [one["id"] for one in found["items"]] == [row.pk], person
        assert ask(person, "get", f"/{kind}/{row.pk}").json()["id"] == row.pk
    assert ask(bench.cast.stranger, "get", f"/{kind}").json()["total"] == 0
    assert ask(bench.cast.stranger, "get", f"/{kind}/{row.pk}").status_code == 404
    assert ask(bench.cast.commune_officer, "get", f"/{kind}", scopes=("registry.read",)).status_code == 403
    with pytest.raises(ValueError, match="may not do"):
        ask(bench.cast.administrator, "get", f"/{kind}")
    assert ask(bench.cast.coordinator, "delete", f"/{kind}/{row.pk}").status_code == 405
    assert client.get(f"{API}/{kind}").status_code == 401


@pytest.mark.parametrize("kind", [*MAKERS, "coverage"])
def test_a_list_asks_the_same_few_questions_for_one_row_and_for_many(ask: Callable[..., Any], bench: Bench, kind: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ask(bench.cast.coordinator, "get", f"/{kind}?limit=200").status_code == 200
        return len(queries)

    many(bench, kind, 1)
    asked()
    few = asked()
    many(bench, kind, 60)
    assert asked() == few <= 20


def many(bench: Bench, kind: str, count: int) -> None:
    """Add rows of one kind, each of a system or body of its own where it must be."""
    for number in range(count):
        if kind == "proofs":
            a_proof(bench, f"X-{number}-{count}")
            continue
        one = system(f"Hệ thống {kind} {number} {count}", bench.cast.commune, level=3)
        if kind in ("assessments", "coverage"):
            made = Assessment.objects.create(
                system=one, catalogue="TCVN 14423:2026", catalogue_digest="x", level=3, as_of=TODAY, opened_at=NOW
            )
            Coverage.objects.create(assessment=made, group="RR", met=2, unanswered=9)
        elif kind == "determinations":
            Determination.objects.create(system=one, state="done", regime="nd331", on_day=TODAY, level=3, made_at=NOW)
        elif kind == "dossiers":
            Dossier.objects.create(system=one, number=1, proposed_level=3, regime="nd331", preparer=bench.cast.commune, opened_at=NOW)
        else:
            AnnualReport.objects.create(
                organisation=bench.cast.commune, regime=f"r{number}-{count}", period_from=TODAY, period_to=TODAY, state="sent", sent_at=NOW
            )


# --- assessments ------------------------------------------------------------------------------------------------------------------------


def test_an_assessment_is_opened_once_with_the_binding_edition_and_the_level_in_the_register(ask: Callable[..., Any], bench: Bench) -> None:
    body = {"system": bench.portal.pk}
    made = ask(bench.cast.commune_officer, "post", "/assessments", body, scopes=WRITE, key="a")
    assert (made.status_code, made.json()["catalogue"], made.json()["level"]) == (201, "TCVN 14423:2026", 3)
    assert made.json()["sums"]["unanswered"] == 195
    again = ask(bench.cast.commune_officer, "post", "/assessments", body, scopes=WRITE, key="b")
    assert (again.status_code, again.json()["places"][0]["at"]) == (422, "/edition")
    assert ask(bench.cast.stranger, "post", "/assessments", body, scopes=WRITE, key="c").status_code == 404
    assert ask(bench.cast.commune_officer, "post", "/assessments", body, key="d").status_code == 403
    assert ask(bench.cast.commune_officer, "post", "/assessments", body, scopes=WRITE).status_code == 400


@pytest.mark.parametrize(
    ("more", "at"),
    [
        ({"catalogue": "TCVN 1"}, "/catalogue"),
        ({"as_of": "2001-01-01"}, "/as_of"),
        ({"as_of": "2099-01-01"}, "/as_of"),
        ({"level": 6}, "/level"),
        ({"kind": "independent"}, "/assessor"),
    ],
)
def test_what_is_wrong_with_an_assessment_is_located(ask: Callable[..., Any], bench: Bench, more: dict[str, Any], at: str) -> None:
    answer = ask(bench.cast.commune_officer, "post", "/assessments", {"system": bench.portal.pk, **more}, scopes=WRITE, key="a")
    assert (answer.status_code, answer.json()["places"][0]["at"]) == (422, at)
    assert not Assessment.objects.exists()


def test_many_answers_are_written_at_once_and_again_only_replayed(ask: Callable[..., Any], bench: Bench) -> None:
    row = bench.open()
    body = {"answers": [{"control": code, "state": "met", "note": "đã ban hành", "version": 0} for code in codes(row)]}
    path = f"/assessments/{row.pk}/answers"
    first = ask(bench.cast.commune_officer, "put", path, body, scopes=WRITE, key="a")
    assert (first.status_code, first.json()["changed"], first.json()["assessment"]["sums"]["met"]) == (200, 111, 111)
    assert_coverage_is_true()
    stale = ask(bench.cast.commune_officer, "put", path, {"answers": [{**body["answers"][5], "state": "not"}]}, scopes=WRITE, key="b")
    assert (stale.status_code, stale.json()["places"][0]["at"]) == (409, "/answers/0")
    assert not Answer.objects.filter(state="not").exists()


def test_one_wrong_answer_refuses_all_each_at_its_line(ask: Callable[..., Any], bench: Bench) -> None:
    row = bench.open()
    first, second, *_rest = codes(row)
    body = {
        "answers": [
            {"control": first, "state": "met", "version": 0},
            {"control": second, "state": "na", "version": 0},
            {"control": "ZZ-1", "state": "met", "version": 0},
        ]
    }
    answer = ask(bench.cast.commune_officer, "put", f"/assessments/{row.pk}/answers", body, scopes=WRITE, key="a")
    assert (answer.status_code, [place["at"] for place in answer.json()["places"]]) == (422, ["/answers/1", "/answers/2"])
    assert not Answer.objects.exclude(state="").exists()
    for bad in ({"control": first, "state": "maybe", "version": 0}, {"control": first, "state": "met"}):
        refused = ask(bench.cast.commune_officer, "put", f"/assessments/{row.pk}/answers", {"answers": [bad]}, scopes=WRITE, key="b")
        assert refused.status_code == 422
        assert refused.json()["places"][0]["at"].startswith("/answers/0/")


def test_single_answers_are_only_for_who_may_know_what_is_missing(ask: Callable[..., Any], bench: Bench) -> None:
    row = bench.open()
    bench.answered(row, {codes(row)[0]: "not"}, confirm=False)
    found = ask(bench.cast.commune_officer, "get", f"/assessments/{row.pk}/answers?state=not").json()
    assert [(one["control"], one["answered_by"]) for one in found["items"]] == [(codes(row)[0], bench.cast.commune_officer.full_name)]
    assert ask(bench.cast.commune_officer, "get", f"/assessments/{row.pk}/answers?state=none").json()["total"] == 110
    for person in (bench.cast.stranger, bench.cast.provider):
        assert ask(person, "get", f"/assessments/{row.pk}/answers").status_code == 404
        body = {"answers": [{"control": codes(row)[0], "state": "met", "version": 1}]}
        assert ask(person, "put", f"/assessments/{row.pk}/answers", body, scopes=("compliance.prepare",), key="x").status_code in (403, 404)


def test_another_person_confirms_and_closes_and_a_closed_one_stays(ask: Callable[..., Any], bench: Bench) -> None:
    row = bench.open()
    code = codes(row)[0]
    bench.answered(row, {code: "met"}, confirm=False)
    seen = {"answers": [{"control": code, "version": versions(row, [code])[code]}]}
    own = ask(bench.cast.commune_officer, "post", f"/assessments/{row.pk}/confirm", seen, scopes=WRITE, key="a")
    assert (own.status_code, own.json()["places"][0]["at"]) == (422, "/answers/0")
    done = ask(bench.colleague, "post", f"/assessments/{row.pk}/confirm", seen, scopes=WRITE, key="b")
    assert (done.status_code, done.json()["assessment"]["sums"]["confirmed"]) == (200, 1)
    handed = ask(bench.cast.commune_officer, "post", f"/assessments/{row.pk}/hand-in", {"version": 0}, scopes=WRITE, key="c").json()
    assert handed["state"] == "review"
    assert ask(bench.colleague, "post", f"/assessments/{row.pk}/close", {"version": 0}, scopes=WRITE, key="d").status_code == 409
    closed = ask(bench.colleague, "post", f"/assessments/{row.pk}/close", {"version": handed["version"]}, scopes=WRITE, key="e")
    assert closed.json()["state"] == "closed"
    late = {"answers": [{"control": code, "state": "not", "version": 1}]}
    assert ask(bench.cast.commune_officer, "put", f"/assessments/{row.pk}/answers", late, scopes=WRITE, key="f").status_code == 422
    assert Answer.objects.get(assessment=row, control=code).state == "met"


def test_what_is_given_back_carries_the_reason(ask: Callable[..., Any], bench: Bench) -> None:
    row = bench.open()
    code = codes(row)[0]
    bench.answered(row, {code: "met"}, confirm=False)
    body = {"answers": [{"control": code, "version": versions(row, [code])[code]}], "because": "Thiếu quyết định"}
    assert ask(bench.colleague, "post", f"/assessments/{row.pk}/return", body, scopes=WRITE, key="a").json()["changed"] == 1
    found = ask(bench.cast.commune_officer, "get", f"/assessments/{row.pk}/answers").json()["items"][0]
    assert (found["returned_because"], found["counts_as"]) == ("Thiếu quyết định", "")


def test_coverage_says_where_each_system_stands_now(ask: Callable[..., Any], bench: Bench) -> None:
    row = bench.open()
    bench.answered(row, {codes(row)[0]: "met"})
    (one,) = ask(bench.cast.coordinator, "get", "/coverage").json()["items"]
    assert (one["system"], one["sums"]["met"], one["sums"]["confirmed"]) == (bench.portal.pk, 1, 1)
    groups = ask(bench.cast.coordinator, "get", f"/assessments/{row.pk}/coverage").json()["groups"]
    assert sum(group["met"] + group["unanswered"] for group in groups) == 111
    assert ask(bench.cast.stranger, "get", f"/assessments/{row.pk}/coverage").status_code == 404
    assert ask(bench.cast.stranger, "get", "/coverage").json()["total"] == 0


@pytest.mark.parametrize(("form", "root"), [("oscal-ket-qua", "assessment-results"), ("oscal-ke-hoach", "plan-of-action-and-milestones")])
def test_an_export_leaves_a_line_in_the_log(ask: Callable[..., Any], bench: Bench, form: str, root: str) -> None:
    row = bench.open()
    made = ask(bench.cast.commune_officer, "post", f"/assessments/{row.pk}/exports/{form}")
    assert (made.status_code, list(made.json())) == (200, [root])
    assert Entry.objects.filter(act="compliance.assessment.exported").count() == 1
    assert ask(bench.cast.stranger, "post", f"/assessments/{row.pk}/exports/{form}").status_code == 404
    assert ask(bench.cast.commune_officer, "post", f"/assessments/{row.pk}/exports/xlsx").status_code == 404
    assert Entry.objects.filter(act="compliance.assessment.exported").count() == 1


# --- determinations ---------------------------------------------------------------------------------------------------------------------


def test_a_level_is_determined_step_by_step_and_an_old_version_is_refused(ask: Callable[..., Any], bench: Bench) -> None:
    officer, path = bench.cast.commune_officer, "/determinations"
    made = ask(officer, "post", path, {"system": bench.portal.pk}, scopes=WRITE, key="a")
    assert (made.status_code, made.json()["regime"], made.json()["state"]) == (201, "nd331", "open")
    assert ask(officer, "post", path, {"system": bench.portal.pk}, scopes=WRITE, key="b").status_code == 409
    one = f"{path}/{made.json()['id']}"
    bad = ask(officer, "put", f"{one}/answers", {"version": 0, "answers": {"system_type": "khac"}}, scopes=WRITE, key="c")
    assert (bad.status_code, bad.json()["places"][0]["at"]) == (422, "/system_type")
    facts = {"version": made.json()["version"], "answers": {"system_type": "infrastructure", "scope": "one_org", "info_types": ["public"]}}
    told = ask(officer, "put", f"{one}/answers", facts, scopes=WRITE, key="d")
    assert told.json()["facts"] == facts["answers"]
    assert ask(officer, "put", f"{one}/answers", facts, scopes=WRITE, key="e").status_code == 409
    done = ask(officer, "post", f"{one}/conclude", {"version": told.json()["version"]}, scopes=WRITE, key="f")
    assert (done.status_code, done.json()["state"], done.json()["final_level"]) == (200, "done", 2)
    assert len(done.json()["rules_digest"]) == 64
    bench.portal.refresh_from_db()
    assert bench.portal.level == 3, "the register changes by an approved dossier only"


def test_a_stranger_or_a_reader_determines_nothing(ask: Callable[..., Any], bench: Bench) -> None:
    body = {"system": bench.portal.pk}
    assert ask(bench.cast.stranger, "post", "/determinations", body, scopes=WRITE, key="a").status_code == 404
    assert ask(bench.cast.auditor, "post", "/determinations", body, key="b").status_code == 403
    row = a_determination(bench)
    for what, sent in (("answers", {"version": 0, "answers": {"scope": "one_org"}}), ("conclude", {"version": 0})):
        method = "put" if what == "answers" else "post"
        assert ask(bench.cast.stranger, method, f"/determinations/{row.pk}/{what}", sent, scopes=WRITE, key=what).status_code == 404
        assert ask(bench.cast.commune_officer, method, f"/determinations/{row.pk}/{what}", sent, key=what).status_code == 403
    assert Determination.objects.count() == 1


# --- dossiers, proofs, reports ----------------------------------------------------------------------------------------------------------


def test_a_dossier_comes_with_steps_and_parts_but_not_with_their_words(ask: Callable[..., Any], bench: Bench) -> None:
    row = a_dossier(bench)
    answer = ask(bench.cast.commune_officer, "get", f"/dossiers/{row.pk}")
    assert [step["what"] for step in answer.json()["steps"]] == ["opened"]
    assert answer.json()["parts"] == [{"key": "description", "is_there": True}]
    assert "lời riêng" not in answer.content.decode()
    Dossier.objects.update(is_superseded=True)
    assert ask(bench.cast.commune_officer, "get", "/dossiers").json()["total"] == 0
    assert ask(bench.cast.commune_officer, "get", "/dossiers?current=false").json()["total"] == 1


def proof_of(bench: Bench, **more: Any) -> dict[str, Any]:
    return {"system": bench.portal.pk, "controls": "RR-01, RR-02", "title": "Quyết định", "effective_on": "2026-11-01", **more}


def test_a_proof_goes_up_stands_for_controls_and_comes_down(ask: Callable[..., Any], bench: Bench) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 40
    body = proof_of(bench, file=SimpleUploadedFile("anh.png", png))
    made = ask(bench.cast.commune_officer, "post", "/proofs", body, scopes=WRITE, key="a", form=True)
    assert made.status_code == 201, made.content
    assert [use["control"] for use in made.json()["uses"]] == ["RR-01", "RR-02"]
    path = f"/proofs/{made.json()['id']}"
    assert ask(bench.cast.coordinator, "get", f"{path}/file").getvalue() == png
    assert ask(bench.cast.stranger, "get", f"{path}/file").status_code == 404
    assert ask(bench.cast.commune_officer, "get", f"/proofs?system={bench.portal.pk}&control=RR-02").json()["total"] == 1
    assert ask(bench.cast.stranger, "post", f"{path}/withdraw", {}, scopes=WRITE, key="b").status_code == 404
    gone = ask(bench.cast.commune_officer, "post", f"{path}/withdraw", {}, scopes=WRITE, key="c")
    assert gone.json()["withdrawn_at"]
    assert ask(bench.cast.commune_officer, "get", "/proofs").json()["total"] == 0


@pytest.mark.parametrize(
    ("more", "status", "at"),
    [
        ({}, 422, "/statement"),
        ({"statement": "có", "controls": "ZZ-1"}, 422, "/controls"),
        ({"statement": "có", "catalogue": "TCVN 1"}, 422, "/catalogue"),
        ({"statement": "có", "expires_on": "2020-01-01"}, 422, "/expires_on"),
    ],
)
def test_what_is_wrong_with_a_proof_is_located(ask: Callable[..., Any], bench: Bench, more: dict[str, Any], status: int, at: str) -> None:
    answer = ask(bench.cast.commune_officer, "post", "/proofs", proof_of(bench, **more), scopes=WRITE, key="a", form=True)
    assert (answer.status_code, answer.json()["places"][0]["at"]) == (status, at)
    assert not Proof.objects.exists()


def test_a_secret_stays_in_memory_and_is_not_kept(ask: Callable[..., Any], bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", forbidden)
    body = proof_of(bench, file=SimpleUploadedFile("to.txt", "TUYỆT MẬT\n".encode() + b"x" * 4_000_000))
    answer = ask(bench.cast.commune_officer, "post", "/proofs", body, scopes=WRITE, key="a", form=True)
    assert (answer.status_code, answer.json()["places"][0]["at"]) == (422, "/file")
    assert not Proof.objects.exists()


def test_a_proof_is_used_for_more_controls_and_systems_once_however_often_it_is_sent(ask: Callable[..., Any], bench: Bench) -> None:
    other = system("Trang thông tin xã", bench.cast.commune, level=1)
    made = ask(bench.cast.commune_officer, "post", "/proofs", proof_of(bench, statement="có"), scopes=WRITE, key="a", form=True).json()
    path, wanted = f"/proofs/{made['id']}/uses", {"systems": [bench.portal.pk, other.pk], "controls": ["RR-05", "RR-06"]}
    first = ask(bench.cast.commune_officer, "post", path, wanted, scopes=WRITE, key="b")
    again = ask(bench.cast.commune_officer, "post", path, wanted, scopes=WRITE, key="b")
    anew = ask(bench.cast.commune_officer, "post", path, wanted, scopes=WRITE, key="c")
    assert [one.status_code for one in (first, again, anew)] == [200, 200, 200]
    assert first.json() == again.json() == anew.json()
    assert len(first.json()["uses"]) == len(made["uses"]) + 4
    assert sum(line.count or 0 for line in Entry.objects.filter(act="compliance.proof.used")) == 4
    assert ask(bench.cast.auditor, "post", path, wanted, key="d").status_code == 403, "a key that only reads"
    assert ask(bench.cast.stranger, "post", path, wanted, scopes=WRITE, key="e").status_code == 404
    far = ask(bench.cast.commune_officer, "post", path, {**wanted, "systems": [other.pk, bench.centre.pk]}, scopes=WRITE, key="f")
    assert (far.status_code, [one["at"] for one in far.json()["places"]]) == (422, ["/systems/1"])
    strange = ask(bench.cast.commune_officer, "post", path, {**wanted, "controls": ["XX-1"]}, scopes=WRITE, key="g")
    assert (strange.status_code, strange.json()["places"][0]["at"]) == (422, "/controls")


def test_dossiers_are_narrowed_by_level_and_by_being_late(ask: Callable[..., Any], bench: Bench) -> None:
    made = a_dossier(bench)
    listed = lambda query: ask(bench.cast.coordinator, "get", f"/dossiers?{query}").json()["total"]  # noqa: E731  one short question
    assert (listed(f"level={made.proposed_level}"), listed(f"level={made.proposed_level % 5 + 1}")) == (1, 0)
    for days, late in ((1, 0), (-1, 1)):
        Dossier.objects.filter(pk=made.pk).update(due_on=timezone.localdate() + timedelta(days=days))
        assert listed("late=true") == late


def test_a_sent_report_is_given_as_it_was_sent_and_a_draft_as_the_register_says(ask: Callable[..., Any], bench: Bench) -> None:
    row = a_report(bench)
    found = ask(bench.cast.commune_officer, "get", f"/annual-reports/{row.pk}").json()
    assert (found["is_as_sent"], found["header"], found["rows"]) == (True, {"systems": 1}, 1)
    rows = ask(bench.cast.commune_officer, "get", f"/annual-reports/{row.pk}/rows").json()
    assert (rows["total"], rows["items"][0]["system"]) == (1, bench.portal.pk)
    assert ask(bench.cast.stranger, "get", f"/annual-reports/{row.pk}/rows").status_code == 404
    AnnualReport.objects.update(state="draft", rows=[], header={})
    draft = ask(bench.cast.commune_officer, "get", f"/annual-reports/{row.pk}/rows").json()
    assert [one["system"] for one in draft["items"]] == [bench.portal.pk]
    assert draft["items"][0]["missing"]
