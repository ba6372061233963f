"""The register of security regulations (quy chế bảo đảm an ninh mạng): each with its number, day, issuer, file, and for which systems."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.compliance.models import SecurityRegulation
from vonggac.apps.compliance.queries.visibility import systems_visible_to
from vonggac.apps.compliance.services.filing import Document, demand_paper, keep, words
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.models import InformationSystem


@transaction.atomic
def add_regulation(
    organisation: Organisation,
    *,
    issuer: str,
    paper: Document,
    by: Any,
    at: datetime,
    title: str = "",
    valid_to: date | None = None,
    systems: Sequence[InformationSystem] = (),
) -> SecurityRegulation:
    """Add a regulation that was issued; without systems it holds for every system of the body."""
    if not by.may("compliance.record", organisation.pk):
        raise PermissionDenied("compliance.record")
    demand_paper(paper, happened_on=localdate(at), file=False)
    if valid_to is not None and paper.dated_on is not None:
        _demand_ends_after(valid_to, paper.dated_on)
    _demand_known(by, systems)
    stored, name = keep(paper.content, paper.file_name, at=at)
    row = SecurityRegulation(
        organisation=organisation,
        number=words(paper.number, field="number", most=120),
        issued_on=paper.dated_on,
        issuer=words(issuer, field="issuer", required=_("Nhập cơ quan ban hành."), most=300),
        title=words(title, field="title", most=300),
        file=stored,
        file_name=name,
        valid_to=valid_to,
        recorded_by=by,
        recorded_at=at,
    )
    return _enter(row, systems, by=by, at=at)


def _enter(row: SecurityRegulation, systems: Sequence[InformationSystem], *, by: Any, at: datetime) -> SecurityRegulation:
    """Write a regulation into the register, once an organisation, number and day."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise ValidationError({"number": _("Quy chế số này, ngày này của cơ quan đã có trong sổ.")}) from twice
    row.systems.set(systems)
    record(
        "compliance.regulation.added",
        by=by,
        at=at,
        subject=row,
        organisation_id=row.organisation_id,
        issued_on=row.issued_on,
        systems=len(systems),
        sha256=row.file.sha256 if row.file else "",
        paper=said(row.number),
    )
    return row


def _demand_ends_after(valid_to: date, issued_on: date) -> None:
    if valid_to < issued_on:
        raise ValidationError({"valid_to": _("Nhập ngày hết hiệu lực không trước ngày ban hành.")})


def _demand_known(by: Any, systems: Sequence[InformationSystem]) -> None:
    wanted = {one.pk for one in systems}
    if systems_visible_to(by).filter(pk__in=wanted).count() != len(wanted):
        raise ValidationError({"systems": _("Chọn lại hệ thống trong danh sách.")})


@transaction.atomic
def end_regulation(regulation: SecurityRegulation, *, valid_to: date, by: Any, at: datetime) -> SecurityRegulation:
    """Record the last day on which a regulation holds; dossiers that rest on it stay as they were."""
    row = SecurityRegulation.objects.select_for_update().get(pk=regulation.pk)
    if not by.may("compliance.record", row.organisation_id):
        raise PermissionDenied("compliance.record")
    _demand_ends_after(valid_to, row.issued_on)
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    record("compliance.regulation.ended", by=by, at=at, subject=row, organisation_id=row.organisation_id, valid_to=valid_to)
    return row
