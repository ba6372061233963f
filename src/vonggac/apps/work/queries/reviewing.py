"""What else waits for a decision: requests for more time, and drafted reminders."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from vonggac.apps.work.models import ExtensionRequest, ReminderDraft, Task, TaskQuerySet
from vonggac.apps.work.queries.mine import for_rows
from vonggac.apps.work.queries.visibility import reviewable_by


def extensions_waiting(user: Any) -> QuerySet[ExtensionRequest]:
    """Return the requests for more time that the person decides, oldest first."""
    waiting = ExtensionRequest.objects.filter(Exists(reviewable_by(user).filter(pk=OuterRef("task_id"))), granted=None)
    return waiting.select_related("task__assignment", "task__organisation", "asked_by").order_by("asked_at", "id")


def drafts_waiting(user: Any) -> QuerySet[ReminderDraft]:
    """Return the drafted reminders that wait for a person, oldest first; only for who may remind."""
    if not user.may("directives.remind"):
        return ReminderDraft.objects.none()
    return ReminderDraft.objects.filter(sent_at=None, dropped_at=None).select_related("organisation")


def waiting_for_heirs(user: Any) -> TaskQuerySet:
    """Return open tasks that a reorganisation left without an heir, for those who may name one; by body, then the queue's order."""
    if not user.may("work.assign"):
        return Task.objects.none()
    return for_rows(Task.objects.filter(awaits_heir=True).exclude(state=Task.State.DONE)).order_by("organisation__sort_key", "-level", "id")
