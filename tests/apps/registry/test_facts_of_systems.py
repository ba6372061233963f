"""What the database itself refuses about systems, and what a system says about a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cast import NOW, Cast
from registry_cast import system
from vonggac.apps.registry.models import (
    AcceptanceFigure,
    AcceptanceItem,
    Component,
    DataKind,
    InformationSystem,
    LayerFact,
    NetworkZone,
    ProviderContract,
    SystemLink,
    SystemProof,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.fixture
def one(cast: Cast) -> InformationSystem:
    return system("Một cửa", cast.department)


def _own_part(one: InformationSystem) -> Any:
    return SystemLink(source=one, target=one, sort=SystemLink.Sort.PART_OF)


def _own_host(one: InformationSystem) -> Any:
    part = Component.objects.create(system=one, what="server", name="Máy chủ")
    part.host = part
    return part


WRONG: dict[str, Callable[[InformationSystem], Any]] = {
    "a system that is its own part": _own_part,
    "a machine that stands on itself": _own_host,
    "a fifth layer": lambda one: LayerFact(system=one, layer=5, who="Ai đó"),
    "a layer that nobody holds": lambda one: LayerFact(system=one, layer=1),
    "a proof of no layer": lambda one: SystemProof(system=one, layer=0, proved_on=DAY, sort="minutes", recorded_at=NOW),
    "a layer that ends before it begins": lambda one: LayerFact(
        system=one, layer=1, who="Tổ trực", valid_from=DAY, valid_to=date(2026, 1, 1)
    ),
    "people counted in public information": lambda one: DataKind(system=one, name="Tin", sort="public", basic_subjects=5, as_of=DAY),
    "a sixth level": lambda one: InformationSystem(code="X", name="X", owner=one.owner, level=6),
    "operation before construction": lambda one: InformationSystem(
        code="X", name="X", owner=one.owner, construction_started_on=DAY, in_operation_on=date(2020, 1, 1)
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_the_database_refuses(one: InformationSystem, wrong: str) -> None:
    row = WRONG[wrong](one)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        ({"in_operation_on": date(2026, 6, 30)}, False),
        ({"in_operation_on": date(2026, 7, 1)}, False),
        ({"construction_started_on": date(2026, 6, 1), "in_operation_on": date(2026, 9, 1)}, True),
        ({"construction_started_on": date(2026, 6, 1), "standing": "building"}, True),
        ({"construction_started_on": date(2026, 7, 2), "standing": "building"}, False),
        ({"construction_started_on": date(2026, 6, 1)}, None),
    ],
)
def test_a_system_knows_whether_it_was_being_built_on_the_day_of_the_transition(
    one: InformationSystem, facts: dict[str, Any], expected: bool | None
) -> None:
    for name, value in facts.items():
        setattr(one, name, value)
    assert one.under_construction_on(date(2026, 7, 1)) is expected


def test_an_address_of_a_component_is_kept_in_the_order_of_addresses(one: InformationSystem) -> None:
    zone = NetworkZone.objects.create(system=one, name="Vùng máy chủ", private_prefix="10.51.20.0/24")
    part = Component.objects.create(system=one, what="server", name="web", zone=zone, private_ip="10.51.20.7", public_ip="không rõ")
    assert part.private_key == "00000000000000000000ffff0a331407"
    assert part.public_key == ""


@pytest.mark.parametrize(
    ("limits", "figure", "said", "met"),
    [
        ({"at_least": Decimal("99.5")}, Decimal("99.7"), None, True),
        ({"at_least": Decimal("99.5")}, Decimal("99.4"), True, False),
        ({"at_most": Decimal(30)}, None, True, None),
        ({}, None, True, True),
        ({}, Decimal(3), None, None),
    ],
)
def test_a_month_meets_an_item_by_its_limits_and_only_without_limits_by_word(
    cast: Cast, limits: dict[str, Any], figure: Any, said: bool | None, met: bool | None
) -> None:
    contract = ProviderContract(provider=cast.provider_body, client=cast.department, number="1", valid_from=DAY)
    item = AcceptanceItem(contract=contract, measure="other", words="x", **limits)
    assert AcceptanceFigure(item=item, month=date(2026, 11, 1), figure=figure, said_met=said).met is met
