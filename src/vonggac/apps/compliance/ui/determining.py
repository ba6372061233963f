"""The wizard: which systems still need a level, one step a page, and the end of a determination."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.compliance import asking, stated
from vonggac.apps.compliance.models import Determination
from vonggac.apps.compliance.queries import determinations as queries
from vonggac.apps.compliance.queries.visibility import systems_prepared_by
from vonggac.apps.compliance.services import determining
from vonggac.apps.compliance.spoken import ask_of, step_of
from vonggac.apps.compliance.ui.determining_forms import NO, UNKNOWN, YES, OpenForm, QuickForm, StepForm
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.registry import queries as registry
from vonggac.kernel.reading import parse_key
from vonggac.kernel.vietnamese import fold
from vonggac.law.levels.load import regimes
from vonggac.law.levels.procedures import transition_windows

A_PAGE = 50
READ = ("GET", "HEAD")


# --- which systems --------------------------------------------------------------------------------------------------------------------


@requires("compliance.read", methods=READ)
def determinations(request: HttpRequest) -> HttpResponseBase:
    """Show the systems by what their determination still needs; higher levels first."""
    words = {
        queries.NONE: _("Chưa bắt đầu"),
        queries.OPEN: _("Đang trả lời"),
        queries.PROVISIONAL: _("Tạm tính"),
        queries.CHANGED: _("Thông tin đã khác"),
        queries.DONE: _("Đã kết luận"),
    }
    seen = request.GET.get("xem", queries.NONE)
    seen = seen if seen in words else queries.NONE
    typed = request.GET.get("q", "")[:100]
    systems = queries.standing_systems(request.user)
    changed = queries.changed_since(systems)
    counted = queries.counts(systems, changed)
    found = systems.filter(queries.which(seen, changed))
    found = found.filter(folded__contains=fold(typed)) if typed else found
    rows = Paginator(registry.in_order(found).select_related("owner"), A_PAGE).get_page(request.GET.get("page"))
    newest = queries.on_page(rows)
    for row in rows:
        row.standing_one, row.changed = newest.get(row.pk), changed.get(row.pk)
        row.rules_changed = row.standing_one is not None and stated.rules_changed_since(row.standing_one)
    return page(
        request,
        "compliance/determinations.html",
        rows=rows,
        seen=seen,
        typed=typed,
        tabs=[(name, label, counted[name]) for name, label in words.items()],
        counted=counted,
        without_level=systems.filter(level=None).order_by().count(),
        may_prepare=request.user.may("compliance.prepare"),  # type: ignore[union-attr]
    )


# --- begin ----------------------------------------------------------------------------------------------------------------------------


@requires("compliance.prepare")
def open_one(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Begin a determination; where one is open already, lead to it."""
    system = get_object_or_404(systems_prepared_by(request.user).select_related("owner"), pk=pk)
    standing = queries.open_determination_of(system)
    if standing is not None:
        if request.method == "POST":
            messages.warning(request, _("Hệ thống này đang có bản xác định chưa kết luận; đây là bản đó."))
        return redirect("compliance:determination", standing.pk)
    window = next(one for one in transition_windows() if one.id == "under-construction")
    begin = {"on_day": localdate(), "under_construction": bool(system.under_construction_on(window.since))}
    form = OpenForm(request.POST or None, initial=begin, since=window.since, last=window.last)
    if request.method == "POST" and form.is_valid():
        try:
            made = determining.open_determination(system, by=request.user, at=now(), **form.cleaned_data)
        except ValidationError as refused:
            place_errors(form, _placed(refused))
        else:
            return _onward(made)
    earlier = queries.standing_determination(system)
    status = 422 if form.errors else 200
    return page(request, "compliance/determination_open.html", status, form=form, system=system, earlier=earlier)


def _placed(refused: ValidationError) -> dict[str, Any]:
    return dict(refused.message_dict) if hasattr(refused, "error_dict") else {"": refused.messages}


def _onward(determination: Determination, regime: str = "") -> HttpResponse:
    """Go to the next step that matters, or to the reasoning when nothing is left."""
    rules = next((one for one in regimes() if one.id == regime), None)
    step = asking.next_step(determination, rules)
    if not step:
        return redirect("compliance:determination", determination.pk)
    answer = redirect("compliance:determination-step", determination.pk, step)
    if rules:
        answer["Location"] += f"?theo={rules.id}"
    return answer


# --- one step a page ------------------------------------------------------------------------------------------------------------------


@requires("compliance.prepare")
def step(request: HttpRequest, pk: int, step: str) -> HttpResponseBase:
    """Ask one step: what still matters in it and what was answered before."""
    row = get_object_or_404(queries.determinations_prepared_by(request.user), pk=pk)
    if row.state != Determination.State.OPEN:
        messages.warning(request, _("Bản xác định này đã kết luận hoặc đã bỏ nên không sửa được."))
        return redirect("compliance:determination", pk)
    rules = next((one for one in regimes() if one.id == request.GET.get("theo")), stated.rules_of(row))
    if step not in {one.id for one in rules.steps}:
        raise Http404
    left = asking.steps_left(row, rules)
    asked = asking.on_step(row, step, queries.ready_answers(row.system), left, rules)
    if not asked:
        return _onward(row, request.GET.get("theo", ""))
    context = {"row": row, "rules": rules, "left": left, "step": step, "asked": asked}
    if asking.is_quick(step, asked) and "chi-tiet" not in request.GET:
        return _quick(request, **context)
    return _detailed(request, **context)


def _detailed(request: HttpRequest, **context: Any) -> HttpResponseBase:
    row, asked = context["row"], context["asked"]
    form = StepForm(request.POST or None, asked=asked)
    if request.method == "POST" and form.is_valid():
        done = _answer(request, row, form, form.answers(), form.origins())
        if done is not None:
            return _onward(done, request.GET.get("theo", ""))
    return _step_page(request, "compliance/determination_step.html", form, **context)


def _quick(request: HttpRequest, **context: Any) -> HttpResponseBase:
    """One "no" for the whole step; a "yes" leads to its questions one by one."""
    row, names = context["row"], [one.id for one in asking.quick_questions(context["asked"])]
    form = QuickForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["any_of"]
        if given == YES:
            return redirect(f"{request.path}?chi-tiet=1")
        done = _answer(request, row, form, dict.fromkeys(names, {NO: False, UNKNOWN: None}[given]))
        if done is not None:
            return _onward(done, request.GET.get("theo", ""))
    questions = [ask_of(one) for one in asking.quick_questions(context["asked"])]
    return _step_page(request, "compliance/determination_quick.html", form, questions=questions, **context)


def _answer(request: HttpRequest, row: Determination, form: Any, answers: Any, origins: Any = None) -> Determination | None:
    """Keep the answers; where somebody else was faster, the page comes back with what was typed and the version of today."""
    try:
        return determining.answer_questions(row, answers, by=request.user, at=now(), version=version_of(request), origins=origins)
    except ValidationError as refused:
        row.refresh_from_db()
        place_errors(form, _placed(refused))
        return None


def version_of(request: HttpRequest) -> int:
    """Return the version that the person saw; what is no number fits no row."""
    seen = parse_key(request.POST.get("version", ""), figures=9)
    return -1 if seen is None else seen


def _step_page(request: HttpRequest, template: str, form: Any, *, row: Determination, **context: Any) -> HttpResponseBase:
    rules, left, step = context["rules"], context["left"], context["step"]
    order = [one.id for one in rules.steps]
    after = [one for one in left if order.index(one) > order.index(step)]
    return page(
        request,
        template,
        422 if form.errors else 200,
        form=form,
        row=row,
        system=row.system,
        here=next(step_of(one) for one in rules.steps if one.id == step),
        ways=[replace(one, step=step_of(one.step)) for one in asking.ways(row, left, rules)],
        after=len(after),
        questions=context.get("questions"),
        rules=rules,
    )
