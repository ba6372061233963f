"""That a shared system answers for a tenant: said by the tenant's side, agreed by the shared system's, ended by either.

Once agreed, what the shared system's confirmed answers say counts for the tenant where it has no answer of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.compliance.models import Inheritance
from vonggac.apps.compliance.queries.visibility import systems_prepared_by
from vonggac.apps.compliance.services.passing_on import controls_of, pass_on
from vonggac.apps.registry.models import InformationSystem
from vonggac.law.catalogues import catalogue as read_catalogue


@transaction.atomic
def declare_inheritance(
    tenant: InformationSystem,
    shared: InformationSystem,
    *,
    catalogue: str,
    groups: Collection[str],
    controls: Collection[str] = (),
    valid_from: date,
    valid_to: date | None = None,
    by: Any,
    at: datetime,
) -> Inheritance:
    """Say that a shared system answers these groups and controls; it counts only when the other side has agreed."""
    _demand_side(by, tenant.pk)
    edition = read_catalogue(catalogue)
    unknown = sorted((set(groups) - {one.code for one in edition.groups}) | {one for one in controls if one not in edition})
    if unknown:
        raise ValidationError({"groups": _("%(edition)s không có %(codes)s.") % {"edition": catalogue, "codes": ", ".join(unknown)}})
    if not groups and not controls:
        raise ValidationError({"groups": _("Chọn ít nhất một nhóm hoặc một yêu cầu.")})
    if valid_to is not None and valid_to < valid_from:
        raise ValidationError({"valid_to": _("Chọn ngày kết thúc không trước ngày bắt đầu.")})
    _demand_no_circle(tenant, shared, catalogue, controls_of(edition, groups, controls))
    same = Inheritance.objects.filter(tenant=tenant, shared=shared, catalogue=catalogue, valid_from=valid_from)
    if same.exists():
        raise ValidationError({"valid_from": _("Đã khai kế thừa từ hệ thống này kể từ ngày đó. Sửa dòng đã có, hoặc chọn ngày khác.")})
    row = Inheritance.objects.create(
        tenant=tenant, shared=shared, catalogue=catalogue, groups=sorted(groups), controls=sorted(controls), valid_from=valid_from,
        valid_to=valid_to, made_by=by, made_at=at,
    )  # fmt: skip
    record("compliance.inheritance.declared", by=by, at=at, subject=row, organisation_id=tenant.owner_id, count=len(row.groups))
    return row


@transaction.atomic
def confirm_inheritance(row_id: int, *, by: Any, at: datetime) -> Inheritance:
    """Agree for the shared system's side, by another person than who said it; from now on its confirmed answers count for the tenant."""
    row = Inheritance.objects.select_for_update(of=("self",)).select_related("tenant", "shared").get(pk=row_id)
    _demand_side(by, row.shared_id)
    if row.confirmed_at is not None:
        return row
    if by is not None and row.made_by_id == by.pk:
        raise ValidationError(_("Bạn là người khai kế thừa này; nhờ người khác của bên dùng chung đồng ý."))
    edition = read_catalogue(row.catalogue)
    _demand_no_circle(row.tenant, row.shared, row.catalogue, controls_of(edition, row.groups, row.controls), but=row.pk)
    row.confirmed_by, row.confirmed_at = by, at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    touched = pass_on(row.catalogue, [row.tenant_id], on=localdate(at))
    record("compliance.inheritance.confirmed", by=by, at=at, subject=row, organisation_id=row.shared.owner_id, count=len(touched))
    return row


@transaction.atomic
def end_inheritance(row_id: int, *, on: date, by: Any, at: datetime) -> Inheritance:
    """End it after a day; either side may. What no longer comes from elsewhere counts as unanswered in open assessments."""
    row = Inheritance.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=row_id)
    if by is not None and not systems_prepared_by(by).filter(pk__in=[row.tenant_id, row.shared_id]).exists():
        raise PermissionDenied("compliance.prepare")
    if on < row.valid_from:
        raise ValidationError({"on": _("Chọn ngày kết thúc không trước ngày bắt đầu.")})
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    touched = pass_on(row.catalogue, [row.tenant_id], on=localdate(at))
    record("compliance.inheritance.ended", by=by, at=at, subject=row, organisation_id=row.tenant.owner_id, count=len(touched))
    return row


@transaction.atomic
def renew_inheritance(*, by: Any, at: datetime) -> int:
    """Resolve all links anew: one begins or ends because its day has come. Returns how many assessments changed."""
    changed: set[int] = set()
    for catalogue in Inheritance.objects.order_by("catalogue").values_list("catalogue", flat=True).distinct():
        tenants = Inheritance.objects.filter(catalogue=catalogue, confirmed_at__isnull=False).values_list("tenant_id", flat=True)
        changed |= pass_on(catalogue, set(tenants), on=localdate(at))
    if changed:
        record("compliance.inheritance.renewed", by=by, at=at, count=len(changed), touched=changed)
    return len(changed)


def _demand_side(by: Any, system_id: int) -> None:
    if by is not None and not systems_prepared_by(by).filter(pk=system_id).exists():
        raise PermissionDenied("compliance.prepare")


def _demand_no_circle(
    tenant: InformationSystem, shared: InformationSystem, catalogue: str, controls: frozenset[str], but: int | None = None
) -> None:
    """Refuse links by which a system would, over others, answer for itself; also those not agreed yet, so that agreeing never fails."""
    edition = read_catalogue(catalogue)
    links: dict[int, list[tuple[int, frozenset[str]]]] = {}
    for row in Inheritance.objects.filter(catalogue=catalogue).filter(Q(valid_to=None) | Q(valid_to__gte=_today())).exclude(pk=but):
        links.setdefault(row.tenant_id, []).append((row.shared_id, controls_of(edition, row.groups, row.controls)))
    names = {tenant.pk: tenant.name, shared.pk: shared.name}
    path = _way_back(shared.pk, tenant.pk, controls, links, (shared.pk,))
    if path is None:
        return
    names |= dict(InformationSystem.objects.filter(pk__in=path).values_list("pk", "name"))
    words = _("Các hệ thống trả lời thay nhau thành vòng: %(path)s. Bỏ một kế thừa trong vòng, hoặc chọn nhóm khác.")
    raise ValidationError({"shared": words % {"path": " → ".join(names[pk] for pk in (tenant.pk, *path))}})


def _today() -> date:
    """Return today: links that ended do not close a circle."""
    return localdate()


def _way_back(
    system: int, home: int, controls: frozenset[str], links: dict[int, list[tuple[int, frozenset[str]]]], path: tuple[int, ...]
) -> tuple[int, ...] | None:
    """Follow who answers for whom, as long as some control is passed on, until it leads home."""
    if system == home:
        return path
    for shared, given in links.get(system, ()):
        common = controls & given
        if common and (shared == home or shared not in path):
            found = _way_back(shared, home, common, links, (*path, shared))
            if found is not None:
                return found
    return None
