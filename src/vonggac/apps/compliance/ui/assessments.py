"""Pages of assessments: the list, opening one, answering many controls or one, handing in, closing, and the place on a system's page."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vonggac.apps.compliance.models import Assessment
from vonggac.apps.compliance.queries import measure_groups, measures
from vonggac.apps.compliance.queries.visibility import systems_confirmed_by, systems_prepared_by
from vonggac.apps.compliance.services import assessing
from vonggac.apps.compliance.services.assessing import Said
from vonggac.apps.compliance.spoken import titled
from vonggac.apps.compliance.ui.cadences import in_words
from vonggac.apps.compliance.ui.measure_forms import FILTER_STATES, ONLY, AnswerForm, BulkForm, OpenForm, nothing_ticked, ticked
from vonggac.apps.compliance.ui.radar import radar
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.forms import place_errors
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.registry.ui.systems import placed
from vonggac.law.catalogue import Catalogue
from vonggac.law.catalogues import usable_on

A_PAGE = 50
UNFOLDED = 20
"""As many rows stand open; more of them fold by group."""


def found(request: HttpRequest, pk: int) -> tuple[Assessment, Catalogue]:
    """Return an assessment the person may know of, with its edition; a stranger learns nothing."""
    assessment = get_object_or_404(measures.assessments_visible_to(request.user), pk=pk)
    edition = measures.edition_of(assessment)
    if edition is None:
        raise Http404
    return assessment, edition


def known(request: HttpRequest, pk: int) -> tuple[Assessment, Catalogue]:
    """Return an assessment whose single answers the person may know."""
    assessment, edition = found(request, pk)
    if not measures.may_know(request.user, assessment.system):
        raise Http404
    return assessment, edition


def prepared(request: HttpRequest, pk: int) -> tuple[Assessment, Catalogue]:
    """Return an assessment the person may answer."""
    assessment, edition = found(request, pk)
    if not systems_prepared_by(request.user).filter(pk=assessment.system_id).exists():
        raise Http404
    return assessment, edition


def in_english() -> bool:
    return get_language() == "en"


# --- the list ---------------------------------------------------------------------------------------------------------------------


@requires("compliance.read", methods=("GET", "HEAD"))
def assessments(request: HttpRequest) -> HttpResponse:
    """Show the assessments of the systems in sight with their sums, level 3 and above first."""
    words, state = request.GET.get("q", "")[:100], request.GET.get("state", "")
    rows = Paginator(measures.assessments_in_order(request.user, words, state), A_PAGE).get_page(request.GET.get("page"))
    tallies = measures.tallies_of([row.pk for row in rows])
    lines = [(row, measures.Tally.sum(tallies[row.pk].values())) for row in rows]
    states = Assessment.State.choices
    return page(
        request, "compliance/measures/assessments.html", rows=rows, lines=lines, q=words, state=state, states=states,
        state_words=dict(states).get(state, ""),
    )  # fmt: skip


@requires("compliance.prepare")
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an assessment of a system."""
    system = get_object_or_404(systems_prepared_by(request.user).select_related("owner"), pk=pk)
    editions = usable_on(localdate())
    form = OpenForm(request.POST or None, editions=editions, system=system)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        edition = next(one for one in editions if one.code == facts.pop("edition"))
        try:
            made = assessing.open_assessment(system, edition, by=request.user, at=now(), **facts)
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            return HttpResponseRedirect(reverse("compliance:assessment", args=[made.pk]))
    title = _("Mở lần đánh giá biện pháp của %(name)s") % {"name": system.name}
    return page(
        request, "compliance/measures/form.html", form=form, title=title, submit=_("Mở lần đánh giá"), back=system.get_absolute_url()
    )  # fmt: skip


# --- one assessment ---------------------------------------------------------------------------------------------------------------


@requires("compliance.read")
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an assessment in the groups of the catalogue; ticking answers many controls at once."""
    if request.method == "POST":
        return _answer_many(request, pk)
    return _assessment_page(request, pk, BulkForm())


def _answer_many(request: HttpRequest, pk: int) -> HttpResponse:
    row, _edition = prepared(request, pk)
    form, seen = BulkForm(request.POST), ticked(request.POST.getlist("chon"))
    if not seen:
        form.add_error(None, nothing_ticked())
    if form.is_valid():
        said = [Said(control=code, version=version, **form.cleaned_data) for code, version in seen.items()]
        try:
            assessing.answer_controls(row.pk, said, by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            return HttpResponseRedirect(request.get_full_path())
    return _assessment_page(request, pk, form, seen)


def _assessment_page(request: HttpRequest, pk: int, form: BulkForm, seen: dict[str, int] | None = None) -> HttpResponse:
    row, edition = found(request, pk)
    tallies, rights = measures.tallies_of([row.pk])[row.pk], _rights(request, row)
    total = measures.Tally.sum(tallies.values())
    may_know = measures.may_know(request.user, row.system)
    filters = measures.Filters(
        request.GET.get("q", "")[:100], request.GET.get("state", ""), request.GET.get("group", ""), request.GET.get("chi", "")
    )
    standing, whole = measure_groups.groups_standing(
        row, titles_of(edition), tallies, user=request.user, answers=rights["may_answer"], confirms=rights["may_confirm"]
    )
    rows = _rows_shown(row, edition, filters, seen or {}) if may_know else []
    _draw(rows)
    return page(
        request,
        "compliance/measures/assessment.html",
        assessment=row,
        english=in_english(),
        edition=edition,
        total=total,
        may_know=may_know,
        corrected=measures.was_corrected(row),
        sections=_sections(edition, rows, tallies),
        is_narrowed=filters != measures.Filters(),
        unfolded=len(rows) <= UNFOLDED,
        standing=standing,
        again=whole.again,
        waiting=whole.waiting,
        next_control=measure_groups.next_to_answer(row) if rights["may_answer"] else "",
        form=form,
        seen=seen or {},
        filters=filters,
        chips=_chips(filters, edition),
        states=FILTER_STATES,
        only=ONLY,
        groups=list(titles_of(edition).items()),
        beside=_beside(filters, standing),
        **rights,
    )


def _rows_shown(row: Assessment, edition: Catalogue, filters: measures.Filters, seen: dict[str, int]) -> list[measures.Line]:
    """Return the rows to draw: those that fit the filters; without one only the groups of what was ticked, when an answer was refused."""
    if filters == measures.Filters() and not seen:
        return []
    rows = measures.narrowed(measures.lines_of(row, edition, on=localdate()), filters)
    if filters != measures.Filters():
        return rows
    groups = {one.control.group for one in rows if one.control.code in seen}
    return [one for one in rows if one.control.group in groups]


def titles_of(edition: Catalogue) -> dict[str, str]:
    """Return the names of the groups of an edition in the reader's language."""
    return {one.code: one.title_en if in_english() else one.title_vi for one in edition.groups}


def _beside(filters: measures.Filters, standing: list[measure_groups.GroupStanding]) -> dict[str, measure_groups.GroupStanding]:
    """Return the groups before and after the one that is shown, in the order of the page."""
    codes = [one.code for one in standing]
    if filters.group not in codes:
        return {}
    at = codes.index(filters.group)
    found = {"before": standing[at - 1]} if at else {}
    return found | ({"after": standing[at + 1]} if at + 1 < len(codes) else {})


def _draw(lines: list[measures.Line]) -> None:
    """Draw each sort of answer once; most of two hundred rows say one of five things."""
    drawn: dict[tuple[Any, ...], str] = {}
    for line in lines:
        answer = line.answer
        state = (answer.counts_as, answer.state, answer.look_again, answer.returned_because, answer.inherited_from_id)
        key = (*state, line.waits, line.task_done)
        if key not in drawn:
            drawn[key] = render_to_string("compliance/measures/answer_state.html", {"line": line})
        line.cell = drawn[key]


def _rights(request: HttpRequest, row: Assessment) -> dict[str, bool]:
    is_open = row.state != Assessment.State.CLOSED
    prepares = is_open and systems_prepared_by(request.user).filter(pk=row.system_id).exists()
    confirms = is_open and systems_confirmed_by(request.user).filter(pk=row.system_id).exists()
    assigns = request.user.may("work.assign")  # type: ignore[union-attr]
    return {"may_answer": prepares, "may_confirm": confirms, "may_assign": assigns}


def _sections(edition: Catalogue, lines: list[measures.Line], tallies: dict[str, measures.Tally]) -> list[tuple[Any, ...]]:
    titles = titles_of(edition)
    return [
        (code, titles[code], tallies.get(code, measures.Tally()), list(part))
        for code, part in groupby(lines, key=lambda line: line.control.group)
    ]


def _chips(filters: measures.Filters, edition: Catalogue) -> list[tuple[str, str]]:
    groups = {one.code: titled(one) for one in (*edition.groups, *edition.displays)}
    words = {
        "q": f"“{filters.words}”" if filters.words else "",
        "state": str(dict(FILTER_STATES).get(filters.state, "")),
        "group": groups.get(filters.group, ""),
        "chi": str(dict(ONLY).get(filters.only, "")),
    }
    return [(name, value) for name, value in words.items() if value]


@requires("compliance.read")
def control(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show one control with all that speaks about it, and take its answer."""
    row, edition = known(request, pk)
    lines = measures.lines_of(row, edition, on=localdate())
    codes = [line.control.code for line in lines]
    if code not in codes:
        raise Http404
    line = lines[codes.index(code)]
    rights = _rights(request, row)
    answer = line.answer
    initial = {"state": answer.state, "note": answer.note, "version": answer.version}
    form = AnswerForm(request.POST or None, initial=initial)
    before, after = measures.neighbours(codes, code)
    if request.method == "POST":
        if not rights["may_answer"]:
            raise Http404
        if form.is_valid() and _answered(request, row, code, form):
            return HttpResponseRedirect(reverse("compliance:control", args=[row.pk, after or code]))
    return page(
        request, "compliance/measures/control.html", assessment=row, edition=edition, line=line, form=form, before=before, after=after,
        proofs=measures.proofs_for(row.system, row.catalogue, code), today=localdate(), place=codes.index(code) + 1,
        cadence_words=in_words(line.cadence),
        count=len(codes), **rights,
    )  # fmt: skip


def _answered(request: HttpRequest, row: Assessment, code: str, form: AnswerForm) -> bool:
    try:
        assessing.answer_controls(row.pk, [Said(control=code, **form.cleaned_data)], by=request.user, at=now())
    except ValidationError as refused:
        place_errors(form, placed(refused))
        return False
    return True


@requires("compliance.prepare")
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the answers in, after saying what waits for whom."""
    row, _edition = prepared(request, pk)
    total = measures.Tally.sum(measures.tallies_of([row.pk])[row.pk].values())
    shown = Shown(
        title=_("Nộp câu trả lời của %(name)s để xác nhận") % {"name": row.system.name},
        happens=[
            Line(_("Đã trả lời"), _("%(done)s trên %(all)s yêu cầu") % {"done": total.answered, "all": total.demanded}),
            Line(_("Chưa trả lời"), str(total.unanswered), warns=bool(total.unanswered)),
            Line(_("Tiếp theo"), _("Người khác với người trả lời xem xét, xác nhận hoặc trả lại")),
        ],
        button=ngettext("Nộp %(n)s câu trả lời", "Nộp %(n)s câu trả lời", total.answered) % {"n": total.answered},
        back=reverse("compliance:assessment", args=[row.pk]),
        back_words=_("Chưa nộp, quay lại"),
    )
    return _act(request, row, shown, assessing.hand_in_assessment)


@requires("compliance.confirm")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an assessment for good, after showing its sums."""
    row, _edition = found(request, pk)
    if not systems_confirmed_by(request.user).filter(pk=row.system_id).exists():
        raise Http404
    total = measures.Tally.sum(measures.tallies_of([row.pk])[row.pk].values())
    shown = Shown(
        title=_("Kết thúc lần đánh giá của %(name)s") % {"name": row.system.name},
        happens=[
            Line(_("Đạt"), str(total.met)),
            Line(_("Đạt một phần"), str(total.partly)),
            Line(_("Chưa đạt"), str(total.not_met)),
            Line(_("Không áp dụng"), str(total.not_applicable)),
            Line(_("Chưa trả lời"), str(total.unanswered), warns=bool(total.unanswered)),
            Line(_("Từ đây"), _("Lần đánh giá này không sửa được nữa; lần sau mở mới và xem lại từng câu trả lời")),
        ],
        button=_("Kết thúc lần đánh giá"),
        back=reverse("compliance:assessment", args=[row.pk]),
        back_words=_("Chưa kết thúc, quay lại"),
    )
    return _act(request, row, shown, assessing.close_assessment)


def _act(request: HttpRequest, row: Assessment, shown: Shown, act: Any) -> HttpResponse:
    if answer := ask(request, shown):
        return answer
    try:
        act(row.pk, by=request.user, at=now(), version=row.version)
    except ValidationError as refused:
        return page(request, "registry/refused.html", status=409, title=shown.title, messages_of=refused.messages, back=shown.back)
    return HttpResponseRedirect(shown.back)


# --- on a system's page -----------------------------------------------------------------------------------------------------------


def panel(user: Any, system: InformationSystem, at: datetime) -> dict[str, Any] | None:
    """Return the place of measures on a system's page: radar beside table, this time and last time; sums only, so everyone may read it."""
    if not user.may("compliance.read"):
        return None
    standing = measures.standing_of(system, english=in_english())
    may_open = systems_prepared_by(user).filter(pk=system.pk).exists()
    if standing is None:
        return {"system": system, "standing": None, "may_open": may_open} if may_open else None
    return {
        "system": system,
        "standing": standing,
        "drawn": radar(standing.arms),
        "may_open": may_open and standing.assessment.state == Assessment.State.CLOSED,
        "may_know": measures.may_know(user, system),
        "not_applicable": standing.total.not_applicable,
        "unanswered": standing.total.unanswered,
    }
