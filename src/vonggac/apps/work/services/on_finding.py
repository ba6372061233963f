"""Giving out work that answers a finding about a system or a contract; a person decides each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.registry.queries.findings import Finding
from vonggac.apps.work.models import Task
from vonggac.apps.work.queries.on_finding import ORIGIN, bodies_for, group_of, open_for
from vonggac.apps.work.services.opening import AssignmentSpec, TaskRow, open_assignments
from vonggac.apps.work.services.taking import demand


@transaction.atomic
def give_finding_out(finding: Finding, *, organisation_id: int, due_on: date, instructions: str = "", by: Any, at: datetime) -> Task:
    """Open one task for the body that sees to the finding, with the system attached and its level as priority.

    Refused while work about the same finding is open: two letters about one gap make two answers.
    """
    demand(by, "work.assign")
    if due_on < localdate(at):
        raise ValidationError({"due_on": _("Chọn hạn từ hôm nay trở đi.")})
    if not bodies_for(by, finding).filter(pk=organisation_id).exists():
        raise ValidationError({"organisation": _("Chọn cơ quan chủ quản hoặc đơn vị vận hành.")})
    if finding.system_id:  # the lock makes two people giving out at once follow each other
        InformationSystem.objects.select_for_update().get(pk=finding.system_id)
    if open_for(by, finding).exists():
        raise ValidationError(_("Đã có việc đang mở về điều này. Mở việc ấy để đôn đốc."))
    row = TaskRow(organisation_id=organisation_id, due_on=due_on, level=finding.level or 0, system_id=finding.system_id)
    spec = AssignmentSpec(
        origin_room=ORIGIN,
        origin_id=finding.system_id or finding.contract_id,
        group=group_of(finding),
        title=f"{finding.name}: {finding.words}"[:500],
        instructions=instructions,
        because=finding.words,
        basis=finding.because[:500],
        due_on=due_on,
        wants_evidence=True,
        rows=[row],
    )
    return open_assignments([spec], by=by, at=at).tasks[0]
