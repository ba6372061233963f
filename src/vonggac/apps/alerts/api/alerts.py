"""`/api/v1/alerts`: the queue in its order, one alert, and what is done with it. Alerts come in by the intake, not here."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from ninja import Router

from vonggac.apps.alerts.api import schemas as out
from vonggac.apps.alerts.models import Alert
from vonggac.apps.alerts.queries import queue as queries
from vonggac.apps.alerts.queries.detail import acts_of, alert_to_read
from vonggac.apps.alerts.queries.people import workers_of
from vonggac.apps.alerts.queries.told import told_of, told_to
from vonggac.apps.alerts.queries.visibility import alerts_visible_to, alerts_workable_by
from vonggac.apps.alerts.services import triage
from vonggac.apps.alerts.ui.forms import filters_of, seen_in
from vonggac.apps.face.api import MOST_A_PAGE, once, scoped

router = Router(tags=["Cảnh báo"])


@router.get("", response=out.AlertPage, summary="Hàng chờ cảnh báo")
@scoped("alerts.read")
def list_alerts(
    request: HttpRequest,
    q: str = "",
    state: str = "",
    source: int | None = None,
    severity: int | None = None,
    level: str = "",
    body: int | None = None,
    system: int | None = None,
    mine: bool = False,
    late: bool = False,
    verdict: str = "",
    hidden: bool = False,
    product: str = "",
    kind: str = "",
    after: str = "",
    limit: int = 50,
) -> Any:
    """Return visible alerts in the order of the queue; `state` is waiting (default), handling, closed or all."""
    asked, at = filters_of(seen_in(_as_address(request))), now()
    rows = queries.narrowed(alerts_visible_to(request.user), asked, user=request.user, at=at)
    shown = queries.page_of(rows, asked, after, max(1, min(limit, MOST_A_PAGE)))
    told = told_of(request.user, shown.rows)
    items = [out.alert_out(row, told[row.pk]) for row in shown.rows]
    return {"total": queries.figures_of(rows, None, shown, by_words=bool(asked.q)).total, "after": shown.after, "items": items}


def _as_address(request: HttpRequest) -> Any:
    """Marks that are said as false or 0 ask for nothing, as on the page where they are left out."""
    said = request.GET.copy()
    for name in ("mine", "late", "hidden"):
        if said.get(name, "").lower() in ("false", "0", "no"):
            said.pop(name)
    return said


@router.get("/{int:number}", response=out.AlertDetail, summary="Một cảnh báo")
@scoped("alerts.read")
def one_alert(request: HttpRequest, number: int) -> Any:
    """Return one visible alert with everything that decides and what was done."""
    row = get_object_or_404(alert_to_read(request.user), pk=number)
    return out.detail_out(row, list(acts_of(row)), told_to(request.user, row))


def _workable(request: HttpRequest, number: int) -> Alert:
    return get_object_or_404(alerts_workable_by(request.user).select_related("system"), pk=number)


def _now(request: HttpRequest, number: int) -> Any:
    row = queries.for_list(alerts_visible_to(request.user)).get(pk=number)
    return out.alert_out(row, told_to(request.user, row))


@router.post("/{int:number}/verify", response=out.AlertOut, summary="Kết luận")
@scoped("alerts.triage")
@once
def verify(request: HttpRequest, number: int, body: out.VerifyIn) -> Any:
    """Say true, false or unsure."""
    row = _workable(request, number)
    triage.verify_alerts({row.pk: body.version}, verdict=body.verdict, reason=body.reason, by=request.user, at=now())
    return _now(request, number)


@router.post("/{int:number}/assign", response=out.AlertOut, summary="Giao người xử lý")
@scoped("alerts.triage")
@once
def assign(request: HttpRequest, number: int, body: out.AssignIn) -> Any:
    """Give it to a person who may work on it."""
    row = _workable(request, number)
    person = workers_of([row]).filter(username=body.to).first()
    if person is None:
        raise ValidationError({"to": _("Chọn người được xử lý mọi cảnh báo đã chọn.")})
    triage.assign_alerts({row.pk: body.version}, to=person, words=body.words, by=request.user, at=now())
    return _now(request, number)


@router.post("/{int:number}/handle", response=out.AlertOut, summary="Ghi kết quả xử lý và đóng")
@scoped("alerts.triage")
@once
def handle(request: HttpRequest, number: int, body: out.HandleIn) -> Any:
    """Note what was done and close."""
    row = _workable(request, number)
    triage.handle_alerts({row.pk: body.version}, words=body.words, by=request.user, at=now())
    return _now(request, number)


@router.post("/{int:number}/close", response=out.AlertOut, summary="Đóng, không cần xử lý")
@scoped("alerts.triage")
@once
def close(request: HttpRequest, number: int, body: out.CloseIn) -> Any:
    """Close with the reason."""
    row = _workable(request, number)
    triage.close_alerts({row.pk: body.version}, reason=body.reason, by=request.user, at=now())
    return _now(request, number)
