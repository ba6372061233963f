"""Pages of handing a post over."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from vonggac.apps.accounts import ports, queries, services
from vonggac.apps.accounts.minutes import minutes_of
from vonggac.apps.accounts.models import Transfer
from vonggac.apps.accounts.ui.forms import AbsenceForm
from vonggac.apps.face import proofs
from vonggac.apps.face.access import page, signed_in
from vonggac.apps.face.downloads import download

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@signed_in
def transfers(request: HttpRequest) -> HttpResponse:
    """List the transfers the person signs or oversees, newest first."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    rows = Paginator(queries.transfers_visible_to(request.user), 50).get_page(request.GET.get("page"))
    return page(request, "accounts/transfers.html", rows=rows, waiting=queries.transfers_waiting_for(request.user))  # type: ignore[arg-type]


def _transfer(request: HttpRequest, number: int) -> Transfer:
    return get_object_or_404(queries.transfers_visible_to(request.user), pk=number)


@signed_in
def transfer(request: HttpRequest, number: int) -> HttpResponse:
    """Show one transfer; on sending, sign as giver or taker, sign in the giver's place, or stop it."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    row = _transfer(request, number)
    form = AbsenceForm(request.POST if request.POST.get("step") == "instead" else None)
    if request.method == "POST":
        return _sign(request, row, form)
    return _show(request, row, form)


SIGNATURES = frozenset({"give", "take", "instead"})


def _show(request: HttpRequest, row: Transfer, form: AbsenceForm, proof: proofs.Proof | None = None) -> HttpResponse:
    oversees = request.user.may("accounts.transfer", row.post.organisation_id)  # type: ignore[union-attr]
    status = 422 if form.errors or proof else 200
    asked = proof or proofs.wanted(request)
    contents = row.contents if row.state == Transfer.State.TAKEN else _rows(row)
    return page(request, "accounts/transfer.html", status=status, row=row, form=form, oversees=oversees, contents=contents, proof=asked)


def _rows(row: Transfer) -> list[list[str | None]]:
    return [[item.work, item.body, item.due.isoformat() if item.due else None, item.state] for item in ports.contents_of(row.post)]


def _sign(request: HttpRequest, row: Transfer, form: AbsenceForm) -> HttpResponse:
    step, by, at = request.POST.get("step"), request.user, now()
    acts: dict[str, Callable[[], None]] = {
        "give": lambda: services.give_post(transfer=row, by=by, at=at),  # type: ignore[arg-type]
        "take": lambda: services.take_post(transfer=row, by=by, at=at),  # type: ignore[arg-type]
        "stop": lambda: services.withdraw_transfer(transfer=row, by=by, at=at),  # type: ignore[arg-type]
    }
    if step == "instead":
        if not form.is_valid():
            return _show(request, row, form)
        acts["instead"] = lambda: services.give_post(transfer=row, by=by, at=at, absence=form.cleaned_data["absence"])  # type: ignore[arg-type]
    if step in SIGNATURES and (proof := proofs.demand(request)):
        return _show(request, row, form, proof)
    try:
        acts.get(step or "", _no_such_step)()
    except services.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã ghi chữ ký của bạn."))
    return redirect("accounts:transfer", row.pk)


def _no_such_step() -> None:
    raise services.Refused(_("Chọn lại việc cần làm trên trang này."))


@signed_in
def minutes(request: HttpRequest, number: int) -> HttpResponse:
    """Hand over the minutes of a finished transfer as a Word file."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    row = _transfer(request, number)
    if row.state != Transfer.State.TAKEN:
        raise Http404
    return download(minutes_of(row), f"bien-ban-ban-giao-{row.pk}.docx", WORD)
