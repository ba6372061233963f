"""A corrected list takes back what only the first one had done; a list in trouble can be taken up again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from cast import NOW
from threats_cast import COMMUNE, NAT, NEXT_MONTH, OUTSIDE, POOL, PORTAL, PORTAL_LATER, Field
from vonggac.apps.threats.models import Case, Hit, Listing, ProviderInquiry, ThreatList
from vonggac.apps.threats.queries.planning import plan_of
from vonggac.apps.threats.services.intake import drop_list
from vonggac.apps.threats.services.matching import match_rows
from vonggac.apps.work.models import Task
from vonggac.apps.work.services import NewEvidence, accept_tasks, add_evidence, submit_task

pytestmark = pytest.mark.django_db
AGAIN = "14.160.10.3,1,20/12/2026 08:00:00,Mirai,"
DECEMBER = date(2026, 12, 20)


def answer(field: Field, case: Case) -> None:
    assert case.task_id
    add_evidence(case.task_id, NewEvidence(statement="Đã quét sạch"), by=field.cast.officer, at=NOW)
    version = Task.objects.get(pk=case.task_id).version
    submit_task(case.task_id, figures={}, answer="Đã làm sạch", version=version, by=field.cast.officer, at=NOW)


def cleaned(field: Field) -> Case:
    field.whole(PORTAL)
    case = Case.objects.get()
    answer(field, case)
    accept_tasks([case.task_id or 0], by=field.cast.coordinator, at=NOW + timedelta(hours=1))
    case.refresh_from_db()
    return case


def test_a_return_that_the_correction_does_not_name_is_taken_back(field: Field) -> None:
    case = cleaned(field)
    closed_at = case.closed_at
    wrong = field.whole(AGAIN, day=DECEMBER, at=NEXT_MONTH)
    case.refresh_from_db()
    assert case.is_open
    field.whole(OUTSIDE, day=DECEMBER, at=NEXT_MONTH + timedelta(days=1), replaces=wrong)
    case.refresh_from_db()
    assert (case.state, case.closed_at, case.is_returned) == (Case.State.CLEANED, closed_at, False)
    assert Task.objects.get(pk=case.task_id).state == Task.State.DONE


def test_a_correction_that_names_it_again_leaves_an_answer_under_review_alone(field: Field) -> None:
    first = field.whole(PORTAL)
    case = Case.objects.get()
    answer(field, case)
    row = field.match(field.receive(PORTAL_LATER, replaces=first))
    plan = plan_of(row, NOW)
    assert [one.case_id for one in plan.kept] == [case.pk]
    assert (plan.bodies, plan.doing("opened")) == (set(), [])
    field.apply(row)
    assert Task.objects.get(pk=case.task_id).state == Task.State.SENT
    assert Listing.objects.filter(case=case, list=row, what="opened").exists()


def test_a_case_that_another_list_joined_meanwhile_is_not_withdrawn(field: Field) -> None:
    first = field.whole(PORTAL)
    field.whole(PORTAL_LATER, source="Nguồn khác", at=NOW + timedelta(hours=1))
    field.whole(OUTSIDE, replaces=first, at=NOW + timedelta(days=1))
    assert Case.objects.get().is_open


def test_a_draft_to_a_provider_is_withdrawn_and_one_that_left_stays(field: Field) -> None:
    first = field.whole(POOL)
    second = field.whole(POOL, NAT, replaces=first, at=NOW + timedelta(days=1))
    old, new = ProviderInquiry.objects.order_by("id")
    assert (old.withdrawn_at is not None, new.withdrawn_at, new.list) == (True, None, second)
    ProviderInquiry.objects.filter(pk=new.pk).update(state="issued", number="1", dated_on=date(2026, 11, 24))
    field.whole(POOL, COMMUNE, replaces=second, at=NOW + timedelta(days=2))
    new.refresh_from_db()
    assert new.withdrawn_at is None


def test_one_list_has_one_correction_at_a_time(field: Field) -> None:
    first = field.whole(PORTAL)
    waiting = field.receive(PORTAL_LATER, replaces=first)
    with pytest.raises(ValidationError, match="đang chờ"):
        field.receive(COMMUNE, replaces=first)
    drop_list(waiting, reason="Gửi nhầm", by=field.cast.coordinator, at=NOW)
    assert field.receive(COMMUNE, replaces=first).replaces == first


def test_only_a_list_whose_cases_are_open_can_be_corrected(field: Field) -> None:
    with pytest.raises(ValidationError, match="đã mở ca"):
        field.receive(COMMUNE, replaces=field.receive(PORTAL))


def test_a_list_that_was_dropped_while_it_was_matched_leaves_nothing(field: Field) -> None:
    from vonggac.apps.threats.services.confirming import confirm_shape

    row = field.receive(PORTAL)
    confirm_shape(row, meanings={}, zone="+07:00", by=field.cast.coordinator, at=NOW)
    drop_list(row, reason="Gửi nhầm", by=field.cast.coordinator, at=NOW)
    match_rows(row.pk, at=NOW)
    row.refresh_from_db()
    assert row.state == ThreatList.State.DROPPED
    assert not Hit.objects.exists()


def test_a_file_that_is_gone_says_so_and_can_be_taken_up_again(field: Field) -> None:
    from vonggac.apps.threats.services.confirming import confirm_shape
    from vonggac.apps.work.files import path_of

    row = field.receive(PORTAL)
    confirm_shape(row, meanings={}, zone="+07:00", by=field.cast.coordinator, at=NOW)
    path = path_of(row.file.sha256)
    content = path.read_bytes()
    path.unlink()
    match_rows(row.pk, at=NOW)
    row.refresh_from_db()
    assert row.state == ThreatList.State.FAILED
    assert "quản trị" in row.why
    path.write_bytes(content)
    assert field.match(row).state == ThreatList.State.MATCHED


def test_a_time_in_the_future_counts_on_the_day_of_the_list(field: Field) -> None:
    row = field.match(field.receive("14.160.10.3,1,20/11/2036 08:00:00,Mirai,"))
    hit = Hit.objects.get(list=row)
    assert (hit.seen_at, hit.exact) == (None, Hit.Exact.NOT_SAID)
    assert row.remarks.filter(rule="future-time", is_left_out=False).exists()


def test_an_address_that_changed_hands_opens_the_case_of_who_held_it_then(field: Field) -> None:
    from threats_cast import held

    field.of_commune.valid_to = date(2026, 11, 10)
    field.of_commune.save()
    held(field.cast.other_commune, "14.160.11.5", valid_from=date(2026, 11, 11))
    field.whole("14.160.11.5,1,05/11/2026 08:00:00,Mirai,", "14.160.11.5,1,15/11/2026 08:00:00,Mirai,")
    told = {(case.organisation_id, case.system_id) for case in Case.objects.all()}
    assert told == {(field.cast.commune.pk, field.one_stop.pk), (field.cast.other_commune.pk, None)}


def test_a_case_is_reckoned_anew_without_what_the_corrected_list_said(field: Field) -> None:
    wrong = field.whole("14.160.10.3,1,22/11/2026 08:00:00,LockBit,", day=date(2026, 11, 22))
    case = Case.objects.get()
    assert (case.malware_class, case.families) == ("ransomware", ["LockBit"])
    field.whole(PORTAL, replaces=wrong)
    case.refresh_from_db()
    assert (case.malware_class, case.families) == ("iot", ["Mirai"])
    assert case.last_seen is not None
    assert case.last_seen.isoformat() == "2026-11-20T01:15:00+00:00"
