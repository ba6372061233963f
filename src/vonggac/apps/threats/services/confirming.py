"""A person says what the columns are; the source is remembered by its headings, and the list goes to be matched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.jobs.queries import progress_of
from vonggac.apps.jobs.services import enqueue
from vonggac.apps.threats.models import KnownShape, ThreatList
from vonggac.apps.work.services.taking import demand
from vonggac.sources.addresslists import DateOrder, Meaning, Shape

CONFIRMABLE = (ThreatList.State.READ, ThreatList.State.FAILED, ThreatList.State.MATCHED)
"""Columns may be corrected until cases are opened."""


def may_be_confirmed(row: ThreatList) -> bool:
    """Say whether columns may be corrected: before cases are opened, and when the matching broke off for good."""
    if row.state != ThreatList.State.MATCHING:
        return row.state in CONFIRMABLE
    progress = progress_of(row.job_key)
    return progress is not None and progress.state == "failed"


Meanings = Mapping[tuple[int, int], Meaning | None]
"""(table, column) → what a person said it is."""


def corrected(shape: Shape, meanings: Meanings, zone: str, order: DateOrder | None) -> Shape:
    """Return the shape as the person said; every column that was not changed keeps its reason."""
    for (table, index), meaning in meanings.items():
        now = next((one for one in shape.tables[table].columns if one.index == index), None)
        if now is not None and now.meaning is not meaning:
            shape = shape.with_meaning(index, meaning, table=table)
    if order is not None:
        shape = shape.with_order(order)
    return shape.with_zone(zone)


@transaction.atomic
def confirm_shape(row: ThreatList, *, meanings: Meanings, zone: str, order: DateOrder | None = None, by: Any, at: datetime) -> ThreatList:
    """Note what the columns are and have the list matched in the background."""
    demand(by, "threats.import")
    row = ThreatList.objects.select_for_update().get(pk=row.pk)
    if not may_be_confirmed(row):
        raise ValidationError(_("Danh sách đang đối chiếu hoặc đã mở ca nên không đổi cột được nữa."))
    shape = corrected(Shape.from_json(row.shape), meanings, zone, order)
    if not any(table.column(Meaning.ADDRESS) for table in shape.tables):
        raise ValidationError(_("Chọn một cột là địa chỉ IP của máy nhiễm."))
    row.shape, row.state, row.why = shape.to_json(), ThreatList.State.MATCHING, ""
    row.confirmed_by, row.confirmed_at = by, at
    row.save(update_fields=["shape", "state", "why", "confirmed_by", "confirmed_at"])
    KnownShape.objects.update_or_create(
        source_id=row.source_id,
        fingerprint=shape.fingerprint,
        defaults={"shape": row.shape, "confirmed_by": by, "confirmed_at": at},
    )
    record("threats.list.confirmed", by=by, at=at, subject=row, fingerprint=shape.fingerprint, zone=zone)
    from vonggac.apps.threats.jobs import match_list

    enqueue(match_list, row.pk, unique_key=row.job_key)
    return row
