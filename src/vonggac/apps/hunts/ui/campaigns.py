"""Pages of campaigns to read: the list, one campaign with its coverage, one body of it, how to collect logs."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now

from vonggac.apps.face.access import page, requires
from vonggac.apps.hunts.models import Campaign, CampaignBody, Finding, Hunt
from vonggac.apps.hunts.queries import campaigns as queries
from vonggac.apps.hunts.queries.coverage import Blind, BodyCoverage, Stage, blind_at, coverage_of, needs_first
from vonggac.apps.hunts.queries.heat import heat_of
from vonggac.apps.hunts.queries.visibility import findings_visible_to, hunts_visible_to, may_run_for, sees_all
from vonggac.apps.hunts.queries.whom import answered_by
from vonggac.apps.hunts.services.asked_of_bodies import plan_of, steps_of
from vonggac.apps.hunts.stages import SHAPES, hunts_words, machines_words, names, reach_words, stage_words
from vonggac.apps.work.queries import visible_to as tasks_visible_to
from vonggac.kernel.vietnamese import fold

READ = ("GET", "HEAD")
A_PAGE = 25
STATE_MARKS = {"draft": "new", "open": "doing", "closed": "done", "dropped": "off"}


def campaign_or_404(request: HttpRequest, pk: int) -> Campaign:
    """Return the campaign, or 404: a stranger learns nothing."""
    rows = queries.campaigns_visible_to(request.user).select_related("made_by", "closed_by", "repeats")
    found: Campaign = get_object_or_404(rows, pk=pk)
    return found


def body_or_404(request: HttpRequest, pk: int, body: int) -> CampaignBody:
    """Return one body of a campaign, or 404."""
    rows = queries.bodies_visible_to(request.user).select_related("campaign", "organisation", "task", "excused_by")
    found: CampaignBody = get_object_or_404(rows, pk=body, campaign_id=pk)
    return found


@requires("hunts.read", methods=READ)
def campaigns(request: HttpRequest) -> HttpResponse:
    """Show the campaigns, those that run first."""
    filters = queries.CampaignFilters(request.GET.get("q", "")[:200], _state(request))
    rows = Paginator(queries.in_order(queries.for_list(request.user, filters)), A_PAGE).get_page(request.GET.get("page"))
    keys = [row.pk for row in rows]
    handed, waiting = queries.handed_of(request.user, keys), queries.waiting_of(request.user, keys)
    return page(
        request,
        "hunts/campaigns.html",
        rows=rows,
        lines=[(row, STATE_MARKS[row.state], row.owing, handed.get(row.pk, 0), waiting.get(row.pk, 0)) for row in rows],
        seen=filters,
        states=Campaign.State.choices,
        chips=[
            (name, value) for name, value in (("q", filters.q), ("state", filters.state and Campaign.State(filters.state).label)) if value
        ],
        whole=sees_all(request.user),
        running=queries.open_campaigns(request.user).count(),
        may_draft=request.user.may("hunts.campaign"),  # type: ignore[union-attr]
        today=localdate(),
    )


def _chips_of(filters: queries.CampaignFilters) -> list[tuple[str, Any]]:
    state = Campaign.State(filters.state).label if filters.state else ""
    return [(name, words) for name, words in (("q", filters.q), ("state", state)) if words]


def _state(request: HttpRequest) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in Campaign.State.values else ""


@requires("hunts.read", methods=READ)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one campaign: a draft with whom it would ask; one that is out with how far each body came."""
    row = campaign_or_404(request, pk)
    may = request.user.may("hunts.campaign")  # type: ignore[union-attr]
    if row.state in {Campaign.State.DRAFT, Campaign.State.DROPPED}:
        plan = plan_of(row, now())
        shares = Paginator(plan.shares, A_PAGE * 4).get_page(request.GET.get("page"))
        return page(request, "hunts/campaign_draft.html", row=row, plan=plan, shares=shares, may=may, state=STATE_MARKS[row.state])
    return page(request, "hunts/campaign.html", row=row, may=may, state=STATE_MARKS[row.state], **_coverage(request, row))


def _coverage(request: HttpRequest, row: Campaign) -> dict[str, Any]:
    """Return what the page of a campaign that is out shows; the number of queries does not grow with its bodies."""
    bodies = list(queries.bodies_visible_to(request.user, row).select_related("organisation", "task"))
    covered = coverage_of(row, bodies)
    asked, words = request.GET.get("stage", ""), fold(request.GET.get("q", "")[:200]).split()
    fitting = [one for one in covered.bodies if (not asked or one.stage == asked) and all(w in one.row.organisation.folded for w in words)]
    shown = Paginator(sorted(fitting, key=needs_first), A_PAGE).get_page(request.GET.get("page"))
    blind = blind_at(row, [one.row for one in shown])
    found = findings_visible_to(request.user).filter(hunt__campaign=row)
    stages = names()
    return {
        "covered": covered,
        "reach": reach_words(covered),
        "true": covered.total("true"),
        "waiting": covered.total("waiting"),
        "shown": shown,
        "lines": [line_of(one, blind.get(one.row.pk, Blind())) for one in shown],
        "stages": [(stage.value, f"{words} ({len(there)})") for stage, words in stages.items() if (there := covered.at(stage))],
        "seen": {"stage": asked, "q": request.GET.get("q", "")[:200]},
        "chips": _chips(request, stages),
        "heat": heat_of(found, by="body"),
        "list_url": f"{reverse('hunts:findings')}?verdict=all&campaign={row.pk}",
        "packs": list(row.packs.order_by("folded", "pk")),
        "paper": queries.papers_visible_to(request.user).filter(campaign=row).first(),
        "next_one": queries.campaigns_visible_to(request.user).filter(repeats=row).first(),
        "may_hand_in": _handing_in(request, row, bodies),
        "whole": sees_all(request.user),
        "today": localdate(),
    }


def _chips(request: HttpRequest, stages: dict[Stage, str]) -> list[tuple[str, str]]:
    told = [("q", request.GET.get("q", "")[:200]), ("stage", stages.get(request.GET.get("stage", ""), ""))]  # type: ignore[call-overload]
    return [(name, words) for name, words in told if words]


def _handing_in(request: HttpRequest, row: Campaign, bodies: list[CampaignBody]) -> CampaignBody | None:
    """Return the one body for which this person would hand logs in; None where there are many or the campaign is over."""
    if row.state != Campaign.State.OPEN or not request.user.may("hunts.run") or len(bodies) != 1:  # type: ignore[union-attr]
        return None
    return bodies[0] if may_run_for(request.user).filter(pk=bodies[0].organisation_id).exists() else None


def line_of(one: BodyCoverage, blind: Blind) -> dict[str, Any]:
    """Return one line of the table, in words and figures."""
    return {
        "one": one,
        "body": one.row,
        "mark": SHAPES[one.stage],
        "stage": stage_words(one),
        "machines": machines_words(one),
        "hunts": hunts_words(one),
        "blind": blind,
    }


@requires("hunts.read", methods=READ)
def campaign_body(request: HttpRequest, pk: int, body: int) -> HttpResponse:
    """Show one body of a campaign: its hunts, the machines seen, what could not be seen, what was found."""
    row = body_or_404(request, pk, body)
    if row.campaign.state not in queries.OUT:
        raise Http404
    covered = coverage_of(row.campaign, [row]).bodies[0]
    units = queries.hunts_of(row.campaign).order_by().values_list("organisation_id", flat=True).distinct()
    below = [unit for unit, answers in answered_by(row.campaign_id, units).items() if answers == row.organisation_id]
    hunts = hunts_visible_to(request.user).filter(campaign=row.campaign, organisation_id__in=below)
    found = findings_visible_to(request.user).filter(hunt__campaign=row.campaign, organisation_id__in=below)
    hosts = Paginator(sorted(covered.hosts), A_PAGE * 2).get_page(request.GET.get("page"))
    is_open, may = row.campaign.state == Campaign.State.OPEN, request.user.may("hunts.campaign")  # type: ignore[union-attr]
    may_run = is_open and not row.excused_because and may_run_for(request.user).filter(pk=row.organisation_id).exists()
    return page(
        request,
        "hunts/campaign_body.html",
        row=row,
        campaign=row.campaign,
        line=line_of(covered, blind_at(row.campaign, [row]).get(row.pk, Blind())),
        one=covered,
        hunts=hunts.select_related("organisation").defer("coverage", "hosts").order_by("-asked_at", "-pk")[:A_PAGE],
        marks=HUNT_MARKS,
        hosts=hosts,
        first=first_findings(found),
        task=row.task if row.task_id and tasks_visible_to(request.user).filter(pk=row.task_id).exists() else None,
        may_hand_in=row if may_run and request.user.may("hunts.run") else None,  # type: ignore[union-attr]
        may_excuse=may and is_open and not row.excused_because,
        may_expect=may and is_open and bool(row.excused_because),
    )


HUNT_MARKS = {
    Hunt.State.WAITING: "new",
    Hunt.State.RUNNING: "doing",
    Hunt.State.DONE: "done",
    Hunt.State.FAILED: "back",
    Hunt.State.CANCELLED: "off",
}


def first_findings(found: Any) -> list[Finding]:
    """Return the findings to look at first: those that wait and those that are true, the worst first."""
    wanted = found.filter(verdict__in=[Finding.Verdict.WAITING, Finding.Verdict.TRUE]).select_related("system", "organisation")
    return list(wanted.order_by("-severity", "-level", "-count", "pk")[:10])


@requires("hunts.read", methods=READ)
def collecting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one page to print: how an officer collects the logs that a campaign asks for."""
    row = campaign_or_404(request, pk)
    return page(request, "hunts/campaign_guide.html", row=row, steps=steps_of(row), today=localdate())
