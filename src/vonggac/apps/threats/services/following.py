"""A case follows its task: cleaned when the answer with its evidence was accepted, open again when the task is taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vonggac.apps.audit.services import record
from vonggac.apps.threats.models import Case
from vonggac.apps.work.models import Task


@transaction.atomic
def follow_tasks(task_ids: Sequence[int], *, by: Any, at: datetime) -> None:
    """Bring cases in line with their tasks; a case that the same act already changed stays as it is."""
    cases = list(Case.objects.filter(task_id__in=task_ids).select_related("task").order_by("id"))
    changed = [case for case in cases if case.task is not None and _follow(case, case.task, by, at)]
    if changed:
        Case.objects.bulk_update(changed, ["state", "closed_at", "closed_by", "reason"], batch_size=200)
        record("threats.cases.followed", by=by, at=at, count=len(changed), touched=[case.pk for case in changed])


def _follow(case: Case, task: Task, by: Any, at: datetime) -> bool:
    """Say whether the case changed. What was seen before the body said that it was clean is no return, so that moment counts."""
    if task.state == Task.State.DONE and case.is_open:
        case.state, case.reason = _ended(task)
        case.closed_at, case.closed_by = (task.sent_at or at) if case.state == Case.State.CLEANED else at, by
        return True
    if task.is_open() and case.state == Case.State.CLEANED:
        case.state, case.reason = Case.State.OPEN, task.reason
        return True
    return False


def _ended(task: Task) -> tuple[str, str]:
    if task.closed_unanswered:
        return Case.State.WITHDRAWN, task.reason or _("Việc đã đóng, không chờ trả lời.")
    if task.not_applicable:
        return Case.State.UNIDENTIFIED, task.reason or _("Cơ quan trả lời không áp dụng.")
    return Case.State.CLEANED, ""
