"""The reasoning behind a level: what decided, what nearly did, what people concluded; and the acts that end a determination."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.compliance import asking, reasoning_paper, stated
from vonggac.apps.compliance.models import Determination
from vonggac.apps.compliance.queries import determinations as queries
from vonggac.apps.compliance.queries.components import components_of
from vonggac.apps.compliance.queries.visibility import systems_prepared_by, systems_visible_to
from vonggac.apps.compliance.services import determining
from vonggac.apps.compliance.spoken import case_of, in_english, verdict_of_reader
from vonggac.apps.compliance.ui.determining import READ, version_of
from vonggac.apps.compliance.ui.determining_forms import YES, CaseForm, CorrectForm, PartsForm, RaiseForm
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.downloads import download
from vonggac.apps.face.forms import place_errors
from vonggac.kernel.levels import level_text
from vonggac.law.levels.load import regimes
from vonggac.law.levels.model import GreyKind

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@requires("compliance.read", methods=READ)
def determination(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show why a level is what it is; an open determination is judged as it stands."""
    row = get_object_or_404(queries.determinations_visible_to(request.user), pk=pk)
    is_open = row.state == Determination.State.OPEN
    parts, by_parts = queries.proposed_by_parts(row.system)
    judged = stated.judge(row, [one.determination for one in parts if one.determination]) if is_open else None
    verdict = verdict_of_reader(stated.verdict_of(row, judged, components_of(row.system)) if judged else row.verdict)
    left = asking.steps_left(row) if is_open else {}
    mine = is_open and systems_prepared_by(request.user).filter(pk=row.system_id).exists()
    return page(
        request,
        "compliance/determination.html",
        row=row,
        system=row.system,
        judged=judged,
        verdict=verdict,
        level=(row.raised_to or judged.level) if judged else row.final_level(),
        provisional=judged.provisional and not _is_raised_enough(row, judged) if judged else row.is_provisional,
        cases=_cases(row, verdict),
        regimes=[{**one, "first_step": _first_step(row, one["regime"]) if mine else ""} for one in _each_regime(verdict)],
        explained=_explained(verdict),
        near=[one for one in verdict.get("nearly", []) if one["kind"] != "unknown"],
        open_questions=[{**one, "step": _step_of(row, one["input"])} for one in verdict.get("open_questions", [])],
        left=left,
        next_step=next(iter(left), ""),
        mine=mine,
        parts=parts,
        by_parts=by_parts,
        parts_said=_with_names([row.conclusions[stated.COMPONENTS]])[0] if stated.COMPONENTS in row.conclusions else None,
        earlier=queries.earlier_ones(row),
        rules_changed=stated.rules_changed_since(row),
        changed=queries.changed_of(row.system, request.user) if row.state == Determination.State.DONE else None,
        people=queries.names_of_people([row.made_by_id, row.concluded_by_id]),
        may_correct=request.user.may("compliance.appraise"),  # type: ignore[union-attr]
        may_prepare=systems_prepared_by(request.user).filter(pk=row.system_id).exists(),
    )


def _is_raised_enough(row: Determination, judged: stated.Judged) -> bool:
    return (row.raised_to or 0) >= (judged.decision.highest_possible or 0)


def _each_regime(verdict: dict[str, Any]) -> list[dict[str, Any]]:
    return [verdict, *verdict.get("others", [])] if verdict else []


def _first_step(row: Determination, name: str) -> str:
    """Return where the questions of another regime begin that the own regime does not ask."""
    rules = next((one for one in regimes() if one.id == name), None)
    return asking.next_step(row, rules) if rules and name != row.regime else ""


def _step_of(row: Determination, name: str) -> str:
    rules = stated.rules_of(row)
    return rules.input(name).step if rules.knows(name) else ""


def _cases(row: Determination, verdict: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every open case with what a person concluded."""
    said = dict(zip(row.conclusions, _with_names(list(row.conclusions.values())), strict=True))
    return [{**case, "said": said.get(case["id"]), "is_judge": case["kind"] == GreyKind.JUDGE} for case in verdict.get("grey", [])]


def _with_names(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = queries.names_of_people(one.get("by") for one in said)
    return [{**one, "who": names.get(one.get("by") or 0, "")} for one in said]


def _explained(verdict: dict[str, Any]) -> str:
    """Say in one sentence whether the regimes differ."""
    levels = {one["doc"]: one["level"] for one in _each_regime(verdict)}
    if len(set(levels.values())) <= 1:
        return _("Hai quy định cho cùng một cấp độ.")
    return "; ".join(f"{doc}: {level_text(level).lower()}" for doc, level in levels.items()) + "."


# --- what a person concludes ----------------------------------------------------------------------------------------------------------


def _mine_or_404(request: HttpRequest, pk: int) -> Determination:
    return get_object_or_404(queries.determinations_prepared_by(request.user), pk=pk)


def _closed(request: HttpRequest, row: Determination) -> HttpResponseBase | None:
    """Lead back to the reasoning where nothing can be changed any more."""
    if row.state == Determination.State.OPEN:
        return None
    messages.warning(request, _("Bản xác định này đã kết luận hoặc đã bỏ nên không sửa được."))
    return redirect("compliance:determination", row.pk)


def _said(request: HttpRequest, row: Determination, form: Any, act: Any, **context: Any) -> HttpResponseBase:
    """Carry an act of one form out; a refusal comes back with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            act(by=request.user, at=now(), version=version_of(request))
        except ValidationError as refused:
            row.refresh_from_db()
            place_errors(form, dict(refused.message_dict) if hasattr(refused, "error_dict") else {"": refused.messages})
        else:
            return redirect("compliance:determination", row.pk)
    return page(request, "compliance/determination_say.html", 422 if form.errors else 200, form=form, row=row, system=row.system, **context)


@requires("compliance.prepare")
def case(request: HttpRequest, pk: int, case: str) -> HttpResponseBase:
    """Conclude one case that the law leaves open."""
    row = _mine_or_404(request, pk)
    if answer := _closed(request, row):
        return answer
    judged = stated.judge(row, components_of(row.system))
    found = next((one for one in judged.decision.grey if one.id == case), None)
    if found is None:
        raise Http404
    before = row.conclusions.get(case, {})
    begin = {"reading": before.get("row") or str(before.get("level") or "-"), "words": before.get("words", "")} if before else None
    rows = determining.rows_to_read(case, judged.rules)
    form = CaseForm(request.POST or None, initial=begin, rows=rows, computed=judged.decision.level)

    def settle(**by: Any) -> None:
        row_id, level = form.reading_of()
        determining.settle_case(row, case, level=level, row_id=row_id, words=form.cleaned_data["words"], **by)

    title, effect = case_of(found.id, found.question, found.effect)
    return _said(request, row, form, settle, title=title, lead=f"{effect} ({found.article}).", submit=_("Ghi kết luận"))


@requires("compliance.prepare")
def parts(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Conclude whether the highest level of the component systems counts."""
    row = _mine_or_404(request, pk)
    if answer := _closed(request, row):
        return answer
    form = PartsForm(request.POST or None)

    def settle(**by: Any) -> None:
        determining.settle_components(row, takes=form.cleaned_data["takes"] == YES, words=form.cleaned_data["words"], **by)

    rules = stated.rules_of(row)
    found, top = queries.proposed_by_parts(row.system)
    lead = _("%(text)s (%(article)s). Cao nhất hiện nay: %(level)s.") % {
        "text": rules.components.text_en if in_english() else rules.components.text,
        "article": rules.components.article,
        "level": level_text(top).lower(),
    }
    return _said(request, row, form, settle, title=_("Hệ thống thành phần"), lead=lead, submit=_("Ghi kết luận"), parts=found)


@requires("compliance.prepare")
def raise_level(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Propose a higher level because of the risk, or take the proposal back."""
    row = _mine_or_404(request, pk)
    if answer := _closed(request, row):
        return answer
    begin = {"level": str(row.raised_to or ""), "reason": row.raised_because}
    taking_back = "bo" in request.POST
    form = RaiseForm(None if taking_back else request.POST or None, initial=begin)

    def settle(**by: Any) -> None:
        determining.raise_for_risk(row, level=int(form.cleaned_data["level"]), reason=form.cleaned_data["reason"], **by)

    if taking_back:
        try:
            determining.raise_for_risk(row, level=None, reason="", by=request.user, at=now(), version=version_of(request))
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        return redirect("compliance:determination", pk)
    article = stated.rules_of(row).uplift
    lead = _("Chỉ nâng, không hạ (%(article)s).") % {"article": f"{article.article}"} if article else ""
    return _said(
        request,
        row,
        form,
        settle,
        title=_("Đề xuất cấp độ cao hơn theo rủi ro"),
        lead=lead,
        submit=_("Ghi đề xuất"),
        may_take_back=row.raised_to is not None,
    )


# --- the end --------------------------------------------------------------------------------------------------------------------------


@requires("compliance.prepare")
def conclude(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Conclude, after a page that shows what is kept for good."""
    row = _mine_or_404(request, pk)
    if answer := _closed(request, row):
        return answer
    judged = stated.judge(row, components_of(row.system))
    if not judged.may_conclude:
        messages.warning(request, _("Chưa kết luận được: xem phần còn phải làm dưới đây."))
        return redirect("compliance:determination", pk)
    if answer := ask(request, _shown(row, judged)):
        return answer
    return _ended(request, row, determining.conclude_determination, _("Đã kết luận. Lập luận được giữ nguyên từ nay."))


def _shown(row: Determination, judged: stated.Judged) -> Shown:
    level = row.raised_to or judged.level
    provisional = (judged.decision.highest_possible or 0) > (level or 0)
    happens = [
        Line(_("Cấp độ kết luận"), level_text(level), warns=False),
        Line(_("Căn cứ"), "; ".join(dict.fromkeys(one.article for one in judged.decision.decided_by)) or _("kết luận của người xác định")),
        Line(_("Quy định"), judged.rules.doc),
    ]
    if provisional:
        happens.append(Line(_("Tạm tính"), _("Còn câu chưa biết có thể nâng cấp độ; bản này mang dấu tạm tính"), warns=True))
    happens.append(Line(_("Giữ lại"), _("Câu trả lời, lý do và mã băm của tiêu chí; không sửa được nữa, chỉ lập bản mới")))
    return Shown(
        title=_("Kết luận cấp độ của %(name)s") % {"name": row.system.name},
        happens=happens,
        stays=[Line(_("Cấp độ trong sổ đăng ký"), _("Giữ nguyên cho đến khi hồ sơ được phê duyệt"))],
        button=_("Kết luận %(level)s") % {"level": level_text(level).lower()},
        back=reverse("compliance:determination", args=[row.pk]),
        back_words=_("Chưa kết luận, quay lại"),
        beneath={"version": row.version, "rules": judged.rules.digest},
    )


@requires("compliance.prepare")
def drop(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Drop an open determination."""
    row = _mine_or_404(request, pk)
    if answer := _closed(request, row):
        return answer
    shown = Shown(
        title=_("Bỏ bản xác định của %(name)s") % {"name": row.system.name},
        happens=[Line(_("Bỏ"), _("Các câu trả lời của bản này; muốn xác định thì bắt đầu bản mới"))],
        button=_("Bỏ bản này"),
        back=reverse("compliance:determination", args=[pk]),
        back_words=_("Giữ lại, quay lại"),
        beneath={"version": row.version},
    )
    if answer := ask(request, shown):
        return answer
    return _ended(request, row, determining.drop_determination, _("Đã bỏ bản xác định."))


def _ended(request: HttpRequest, row: Determination, act: Any, words: str) -> HttpResponseBase:
    try:
        act(row, by=request.user, at=now(), version=row.version)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, words)
    return redirect("compliance:determination", row.pk)


@requires("compliance.read", methods=READ)
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the reasoning as a Word file in the layout of official documents."""
    row = get_object_or_404(queries.determinations_visible_to(request.user), pk=pk)
    if row.state != Determination.State.DONE or not row.verdict:
        raise Http404
    content = reasoning_paper.docx_of(row, today=localdate(), at=now())
    return download(content, f"thuyet-minh-cap-do-{row.system.pk}-{row.pk}.docx", DOCX)


# --- the register's level -------------------------------------------------------------------------------------------------------------


@requires("compliance.appraise")
def correct(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Correct the level in the register by hand, with the reason, after a page that shows it."""
    system = get_object_or_404(systems_visible_to(request.user), pk=pk)
    standing = queries.standing_determination(system)
    begin = {"level": str(standing.final_level() if standing else ""), "before": str(system.level or "")}
    form = CorrectForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        level = int(form.cleaned_data["level"]) if form.cleaned_data["level"] else None
        if answer := _confirm_correction(request, system, level, form):
            return answer
        before = form.cleaned_data["before"]
        try:
            determining.correct_level(
                system,
                level,
                before=int(before) if before.isdigit() else None,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=now(),
                leaning_on=standing,
            )
        except ValidationError as refused:
            place_errors(form, dict(refused.message_dict) if hasattr(refused, "error_dict") else {"": refused.messages})
        else:
            messages.success(request, _("Đã đính chính cấp độ trong sổ đăng ký."))
            return redirect(system.get_absolute_url())
    return page(
        request,
        "compliance/level_correct.html",
        422 if form.errors else 200,
        form=form,
        system=system,
        standing=standing,
    )


def _confirm_correction(request: HttpRequest, system: Any, level: int | None, form: Any) -> HttpResponse | None:
    if level == system.level:
        return None
    shown = Shown(
        title=_("Đính chính cấp độ của %(name)s") % {"name": system.name},
        happens=[
            Line(_("Cấp độ đang ghi"), level_text(system.level)),
            Line(_("Cấp độ mới"), level_text(level)),
            Line(_("Lý do"), form.cleaned_data["reason"]),
            Line(_("Kéo theo"), _("Thứ tự ưu tiên của mọi việc thuộc hệ thống này tính theo cấp độ mới")),
            Line(_("Ghi lại"), _("Một dòng trong nhật ký, với tên của bạn")),
        ],
        button=_("Đổi thành %(level)s") % {"level": level_text(level)},
        back=system.get_absolute_url(),
        back_words=_("Chưa đổi, quay lại"),
        sensitive=True,
    )
    carried = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
    return ask(request, shown, template="registry/confirm_change.html", carried=carried)
