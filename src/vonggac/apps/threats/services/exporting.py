"""What leaves this room as a file is noted with its count and digest."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from vonggac.apps.audit.services import record
from vonggac.apps.threats.models import Hit, ProviderInquiry
from vonggac.apps.threats.services.inquiring import asked_row
from vonggac.apps.work.services.taking import demand
from vonggac.sources.tables import Column, write_xlsx

COLUMNS = (
    Column("address", "Địa chỉ IP"),
    Column("port", "Cổng nguồn"),
    Column("moment", "Thời điểm (+07:00)"),
    Column("family", "Mã độc"),
    Column("steered_by", "Máy chủ điều khiển"),
)


@transaction.atomic
def export_asked_rows(inquiry: ProviderInquiry, *, by: Any, at: datetime) -> bytes:
    """Return the addresses of a letter that have no answer yet as a workbook, each row once."""
    demand(by, "threats.import")
    hits = Hit.objects.filter(reason__inquiry=inquiry).select_related("list").order_by("address", "seen_at", "id")
    rows = list(dict.fromkeys(map(asked_row, hits)))
    told = [{one.key: getattr(row, one.key) for one in COLUMNS} for row in rows]
    content = write_xlsx(COLUMNS, told, sheet="Địa chỉ cần tra")
    record("threats.inquiry.exported", by=by, at=at, subject=inquiry, count=len(rows), sha256=sha256(content).hexdigest())
    return content
