"""What a person was shown before a list goes in, kept until it is confirmed or expires."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One list that was read and compared: exactly what its preview showed, and what became of it."""

    class State(models.TextChoices):
        SHOWN = "shown", _("Chờ kiểm tra")
        WAITING = "waiting", _("Đang nhập")
        APPLIED = "applied", _("Đã nhập")
        REFUSED = "refused", _("Không nhập được")

    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=255)
    """The file's name as its sender knows it."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()
    """The day on which the list's organisations were looked up."""
    expires_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.SHOWN)
    digest = models.CharField(max_length=64)
    """SHA-256 over the rows to write; the confirmation holds for just these."""
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    bad_count = models.PositiveIntegerField(default=0)
    rows = models.JSONField(default=list)
    """[line, sheet, id of the row that stands or null, values before or null, values after]; emptied when it is over."""
    bad = models.JSONField(default=list)
    """[sheet, line, column, what was seen, what to do]."""
    warnings = models.JSONField(default=list)
    """[sheet, line, column, what was seen, what to look at]: rows that go in all the same."""
    unknown = models.JSONField(default=list)
    """Headings that nobody asked for."""
    why = models.CharField(max_length=500, blank=True)
    """What to do when it could not go in."""
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["kind", "by"])]

    def is_open_at(self, at: datetime) -> bool:
        """Say whether it still waits for a confirmation."""
        return self.state == self.State.SHOWN and at < self.expires_at

    @property
    def to_write(self) -> int:
        """How many rows would be written."""
        return self.added + self.changed

    @property
    def job_key(self) -> str:
        """The key of the background job that writes it."""
        return f"lists.run:{self.pk}"
