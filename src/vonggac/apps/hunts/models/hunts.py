"""A hunt: the logs or files of one body, the rules, how far it is, what it could see."""

from __future__ import annotations

import builtins

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vonggac.kernel.handling import Handling


class Hunt(models.Model):
    """One run over what one body handed over.

    waiting ──► running ──► done        (each file's content is thrown away after `keep_until`; findings stay)
       └───────────┴──► failed | cancelled ──► waiting (asked again)
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ chạy")
        RUNNING = "running", _("Đang chạy")
        DONE = "done", _("Đã xong")
        FAILED = "failed", _("Không chạy được")
        CANCELLED = "cancelled", _("Đã dừng")

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="hunts")
    """Whose machines the logs are of."""
    campaign = models.ForeignKey("hunts.Campaign", null=True, blank=True, on_delete=models.PROTECT, related_name="hunts")
    packs = models.ManyToManyField("hunts.RulePack", related_name="hunts")
    with_indicators = models.BooleanField(default=True)
    """Whether the indicators of the room threats are looked for in the same pass."""
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    handling = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Handling], default=Handling.INTERNAL.value)
    came_by = models.CharField(
        max_length=6, choices=[("page", _("trang web")), ("folder", _("thư mục theo dõi")), ("api", _("chương trình"))]
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    """Who brought the files and declared that they hold no state secret (Law 117/2025, Article 5.2); empty when a watched folder did."""
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    why = models.CharField(max_length=500, blank=True)
    """Of a hunt that could not run or was stopped: why, and what to do."""
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    files_read = models.PositiveIntegerField(default=0)
    bytes_read = models.PositiveBigIntegerField(default=0)
    events = models.PositiveBigIntegerField(default=0)
    hits = models.PositiveBigIntegerField(default=0)
    """Detections, before they are grouped into findings."""
    bad_count = models.PositiveIntegerField(default=0)
    coverage = models.JSONField(default=dict)
    """What it could see at all (`sources.hunting.reporting.as_json`): without it, nothing found says nothing."""
    hosts = models.JSONField(default=builtins.list)
    """[{host, events, first, last}] of the machines whose events were read, the ones without a finding too."""
    keep_until = models.DateField()
    """The day after which the content of the files and the whole results are thrown away; the findings stay."""
    thrown_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="done") | Q(ended_at__isnull=False), name="hunt_done_has_its_end"),
            models.CheckConstraint(condition=Q(until=None) | Q(since=None) | Q(until__gt=models.F("since")), name="hunt_span_goes_forward"),
        ]
        indexes = [
            models.Index(fields=["organisation", "-asked_at"], name="hunts_of_a_body"),
            models.Index(fields=["state", "keep_until"], name="hunts_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.asked_at:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        """Return the hunt's page."""
        return reverse("hunts:hunt", args=[self.pk])

    @property
    def job_key(self) -> str:
        """The key of the background job that runs it."""
        return f"hunts.run:{self.pk}"

    @property
    def is_over(self) -> bool:
        """Say whether nothing of it runs any more."""
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}


class HuntFile(models.Model):
    """One file as it was handed over; its content lies in the data folder under the hunt's number, never in the evidence store."""

    hunt = models.ForeignKey(Hunt, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    """As a person knows it; never used as a path."""
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    host = models.CharField(max_length=255, blank=True)
    """Of a package of the field kit: the machine it was taken from."""
    taken_at = models.DateTimeField(null=True)
    """Of a package of the field kit: when."""
    remarks = models.JSONField(default=builtins.list)
    """[{where, why}] of what in it could not be read, the first ones."""
    bad_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["hunt", "sha256"], name="hunt_file_once")]

    def __str__(self) -> str:
        return self.name
