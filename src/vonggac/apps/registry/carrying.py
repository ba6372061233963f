"""What this room carries on when bodies change: systems, addresses, domains, contracts, as they stand on the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.audit.services import record
from vonggac.apps.organisations.ports import Carried, Change
from vonggac.apps.registry.models import AddressRange, Domain, InformationSystem, LayerFact, MailDomain, ProviderContract


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of thing that hangs on a body by one of its columns."""

    key: str
    label: Any
    column: str
    rows: Callable[[date], QuerySet[Any]]
    title: Callable[[Any], str]

    def of(self, body_ids: Sequence[int], on: date) -> QuerySet[Any]:
        """Return what these bodies hold that still holds on the day."""
        return self.rows(on).filter(**{f"{self.column}__in": body_ids}).order_by("pk")

    def name(self, row: Any) -> tuple[str, str]:
        """Return the identifier and the title under which a person chooses an heir."""
        return f"{self.key}:{row.pk}", self.title(row)

    def preview(self, changes: Sequence[Change]) -> Carried:
        """Count what follows by itself and list what a person has to decide."""
        on = min((change.on for change in changes), default=date.max)
        clear = [change.body_id for change in changes if change.only_heir()]
        unclear = [change.body_id for change in changes if not change.only_heir()]
        waiting = [self.name(row) for row in self.of(unclear, on)] if unclear else []
        return Carried(str(self.label), self.of(clear, on).count() if clear else 0, waiting)


def _standing(model: type[Any]) -> Callable[[date], QuerySet[Any]]:
    return lambda on: model.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on))


def _systems(on: date) -> QuerySet[Any]:
    return InformationSystem.objects.all()


def _contract(row: ProviderContract) -> str:
    return _("Hợp đồng %(number)s") % {"number": row.number}


def _layer(row: LayerFact) -> str:
    return _("Lớp %(layer)s của %(system)s") % {"layer": row.layer, "system": row.system}


SORTS = (
    Sort("system.owner", gettext_lazy("hệ thống thông tin (chủ quản)"), "owner_id", _systems, str),
    Sort("system.operator", gettext_lazy("hệ thống thông tin (vận hành)"), "operator_id", _systems, str),
    Sort("system.provider", gettext_lazy("hệ thống thông tin (cung cấp)"), "provider_id", _systems, str),
    Sort("system.specialised", gettext_lazy("hệ thống thông tin (chuyên trách)"), "specialised_unit_id", _systems, str),
    Sort("layer.body", gettext_lazy("lớp bảo vệ của hệ thống"), "body_id", _standing(LayerFact), _layer),
    Sort("range", gettext_lazy("dải địa chỉ"), "organisation_id", _standing(AddressRange), lambda row: str(row.written)),
    Sort(
        "range.provider",
        gettext_lazy("dải địa chỉ (nhà mạng trả lời)"),
        "provider_id",
        _standing(AddressRange),
        lambda row: str(row.written),
    ),
    Sort("domain", gettext_lazy("tên miền"), "organisation_id", _standing(Domain), lambda row: str(row.name)),
    Sort("mail_domain", gettext_lazy("tên miền thư"), "organisation_id", _standing(MailDomain), lambda row: str(row.name)),
    Sort("contract.client", gettext_lazy("hợp đồng dịch vụ (bên thuê)"), "client_id", _standing(ProviderContract), _contract),
    Sort("contract.provider", gettext_lazy("hợp đồng dịch vụ (bên cung cấp)"), "provider_id", _standing(ProviderContract), _contract),
)


class RegistryCarrier:
    """Everything moves to the only heir; where there are several, each thing has a named heir or stays where it is."""

    def preview(self, changes: Sequence[Change]) -> Sequence[Carried]:
        """Count what follows by itself and list what a person has to decide."""
        return [sort.preview(changes) for sort in SORTS]

    def carry(self, changes: Sequence[Change], choices: Mapping[str, int], *, by: Any, at: datetime) -> int:
        """Carry it on; inside the reorganisation's transaction."""
        moved: list[str] = []
        for sort in SORTS:
            for change in changes:
                moved += _carry(sort, change, choices)
        if moved:
            record("registry.holdings.inherited", by=by, at=at, count=len(moved), touched=moved)
        return len(moved)


def _carry(sort: Sort, change: Change, choices: Mapping[str, int]) -> list[str]:
    """Move what one body holds; a range or domain that the heir holds already from the same day stays as history."""
    moves: dict[int, list[Any]] = {}
    for row in sort.of([change.body_id], change.on):
        heir = change.only_heir() or choices.get(sort.name(row)[0])
        if heir and heir != change.body_id:
            moves.setdefault(heir, []).append(row)
    moved = []
    for heir, rows in moves.items():
        kept = [row for row in rows if not _has_already(sort, row, heir)]
        type(rows[0]).objects.filter(pk__in=[row.pk for row in kept]).update(**{sort.column: heir})
        moved += [sort.name(row)[0] for row in kept]
    return moved


_SAME: dict[type[Any], tuple[str, ...]] = {
    AddressRange: ("first", "last", "valid_from"),
    Domain: ("name", "valid_from"),
    MailDomain: ("name", "valid_from"),
}


def _has_already(sort: Sort, row: Any, heir: int) -> bool:
    if isinstance(row, ProviderContract) and sort.column == "provider_id":
        return ProviderContract.objects.filter(provider_id=heir, number=row.number).exists()
    if isinstance(row, LayerFact):
        return LayerFact.objects.filter(system_id=row.system_id, layer=row.layer, body_id=heir, valid_to=None).exists()
    same = _SAME.get(type(row))
    if same is None or sort.column != "organisation_id":
        return False
    return type(row).objects.filter(organisation_id=heir, **{name: getattr(row, name) for name in same}).exists()
