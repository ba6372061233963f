"""The page of a month: figures in the shape of the national report, beside those of the month before; as a workbook and as a paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import override

from vonggac.apps.accounts.queries import holdings_now
from vonggac.apps.alerts.months import Line, Table, figure_lines, tables_of
from vonggac.apps.alerts.queries.months import MonthSeen, before, month_of
from vonggac.apps.alerts.queries.places import names_of_bodies
from vonggac.apps.alerts.queries.visibility import sees_all
from vonggac.apps.alerts.services.exporting_months import DOCX, TYPES, XLSX, export_month
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.downloads import download
from vonggac.engines.alerts import MonthFigures
from vonggac.kernel.reading import format_moment

READ = ("GET", "HEAD")
SHOWN = 12
WRITTEN_IN = "vi"
"""Files that leave are in Vietnamese, whatever language the person reads pages in."""


def _asked(request: HttpRequest) -> date:
    """Return the month that the address names, written 2026-11; this month for anything else."""
    today = localdate()
    year, _dash, month = request.GET.get("thang", "").partition("-")
    if year.isdecimal() and month.isdecimal() and 2000 <= int(year[:4]) <= today.year and 1 <= int(month[:2]) <= 12:
        return min(date(int(year[:4]), int(month[:2]), 1), today.replace(day=1))
    return today.replace(day=1)


def _until(*seen: MonthSeen) -> datetime | None:
    """Return up to when the figures count; None when they count everything."""
    return min((one.counted_at for one in seen if one.counted_at), default=None)


@requires("alerts.read", methods=READ)
def months(request: HttpRequest) -> HttpResponse:
    """Show one month of what the person may see."""
    month = _asked(request)
    seen, earlier = month_of(request.user, month), month_of(request.user, before(month))
    figures, then, until = seen.figures, earlier.figures, _until(seen, earlier)
    bodies = names_of_bodies([*figures.by_body, *then.by_body])
    if (kind := request.GET.get("dang")) in TYPES:
        return _file(request, kind, month, figures, then, bodies, until)
    tables = tables_of(figures, then, bodies)
    return page(
        request,
        "alerts/months.html",
        month=month,
        before=before(month),
        until=until,
        offered=_offered(),
        chosen=f"{month:%Y-%m}",
        rows=figure_lines(figures, then),
        tables=tables,
        kinds=(DOCX, XLSX),
    )


def _offered() -> list[tuple[str, str]]:
    months = [localdate().replace(day=1)]
    while len(months) < SHOWN:
        months.append(before(months[-1]))
    return [(f"{one:%Y-%m}", f"{one:%m/%Y}") for one in months]


def _file(
    request: HttpRequest, kind: str, month: date, figures: MonthFigures, then: MonthFigures, bodies: dict[str, str], until: datetime | None
) -> HttpResponse:
    unit = holdings_now(request.user)[0].post.organisation  # type: ignore[arg-type]
    with override(WRITTEN_IN):
        scope = "trên địa bàn tỉnh" if sees_all(request.user) else f"trong phạm vi {unit.addressed_as()} được xem"
        said = _("Số liệu tính đến %(moment)s") % {"moment": format_moment(localtime(until or now()))}
        scope = f"{scope}. {said}" if until and kind == DOCX else scope
        lines: list[Line] = [*figure_lines(figures, then), *([Line(said, None, None)] if kind == XLSX else [])]
        tables: Sequence[Table] = tables_of(figures, then, bodies)
        made = export_month(kind, month, lines, tables, scope=scope, unit=unit, by=request.user, at=now())
    return download(made, f"canh-bao-{month:%Y-%m}.{kind}", TYPES[kind])
