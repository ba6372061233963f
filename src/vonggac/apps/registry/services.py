"""Acts on the register: one transaction each, one line in the log. Bulk writing is in `listing` through `lists.services`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import facts_of, record
from vonggac.apps.organisations.models import Ancestry, Organisation
from vonggac.apps.organisations.queries import valid_on
from vonggac.apps.registry import queries
from vonggac.apps.registry.models import AddressRange, Component, Domain, Held, InformationSystem, MailDomain, ProviderContract
from vonggac.apps.registry.numbering import number_systems
from vonggac.apps.registry.overlaps import claim_of, conflicts
from vonggac.kernel.addresses import AddressError, parse_domain, parse_range
from vonggac.kernel.reading import format_date
from vonggac.law.model import ProvinceProfile, SystemFact

SET_ACTS: dict[type[Held], str] = {
    AddressRange: "registry.range.set",
    Domain: "registry.domain.set",
    MailDomain: "registry.mail_domain.set",
}


# --- systems ------------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_system(*, by: Any, at: datetime, **facts: Any) -> InformationSystem:
    """Add one system; without a code it gets the next number. The owner must lie within the person's reach."""
    system = InformationSystem(**facts)
    _demand_edit(by, system.owner_id)
    number_systems([system])
    _demand_new_code(system)
    system.save()
    record(
        "registry.system.added",
        by=by,
        at=at,
        subject=system,
        organisation_id=system.owner_id,
        code=system.code,
        name=system.name,
        level=system.level,
    )
    return system


@transaction.atomic
def change_system(system: InformationSystem, *, by: Any, at: datetime, **facts: Any) -> InformationSystem:
    """Change facts of one system; before and after stand in the log, a change of level under a name of its own."""
    system = queries.editable_by(by).select_for_update(of=("self",)).get(pk=system.pk)
    if "owner" in facts and facts["owner"].pk != system.owner_id:
        _demand_edit(by, facts["owner"].pk)
    before = {name: getattr(system, name) for name in facts}
    moved = {name: value for name, value in facts.items() if before[name] != value}
    if not moved:
        return system
    for name, value in moved.items():
        setattr(system, name, value)
    _demand_new_code(system)
    system.save()
    act = "registry.system.level_changed" if "level" in moved else "registry.system.changed"
    stood = {name: before[name] for name in moved}
    record(
        act,
        by=by,
        at=at,
        subject=system,
        organisation_id=system.owner_id,
        before=facts_of(InformationSystem, stood),
        after=facts_of(InformationSystem, moved),
    )
    return system


def _demand_edit(by: Any, organisation_id: int) -> None:
    if by is not None and not by.may("registry.edit", organisation_id):
        raise ValidationError({"owner": _("Chọn chủ quản là cơ quan mình phụ trách, hoặc nhờ cơ quan điều phối ghi.")})


def _demand_new_code(system: InformationSystem) -> None:
    if InformationSystem.objects.filter(code=system.code).exclude(pk=system.pk).exists():
        raise ValidationError(
            {"code": _("Mã “%(code)s” đã dùng cho hệ thống khác. Nhập mã khác, hoặc để trống để được cấp mã.") % {"code": system.code}}
        )


# --- components ---------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def set_component(component: Component, *, by: Any, at: datetime) -> Component:
    """Add or change a part of a system that the person may change."""
    _demand_system(by, component.system_id)
    twin = Component.objects.filter(system_id=component.system_id, what=component.what, name=component.name).exclude(pk=component.pk)
    if twin.exists():
        raise ValidationError({"name": _("Hệ thống đã có thành phần cùng loại và tên này. Sửa thành phần đó, hoặc đặt tên khác.")})
    component.save()
    record(
        "registry.component.set", by=by, at=at, subject=component.system, touched=[component.pk], what=component.what, name=component.name
    )
    return component


@transaction.atomic
def remove_component(component: Component, *, by: Any, at: datetime) -> None:
    """Take a part out of its system; the log keeps what it was."""
    _demand_system(by, component.system_id)
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


def _demand_system(by: Any, system_id: int) -> None:
    if by is not None and not queries.editable_by(by).filter(pk=system_id).exists():
        raise PermissionDenied("registry.edit")


# --- addresses, domains, mail domains -----------------------------------------------------------------------------------------------


@transaction.atomic
def set_range(row: AddressRange, *, by: Any, at: datetime) -> AddressRange:
    """Add or change a range as it is written; addresses of the Internet belong to one body at a time."""
    try:
        found = parse_range(row.written)
    except AddressError as error:
        raise ValidationError({"written": str(error)}) from None
    row.written, row.first, row.last = str(found), found.first_key, found.last_key
    _demand_days(row)
    _demand_unclaimed(row)
    return _set_held(row, by=by, at=at)


@transaction.atomic
def set_domain(row: Domain | MailDomain, *, by: Any, at: datetime) -> Domain | MailDomain:
    """Add or change a domain, or a domain of mailboxes."""
    try:
        row.name = parse_domain(row.name)
    except AddressError as error:
        raise ValidationError({"name": str(error)}) from None
    _demand_days(row)
    return _set_held(row, by=by, at=at)


@transaction.atomic
def end_held(row: Held, *, last_day: date, by: Any, at: datetime) -> Held:
    """Write the last day of something that is held; it stays as history."""
    _demand_holder(row, by)
    row.valid_to = last_day
    _demand_days(row)
    row.save(update_fields=["valid_to"])
    record("registry.held.ended", by=by, at=at, subject=row, organisation_id=row.organisation_id, last_day=last_day.isoformat())
    return row


def _set_held(row: Any, *, by: Any, at: datetime) -> Any:
    _demand_holder(row, by)
    named = {"first": row.first, "last": row.last} if isinstance(row, AddressRange) else {"name": row.name}
    twins = type(row).objects.filter(organisation_id=row.organisation_id, valid_from=row.valid_from, **named).exclude(pk=row.pk)
    if twins.exists():
        field = "written" if isinstance(row, AddressRange) else "name"
        raise ValidationError({field: _("Cơ quan đã ghi giá trị này từ cùng ngày. Sửa dòng đã có.")})
    row.save()
    subject = row.system if row.system_id else row
    record(SET_ACTS[type(row)], by=by, at=at, subject=subject, organisation_id=row.organisation_id, touched=[row.pk])
    return row


def _demand_holder(row: Held, by: Any) -> None:
    if row.system_id is not None:
        _demand_system(by, row.system_id)
    if by is not None and not by.may("registry.edit", row.organisation_id):
        raise ValidationError({"organisation": _("Chọn cơ quan mình phụ trách, hoặc nhờ cơ quan điều phối ghi.")})


def _demand_days(row: Any) -> None:
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        said = _("Nhập ngày kết thúc từ %(day)s trở đi, hoặc để trống nếu còn dùng.")
        raise ValidationError({"valid_to": said % {"day": format_date(row.valid_from)}})


def _demand_unclaimed(row: AddressRange) -> None:
    near = AddressRange.objects.filter(first__lte=row.last, last__gte=row.first).exclude(pk=row.pk).select_related("organisation")
    others = {one.pk: one for one in near}
    kin = set(Ancestry.objects.filter(depth__gt=0).values_list("above_id", "below_id")) if others else set()
    mine = claim_of(row)
    for found in conflicts([mine, *(claim_of(one) for one in others.values())], kin):
        if found.refuses and mine in (found.one, found.other):
            other = others[(found.other if found.one is mine else found.one).mark]  # type: ignore[index]
            said = _("Trùng với %(range)s của %(name)s trong cùng thời gian. Sửa dải, hoặc ghi ngày kết thúc cho dải kia trước.")
            raise ValidationError({"written": said % {"range": other.written, "name": other.organisation}})


# --- contracts ----------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def set_contract(contract: ProviderContract, *, systems: Iterable[InformationSystem], by: Any, at: datetime) -> ProviderContract:
    """Add or change a contract and the systems it names: those the provider will see. Each must be one the person may change."""
    if by is not None and not by.may("registry.edit", contract.client_id):
        raise ValidationError({"client": _("Chọn bên thuê là cơ quan mình phụ trách, hoặc nhờ cơ quan điều phối ghi.")})
    _demand_days(contract)
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


# --- the province profile -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def load_systems(profile: ProvinceProfile, *, by: Any, at: datetime) -> int:
    """Add the systems that texts about the province name and that are not there yet; never changes one. Returns how many it added.

    A system is known again by the name the text gave it, also after a person here renamed it. One whose owner no text names is the
    provincial People's Committee's until a person says otherwise.
    """
    known = set(InformationSystem.objects.exclude(from_profile="").values_list("from_profile", flat=True))
    facts = [fact for fact in profile.systems if fact.name not in known]
    bodies = {row.code: row for row in valid_on(localdate(at))} if facts else {}
    rows = [row for fact in facts if (row := _system_of(fact, bodies, profile.committee)) is not None]
    if not rows:
        return 0
    number_systems(rows)
    for row in rows:
        row.fill_search()
    InformationSystem.objects.bulk_create(rows)
    _add_domains(profile.systems, rows)
    record("registry.profile.loaded", by=by, at=at, count=len(rows), touched=[row.pk for row in rows], profile=profile.key)
    return len(rows)


def _system_of(fact: SystemFact, bodies: Mapping[str, Organisation], committee: str) -> InformationSystem | None:
    owner = bodies.get(fact.owner or committee) or bodies.get(committee)
    if owner is None:
        return None
    return InformationSystem(
        name=fact.name, from_profile=fact.name, owner=owner, provider=bodies.get(fact.provider or ""), level=fact.level, note=fact.note
    )


def _add_domains(facts: Iterable[SystemFact], rows: Iterable[InformationSystem]) -> None:
    """Add the names that the texts give; the mail system's is a domain of mailboxes."""
    domain_of = {fact.name: fact.domain for fact in facts if fact.domain}
    held: dict[type[Domain] | type[MailDomain], dict[tuple[str, int], Any]] = {Domain: {}, MailDomain: {}}
    for row in rows:
        name = domain_of.get(row.from_profile)
        if name:
            model: type[Domain] | type[MailDomain] = MailDomain if "thu dien tu" in row.folded else Domain
            held[model].setdefault((name, row.owner_id), model(name=name, organisation_id=row.owner_id, system=row))
    for model, made in held.items():
        standing = set(model.objects.filter(name__in=[name for name, _owner in made]).values_list("name", "organisation_id"))
        model.objects.bulk_create([row for key, row in made.items() if key not in standing])
