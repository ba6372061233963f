"""Who is behind with a letter, the official reminder as a draft, and notices to the bodies that a person ticked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import papers
from vonggac.apps.directives.services.reminding import behind, remind_bodies
from vonggac.apps.directives.ui.letters import dated, ways
from vonggac.apps.directives.ui.papers_forms import AnswerByForm, RemindForm
from vonggac.apps.directives.ui.papers_views import READ, download, whole_letter_or_404
from vonggac.apps.face.access import page, requires
from vonggac.apps.work.queries.reviewing import drafts_waiting


@requires("directives.remind", methods=READ)
def remind(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Which bodies are overdue, and which only past our own day: these are never called overdue."""
    return _show(request, whole_letter_or_404(request, pk))


def _show(request: HttpRequest, directive: Directive, status: int = 200, **over: Any) -> HttpResponseBase:
    today = timezone.localdate()
    rows = behind(directive, user=request.user, today=today)
    context: dict[str, Any] = {
        "directive": directive,
        "dated": dated(directive),
        "today": today,
        "overdue": [one for one in rows if one.overdue],
        "asked": [one for one in rows if one.past_asked and not one.overdue],
        "internal": [one for one in rows if one.past_internal and not one.overdue and not one.past_asked],
        "waiting": [one for one in rows if not one.overdue and not one.past_asked and not one.past_internal],
        "named": sum(1 for one in rows if one.overdue or one.past_asked),
        "drafts": drafts_waiting(request.user).filter(group=directive.group()).count(),
        "letter_form": AnswerByForm(),
        "notice_form": RemindForm(initial={"text": _("Trân trọng đề nghị cơ quan gửi kết quả thực hiện các nội dung dưới đây.")}),
        "ways": ways(request, directive, "remind"),
    }
    return page(request, "directives/remind.html", status, **{**context, **over})


@requires("directives.remind", methods=("POST",))
def draft_letter(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Draft the official reminder with its annex and keep it among the outgoing papers."""
    directive = whole_letter_or_404(request, pk)
    form = AnswerByForm(request.POST)
    if not form.is_valid():
        return _show(request, directive, 422, letter_form=form, form=form)
    today, at = timezone.localdate(), timezone.now()
    try:
        paper = papers.reminder_paper(directive, user=request.user, today=today, answer_by=form.cleaned_data["answer_by"])
    except ValidationError as error:
        form.add_error(None, error)
        return _show(request, directive, 422, letter_form=form, form=form)
    row = papers.draft_paper(directive, what="reminder", paper=paper, today=today, by=request.user, at=at)
    if request.POST.get("do") == "download" and row.draft is not None:
        return download(papers.docx_of(paper, today=today, at=at), f"cong-van-don-doc-{row.pk}.docx", papers.DOCX)
    messages.success(request, _("Đã soạn công văn đôn đốc. Tải bản soạn để trình ký."))
    return redirect("directives:papers", pk=pk)


@requires("directives.remind", methods=("POST",))
def send_notices(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Tell the ticked bodies in the house; one act."""
    directive = whole_letter_or_404(request, pk)
    form = RemindForm(request.POST)
    chosen = [int(one) for one in request.POST.getlist("co-quan") if one.isdigit()]
    if form.is_valid():
        try:
            told = remind_bodies(directive, chosen, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, ngettext("Đã đôn đốc %(n)s cơ quan.", "Đã đôn đốc %(n)s cơ quan.", told) % {"n": told})
            return redirect("directives:remind", pk=pk)
    return _show(request, directive, 422, notice_form=form, form=form, ticked=chosen)
