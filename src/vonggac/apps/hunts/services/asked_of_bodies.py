"""What giving a campaign out would do: the same plan is shown on the confirm page and carried out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from vonggac.apps.hunts.models import Campaign, CampaignBody
from vonggac.apps.hunts.queries.whom import levels_of, machines_of
from vonggac.apps.organisations.queries import in_role
from vonggac.apps.organisations.relations import relations_of
from vonggac.apps.work.models import DueOrigin, Relation
from vonggac.apps.work.services import AssignmentSpec, TaskRow
from vonggac.kernel.reading import format_date, numbered

ORIGIN = "hunts.campaigns"
BASIS = "Công văn tháng 12/2024, mục 1: săn lùng mối nguy hại trên toàn bộ máy chủ, máy trạm"


@dataclass(frozen=True, slots=True)
class Share:
    """One body's share: how it is asked, and how many machines it should show."""

    row: CampaignBody
    relation: str
    machines: int
    level: int

    @property
    def is_asked(self) -> bool:
        """Say whether it gets a task: an excused body does not, and one that only gets to know owes nothing."""
        return not self.row.excused_because and self.relation != Relation.INFORM

    @property
    def relation_words(self) -> str:
        """Return the relation as a page writes it."""
        return str(Relation(self.relation).label)


@dataclass(frozen=True, slots=True)
class GivingPlan:
    """Every body of a campaign with its share, by name."""

    campaign: Campaign
    shares: tuple[Share, ...]
    packs: tuple[str, ...]

    @property
    def asked(self) -> list[Share]:
        """Return the shares that become tasks."""
        return [one for one in self.shares if one.is_asked]

    @property
    def excused(self) -> list[Share]:
        """Return the shares of excused bodies."""
        return [one for one in self.shares if one.row.excused_because]

    @property
    def bodies(self) -> list[int]:
        """Return the bodies that get a task."""
        return [one.row.organisation_id for one in self.asked]

    @property
    def machines(self) -> int:
        """Return how many machines the register names at the bodies that are asked."""
        return sum(one.machines for one in self.asked)

    @property
    def unnamed(self) -> list[Share]:
        """Return the asked bodies of which the register names no machine."""
        return [one for one in self.asked if not one.machines]

    def by_relation(self) -> Mapping[str, int]:
        """Return relation → number of bodies asked that way."""
        return Counter(one.relation for one in self.asked)

    def digest(self) -> str:
        """Return what stands for the whole plan; a plan that changed meanwhile is not carried out."""
        row = self.campaign
        lines = [row.title, row.purpose, row.letter_number, str(row.due_on), str(row.since), str(row.with_indicators), *self.packs]
        lines += [f"{one.row.organisation_id}|{one.relation}|{one.machines}|{one.row.excused_because}" for one in self.shares]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def plan_of(campaign: Campaign, at: datetime, those: Iterable[int] | None = None) -> GivingPlan:
    """Return who would be asked for what: every body of a campaign, or those named. A fixed number of queries, whatever their number."""
    chosen = CampaignBody.objects.filter(campaign=campaign)
    chosen = chosen if those is None else chosen.filter(pk__in=list(those))
    rows = list(chosen.select_related("organisation__parent").order_by("organisation__sort_key", "pk"))
    bodies = {row.organisation_id: row.organisation for row in rows}
    day = localdate(at)
    relations = relations_of(in_role("specialised-unit", day), bodies.values(), day)
    machines, levels = machines_of(bodies), levels_of(bodies)
    shares = (Share(row, relations[pk].value, machines[pk], levels.get(pk, 0)) for row in rows for pk in [row.organisation_id])
    return GivingPlan(campaign, tuple(shares), tuple(str(pack) for pack in campaign.packs.order_by("folded", "pk")))


def assignment_of(campaign: Campaign, plan: GivingPlan) -> AssignmentSpec:
    """Return the one thing that is asked of all bodies: hand the logs of every machine in."""
    named = bool(campaign.letter_number)
    return AssignmentSpec(
        origin_room=ORIGIN,
        origin_id=campaign.pk,
        group=campaign.group(),
        title=(_("Nộp nhật ký để săn lùng: %(title)s") % {"title": campaign.title})[:500],
        instructions=numbered(steps_of(campaign)),
        because=campaign.purpose or _("Đợt săn lùng mối nguy hại %(period)s.") % {"period": campaign.period},
        basis=(_("Văn bản số %(number)s") % {"number": campaign.letter_number} if named else BASIS)[:500],
        due_on=campaign.due_on,
        due_origin=due_origin_of(campaign),
        handling="internal",
        rows=list(rows_of(plan)),
    )


def rows_of(plan: GivingPlan) -> Iterable[TaskRow]:
    """Give what becomes of each body that is not excused; one that only gets to know is told and owes nothing."""
    campaign = plan.campaign
    unit = in_role("specialised-unit", localdate(campaign.opened_at))
    for one in plan.shares:
        if not one.row.excused_because:
            yield TaskRow(
                organisation_id=one.row.organisation_id,
                asked_by_id=unit.pk if unit else None,
                relation=one.relation,
                due_on=campaign.due_on,
                due_origin=due_origin_of(campaign),
                level=one.level,
            )


def due_origin_of(campaign: Campaign) -> str:
    """Return where the deadline comes from: without a letter it is ours, and never counts as overdue in a report."""
    return DueOrigin.TEXT if campaign.letter_number else DueOrigin.INTERNAL


def steps_of(campaign: Campaign) -> list[str]:
    """Return what an officer does, in order; no more than one page of words."""
    since = _("; lấy nhật ký từ ngày %(day)s") % {"day": format_date(localtime(campaign.since).date())} if campaign.since else ""
    return [
        _("Giải nén bộ dụng cụ hiện trường do đơn vị điều phối phát; không cần cài gì lên máy."),
        _("Trên từng máy chủ, máy trạm: Windows bấm đúp thu-thap.cmd, Linux chạy sh thu-thap.sh%(since)s. Mỗi máy cho một gói.")
        % {"since": since},
        _("Máy có tài liệu bí mật nhà nước thì không thu thập và không nộp; ghi số máy ấy vào câu trả lời."),
        _("Mở việc này, bấm “Nộp nhật ký” và nộp mọi gói; nộp nhiều lần được."),
        _("Xem kết quả ở trang của lượt săn lùng, xác minh từng kết quả: đúng, báo nhầm, hoặc hoạt động hợp lệ đã biết."),
        _("Khi mọi máy đã có gói, trả lời việc này: số máy đã thu thập, máy nào chưa và vì sao."),
    ]
