"""The log: read, export, anchor."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.timezone import localtime, now

from vonggac.apps.audit import ports, queries, services
from vonggac.apps.audit.details import details_in_words
from vonggac.apps.audit.labels import label_of
from vonggac.apps.audit.ui.forms import FilterForm
from vonggac.apps.face import proofs
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.downloads import as_file, download

A_PAGE = 50


@requires("audit.read", methods=("GET", "HEAD"))
def log(request: HttpRequest) -> HttpResponse:
    """Show the log, newest first, narrowed by the filters of the address."""
    form = FilterForm(request.GET)
    found = queries.narrowed(queries.visible_to(request.user), form.filters())
    lines = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    names = ports.names_of(line.organisation_id for line in lines if line.organisation_id)
    details = details_in_words(list(lines))
    for line in lines:
        line.words, line.body, line.facts = label_of(line.act), names.get(line.organisation_id, ""), details[line.number]
    return page(request, "audit/log.html", form=form, lines=lines, narrowed=form.in_words(), query=request.GET.urlencode())


@requires("audit.read")
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Show what would leave the house; on sending with a fresh proof, record it and hand the file over."""
    form = FilterForm(request.GET)
    found = queries.narrowed(queries.visible_to(request.user), form.filters())
    proof = proofs.demand(request) if request.method == "POST" else proofs.wanted(request)
    if request.method != "POST" or proof is not None:
        told = {"count": found.count(), "narrowed": form.in_words(), "query": request.GET.urlencode()}
        return page(request, "audit/export.html", proof=proof, **told)
    at = now()
    lines = services.export_lines(entries=found, by=request.user, at=at, narrowed_by=form.in_words())
    name = f"nhat-ky-{localtime(at):%Y%m%d-%H%M}.csv"
    return as_file(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), name)


@requires("audit.anchor")
def anchor(request: HttpRequest) -> HttpResponse:
    """Say what an anchor is for; on sending, hand one over as a file."""
    if request.method != "POST":
        return page(request, "audit/anchor.html", blind_spots=services.BLIND_SPOTS)
    made = services.record_anchor(by=request.user, at=localtime())
    name = f"ban-neo-{made.number}.json"
    return download(made.to_text().encode(), name, "application/json; charset=utf-8")
