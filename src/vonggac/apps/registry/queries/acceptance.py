"""What one month brought under one contract: systems in scope, proofs of watching, work done, promises met or not."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from vonggac.apps.registry import ports
from vonggac.apps.registry.models import AcceptanceFigure, AcceptanceItem, InformationSystem, ProviderContract, SystemProof
from vonggac.apps.registry.queries.sight import contracts_editable_by, in_order, visible_to


@dataclass(frozen=True, slots=True)
class Promise:
    """One item of the contract with what the month brought for it."""

    item: AcceptanceItem
    figure: AcceptanceFigure | None

    @property
    def met(self) -> bool | None:
        """Say whether the month met it; None: nothing was written."""
        return self.figure.met if self.figure else None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A month of a contract."""

    contract: ProviderContract
    first: date
    last: date
    systems: Sequence[InformationSystem]
    proofs: Sequence[SystemProof]
    work: Sequence[ports.DoneWork]
    promises: Sequence[Promise]

    @property
    def unproved(self) -> list[InformationSystem]:
        """Return the systems in scope for which the month holds no proof."""
        proved = {one.system_id for one in self.proofs}
        return [one for one in self.systems if one.pk not in proved]


def items_of(contract: ProviderContract) -> list[AcceptanceItem]:
    """Return what the contract promises, in its order."""
    return list(contract.items.order_by("position", "id"))


def items_editable_by(user: Any) -> QuerySet[AcceptanceItem]:
    """Return the items of the contracts that the person may change."""
    return AcceptanceItem.objects.filter(contract__in=contracts_editable_by(user)).select_related("contract")


def acceptance_of(contract: ProviderContract, month: date, user: Any) -> Acceptance:
    """Gather a month of a contract, as far as the person may know; a constant number of questions."""
    first = month.replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    systems = list(in_order(visible_to(user).filter(contracts=contract)).select_related("owner"))
    ids = [one.pk for one in systems]
    proofs = SystemProof.objects.filter(system_id__in=ids, proved_on__gte=first, proved_on__lte=last).select_related("system")
    figures = {one.item_id: one for one in AcceptanceFigure.objects.filter(item__contract=contract, month=first).select_related("item")}
    promises = [Promise(item, figures.get(item.pk)) for item in items_of(contract)]
    work = ports.work_between(user, ids, first, last)
    return Acceptance(contract, first, last, systems, list(proofs.order_by("system__sort_key", "layer", "proved_on")), work, promises)
