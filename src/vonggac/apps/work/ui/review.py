"""The reviewer's queue: accept several, return one with a reason, or walk through them one by one; deadlines and reminders to send."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.access import page, requires
from vonggac.apps.work import queries, services
from vonggac.apps.work.models import ReminderDraft
from vonggac.apps.work.queries.queue import QueuePages
from vonggac.apps.work.queries.reviewing import drafts_waiting, extensions_waiting
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.services.reminding import drop_draft, send_draft
from vonggac.apps.work.ui.forms import DecisionForm, DraftForm, ReasonForm
from vonggac.apps.work.ui.lines import lines
from vonggac.apps.work.ui.tasks import refused, show, visible_task
from vonggac.kernel.reading import parse_key

PER_PAGE = 50


def _ids(values: list[str]) -> list[int]:
    return [key for one in values if (key := parse_key(one)) is not None]


@requires("work.read")
def review(request: HttpRequest) -> HttpResponseBase:
    """Answers that wait, in the queue's order; ticked ones are accepted together."""
    if request.method == "POST":
        taken = services.accept_tasks(_ids(request.POST.getlist("task")), by=request.user, at=timezone.now())
        messages.success(request, ngettext("Đã chấp nhận %(n)s việc.", "Đã chấp nhận %(n)s việc.", len(taken)) % {"n": len(taken)})
        return redirect("work:review")
    shown = QueuePages(queries.for_review(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "work/review.html",
        page_of=shown,
        rows=lines(shown.object_list, timezone.localdate()),
        extensions=extensions_waiting(request.user)[:PER_PAGE],
        drafts=drafts_waiting(request.user).count(),
    )


@requires("work.read", methods=("GET", "HEAD"))
def one_by_one(request: HttpRequest) -> HttpResponseBase:
    """Open the next answer that waits; those put aside stand in the address."""
    aside = _ids(request.GET.get("de-sau", "").split(","))
    waiting = queries.for_review(request.user).exclude(pk__in=aside)
    task = waiting.first()
    if task is None:
        messages.success(request, _("Không còn việc nào chờ duyệt."))
        return redirect("work:review")
    later = ",".join(str(one) for one in [*aside, task.pk])
    return show(request, visible_task(request, task.pk), walking=True, left=waiting.count(), later=later)


@requires("work.read", methods=("POST",))
def decide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Accept or return one answer."""
    task = visible_task(request, pk)
    if not queries.reviewable_by(request.user).filter(pk=pk).exists():
        raise Http404
    if request.POST.get("do") == "accept":
        taken = services.accept_tasks([pk], by=request.user, at=timezone.now())
        messages.success(request, _("Đã chấp nhận.") if taken else _("Việc này không còn chờ duyệt."))
        return _on(request, pk)
    form = ReasonForm(request.POST, prefix="r")
    if form.is_valid():
        try:
            services.return_task(
                pk, reason=form.cleaned_data["reason"], version=form.cleaned_data["version"], by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Đã trả lại, kèm lý do."))
            return _on(request, pk)
    return show(request, task, 422, return_form=form, form=form)


def _on(request: HttpRequest, pk: int) -> HttpResponseBase:
    return redirect("work:one_by_one") if request.POST.get("walking") else redirect("work:task", pk=pk)


@requires("work.read", methods=("POST",))
def decide_extension(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Grant more time, or not."""
    asked = extensions_waiting(request.user).filter(pk=pk).first()
    if asked is None:
        raise Http404
    form = DecisionForm(request.POST, prefix="d")
    if form.is_valid():
        granted = request.POST.get("do") == "grant"
        try:
            services.decide_extension(
                pk,
                granted=granted,
                until=form.cleaned_data["until"],
                answer=form.cleaned_data["answer"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Đã trả lời đề nghị gia hạn."))
            return redirect("work:task", pk=asked.task_id)
    return show(request, visible_task(request, asked.task_id), 422, decision_form=form, form=form)


@requires("directives.remind")
def drafts(request: HttpRequest) -> HttpResponseBase:
    """Reminders to bodies that are asked and not ordered: a person words and sends each."""
    waiting = list(drafts_waiting(request.user))
    if request.method != "POST":
        return page(
            request, "work/drafts.html", drafts=[(one, DraftForm(initial={"text": one.text}, prefix=f"d{one.pk}")) for one in waiting]
        )
    chosen = next((one for one in waiting if str(one.pk) == request.POST.get("draft")), None)
    if chosen is None:
        raise Http404
    form = DraftForm(request.POST, prefix=f"d{chosen.pk}")
    if request.POST.get("do") == "drop":
        drop_draft(chosen.pk, by=request.user, at=timezone.now())
        messages.success(request, _("Đã bỏ bản đôn đốc."))
        return redirect("work:drafts")
    if form.is_valid() and _send(request, chosen, form):
        return redirect("work:drafts")
    shown = [(one, form if one == chosen else DraftForm(initial={"text": one.text}, prefix=f"d{one.pk}")) for one in waiting]
    return page(request, "work/drafts.html", 422, drafts=shown, form=form)


def _send(request: HttpRequest, draft: ReminderDraft, form: DraftForm) -> bool:
    try:
        send_draft(draft.pk, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
    except Refused as refusal:
        refused(form, refusal)
        return False
    messages.success(request, _("Đã gửi đôn đốc tới %(body)s.") % {"body": draft.organisation.addressed_as()})
    return True
