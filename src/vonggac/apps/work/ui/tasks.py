"""The page of one task and what people do on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.work import queries, services
from vonggac.apps.work.models import Evidence, Task
from vonggac.apps.work.ports import origins, panels_of_task
from vonggac.apps.work.queries.below import below, posts_at, units_below
from vonggac.apps.work.queries.mine import evidence_of, trail
from vonggac.apps.work.refusals import Refused
from vonggac.apps.work.trail import KEY, in_words
from vonggac.apps.work.ui.forms import AnswerForm, CommentForm, DecisionForm, ExtensionForm, PostForm, ReasonForm, RelayForm, figure_name
from vonggac.apps.work.ui.lines import line, what_happens_next


def visible_task(request: HttpRequest, pk: int) -> Task:
    """Return the task or 404: a stranger learns nothing."""
    tasks = queries.visible_to(request.user).select_related(
        "assignment__answered_centrally_by",
        "organisation",
        "addressed_to",
        "asked_by",
        "system",
        "post",
        "relayed_from__organisation",
        "answered_through",
    )
    task: Task | None = tasks.prefetch_related("assignment__figure_fields").filter(pk=pk).first()
    if task is None:
        raise Http404
    return task


@requires("work.read", methods=("GET", "HEAD"))
def task_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Why it is asked, until when, how to do it; the answer; what happened."""
    return show(request, visible_task(request, pk))


def show(request: HttpRequest, task: Task, status: int = 200, **over: Any) -> HttpResponse:
    """Render the page; `over` brings back a form with its errors."""
    today = timezone.localdate()
    may_answer = queries.answerable_by(request.user).filter(pk=task.pk).exists()
    may_review = queries.reviewable_by(request.user).filter(pk=task.pk).exists()
    values = dict(task.figures.values_list("field_id", "value"))
    context: dict[str, Any] = {
        "task": task,
        "line": line(task, today),
        "next": what_happens_next(task, today),
        "origin": next((found for _key, ask in origins.in_order() if (found := ask(request.user, task.assignment))), None),
        "panels": panels_of_task(request.user, task, timezone.now()),
        "answers": request.user.may("work.answer"),
        "may_answer": may_answer and task.is_open(),
        "may_review": may_review,
        "may_decide": may_review and task.state == Task.State.SENT,
        "may_relay": may_answer and task.is_open() and request.user.may("work.relay") and units_below(task).exists(),
        "evidence": evidence_of(task),
        "trail": [(one, in_words(one.what), one.what in KEY) for one in trail(task)],
        "figures": [(one, values.get(one.pk)) for one in task.assignment.figure_fields.all()],
        "below": below(task),
        "asked_extension": task.extension_requests.filter(granted=None).select_related("asked_by").first(),
        "central": may_answer and task.assignment.answered_centrally_by_id == task.organisation_id and task.state in ("sent", "done"),
        "comment_form": CommentForm(prefix="c"),
        "return_form": ReasonForm(prefix="r"),
        "decision_form": DecisionForm(prefix="d"),
        "answer_form": _answer_form(task, values) if may_answer and task.is_open() else None,
    }
    return page(request, "work/task.html", status, **{**context, **over})


def _answer_form(task: Task, values: Mapping[int, Any]) -> AnswerForm:
    initial = {"answer": task.answer, "version": task.version, **{figure_name(pk): value for pk, value in values.items()}}
    return AnswerForm(task=task, initial=initial)


def refused(form: Any, refusal: Refused) -> None:
    """Put a refusal beside the fields it speaks of."""
    place_errors(form, dict(refusal.errors) or {"": refusal.message})


@in_memory
@requires("work.answer", methods=("POST",))
def answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Save or submit; files are kept first, so that a missing figure does not cost the photo."""
    task = visible_task(request, pk)
    form = AnswerForm(request.POST, request.FILES, task=task)
    if say_dropped(request, form, "evidence") or not form.is_valid():
        return _again(request, task, form)
    try:
        _keep_files(request, task, form)
        done = _act(request, task, form)
    except Task.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        refused(form, refusal)
        return _again(request, visible_task(request, pk), form)
    messages.success(request, done)
    return redirect("work:task", pk=pk)


def _again(request: HttpRequest, task: Task, form: AnswerForm) -> HttpResponse:
    """Show what was typed again, on the task as it stands now."""
    form.data = form.data.copy()
    form.data["version"] = str(task.version)
    return show(request, task, 422, answer_form=form, form=form)


def _keep_files(request: HttpRequest, task: Task, form: AnswerForm) -> None:
    for upload in form.cleaned_data["evidence"]:
        new = services.NewEvidence(content=upload.read(), file_name=upload.name, expires_on=form.cleaned_data.get("expires_on"))
        services.add_evidence(task.pk, new, by=request.user, at=timezone.now())


def _act(request: HttpRequest, task: Task, form: AnswerForm) -> str:
    given = {"figures": form.figures(), "answer": form.cleaned_data["answer"], "version": form.cleaned_data["version"]}
    if request.POST.get("do") == "submit":
        services.submit_task(task.pk, by=request.user, at=timezone.now(), **given)
        return _("Đã nộp để duyệt.")
    services.save_answer(task.pk, by=request.user, at=timezone.now(), **given)
    return _("Đã lưu. Chưa nộp.")


def _simple(request: HttpRequest, task: Task, form: Any, title: str, submit: str, act: Any, said: str, lead: str = "") -> HttpResponseBase:
    """One form on one page: read, act, go back to the task; refusals come back beside the fields."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except ObjectDoesNotExist:
            raise Http404 from None
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, said)
            return redirect("work:task", pk=task.pk)
    status = 422 if form.errors else 200
    return page(request, "work/act.html", status, task=task, form=form, title=title, submit=submit, lead=lead)


@requires("work.answer")
def not_applicable(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say that it does not apply, and why."""
    task = visible_task(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": task.version})

    def act(given: dict[str, Any]) -> None:
        version = task.version if given["version"] is None else given["version"]
        services.mark_not_applicable(pk, reason=given["reason"], version=version, by=request.user, at=timezone.now())

    lead = _("Lý do được cơ quan giao việc xem và duyệt như một câu trả lời.")
    return _simple(request, task, form, _("Báo không áp dụng"), _("Gửi lý do để duyệt"), act, _("Đã gửi lý do để duyệt."), lead)


@requires("work.answer")
def extension(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for more time."""
    task = visible_task(request, pk)
    form = ExtensionForm(request.POST or None)

    def act(given: dict[str, Any]) -> None:
        services.ask_extension(pk, by=request.user, at=timezone.now(), **given)

    lead = _("Hạn hiện tại giữ nguyên cho đến khi có trả lời.")
    return _simple(request, task, form, _("Xin gia hạn"), _("Gửi đề nghị gia hạn"), act, _("Đã gửi đề nghị gia hạn."), lead)


@requires("work.relay")
def relay(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give it on to units below, with a trace."""
    task = visible_task(request, pk)
    form = RelayForm(request.POST or None, units=units_below(task))

    def act(given: dict[str, Any]) -> None:
        chosen = [one.pk for one in given["organisations"]]
        services.relay_tasks([pk], organisation_ids=chosen, due_on=given["due_on"], note=given["note"], by=request.user, at=timezone.now())

    lead = _("Mỗi đơn vị có việc riêng và trả lời cơ quan; số liệu của các đơn vị được cộng sẵn vào việc này.")
    return _simple(request, task, form, _("Giao đơn vị trực thuộc"), _("Giao việc cho các đơn vị đã chọn"), act, _("Đã giao việc."), lead)


@requires("work.answer")
def assign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Name the chair of the body that does it."""
    task = visible_task(request, pk)
    form = PostForm(request.POST or None, posts=posts_at(task), initial={"post": task.post_id})

    def act(given: dict[str, Any]) -> None:
        post = given["post"].pk if given["post"] else None
        services.assign_to_post(pk, post_id=post, version=None, by=request.user, at=timezone.now())

    return _simple(request, task, form, _("Giao bộ phận khác"), _("Giao cho vị trí đã chọn"), act, _("Đã giao."))


@requires("work.read", methods=("POST",))
def comment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Add to the conversation."""
    task = visible_task(request, pk)
    form = CommentForm(request.POST, prefix="c")
    if not form.is_valid():
        return show(request, task, 422, comment_form=form, form=form)
    services.comment(pk, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
    return redirect("work:task", pk=pk)


@requires("work.answer", methods=("POST",))
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take evidence back."""
    try:
        evidence = services.withdraw_evidence(pk, by=request.user, at=timezone.now())
    except (Evidence.DoesNotExist, Task.DoesNotExist):
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("work:mine")
    messages.success(request, _("Đã bỏ minh chứng “%(title)s”.") % {"title": evidence.title})
    return redirect("work:task", pk=evidence.task_id)


@requires("work.answer", methods=("POST",))
def for_served(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let the operator's answer stand for everyone it serves."""
    visible_task(request, pk)
    try:
        served = services.answer_for_served(pk, by=request.user, at=timezone.now())
    except Task.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, ngettext("Đã trả lời thay cho %(n)s cơ quan.", "Đã trả lời thay cho %(n)s cơ quan.", len(served)) % {"n": len(served)}
        )
    return redirect("work:task", pk=pk)
