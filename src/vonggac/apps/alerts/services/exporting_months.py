"""The figures of a month as a workbook and as a paper in the layout of Decree 30; that they left the house is noted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.alerts.months import Line, Table
from vonggac.apps.audit.services import record
from vonggac.apps.compliance.services.annual_files import draft_of
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.services.taking import demand
from vonggac.engines import documents
from vonggac.engines.documents.month import MonthFacts, MonthLine, month_report
from vonggac.law.layouts import layout_as_of
from vonggac.sources.tables import Column, Kind, write_xlsx

XLSX, DOCX = "xlsx", "docx"
TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
COLUMNS = (
    Column("table", "Bảng"),
    Column("name", "Chỉ tiêu"),
    Column("now", "Trong tháng", Kind.INTEGER),
    Column("before", "Tháng trước", Kind.INTEGER),
    Column("percent", "Tăng, giảm (%)", Kind.DECIMAL),
)


@transaction.atomic
def export_month(
    kind: str, month: date, lines: Sequence[Line], tables: Sequence[Table], *, scope: str, unit: Organisation, by: Any, at: datetime
) -> bytes:
    """Return the figures as "xlsx" or as "docx", drafted in the name of a body, for the alerts that the sentence `scope` names."""
    demand(by, "alerts.read")
    rows = [_row("", one) for one in lines] + [_row(table.title, one) for table in tables for one in table.lines]
    made = write_xlsx(COLUMNS, rows, sheet=f"{month:%m-%Y}") if kind == XLSX else _paper(month, lines, tables, scope, unit, at)
    record("alerts.month.exported", by=by, at=at, count=len(rows), month=f"{month:%Y-%m}", kind=kind, sha256=sha256(made).hexdigest())
    return made


def _row(table: str, one: Line) -> dict[str, Any]:
    percent = None if one.percent is None else Decimal(str(round(one.percent, 1)))
    return {"table": table or _("Số liệu chung"), "name": one.name, "now": one.now, "before": one.before, "percent": percent}


def _paper(month: date, lines: Sequence[Line], tables: Sequence[Table], scope: str, unit: Organisation, at: datetime) -> bytes:
    day = localdate(at)
    last = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    facts = MonthFacts(
        year=month.year,
        month=month.month,
        as_of=min(day, date.fromordinal(last.toordinal() - 1)),
        scope=scope,
        lines=_said(lines),
        tables=[(one.title, _said(one.lines)) for one in tables if one.key != "body"],
        bodies=[said for one in tables if one.key == "body" for said in _said(one.lines)],
    )
    layout = layout_as_of(day)
    return documents.write_docx(month_report(draft=draft_of(unit, day), facts=facts, layout=layout), layout, made_at=at)


def _said(lines: Iterable[Line]) -> list[MonthLine]:
    return [MonthLine(one.name, one.now, one.before, one.percent) for one in lines]
