"""The page of a month: figures in the shape of the national report, beside those of the month before."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import get_current_timezone, localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.alerts.queries.figures import month_figures
from vonggac.apps.alerts.queries.visibility import alerts_visible_to
from vonggac.apps.alerts.services.exporting_months import export_month, figure_rows
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.pictures import spark
from vonggac.engines.alerts import CLASSES, MonthFigures, compared
from vonggac.kernel.reading import format_number

READ = ("GET", "HEAD")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 12


def _start(month: date) -> datetime:
    return datetime.combine(month, time(), get_current_timezone())


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _before(month: date) -> date:
    return date(month.year - (month.month == 1), 12 if month.month == 1 else month.month - 1, 1)


def _asked(request: HttpRequest) -> date:
    """Return the month that the address names, written 2026-11; this month for anything else."""
    today = localdate()
    year, _dash, month = request.GET.get("thang", "").partition("-")
    if year.isdecimal() and month.isdecimal() and 2000 <= int(year[:4]) <= today.year and 1 <= int(month[:2]) <= 12:
        return min(date(int(year[:4]), int(month[:2]), 1), today.replace(day=1))
    return today.replace(day=1)


def _figures(request: HttpRequest, month: date) -> MonthFigures:
    return month_figures(alerts_visible_to(request.user), _start(month), _start(_next(month)))


@requires("alerts.read", methods=READ)
def months(request: HttpRequest) -> HttpResponse:
    """Show one month of what the person may see."""
    month = _asked(request)
    figures, before = _figures(request, month), _figures(request, _before(month))
    if request.GET.get("dang") == "xlsx":
        return _file(export_month(figures, before, month, by=request.user, at=now()), month)
    offered = [month := localdate().replace(day=1), *[month := _before(month) for _number in range(SHOWN - 1)]]
    month = _asked(request)
    return page(
        request,
        "alerts/months.html",
        month=month,
        before=_before(month),
        offered=[(f"{one:%Y-%m}", f"{one:%m/%Y}") for one in offered],
        chosen=f"{month:%Y-%m}",
        rows=figure_rows(figures, before),
        changes=compared(figures, before),
        figures=figures,
        tables=_tables(figures),
    )


def _file(content: bytes, month: date) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="canh-bao-{month:%Y-%m}.xlsx"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _tables(figures: MonthFigures) -> list[tuple[str, Any, list[tuple[str, int]]]]:
    """Return the tables with their pictures: a heading, a picture whose sentence says every number, the rows."""
    known = {**CLASSES, "": _("Không nêu")}
    tables = [
        (_("Theo mức độ"), [(str(step), number) for step, number in figures.by_severity.items()]),
        (_("Theo loại"), [(known.get(name, name), number) for name, number in figures.by_class.items()]),
        (_("Theo sản phẩm"), [(name or _("Không nêu"), number) for name, number in figures.by_product.items()]),
        (_("Theo cơ quan"), [(name or _("Chưa rõ cơ quan"), number) for name, number in figures.by_body.items()]),
        (_("Máy nhiễm theo mã độc"), list(figures.machines_by_malware.items())),
        (_("Máy theo lỗ hổng"), list(figures.machines_by_cve.items())),
    ]
    return [(title, _picture(title, rows), rows) for title, rows in tables if rows]


def _picture(title: str, rows: list[tuple[str, int]]) -> Any:
    told = "; ".join(f"{name}: {format_number(number)}" for name, number in rows[:12])
    return spark([number for _name, number in rows[:12]], f"{title}: {told}")
