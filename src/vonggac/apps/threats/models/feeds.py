"""Where indicators come from: a source somebody set up, each delivery of it, and what could not be read in a delivery."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vonggac.apps.threats.models.lists import ListSource
from vonggac.kernel.handling import Handling
from vonggac.kernel.vietnamese import fold, nfc

TLP = (Handling.TLP_CLEAR, Handling.TLP_GREEN, Handling.TLP_AMBER, Handling.TLP_AMBER_STRICT, Handling.TLP_RED)
"""Marks of indicators, the strictest last; each has one, because a source without a mark gets the feed's."""


class Feed(models.Model):
    """One source of indicators or of seen machines. Nothing is fetched unless a person wrote its address here."""

    class Way(models.TextChoices):
        UPLOAD = "upload", _("Gửi tệp")
        LINK = "link", _("Tệp tại một địa chỉ web")
        TAXII = "taxii", _("Bộ sưu tập TAXII 2.1")
        MISP = "misp", _("Nguồn MISP (manifest hoặc một sự kiện)")

    class State(models.TextChoices):
        ACTIVE = "active", _("Đang dùng")
        PAUSED = "paused", _("Tạm dừng")
        CLOSED = "closed", _("Đã bỏ")

    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=600, unique=True, editable=False)
    source = models.ForeignKey(ListSource, on_delete=models.PROTECT, related_name="feeds")
    """Who gives it."""
    form = models.CharField(max_length=30, blank=True)
    """Name of a format of sources.feeds; empty: found in the content of each delivery."""
    way = models.CharField(max_length=6, choices=Way.choices, default=Way.UPLOAD)
    url = models.CharField(max_length=500, blank=True)
    collection = models.CharField(max_length=200, blank=True)
    """Identifier or title of the TAXII collection, where the address does not name it."""
    secret_file = models.CharField(max_length=100, blank=True)
    """Name of the file in the data folder that holds what to sign in with; never the secret itself."""
    tlp = models.CharField(max_length=20, choices=[(one.value, one.value) for one in TLP], default=Handling.TLP_AMBER.value)
    """The mark of whatever says none; what says more strictly keeps its own."""
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    """0 to 100, of whatever says none."""
    keep_days = models.PositiveSmallIntegerField(null=True, blank=True)
    """How long an indicator that names no end is valid after it was last delivered; empty: until it is withdrawn."""
    is_full = models.BooleanField(default=False)
    """Each delivery holds everything: what is missing in it is withdrawn."""
    minutes = models.PositiveIntegerField(null=True, blank=True)
    """How often it is fetched; empty for files that people bring."""
    state = models.CharField(max_length=6, choices=State.choices, default=State.ACTIVE)
    cursor = models.JSONField(default=dict)
    """Where the last fetch stopped: ETag, added_after, timestamps of events."""
    next_at = models.DateTimeField(null=True)
    last_run_at = models.DateTimeField(null=True)
    last_good_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    """What went wrong at the last fetch and what to do; empty when it went well."""
    failures = models.PositiveIntegerField(default=0)
    """In a row."""
    standing = models.PositiveIntegerField(default=0)
    """Indicators of it that are not withdrawn, counted after each delivery."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(way="upload") | ~Q(url=""), name="feed_fetched_has_its_address"),
            models.CheckConstraint(condition=Q(way="upload") | Q(minutes__gte=5), name="feed_fetched_has_its_schedule"),
            models.CheckConstraint(condition=Q(confidence=None) | Q(confidence__lte=100), name="feed_confidence_in_range"),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="feed_due")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = nfc(self.name).strip()
        self.folded = fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """Return the feed's page."""
        return reverse("threats:feed", args=[self.pk])

    @property
    def is_fetched(self) -> bool:
        return self.way != self.Way.UPLOAD


class FeedRun(models.Model):
    """One delivery: a file somebody brought, or one fetch.

    checking ──read──► checked ──agreed──► taking ──► done        (a file)
    taking ──► done | unchanged | failed                          (a fetch)
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("Đang kiểm tra")
        CHECKED = "checked", _("Chờ đồng ý nhận")
        TAKING = "taking", _("Đang nhận")
        DONE = "done", _("Đã nhận")
        UNCHANGED = "unchanged", _("Không có gì mới")
        FAILED = "failed", _("Chưa nhận được")
        DROPPED = "dropped", _("Đã bỏ")

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=9, choices=State.choices)
    file = models.ForeignKey("work.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    """What a person brought; what was fetched is not kept."""
    file_name = models.CharField(max_length=200, blank=True)
    form = models.CharField(max_length=30, blank=True)
    """The format that was found."""
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    """Who brought it and declared that it holds no state secret (Law 117/2025, Article 5.2); empty for a fetch."""
    read = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    innocent = models.PositiveIntegerField(default=0)
    """Of those read, how many stand in a list of false positives."""
    events = models.PositiveIntegerField(default=0)
    """Seen machines, which went into a list."""
    list = models.ForeignKey("threats.ThreatList", null=True, on_delete=models.SET_NULL, related_name="feed_runs")
    why = models.CharField(max_length=500, blank=True)
    """What to do when it failed."""

    class Meta:
        ordering = ["-began_at", "-id"]
        indexes = [models.Index(fields=["feed", "-began_at"], name="run_of_a_feed")]

    def get_absolute_url(self) -> str:
        """Return the delivery's page."""
        return reverse("threats:feed-run", args=[self.feed_id, self.pk])

    @property
    def job_key(self) -> str:
        """The key of the background job that reads it."""
        return f"threats.feed:{self.pk}"


class FeedRemark(models.Model):
    """One place of a delivery that could not be taken in, or was with a doubt."""

    run = models.ForeignKey(FeedRun, on_delete=models.CASCADE, related_name="remarks")
    part = models.CharField(max_length=200, blank=True)
    """The file inside a message or package, or the page of a fetch."""
    line = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=200, blank=True)
    seen = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=1000)
    rule = models.CharField(max_length=40)
    is_left_out = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
