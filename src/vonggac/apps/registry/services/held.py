"""Acts on addresses, domains and mail domains."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.organisations.models import Ancestry
from vonggac.apps.registry.models import AddressRange, Domain, Held, MailDomain
from vonggac.apps.registry.overlaps import claim_of, conflicts
from vonggac.apps.registry.services.demands import demand_days, demand_system
from vonggac.kernel.addresses import AddressError, parse_domain, parse_range

SET_ACTS: dict[type[Held], str] = {
    AddressRange: "registry.range.set",
    Domain: "registry.domain.set",
    MailDomain: "registry.mail_domain.set",
}


@transaction.atomic
def set_range(row: AddressRange, *, by: Any, at: datetime) -> AddressRange:
    """Add or change a range as it is written; addresses of the Internet belong to one body at a time."""
    try:
        found = parse_range(row.written)
    except AddressError as error:
        raise ValidationError({"written": str(error)}) from None
    row.written, row.first, row.last = str(found), found.first_key, found.last_key
    demand_days(row)
    _demand_unclaimed(row)
    return _set_held(row, by=by, at=at)


@transaction.atomic
def set_domain(row: Domain | MailDomain, *, by: Any, at: datetime) -> Domain | MailDomain:
    """Add or change a domain, or a domain of mailboxes."""
    try:
        row.name = parse_domain(row.name)
    except AddressError as error:
        raise ValidationError({"name": str(error)}) from None
    demand_days(row)
    return _set_held(row, by=by, at=at)


@transaction.atomic
def end_held(row: Held, *, last_day: date, by: Any, at: datetime) -> Held:
    """Write the last day of something that is held; it stays as history."""
    _demand_holder(row, by)
    row.valid_to = last_day
    demand_days(row)
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
        demand_system(by, row.system_id)
    if by is not None and not by.may("registry.edit", row.organisation_id):
        raise ValidationError({"organisation": _("Chọn cơ quan mình phụ trách, hoặc nhờ cơ quan điều phối ghi.")})


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
