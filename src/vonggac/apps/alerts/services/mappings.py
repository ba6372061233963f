"""Ways of reading that people write: every saving is a new version, and a source keeps its version until somebody gives it another."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vonggac.apps.alerts.models import AlertSource, SourceMapping
from vonggac.apps.alerts.services.publishing import publish_after_commit
from vonggac.apps.audit.services import record
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.evidence import refuse_secrets
from vonggac.apps.work.services.taking import demand
from vonggac.engines.alerts import Format
from vonggac.sources.logs.mapping import MappingError, as_json, mapping_from_json

ACT = "alerts.sources"
LONGEST_SAMPLE = 100_000


def demand_no_secret(sample: str) -> None:
    """Refuse sample lines that carry a mark of secrecy, before anything is done with them."""
    try:
        refuse_secrets(sample.encode(), "")
    except Refused as refused:
        raise ValidationError({"sample": refused.message}) from refused


@transaction.atomic
def save_mapping(body: dict[str, Any], *, sample: str, by: Any, at: datetime) -> SourceMapping:
    """Keep a mapping as the next version of its name; what is the same as the newest version stays that version."""
    demand(by, ACT)
    if len(sample) > LONGEST_SAMPLE:
        raise ValidationError({"sample": _("Dán ít dòng mẫu hơn: tối đa 100.000 ký tự.")})
    demand_no_secret(sample)
    try:
        whole = as_json(mapping_from_json(body))
    except MappingError as wrong:
        found: dict[str, list[str]] = {}
        for fault in wrong.faults:
            found.setdefault(fault.place, []).append(fault.why)
        raise ValidationError(found) from wrong  # type: ignore[arg-type]
    newest = SourceMapping.objects.filter(name=whole["name"]).order_by("-version").first()
    if newest is not None and newest.body == whole:
        return newest
    row = SourceMapping(name=whole["name"], version=newest.version + 1 if newest else 1, body=whole, sample=sample, made_by=by, made_at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise ValidationError({"name": [_("Người khác vừa lưu một phiên bản. Mở lại trang rồi lưu.")]}) from None
    record("alerts.mapping.saved", by=by, at=at, subject=row, name=row.name, number=row.version)
    return row


@transaction.atomic
def use_mapping(source: AlertSource, mapping: SourceMapping, *, by: Any, at: datetime) -> AlertSource:
    """Let a source be read by this version from the next record on."""
    demand(by, ACT)
    row = AlertSource.objects.select_for_update().get(pk=source.pk)
    row.format, row.mapping = str(Format.MAPPED), mapping
    row.version += 1
    row.save(update_fields=["format", "mapping", "version"])
    record("alerts.mapping.used", by=by, at=at, subject=row, organisation_id=row.organisation_id, name=mapping.name, number=mapping.version)
    publish_after_commit()
    return row
