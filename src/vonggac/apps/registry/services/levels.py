"""The level of a system, as a decision set it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import facts_of, record, said
from vonggac.apps.registry.models import InformationSystem


@transaction.atomic
def set_level_by_decision(
    system: InformationSystem, level: int | None, *, decision: str, decided_on: date, by: Any, at: datetime
) -> InformationSystem:
    """Set the level that a decision gives, or gives back; who may record the decision is the caller's to demand.

    The line names the decision as the reason; it is written also when the level was right already, because now it has its ground.
    """
    row = InformationSystem.objects.select_for_update(of=("self",)).get(pk=system.pk)
    if level is not None and level not in range(1, 6):
        raise ValidationError({"level": _("Chọn cấp độ từ 1 đến 5, hoặc để trống nếu chưa xác định.")})
    before, row.level = row.level, level
    row.version += 1
    row.save(update_fields=["level", "version"])
    record(
        "registry.system.level_decided",
        by=by,
        at=at,
        subject=row,
        organisation_id=row.owner_id,
        before=facts_of(InformationSystem, {"level": before}),
        after=facts_of(InformationSystem, {"level": level}),
        decision=said(decision),
        decided_on=decided_on,
    )
    return row
