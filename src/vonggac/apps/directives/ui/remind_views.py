"""Who is behind with a letter, the official reminder as a draft, and notices to the bodies that a person ticked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.directives import queries
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import papers
from vonggac.apps.directives.services.reminding import Behind, Owed, behind, remind_bodies
from vonggac.apps.directives.ui.letters import dated, ways
from vonggac.apps.directives.ui.papers_forms import AnswerByForm, RemindForm
from vonggac.apps.directives.ui.papers_views import READ, whole_letter_or_404
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.downloads import download
from vonggac.apps.work import queries as work
from vonggac.apps.work.queries.reviewing import drafts_waiting
from vonggac.kernel.reading import format_date, parse_key


@requires("directives.remind", methods=READ)
def remind(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Which bodies are overdue, and which only past our own day: these are never called overdue."""
    return _show(request, whole_letter_or_404(request, pk))


def _show(request: HttpRequest, directive: Directive, status: int = 200, **over: Any) -> HttpResponseBase:
    today = timezone.localdate()
    rows = behind(directive, user=request.user, today=today)
    parts = parts_of(rows)
    context: dict[str, Any] = {
        "directive": directive,
        "dated": dated(directive),
        "today": today,
        **{name: _page_of(request, directive, name, parts[name]) for name in parts},
        "opened": request.GET.get("phan", ""),
        "named": len(parts["overdue"]) + len(parts["asked"]),
        "drafts": drafts_waiting(request.user).filter(group=directive.group()).count(),
        "letter_form": AnswerByForm(),
        "notice_form": RemindForm(initial={"text": _("Trân trọng đề nghị cơ quan gửi kết quả thực hiện các nội dung dưới đây.")}),
        "ways": ways(request, directive, "remind"),
    }
    return page(request, "directives/remind.html", status, **{**context, **over})


ADDRESSES = {"overdue": "qua-han", "asked": "de-nghi", "internal": "noi-bo", "waiting": "con-viec"}
"""The parts of the page by the names in its address, in the order of the page."""
A_PAGE = 50


def parts_of(rows: list[Behind]) -> dict[str, list[Behind]]:
    """Place every body in one part of the page: overdue, asked and past the day, past our own day, nothing due."""
    parts: dict[str, list[Behind]] = {name: [] for name in ADDRESSES}
    for one in rows:
        name = "overdue" if one.overdue else "asked" if one.past_asked else "internal" if one.past_internal else "waiting"
        parts[name].append(one)
    return parts


def _page_of(request: HttpRequest, directive: Directive, name: str, rows: list[Behind]) -> Any:
    """Return the page of one part that the address asks for, its works drawn; the other parts show their first page."""
    wanted = request.GET.get("page") if request.GET.get("phan") == ADDRESSES[name] else 1
    shown, draw = Paginator(rows, A_PAGE).get_page(wanted), Works(directive)
    late = {"overdue": "overdue", "asked": "past_asked", "internal": "past_internal", "waiting": "waiting"}[name]
    bodies = queries.bodies_by_id(one.organisation_id for one in shown.object_list)
    shown.object_list = [(one, bodies[one.organisation_id], draw.of(getattr(one, late))) for one in shown.object_list]
    return shown


class Works:
    """Draws what bodies owe, as links: hundreds a page name the same few obligations."""

    def __init__(self, directive: Directive) -> None:
        self.asked = work.assignments_of(directive.group())
        self.named: dict[tuple[int, date | None], SafeString] = {}

    def of(self, tasks: list[Owed]) -> SafeString:
        """Draw one body's works."""
        return SafeString("".join(f'<p class="small mb-0"><a href="/viec/{task.pk:d}/">{self._after(task)}' for task in tasks))

    def _after(self, task: Owed) -> SafeString:
        key = (task.assignment_id, task.due_on)
        if key not in self.named:
            asked = self.asked[task.assignment_id]
            due = format_html('<span class="muted">, {} {}</span>', _("hạn"), format_date(task.due_on)) if task.due_on else ""
            self.named[key] = format_html("{}. {}</a>{}</p>", asked.number, asked.title, due)
        return self.named[key]


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
    chosen = [key for one in request.POST.getlist("co-quan") if (key := parse_key(one)) is not None]
    whole = set(request.POST.getlist("ca-phan"))
    if whole:
        parts = parts_of(behind(directive, user=request.user, today=timezone.localdate()))
        chosen += [one.organisation_id for name, rows in parts.items() if ADDRESSES[name] in whole for one in rows]
    if form.is_valid():
        try:
            told = remind_bodies(directive, chosen, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, ngettext("Đã đôn đốc %(n)s cơ quan.", "Đã đôn đốc %(n)s cơ quan.", told) % {"n": told})
            return redirect("directives:remind", pk=pk)
    return _show(request, directive, 422, notice_form=form, form=form, ticked=chosen, whole=whole)
