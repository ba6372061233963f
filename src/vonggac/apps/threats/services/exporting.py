"""What leaves this room as a file is noted with its count and digest."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate, localtime

from vonggac.apps.audit.services import record
from vonggac.apps.threats.models import Case, Hit, ProviderInquiry
from vonggac.apps.threats.queries.cases import CaseFilters, for_list, in_order, narrowed
from vonggac.apps.threats.queries.visibility import cases_visible_to
from vonggac.apps.threats.services.inquiring import asked_row
from vonggac.apps.work.services.taking import demand
from vonggac.law.cleanups import clean_up_rules
from vonggac.sources.tables import Column, Kind, write_csv, write_xlsx

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


XLSX, CSV = "xlsx", "csv"
CASE_COLUMNS = (
    Column("number", "Số ca"),
    Column("body", "Cơ quan"),
    Column("system_code", "Mã hệ thống"),
    Column("system", "Hệ thống"),
    Column("level", "Cấp độ", Kind.INTEGER),
    Column("state", "Tình trạng"),
    Column("malware", "Loại mã độc"),
    Column("families", "Họ mã độc"),
    Column("risk", "Mức nguy hiểm (0-100)", Kind.INTEGER),
    Column("months", "Số tháng bị nêu", Kind.INTEGER),
    Column("first_seen", "Thấy lần đầu (+07:00)"),
    Column("last_seen", "Thấy lần cuối (+07:00)"),
    Column("opened_on", "Ngày mở ca", Kind.DATE),
    Column("due_on", "Hạn theo dõi nội bộ", Kind.DATE),
    Column("days_past", "Số ngày quá hạn theo dõi", Kind.INTEGER),
    Column("is_returned", "Lại bị nêu sau khi đóng"),
    Column("escalated_to", "Đã báo cơ quan cấp trên"),
    Column("closed_on", "Ngày đóng ca", Kind.DATE),
    Column("reason", "Lý do"),
)
"""No address: those are need-to-know and stand on the page of each case."""


@transaction.atomic
def export_cases(asked: CaseFilters, form: str, *, by: Any, at: datetime) -> bytes:
    """Return the cases that a person may read and asked for as a workbook or CSV, in the order of their list."""
    demand(by, "threats.read")
    today = localdate(at)
    rows = list(for_list(in_order(narrowed(cases_visible_to(by), asked, today), today)))
    names = {one.key: one.name for one in clean_up_rules().classes}
    told = [_told(row, names, today) for row in rows]
    made = write_csv(CASE_COLUMNS, told) if form == CSV else write_xlsx(CASE_COLUMNS, told, sheet="Ca nhiễm mã độc")
    ids = [row.pk for row in rows]
    record("threats.cases.exported", by=by, at=at, count=len(ids), touched=ids, form=form, sha256=sha256(made).hexdigest())
    return made


def _told(row: Case, names: dict[str, str], today: date) -> dict[str, Any]:
    return {
        "number": row.number(),
        "body": row.organisation.name,
        "system_code": row.system.code if row.system else "",
        "system": row.system.name if row.system else "",
        "level": row.level or None,
        "state": row.get_state_display(),
        "malware": names.get(row.malware_class, row.malware_class),
        "families": "; ".join(row.families),
        "risk": row.risk,
        "months": row.months,  # type: ignore[attr-defined]
        "first_seen": _moment(row.first_seen),
        "last_seen": _moment(row.last_seen),
        "opened_on": localdate(row.opened_at),
        "due_on": row.due_on,
        "days_past": max(row.days_past(today), 0),
        "is_returned": "có" if row.is_returned else "",
        "escalated_to": row.escalated_to.name if row.escalated_to else "",
        "closed_on": localdate(row.closed_at) if row.closed_at else None,
        "reason": row.reason,
    }


def _moment(at: datetime | None) -> str:
    return f"{localtime(at):%d/%m/%Y %H:%M}" if at else ""
