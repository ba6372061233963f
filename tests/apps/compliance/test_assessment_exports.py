"""An assessment for others: results and plan of action as OSCAL, only for who may know what a system lacks, and noted in the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessing_cast import Bench
from cast import NOW, TODAY
from guard import assert_guarded
from oscal_schema import breaches
from standing import standing
from vonggac.apps.audit.models import Entry
from vonggac.apps.compliance.models import Answer, Assessment, Proof, ProofUse
from vonggac.apps.compliance.queries.exporting import plan_of
from vonggac.apps.compliance.queries.measures import edition_of
from vonggac.apps.compliance.services.closing_gaps import give_gaps_out
from vonggac.apps.compliance.services.exporting import PLAN, RESULTS, export_assessment

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def standing_assessment(standing_bench: Bench, django_db_blocker: Any) -> Iterator[Assessment]:
    """Every test of this file is about the same assessment."""
    with standing(django_db_blocker):
        yield answered(standing_bench)


@pytest.fixture
def assessment(standing_assessment: Assessment) -> Assessment:
    return Assessment.objects.get(pk=standing_assessment.pk)


def answered(bench: Bench) -> Assessment:
    """Three answers confirmed, one waiting, the rest open; two of the missing ones given out."""
    found = bench.open()
    codes = codes_of(found)
    bench.answered(found, {codes[0]: "met", codes[1]: "partly", codes[2]: "na"})
    bench.answered(found, {codes[3]: "not"}, confirm=False)
    give_gaps_out(
        found,
        [codes[1], codes[3]],
        organisation_id=bench.cast.commune.pk,
        due_on=TODAY + timedelta(days=30),
        by=bench.cast.coordinator,
        at=NOW,
    )
    return found


def codes_of(assessment: Assessment) -> list[str]:
    return list(Answer.objects.filter(assessment=assessment).order_by("id").values_list("control", flat=True))


def results(assessment: Assessment, by: Any) -> dict[str, Any]:
    made = export_assessment(assessment.pk, RESULTS, by=by, at=NOW)
    return json.loads(made.content)["assessment-results"]


def plan(assessment: Assessment, by: Any) -> dict[str, Any]:
    made = export_assessment(assessment.pk, PLAN, by=by, at=NOW)
    return json.loads(made.content)["plan-of-action-and-milestones"]


def test_every_answer_leaves_as_it_counts_and_says_whether_it_was_confirmed(bench: Bench, assessment: Assessment) -> None:
    codes = codes_of(assessment)
    (result,) = results(assessment, bench.cast.coordinator)["results"]
    found = {one["target"]["target-id"]: one for one in result["findings"]}
    said = {code: {prop["name"]: prop["value"] for prop in one["props"]} for code, one in found.items()}
    assert len(found) == len(codes) - 1, "what does not apply is excluded"
    assert [said[code]["state"] for code in (codes[0], codes[1], codes[3], codes[4])] == ["met", "partly", "not_met", "unanswered"]
    assert ("confirmed" in said[codes[0]], "confirmed" in said[codes[3]]) == (True, False)
    assert found[codes[0]]["target"]["status"]["state"] == "satisfied"
    assert result["reviewed-controls"]["control-selections"][0]["exclude-controls"] == [{"control-id": codes[2]}]


def test_the_newest_standing_proof_is_the_observation(bench: Bench, assessment: Assessment) -> None:
    code = codes_of(assessment)[0]
    for day, gone in ((date(2026, 3, 1), None), (date(2026, 9, 1), None), (date(2026, 11, 1), NOW)):
        proof = Proof.objects.create(
            organisation=bench.cast.commune, title="Quyết định", statement="có", effective_on=day, added_at=NOW, withdrawn_at=gone
        )
        ProofUse.objects.create(proof=proof, system=bench.portal, catalogue=assessment.catalogue, control=code, made_at=NOW)
    (result,) = results(assessment, bench.cast.coordinator)["results"]
    assert [one["collected"] for one in result["observations"]] == ["2026-09-01T00:00:00+07:00"]


def test_what_is_missing_is_a_plan_with_the_body_the_deadline_and_the_state_of_each_task(bench: Bench, assessment: Assessment) -> None:
    codes = codes_of(assessment)
    found = plan(assessment, bench.cast.coordinator)
    risks = {risk["statement"].partition(":")[0]: risk for risk in found["risks"]}
    assert set(risks) == set(codes) - {codes[0], codes[2]}
    (given,) = risks[codes[1]]["remediations"]
    assert {prop["name"]: prop["value"] for prop in given["props"]} == {"responsible": bench.cast.commune.name, "state": "new"}
    assert (risks[codes[1]]["deadline"], given["lifecycle"]) == ("2026-12-23T00:00:00+07:00", "planned")
    (nobody,) = risks[codes[4]]["remediations"]
    assert (nobody["lifecycle"], "deadline" in risks[codes[4]]) == ("recommendation", False)


def test_that_it_left_is_noted_with_its_digest_and_no_words(bench: Bench, assessment: Assessment) -> None:
    results(assessment, bench.cast.coordinator)
    entry = Entry.objects.order_by("-pk").first()
    assert entry is not None
    assert entry.act == "compliance.assessment.exported"
    assert "lý do" not in str(vars(entry))


def test_who_may_not_know_what_is_missing_takes_nothing_out(bench: Bench, assessment: Assessment) -> None:
    before = Entry.objects.count()
    for person in (bench.cast.stranger, bench.cast.administrator, bench.cast.provider):
        with pytest.raises(PermissionDenied):
            export_assessment(assessment.pk, RESULTS, by=person, at=NOW)
    with pytest.raises(PermissionDenied):
        export_assessment(10**9, RESULTS, by=bench.cast.coordinator, at=NOW)
    assert Entry.objects.count() == before


def test_nothing_missing_makes_no_plan_and_no_line(bench: Bench) -> None:
    found = bench.open(bench.centre)
    bench.answered(found, dict.fromkeys(codes_of(found), "met"))
    before = Entry.objects.count()
    with pytest.raises(ValidationError, match="kế hoạch khắc phục"):
        plan(found, bench.cast.coordinator)
    assert Entry.objects.count() == before


def test_a_corrected_edition_is_said_in_the_results(bench: Bench, assessment: Assessment) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(catalogue_digest="0" * 64)
    assert "đã được sửa sau khi mở" in results(assessment, bench.cast.coordinator)["results"][0]["description"]


@pytest.mark.parametrize("form", [RESULTS, PLAN])
def test_the_page_shows_what_leaves_and_hands_it_over_after_agreement(
    client: Client, bench: Bench, assessment: Assessment, form: str
) -> None:
    url = reverse("compliance:assessment-export", args=[assessment.pk, form])
    shown = assert_guarded(client, url, works=bench.cast.commune_officer, read_only=bench.cast.administrator, stranger=bench.cast.stranger)
    before = Entry.objects.count()
    agreed = shown.context["signed"]
    assert Entry.objects.filter(act="compliance.assessment.exported").count() == 0
    made = client.post(url, {"agreed_to": agreed})
    assert made["Content-Disposition"].endswith(f'{form}.json"')
    assert json.loads(made.content)
    assert Entry.objects.count() == before + 1


def test_the_way_to_the_files_is_guarded_and_says_what_is_in_them(client: Client, bench: Bench, assessment: Assessment) -> None:
    url = reverse("compliance:assessment-exports", args=[assessment.pk])
    answer = assert_guarded(client, url, works=bench.cast.commune_officer, read_only=bench.cast.administrator, stranger=bench.cast.stranger)
    counts = {name: answer.context[name] for name in ("answers", "missing", "tasks", "without_task")}
    assert counts == {"answers": 111, "missing": 109, "tasks": 2, "without_task": 107}
    assert client.get(reverse("compliance:assessment-export", args=[assessment.pk, "xlsx"])).status_code == 404


def test_a_plan_asks_the_same_few_questions_for_ten_and_for_all(bench: Bench, assessment: Assessment) -> None:
    edition = edition_of(assessment)
    assert edition is not None

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            plan_of(assessment, edition, on=TODAY)
        return len(queries)

    few = asked()
    codes = codes_of(assessment)[4:]
    give_gaps_out(assessment, codes, organisation_id=bench.cast.commune.pk, due_on=TODAY, by=bench.cast.coordinator, at=NOW)
    assert asked() == few <= 5


def test_both_files_obey_the_published_schema(bench: Bench, assessment: Assessment) -> None:
    for form in (RESULTS, PLAN):
        assert breaches(export_assessment(assessment.pk, form, by=bench.cast.coordinator, at=NOW).content) == []
