"""Acts on many alerts at once: a page that says what will happen to which, then the act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.alerts.models import Alert
from vonggac.apps.alerts.queries.people import workers_of
from vonggac.apps.alerts.queries.queue import OPEN_STATES, for_list
from vonggac.apps.alerts.queries.visibility import alerts_visible_to, alerts_workable_by
from vonggac.apps.alerts.services import triage
from vonggac.apps.alerts.ui import forms
from vonggac.apps.alerts.ui.chosen import back_to
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.registry.ui.systems import placed
from vonggac.kernel.reading import format_number

ACTS = ("verify", "assign", "handle")


@requires("alerts.triage")
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Show what will happen to the ticked alerts, and do it when the form is sent."""
    told = request.POST if request.method == "POST" else request.GET
    act, chosen = told.get("act", ""), forms.versions_in(told.getlist("chon")[: triage.MOST_AT_ONCE])
    if act not in ACTS:
        raise Http404
    may, may_not = _parted(request, act, chosen)
    form = _form(request, act, may)
    status = 200
    if request.method == "POST" and may:
        if form.is_valid() and (done := _done(request, act, form, {row.pk: chosen[row.pk] for row in may})) is not None:
            messages.success(request, _said(len(done)))
            return redirect(back_to(request))
        status = 422
    return page(
        request, "alerts/bulk.html", status, act=act, may=may, may_not=may_not, form=form, title=_title(act, len(may)),
        back=back_to(request), reasons=forms.FALSE_BECAUSE, button=_button(act, len(may)),
    )  # fmt: skip


def _parted(request: HttpRequest, act: str, chosen: dict[int, int | None]) -> tuple[list[Alert], list[Alert]]:
    """Return what the act may be done to, and what it will leave alone; what the person may not see is not spoken of."""
    states = (Alert.State.HANDLING,) if act == "handle" else OPEN_STATES
    rows = list(for_list(alerts_visible_to(request.user)).filter(pk__in=list(chosen)).order_by("urgency", "arrived_at", "id"))
    workable = set(alerts_workable_by(request.user).filter(pk__in=list(chosen)).values_list("pk", flat=True))
    may = [row for row in rows if row.pk in workable and row.state in states]
    return may, [row for row in rows if row not in may]


def _form(request: HttpRequest, act: str, rows: Sequence[Alert]) -> django_forms.Form:
    sent = request.POST or None
    if act == "verify":
        return forms.VerdictForm(sent)
    if act == "assign":
        return forms.AssignForm(sent, people=workers_of(rows), initial={"to": request.user.pk})
    return forms.ManyHandledForm(sent)


def _done(request: HttpRequest, act: str, form: Any, chosen: dict[int, int | None]) -> list[Alert] | None:
    """Do it; a refusal stands beside its field and nothing was done to any of them."""
    said, at = form.cleaned_data, now()
    try:
        if act == "verify":
            return triage.verify_alerts(chosen, verdict=said["verdict"], reason=said["reason"], by=request.user, at=at)
        if act == "assign":
            return triage.assign_alerts(chosen, to=said["to"], words=said["words"], by=request.user, at=at)
        return triage.handle_alerts(chosen, words=said["words"], by=request.user, at=at)
    except ValidationError as refused:
        place_errors(form, placed(refused))
        return None


def _said(number: int) -> str:
    return ngettext("Đã ghi cho %(n)s cảnh báo.", "Đã ghi cho %(n)s cảnh báo.", number) % {"n": format_number(number)}


def _title(act: str, number: int) -> str:
    if not number:
        return _("Chưa có cảnh báo nào để ghi")
    words = {
        "verify": ngettext("Kết luận %(n)s cảnh báo", "Kết luận %(n)s cảnh báo", number),
        "assign": ngettext("Giao người xử lý %(n)s cảnh báo", "Giao người xử lý %(n)s cảnh báo", number),
        "handle": ngettext("Ghi kết quả xử lý %(n)s cảnh báo", "Ghi kết quả xử lý %(n)s cảnh báo", number),
    }
    return words[act] % {"n": format_number(number)}


def _button(act: str, number: int) -> str:
    if act == "handle":
        return ngettext("Ghi kết quả và đóng %(n)s cảnh báo", "Ghi kết quả và đóng %(n)s cảnh báo", number) % {"n": format_number(number)}
    return _title(act, number)
