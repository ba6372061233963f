"""A body of which nothing is expected: excused with its reason, counted, never hidden; and asked again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record, said
from vonggac.apps.hunts.models import Campaign, CampaignBody
from vonggac.apps.hunts.services.campaigns import ACT, ask_now, locked
from vonggac.apps.work.models import Task
from vonggac.apps.work.services import close_unanswered, reopen
from vonggac.apps.work.services.taking import demand


@transaction.atomic
def excuse_body(body: CampaignBody, *, because: str, by: Any, at: datetime) -> CampaignBody:
    """Expect nothing of a body any more; its task, when it still waits, is closed unanswered with the same reason."""
    demand(by, ACT)
    row = _taken(body)
    if row.excused_because:
        raise ValidationError(_("Cơ quan này đã được miễn."))
    if not because.strip():
        raise ValidationError({"because": _("Ghi lý do miễn để báo cáo đợt săn lùng nêu rõ.")})
    row.excused_because, row.excused_by, row.excused_at = because.strip()[:500], by, at
    row.save(update_fields=["excused_because", "excused_by", "excused_at"])
    if row.task is not None and row.task.is_open():
        close_unanswered([row.task.pk], reason=row.excused_because, by=by, at=at)
    record(
        "hunts.body.excused", by=by, at=at, subject=row, organisation_id=row.organisation_id, campaign=row.campaign_id,
        reason=said(row.excused_because),
    )  # fmt: skip
    return row


@transaction.atomic
def expect_again(body: CampaignBody, *, because: str, by: Any, at: datetime) -> CampaignBody:
    """Take an excuse back: a task that it closed is taken up again with the reason, a body that never had one gets it."""
    demand(by, ACT)
    row = _taken(body)
    if not row.excused_because:
        raise ValidationError(_("Cơ quan này đang phải nộp nhật ký."))
    if not because.strip():
        raise ValidationError({"because": _("Ghi lý do yêu cầu lại.")})
    row.excused_because, row.excused_by, row.excused_at = "", None, None
    row.save(update_fields=["excused_because", "excused_by", "excused_at"])
    if row.task is None and row.campaign.state == Campaign.State.OPEN:
        ask_now(row.campaign, [row.pk], by=by, at=at)
    elif row.task is not None and row.task.state == Task.State.DONE and row.task.closed_unanswered:
        reopen(row.task.pk, reason=because.strip(), by=by, at=at)
    record(
        "hunts.body.expected", by=by, at=at, subject=row, organisation_id=row.organisation_id, campaign=row.campaign_id,
        reason=said(because.strip()),
    )  # fmt: skip
    return row


def _taken(body: CampaignBody) -> CampaignBody:
    row = CampaignBody.objects.select_for_update(of=("self",)).select_related("task", "campaign").get(pk=body.pk)
    locked(row.campaign, Campaign.State.DRAFT, Campaign.State.OPEN)
    return row
