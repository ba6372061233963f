"""Acts on what hangs on one system: its parts, network zones, kinds of data, links, layers and their proofs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import facts_of, record
from vonggac.apps.registry import ports, queries
from vonggac.apps.registry.models import Component, DataKind, LayerFact, NetworkZone, SystemLink, SystemProof
from vonggac.apps.registry.models.links import WITHOUT_CYCLES
from vonggac.apps.registry.services.demands import demand_days, demand_system
from vonggac.engines.systems import Link, falls_with
from vonggac.kernel.addresses import AddressError, parse_address, parse_range


@transaction.atomic
def set_component(component: Component, *, by: Any, at: datetime) -> Component:
    """Add or change a part of a system that the person may change."""
    demand_system(by, component.system_id)
    twin = Component.objects.filter(system_id=component.system_id, what=component.what, name=component.name).exclude(pk=component.pk)
    if twin.exists():
        raise ValidationError({"name": _("Hệ thống đã có thành phần cùng loại và tên này. Sửa thành phần đó, hoặc đặt tên khác.")})
    _demand_place(component)
    _read_addresses(component)
    component.save()
    record(
        "registry.component.set", by=by, at=at, subject=component.system, touched=[component.pk], what=component.what, name=component.name
    )
    return component


@transaction.atomic
def remove_component(component: Component, *, by: Any, at: datetime) -> None:
    """Take a part out of its system; the log keeps what it was."""
    demand_system(by, component.system_id)
    if component.hosted.exists():
        raise ValidationError(_("Chuyển hoặc bỏ những gì đang chạy trên thành phần này trước."))
    record(
        "registry.component.removed",
        by=by,
        at=at,
        subject=component.system,
        touched=[component.pk],
        what=component.what,
        name=component.name,
        vendor=component.vendor,
        product=component.product,
        version=component.version,
        quantity=component.quantity,
    )
    component.delete()


def _demand_place(component: Component) -> None:
    """A part stands in a zone of its own system, and on a machine of its own system that does not stand on it."""
    if component.zone is not None and component.zone.system_id != component.system_id:
        raise ValidationError({"zone": _("Chọn vùng mạng của chính hệ thống này.")})
    above = component.host
    if above is not None and above.system_id != component.system_id:
        raise ValidationError({"host": _("Chọn thành phần của chính hệ thống này.")})
    for _step in range(MOST_FLOORS):
        if above is None:
            return
        if component.pk is not None and above.pk == component.pk:
            break
        above = above.host
    raise ValidationError({"host": _("Chọn thành phần khác: thành phần này đang chạy trên chính nó, trực tiếp hoặc qua thành phần khác.")})


MOST_FLOORS = 6
"""An application in a container on a virtual machine on a cluster on a machine in a rack: nothing real stands on more floors."""


def _read_addresses(component: Component) -> None:
    for name in ("private_ip", "public_ip"):
        written = getattr(component, name).strip()
        try:
            setattr(component, name, str(parse_address(written)) if written else "")
        except AddressError as error:
            raise ValidationError({name: str(error)}) from None


# --- zones, data, links, layers, proofs ---------------------------------------------------------------------------------------------


def _zone(zone: NetworkZone, by: Any) -> None:
    for name in ("private_prefix", "public_prefix"):
        written = getattr(zone, name).strip()
        try:
            setattr(zone, name, str(parse_range(written)) if written else "")
        except AddressError as error:
            raise ValidationError({name: str(error)}) from None
    _demand_single(zone, "name", _("Hệ thống đã có vùng mạng tên này. Sửa vùng đó, hoặc đặt tên khác."), name=zone.name)


def _data(kind: DataKind, by: Any) -> None:
    counted = kind.basic_subjects is not None or kind.sensitive_subjects is not None
    if counted and kind.sort != DataKind.Sort.PERSONAL:
        raise ValidationError({"sort": _("Chọn “Thông tin cá nhân” khi ghi số chủ thể dữ liệu, hoặc để trống hai ô số.")})
    _demand_single(
        kind, "as_of", _("Loại thông tin này đã ghi cho cùng ngày. Sửa dòng đã có, hoặc ghi ngày khác."), name=kind.name, as_of=kind.as_of
    )


def _link(link: SystemLink, by: Any) -> None:
    """Refuse a link to itself, a second one of the same kind, and a whole that is part of its part."""
    if link.source_id == link.target_id:
        raise ValidationError({"target": _("Chọn hệ thống khác: một hệ thống không liên kết với chính nó.")})
    if by is not None and not queries.visible_to(by).filter(pk=link.target_id).exists():
        raise ValidationError({"target": _("Chọn hệ thống trong sổ đăng ký.")})
    demand_days(link)
    twins = SystemLink.objects.filter(source_id=link.source_id, target_id=link.target_id, sort=link.sort)
    if twins.exclude(pk=link.pk).exists():
        raise ValidationError({"target": _("Liên kết này đã có. Sửa liên kết đó.")})
    if link.sort in WITHOUT_CYCLES and _closes_a_circle(link):
        said = _("Chọn hệ thống khác: %(target)s đã %(sort)s %(source)s, trực tiếp hoặc qua hệ thống khác.")
        raise ValidationError({"target": said % {"target": link.target, "sort": link.get_sort_display(), "source": link.source}})


def _closes_a_circle(link: SystemLink) -> bool:
    pairs = SystemLink.objects.select_for_update(of=("self",)).filter(sort=link.sort).exclude(pk=link.pk)
    others = [Link(source, target) for source, target in pairs.values_list("source_id", "target_id")]
    below = falls_with(others, link.source_id, most_steps=len(others) + 1)
    return any(one.system == link.target_id for one in below)


def _layer(fact: LayerFact, by: Any) -> None:
    if fact.body_id is None and not fact.who.strip():
        raise ValidationError({"body": _("Chọn cơ quan, hoặc ghi ai giữ lớp này ở ô dưới.")})
    if fact.contract is not None and not fact.contract.systems.filter(pk=fact.system_id).exists():
        raise ValidationError({"contract": _("Chọn hợp đồng có tên hệ thống này, hoặc thêm hệ thống vào hợp đồng trước.")})
    demand_days(fact)
    if fact.body_id is not None and fact.valid_to is None:
        _demand_single(
            fact, "body", _("Cơ quan này đang giữ lớp này. Sửa dòng đã có."), layer=fact.layer, body_id=fact.body_id, valid_to=None
        )


def _proof(proof: SystemProof, by: Any) -> None:
    if proof.proved_on > localdate(proof.recorded_at):
        raise ValidationError({"proved_on": _("Nhập ngày đã qua hoặc hôm nay: minh chứng là việc đã có.")})
    _demand_single(
        proof,
        "reference",
        _("Minh chứng này đã ghi. Sửa dòng đã có, hoặc ghi số văn bản khác."),
        layer=proof.layer,
        proved_on=proof.proved_on,
        sort=proof.sort,
        reference=proof.reference,
    )


def _demand_single(row: Any, field: str, said: str, **same: Any) -> None:
    if type(row).objects.filter(system_id=row.system_id, **same).exclude(pk=row.pk).exists():
        raise ValidationError({field: said})


@dataclass(frozen=True, slots=True)
class Part:
    """How one sort of row that hangs on a system is checked and how the log calls it."""

    act: str
    check: Callable[[Any, Any], None]
    logged: tuple[str, ...]
    of: str = "system_id"


PARTS: dict[type[Any], Part] = {
    NetworkZone: Part("registry.zone", _zone, ("name",)),
    DataKind: Part("registry.data", _data, ("name", "sort", "basic_subjects", "sensitive_subjects")),
    SystemLink: Part("registry.link", _link, ("target_id", "sort"), of="source_id"),
    LayerFact: Part("registry.layer", _layer, ("layer", "body_id", "who", "contract_id")),
    SystemProof: Part("registry.proof", _proof, ("layer", "sort", "reference")),
}


@transaction.atomic
def set_part(row: Any, *, by: Any, at: datetime) -> Any:
    """Add or change a zone, a kind of data, a link, a layer or a proof of a system that the person may change."""
    part = PARTS[type(row)]
    system_id = getattr(row, part.of)
    demand_system(by, system_id)
    if isinstance(row, SystemProof) and row.pk is None:
        row.recorded_by, row.recorded_at = by, at
    part.check(row, by)
    row.save()
    record(
        f"{part.act}.set",
        by=by,
        at=at,
        subject=_system_of(row),
        touched=[row.pk],
        row=facts_of(type(row), _logged(row)),
        sha256=getattr(row, "evidence", ""),
    )
    return row


@transaction.atomic
def set_proof(proof: SystemProof, *, content: bytes | None, file_name: str, by: Any, at: datetime) -> SystemProof:
    """Add or change a proof, with its file where one is handed in; a file that shows a secrecy mark is stopped in memory.

    Nothing of the file is kept before the rest of the proof was found right.
    """
    demand_system(by, proof.system_id)
    if content is not None:
        proof.recorded_at = proof.recorded_at or at
        _proof(proof, by)
        proof.evidence, proof.evidence_name = ports.keeper_of_proofs().keep(content, file_name, at=at)
    made: SystemProof = set_part(proof, by=by, at=at)
    return made


@transaction.atomic
def remove_part(row: Any, *, by: Any, at: datetime) -> None:
    """Take such a row out; the log keeps what it was."""
    part = PARTS[type(row)]
    demand_system(by, getattr(row, part.of))
    if isinstance(row, NetworkZone) and row.components.exists():
        raise ValidationError(_("Chuyển các thành phần của vùng mạng này sang vùng khác trước."))
    record(f"{part.act}.removed", by=by, at=at, subject=_system_of(row), touched=[row.pk], row=facts_of(type(row), _logged(row)))
    row.delete()


def _logged(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PARTS[type(row)].logged}


def _system_of(row: Any) -> Any:
    return row.source if isinstance(row, SystemLink) else row.system
