"""Determining a level: answers, what people conclude, the level that is kept for good."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import NOW, TODAY, Cast
from registry_cast import system
from vonggac.apps.audit.models import Entry
from vonggac.apps.compliance import asking, stated
from vonggac.apps.compliance.models import Determination, LevelCorrection
from vonggac.apps.compliance.queries import determinations as queries
from vonggac.apps.compliance.queries.registered import registered_answers
from vonggac.apps.compliance.services import determining
from vonggac.apps.registry.models import DataKind, InformationSystem, SystemLink
from vonggac.law.levels.load import regime

pytestmark = pytest.mark.django_db

PROCEDURES: dict[str, Any] = {
    "is_system": True,
    "single_owner": True,
    "system_type": "citizen_business",
    "online_service": True,
    "admin_procedure": True,
    "info_types": frozenset({"public", "private", "personal"}),
    "subjects_basic": 250_000,
    "subjects_sensitive": 0,
    "count_basis": "cumulative",
    "conditional_line": False,
    "defence_security": False,
    "national_data": False,
    "egov_national": False,
    "ns_critical": False,
}
SHARED: dict[str, Any] = {
    "is_system": True,
    "single_owner": True,
    "system_type": "internal",
    "serves_several_agencies": True,
    "info_types": frozenset({"private"}),
    "subjects_basic": 0,
    "subjects_sensitive": 0,
    "defence_security": False,
    "national_data": False,
    "egov_national": False,
    "ns_critical": False,
}


@pytest.fixture
def portal(cast: Cast) -> InformationSystem:
    return system("Một cửa điện tử xã Đức Hòa", cast.commune, operator=cast.commune, level=2)


def begun(cast: Cast, of: InformationSystem, answers: dict[str, Any] | None = None, **facts: Any) -> Determination:
    row = determining.open_determination(of, by=cast.coordinator, at=NOW, **facts)
    if answers:
        row = determining.answer_questions(row, answers, by=cast.coordinator, at=NOW, version=row.version)
    return row


def concluded(cast: Cast, of: InformationSystem, answers: dict[str, Any], **facts: Any) -> Determination:
    row = begun(cast, of, answers, **facts)
    return determining.conclude_determination(row, by=cast.coordinator, at=NOW, version=row.version)


def refusal(raised: Any) -> str:
    return " ".join(raised.value.messages)


# --- from answers to a level ----------------------------------------------------------------------------------------------------------


def test_answers_become_a_level_with_its_articles_and_the_digest_of_the_rules(cast: Cast, portal: InformationSystem) -> None:
    row = concluded(cast, portal, PROCEDURES)
    assert (row.level, row.state, row.is_provisional) == (3, "done", False)
    assert [one["article"] for one in row.verdict["decided_by"]] == ["điểm b khoản 2 Điều 13", "điểm c khoản 2 Điều 13"]
    assert "250.000" in str(row.verdict["decided_by"][1]["seen"])
    assert row.rules_digest == regime("nd331").digest
    assert [one["regime"] for one in row.verdict["others"]] == ["nd85"]


def test_a_conclusion_does_not_move_the_level_in_the_register(cast: Cast, portal: InformationSystem) -> None:
    concluded(cast, portal, PROCEDURES)
    portal.refresh_from_db()
    assert portal.level == 2


def test_each_act_leaves_one_line_without_words(cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, PROCEDURES)
    row = determining.raise_for_risk(row, level=4, reason="Từng bị tấn công", by=cast.coordinator, at=NOW, version=row.version)
    determining.conclude_determination(row, by=cast.coordinator, at=NOW, version=row.version)
    acts = [entry.act.rpartition(".")[2] for entry in Entry.objects.order_by("number") if entry.act.startswith("compliance.")]
    assert acts == ["opened", "answered", "raised", "concluded"]
    assert "Từng bị" not in str(list(Entry.objects.values_list("detail")))


def test_not_known_is_an_answer_that_is_not_asked_again_and_marks_the_level_provisional(cast: Cast, portal: InformationSystem) -> None:
    answers = {**PROCEDURES, "national_data": None}
    row = begun(cast, portal, answers)
    assert asking.next_step(row) == ""
    assert row.unknown == ["national_data"]
    row = determining.conclude_determination(row, by=cast.coordinator, at=NOW, version=row.version)
    assert row.is_provisional
    assert row.level == 3


def test_only_what_still_matters_is_asked(cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal)
    assert list(asking.steps_left(row)) == ["nhan-dien", "thong-tin", "dich-vu", "quoc-gia", "ha-tang"]
    row = begun(cast, system("Mạng LAN", cast.commune), {"is_system": True, "single_owner": True, "system_type": "infrastructure"})
    left = asking.steps_left(row)
    assert "dich-vu" not in left
    assert "scope" in left["ha-tang"]


def test_one_no_answers_the_national_step(cast: Cast, portal: InformationSystem) -> None:
    answers = {name: value for name, value in PROCEDURES.items() if name not in {"defence_security", "national_data", "egov_national"}}
    row = begun(cast, portal, answers)
    left = asking.steps_left(row)
    asked = asking.on_step(row, "quoc-gia", {}, left, stated.rules_of(row))
    names = [one.id for one in asking.quick_questions(asked)]
    assert {"defence_security", "national_data"} <= set(names)
    row = determining.answer_questions(row, dict.fromkeys(names, False), by=cast.coordinator, at=NOW, version=row.version)
    assert asking.next_step(row) == ""


def test_an_earlier_answer_can_be_changed_and_taken_back(cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, PROCEDURES)
    row = determining.answer_questions(row, {"subjects_basic": None}, by=cast.coordinator, at=NOW, version=row.version)
    assert "subjects_basic" not in row.facts
    row = determining.answer_questions(row, {"subjects_basic": 5}, by=cast.coordinator, at=NOW, version=row.version)
    assert row.facts["subjects_basic"] == 5
    assert "subjects_basic" not in row.unknown


# --- what the law leaves to a person --------------------------------------------------------------------------------------------------


def test_shared_software_needs_the_conclusion_of_a_person(cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, SHARED)
    with pytest.raises(ValidationError) as raised:
        determining.conclude_determination(row, by=cast.coordinator, at=NOW, version=row.version)
    assert raised.value.code == "unsettled"
    at_row = {"level": None, "row_id": "331-13.3", "by": cast.coordinator, "at": NOW}
    with pytest.raises(ValidationError):
        determining.settle_case(row, "grey-shared-software", words="  ", version=row.version, **at_row)
    row = determining.settle_case(row, "grey-shared-software", words="Cả tỉnh dùng chung", version=row.version, **at_row)
    row = determining.conclude_determination(row, by=cast.coordinator, at=NOW, version=row.version)
    assert row.level == 3
    assert row.verdict["level"] == 2, "the engine's own decision stays readable beside the person's"
    assert row.conclusions["grey-shared-software"]["article"] == "khoản 3 Điều 13"


def test_a_person_may_leave_shared_software_at_the_level_of_the_criteria(cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, SHARED)
    row = determining.settle_case(
        row,
        "grey-shared-software",
        level=None,
        row_id="",
        words="Mỗi cơ quan cài riêng",
        by=cast.coordinator,
        at=NOW,
        version=row.version,
    )
    assert determining.conclude_determination(row, by=cast.coordinator, at=NOW, version=row.version).level == 2


def test_a_case_cannot_be_read_as_any_row_one_likes(cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, SHARED)
    with pytest.raises(ValidationError):
        determining.settle_case(
            row, "grey-shared-software", level=None, row_id="331-15.2", words="x", by=cast.coordinator, at=NOW, version=row.version
        )
    with pytest.raises(ValidationError):
        determining.settle_case(row, "grey-static-site", level=1, row_id="", words="x", by=cast.coordinator, at=NOW, version=row.version)


def test_a_static_site_gets_its_level_from_a_person(cast: Cast, portal: InformationSystem) -> None:
    no = dict.fromkeys(("online_service", "admin_procedure", "defence_security", "national_data", "egov_national", "ns_critical"), False)
    facts = {"is_system": True, "single_owner": True, "system_type": "citizen_business", "info_types": frozenset({"public"}), **no}
    row = begun(cast, portal, facts)
    assert stated.judge(row).level is None
    row = determining.settle_case(
        row, "grey-static-site", level=1, row_id="", words="Chỉ đăng tin", by=cast.coordinator, at=NOW, version=row.version
    )
    assert determining.conclude_determination(row, by=cast.coordinator, at=NOW, version=row.version).level == 1


def test_a_conclusion_on_a_case_that_is_gone_counts_for_nothing(cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, SHARED)
    row = determining.settle_case(
        row, "grey-shared-software", level=None, row_id="331-13.3", words="Chung", by=cast.coordinator, at=NOW, version=row.version
    )
    row = determining.answer_questions(row, {"serves_several_agencies": False}, by=cast.coordinator, at=NOW, version=row.version)
    row = determining.conclude_determination(row, by=cast.coordinator, at=NOW, version=row.version)
    assert (row.level, row.conclusions) == (2, {})


def test_contradictions_must_be_settled_first(cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, {**PROCEDURES, "subjects_sensitive": 300_000})
    with pytest.raises(ValidationError) as raised:
        determining.conclude_determination(row, by=cast.coordinator, at=NOW, version=row.version)
    assert raised.value.code == "contradiction"


def test_nothing_answered_is_no_level(cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal)
    with pytest.raises(ValidationError) as raised:
        determining.conclude_determination(row, by=cast.coordinator, at=NOW, version=row.version)
    assert raised.value.code == "no-level"


# --- risk only raises -----------------------------------------------------------------------------------------------------------------


def test_risk_raises_the_level_with_its_reason(cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, PROCEDURES)
    row = determining.raise_for_risk(row, level=4, reason="Nguy cơ cao", by=cast.coordinator, at=NOW, version=row.version)
    row = determining.conclude_determination(row, by=cast.coordinator, at=NOW, version=row.version)
    assert (row.level, row.final_level()) == (3, 4)


@pytest.mark.parametrize(("level", "reason"), [(3, "Cao"), (1, "Thấp"), (6, "Cao"), (4, "")])
def test_risk_never_lowers_and_never_goes_without_a_reason(cast: Cast, portal: InformationSystem, level: int, reason: str) -> None:
    row = begun(cast, portal, PROCEDURES)
    with pytest.raises(ValidationError):
        determining.raise_for_risk(row, level=level, reason=reason, by=cast.coordinator, at=NOW, version=row.version)


def test_the_former_decree_knows_no_raising(cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, PROCEDURES, under_construction=True)
    assert row.regime == "nd85"
    with pytest.raises(ValidationError, match="85/2016"):
        determining.raise_for_risk(row, level=4, reason="Nguy cơ cao", by=cast.coordinator, at=NOW, version=row.version)


def test_a_proposal_that_the_criteria_have_reached_stops_the_conclusion(cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal, PROCEDURES)
    row = determining.raise_for_risk(row, level=5, reason="Nguy cơ cao", by=cast.coordinator, at=NOW, version=row.version)
    row = determining.answer_questions(row, {"national_data": True}, by=cast.coordinator, at=NOW, version=row.version)
    with pytest.raises(ValidationError) as raised:
        determining.conclude_determination(row, by=cast.coordinator, at=NOW, version=row.version)
    assert raised.value.code == "not-higher"


# --- kept for good --------------------------------------------------------------------------------------------------------------------


def test_a_concluded_determination_never_changes(cast: Cast, portal: InformationSystem) -> None:
    row = concluded(cast, portal, PROCEDURES)
    by = {"by": cast.coordinator, "at": NOW, "version": row.version}
    for act in (
        lambda: determining.answer_questions(row, {"subjects_basic": 1}, **by),
        lambda: determining.raise_for_risk(row, level=5, reason="x", **by),
        lambda: determining.drop_determination(row, **by),
        lambda: determining.conclude_determination(row, **by),
    ):
        with pytest.raises(ValidationError) as raised:
            act()
        assert raised.value.code == "closed"


def test_a_corrected_rule_is_a_notice_and_changes_nothing(cast: Cast, portal: InformationSystem) -> None:
    row = concluded(cast, portal, PROCEDURES)
    assert not stated.rules_changed_since(row)
    Determination.objects.filter(pk=row.pk).update(rules_digest="0" * 64)
    row.refresh_from_db()
    assert stated.rules_changed_since(row)
    assert row.level == 3


def test_after_a_conclusion_a_new_one_may_begin_with_the_old_answers_ready(cast: Cast, portal: InformationSystem) -> None:
    concluded(cast, portal, PROCEDURES)
    again = begun(cast, portal)
    assert again.facts == {}, "old answers wait for a yes"
    ready = queries.ready_answers(portal)
    assert ready["subjects_basic"].value == 250_000
    assert "lần xác định" in ready["subjects_basic"].source


# --- two people, wrong days, wrong hands ----------------------------------------------------------------------------------------------


def test_a_stale_version_is_refused(cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal)
    determining.answer_questions(row, {"is_system": True}, by=cast.coordinator, at=NOW, version=row.version)
    with pytest.raises(ValidationError) as raised:
        determining.answer_questions(row, {"is_system": False}, by=cast.commune_officer, at=NOW, version=row.version)
    assert raised.value.code == "stale"
    assert Determination.objects.get(pk=row.pk).facts == {"is_system": True}


def test_a_system_has_one_open_determination(cast: Cast, portal: InformationSystem) -> None:
    row = begun(cast, portal)
    with pytest.raises(ValidationError) as raised:
        begun(cast, portal)
    assert raised.value.code == "already"
    determining.drop_determination(row, by=cast.coordinator, at=NOW, version=row.version)
    assert begun(cast, portal).state == "open"


def test_a_day_before_any_regime_is_refused_with_the_first_day(cast: Cast, portal: InformationSystem) -> None:
    with pytest.raises(ValidationError) as raised:
        begun(cast, portal, on_day=date(2016, 6, 30))
    assert "01/07/2016" in refusal(raised)
    with pytest.raises(ValidationError):
        begun(cast, portal, on_day=TODAY + timedelta(days=1))
    assert begun(cast, portal, on_day=date(2026, 8, 18)).regime == "nd85"


@pytest.mark.parametrize(
    "answers", [{"subjects_basic": -1}, {"system_type": "spaceship"}, {"info_types": frozenset({"rumour"})}, {"no_such": True}]
)
def test_an_impossible_answer_changes_nothing(cast: Cast, portal: InformationSystem, answers: dict[str, Any]) -> None:
    row = begun(cast, portal)
    with pytest.raises(ValidationError) as raised:
        determining.answer_questions(row, answers, by=cast.coordinator, at=NOW, version=row.version)
    assert set(raised.value.message_dict) == set(answers)
    assert Determination.objects.get(pk=row.pk).facts == {}


def test_only_who_prepares_may_act(cast: Cast, portal: InformationSystem) -> None:
    for person in (cast.stranger, cast.auditor, cast.leader):
        with pytest.raises(PermissionDenied):
            determining.open_determination(portal, by=person, at=NOW)
    row = determining.open_determination(portal, by=cast.commune_officer, at=NOW)
    with pytest.raises(PermissionDenied):
        determining.answer_questions(row, {"is_system": True}, by=cast.stranger, at=NOW, version=0)


# --- component systems ----------------------------------------------------------------------------------------------------------------


def test_the_highest_level_of_the_parts_is_a_proposal_that_a_person_takes(cast: Cast, portal: InformationSystem) -> None:
    whole = system("Chính quyền điện tử", cast.commune)
    SystemLink.objects.create(source=portal, target=whole, sort="part_of")
    concluded(cast, portal, PROCEDURES)
    row = begun(cast, whole, {**SHARED, "serves_several_agencies": False})
    assert queries.proposed_by_parts(whole)[1] == 3
    assert stated.judge(row, determining.components_of(whole)).level == 2
    row = determining.settle_components(row, takes=True, words="Là một thể thống nhất", by=cast.coordinator, at=NOW, version=row.version)
    row = determining.conclude_determination(row, by=cast.coordinator, at=NOW, version=row.version)
    assert row.level == 3
    assert row.verdict["components_article"] == "khoản 2 Điều 8"


def test_parts_without_a_conclusion_cannot_be_taken(cast: Cast, portal: InformationSystem) -> None:
    whole = system("Chính quyền điện tử", cast.commune)
    SystemLink.objects.create(source=portal, target=whole, sort="part_of")
    row = begun(cast, whole)
    with pytest.raises(ValidationError):
        determining.settle_components(row, takes=True, words="x", by=cast.coordinator, at=NOW, version=row.version)


# --- the register ---------------------------------------------------------------------------------------------------------------------


def counted(of: InformationSystem, people: int | None, day: date = TODAY) -> DataKind:
    return DataKind.objects.create(system=of, name="Hồ sơ thủ tục", sort="personal", basic_subjects=people, sensitive_subjects=0, as_of=day)


def test_the_register_stands_ready_with_its_source_and_the_newest_count(cast: Cast, portal: InformationSystem) -> None:
    portal.system_type = "public"
    old, new = counted(portal, 90_000, TODAY - timedelta(days=300)), counted(portal, 120_000)
    ready = registered_answers(portal, [new, old])
    assert ready["system_type"].value == "citizen_business"
    assert ready["info_types"].value == frozenset({"personal"})
    assert ready["subjects_basic"].value == 120_000
    assert "Hồ sơ thủ tục" in ready["subjects_basic"].source
    assert "subjects_basic" not in registered_answers(portal, [counted(portal, None, TODAY + timedelta(days=1))])


def test_a_count_above_the_threshold_is_a_finding_and_never_a_change(cast: Cast, portal: InformationSystem) -> None:
    facts = {**PROCEDURES, "admin_procedure": False, "subjects_basic": 40_000}
    row = concluded(cast, portal, facts)
    counted(portal, 60_000)
    systems = queries.standing_systems(cast.coordinator)
    assert queries.changed_since(systems) == {}, "another number on the same side of the threshold is no finding"
    DataKind.objects.all().delete()
    counted(portal, 150_000)
    found = queries.changed_since(queries.standing_systems(cast.coordinator))
    assert found[portal.pk].level == 3
    assert "150.000" in str(found[portal.pk].differs)
    row.refresh_from_db()
    assert row.level == 2


def test_the_coordinator_corrects_the_register_with_a_reason(cast: Cast, portal: InformationSystem) -> None:
    by = {"by": cast.coordinator, "at": NOW, "leaning_on": None}
    with pytest.raises(ValidationError):
        determining.correct_level(portal, 3, before=2, reason=" ", **by)
    with pytest.raises(ValidationError):
        determining.correct_level(portal, 3, before=1, reason="Ghi nhầm", **by)
    with pytest.raises(ValidationError):
        determining.correct_level(portal, 9, before=2, reason="Ghi nhầm", **by)
    with pytest.raises(PermissionDenied):
        determining.correct_level(portal, 3, before=2, reason="Ghi nhầm", by=cast.commune_officer, at=NOW, leaning_on=None)
    determining.correct_level(portal, 3, before=2, reason="Ghi nhầm khi nhập", **by)
    portal.refresh_from_db()
    assert portal.level == 3
    assert LevelCorrection.objects.get().reason == "Ghi nhầm khi nhập"


@pytest.mark.parametrize("many", [10, 60])
def test_the_findings_cost_the_same_number_of_questions(cast: Cast, many: int) -> None:
    with CaptureQueriesContext(connection) as none:
        queries.changed_since(queries.standing_systems(cast.coordinator))
    rows = [system(f"Hệ thống {n}", cast.commune) for n in range(many)]
    facts = {name: stated.stored_of(value) for name, value in {**PROCEDURES, "admin_procedure": False, "subjects_basic": 5}.items()}
    Determination.objects.bulk_create(
        Determination(system=one, state="done", regime="nd331", on_day=TODAY, facts=facts, level=2, made_at=NOW, concluded_at=NOW)
        for one in rows
    )
    DataKind.objects.bulk_create(
        DataKind(system=one, name="Hồ sơ", sort="personal", basic_subjects=200_000, sensitive_subjects=0, as_of=TODAY) for one in rows
    )
    with CaptureQueriesContext(connection) as full:
        found = queries.changed_since(queries.standing_systems(cast.coordinator))
    assert len(found) == many
    assert len(full) - len(none) <= 1
