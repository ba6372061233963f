"""The overview of levels and dossiers, the map of communes, and the clocks of the transition."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from vonggac.apps.compliance.models import Dossier
from vonggac.apps.compliance.queries import annual, overview, transition
from vonggac.apps.compliance.queries.determinations import not_begun
from vonggac.apps.compliance.queries.dossiers import Due, due_of
from vonggac.apps.compliance.queries.visibility import systems_visible_to
from vonggac.apps.compliance.ui.map import BOUNDS, CLASSES, commune_map, stacked, swatch
from vonggac.apps.face.access import page, requires
from vonggac.apps.registry.models import InformationSystem
from vonggac.kernel.vietnamese import fold
from vonggac.law.boundaries import boundaries

READ = ("GET", "HEAD")
A_PAGE, SHOWN = 25, 8
CHANGED, SOON = timedelta(days=14), timedelta(days=14)


@requires("compliance.read", methods=READ)
def overview_page(request: HttpRequest) -> HttpResponse:
    """Show what needs me now, what is late, what changed; then the sums by level and by organisation."""
    user, today = request.user, localdate()
    rows = overview.by_level(user)
    year = annual.report_year(annual.year_at(today))
    owners = Paginator(overview.by_organisation(user, today), 12).get_page(request.GET.get("page"))
    late = overview.late_dossiers(user, today)
    return page(
        request,
        "compliance/overview.html",
        rows=[(row, stacked(row.counts, max(one.total for one in rows), _bar_words(row))) for row in rows],
        states=[_("Chưa lập"), *(str(one.label) for one in Dossier.State)],
        total=sum(row.total for row in rows),
        unknown=sum(row.total for row in rows if row.level is None),
        approved=sum(sum(row.counts[4:]) for row in rows),
        owners=owners,
        readable=set(annual.bodies_visible_to(user).filter(pk__in=[row["owner_id"] for row in owners]).values_list("pk", flat=True)),
        coverage=overview.coverage(user),
        not_begun=not_begun(user),
        late=_with_due(late[:SHOWN], today),
        late_count=late.count(),
        soon=_with_due(overview.due_dossiers(user, today, today + SOON)[:SHOWN], today),
        waiting=list(overview.reports_waiting(user)[:SHOWN]) if annual.decides_reports(user) else [],
        changed=list(overview.steps_since(user, now() - CHANGED)[:SHOWN]),
        clocks=transition.clocks(user, today),
        year=year,
        today=today,
        may_report=user.may("compliance.report"),  # type: ignore[union-attr]
        home=_home(user),
    )


def _with_due(dossiers: Iterable[Dossier], today: date) -> list[tuple[Dossier, Due | None]]:
    return [(one, due_of(one, today)) for one in dossiers]


def _bar_words(row: overview.LevelRow) -> str:
    names = [_("Chưa lập"), *(str(one.label) for one in Dossier.State)]
    said = ", ".join(f"{name.lower()} {count}" for name, count in zip(names, row.counts, strict=True) if count)
    level = _("Cấp độ %(n)s") % {"n": row.level} if row.level else _("Chưa xác định cấp độ")
    return f"{level}: {said}"


def _home(user: Any) -> Any:
    """Return the body whose report the person makes: the province for who coordinates, else the first body of a post."""
    from vonggac.apps.accounts.queries import is_province_wide, province_body
    from vonggac.apps.organisations.queries import homes_of, named

    if is_province_wide(user):
        return province_body()
    return next(iter(named(homes_of(user)[:1]).values()), None)


# --- communes -----------------------------------------------------------------------------------------------------------------------

SHARES = ("phe-duyet", "bien-phap")
COMMUNES_A_PAGE = 25


@requires("compliance.read", methods=READ)
def communes(request: HttpRequest) -> HttpResponse:
    """Show the map of the communes with its table: those with systems page by page, the others folded; a search finds any of them."""
    what = request.GET.get("do", SHARES[0])
    what = what if what in SHARES else SHARES[0]
    typed = request.GET.get("q", "")[:100]
    every = [(row, row.percent(what)) for row in overview.communes(request.user, localdate())]
    outlines = boundaries(settings.PROVINCE)
    told = [one for one in every if (fold(typed) in one[0].body.folded if typed else one[0].systems)]
    return page(
        request,
        "compliance/communes.html",
        rows=Paginator(told, COMMUNES_A_PAGE).get_page(request.GET.get("page")),
        without=[] if typed else [row for row, _share in every if not row.systems],
        total=len(every),
        typed=typed,
        what=what,
        options=[(SHARES[0], _("Hệ thống đã được phê duyệt cấp độ")), (SHARES[1], _("Yêu cầu bảo vệ đã đạt"))],
        picture=commune_map(outlines, {row.body.code: _on_map(row, share) for row, share in every}, _("Bản đồ; số liệu ở bảng bên cạnh"))
        if outlines
        else "",
        legend=[(kind, swatch(kind), _class_words(kind)) for kind in CLASSES],
    )


def _on_map(row: overview.CommuneRow, percent: int | None) -> tuple[int | None, str, str]:
    share = _("chưa có số liệu") if percent is None else f"{percent} %"
    return percent, reverse("organisations:body", args=[row.body.pk]), f"{row.body.name}: {share}"


def _class_words(kind: int) -> str:
    if kind == 0:
        return _("chưa có số liệu")
    if kind == 1:
        return _("dưới %(share)s %%") % {"share": BOUNDS[0]}
    if kind == len(BOUNDS) + 1:
        return _("từ %(share)s %%") % {"share": BOUNDS[-1]}
    return _("từ %(low)s đến dưới %(high)s %%") % {"low": BOUNDS[kind - 2], "high": BOUNDS[kind - 1]}


# --- transition ---------------------------------------------------------------------------------------------------------------------


@requires("compliance.read", methods=READ)
def transitions(request: HttpRequest) -> HttpResponse:
    """Show which systems still owe something because the regime changed, days left and what is missing."""
    today = localdate()
    which = request.GET.get("moc", "")
    found = transition.owing(request.user, today, which)
    rows = Paginator(found.systems, A_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "compliance/transitions.html",
        rows=rows,
        lines=[(row, transition.owed_by(row, today)) for row in transition.standing_of(rows.object_list, request.user, today)],
        clocks=found.clocks,
        which=which if which in transition.OWES else "",
        total=rows.paginator.count,
        since=transition.changed_on(),
        may_edit=request.user.may("registry.edit"),  # type: ignore[union-attr]
    )


def clocks_panel(user: Any, at: datetime) -> dict[str, Any] | None:
    """Return the clocks of the transition for the situation page; one query."""
    if not user.may("compliance.read"):
        return None
    found = transition.clocks(user, localdate(at))
    return {"clocks": found} if found else None


def on_system(user: Any, system: InformationSystem, at: datetime) -> dict[str, Any] | None:
    """Return what one system still owes of the transition."""
    if not user.may("compliance.read"):
        return None
    today = localdate(at)
    placed = transition.placed(systems_visible_to(user).filter(pk=system.pk), today).first()
    owed = transition.owed_by(placed, today) if placed else []
    return {"owed": owed, "system": system, "may_edit": user.may("registry.edit")} if owed else None
