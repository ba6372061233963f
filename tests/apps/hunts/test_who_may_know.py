"""Who may know of which hunt, and who may run one or judge what it found."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from cast import Cast
from hunts_cast import finding, hunt, starter
from vonggac.apps.hunts.models import Hunt
from vonggac.apps.hunts.queries import visibility as may
from vonggac.apps.organisations.models import Kind, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs(cast: Cast) -> Hunt:
    row = hunt(cast.department)
    finding(row)
    finding(hunt(cast.commune))
    return row


def test_a_body_reads_runs_and_judges_its_own_only(cast: Cast, theirs: Hunt) -> None:
    for person in (cast.officer, cast.responder):
        assert list(may.hunts_visible_to(person)) == [theirs] == list(may.hunts_workable_by(person))
        assert [row.hunt for row in may.findings_visible_to(person)] == [theirs]
        assert [row.hunt for row in may.findings_workable_by(person)] == [theirs]
        assert list(may.may_run_for(person)) == [cast.department]
    assert not may.hunts_visible_to(cast.stranger).exists()
    assert not may.findings_workable_by(cast.stranger).exists()


def test_who_coordinates_and_the_provincial_response_team_work_on_all(cast: Cast, theirs: Hunt) -> None:
    Organisation.objects.filter(pk=cast.department.pk).update(kind=Kind.RESPONSE_TEAM)
    team = type(cast.responder).objects.get(pk=cast.responder.pk)
    for person in (cast.coordinator, team):
        assert may.hunts_visible_to(person).count() == may.findings_workable_by(person).count() == 2
        assert may.may_run_for(person).filter(pk=cast.commune.pk).exists()


def test_who_checks_and_who_leads_the_office_read_all_and_work_on_nothing(cast: Cast, theirs: Hunt) -> None:
    for person in (cast.auditor, cast.leader):
        assert may.hunts_visible_to(person).count() == may.findings_visible_to(person).count() == 2
        assert not may.findings_workable_by(person).exists()
        assert not may.hunts_workable_by(person).exists()
        assert not may.may_run_for(person).exists()


def test_a_provider_an_administrator_and_nobody_know_of_no_hunt(cast: Cast, theirs: Hunt) -> None:
    starter(cast)
    for person in (cast.provider, cast.administrator, AnonymousUser()):
        asked = [may.hunts_visible_to, may.findings_visible_to, may.findings_workable_by, may.may_run_for, may.packs_visible_to]
        assert not any(query(person).exists() for query in asked)
    assert may.packs_visible_to(cast.officer).count() == 1


def test_nobody_hands_over_logs_for_a_body_that_is_no_more(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.commune.pk).update(valid_to="2026-07-01")
    assert not may.may_run_for(cast.coordinator).filter(pk=cast.commune.pk).exists()
