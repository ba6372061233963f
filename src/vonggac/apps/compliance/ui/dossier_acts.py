"""The steps that a person may take on a dossier now, each with its form, and the page on which one is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.compliance import gates, hands, rulebook
from vonggac.apps.compliance.course import Course, counting
from vonggac.apps.compliance.models import Dossier, DossierStep
from vonggac.apps.compliance.queries import dossiers as queries
from vonggac.apps.compliance.services import dossier_approval, dossier_steps, dossier_work
from vonggac.apps.compliance.ui.dossier_forms import StepForm
from vonggac.apps.face import proofs
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.registry.ui.systems import placed
from vonggac.kernel.levels import level_text

State, What = Dossier.State, DossierStep.What
PAPER = ("number", "dated_on", "file")
Holds = Callable[[Any, Dossier, Course, date], bool]


@dataclass(frozen=True, slots=True)
class Act:
    """One step as a person takes it."""

    slug: str
    words: Any
    fields: tuple[str, ...]
    may: Holds
    do: Callable[..., Any]
    """Called with the dossier, the form's values and paper."""
    promise: Any = ""
    """What the person says by ticking; such an act also asks for a fresh proof."""
    first: bool = False
    """The one that moves the dossier on."""


def _prepares(*states: str) -> Holds:
    return lambda user, dossier, course, day: dossier.state in states and hands.prepares(user, dossier)


def _may_ask(user: Any, dossier: Dossier, course: Course, day: date) -> bool:
    asks = dossier.state == State.DRAFT and hands.opinion_giver_of(dossier, day) is not None
    return asks and hands.prepares(user, dossier)


def _may_give(user: Any, dossier: Dossier, course: Course, day: date) -> bool:
    giver = hands.opinion_giver_of(dossier, day)
    asked = dossier.state == State.DRAFT and course.opinion_asked is not None and course.opinion is None
    return asked and giver is not None and hands.answers_for(user, giver, dossier)


def _may_receive(user: Any, dossier: Dossier, course: Course, day: date) -> bool:
    waits = dossier.state == State.SENT and course.received is None
    return waits and hands.answers_for(user, hands.appraiser_of(dossier, day), dossier)


def _may_appraise(user: Any, dossier: Dossier, course: Course, day: date) -> bool:
    return dossier.state == State.SENT and hands.answers_for(user, hands.appraiser_of(dossier, day), dossier)


def _may_return(user: Any, dossier: Dossier, course: Course, day: date) -> bool:
    if dossier.state not in {State.SENT, State.APPRAISED}:
        return False
    body = hands.approver_of(dossier, day) if course.submission is not None else hands.appraiser_of(dossier, day)
    return hands.answers_for(user, body, dossier)


def _may_submit(user: Any, dossier: Dossier, course: Course, day: date) -> bool:
    ready = dossier.state == State.APPRAISED and course.is_favourable and course.submission is None
    return ready and gates.needs_appraisal(dossier, day) and (hands.prepares(user, dossier) or hands.keeps_records(user, dossier))


def _may_approve(user: Any, dossier: Dossier, course: Course, day: date) -> bool:
    ready = dossier.state == State.APPRAISED and course.is_favourable
    at_once = dossier.state == State.SENT and not gates.needs_appraisal(dossier, day)
    return (ready or at_once) and hands.answers_for(user, hands.approver_of(dossier, day), dossier)


def _may_plan(user: Any, dossier: Dossier, course: Course, day: date) -> bool:
    wanted = rulebook.authority_on(dossier, day).approves_plan is not None and course.plan is None
    ready = dossier.state in {State.APPRAISED, State.APPROVED} and course.is_favourable
    return wanted and ready and hands.keeps_records(user, dossier)


def _may_give_out(user: Any, dossier: Dossier, course: Course, day: date) -> bool:
    return dossier.state == State.DRAFT and bool(user.may("work.assign"))


def _may_correct(user: Any, dossier: Dossier, course: Course, day: date) -> bool:
    steps = counting(dossier.steps.all())
    return len(steps) > 1 and dossier_steps.may_correct(user, dossier, steps[-1])


def _correct(dossier: Dossier, *, note: str, by: Any, at: datetime, version: int | None) -> Any:
    return dossier_steps.correct_step(dossier, counting(dossier.steps.all())[-1].pk, reason=note, by=by, at=at, version=version)


def _return(dossier: Dossier, *, note: str, **given: Any) -> Any:
    return dossier_steps.return_dossier(dossier, reason=note, **given)


ACTS: Mapping[str, Act] = {
    act.slug: act
    for act in (
        Act("xin-y-kien", gettext_lazy("Xin ý kiến chuyên môn"), ("happened_on", *PAPER), _may_ask, dossier_steps.ask_opinion),
        Act(
            "y-kien",
            gettext_lazy("Ghi ý kiến chuyên môn"),
            ("favourable", "happened_on", *PAPER, "note"),
            _may_give,
            dossier_steps.give_opinion,
            first=True,
        ),
        Act(
            "gui",
            gettext_lazy("Gửi thẩm định"),
            ("happened_on", "number", "dated_on", "file", "appraiser", "council", "expected_on"),
            _prepares(State.DRAFT),
            dossier_steps.send_dossier,
            first=True,
        ),
        Act("nhan", gettext_lazy("Ghi đã nhận đủ hồ sơ"), ("happened_on", *PAPER), _may_receive, dossier_steps.receive_dossier, first=True),
        Act(
            "tham-dinh",
            gettext_lazy("Ghi kết quả thẩm định"),
            ("favourable", "happened_on", *PAPER, "note"),
            _may_appraise,
            dossier_steps.appraise_dossier,
            gettext_lazy("Kết quả này đúng với văn bản thẩm định; đơn vị thẩm định không vận hành hệ thống"),
            first=True,
        ),
        Act(
            "tra-lai",
            gettext_lazy("Ghi trả lại để hoàn thiện"),
            ("happened_on", "number", "dated_on", "file", "note"),
            _may_return,
            _return,
        ),
        Act(
            "trinh",
            gettext_lazy("Ghi đã trình phê duyệt"),
            ("happened_on", *PAPER, "expected_on"),
            _may_submit,
            dossier_steps.submit_dossier,
            first=True,
        ),
        Act(
            "phe-duyet",
            gettext_lazy("Ghi quyết định phê duyệt"),
            ("issuer", *PAPER, "regulation"),
            _may_approve,
            dossier_approval.approve_dossier,
            gettext_lazy("Số, ngày, cấp ký đúng với quyết định đã ban hành; cấp độ trong sổ đăng ký đổi theo quyết định này"),
            first=True,
        ),
        Act(
            "phuong-an",
            gettext_lazy("Ghi quyết định phê duyệt phương án"),
            ("happened_on", *PAPER),
            _may_plan,
            dossier_approval.approve_plan,
            gettext_lazy("Số, ngày đúng với quyết định đã ban hành"),
        ),
        Act(
            "trien-khai",
            gettext_lazy("Ghi mức triển khai"),
            ("implementation", "until", "happened_on", "note"),
            _prepares(State.APPROVED),
            dossier_steps.implement_dossier,
            first=True,
        ),
        Act("giao-viec", gettext_lazy("Giao việc hoàn thiện hồ sơ"), ("due_on",), _may_give_out, dossier_work.give_completion),
        Act(
            "dinh-chinh",
            gettext_lazy("Đính chính bước ghi nhầm"),
            ("note",),
            _may_correct,
            _correct,
            gettext_lazy("Bước sau cùng đã ghi nhầm; bước đó vẫn còn trong quá trình xử lý, kèm lý do đính chính"),
        ),
    )
}


def acts_of(user: Any, dossier: Dossier, course: Course, day: date) -> list[Act]:
    """Return the steps that the person may take now, the one that moves the dossier on first."""
    if dossier.is_superseded:
        return []
    found = [act for act in ACTS.values() if act.may(user, dossier, course, day)]
    return sorted(found, key=lambda act: not act.first)


@in_memory
@requires("compliance.read")
def act(request: HttpRequest, pk: int, slug: str) -> HttpResponseBase:
    """Take one step: the form says what will be so afterwards; a sensitive step asks for a tick and a fresh proof as well."""
    dossier = get_object_or_404(queries.dossiers_visible_to(request.user).select_related("system__operator", "appraiser"), pk=pk)
    asked, (_steps, course), today = ACTS.get(slug), queries.trail_of(dossier), localdate()
    if asked is None:
        raise Http404
    if dossier.is_superseded or not asked.may(request.user, dossier, course, today):
        raise PermissionDenied("compliance.prepare")
    form = _form(request, asked, dossier, today)
    proof = proofs.wanted(request) if asked.promise else None
    if request.method == "POST" and not say_dropped(request, form, "file") and form.is_valid():
        proof = proofs.demand(request) if asked.promise else None
        if proof is None and (answer := _done(request, asked, dossier, form)):
            return answer
    refused = bool(form.errors or (proof and proof.refused))
    context = {
        "dossier": dossier,
        "system": dossier.system,
        "form": form,
        "act": asked,
        "proof": proof,
        "happens": happens(asked, dossier, today),
        "missing": _missing(asked, dossier, course, today),
        "back": reverse("compliance:dossier", args=[dossier.pk]),
    }
    return page(request, "compliance/dossier_act.html", 422 if refused else 200, **context)


def _form(request: HttpRequest, asked: Act, dossier: Dossier, today: date) -> StepForm:
    initial: dict[str, Any] = {"version": dossier.version, "happened_on": today, "regulation": dossier.regulation_id}
    if asked.slug == "gui":
        initial["appraiser"] = dossier.appraiser
    return StepForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        dossier=dossier,
        wanted=asked.fields,
        on=today,
        promise=str(asked.promise),
        required=_required(asked, dossier, today),
        initial=initial,
    )


def _required(asked: Act, dossier: Dossier, today: date) -> tuple[str, ...]:
    """Return what the paper of a body must have: always for a decision, for an answer only when that body has nobody here."""
    if asked.slug in {"phe-duyet", "phuong-an"}:
        return PAPER
    body = hands.opinion_giver_of(dossier, today) if asked.slug == "y-kien" else hands.appraiser_of(dossier, today)
    if asked.slug in {"y-kien", "tham-dinh"} and body is not None and not body.is_here:
        return PAPER
    return ("note",) if asked.slug in {"tra-lai", "dinh-chinh"} else ()


def _done(request: HttpRequest, asked: Act, dossier: Dossier, form: StepForm) -> HttpResponse | None:
    given = {name: value for name, value in form.cleaned_data.items() if name not in {*PAPER, "promise"}}
    if "number" in asked.fields:
        given["paper"] = form.paper()
    try:
        asked.do(dossier, by=request.user, at=now(), **given)
    except ValidationError as refused:
        place_errors(form, placed(refused))
        return None
    messages.success(request, _("Đã ghi: %(act)s.") % {"act": str(asked.words).lower()})
    return HttpResponseRedirect(reverse("compliance:dossier", args=[dossier.pk]))


def _missing(asked: Act, dossier: Dossier, course: Course, today: date) -> list[gates.Missing]:
    return gates.missing_to_send(dossier, course, today) if asked.slug == "gui" else []


def happens(asked: Act, dossier: Dossier, today: date) -> list[Line]:
    """Return what will be so after the step, for the person who is about to take it."""
    acts = rulebook.authority_on(dossier, today)
    lines = [Line(_("Hệ thống"), f"{dossier.system.name}, {level_text(dossier.proposed_level).lower()}")]
    if asked.slug == "gui":
        lines.append(Line(_("Cơ quan thẩm định"), f"{hands.appraiser_of(dossier, today).name} ({acts.article})"))
    if asked.slug in {"tham-dinh", "tra-lai", "nhan"}:
        lines.append(Line(_("Cơ quan thẩm định"), hands.appraiser_of(dossier, today).name))
    if asked.slug in {"trinh", "phe-duyet"}:
        lines.append(Line(_("Cấp phê duyệt"), f"{hands.approver_of(dossier, today).name} ({acts.article})"))
    if asked.slug == "phe-duyet":
        now_level, new = level_text(dossier.system.level), level_text(dossier.proposed_level)
        lines.append(Line(_("Cấp độ trong sổ đăng ký"), _("%(now)s, sẽ ghi %(new)s") % {"now": now_level, "new": new.lower()}, warns=True))
    if asked.slug == "dinh-chinh":
        last = counting(dossier.steps.all())[-1]
        lines.append(Line(_("Bước sẽ không còn tính"), f"{last.get_what_display()}, {last.happened_on:%d/%m/%Y}", warns=True))
    return [*lines, Line(_("Ghi lại"), _("Một dòng trong nhật ký, với tên của bạn"))]
