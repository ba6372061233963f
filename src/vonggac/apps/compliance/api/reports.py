"""`/api/v1/annual-reports`: the yearly reports with their rows, as sent, or while they are drafts as the register says now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from ninja import Router

from vonggac.apps.compliance.api import schemas as out
from vonggac.apps.compliance.models import AnnualReport
from vonggac.apps.compliance.queries import programs
from vonggac.apps.compliance.queries.annual import laid_out, report_year
from vonggac.apps.compliance.queries.sent import frozen
from vonggac.apps.face.api import paged, scoped

router = Router(tags=["Báo cáo hằng năm"])


@router.get("", response=out.ReportPage, summary="Danh sách báo cáo hằng năm")
@scoped("compliance.read")
def list_reports(request: HttpRequest, year: int = 0, state: str = "", offset: int = 0, limit: int = 50) -> Any:
    """Return the visible reports, the newest period first."""
    rows = programs.reports(request.user)
    rows = rows.filter(period_to__year=year) if year else rows
    return paged(rows.filter(state=state) if state else rows, out.report_out, offset=offset, limit=limit)


@router.get("/{int:number}", response=out.ReportDetail, summary="Một báo cáo")
@scoped("compliance.read")
def one_report(request: HttpRequest, number: int) -> Any:
    """Return one report with its counters."""
    row = get_object_or_404(programs.reports(request.user), pk=number)
    rows, header, as_sent = _content(row)
    return out.report_out(row) | {"header": header, "is_as_sent": as_sent, "rows": len(rows), "remarks": row.remarks}


@router.get("/{int:number}/rows", response=out.ReportRows, summary="Các dòng của báo cáo")
@scoped("compliance.read")
def rows_of(request: HttpRequest, number: int, offset: int = 0, limit: int = 200) -> Any:
    """Return the rows: the system, its cells by column, and which cells that must be filled are empty."""
    rows, _header, _as_sent = _content(get_object_or_404(programs.reports(request.user), pk=number))
    return paged(rows, lambda row: row, offset=offset, limit=limit)


def _content(row: AnnualReport) -> tuple[list[dict[str, Any]], dict[str, Any], bool]:
    """Return rows and counters, and whether they are kept as they were sent."""
    if row.state in (AnnualReport.State.SENT, AnnualReport.State.ACCEPTED):
        return row.rows, row.header, True
    rows, header = frozen(laid_out(row.organisation, report_year(row.period_to.year), localdate()))
    return rows, header, False
