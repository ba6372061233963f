"""Giving out the completion of a dossier that is late or came back as a task with a deadline."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.compliance.models import Dossier
from vonggac.apps.compliance.queries.visibility import systems_visible_to
from vonggac.apps.compliance.services.dossiers import take
from vonggac.apps.work.models import Assignment, Task
from vonggac.apps.work.services.opening import AssignmentSpec, TaskRow, open_assignments

ROOM = "compliance"


def group_of(dossier: Dossier) -> str:
    """Return the group of the tasks about one dossier."""
    return f"ho-so-{dossier.pk}"


@transaction.atomic
def give_completion(dossier: Dossier, *, due_on: date, by: Any, at: datetime, version: int | None = None) -> Assignment:
    """Give the preparer the task of completing the dossier; an open task of that kind is not given twice."""
    row = take(dossier, by=by, version=version)
    if not by.may("work.assign") or not systems_visible_to(by).filter(pk=row.system_id).exists():
        raise PermissionDenied("work.assign")
    if row.state != Dossier.State.DRAFT:
        raise ValidationError(_("Chỉ giao hoàn thiện hồ sơ khi hồ sơ đang ở đơn vị lập."), code="state")
    if due_on < localdate(at):
        raise ValidationError({"due_on": _("Chọn hạn từ hôm nay trở đi.")})
    if Task.objects.filter(assignment__group=group_of(row), assignment__closed_at=None).exclude(state=Task.State.DONE).exists():
        raise ValidationError(_("Việc hoàn thiện hồ sơ này đã giao và chưa xong."), code="twice")
    last = row.steps.filter(what="returned").last()
    spec = AssignmentSpec(
        origin_room=ROOM,
        origin_id=row.pk,
        group=group_of(row),
        title=_("Hoàn thiện hồ sơ đề xuất cấp độ: %(system)s") % {"system": row.system.name},
        because=last.note if row.is_returned and last else _("Hồ sơ đề xuất cấp độ chưa được gửi thẩm định."),
        due_on=due_on,
        rows=[TaskRow(organisation_id=row.preparer_id, due_on=due_on, level=row.proposed_level, system_id=row.system_id)],
    )
    opened = open_assignments([spec], by=by, at=at)
    record("compliance.dossier.given_out", by=by, at=at, subject=row, organisation_id=row.preparer_id, due_on=due_on)
    return opened.assignments[0]
