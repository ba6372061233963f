"""The report of a campaign: how far it is outside, the draft, the signed file."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.hunts.models import CampaignPaper
from vonggac.apps.hunts.queries.campaigns import papers_visible_to
from vonggac.apps.hunts.services.campaign_papers import move_paper
from vonggac.apps.hunts.ui.campaigns import campaign_or_404
from vonggac.apps.work.ui.downloads import stored_response
from vonggac.apps.work.ui.paper_form import PaperForm, moved

READ = ("GET", "HEAD")


def _paper(request: HttpRequest, pk: int) -> CampaignPaper:
    campaign_or_404(request, pk)
    found: CampaignPaper = get_object_or_404(papers_visible_to(request.user).select_related("campaign"), campaign_id=pk)
    return found


@in_memory
@requires("hunts.campaign")
def step(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Note how far the report is outside; number, day and signed file come back here."""
    row = _paper(request, pk)
    form, act = PaperForm(request.POST or None, request.FILES or None, paper=row), partial(move_paper, row)
    if request.method == "POST" and not say_dropped(request, form, "signed") and form.is_valid() and moved(request, form, act):
        return redirect(row.campaign)
    return page(request, "hunts/campaign_step.html", 422 if form.errors else 200, row=row, form=form)


@requires("hunts.read", methods=READ)
def file(request: HttpRequest, pk: int, which: str) -> HttpResponseBase:
    """Hand out the draft, or the signed file."""
    row = _paper(request, pk)
    stored = row.signed if which == "da-ky" else row.draft
    if stored is None:
        raise Http404
    ending = "pdf" if which == "da-ky" else "docx"
    return stored_response(stored, f"bao-cao-dot-san-lung-{pk}.{ending}")
