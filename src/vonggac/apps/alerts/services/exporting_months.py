"""The figures of a month as a workbook; that they left the house is noted."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.work.services.taking import demand
from vonggac.engines.alerts import MonthFigures, Share, Verified
from vonggac.sources.tables import Column, Kind, write_xlsx

COLUMNS = (
    Column("name", "Chỉ tiêu"),
    Column("now", "Trong tháng", Kind.INTEGER),
    Column("before", "Tháng trước", Kind.INTEGER),
)


def figure_rows(now: MonthFigures, before: MonthFigures) -> list[dict[str, Any]]:
    """Return the figures with those of the month before, in the order of the report."""
    return [{"name": name, "now": mine, "before": theirs} for (name, mine), (_name, theirs) in zip(_told(now), _told(before), strict=True)]


def _told(one: MonthFigures) -> list[tuple[str, int | None]]:
    return [
        (_("Bản ghi cảnh báo nhận được"), one.received),
        (_("Cảnh báo (đã gộp lặp)"), one.groups),
        (_("Bị ẩn theo quy tắc"), one.hidden),
        (_("Ở hệ thống cấp độ 3 trở lên"), one.on_level_three),
        (_("Máy nhiễm mã độc"), one.infected_machines),
        (_("Kết nối nghi ngờ ra ngoài"), one.suspicious_connections),
        (_("Kết luận đúng"), one.by_verified[Verified.TRUE]),
        (_("Kết luận sai"), one.by_verified[Verified.FALSE]),
        (_("Nghi ngờ, theo dõi tiếp"), one.by_verified[Verified.UNSURE]),
        (_("Chưa xác minh"), one.by_verified[Verified.WAITING]),
        (_("Xác minh đúng hạn (%)"), _percent(one.verified_in_time)),
        (_("Xử lý đúng hạn (%)"), _percent(one.handled_in_time)),
    ]


def _percent(share: Share) -> int | None:
    return None if share.percent is None else round(share.percent)


@transaction.atomic
def export_month(now: MonthFigures, before: MonthFigures, month: date, *, by: Any, at: datetime) -> bytes:
    """Return the figures as a workbook."""
    demand(by, "alerts.read")
    rows = figure_rows(now, before)
    made = write_xlsx(COLUMNS, rows, sheet=f"{month:%m-%Y}")
    record("alerts.month.exported", by=by, at=at, count=len(rows), month=f"{month:%Y-%m}", sha256=sha256(made).hexdigest())
    return made
