"""Who may read which case and which address; what stands first; that the queue asks as much for ten cases as for a hundred."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from cast import NOW
from threats_cast import COMMUNE, NAT, POOL, PORTAL, Field
from vonggac.apps.registry.models import ProviderContract
from vonggac.apps.threats.models import Case
from vonggac.apps.threats.queries import visibility
from vonggac.apps.threats.queries.cases import CaseFilters, for_list, in_order, narrowed, standing_of
from vonggac.apps.threats.queries.lists import waiting_addresses

pytestmark = pytest.mark.django_db


def names(rows: Any) -> set[str]:
    return {one.name() for one in rows}


def test_each_reads_the_cases_of_their_bodies_and_who_coordinates_or_checks_all(field: Field) -> None:
    cast = field.cast
    field.whole(PORTAL, COMMUNE, NAT)
    portal, one_stop, other = "Cổng dịch vụ công", "Một cửa xã Đức Hòa", "Xã An Phú"
    expected = {
        "coordinator": {portal, one_stop, other},
        "auditor": {portal, one_stop, other},
        "leader": {portal, one_stop, other},
        "officer": {portal},
        "commune_officer": {one_stop},
        "stranger": {other},
        "provider": set(),
        "responder": {portal},
        "administrator": set(),
    }
    assert {who: names(visibility.cases_visible_to(getattr(cast, who))) for who in expected} == expected


def test_a_leader_reads_cases_without_their_addresses(field: Field) -> None:
    field.whole(PORTAL)
    assert visibility.cases_visible_to(field.cast.leader).exists()
    assert not visibility.hits_visible_to(field.cast.leader).exists()
    assert visibility.hits_visible_to(field.cast.officer).count() == 1
    assert not visibility.hits_visible_to(field.cast.commune_officer).exists()


def test_a_provider_knows_only_the_systems_of_a_contract_in_force(field: Field) -> None:
    field.whole(PORTAL, COMMUNE)
    contract = ProviderContract.objects.create(
        provider=field.cast.provider_body, client=field.cast.department, number="01/HĐ", valid_from=date(2026, 1, 1)
    )
    contract.systems.add(field.portal)
    assert names(visibility.cases_known_to(field.cast.provider)) == {"Cổng dịch vụ công"}
    contract.valid_to = localdate() - timedelta(days=1)
    contract.valid_from = contract.valid_to - timedelta(days=30)
    contract.save()
    fresh = type(field.cast.provider).objects.get(pk=field.cast.provider.pk)
    assert not visibility.cases_known_to(fresh).exists()
    assert not visibility.hits_visible_to(fresh).exists()


def test_lists_remarks_and_questions_are_the_offices_own(field: Field) -> None:
    row = field.whole(PORTAL, POOL)
    for person in (field.cast.officer, field.cast.provider, field.cast.stranger, field.cast.administrator):
        assert not visibility.lists_visible_to(person).exists()
        assert not visibility.inquiries_visible_to(person).exists()
        assert waiting_addresses(person, row, "inquiry") == []
    assert visibility.inquiries_visible_to(field.cast.auditor).count() == 1
    assert visibility.lists_visible_to(field.cast.leader).exists()
    assert not visibility.inquiries_visible_to(field.cast.leader).exists()
    assert [one.address for one in waiting_addresses(field.cast.coordinator, row, "inquiry")] == ["14.160.200.7"]


def test_what_is_late_comes_first_then_level_three_then_risk(field: Field) -> None:
    field.whole(PORTAL, COMMUNE, NAT)
    today = localdate(NOW)

    def order() -> list[str]:
        return [one.name() for one in in_order(Case.objects.select_related("system", "organisation"), today)]

    assert order() == ["Cổng dịch vụ công", "Một cửa xã Đức Hòa", "Xã An Phú"]
    Case.objects.filter(organisation=field.cast.other_commune).update(due_on=today - timedelta(days=1))
    assert order() == ["Xã An Phú", "Cổng dịch vụ công", "Một cửa xã Đức Hòa"]


def test_filters_find_by_level_class_mark_and_words_without_marks(field: Field) -> None:
    field.whole(PORTAL, COMMUNE, NAT)
    today = localdate(NOW)

    def found(**asked: Any) -> set[str]:
        return names(narrowed(Case.objects.all(), CaseFilters(**asked), today))

    assert found(level="3+") == {"Cổng dịch vụ công"}
    assert found(kind="ransomware") == {"Một cửa xã Đức Hòa"}
    assert found(words="duc hoa") == {"Một cửa xã Đức Hòa"}
    assert found(mark="late") == set()
    assert found(state="cleaned") == set()
    assert found(month=date(2026, 11, 1)) == {"Cổng dịch vụ công", "Một cửa xã Đức Hòa", "Xã An Phú"}
    assert found(month=date(2026, 10, 1)) == set()


def test_figures_and_rows_take_the_same_number_of_questions_however_many_there_are(field: Field, django_assert_num_queries: Any) -> None:
    field.whole(PORTAL, COMMUNE, NAT)
    today = localdate(NOW)
    with django_assert_num_queries(1):
        assert standing_of(Case.objects.all(), today).open == 3
    with django_assert_num_queries(1):
        assert [(one.name(), one.months, one.task.state) for one in for_list(in_order(Case.objects.all(), today))]


def test_the_plan_asks_the_database_as_often_for_many_systems_as_for_one(field: Field) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from registry_cast import system
    from threats_cast import held
    from vonggac.apps.threats.queries.planning import plan_of

    def asked(row: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as told:
            plan_of(row, NOW)
        return len(told)

    few = asked(field.match(field.receive(PORTAL)))
    rows = []
    for number in range(20):
        held(field.cast.department, f"14.160.20.{number}", system(f"Hệ thống {number}", field.cast.department))
        rows.append(f"14.160.20.{number},1,20/11/2026 08:00:00,Mirai,")
    assert asked(field.match(field.receive(*rows))) == few


def test_a_provider_reads_the_case_that_it_has_to_clean_itself(field: Field) -> None:
    from threats_cast import held

    held(field.cast.provider_body, "14.160.30.1")
    field.whole("14.160.30.1,1,20/11/2026 08:00:00,Mirai,")
    case = Case.objects.get()
    assert case.organisation == field.cast.provider_body
    assert visibility.cases_known_to(field.cast.provider).get() == case
    assert not visibility.cases_visible_to(field.cast.officer).exists()
