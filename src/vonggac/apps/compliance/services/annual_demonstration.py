"""Invented commune networks and reports for a demonstration: one taken in, one sent, one given back, the others not begun.

The reports are made with the very acts of people; systems and dossiers are written set by set.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from vonggac.apps.accounts.models import User
from vonggac.apps.compliance.models import AnnualReport, Dossier, DossierStep
from vonggac.apps.compliance.queries import annual as queries
from vonggac.apps.compliance.queries.transition import changed_on
from vonggac.apps.compliance.services import annual
from vonggac.apps.compliance.services.measures_demonstration import assess_communes
from vonggac.apps.organisations.models import Contact, Mandate, Organisation
from vonggac.apps.organisations.queries import TERRITORIAL, main_province, valid_on
from vonggac.apps.registry.models import InformationSystem
from vonggac.kernel.workdays import add_working_days
from vonggac.law.load import calendar_for

NOTE = "Dữ liệu trình diễn, hư cấu"
WHY = "Dữ liệu trình diễn: chờ kết quả thẩm định của cơ quan chuyên trách."
RETURNED = "Dữ liệu trình diễn: chưa nêu thời điểm dự kiến phê duyệt của một hệ thống."
BEFORE_THE_CHANGE = timedelta(days=60)
APPROVAL = "phê duyệt: 07 ngày làm việc từ khi nhận đủ hồ sơ (khoản 2 Điều 24 Nghị định 331/2026/NĐ-CP)"
COMMUNES = 24
OPENED = timedelta(days=40)
STATES = ("approved", "implemented", "appraised", "sent", "draft", "")
"""In turn over the communes; empty: no dossier yet."""


@transaction.atomic
def make_reports(*, at: datetime) -> None:
    """Make them once; a second start changes nothing."""
    if not settings.DEMO:
        raise RuntimeError("invented reports belong into a demonstration only")
    coordinator = User.objects.filter(username="dieuphoi").first()
    leader = User.objects.filter(username="lanhdao").first()
    if coordinator is None or leader is None or AnnualReport.objects.exists():
        return
    today = timezone.localdate(at)
    bodies = list(valid_on(today).filter(kind__in=TERRITORIAL, province_code=main_province()).order_by("sort_key", "id")[:COMMUNES])
    networks = _networks(bodies, today, at)
    assess_communes(networks[11:20:3], [coordinator, leader], at=at)
    year = queries.report_year(queries.year_at(today))
    _introduce(bodies[:2], today)
    for place, body in enumerate(bodies[:3]):
        _play(body, place, year, by=coordinator, leader=leader, at=at)


def _networks(bodies: list[Organisation], today: date, at: datetime) -> list[InformationSystem]:
    """Two systems a commune: its own network, and its page of news, which nobody has looked at yet."""
    networks = [_system(body, n, "Mạng nội bộ", 2, today) for n, body in enumerate(bodies)]
    pages = [_system(body, n, "Trang thông tin", None, today) for n, body in enumerate(bodies) if n % 3 == 0]
    InformationSystem.objects.bulk_create([*networks, *pages])
    dossiers = Dossier.objects.bulk_create(
        [_dossier(one, STATES[n % len(STATES)], n, today, at) for n, one in enumerate(networks) if STATES[n % len(STATES)]]
    )
    DossierStep.objects.bulk_create(
        [DossierStep(dossier=one, what="opened", happened_on=today - OPENED, note=NOTE, recorded_at=at - OPENED) for one in dossiers]
    )
    return networks


def _introduce(bodies: list[Organisation], today: date) -> None:
    """Say of a few bodies who represents them and what they are for; of the others the report names what is missing."""
    began = date(today.year - 1, 7, 1)
    for n, body in enumerate(bodies, 1):
        head = Contact(organisation=body, role="Chủ tịch UBND", name="Nguyễn Văn Trình Diễn", is_representative=True, valid_from=began)
        head.source = NOTE
        head.save()
        document = f"Quyết định số {n:02d}/QĐ-UBND ngày {began:%d/%m/%Y} (trình diễn)"
        Mandate.objects.create(organisation=body, document=document, valid_from=began)


def _system(body: Organisation, n: int, what: str, level: int | None, today: date) -> InformationSystem:
    began = date(today.year - 2, 3, 1) if n % 4 else None
    built = changed_on() - BEFORE_THE_CHANGE if level is None and n % 6 == 0 else None
    code = f"TD-X{n + 1:02d}{'M' if level else 'T'}"
    row = InformationSystem(
        code=code, name=f"{what} {body.name} trình diễn", owner=body, operator=body, level=level, note=NOTE, construction_started_on=built
    )
    if built is None:
        row.in_operation_on = began
    else:
        row.standing = InformationSystem.Standing.BUILDING
    row.fill_search()
    return row


def _dossier(one: InformationSystem, state: str, n: int, today: date, at: datetime) -> Dossier:
    approved, runs = state in {"approved", "implemented"}, state in {"sent", "appraised"}
    return Dossier(
        system=one,
        number=1,
        proposed_level=2,
        regime="nd85" if state == "implemented" else "nd331",
        preparer=one.owner,
        opened_at=at,
        state=state,
        due_on=add_working_days(today, n % 9 - 4, calendar=calendar_for(today.year - 1, today.year + 1)) if runs else None,
        due_because=APPROVAL if runs else "",
        approved_on=(changed_on() - BEFORE_THE_CHANGE if state == "implemented" else today - timedelta(days=10)) if approved else None,
        decision_number=f"TD-{n + 1:02d}/QĐ" if approved else "",
        decision_issuer="Đơn vị chuyên trách (trình diễn)" if approved else "",
        expected_approval_on=None if approved else date(today.year, 12, 31),
        implementation="full" if state == "implemented" else "some" if approved else "none",
        expected_full_on=None if state == "implemented" else date(today.year + 1, 6, 30),
    )


def _play(body: Organisation, place: int, year: queries.ReportYear, *, by: Any, leader: Any, at: datetime) -> None:
    """The office sends for bodies without people here; what it sent, its leader takes in."""
    report = annual.send_report(body, year, by=by, at=at, version=0, reason=WHY)
    if place == 0:
        annual.accept_report(report, by=leader, at=at, version=report.version)
    elif place == 1:
        annual.return_report(report, by=by, at=at, version=report.version, reason=RETURNED)
