"""Pages of the questions to providers: the drafts, how far each is outside, its addresses, its answers."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import ngettext

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.registry.ui.systems import placed
from vonggac.apps.threats.models import ProviderInquiry
from vonggac.apps.threats.queries.visibility import hits_visible_to, inquiries_visible_to, knows_all
from vonggac.apps.threats.services.exporting import export_asked_rows
from vonggac.apps.threats.services.inquiring import move_inquiry
from vonggac.apps.threats.services.settling import close_inquiry
from vonggac.apps.threats.ui.files import workbook
from vonggac.apps.threats.ui.forms import ReasonForm
from vonggac.apps.work.ui.downloads import stored_response
from vonggac.apps.work.ui.paper_form import PaperForm, moved

READ = ("GET", "HEAD")
A_PAGE, A_PAGE_OF_ROWS = 25, 25


def _inquiry(request: HttpRequest, pk: int) -> ProviderInquiry:
    return get_object_or_404(inquiries_visible_to(request.user), pk=pk)


@requires("threats.read", methods=READ)
def inquiries(request: HttpRequest) -> HttpResponse:
    """Show the letters, the newest first."""
    if not knows_all(request.user):
        raise Http404
    rows = Paginator(inquiries_visible_to(request.user).order_by("-drafted_at", "-id"), A_PAGE).get_page(request.GET.get("page"))
    return page(request, "threats/inquiries.html", rows=rows, may_move=request.user.may("threats.import"))  # type: ignore[union-attr]


@requires("threats.read", methods=READ)
def inquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter with the addresses that still have no answer."""
    row = _inquiry(request, pk)
    hits = hits_visible_to(request.user).filter(reason__inquiry=row).order_by("address", "seen_at", "id")
    rows = Paginator(hits, A_PAGE_OF_ROWS).get_page(request.GET.get("page"))
    is_open = row.answered_at is None and row.withdrawn_at is None
    may_move = request.user.may("threats.import") and row.withdrawn_at is None and row.state != ProviderInquiry.State.ISSUED  # type: ignore[union-attr]
    may_settle = request.user.may("threats.settle") and is_open  # type: ignore[union-attr]
    return page(request, "threats/inquiry.html", row=row, rows=rows, is_open=is_open, may_move=may_move, may_settle=may_settle)


@in_memory
@requires("threats.import")
def step(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Note how far a letter is outside; number, day and signed file come back here."""
    row = _inquiry(request, pk)
    form, act = PaperForm(request.POST or None, request.FILES or None, paper=row), partial(move_inquiry, row)
    if request.method == "POST" and not say_dropped(request, form, "signed") and form.is_valid() and moved(request, form, act):
        return redirect("threats:inquiry", row.pk)
    return page(request, "threats/inquiry_step.html", 422 if form.errors else 200, row=row, form=form)


@requires("threats.settle")
def close(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Note that the provider could not tell the rest, with the reason."""
    row = _inquiry(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            closed = close_inquiry(row, reason=form.cleaned_data["reason"], by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            said = ngettext("Đã ghi %(n)s địa chỉ không tra được.", "Đã ghi %(n)s địa chỉ không tra được.", closed.unknown)
            messages.success(request, said % {"n": closed.unknown})
            return redirect("threats:inquiry", row.pk)
    return page(request, "threats/inquiry_close.html", 422 if form.errors else 200, row=row, form=form)


@requires("threats.read", methods=READ)
def file(request: HttpRequest, pk: int, which: str) -> HttpResponseBase:
    """Hand out the draft, or the signed file."""
    row = _inquiry(request, pk)
    stored = row.signed if which == "da-ky" else row.draft
    if stored is None:
        raise Http404
    ending = "pdf" if which == "da-ky" else "docx"
    return stored_response(stored, f"hoi-nha-mang-{row.pk}.{ending}")


@requires("threats.import", methods=("POST",))
def addresses(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out every address of a letter as a workbook, and note that it left."""
    row = _inquiry(request, pk)
    return workbook(export_asked_rows(row, by=request.user, at=now()), f"dia-chi-hoi-nha-mang-{row.pk}")
