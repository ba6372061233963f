"""What this room gives to the others: programs, the search, the first page, a system's page, tasks, reorganisations, spills."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cast import NOW, TODAY, organisation
from threats_cast import COMMUNE, NAT, POOL, PORTAL, Field
from vonggac.apps.face.tokens import make_token
from vonggac.apps.organisations.models import Kind
from vonggac.apps.organisations.ports import Change
from vonggac.apps.threats.carrying import CaseCarrier
from vonggac.apps.threats.entering import case_behind
from vonggac.apps.threats.models import Case, Hit, KnownShape, Listing, ListSource, ProviderInquiry, ThreatList
from vonggac.apps.threats.queries.waiting import needs_a_human
from vonggac.apps.threats.searching import found
from vonggac.apps.threats.services import erasing, spilling
from vonggac.apps.threats.ui.cases import on_system, panel
from vonggac.kernel.vietnamese import fold

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"


@pytest.fixture
def ask(client: Client) -> Callable[..., Any]:
    def send(user: Any, path: str, scope: str = "threats.read", **asked: Any) -> Any:
        at = timezone.now()
        token = make_token(name="thử", user=user, scopes={scope}, at=at, expires_at=at + timedelta(days=1)).text
        return client.get(f"/api/v1{path}", asked, headers={"authorization": f"Bearer {token}"})

    return send


def test_programs_read_lists_and_cases_with_the_same_permissions(ask: Callable[..., Any], field: Field) -> None:
    row = field.whole(PORTAL, COMMUNE)
    cast = field.cast
    lists = ask(cast.coordinator, "/threat-lists").json()
    assert [(one["id"], one["state"], one["counts"]["matched"]) for one in lists["items"]] == [(row.pk, "applied", 2)]
    assert ask(cast.coordinator, f"/threat-lists/{row.pk}").json()["sha256"] == row.file.sha256
    assert ask(cast.officer, "/threat-lists").json()["total"] == 0
    assert ask(cast.officer, f"/threat-lists/{row.pk}").status_code == 404

    cases = ask(cast.coordinator, "/threat-cases").json()
    assert [one["system_code"] for one in cases["items"]] == [field.portal.code, field.one_stop.code]
    assert ask(cast.officer, "/threat-cases").json()["total"] == 1
    assert ask(cast.coordinator, "/threat-cases", malware_class="ransomware").json()["total"] == 1
    portal = Case.objects.get(system=field.portal)
    assert ask(cast.officer, f"/threat-cases/{portal.pk}").json()["listings"][0]["what"] == "opened"
    assert ask(cast.stranger, f"/threat-cases/{portal.pk}").status_code == 404
    assert ask(cast.officer, "/threat-cases", scope="work.read").status_code == 403


def test_programs_get_addresses_only_in_the_name_of_who_needs_to_know_them(ask: Callable[..., Any], field: Field) -> None:
    field.whole(PORTAL)
    case = Case.objects.get()
    evidence = ask(field.cast.officer, f"/threat-cases/{case.pk}/evidence").json()["items"]
    assert [(one["address"], one["port"], one["family"]) for one in evidence] == [("14.160.10.3", 52110, "Mirai")]
    assert ask(field.cast.leader, f"/threat-cases/{case.pk}").status_code == 200
    assert ask(field.cast.leader, f"/threat-cases/{case.pk}/evidence").status_code == 404
    assert "14.160" not in ask(field.cast.leader, f"/threat-cases/{case.pk}").content.decode()


def test_the_search_finds_cases_without_marks_and_addresses_for_who_may_know_them(field: Field) -> None:
    field.whole(PORTAL, POOL)

    def titles(user: Any, typed: str) -> set[str]:
        return {answer.title for answer in found(user, fold(typed))}

    assert titles(field.cast.coordinator, "cong dich vu") == {"Cổng dịch vụ công"}
    assert titles(field.cast.officer, "14.160.10.3") == {"14.160.10.3"}
    assert titles(field.cast.leader, "14.160.10.3") == set()
    assert titles(field.cast.coordinator, "14.160.200.7") == {"14.160.200.7"}
    assert titles(field.cast.officer, "14.160.200.7") == set()
    assert titles(field.cast.stranger, "cong dich vu") == set()


def test_the_first_page_and_a_systems_page_show_open_cases(field: Field) -> None:
    assert panel(field.cast.coordinator, NOW) is None
    field.whole(PORTAL)
    told = panel(field.cast.coordinator, NOW)
    assert told is not None
    assert told["standing"].open == 1
    assert panel(field.cast.stranger, NOW) is None
    assert on_system(field.cast.officer, field.portal, NOW) is not None
    assert on_system(field.cast.officer, field.one_stop, NOW) is None
    assert on_system(field.cast.stranger, field.portal, NOW) is None


def test_the_number_in_the_rail_is_what_needs_a_human(field: Field) -> None:
    assert needs_a_human(field.cast.coordinator) is None
    field.receive(PORTAL)
    assert needs_a_human(field.cast.coordinator) == 1
    assert needs_a_human(field.cast.officer) is None


def test_a_task_leads_to_its_case_for_who_may_read_it(field: Field) -> None:
    field.whole(PORTAL)
    case = Case.objects.select_related("task__assignment").get()
    assert case.task is not None
    assert case_behind(field.cast.officer, case.task.assignment) == case.get_absolute_url()
    assert case_behind(field.cast.stranger, case.task.assignment) is None


def test_open_cases_move_to_the_heir_of_their_body(field: Field) -> None:
    field.whole(PORTAL, NAT)
    cast = field.cast
    heir = organisation("x-moi", "Xã Mới", Kind.COMMUNE, cast.province)
    carrier = CaseCarrier()
    change = Change(body_id=cast.other_commune.pk, on=TODAY, heirs={"": heir.pk})
    assert [one.count for one in carrier.preview([change])] == [1]
    assert carrier.carry([change], {}, by=cast.coordinator, at=NOW) == 1
    assert Case.objects.get(system=None).organisation == heir
    assert Case.objects.get(system=field.portal).organisation == cast.department


def test_words_of_a_spilled_letter_are_found_and_blanked_here_too(field: Field) -> None:
    row = field.whole("14.160.10.3,1,20/11/2026 08:00:00,Chiến dịch Hoa Sen,", source="Đoàn Hoa Sen", letter_number="Hoa Sen 15")
    traces = ["Hoa Sen"]
    places = spilling.threat_words_with(traces)
    assert {model for model, _pk in places} >= {ListSource, ThreatList, Hit, Case}
    spilling.erase_threat_words(places, traces)
    assert spilling.threat_words_with(traces) == []
    row.refresh_from_db()
    assert (row.letter_number, row.counts["matched"]) == ("—", 1)
    assert Case.objects.get().families == ["—"]
    assert spilling.threat_words_with([]) == []


def test_an_erased_list_leaves_its_counts_and_cases_and_every_page_still_opens(field: Field, client: Client) -> None:
    row = field.whole(PORTAL, POOL, "14.160.200.8,1,20/11/2026 11:00:00,Vết tích bí ẩn,", letter_number="15/MM-A05")
    inquiry, case = ProviderInquiry.objects.get(), Case.objects.get()
    assert erasing.lists_with(["chưa từng nhắc tới"]) == []
    assert erasing.lists_with([], [row.file.sha256]) == [row.pk]
    assert erasing.lists_with(["VẾT TÍCH BÍ ẨN"]) == erasing.lists_with(["15/mm-a05"]) == [row.pk]
    assert {one.pk for one in erasing.files_of([row.pk])} == {row.file_id, inquiry.draft_id}
    erasing.erase_lists([row.pk], at=NOW)
    row.refresh_from_db()
    assert (row.state, row.erased_at, row.letter_number, row.counts["matched"]) == (ThreatList.State.APPLIED, NOW, "", 3)
    assert not Hit.objects.exists()
    assert not KnownShape.objects.exists()
    assert Listing.objects.get().case == case, "the month still counts the system"
    client.force_login(field.cast.coordinator)
    pages = [row.get_absolute_url(), case.get_absolute_url(), f"/nguy-co/hoi-nha-mang/{inquiry.pk}/"]
    for path in (*pages, "/nguy-co/danh-sach/", "/nguy-co/hoi-nha-mang/", "/nguy-co/"):
        assert client.get(path).status_code == 200, path
    assert "bí mật nhà nước" in client.get(row.get_absolute_url()).content.decode()
    assert erasing.lists_with(["VẾT TÍCH BÍ ẨN"]) == [], "nothing is left to erase"


def test_a_demonstration_shows_three_months_and_a_second_start_changes_nothing(field: Field, settings: Any) -> None:
    from registry_cast import system
    from vonggac.apps.threats.queries.ladder import ladder, listed_by_month
    from vonggac.apps.threats.services.demonstration import SYSTEMS, make_lists

    with pytest.raises(RuntimeError):
        make_lists(at=NOW)
    settings.DEMO = True
    for code in SYSTEMS:
        system(f"Hệ thống {code}", field.cast.department, code=code, level=3)
    make_lists(at=NOW)
    make_lists(at=NOW)
    assert ThreatList.objects.filter(state="applied").count() == 3
    last = ladder(listed_by_month(), TODAY.replace(day=1))[-1]
    assert (len(last.new), len(last.continuing), len(last.gone), len(last.returned)) == (1, 1, 1, 1)
