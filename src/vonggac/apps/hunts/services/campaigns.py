"""A campaign: drafted with its bodies, given out as tasks, ended with its figures; drafts may be changed and dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.hunts.models import Campaign, CampaignBody, RulePack
from vonggac.apps.hunts.queries.whom import asked_already, may_be_asked
from vonggac.apps.hunts.services.asked_of_bodies import ORIGIN, GivingPlan, assignment_of, plan_of, rows_of
from vonggac.apps.work.models import Assignment, Relation, Task
from vonggac.apps.work.services import add_tasks, close_group, open_assignments
from vonggac.apps.work.services.taking import demand

ACT = "hunts.campaign"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    """What a person says of a campaign."""

    title: str
    due_on: date
    purpose: str = ""
    period: str = ""
    letter_number: str = ""
    packs: Sequence[RulePack] = ()
    with_indicators: bool = True
    since: datetime | None = None


def _demand_sound(new: NewCampaign, at: datetime) -> None:
    """Refuse what cannot be hunted for, by field."""
    wrong: dict[str, str] = {}
    if not new.title.strip():
        wrong["title"] = _("Nhập tên đợt săn lùng.")
    if new.due_on < localdate(at):
        wrong["due_on"] = _("Chọn hạn từ hôm nay trở đi.")
    if not new.packs and not new.with_indicators:
        wrong["packs"] = _("Chọn ít nhất một bộ quy tắc, hoặc tìm theo chỉ dấu.")
    if new.since is not None and new.since > at:
        wrong["since"] = _("Chọn một ngày đã qua.")
    if any(pack.retired_at is not None or pack.checked_at is None for pack in new.packs):
        wrong["packs"] = _("Chọn bộ quy tắc đã kiểm tra và còn dùng.")
    if wrong:
        raise ValidationError(wrong)  # type: ignore[arg-type]


@transaction.atomic
def draft_campaign(new: NewCampaign, *, bodies: Iterable[int], by: Any, at: datetime, repeats: Campaign | None = None) -> Campaign:
    """Draft a campaign for these bodies; nothing leaves before it is given out."""
    demand(by, ACT)
    _demand_sound(new, at)
    row = Campaign.objects.create(**_facts(new), made_by=by, made_at=at, repeats=repeats)
    row.packs.set(new.packs)
    added = _write_bodies(row, bodies, localdate(at))
    record("hunts.campaign.drafted", by=by, at=at, subject=row, count=len(added), touched=added, due_on=row.due_on)
    return row


def _facts(new: NewCampaign) -> dict[str, Any]:
    return {
        "title": new.title.strip()[:300],
        "purpose": new.purpose.strip(),
        "period": new.period.strip()[:40],
        "letter_number": new.letter_number.strip()[:120],
        "with_indicators": new.with_indicators,
        "since": new.since,
        "due_on": new.due_on,
    }


def _write_bodies(row: Campaign, bodies: Iterable[int], day: date) -> list[int]:
    """Write the bodies that may be asked and are not named yet, and return them."""
    wanted = set(bodies) - asked_already(row.pk)
    fit = list(may_be_asked(day).filter(pk__in=wanted).values_list("pk", flat=True))
    CampaignBody.objects.bulk_create([CampaignBody(campaign=row, organisation_id=pk) for pk in fit], batch_size=500)
    return fit


def locked(campaign: Campaign, *states: str) -> Campaign:
    """Return the row, locked; raises ValidationError unless it is in one of these states."""
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if row.state not in states:
        said_so = {
            Campaign.State.DRAFT: _("Đợt săn lùng này chưa giao việc."),
            Campaign.State.OPEN: _("Đợt săn lùng này đã giao việc."),
            Campaign.State.CLOSED: _("Đợt săn lùng này đã kết thúc."),
            Campaign.State.DROPPED: _("Đợt săn lùng này đã bỏ."),
        }
        raise ValidationError(said_so[Campaign.State(row.state)])
    return row


@transaction.atomic
def change_draft(campaign: Campaign, new: NewCampaign, *, by: Any, at: datetime) -> Campaign:
    """Write a draft anew; its bodies stay."""
    demand(by, ACT)
    row = locked(campaign, Campaign.State.DRAFT)
    _demand_sound(new, at)
    for name, value in _facts(new).items():
        setattr(row, name, value)
    row.save()
    row.packs.set(new.packs)
    record("hunts.campaign.changed", by=by, at=at, subject=row, due_on=row.due_on)
    return row


@transaction.atomic
def add_bodies(campaign: Campaign, bodies: Iterable[int], *, by: Any, at: datetime) -> int:
    """Name more bodies in a draft and return how many are new."""
    demand(by, ACT)
    row = locked(campaign, Campaign.State.DRAFT)
    added = _write_bodies(row, bodies, localdate(at))
    if added:
        record("hunts.campaign.bodies_added", by=by, at=at, subject=row, count=len(added), touched=added)
    return len(added)


@transaction.atomic
def remove_bodies(campaign: Campaign, rows: Iterable[int], *, by: Any, at: datetime) -> int:
    """Take bodies out of a draft; who was asked already can only be excused, with the reason."""
    demand(by, ACT)
    row = locked(campaign, Campaign.State.DRAFT)
    gone = CampaignBody.objects.filter(campaign=row, pk__in=list(rows))
    bodies = list(gone.values_list("organisation_id", flat=True))
    gone.delete()
    if bodies:
        record("hunts.campaign.bodies_removed", by=by, at=at, subject=row, count=len(bodies), touched=bodies)
    return len(bodies)


@transaction.atomic
def give_out(campaign: Campaign, *, shown: str, by: Any, at: datetime) -> Campaign:
    """Give each body its task, all in one act; from now on hunts may be handed in for the campaign.

    `shown` is the digest of the plan on the confirm page; raises `ValidationError` when the plan changed since, or names nobody.
    """
    demand(by, ACT)
    row = locked(campaign, Campaign.State.DRAFT)
    plan = plan_of(row, at)
    if plan.digest() != shown:
        raise ValidationError(_("Nội dung vừa thay đổi so với trang kiểm tra. Xem lại bản mới bên dưới rồi giao việc."))
    if not plan.asked:
        raise ValidationError(_("Chọn ít nhất một cơ quan phải nộp nhật ký."))
    row.state, row.opened_at = Campaign.State.OPEN, at
    row.save(update_fields=["state", "opened_at"])
    _open_tasks(row, plan, by, at)
    record("hunts.campaign.given_out", by=by, at=at, subject=row, count=len(plan.asked), touched=plan.bodies, plan=shown)
    return row


def _open_tasks(row: Campaign, plan: GivingPlan, by: Any, at: datetime) -> None:
    """Open one assignment with a task a body, and keep with each body its task and how many machines it has to show."""
    opened = open_assignments([assignment_of(row, plan)], by=by, at=at)
    _note_tasks(plan, opened.tasks)


def _note_tasks(plan: GivingPlan, opened: Iterable[Task]) -> None:
    tasks = {task.organisation_id: task for task in opened}
    bodies = [share.row for share in plan.shares]
    for share in plan.shares:
        share.row.task, share.row.machines = tasks.get(share.row.organisation_id), share.machines
    CampaignBody.objects.bulk_update(bodies, ["task", "machines"], batch_size=200)


def ask_now(row: Campaign, bodies: Iterable[int], *, by: Any, at: datetime) -> int:
    """Give bodies of a campaign that runs already their task, and return how many got one; inside the transaction of the act."""
    plan = plan_of(row, at, bodies)
    assignment = Assignment.objects.get(origin_room=ORIGIN, origin_id=row.pk)
    _note_tasks(plan, add_tasks([(assignment, one) for one in rows_of(plan) if one.relation != Relation.INFORM], by=by, at=at))
    return len(plan.asked)


@transaction.atomic
def ask_more(campaign: Campaign, bodies: Iterable[int], *, by: Any, at: datetime) -> int:
    """Name more bodies in a campaign that runs, and give them their task; return how many are new."""
    demand(by, ACT)
    row = locked(campaign, Campaign.State.OPEN)
    added = _write_bodies(row, bodies, localdate(at))
    if added:
        ask_now(row, CampaignBody.objects.filter(campaign=row, organisation_id__in=added).values_list("pk", flat=True), by=by, at=at)
        record("hunts.campaign.bodies_added", by=by, at=at, subject=row, count=len(added), touched=added)
    return len(added)


@transaction.atomic
def drop_campaign(campaign: Campaign, *, by: Any, at: datetime) -> Campaign:
    """Give up a draft; it stays on record."""
    demand(by, ACT)
    row = locked(campaign, Campaign.State.DRAFT)
    row.state, row.repeats = Campaign.State.DROPPED, None
    row.save(update_fields=["state", "repeats"])
    record("hunts.campaign.dropped", by=by, at=at, subject=row)
    return row


@transaction.atomic
def close_campaign(campaign: Campaign, *, conclusion: str, by: Any, at: datetime) -> Campaign:
    """End a campaign: what still waits for an answer is closed unanswered, its figures of now become the report.

    The tasks that its findings became go on: they are of what was found, not of the campaign.
    """
    from vonggac.apps.hunts.services.campaign_papers import draft_report  # here: drawing papers is heavy, and only an end needs it

    demand(by, ACT)
    row = locked(campaign, Campaign.State.OPEN)
    if not conclusion.strip():
        raise ValidationError({"conclusion": _("Ghi kết luận: đã thấy gì, việc gì còn phải làm.")})
    closed = close_group(row.group(), reason=_("Đợt săn lùng đã kết thúc."), by=by, at=at)
    row.state, row.closed_at, row.closed_by, row.conclusion = Campaign.State.CLOSED, at, by, conclusion.strip()
    row.save(update_fields=["state", "closed_at", "closed_by", "conclusion"])
    paper = draft_report(row, by=by, at=at)
    record("hunts.campaign.closed", by=by, at=at, subject=row, count=len(closed), sha256=paper.draft.sha256, reason=said(row.conclusion))
    return row
