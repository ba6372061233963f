"""Invented reports for a demonstration: one taken in, one sent, one given back, the others not begun; made with the very acts of people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from vonggac.apps.accounts.models import User
from vonggac.apps.compliance.models import AnnualReport
from vonggac.apps.compliance.queries import annual as queries
from vonggac.apps.compliance.services import annual
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.registry.models import InformationSystem

WHY = "Dữ liệu trình diễn: chờ kết quả thẩm định của cơ quan chuyên trách."
RETURNED = "Dữ liệu trình diễn: chưa nêu thời điểm dự kiến phê duyệt của một hệ thống."


@transaction.atomic
def make_reports(*, at: datetime) -> None:
    """Make them once; a second start changes nothing."""
    if not settings.DEMO:
        raise RuntimeError("invented reports belong into a demonstration only")
    coordinator = User.objects.filter(username="dieuphoi").first()
    if coordinator is None or AnnualReport.objects.exists():
        return
    year = queries.report_year(queries.year_at(timezone.localdate(at)))
    for place, body in enumerate(_bodies()):
        _play(body, place, year, by=coordinator, at=at)


def _bodies() -> list[Organisation]:
    owners = InformationSystem.objects.filter(code__startswith="TD-").order_by("code").values_list("owner_id", flat=True)
    found = Organisation.objects.in_bulk(list(dict.fromkeys(owners))[:3])
    return [found[pk] for pk in sorted(found)]


def _play(body: Organisation, place: int, year: queries.ReportYear, *, by: Any, at: datetime) -> None:
    report = annual.send_report(body, year, by=by, at=at, version=0, reason=WHY)
    if place == 0:
        annual.accept_report(report, by=by, at=at, version=report.version)
    elif place == 1:
        annual.return_report(report, by=by, at=at, version=report.version, reason=RETURNED)
