"""Pages of cases: the queue, one case, the guide to find the machine, closing without one; what stands on the page of a system."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.forms import place_errors
from vonggac.apps.face.handling_words import handling_words
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.registry.ui.forms import LEVEL_FILTERS
from vonggac.apps.registry.ui.systems import placed
from vonggac.apps.threats.models import Case
from vonggac.apps.threats.queries import cases as queries
from vonggac.apps.threats.queries.visibility import cases_known_to, cases_visible_to, hits_visible_to, sees_all
from vonggac.apps.threats.services.settling import close_unidentified
from vonggac.apps.threats.ui.forms import ReasonForm
from vonggac.apps.threats.ui.words import state_of
from vonggac.apps.work.queries import visible_to as tasks_visible_to
from vonggac.kernel.reading import parse_date
from vonggac.law.cleanup import MalwareClass
from vonggac.law.cleanups import clean_up_rules

READ = ("GET", "HEAD")
A_PAGE, A_PAGE_OF_ROWS, FIRST = 50, 25, 5
PRINTED_ROWS = 10
"""So many rows leave room for the guide on one sheet."""
FILTERS = ("level", "kind", "mark", "month")
ANY_STATE = "all"
STATES = [*Case.State.choices, (ANY_STATE, _("Mọi tình trạng"))]
MARKS = [
    (queries.LATE, _("Quá hạn theo dõi")),
    (queries.RETURNED, _("Lại bị nêu sau khi đóng")),
    (queries.STAYING, _("Đã báo cơ quan cấp trên")),
]


def _kinds(day: date) -> list[tuple[str, str]]:
    return [(one.key, one.name) for one in clean_up_rules().classes if one.holds_on(day)]


def _kind(key: str, day: date) -> MalwareClass:
    return clean_up_rules().by_key(key, day)


@requires("threats.read", methods=READ)
def cases(request: HttpRequest) -> HttpResponse:
    """Show the queue: late first, then level 3 and above, then risk, then age."""
    today = localdate()
    seen = seen_in(request)
    visible = cases_visible_to(request.user)
    found = queries.for_list(queries.in_order(queries.narrowed(visible, asked_of(seen), today), today))
    rows = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    names = dict(_kinds(today))
    return page(
        request,
        "threats/cases.html",
        rows=rows,
        lines=[(row, *state_of(row), names.get(row.malware_class, row.malware_class), row.days_past(today)) for row in rows],
        standing=queries.standing_of(visible, today),
        seen=seen,
        chips=chips_of(seen),
        states=STATES,
        levels=LEVEL_FILTERS,
        kinds=_kinds(today),
        marks=MARKS,
        sees_lists=sees_all(request.user),
    )


def asked_of(seen: dict[str, str]) -> queries.CaseFilters:
    """Without a word on states only open cases are asked for, unless a month was: a month shows whatever it listed."""
    month = parse_date(seen["month"])
    state = seen["state"] or ("" if month else Case.State.OPEN)
    return queries.CaseFilters(
        words=seen["q"], state="" if state == ANY_STATE else state, level=seen["level"], kind=seen["kind"], mark=seen["mark"], month=month
    )


def seen_in(request: HttpRequest) -> dict[str, str]:
    """Return what the queue was narrowed to."""
    return {name: request.GET.get(name, "")[:100] for name in ("q", "state", *FILTERS)}


def chips_of(seen: dict[str, str]) -> list[tuple[str, str]]:
    """Return each filter with its words."""
    kinds = dict(_kinds(localdate()))
    words: dict[str, dict[str, Any]] = {"state": dict(STATES), "level": dict(LEVEL_FILTERS), "kind": kinds, "mark": dict(MARKS)}
    if month := parse_date(seen["month"]):
        words["month"] = {seen["month"]: _("Tháng %(month)s") % {"month": f"{month:%m/%Y}"}}
    return [(name, str(words.get(name, {}).get(value, f"“{value}”"))) for name, value in seen.items() if value]


# --- one case -------------------------------------------------------------------------------------------------------------------------


def case_or_404(request: HttpRequest, pk: int) -> Case:
    """Return a case that the person may read."""
    return get_object_or_404(queries.case_for_page(request.user), pk=pk)


@requires("threats.read", methods=READ)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case with its evidence, its steps, its task and its history; addresses only to who needs to know them."""
    row, today = case_or_404(request, pk), localdate()
    known = cases_known_to(request.user).filter(pk=row.pk).exists()
    evidence = Paginator(queries.evidence_of(row, hits_visible_to(request.user)), A_PAGE_OF_ROWS).get_page(request.GET.get("page"))
    kind = _kind(row.malware_class, today)
    listings = queries.listings_of(row)
    task = row.task if row.task_id and tasks_visible_to(request.user).filter(pk=row.task_id).exists() else None
    return page(
        request,
        "threats/case.html",
        case=row,
        state=state_of(row),
        kind=kind,
        task=task,
        evidence=evidence,
        reasons=_reasons(evidence),
        known=known,
        listings=[(one, handling_words(one.list.handling)) for one in listings],
        names_source=len({one.list.source_id for one in listings}) > 1,
        days_past=row.days_past(today),
        today=today,
        may_close=row.is_open and request.user.may("threats.settle"),  # type: ignore[union-attr]
        sees_lists=sees_all(request.user),
    )


def _reasons(evidence: Any) -> list[str]:
    return list(dict.fromkeys(hit.reason.because for hit in evidence))


@requires("threats.read", methods=READ)
def find_machine(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one page to print: which address, minute and port, and how to find the machine behind them."""
    row = case_or_404(request, pk)
    if not cases_known_to(request.user).filter(pk=row.pk).exists():
        raise Http404
    evidence = queries.evidence_of(row, hits_visible_to(request.user))
    shown = {"rows": evidence[:PRINTED_ROWS], "total": evidence.count(), "kind": _kind(row.malware_class, localdate())}
    task = row.task if row.task_id and tasks_visible_to(request.user).filter(pk=row.task_id).exists() else None
    return page(request, "threats/find_machine.html", case=row, task=task, **shown)


@requires("threats.settle")
def unidentified(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Close a case whose machine cannot be found, with the reason."""
    row = case_or_404(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_unidentified(row, reason=form.cleaned_data["reason"], by=request.user, at=now())
        except ValidationError as refused:
            place_errors(form, placed(refused))
        else:
            messages.success(request, _("Đã đóng ca %(number)s: không xác định được máy.") % {"number": row.number()})
            return redirect("threats:case", row.pk)
    return page(request, "threats/unidentified.html", 422 if form.errors else 200, case=row, form=form)


# --- elsewhere ------------------------------------------------------------------------------------------------------------------------


def panel(user: Any, at: datetime) -> dict[str, Any] | None:
    """Return what stands of the cases on the first page: figures and the first ones; None when none is open."""
    if not user.may("threats.read"):
        return None
    today, visible = localdate(at), cases_visible_to(user)
    standing = queries.standing_of(visible, today)
    if not standing.open:
        return None
    first = queries.in_order(visible.filter(state=Case.State.OPEN), today).select_related("system", "organisation")[:FIRST]
    return {"standing": standing, "first": [(row, row.days_past(today)) for row in first]}


def on_system(user: Any, system: InformationSystem, at: datetime) -> dict[str, Any] | None:
    """Return the cases of a system for its page; None when there are none."""
    rows = list(cases_visible_to(user).filter(system=system).order_by("-opened_at", "-id")[:FIRST])
    if not rows:
        return None
    return {"lines": [(row, *state_of(row), row.days_past(localdate(at))) for row in rows]}
