"""What a person does with one alert: verify, assign, handle, close, take up again, note, say which system, give out as a task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from vonggac.apps.alerts.models import Alert
from vonggac.apps.alerts.queries.detail import alert_for_page, files_visible_to, runners_up_of
from vonggac.apps.alerts.queries.people import workers_of
from vonggac.apps.alerts.queries.visibility import alerts_workable_by
from vonggac.apps.alerts.services import placing, tasking, triage
from vonggac.apps.alerts.ui import forms
from vonggac.apps.alerts.ui.chosen import back_to
from vonggac.apps.alerts.ui.words import clock_of
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.forms import place_errors
from vonggac.apps.registry.ports import keeper_of_proofs
from vonggac.apps.registry.queries import visible_to as systems_visible_to
from vonggac.apps.registry.ui.systems import placed
from vonggac.kernel.reading import format_date, parse_key

POST = ("POST",)
READ = ("GET", "HEAD")
MOST_OFFERED = 300


def workable_or_404(request: HttpRequest, pk: int) -> Alert:
    """Return an alert that the person may work on."""
    workable = alerts_workable_by(request.user).filter(pk=pk)
    return get_object_or_404(alert_for_page(request.user).filter(pk__in=workable.values("pk")), pk=pk)


def _version(request: HttpRequest, row: Alert) -> int | None:
    """Return the version that the person saw; the first look at a page sees the present one."""
    seen = parse_key(request.POST.get("version", ""), figures=9)
    return row.version if seen is None else seen


def _acted(request: HttpRequest, row: Alert, form: BaseForm, act: Callable[[], Any], *, said: str, **shown: Any) -> HttpResponseBase:
    """Carry out an act whose form is filled in, or show the form with what is wrong; nothing typed is lost."""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                act()
            except ValidationError as refused:
                place_errors(form, placed(refused))
            else:
                messages.success(request, said)
                return redirect(back_to(request, row))
        status = 422
    told = {"alert": row, "form": form, "back": back_to(request, row), "clock": clock_of(row, now())}
    return page(request, "alerts/act.html", status, **told, **shown)


@requires("alerts.triage")
def verify(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say true, false or unsure; one key from the queue says true at once."""
    row = workable_or_404(request, pk)
    form = forms.VerdictForm(request.POST or None, initial={"verdict": request.GET.get("verdict") or row.verdict or None})

    def act() -> None:
        said = form.cleaned_data
        triage.verify_alerts({pk: _version(request, row)}, verdict=said["verdict"], reason=said["reason"], by=request.user, at=now())

    return _acted(
        request,
        row,
        form,
        act,
        said=_("Đã kết luận %(number)s.") % {"number": row.number()},
        title=_("Kết luận cảnh báo"),
        button=_("Ghi kết luận"),
        reasons=forms.FALSE_BECAUSE,
    )


@requires("alerts.triage")
def assign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the alert to a person who may work on it."""
    row = workable_or_404(request, pk)
    form = forms.AssignForm(request.POST or None, people=workers_of([row]), initial={"to": row.assignee_id or request.user.pk})

    def act() -> None:
        said = form.cleaned_data
        triage.assign_alerts({pk: _version(request, row)}, to=said["to"], words=said["words"], by=request.user, at=now())

    said = _("Đã giao người xử lý %(number)s.") % {"number": row.number()}
    return _acted(request, row, form, act, said=said, title=_("Giao người xử lý"), button=_("Giao người xử lý"))


@requires("alerts.triage")
def handle(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Note what was done, and close."""
    row = workable_or_404(request, pk)
    form = forms.HandledForm(request.POST or None, request.FILES or None)

    def act() -> None:
        file = form.cleaned_data.get("evidence")
        evidence = (file.read(), file.name) if file else None
        triage.handle_alerts({pk: _version(request, row)}, words=form.cleaned_data["words"], by=request.user, at=now(), evidence=evidence)

    said = _("Đã ghi kết quả xử lý và đóng %(number)s.") % {"number": row.number()}
    return _acted(request, row, form, act, said=said, title=_("Ghi kết quả xử lý"), button=_("Ghi kết quả và đóng"))


@requires("alerts.triage")
def close(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Close without handling, with the reason."""
    row = workable_or_404(request, pk)
    form = forms.ReasonForm(request.POST or None)

    def act() -> None:
        triage.close_alerts({pk: _version(request, row)}, reason=form.cleaned_data["reason"], by=request.user, at=now())

    said = _("Đã đóng %(number)s.") % {"number": row.number()}
    return _acted(request, row, form, act, said=said, title=_("Đóng cảnh báo, không cần xử lý"), button=_("Đóng cảnh báo"))


@requires("alerts.triage")
def reopen(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a closed alert up again, with the reason."""
    row = workable_or_404(request, pk)
    form = forms.ReasonForm(request.POST or None)

    def act() -> None:
        triage.reopen_alert(pk, version=_version(request, row), reason=form.cleaned_data["reason"], by=request.user, at=now())

    said = _("Đã mở lại %(number)s.") % {"number": row.number()}
    return _acted(request, row, form, act, said=said, title=_("Mở lại cảnh báo"), button=_("Mở lại cảnh báo"))


@requires("alerts.triage", methods=POST)
def note(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Add a note to the time line."""
    row = workable_or_404(request, pk)
    form = forms.NoteForm(request.POST)

    def act() -> None:
        triage.note_alert(pk, words=form.cleaned_data["words"], by=request.user, at=now())

    return _acted(request, row, form, act, said=_("Đã ghi chú."), title=_("Ghi chú"), button=_("Ghi chú"))


@requires("alerts.triage")
def settle(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say which system was hit."""
    row = workable_or_404(request, pk)
    systems = systems_visible_to(request.user)
    form = forms.SystemForm(request.POST or None, systems=systems, initial={"system": _first_claimant(request, row)})

    def act() -> None:
        said = form.cleaned_data
        placing.settle_system(pk, system=said["system"], reason=said["reason"], version=_version(request, row), by=request.user, at=now())

    said = _("Đã xác định hệ thống của %(number)s.") % {"number": row.number()}
    offered = systems.order_by("folded").values_list("name", "code")[:MOST_OFFERED]
    return _acted(
        request,
        row,
        form,
        act,
        said=said,
        title=_("Xác định hệ thống bị nhắm tới"),
        button=_("Ghi hệ thống"),
        systems=offered,
        runners_up=runners_up_of(request.user, row),
    )


def _first_claimant(request: HttpRequest, row: Alert) -> str:
    named = next((one.system for one in runners_up_of(request.user, row) if one.system), None)
    return f"{named.name} ({named.code})" if named else ""


@requires("work.assign")
def give(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the task that the alert becomes, and give it out on one press."""
    row = workable_or_404(request, pk)
    back = back_to(request, row)
    try:
        shown = _offered(row, back)
        if answer := ask(request, shown):
            return answer
        given = tasking.give_work(pk, version=row.version, by=request.user, at=now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(row.get_absolute_url())
    messages.success(request, _("Đã giao việc %(number)s.") % {"number": given.task.number() if given.task else ""})
    return redirect(back)


def _offered(row: Alert, back: str) -> Shown:
    offer = tasking.offer_of(row, now())
    due = format_date(offer.due_on) if offer.due_on else _("không có hạn")
    lines = [Line(_("Giao cho"), offer.organisation.name), Line(_("Việc"), offer.title)]
    lines += [Line(_("Bước %(number)s") % {"number": number}, step) for number, step in enumerate(offer.steps, 1)]
    lines.append(Line(_("Hạn"), f"{due}, {offer.because}" if offer.because else due))
    if offer.verifies:
        lines.append(Line(_("Kết luận"), _("Cảnh báo được ghi là đúng.")))
    stays = [Line(_("Không gửi đi"), _("Địa chỉ và bản ghi gốc; chúng ở trang của cảnh báo, chỉ người được biết mới mở được."))]
    title = _("Giao việc xử lý %(number)s") % {"number": row.number()}
    return Shown(title=title, happens=lines, stays=stays, button=_("Giao việc"), back=back, beneath=row.version)


@requires("alerts.read", methods=READ)
def evidence(request: HttpRequest, pk: int, act: int) -> HttpResponseBase:
    """Hand out the file that shows what was done."""
    row = files_visible_to(request.user, pk).filter(pk=act).first()
    if row is None:
        raise Http404
    answer: HttpResponse | HttpResponseBase = keeper_of_proofs().hand_out(row.file_sha256, row.file_name)
    return answer
