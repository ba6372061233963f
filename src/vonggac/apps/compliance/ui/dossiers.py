"""Pages of dossiers: the list, one dossier, opening one, filling a part, the files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.compliance import gates, hands, rulebook
from vonggac.apps.compliance.course import Course
from vonggac.apps.compliance.models import Dossier, DossierStep
from vonggac.apps.compliance.queries import dossiers as queries
from vonggac.apps.compliance.queries.visibility import systems_prepared_by, systems_visible_to
from vonggac.apps.compliance.services import dossiers as services
from vonggac.apps.compliance.ui.dossier_acts import acts_of
from vonggac.apps.compliance.ui.dossier_forms import OpenForm, PartForm
from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.memory_upload import in_memory, say_dropped
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.registry.ui.forms import LEVEL_FILTERS
from vonggac.apps.registry.ui.systems import placed
from vonggac.kernel.levels import level_text
from vonggac.kernel.reading import format_date

READ = ("GET", "HEAD")
A_PAGE, FIRST = 50, 5
FILTERS = ("state", "level", "late", "place")
LEVELS = [pair for pair in LEVEL_FILTERS if pair[0] != "0"]
State = Dossier.State


# --- the list -------------------------------------------------------------------------------------------------------------------------


@requires("compliance.read", methods=READ)
def dossiers(request: HttpRequest) -> HttpResponse:
    """Show the standing dossiers, level 3 and above first, then what is late, then what is due first."""
    today = localdate()
    seen = {name: request.GET.get(name, "")[:100] for name in ("q", *FILTERS)}
    filters = queries.DossierFilters(words=seen["q"], **{name: seen[name] for name in FILTERS})
    visible = queries.dossiers_visible_to(request.user)
    found = queries.in_order(queries.narrowed(visible, filters, today), today)
    rows = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "compliance/dossiers.html",
        rows=rows,
        lines=[(row, queries.shape_of_state(row), queries.words_of_state(row), queries.due_of(row, today)) for row in rows],
        late=queries.narrowed(visible, queries.DossierFilters(late="1"), today).count(),
        seen=seen,
        chips=_chips(seen),
        states=queries.STATES,
        levels=LEVELS,
        lates=[("1", _("Quá hạn"))],
        places=queries.PLACES,
    )


def _chips(seen: dict[str, str]) -> list[tuple[str, str]]:
    words: dict[str, dict[str, Any]] = {
        "state": dict(queries.STATES),
        "level": dict(LEVELS),
        "late": {"1": _("Quá hạn")},
        "place": dict(queries.PLACES),
    }
    return [(name, str(words.get(name, {}).get(value, f"“{value}”"))) for name, value in seen.items() if value]


def panel(user: Any, at: datetime) -> dict[str, Any] | None:
    """Return the late dossiers that the person may see, each with where it lies; None when there are none."""
    if not user.may("compliance.read"):
        return None
    today = localdate(at)
    late = queries.late_dossiers(user, today)
    count = late.count()
    if not count:
        return None
    return {
        "count": count,
        "first": [(row, queries.due_of(row, today), row.with_body or row.preparer.addressed_as()) for row in late[:FIRST]],
    }


def on_system(user: Any, system: InformationSystem, at: datetime) -> dict[str, Any] | None:
    """Return the dossier of a system for its page: the five steps and what runs."""
    if not systems_visible_to(user).filter(pk=system.pk).exists():
        return None
    today, dossier = localdate(at), queries.standing_of(system.pk)
    may_open = systems_prepared_by(user).filter(pk=system.pk).exists()
    if dossier is None:
        return {"system": system, "dossier": None, "may_open": may_open}
    steps, course = queries.trail_of(dossier)
    entries = gates.entries(dossier, course, today)
    return {
        "system": system,
        "dossier": dossier,
        "stages": stages(dossier, course),
        "due": queries.due_of(dossier, today),
        "there": sum(1 for one in entries if one.is_there),
        "parts": len(entries),
        "steps": len(steps),
        "may_open": may_open,
    }


# --- one dossier ----------------------------------------------------------------------------------------------------------------------


ORDER = [State.DRAFT, State.SENT, State.APPRAISED, State.APPROVED, State.IMPLEMENTED]


def stages(dossier: Dossier, course: Course) -> list[dict[str, Any]]:
    """Return the five steps as the page draws them: done, now, or to come, each with its day in words."""
    return [
        _drafted(dossier, course),
        _sent(dossier, course),
        _appraised(dossier, course),
        _approved(dossier, course),
        _carried_out(dossier, course),
    ]


def _stage(name: str, words: str, *, past: bool, now: bool) -> dict[str, Any]:
    return {"name": name, "words": words, "past": past and not now, "now": now}


def _day(step: DossierStep | None, tail: str = "") -> str:
    return f"{format_date(step.happened_on)}{tail}" if step else ""


def _drafted(dossier: Dossier, course: Course) -> dict[str, Any]:
    is_now = dossier.state == State.DRAFT
    name = _("Trả lại để hoàn thiện") if dossier.is_returned else _("Dự thảo")
    return _stage(name, _day(course.opened), past=not is_now, now=is_now)


def _sent(dossier: Dossier, course: Course) -> dict[str, Any]:
    is_now = dossier.state == State.SENT
    name = _("Đang thẩm định tại %(body)s") % {"body": dossier.with_body} if is_now and course.received else _("Đã gửi thẩm định")
    return _stage(name, _day(course.sent), past=ORDER.index(State(dossier.state)) > 1, now=is_now)


def _appraised(dossier: Dossier, course: Course) -> dict[str, Any]:
    fit = _(", đạt") if course.is_favourable else _(", không đạt")
    is_now = dossier.state == State.APPRAISED and course.submission is None
    return _stage(_("Đã thẩm định"), _day(course.appraisal, fit), past=ORDER.index(State(dossier.state)) > 1, now=is_now)


def _approved(dossier: Dossier, course: Course) -> dict[str, Any]:
    is_past = dossier.state in {State.APPROVED, State.IMPLEMENTED}
    if course.submission is None or is_past:
        words = (
            _("số %(number)s, %(day)s") % {"number": dossier.decision_number, "day": format_date(dossier.approved_on)}
            if dossier.approved_on
            else ""
        )
        return _stage(_("Đã được phê duyệt"), words, past=is_past, now=False)
    words = _("trình %(day)s") % {"day": format_date(course.submission.happened_on)}
    if dossier.due_on:
        words = _("trình %(day)s, phê duyệt đến hết %(due)s") % {
            "day": format_date(course.submission.happened_on),
            "due": format_date(dossier.due_on),
        }
    return _stage(_("Đang trình %(body)s") % {"body": dossier.with_body}, words, past=False, now=True)


def _carried_out(dossier: Dossier, course: Course) -> dict[str, Any]:
    words = _day(course.implementation)
    if dossier.expected_full_on:
        words = _("dự kiến đủ %(day)s") % {"day": format_date(dossier.expected_full_on)}
    now_here = dossier.state == State.APPROVED
    name = dossier.get_implementation_display() if now_here else _("Đã triển khai")
    return _stage(name, words, past=dossier.state == State.IMPLEMENTED, now=now_here)


def found(request: HttpRequest, pk: int) -> Dossier:
    """Return a dossier that the person may see."""
    rows = queries.dossiers_visible_to(request.user).select_related(
        "system__specialised_unit", "system__operator", "appraiser", "regulation", "determination"
    )
    return get_object_or_404(rows, pk=pk)


@requires("compliance.read", methods=READ)
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one dossier: five steps, what is missing with who sees to it, parts with their articles, the trail, clocks, papers."""
    row, today = found(request, pk), localdate()
    steps, course = queries.trail_of(row)
    running = rulebook.running(row, course)
    versions = queries.versions_beside(row)
    return page(
        request,
        "compliance/dossier.html",
        dossier=row,
        system=row.system,
        stages=stages(row, course),
        state=(queries.shape_of_state(row), queries.words_of_state(row)),
        due=queries.due_of(row, today),
        standing=running.standing(today) if running else None,
        clock=running,
        missing=_missing(row, course, today),
        entries=gates.entries(row, course, today),
        statements=gates.statements(row, today),
        may_fill=row.state == State.DRAFT and not row.is_superseded and hands.prepares(request.user, row),
        may_renew=hands.prepares(request.user, row)
        and row.state in {State.DRAFT, State.APPROVED, State.IMPLEMENTED}
        and not row.is_superseded,
        acts=acts_of(request.user, row, course, today),
        steps=steps,
        authority=_authority(row, today),
        doc=rulebook.regime_doc(row),
        last_day=rulebook.last_day_of(row),
        runs_early=_runs_early(row, today),
        versions=versions,
        may_report_spill=request.user.may("directives.spill"),  # type: ignore[union-attr]
        papers=_papers(row),
        today=today,
    )


def _papers(row: Dossier) -> Sequence[Any]:
    from vonggac.apps.compliance import dossier_papers

    return dossier_papers.papers_for(row)


def _missing(row: Dossier, course: Course, today: date) -> list[gates.Missing]:
    """Return what stands before the next step."""
    if row.is_superseded or row.state in {State.APPROVED, State.IMPLEMENTED}:
        return []
    if row.state == State.DRAFT:
        return gates.missing_to_send(row, course, today)
    return gates.missing_to_approve(row, course, today, row.regulation)


def _authority(row: Dossier, today: date) -> list[tuple[str, str]]:
    acts = rulebook.authority_on(row, today)
    lines = [(_("Lập hồ sơ"), row.preparer.addressed_as())]
    if acts.opinion:
        lines.append((_("Ý kiến chuyên môn"), hands.body_in(row, acts.opinion, today).name))
    lines += [(_("Thẩm định"), hands.appraiser_of(row, today).name), (_("Phê duyệt"), hands.approver_of(row, today).name)]
    if acts.approves_plan:
        lines.append((_("Phê duyệt phương án"), hands.body_in(row, acts.approves_plan, today).name))
    return [*lines, (_("Căn cứ"), f"{acts.article}, {rulebook.regime_doc(row)}")]


def _runs_early(row: Dossier, today: date) -> bool:
    """Say whether the system runs although its plan is not complete (Decree 331/2026, khoản 6 Điều 30)."""
    return row.implementation != Dossier.Implementation.FULL and bool(row.system.in_operation_at(today)) and not row.is_superseded


# --- opening and filling --------------------------------------------------------------------------------------------------------------


@requires("compliance.prepare")
def open_new(request: HttpRequest, system_pk: int) -> HttpResponse:
    """Open the first dossier of a system, or a new version over the standing one, which passes a page that shows so."""
    system = get_object_or_404(systems_prepared_by(request.user), pk=system_pk)
    newest = queries.determinations_for(system).first()
    initial = {"happened_on": localdate(), "determination": newest.pk if newest else None}
    form = OpenForm(request.POST or None, system=system, initial=initial)
    if request.method == "POST" and form.is_valid():
        if answer := _ask_renewal(request, system, form):
            return answer
        try:
            made = services.open_dossier(system, by=request.user, at=now(), **form.cleaned_data)
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã lập hồ sơ. Bổ sung các thành phần rồi gửi thẩm định."))
            return HttpResponseRedirect(reverse("compliance:dossier", args=[made.pk]))
    title = _("Lập hồ sơ đề xuất cấp độ: %(system)s") % {"system": system.name}
    status = 422 if form.errors else 200
    return page(request, "registry/form.html", status, form=form, title=title, submit=_("Lập hồ sơ"), back=system.get_absolute_url())


def _ask_renewal(request: HttpRequest, system: InformationSystem, form: OpenForm) -> HttpResponse | None:
    standing = queries.standing_of(system.pk)
    if standing is None or not form.cleaned_data["reason"]:
        return None
    shown = Shown(
        title=_("Xác định lại cấp độ của %(name)s") % {"name": system.name},
        happens=[
            Line(
                _("Hồ sơ hiện nay"),
                _("Lần %(which)s, %(state)s; vẫn đọc được, không ghi thêm được nữa")
                % {"which": standing.number, "state": queries.words_of_state(standing).lower()},
                warns=True,
            ),
            Line(_("Hồ sơ mới"), _("Lần %(which)s, bắt đầu từ dự thảo") % {"which": standing.number + 1}),
            Line(_("Cấp độ trong sổ đăng ký"), _("%(level)s, giữ nguyên đến khi có quyết định mới") % {"level": level_text(system.level)}),
            Line(_("Ghi lại"), _("Một dòng trong nhật ký, với tên của bạn")),
        ],
        button=_("Lập hồ sơ lần %(which)s") % {"which": standing.number + 1},
        back=reverse("compliance:dossier", args=[standing.pk]),
        sensitive=True,
        beneath={name: str(value) for name, value in form.cleaned_data.items()},
    )
    carried = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
    return ask(request, shown, template="registry/confirm_change.html", carried=carried)


@in_memory
@requires("compliance.prepare")
def part(request: HttpRequest, pk: int, key: str) -> HttpResponseBase:
    """Fill one part: a file, a text, a text that begins with what the register already knows; or the statement on a gate."""
    row, today = found(request, pk), localdate()
    if not hands.prepares(request.user, row) or row.state != State.DRAFT or row.is_superseded:
        raise PermissionDenied("compliance.prepare")
    course = queries.trail_of(row)[1]
    entry = next((one for one in [*gates.entries(row, course, today), *gates.statements(row, today)] if one.key == key and one.fills), None)
    if entry is None:
        raise Http404
    begun = entry.row.text if entry.row else _begun(row, key, request, today)
    form = PartForm(request.POST or None, request.FILES or None, initial={"text": begun, "version": row.version})
    if request.method == "POST" and not say_dropped(request, form, "file") and form.is_valid():
        said, file = form.cleaned_data, form.cleaned_data["file"]
        try:
            services.fill_part(
                row,
                key,
                by=request.user,
                at=now(),
                version=said["version"],
                text=said["text"],
                content=file.read() if file else None,
                file_name=file.name if file else "",
            )
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã lưu thành phần hồ sơ."))
            return HttpResponseRedirect(f"{reverse('compliance:dossier', args=[row.pk])}#parts")
    context = {"dossier": row, "system": row.system, "entry": entry, "form": form, "back": reverse("compliance:dossier", args=[row.pk])}
    return page(request, "compliance/dossier_part.html", 422 if form.errors else 200, **context)


def _begun(row: Dossier, key: str, request: HttpRequest, today: date) -> str:
    """Return the text that the register can begin for a part; nothing for the others."""
    from vonggac.apps.compliance import dossier_papers

    return dossier_papers.begun_text(row, key, user=request.user, today=today)
