"""A sensor that sends alerts: whose it is, how it sends, by what it proves itself, how its records are read."""

from __future__ import annotations

import builtins

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vonggac.kernel.vietnamese import fold, nfc

LARGEST_ITEM = 1024 * 1024
"""Bytes of one record, unless the source says otherwise."""


class SourceMapping(models.Model):
    """How the records of a product without a reader of its own are read; a change is a new version, so that old events stay readable."""

    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    body = models.JSONField()
    """As `sources.logs.mapping` reads it."""
    sample = models.TextField(blank=True)
    """Lines on which it was tried."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "-version"]
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="mapping_version_once_a_name")]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class AlertSource(models.Model):
    """One sensor or console that sends alerts, by one way."""

    class Way(models.TextChoices):
        HTTP = "http", _("HTTP")
        SYSLOG = "syslog", _("syslog")
        FILE = "file", _("tệp")
        MAILBOX = "mailbox", _("hộp thư")

    code = models.SlugField(max_length=60, unique=True)
    """Also the name of its drop folder."""
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=600, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    """Who runs the sensor."""
    system = models.ForeignKey("registry.InformationSystem", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The one system it watches, when it watches one: an alert that names nobody is then about it."""
    way = models.CharField(max_length=7, choices=Way.choices)
    format = models.CharField(max_length=12, default="auto")
    """`auto` looks at each record; else a value of `engines.alerts.Format`."""
    mapping = models.ForeignKey(SourceMapping, null=True, blank=True, on_delete=models.PROTECT, related_name="sources")
    zone = models.CharField(max_length=60, default="Asia/Ho_Chi_Minh")
    """Of times that carry none."""
    peers = models.JSONField(default=builtins.list, blank=True)
    """Addresses and ranges from which syslog is taken."""
    mailbox = models.JSONField(default=dict, blank=True)
    """host, port, tls, user, password_file, folder."""
    largest_item = models.PositiveIntegerField(default=LARGEST_ITEM)
    most_per_second = models.PositiveIntegerField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(max_length=300, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    """When its last record arrived; written with the record."""
    longest_pause = models.DurationField(null=True, blank=True)
    """Between two arrivals, in the last thirty days."""
    lag_seconds = models.IntegerField(null=True, blank=True)
    """Median of arrival minus the time told, in the last batch."""
    silent_since = models.DateTimeField(null=True, blank=True)
    """Set by the hourly look, and taken away when it sends again."""
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(format="mapped", mapping__isnull=False) | ~Q(format="mapped"), name="source_mapped_has_mapping"
            ),
            models.CheckConstraint(condition=Q(stopped_at=None) | ~Q(stopped_because=""), name="source_stopped_has_its_reason"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = nfc(self.name).strip()
        self.folded = fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """Return the source's page."""
        return reverse("alerts:source", args=[self.pk])


class SourceToken(models.Model):
    """A secret by which a sender over HTTP proves itself; only its digest is kept."""

    source = models.ForeignKey(AlertSource, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the token."""
    ends_with = models.CharField(max_length=4)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=models.F("made_at")), name="token_ends_after_it_began")]
