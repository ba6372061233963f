"""Who may know of which system, and of which address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from cast import Cast
from registry_cast import system
from vonggac.apps.registry import queries
from vonggac.apps.registry.models import AddressRange, ProviderContract
from vonggac.kernel.addresses import parse_range

pytestmark = pytest.mark.django_db


def named(user: object) -> set[str]:
    return set(queries.visible_to(user).values_list("name", flat=True))


def test_an_officer_sees_what_the_own_body_owns_or_operates_and_nothing_else(cast: Cast) -> None:
    system("Cổng xã Đức Hòa", cast.commune)
    system("Cổng tỉnh", cast.province, operator=cast.department)
    assert named(cast.commune_officer) == {"Cổng xã Đức Hòa"}
    assert named(cast.officer) == {"Cổng tỉnh"}
    assert named(cast.stranger) == set()
    assert named(cast.administrator) == set()


def test_coordinator_leader_and_auditor_see_every_system(cast: Cast) -> None:
    system("Cổng xã Đức Hòa", cast.commune)
    for user in (cast.coordinator, cast.leader, cast.auditor):
        assert named(user) == {"Cổng xã Đức Hòa"}


@pytest.mark.parametrize(("starts", "ends", "sees"), [(-10, 10, True), (-10, None, True), (-10, 0, True), (-10, -1, False), (1, 10, False)])
def test_a_provider_sees_a_system_only_under_a_contract_in_force_today(cast: Cast, starts: int, ends: int | None, sees: bool) -> None:
    today = localdate()
    one = system("Cổng xã Đức Hòa", cast.commune, operator=cast.provider_body, provider=cast.provider_body)
    last = None if ends is None else today + timedelta(days=ends)
    contract = ProviderContract.objects.create(
        provider=cast.provider_body, client=cast.commune, number="01/HĐ", valid_from=today + timedelta(days=starts), valid_to=last
    )
    contract.systems.add(one)
    assert named(cast.provider) == ({"Cổng xã Đức Hòa"} if sees else set())


def test_a_contract_shows_a_provider_only_the_systems_it_names(cast: Cast) -> None:
    one, _other = system("Cổng xã Đức Hòa", cast.commune), system("Một cửa xã Đức Hòa", cast.commune)
    contract = ProviderContract.objects.create(provider=cast.provider_body, client=cast.commune, number="01/HĐ", valid_from=localdate())
    contract.systems.add(one)
    assert named(cast.provider) == {"Cổng xã Đức Hòa"}


def test_addresses_are_shown_to_those_who_need_them_and_not_to_leaders(cast: Cast) -> None:
    one = system("Cổng xã Đức Hòa", cast.commune)
    held = parse_range("203.0.113.0/28")
    AddressRange.objects.create(organisation=cast.commune, system=one, written=str(held), first=held.first_key, last=held.last_key)
    contract = ProviderContract.objects.create(provider=cast.provider_body, client=cast.commune, number="01/HĐ", valid_from=localdate())
    contract.systems.add(one)
    for user in (cast.coordinator, cast.commune_officer, cast.provider, cast.auditor):
        assert queries.ranges_visible_to(user).count() == 1
        assert queries.holdings_of(one, user).ranges is not None
    for user in (cast.leader, cast.stranger, cast.officer, cast.administrator):
        assert queries.ranges_visible_to(user).count() == 0
    assert queries.holdings_of(one, cast.leader).ranges is None


@pytest.mark.parametrize("typed", ["duc hoa", "Đức Hòa", "ĐỨC HOÀ", "hoà đức"])
def test_search_finds_whatever_the_marks_and_capitals(cast: Cast, typed: str) -> None:
    system("Cổng thông tin xã Đức Hòa", cast.commune)
    system("Một cửa điện tử", cast.other_commune)
    found = queries.matching(queries.visible_to(cast.coordinator), typed)
    assert [one.name for one in found] == ["Cổng thông tin xã Đức Hòa"]


def test_level_three_and_above_come_first_then_the_unknown_then_names(cast: Cast) -> None:
    for name, level in (("B", 1), ("A", 2), ("Đ", None), ("C", 3), ("E", 4), ("D", 3)):
        system(name, cast.commune, level=level)
    assert [one.name for one in queries.in_order(queries.visible_to(cast.coordinator))] == ["E", "C", "D", "Đ", "A", "B"]
