"""The list of hunts, the page of one with what it found and what it could see, and how far it is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.face.access import page, requires
from vonggac.apps.face.confirm import Line, Shown, ask
from vonggac.apps.face.handling_words import handling_words
from vonggac.apps.hunts.attack import tactics, techniques
from vonggac.apps.hunts.models import Finding, Hunt
from vonggac.apps.hunts.queries import hunts as queries
from vonggac.apps.hunts.queries.campaigns import campaigns_visible_to
from vonggac.apps.hunts.queries.heat import heat_of
from vonggac.apps.hunts.queries.visibility import (
    findings_visible_to,
    findings_workable_by,
    hunts_workable_by,
    may_run_for,
    packs_visible_to,
)
from vonggac.apps.hunts.services import asking
from vonggac.apps.hunts.ui.coverage_words import nothing_seen, seen_by
from vonggac.apps.hunts.ui.words import hunt_state, names_of, verdict_of
from vonggac.apps.organisations.queries import visible_to as bodies_visible_to
from vonggac.kernel.reading import format_number, parse_key

READ = ("GET", "HEAD")
FILES_SHOWN = 6
"""The others fold."""
POST = ("POST",)
STATES = list(Hunt.State.choices)
GROUPS = {"quy-tac": queries.by_rule, "may": queries.by_host}
DOWNLOADS = ("timeline-html", "csv", "jsonl", "navigator")


def hunt_or_404(request: HttpRequest, pk: int) -> Hunt:
    """Return a hunt that the person may read."""
    return get_object_or_404(queries.hunt_for_page(request.user), pk=pk)


@requires("hunts.read", methods=READ)
def hunts(request: HttpRequest) -> HttpResponse:
    """Show the hunts: what runs first, then what has findings to verify, then the newest."""
    seen = {name: request.GET.get(name, "")[:40].strip() for name in ("state", "body", "campaign")}
    asked = queries.HuntFilters(state=seen["state"], body=parse_key(seen["body"]), campaign=parse_key(seen["campaign"]))
    rows = Paginator(queries.for_list_of(request.user, asked), queries.A_PAGE).get_page(request.GET.get("page"))
    running = [row for row in rows if not row.is_over]
    return page(
        request,
        "hunts/hunts.html",
        rows=rows,
        lines=[(row, hunt_state(row), queries.progress_for(row)) for row in rows],
        headline=headline(findings_workable_by(request.user).filter(verdict=Finding.Verdict.WAITING).count()),
        seen=seen,
        states=STATES,
        chips=_chips(request, seen),
        running=bool(running),
        may_run=may_run_for(request.user).exists(),
    )


def headline(waiting: int) -> str:
    """Return the title: how many findings need a human."""
    if not waiting:
        return _("Săn lùng mối nguy hại")
    words = ngettext("%(n)s kết quả săn lùng chờ xác minh", "%(n)s kết quả săn lùng chờ xác minh", waiting)
    return words % {"n": format_number(waiting)}


def _chips(request: HttpRequest, seen: dict[str, str]) -> list[tuple[str, str]]:
    said = {
        "state": dict(STATES),
        "body": names_of(bodies_visible_to(request.user), seen["body"]),
        "campaign": names_of(campaigns_visible_to(request.user), seen["campaign"]),
    }
    return [(name, str(said.get(name, {}).get(value, f"“{value}”"))) for name, value in seen.items() if value]


@requires("hunts.read", methods=READ)
def hunt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one hunt: how far it is, what it found by rule or machine, what it could not see, where in an attack that stands."""
    row = hunt_or_404(request, pk)
    seen = findings_visible_to(request.user)
    found = queries.found_in(row, seen)
    group = request.GET.get("nhom", "")
    grouped = GROUPS.get(group, queries.by_rule)(found.rows)
    machines = queries.machines_of(row, seen)
    files, coverage = list(row.files.all()), seen_by(row, _packs(request, row))
    return page(
        request,
        "hunts/hunt.html",
        row=row,
        sees_campaign=row.campaign_id and campaigns_visible_to(request.user).filter(pk=row.campaign_id).exists(),
        files={"first": files[:FILES_SHOWN], "others": files[FILES_SHOWN:], "count": len(files)},
        state=hunt_state(row),
        handling=handling_words(row.handling),
        found=found,
        counts=[(verdict, words, found.counts.get(verdict, 0)) for verdict, words in Finding.Verdict.choices],
        waiting=found.counts.get(Finding.Verdict.WAITING, 0),
        judged_too=found.counts.get(Finding.Verdict.WAITING, 0) < found.total,
        groups=[(one, _lines(one.rows), tactics(one.first.tags), techniques(one.first.tags)) for one in grouped],
        group="may" if group == "may" else "quy-tac",
        coverage=coverage,
        nothing=nothing_seen(row, coverage) if row.state == Hunt.State.DONE else "",
        machines=machines,
        silent=[one for one in machines if not one.findings],
        heat=heat_of(seen.filter(hunt=row), across="host") if found.total else None,
        list_url=f"{reverse('hunts:findings')}?{urlencode({'hunt': row.pk, 'verdict': 'all'})}",
        downloads=DOWNLOADS if row.state == Hunt.State.DONE and row.thrown_at is None else (),
        **_progress(request, row),
    )


def _packs(request: HttpRequest, row: Hunt) -> dict[int, str]:
    return {one.pk: str(one) for one in packs_visible_to(request.user).filter(pk__in=[pack.pk for pack in row.packs.all()])}


def _lines(rows: list[Finding]) -> list[tuple[Finding, tuple[str, str]]]:
    return [(row, verdict_of(row)) for row in rows]


def _progress(request: HttpRequest, row: Hunt) -> dict[str, Any]:
    works = hunts_workable_by(request.user).filter(pk=row.pk).exists()
    stopped = row.state in {Hunt.State.FAILED, Hunt.State.CANCELLED}
    return {
        "progress": queries.progress_for(row),
        "may_stop": works and not row.is_over,
        "may_again": works and stopped and row.thrown_at is None,
        "may_anew": works and row.state == Hunt.State.DONE and row.thrown_at is None,
    }


@requires("hunts.read", methods=READ)
def progress(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show how far a hunt is; once it is over, lead to its page."""
    row = hunt_or_404(request, pk)
    if row.is_over:
        answer = redirect(row)
        if request.headers.get("HX-Request"):
            answer = HttpResponse(status=200)
            answer["HX-Refresh"] = "true"
        return answer
    return page(request, "hunts/progress.html", row=row, state=hunt_state(row), **_progress(request, row))


@requires("hunts.run")
def stop(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Stop a hunt that waits or runs, after saying what that means."""
    row = hunt_or_404(request, pk)
    if row.is_over or not hunts_workable_by(request.user).filter(pk=pk).exists():
        return redirect(row)
    shown = Shown(
        title=_("Dừng lượt săn lùng %(number)s") % {"number": row.pk},
        happens=[Line(_("Lượt đang chạy"), _("dừng lại; kết quả đang tìm dở không được ghi"), warns=True)],
        stays=[Line(_("Tệp đã nộp"), _("còn nguyên; chạy lại thì làm tiếp từ chỗ dừng"))],
        button=_("Dừng lượt này"),
        back=row.get_absolute_url(),
        back_words=_("Chưa dừng, quay lại"),
    )
    if answer := ask(request, shown):
        return answer
    return _acted(request, row, lambda: asking.cancel_hunt(row, by=request.user, at=now()), _("Đã dừng lượt săn lùng."))


@requires("hunts.run", methods=POST)
def again(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Run a hunt again that failed or was stopped; it goes on where it was."""
    row = hunt_or_404(request, pk)
    return _acted(request, row, lambda: asking.ask_again(row, by=request.user, at=now()), _("Lượt săn lùng sẽ chạy lại."))


def _acted(request: HttpRequest, row: Hunt, act: Any, said: str) -> HttpResponseBase:
    try:
        act()
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    except PermissionDenied:
        raise
    else:
        messages.success(request, said)
    return redirect(row)
