"""What the register does on its own: the province's systems, reorganisations, two claims to one address."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cast import NOW, TODAY, Cast, organisation
from registry_cast import system
from vonggac.apps.audit.models import Entry
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.organisations.services import confirm_reorganisation, draft_reorganisation, load_profile, preview_reorganisation
from vonggac.apps.registry import services
from vonggac.apps.registry.models import AddressRange, Component, Domain, InformationSystem, MailDomain, ProviderContract
from vonggac.kernel.addresses import parse_range
from vonggac.law.load import province

pytestmark = pytest.mark.django_db


def held(body: Organisation, text: str, **facts: object) -> AddressRange:
    found = parse_range(text)
    return AddressRange.objects.create(organisation=body, written=str(found), first=found.first_key, last=found.last_key, **facts)


def test_the_systems_that_texts_name_are_there_at_the_start_and_only_once() -> None:
    profile = province("quang-ngai")
    load_profile(profile, by=None, at=NOW)
    assert services.load_systems(profile, by=None, at=NOW) == len(profile.systems) == 9
    portal = InformationSystem.objects.get(name__startswith="Hệ thống thông tin giải quyết thủ tục hành chính")
    assert (portal.level, portal.owner.code, portal.provider.code if portal.provider else "") == (3, "ubnd-tinh", "vnpt-qngai")
    assert MailDomain.objects.get().name == "quangngai.gov.vn"
    assert Domain.objects.count() == 4
    InformationSystem.objects.filter(pk=portal.pk).update(name="Tên do người sửa", level=4)
    assert services.load_systems(profile, by=None, at=NOW) == 0
    portal.refresh_from_db()
    assert (portal.name, portal.level, Entry.objects.filter(act="registry.profile.loaded").count()) == ("Tên do người sửa", 4, 1)


def test_a_province_without_its_committee_gets_no_system() -> None:
    assert services.load_systems(province("quang-ngai"), by=None, at=NOW) == 0


def test_everything_goes_to_the_only_heir_and_history_stays(cast: Cast) -> None:
    one = system("Cổng An Phú", cast.other_commune, operator=cast.other_commune)
    held(cast.other_commune, "203.0.113.0/28", system=one)
    ended = held(cast.other_commune, "203.0.113.64/28", valid_to=date(2026, 1, 1))
    Domain.objects.create(organisation=cast.other_commune, name="anphu.example.vn")
    MailDomain.objects.create(organisation=cast.other_commune, name="anphu.example.vn")
    ProviderContract.objects.create(provider=cast.provider_body, client=cast.other_commune, number="01", valid_from=date(2026, 1, 1))
    plan = {"endings": [cast.other_commune.pk], "heirs": [{"before": cast.other_commune.pk, "after": cast.commune.pk}]}
    row = draft_reorganisation(what="merge", effective_on=TODAY, basis="Nghị quyết thử", plan=plan, by=cast.coordinator, at=NOW)
    counts = {
        carried.label: carried.count for room, found in preview_reorganisation(row) if room == "registry.holdings" for carried in found
    }
    assert sum(counts.values()) == 6
    confirm_reorganisation(row, by=cast.coordinator, at=NOW, today=TODAY)
    one.refresh_from_db()
    ended.refresh_from_db()
    assert (one.owner, one.operator, ended.organisation) == (cast.commune, cast.commune, cast.other_commune)
    for model in (Domain, MailDomain):
        assert model.objects.get().organisation == cast.commune
    assert ProviderContract.objects.get().client == cast.commune
    assert AddressRange.objects.get(valid_to=None).organisation == cast.commune
    assert Entry.objects.get(act="registry.holdings.inherited").count == 6


def test_on_a_split_each_thing_waits_for_a_named_heir(cast: Cast) -> None:
    one, two = system("Cổng", cast.other_commune), system("Một cửa", cast.other_commune)
    heirs = [
        {"before": cast.other_commune.pk, "after": body.pk, "function": what}
        for body, what in ((cast.commune, "a"), (cast.department, "b"))
    ]
    plan = {"endings": [cast.other_commune.pk], "heirs": heirs, "choices": {f"system.owner:{one.pk}": cast.department.pk}}
    row = draft_reorganisation(what="split", effective_on=TODAY, basis="Nghị quyết thử", plan=plan, by=cast.coordinator, at=NOW)
    asked = [
        choice
        for room, found in preview_reorganisation(row)
        if room == "registry.holdings"
        for each in found
        for choice in each.open_choices
    ]
    assert asked == [(f"system.owner:{one.pk}", "Cổng"), (f"system.owner:{two.pk}", "Một cửa")]
    confirm_reorganisation(row, by=cast.coordinator, at=NOW, today=TODAY)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.owner, two.owner) == (cast.department, cast.other_commune)


def test_what_the_heir_holds_already_is_not_doubled(cast: Cast) -> None:
    for body in (cast.commune, cast.other_commune):
        Domain.objects.create(organisation=body, name="chung.example.vn")
    plan = {"endings": [cast.other_commune.pk], "heirs": [{"before": cast.other_commune.pk, "after": cast.commune.pk}]}
    row = draft_reorganisation(what="merge", effective_on=TODAY, basis="Nghị quyết thử", plan=plan, by=cast.coordinator, at=NOW)
    confirm_reorganisation(row, by=cast.coordinator, at=NOW, today=TODAY)
    assert Domain.objects.filter(organisation=cast.commune).count() == 1


def test_a_range_that_overlaps_another_bodys_is_refused_for_the_same_time_only(cast: Cast) -> None:
    held(cast.other_commune, "203.0.113.0/24", valid_to=date(2025, 12, 31))
    claim = AddressRange(organisation=cast.commune, written="203.0.113.5-9", valid_from=date(2025, 12, 31))
    with pytest.raises(ValidationError, match="Xã An Phú"):
        services.set_range(claim, by=cast.coordinator, at=NOW)
    claim.valid_from = date(2026, 1, 1)
    assert services.set_range(claim, by=cast.coordinator, at=NOW).written == "203.0.113.5-203.0.113.9"


def test_acts_of_strangers_are_refused_below_the_pages_too(cast: Cast) -> None:
    one = system("Cổng", cast.commune)
    with pytest.raises(PermissionDenied):
        services.set_component(Component(system=one, what="server", name="A"), by=cast.stranger, at=NOW)
    with pytest.raises(InformationSystem.DoesNotExist):
        services.change_system(one, by=cast.stranger, at=NOW, name="B")
    with pytest.raises(ValidationError):
        services.add_system(by=cast.stranger, at=NOW, name="B", owner=cast.commune)
    with pytest.raises(ValidationError):
        services.set_domain(Domain(organisation=cast.commune, name="a.example.vn"), by=cast.stranger, at=NOW)


def test_a_change_that_changes_nothing_leaves_no_trace(cast: Cast) -> None:
    one = system("Cổng", cast.commune)
    services.change_system(one, by=cast.coordinator, at=NOW, name="Cổng")
    assert not Entry.objects.exists()


def test_a_code_given_by_hand_does_not_come_twice(cast: Cast) -> None:
    system("Cổng", cast.commune, code="HT-00041")
    assert services.add_system(by=cast.coordinator, at=NOW, name="B", owner=cast.commune).code == "HT-00042"
    organisation("x", "Xã Mới", "commune", cast.province)
    assert services.add_system(by=cast.coordinator, at=NOW, name="C", owner=cast.commune).code == "HT-00043"
