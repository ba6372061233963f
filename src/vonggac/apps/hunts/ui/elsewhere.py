"""What stands of this room on other pages: the first page, the page of a system, of a body, of a task."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.hunts.models import Finding
from vonggac.apps.hunts.queries import campaigns as queries
from vonggac.apps.hunts.queries.coverage import coverage_of
from vonggac.apps.hunts.queries.findings import figures_of, in_order
from vonggac.apps.hunts.queries.visibility import findings_visible_to, findings_workable_by, hunts_visible_to, may_run_for
from vonggac.apps.hunts.services.asked_of_bodies import ORIGIN as OF_CAMPAIGNS
from vonggac.apps.hunts.services.tasking import ORIGIN as OF_FINDINGS
from vonggac.apps.hunts.stages import SHAPES, hunts_words, machines_words, reach_words, stage_words
from vonggac.apps.organisations.ports import Fact, Section
from vonggac.apps.registry.models import InformationSystem
from vonggac.kernel.reading import format_date, format_number

FIRST = 5
Verdict = Finding.Verdict
STANDING = (Verdict.WAITING, Verdict.TRUE)
"""Verdicts that still say something about a machine."""


def needs_a_human(user: Any) -> int | None:
    """Return how many findings wait for this person to verify them, None when there are none; up to a ceiling."""
    rows = findings_workable_by(user).filter(verdict=Verdict.WAITING).order_by()
    return len(rows.values_list("pk")[:999]) or None


def panel(user: Any, at: datetime) -> dict[str, Any] | None:
    """Return what waits and how far the campaigns that run are; None when there is nothing to say."""
    if not user.may("hunts.read"):
        return None
    waiting = findings_visible_to(user).filter(verdict=Verdict.WAITING)
    figures, running = figures_of(waiting), list(queries.open_campaigns(user)[:FIRST])
    if not figures.total and not running:
        return None
    first = in_order(waiting).select_related("organisation", "system")[:FIRST]
    return {"figures": figures, "first": list(first), "campaigns": [(row, _reach(user, row)) for row in running], "today": localdate(at)}


def _reach(user: Any, row: Any) -> str:
    return reach_words(coverage_of(row, queries.bodies_visible_to(user, row).select_related("organisation")))


def on_system(user: Any, system: InformationSystem, at: datetime) -> dict[str, Any] | None:
    """Return what hunts found on the machines of a system; None when nothing stands."""
    rows = findings_visible_to(user).filter(system=system, verdict__in=STANDING)
    counts = rows.order_by().aggregate(
        waiting=Count("pk", filter=Q(verdict=Verdict.WAITING)),
        true=Count("pk", filter=Q(verdict=Verdict.TRUE)),
        unanswered=Count("pk", filter=Q(verdict=Verdict.TRUE, task=None)),
    )
    if not counts["waiting"] and not counts["true"]:
        return None
    return {**counts, "system": system, "first": list(in_order(rows).select_related("organisation", "system")[:FIRST])}


def at_a_body(user: Any, body: Any) -> Section | None:
    """Return what the person may know of the hunts of a body, on its page of the directory; two questions."""
    if not user.may("hunts.read"):
        return None
    rows = findings_visible_to(user).filter(organisation_id=body.pk).order_by()
    counts = rows.aggregate(waiting=Count("pk", filter=Q(verdict=Verdict.WAITING)), true=Count("pk", filter=Q(verdict=Verdict.TRUE)))
    last = hunts_visible_to(user).filter(organisation_id=body.pk, ended_at__isnull=False).order_by("-ended_at").only("ended_at").first()
    if last is None and not any(counts.values()):
        return Section(_("Săn lùng"), (), _("Chưa có lượt săn lùng nào của cơ quan này mà bạn được xem."))
    base = reverse("hunts:findings")
    shown = [
        (_("Kết quả chờ xác minh"), counts["waiting"], {"verdict": Verdict.WAITING.value}),
        (_("Kết quả đúng"), counts["true"], {"verdict": Verdict.TRUE.value}),
    ]
    facts = [Fact(label, format_number(n), f"{base}?{urlencode({'body': body.pk, **asked})}") for label, n, asked in shown]
    if last is not None and last.ended_at:
        facts.append(Fact(_("Lượt săn lùng gần nhất"), format_date(localdate(last.ended_at)), last.get_absolute_url()))
    return Section(_("Săn lùng"), facts)


def on_task(user: Any, task: Any, at: datetime) -> tuple[str, dict[str, Any]] | None:
    """Return how far the campaign is at the body of a task, or what finding stands behind it."""
    room = task.assignment.origin_room
    if room not in {OF_CAMPAIGNS, OF_FINDINGS} or not user.may("hunts.read"):
        return None
    return _of_campaign(user, task) if room == OF_CAMPAIGNS else _of_findings(user, task)


def _of_campaign(user: Any, task: Any) -> tuple[str, dict[str, Any]] | None:
    row = queries.campaign_of_task(user, task.pk)
    if row is None:
        return None
    one = coverage_of(row.campaign, [row]).bodies[0]
    may_run = row.campaign.state == "open" and user.may("hunts.run") and may_run_for(user).filter(pk=row.organisation_id).exists()
    told = {"row": row, "campaign": row.campaign, "one": one, "mark": SHAPES[one.stage], "stage": stage_words(one)}
    return "hunts/on_task.html", {**told, "machines": machines_words(one), "hunts": hunts_words(one), "may_run": may_run}


def _of_findings(user: Any, task: Any) -> tuple[str, dict[str, Any]] | None:
    rows = in_order(findings_visible_to(user).filter(task_id=task.pk)).select_related("organisation", "system")
    found = list(rows[: FIRST * 2])
    return ("hunts/on_task_findings.html", {"findings": found}) if found else None


def origin_of(user: Any, assignment: Any) -> str | None:
    """Return the page of the campaign or of the finding that a task is about, for who may read it."""
    if assignment.origin_room == OF_CAMPAIGNS:
        campaign = queries.campaigns_visible_to(user).filter(pk=assignment.origin_id).first()
        return campaign.get_absolute_url() if campaign else None
    if assignment.origin_room == OF_FINDINGS:
        finding = findings_visible_to(user).filter(pk=assignment.origin_id).first()
        return finding.get_absolute_url() if finding else None
    return None
