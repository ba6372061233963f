"""What happened to a task, and the requests for more time."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from vonggac.apps.work.models.tasks import Task


class TaskEvent(models.Model):
    """One line of a task's trail, with two times: when it happened and when it was recorded."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=30)
    """opened, acknowledged, commented, answered, submitted, accepted, returned, extension_asked, extension_given, relayed,
    inherited, reminded, closed, reopened, …; its words for the screen stand in `trail`."""
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=300, blank=True)
    """Name, post and organisation then; or who answered through a link."""
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["task", "-recorded_at"]),
            models.Index(fields=["-recorded_at", "-id"], name="task_event_newest_first"),
            models.Index(fields=["happened_at"]),
        ]


class ExtensionRequest(models.Model):
    """A request for more time, with its reason; decided by the asker."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="extension_requests")
    wanted_on = models.DateField()
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
