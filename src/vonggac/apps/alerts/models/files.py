"""A file of alerts that a person brought to a source: which, by whom, and what its reading must come to."""

from __future__ import annotations

import builtins

from django.conf import settings
from django.db import models
from django.urls import reverse

from vonggac.apps.alerts.models.sources import AlertSource


class AlertFile(models.Model):
    """One file, once a source; its content goes into the drop folder and is not kept here."""

    source = models.ForeignKey(AlertSource, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    """Of its content in clear, by which the intake names its parts."""
    size = models.PositiveBigIntegerField()
    items = models.PositiveIntegerField()
    """Records in it that are taken."""
    parts = models.PositiveIntegerField()
    """Parts in which anything is taken."""
    refused = models.PositiveIntegerField(default=0)
    remarks = models.JSONField(default=builtins.list)
    """[{number, length}] of records that are too long, the first ones."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["source", "sha256"], name="alert_file_once_a_source")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page that says what became of it."""
        return reverse("alerts:source-file", args=[self.source_id, self.pk])
