"""The list of findings over all hunts, and the page of one with everything that decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.counts import up_to
from vonggac.apps.hunts.attack import choices as tactic_choices
from vonggac.apps.hunts.attack import tactics, techniques
from vonggac.apps.hunts.event_fields import deciding_first
from vonggac.apps.hunts.models import Finding, FindingEvent
from vonggac.apps.hunts.queries import findings as queries
from vonggac.apps.hunts.queries.campaigns import campaigns_visible_to
from vonggac.apps.hunts.queries.visibility import findings_visible_to, findings_workable_by, hunts_visible_to
from vonggac.apps.hunts.ui.words import SEVERITIES, VERDICTS, names_of, verdict_of
from vonggac.apps.organisations.queries import visible_to as bodies_visible_to
from vonggac.apps.registry.queries import visible_to as systems_visible_to
from vonggac.apps.registry.ui.forms import LEVEL_FILTERS
from vonggac.apps.work.queries import visible_to as tasks_visible_to
from vonggac.kernel.reading import format_number, parse_key

READ = ("GET", "HEAD")
NAMES = ("q", "verdict", "body", "severity", "rule", "host", "tactic", "campaign", "hunt", "level", "known")
LONGEST = 255
AFTER = "after"
MOST_CAMPAIGNS = 12
EVENTS_OPEN = 3
"""So many events of a finding stand open; the others fold."""


def seen_in(request: HttpRequest) -> dict[str, str]:
    """Return the filters as the address says them."""
    return {name: request.GET.get(name, "")[:LONGEST].strip() for name in NAMES}


def asked_of(seen: dict[str, str]) -> queries.FindingFilters:
    """Read them; what names one hunt or one thing known to be good is read whole, everything else is what waits."""
    plain = {name: seen[name] for name in ("q", "rule", "host", "tactic", "level")}
    numbers = {name: parse_key(seen[name]) for name in ("body", "severity", "campaign", "hunt", "known")}
    verdict = seen["verdict"] or (queries.ANY if seen["known"] else Finding.Verdict.WAITING.value)
    return queries.FindingFilters(verdict=verdict, **plain, **numbers)


@requires("hunts.read", methods=READ)
def findings(request: HttpRequest) -> HttpResponse:
    """Show a page of findings: level 3 and above first, then severity, then age."""
    seen = seen_in(request)
    asked = asked_of(seen)
    fitting = queries.narrowed(findings_visible_to(request.user), asked)
    shown = queries.page_of(fitting, request.GET.get(AFTER, ""))
    figures = queries.figures_of(fitting)
    return page(
        request,
        "hunts/findings.html",
        lines=[(row, verdict_of(row), tactics(row.tags)) for row in shown.rows],
        shown=shown,
        figures=figures,
        headline=headline(figures, asked),
        seen=seen,
        kept=[(name, seen[name]) for name in ("body", "rule", "host", "hunt", "known") if seen[name]],
        chips=chips_of(request, seen),
        verdicts=VERDICTS,
        severities=SEVERITIES,
        levels=LEVEL_FILTERS,
        tactic_names=tactic_choices(),
        campaigns=campaign_choices(request.user, seen["campaign"]),
        may_tick=request.user.may("hunts.triage"),  # type: ignore[union-attr]
        here=request.get_full_path(),
    )


def headline(figures: queries.Figures, asked: queries.FindingFilters) -> str:
    """Return the title: how many, and how many of them on level 3 and above."""
    if not figures.total and asked.verdict == Finding.Verdict.WAITING:
        return _("Không có kết quả nào chờ xác minh")
    number = up_to(figures.total, figures.most)
    words = {
        Finding.Verdict.WAITING.value: ngettext("%(n)s kết quả chờ xác minh", "%(n)s kết quả chờ xác minh", figures.total),
        Finding.Verdict.TRUE.value: ngettext("%(n)s kết quả đúng", "%(n)s kết quả đúng", figures.total),
        Finding.Verdict.FALSE.value: ngettext("%(n)s kết quả báo nhầm", "%(n)s kết quả báo nhầm", figures.total),
        Finding.Verdict.GOOD.value: ngettext("%(n)s kết quả hợp lệ đã biết", "%(n)s kết quả hợp lệ đã biết", figures.total),
    }
    said = words.get(asked.verdict) or ngettext("%(n)s kết quả", "%(n)s kết quả", figures.total)
    said = said % {"n": number}
    if not figures.high or figures.is_more:
        return said
    high = ngettext("%(n)s trên hệ thống cấp độ 3 trở lên", "%(n)s trên hệ thống cấp độ 3 trở lên", figures.high)
    return f"{said}, {high % {'n': format_number(figures.high)}}"


def chips_of(request: HttpRequest, seen: dict[str, str]) -> list[tuple[str, str]]:
    """Return each filter that was set, with its words; what the person may not know of stays a number."""
    said: dict[str, dict[str, Any]] = {
        "verdict": dict(VERDICTS),
        "severity": dict(SEVERITIES),
        "level": dict(LEVEL_FILTERS),
        "tactic": dict(tactic_choices()),
        "body": names_of(bodies_visible_to(request.user), seen["body"]),
        "hunt": {key: _("Lượt %(number)s") % {"number": key} for key in names_of(hunts_visible_to(request.user), seen["hunt"])},
        "rule": {seen["rule"]: _("Quy tắc: %(name)s") % {"name": seen["rule"]}},
        "host": {seen["host"]: _("Máy: %(name)s") % {"name": seen["host"]}},
        "campaign": names_of(campaigns_visible_to(request.user), seen["campaign"]),
        "known": {seen["known"]: _("Hợp lệ đã biết, mục %(number)s") % {"number": seen["known"]}},
    }
    return [(name, str(said.get(name, {}).get(value, f"“{value}”"))) for name, value in seen.items() if value]


def campaign_choices(user: Any, chosen: str) -> list[tuple[int, str]]:
    """Return the newest campaigns that the person may read, and the one that was asked for."""
    rows = campaigns_visible_to(user).order_by("-due_on", "-id")
    newest = list(rows.values_list("pk", "title")[:MOST_CAMPAIGNS])
    pk = parse_key(chosen)
    asked = list(rows.filter(pk=pk).values_list("pk", "title")) if pk is not None and pk not in dict(newest) else []
    return [*asked, *newest]


# --- one finding ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """One event as the page shows it: whole, its fields by name."""

    event: FindingEvent
    fields: list[tuple[str, str]]
    is_open: bool


def finding_or_404(request: HttpRequest, pk: int) -> Finding:
    """Return a finding that the person may read."""
    return get_object_or_404(queries.finding_for_page(request.user), pk=pk)


def workable_or_404(request: HttpRequest, pk: int) -> Finding:
    """Return a finding that the person may judge."""
    workable = findings_workable_by(request.user).filter(pk=pk)
    return get_object_or_404(queries.finding_for_page(request.user).filter(pk__in=workable.values("pk")), pk=pk)


def back_to(request: HttpRequest, finding: Finding | None = None) -> str:
    """Return where the person came from, if that lies in this house; else the finding's page or the list."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return finding.get_absolute_url() if finding else reverse("hunts:findings")


@requires("hunts.read", methods=READ)
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one finding with everything that decides on one page: nothing is cut, long things fold."""
    row = finding_or_404(request, pk)
    events = queries.events_of(row)
    near = queries.around(request.user, row)
    task = row.task if row.task_id and tasks_visible_to(request.user).filter(pk=row.task_id).exists() else None
    may_work = findings_workable_by(request.user).filter(pk=row.pk).exists()
    return page(
        request,
        "hunts/finding.html",
        row=row,
        at=now(),
        verdict=verdict_of(row),
        tactics=tactics(row.tags),
        techniques=techniques(row.tags),
        other_tags=[one for one in row.tags if not one.lower().startswith("attack.")],
        events=[_shown(one, place) for place, one in enumerate(events)],
        not_kept=max(0, row.count - len(events)),
        near=near,
        elsewhere=[(one, verdict_of(one)) for one in near.elsewhere],
        before=[(one, verdict_of(one)) for one in near.before],
        on_host=[(one, verdict_of(one)) for one in near.on_host],
        judged=[(words, near.judged[verdict]) for verdict, words in Finding.Verdict.choices if near.judged.get(verdict)],
        judged_url=f"{reverse('hunts:findings')}?{urlencode({'rule': row.rule_id, 'verdict': 'all'})}",
        may_see_system=_visible(systems_visible_to(request.user), row.system_id),
        task=task,
        may_work=may_work,
        may_give=may_work and request.user.may("work.assign") and not (row.task and row.task.is_open()),  # type: ignore[union-attr]
        came_from=back_to(request, row),
    )


def _shown(event: FindingEvent, place: int) -> Shown:
    return Shown(event, [(name, "\n".join(values)) for name, values in deciding_first(event.fields)], place < EVENTS_OPEN)


def _visible(rows: QuerySet[Any], pk: int | None) -> bool:
    return pk is not None and rows.filter(pk=pk).exists()
