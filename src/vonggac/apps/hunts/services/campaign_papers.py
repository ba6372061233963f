"""The report of a campaign as a paper in the layout of Decree 30/2020: drawn once, from the figures at its end, then issued outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from vonggac.apps.audit.services import record
from vonggac.apps.compliance.services.annual_files import draft_of
from vonggac.apps.hunts.models import Campaign, CampaignBody, CampaignPaper, Finding
from vonggac.apps.hunts.queries.coverage import Blind, BodyCoverage, Stage, blind_at, coverage_of
from vonggac.apps.hunts.queries.heat import heat_of
from vonggac.apps.hunts.services.campaigns import ACT
from vonggac.apps.hunts.stages import stage_words
from vonggac.apps.organisations.queries import in_role
from vonggac.apps.work.models import Task
from vonggac.apps.work.services import keep_file
from vonggac.apps.work.services.outgoing import move_on
from vonggac.apps.work.services.taking import demand
from vonggac.engines.documents import write_docx
from vonggac.engines.documents.campaign import CampaignBodyLine, CampaignFacts, CampaignRuleLine, campaign_report
from vonggac.kernel.handling import Handling
from vonggac.kernel.severity import Severity
from vonggac.law.layouts import layout_as_of
from vonggac.law.letterheads import letterhead_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WRITTEN_IN = "vi"
"""Papers are in Vietnamese, whatever language the person reads pages in."""


@transaction.atomic
def draft_report(campaign: Campaign, *, by: Any, at: datetime) -> CampaignPaper:
    """Draw the report of a campaign that just ended and keep it with the figures it was drawn from."""
    day = localdate(at)
    unit = in_role("specialised-unit", day) or _office_of(by)
    if unit is None:
        raise ValidationError(_("Khai báo đơn vị chuyên trách trong hồ sơ của tỉnh rồi mới lập được báo cáo."))
    with override(WRITTEN_IN):
        facts = facts_of_campaign(campaign, day)
    known, layout = letterhead_of(unit.code, day, settings.PROVINCE), layout_as_of(day)
    draft = replace(draft_of(unit, day), handling=Handling.INTERNAL)
    paper = campaign_report(draft=draft, facts=facts, layout=layout, superior=known.superior if known else "")
    row = CampaignPaper.objects.create(
        campaign=campaign,
        title=paper.subject[:500],
        content=_figures(facts),
        draft=keep_file(write_docx(paper, layout, made_at=at), media_type=DOCX, at=at),
        drafted_by=by,
        drafted_at=at,
    )
    record("hunts.paper.drafted", by=by, at=at, subject=row, campaign=campaign.pk, sha256=row.draft.sha256)
    return row


def _office_of(by: Any) -> Any:
    from vonggac.apps.accounts.queries import holdings_now

    return next((one.post.organisation for one in holdings_now(by)), None)


def _figures(facts: CampaignFacts) -> dict[str, Any]:
    """Return the sums that the page shows beside the paper; each body's line stands in the paper."""
    names = ("hunts", "seen", "machines", "true", "set_aside", "waiting")
    sums = {name: facts.total(name) for name in names}
    reach = {"bodies": len(facts.bodies), "handed": facts.handed, "excused": len(facts.excused), "silent": len(facts.silent)}
    return {"as_of": facts.as_of.isoformat(), "figures": reach | sums}


def facts_of_campaign(campaign: Campaign, day: date) -> CampaignFacts:
    """Return what the report says, over every body. A fixed number of queries, whatever the number of bodies."""
    rows = list(CampaignBody.objects.filter(campaign=campaign).select_related("organisation").order_by("organisation__sort_key", "pk"))
    covered, blind = coverage_of(campaign, rows), blind_at(campaign, rows)
    found = Finding.objects.filter(hunt__campaign=campaign)
    return CampaignFacts(
        title=campaign.title,
        period=campaign.period,
        purpose=campaign.purpose,
        letter_number=campaign.letter_number,
        opened_on=localdate(campaign.opened_at),
        due_on=campaign.due_on,
        as_of=day,
        rules=[str(pack) for pack in campaign.packs.order_by("folded", "pk")],
        with_indicators=campaign.with_indicators,
        bodies=[_line(one, blind.get(one.row.pk, Blind())) for one in covered.bodies],
        excused=[(one.row.organisation.addressed_as(), one.row.excused_because) for one in covered.excused],
        silent=[one.row.organisation.addressed_as() for one in covered.at(Stage.SILENT)],
        handed=covered.handed,
        read=covered.read,
        events=covered.total("events"),
        found=_true_rules(found),
        tactics=_tactics(found),
        tasks=_tasks(found),
        conclusion=campaign.conclusion,
    )


def _line(one: BodyCoverage, blind: Blind) -> CampaignBodyLine:
    return CampaignBodyLine(
        name=one.row.organisation.addressed_as(),
        stage=stage_words(one),
        hunts=one.hunts,
        seen=one.seen,
        machines=one.machines,
        blind=len(blind.idle),
        true=one.true,
        set_aside=one.set_aside,
        waiting=one.waiting,
    )


def _true_rules(found: Any) -> Sequence[CampaignRuleLine]:
    """Return the rules that were verified as true, the worst first; no machine is named in a paper that leaves."""
    true = found.filter(verdict=Finding.Verdict.TRUE).order_by()
    rows = true.values("title", "author", "severity").annotate(
        bodies=Count("organisation", distinct=True), machines=Count("host", distinct=True)
    )
    worst = sorted(rows, key=lambda one: (-one["severity"], -one["bodies"], one["title"]))
    return [CampaignRuleLine(one["title"], one["author"], str(Severity(one["severity"])), one["bodies"], one["machines"]) for one in worst]


def _tactics(found: Any) -> Sequence[tuple[str, int, int]]:
    lines: Iterable[Any] = heat_of(found).rows
    return [(line.head.words, sum(cell.true for cell in line.cells), sum(cell.waiting for cell in line.cells)) for line in lines]


def _tasks(found: Any) -> tuple[int, int]:
    given = found.filter(task__isnull=False).order_by()
    done = given.filter(task__state=Task.State.DONE)
    return given.values("task_id").distinct().count(), done.values("task_id").distinct().count()


@transaction.atomic
def move_paper(
    paper: CampaignPaper, state: str, *, by: Any, at: datetime, number: str = "", dated_on: date | None = None, signed: bytes | None = None
) -> CampaignPaper:
    """Note how far the report is outside: trình, ký, cấp số, phát hành."""
    demand(by, ACT)
    row = CampaignPaper.objects.select_for_update().get(pk=paper.pk)
    move_on(row, state, number=number, dated_on=dated_on, signed=signed, at=at)
    record("hunts.paper.moved", by=by, at=at, subject=row, state=state, number=row.number, dated_on=row.dated_on)
    return row
