"""The register of security regulations."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.compliance.queries import dossiers as queries
from vonggac.apps.compliance.queries.visibility import systems_visible_to
from vonggac.apps.compliance.services import regulations as services
from vonggac.apps.compliance.services.filing import Document
from vonggac.apps.compliance.ui.dossier_forms import EndForm, RegulationForm
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.registry.ui.systems import placed

A_PAGE = 50


@requires("compliance.read", methods=("GET", "HEAD"))
def regulations(request: HttpRequest) -> HttpResponse:
    """Show the regulations, the newest first, each with the systems it is for."""
    words = request.GET.get("q", "")[:100]
    found = queries.regulations_called(queries.regulations_visible_to(request.user), words)
    rows = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    may_add = request.user.may("compliance.record")  # type: ignore[union-attr]
    return page(request, "compliance/regulations.html", rows=rows, q=words, may_add=may_add, today=localdate())


@in_memory
@requires("compliance.record")
def add(request: HttpRequest) -> HttpResponseBase:
    """Record a regulation that was issued."""
    sent = request.method == "POST"
    systems = systems_visible_to(request.user)
    form = RegulationForm(request.POST if sent else None, request.FILES if sent else None, systems=systems, on=localdate())
    if sent and not say_dropped(request, form, "file") and form.is_valid():
        said, file = form.cleaned_data, form.cleaned_data["file"]
        paper = Document(
            number=said["number"], dated_on=said["dated_on"], content=file.read() if file else None, file_name=file.name if file else ""
        )
        facts = {name: said[name] for name in ("issuer", "title", "valid_to")}
        try:
            services.add_regulation(said["organisation"], paper=paper, systems=list(said["systems"]), by=request.user, at=now(), **facts)
        except ValidationError as refused:
            place_errors(form, placed(refused))
        except PermissionDenied:
            form.add_error("organisation", _("Chọn cơ quan mình phụ trách, hoặc nhờ cơ quan điều phối ghi."))
        else:
            messages.success(request, _("Đã ghi quy chế."))
            return HttpResponseRedirect(reverse("compliance:regulations"))
    back = reverse("compliance:regulations")
    status = 422 if form.errors else 200
    return page(request, "registry/form.html", status, form=form, title=_("Ghi quy chế đã ban hành"), submit=_("Lưu quy chế"), back=back)


@requires("compliance.record")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the last day of a regulation."""
    row = get_object_or_404(queries.regulations_visible_to(request.user), pk=pk)
    form = EndForm(request.POST or None, initial={"valid_to": row.valid_to})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_regulation(row, by=request.user, at=now(), valid_to=form.cleaned_data["valid_to"])
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            return HttpResponseRedirect(reverse("compliance:regulations"))
    title = _("Quy chế %(number)s hết hiệu lực") % {"number": row.number}
    back = reverse("compliance:regulations")
    return page(request, "registry/form.html", 422 if form.errors else 200, form=form, title=title, submit=_("Lưu ngày"), back=back)
