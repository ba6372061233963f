"""Lists say everything that the register keeps: a field of a model without a column, and without a reason here, fails."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import models

from cast import NOW, TODAY, Cast
from registry_cast import system
from vonggac.apps.lists.kinds import ListKind, kind_of
from vonggac.apps.registry.listing import KINDS
from vonggac.apps.registry.models import (
    AddressRange,
    Component,
    DataKind,
    Domain,
    InformationSystem,
    LayerFact,
    MailDomain,
    NetworkZone,
    ProviderContract,
    SystemLink,
    SystemProof,
)
from vonggac.kernel.addresses import parse_range

ITSELF = {"id": "the row's own number", "folded": "made from the name", "sort_key": "made from the name", "version": "counts changes"}
IN_THE_INVENTORY = "in the list of the inventory"
NOT_LISTED: dict[str, dict[str, str]] = {
    "he-thong": {"from_profile": "how the province profile named it: no person says it"},
    "thanh-phan": dict.fromkeys(("use", "place", "zone", "os", "host", "asset_tag", "private_ip", "public_ip"), IN_THE_INVENTORY),
    "dia-chi": {"first": "made from what is written", "last": "made from what is written"},
    "minh-chung": {
        "evidence": "the digest of a file, which is handed in on the page of the system",
        "evidence_name": "the name of that file",
        "recorded_by": "who brought it in: the import notes it",
        "recorded_at": "when it was brought in: the import notes it",
    },
}
MADE_OF_ADDRESSES = {"private_key": "made from the address", "public_key": "made from the address"}


def unexplained(kind: ListKind, model: type[models.Model]) -> set[str]:
    own = dict(ITSELF) if model is not Component else {key: why for key, why in ITSELF.items() if key != "version"} | MADE_OF_ADDRESSES
    return fields_of(model) - set(kind.by_key) - set(own | NOT_LISTED.get(kind.key, {}))


def fields_of(model: type[models.Model]) -> set[str]:
    return {field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many]}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_every_field_of_the_model_has_a_column_or_a_reason(kind: ListKind) -> None:
    assert unexplained(kind, kind.desk.model) == set(), "give it a column in listing/columns.py, or say here why it has none"
    assert set(NOT_LISTED.get(kind.key, {})) - fields_of(kind.desk.model) == set(), "the reason outlived its field"


def test_a_field_that_nobody_lists_is_seen() -> None:
    class Extra(models.Model):
        name = models.CharField(max_length=10)
        forgotten = models.CharField(max_length=10)

        class Meta:
            app_label = "nowhere"

    assert unexplained(KINDS[0], Extra) == {"forgotten"}


def full(cast: Cast) -> None:
    """One row of each kind with nothing left blank."""
    day = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}
    two = system("Kho dữ liệu", cast.department)
    one = InformationSystem.objects.create(
        code="HT-1", name="Một cửa", purpose="m", owner=cast.commune, operator=cast.department, provider=cast.provider_body, level=3,
        specialised_unit=cast.department, exposure="internet", standing="running", system_type="public", hosting="cloud", physical="v",
        logical="l", serves="dân", users=5, serves_several=True, construction_started_on=date(2025, 1, 1), in_operation_on=date(2026, 1, 1),
        ended_on=date(2027, 1, 1), unwatched_because="x", note="n",
    )  # fmt: skip
    zone = NetworkZone.objects.create(
        system=one, name="Biên", purpose="p", private_prefix="10.1.1.0/24", public_prefix="203.0.113.0/28", note="n"
    )
    host = Component.objects.create(system=one, what="server", name="Máy chủ")
    Component.objects.create(
        system=one, what="application", name="Nộp hồ sơ", vendor="h", product="s", version="1.10", quantity=2, use="production",
        place="DC1", zone=zone, os="o", host=host, asset_tag="a", private_ip="10.1.1.5", public_ip="203.0.113.5", note="n",
    )  # fmt: skip
    held = parse_range("203.0.113.0/28")
    AddressRange.objects.create(
        organisation=cast.commune, system=one, written=str(held), first=held.first_key, last=held.last_key, behind_nat=True, port_first=1,
        port_last=2, provider=cast.provider_body, note="n", **day,
    )  # fmt: skip
    inside = parse_range("10.1.1.0/24")
    AddressRange.objects.create(organisation=cast.commune, system=one, written=str(inside), first=inside.first_key, last=inside.last_key)
    Domain.objects.create(organisation=cast.commune, system=one, name="a.example.vn", note="n", **day)
    MailDomain.objects.create(organisation=cast.commune, system=one, name="b.example.vn", mailboxes=3, note="n", **day)
    contract = ProviderContract.objects.create(
        provider=cast.provider_body, client=cast.commune, number="1/HĐ", title="t", service_level="s", hosts=True, operates=True,
        watches=True, assesses=True, licence_number="9/GP", licence_until=date(2027, 1, 1),
        undertaking_on=date(2026, 1, 1), note="n", **day,
    )  # fmt: skip
    contract.systems.add(one)
    DataKind.objects.create(
        system=one, name="Hồ sơ", sort="personal", basic_subjects=4, sensitive_subjects=2, as_of=date(2026, 1, 1), source="s", note="n"
    )
    SystemLink.objects.create(source=one, target=two, sort="depends_on", flows="f", note="n", **day)
    LayerFact.objects.create(system=one, layer=2, body=cast.provider_body, who="w", contract=contract, note="n", **day)
    SystemProof.objects.create(
        system=one,
        layer=2,
        proved_on=date(2026, 1, 1),
        sort="minutes",
        reference="r",
        note="n",
        recorded_at=NOW,
        recorded_by=cast.coordinator,
    )


@pytest.mark.django_db
def test_no_column_of_any_list_is_dead(cast: Cast) -> None:
    """Each column carries what the fullest row holds, so an export loses nothing."""
    full(cast)
    blank: dict[str, set[str]] = {}
    for kind in KINDS:
        found = kind_of(kind.key)
        assert found is not None
        desk = found.desk(found, cast.coordinator, TODAY)
        said = [{key for key, value in desk.values_of(row).items() if value not in (None, "", ())} for row in desk.rows()]
        blank[kind.key] = set(kind.by_key) - set.union(*said)
    assert blank == {kind.key: set() for kind in KINDS}
