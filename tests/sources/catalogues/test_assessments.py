import json
from datetime import datetime, timedelta, timezone

import pytest

from oscal_schema import breaches
from vonggac.law.catalogues import catalogue
from vonggac.sources.catalogues import (
    Assessed,
    Finding,
    Milestone,
    PlanItem,
    framework_of,
    write_assessment_results,
    write_catalog,
    write_plan_of_action,
    write_profile,
)

HERE = timezone(timedelta(hours=7))
AT = datetime(2026, 11, 22, 8, 30, tzinfo=HERE)
PROOF = datetime(2026, 3, 1, tzinfo=HERE)
FINDINGS = (
    Finding("RR-01", "Quy trình quản lý rủi ro", "met", "Đã ban hành", PROOF, PROOF + timedelta(days=365)),
    Finding("HT-14", "Tường lửa", "partly", inherited_from="Trung tâm dữ liệu tỉnh"),
    Finding("HT-12", "An ninh mạng không dây", "not_applicable", "Không có mạng không dây"),
    Finding("NK-08", "SIEM", "unanswered"),
)
ASSESSED = Assessed(
    "ht-001",
    "Cổng thông tin xã Đức Hòa",
    "TCVN 14423:2026",
    "1",
    "CD3",
    "Đánh giá tháng 11/2026",
    "",
    AT - timedelta(days=10),
    AT,
    FINDINGS,
)
PLAN = (
    PlanItem("HT-14", "Thay tường lửa", "Thiếu chống xâm nhập", AT + timedelta(days=60), "Văn phòng UBND xã Đức Hòa", milestones=(
        Milestone("Lập dự toán", AT + timedelta(days=20)),)),
    PlanItem("NK-08", "Nối SIEM của tỉnh", done=True),
)  # fmt: skip


def _results() -> dict:
    return json.loads(write_assessment_results(ASSESSED, at=AT))["assessment-results"]


def test_only_what_is_met_is_satisfied_and_the_answer_stands_beside_it() -> None:
    (result,) = _results()["results"]
    states = {
        finding["target"]["target-id"]: (finding["target"]["status"]["state"], finding["props"][0]["value"])
        for finding in result["findings"]
    }
    assert states == {
        "RR-01": ("satisfied", "met"),
        "HT-14": ("not-satisfied", "partly"),
        "NK-08": ("not-satisfied", "unanswered"),
    }
    assert result["findings"][1]["props"][1] == {"name": "inherited-from", "ns": "urn:vonggac:oscal", "value": "Trung tâm dữ liệu tỉnh"}


def test_what_does_not_apply_is_excluded_with_its_reason() -> None:
    (selection,) = _results()["results"][0]["reviewed-controls"]["control-selections"]
    assert selection["exclude-controls"] == [{"control-id": "HT-12"}]
    assert selection["remarks"] == "HT-12: Không có mạng không dây"
    assert len(selection["include-controls"]) == 4


def test_a_proof_is_an_observation_that_its_finding_names() -> None:
    (result,) = _results()["results"]
    (proof,) = result["observations"]
    assert (proof["collected"], proof["expires"]) == ("2026-03-01T00:00:00+07:00", "2027-03-01T00:00:00+07:00")
    assert result["findings"][0]["related-observations"] == [{"observation-uuid": proof["uuid"]}]
    assert all("related-observations" not in finding for finding in result["findings"][1:])


def test_results_point_at_the_profile_of_the_level() -> None:
    profile = json.loads(write_profile(framework_of(catalogue("TCVN 14423:2026")), "CD3", at=AT))["profile"]
    assert _results()["import-ap"]["href"] == f"urn:uuid:{profile['uuid']}"


def test_a_plan_has_a_risk_with_its_deadline_and_steps_for_every_measure() -> None:
    plan = json.loads(write_plan_of_action("ht-001", "Cổng thông tin", PLAN, at=AT))["plan-of-action-and-milestones"]
    assert [(risk["status"], risk.get("deadline")) for risk in plan["risks"]] == [("open", "2027-01-21T08:30:00+07:00"), ("closed", None)]
    assert plan["risks"][0]["remediations"][0]["tasks"][0]["timing"] == {"on-date": {"date": "2026-12-12T08:30:00+07:00"}}
    assert [item["related-risks"][0]["risk-uuid"] for item in plan["poam-items"]] == [risk["uuid"] for risk in plan["risks"]]
    assert plan["system-id"]["id"] == "ht-001"


def test_the_same_assessment_gives_the_same_bytes_and_no_identifier_twice() -> None:
    assert write_assessment_results(ASSESSED, at=AT) == write_assessment_results(ASSESSED, at=AT)
    (result,) = _results()["results"]
    uuids = [_results()["uuid"], result["uuid"], *(each["uuid"] for each in (*result["findings"], *result["observations"]))]
    assert len(set(uuids)) == len(uuids)


def test_nothing_to_say_is_refused_rather_than_written_against_the_format() -> None:
    with pytest.raises(ValueError, match="chưa có yêu cầu"):
        write_assessment_results(Assessed("a", "a", "b", "1", "CD1", "t", "", AT, None, ()), at=AT)
    with pytest.raises(ValueError, match="không còn biện pháp"):
        write_plan_of_action("a", "a", (), at=AT)


@pytest.mark.parametrize("edition", ["TCVN 14423:2026", "TCVN 11930:2017"])
def test_documents_obey_the_published_schema(edition: str) -> None:
    framework = framework_of(catalogue(edition))
    documents = [
        write_catalog(framework, at=AT),
        *(write_profile(framework, f"CD{level}", at=AT) for level in range(1, 6)),
        write_assessment_results(ASSESSED, at=AT),
        write_plan_of_action("ht-001", "Cổng thông tin", PLAN, at=AT),
    ]
    assert [breach for document in documents for breach in breaches(document)] == []
    broken = json.loads(documents[0])
    broken["catalog"]["uuid"] = "no identifier"
    assert breaches(json.dumps(broken))
