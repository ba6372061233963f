"""Acts on contracts and on what is accepted under them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.registry import queries
from vonggac.apps.registry.models import AcceptanceFigure, AcceptanceItem, InformationSystem, ProviderContract
from vonggac.apps.registry.services.demands import demand_days, demand_version


@transaction.atomic
def set_contract(
    contract: ProviderContract, *, systems: Iterable[InformationSystem], by: Any, at: datetime, version: int | None = None
) -> ProviderContract:
    """Add or change a contract and the systems it names: those the provider will see. Each must be one the person may change."""
    if contract.pk is not None:
        demand_version(ProviderContract.objects.select_for_update().get(pk=contract.pk), version)
        contract.version += 1
    if by is not None and not by.may("registry.edit", contract.client_id):
        raise ValidationError({"client": _("Chọn bên thuê là cơ quan mình phụ trách, hoặc nhờ cơ quan điều phối ghi.")})
    demand_days(contract)
    twin = ProviderContract.objects.filter(provider_id=contract.provider_id, number=contract.number).exclude(pk=contract.pk)
    if twin.exists():
        raise ValidationError({"number": _("Nhà cung cấp này đã có hợp đồng số đó. Sửa hợp đồng đã có, hoặc nhập số khác.")})
    chosen = {system.pk for system in systems}
    standing = set(contract.systems.values_list("pk", flat=True)) if contract.pk else set()
    added = chosen - standing
    if by is not None and queries.editable_by(by).filter(pk__in=added).count() != len(added):
        raise ValidationError({"systems": _("Chọn hệ thống của cơ quan mình phụ trách.")})
    contract.save()
    contract.systems.set(chosen)
    record(
        "registry.contract.set",
        by=by,
        at=at,
        subject=contract,
        organisation_id=contract.client_id,
        count=len(chosen),
        touched=sorted(chosen),
        number=contract.number,
        provider=contract.provider_id,
        last_day=contract.valid_to,
    )
    return contract


@transaction.atomic
def set_item(item: AcceptanceItem, *, by: Any, at: datetime) -> AcceptanceItem:
    """Add or change one thing that a contract promises."""
    _demand_client(item.contract, by)
    if item.at_least is not None and item.at_most is not None and item.at_most < item.at_least:
        raise ValidationError({"at_most": _("Nhập mức cao nhất không thấp hơn mức thấp nhất.")})
    if AcceptanceItem.objects.filter(contract_id=item.contract_id, words=item.words).exclude(pk=item.pk).exists():
        raise ValidationError({"words": _("Hợp đồng đã có nội dung này. Sửa nội dung đó.")})
    item.save()
    record(
        "registry.acceptance_item.set", by=by, at=at, subject=item.contract, organisation_id=item.contract.client_id, words=said(item.words)
    )
    return item


@transaction.atomic
def remove_item(item: AcceptanceItem, *, by: Any, at: datetime) -> None:
    """Take out an item for which nothing was measured yet."""
    _demand_client(item.contract, by)
    if item.figures.exists():
        raise ValidationError(_("Nội dung này đã có kết quả của một tháng nên giữ lại. Sửa lời nếu ghi nhầm."))
    record(
        "registry.acceptance_item.removed",
        by=by,
        at=at,
        subject=item.contract,
        organisation_id=item.contract.client_id,
        words=said(item.words),
    )
    item.delete()


@dataclass(frozen=True, slots=True)
class Measured:
    """What one month brought for one item."""

    item: AcceptanceItem
    figure: Decimal | None = None
    said_met: bool | None = None
    note: str = ""


@transaction.atomic
def set_figures(contract: ProviderContract, month: date, measured: Iterable[Measured], *, by: Any, at: datetime) -> list[AcceptanceFigure]:
    """Write what a month brought for the items of one contract, all of them or none."""
    _demand_client(contract, by)
    first = month.replace(day=1)
    rows = [
        AcceptanceFigure(item=one.item, month=first, figure=one.figure, said_met=one.said_met, note=one.note)
        for one in measured
        if one.item.contract_id == contract.pk
    ]
    AcceptanceFigure.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["item", "month"], update_fields=["figure", "said_met", "note"]
    )
    record(
        "registry.acceptance.set",
        by=by,
        at=at,
        subject=contract,
        organisation_id=contract.client_id,
        count=len(rows),
        touched=[row.item_id for row in rows],
        month=first.isoformat(),
    )
    return rows


def _demand_client(contract: ProviderContract, by: Any) -> None:
    if by is not None and not by.may("registry.edit", contract.client_id):
        raise PermissionDenied("registry.edit")
