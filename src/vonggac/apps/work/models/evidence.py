"""What shows that a task was done: files, kept once each, and statements."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from vonggac.apps.work.models.tasks import Task


class StoredFile(models.Model):
    """A file kept once, under its SHA-256, in the evidence folder."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    kept_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    """Set by a spill: the bytes are gone, the trace stays."""


class Evidence(models.Model):
    """What shows that a task was done: a file, a photo of a signed paper, or a statement."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=300)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="uses")
    file_name = models.CharField(max_length=200, blank=True)
    statement = models.TextField(blank=True)
    effective_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    handling = models.CharField(max_length=20, default="none")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(file__isnull=False) | ~Q(statement=""), name="evidence_is_a_file_or_a_statement")]
