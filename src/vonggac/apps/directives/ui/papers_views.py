"""The report of a letter, the official reminder, and the papers that go out and come back signed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.directives import outcome, queries
from vonggac.apps.directives.models import Directive, OutgoingPaper
from vonggac.apps.directives.services import papers
from vonggac.apps.directives.services.packaging import why_not_yet
from vonggac.apps.directives.ui.letters import dated, given_or_404, ways
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.downloads import download
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.work import files
from vonggac.apps.work.services.outgoing import PDF
from vonggac.apps.work.ui.downloads import stored_response
from vonggac.apps.work.ui.paper_form import PaperForm, moved
from vonggac.engines.documents import ObligationResult

READ = ("GET", "HEAD")


def whole_letter_or_404(request: HttpRequest, pk: int) -> Directive:
    """Return a letter whose work is out, for somebody who sees all of its addressees."""
    if not queries.sees_everything(request.user):
        raise Http404
    return given_or_404(request, pk)


@requires("directives.report")
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The report on screen; sending the form keeps it as a draft among the outgoing papers."""
    directive = whole_letter_or_404(request, pk)
    today, user = timezone.localdate(), request.user
    if request.method == "POST":
        paper = papers.report_paper(directive, user=user, today=today)
        papers.draft_paper(directive, what="report", paper=paper, today=today, by=user, at=timezone.now())
        messages.success(request, _("Đã lập báo cáo và lưu bản soạn. Khi văn thư cấp số, nhập số và tệp đã ký vào đây."))
        return redirect("directives:papers", pk=pk)
    results = outcome.obligation_results(directive, user=user, today=today)
    return page(
        request,
        "directives/report.html",
        directive=directive,
        dated=dated(directive),
        today=today,
        results=[(one, _late_words(one), "; ".join(one.missing)) for one in results],
        evidence=outcome.evidence_facts(directive, user=user),
        given=sum(one.given for one in results),
        done=sum(one.done for one in results),
        overdue=sum(len(one.overdue) for one in results),
        late_bodies=len({late.body.name for one in results for late in one.overdue}),
        may_draft=user.may("directives.give_out"),  # type: ignore[union-attr]
        ways=ways(request, directive, "report"),
    )


def _late_words(one: ObligationResult) -> str:
    """Name the late bodies with their days in one string: a part of a template for each of thousands would take a second."""
    days = {n: ngettext("%(n)s ngày", "%(n)s ngày", n) % {"n": n} for n in {late.days for late in one.overdue}}
    return "; ".join(f"{late.body.name} ({days[late.days]})" for late in one.overdue)


@requires("directives.report", methods=READ)
def report_file(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    """Download the report as it stands now."""
    directive = whole_letter_or_404(request, pk)
    today, name = timezone.localdate(), f"bao-cao-van-ban-{pk}.{ending}"
    if ending == "xlsx":
        return download(papers.report_workbook(directive, user=request.user, today=today), name, files.XLSX)
    paper = papers.report_paper(directive, user=request.user, today=today)
    if ending == "pdf":
        return download(papers.pdf_of(paper, today=today, at=timezone.now()), name, PDF)
    return download(papers.docx_of(paper, today=today, at=timezone.now()), name, papers.DOCX)


@requires("directives.read", methods=READ)
def paper_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every paper drafted for the letter, and how far it is outside."""
    directive = whole_letter_or_404(request, pk)
    return page(
        request,
        "directives/papers.html",
        directive=directive,
        dated=dated(directive),
        papers=[(one, not why_not_yet(one)) for one in queries.papers_of(directive)],
        may_move=request.user.may("directives.give_out"),  # type: ignore[union-attr]
        ways=ways(request, directive, "papers"),
    )


def paper_or_404(request: HttpRequest, pk: int, paper_pk: int) -> tuple[Directive, OutgoingPaper]:
    directive = whole_letter_or_404(request, pk)
    paper = queries.papers_of(directive).filter(pk=paper_pk).first()
    if paper is None:
        raise Http404
    return directive, paper


@in_memory
@requires("directives.give_out")
def move(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponseBase:
    """Note how far a paper is: trình, ký, cấp số, phát hành; number, day and signed file come back here."""
    directive, paper = paper_or_404(request, pk, paper_pk)
    form, act = PaperForm(request.POST or None, request.FILES or None, paper=paper), partial(papers.move_paper, paper)
    if request.method == "POST" and not say_dropped(request, form, "signed") and form.is_valid() and moved(request, form, act):
        return redirect("directives:papers", pk=pk)
    context: dict[str, Any] = {"directive": directive, "dated": dated(directive), "paper": paper, "form": form}
    return page(request, "directives/paper.html", 422 if form.errors else 200, **context)


@requires("directives.read", methods=READ)
def paper_file(request: HttpRequest, pk: int, paper_pk: int, which: str) -> HttpResponseBase:
    """Download the draft, or the signed file."""
    _directive, paper = paper_or_404(request, pk, paper_pk)
    stored = paper.signed if which == "da-ky" else paper.draft
    ending = "pdf" if which == "da-ky" else "docx"
    return stored_response(stored, f"{paper.what}-{paper.pk}.{ending}")
