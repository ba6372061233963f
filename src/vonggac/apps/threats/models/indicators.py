"""What to look for: indicators of each feed, what speaks against them, and where they were met."""

from __future__ import annotations

import builtins

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vonggac.apps.threats.models.feeds import TLP, Feed
from vonggac.kernel.handling import Handling

LONGEST_VALUE = 2_000
"""Bytes of a value: what an index of every database takes."""


class Indicator(models.Model):
    """One value of one feed; the same value from two feeds is two rows, because each has its own mark, trust and validity."""

    class Kind(models.TextChoices):
        ADDRESS = "address", _("Địa chỉ IP")
        RANGE = "range", _("Dải địa chỉ")
        DOMAIN = "domain", _("Tên miền")
        URL = "url", _("URL")
        HASH = "hash", _("Mã băm")
        MAIL = "mail", _("Hộp thư")

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="indicators")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    value = models.CharField(max_length=LONGEST_VALUE)
    """Canonical, as sources.feeds writes it."""
    span = models.SmallIntegerField(null=True)
    """Of a range: length of its network's prefix, counted in 128 bits; 0 where it is no network."""
    first = models.CharField(max_length=32, blank=True)
    last = models.CharField(max_length=32, blank=True)
    """Keys of the ends of a range."""
    port = models.PositiveIntegerField(null=True)
    tlp = models.CharField(max_length=20, choices=[(one.value, one.value) for one in TLP], default=Handling.TLP_AMBER.value)
    confidence = models.PositiveSmallIntegerField(null=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    first_seen = models.DateTimeField(null=True)
    last_seen = models.DateTimeField(null=True)
    """When the source met it, by its own word."""
    families = models.JSONField(default=builtins.list)
    labels = models.JSONField(default=builtins.list)
    """Tags of the source, and phases of the kill chain among them."""
    note = models.CharField(max_length=1000, blank=True)
    reference = models.CharField(max_length=300, blank=True)
    """Its identifier at the source (MISP, STIX)."""
    for_detection = models.BooleanField(default=True)
    """False: context only; shown, but raises nothing."""
    digest = models.CharField(max_length=32)
    """Of what the source says of it, so that a delivery that says the same changes nothing."""
    came_at = models.DateTimeField()
    told_at = models.DateTimeField()
    """When it was last delivered."""
    withdrawn_at = models.DateTimeField(null=True)
    """When the source took it back, or left it out of a whole delivery."""
    innocent = models.ForeignKey(
        "threats.FalsePositiveEntry", null=True, on_delete=models.SET_NULL, related_name="indicators", db_index=False
    )
    """The entry of a list of false positives that it meets. Its own index (below) leaves out the many that meet none: SQLite, without
    figures of its own, would take an index of all for the quickest way to those of a thousand values, and read every row."""
    sighted = models.PositiveIntegerField(default=0)
    sighted_at = models.DateTimeField(null=True)
    """How often and when last it was met here."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "kind", "value"], name="indicator_once_a_feed"),
            models.CheckConstraint(condition=Q(confidence=None) | Q(confidence__lte=100), name="indicator_confidence_in_range"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="indicator_valid_in_order"),
            models.CheckConstraint(
                condition=(Q(kind="range") & ~Q(first="") & Q(span__isnull=False)) | (~Q(kind="range") & Q(first="", span=None)),
                name="indicator_range_has_its_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["value", "kind"], name="indicator_by_value"),
            models.Index(fields=["span", "first"], condition=Q(kind="range"), name="indicator_by_span"),
            models.Index(fields=["feed", "told_at"], condition=Q(withdrawn_at=None), name="indicator_standing"),
            models.Index(fields=["-sighted_at"], condition=Q(sighted__gt=0), name="indicator_sighted"),
            models.Index(fields=["innocent"], condition=Q(innocent__isnull=False), name="indicator_innocent"),
        ]

    def __str__(self) -> str:
        return self.value

    def get_absolute_url(self) -> str:
        """Return the indicator's page."""
        return reverse("threats:indicator", args=[self.pk])


class Sighting(models.Model):
    """That an indicator was met here: in an alert, in a row of a list, in a hunt; once a place, with a count."""

    class Where(models.TextChoices):
        ALERT = "alert", _("Cảnh báo")
        LIST = "list", _("Danh sách địa chỉ nhiễm mã độc")
        HUNT = "hunt", _("Lần dò tìm")

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="sightings")
    where = models.CharField(max_length=5, choices=Where.choices)
    place = models.PositiveBigIntegerField()
    """Number of the alert, list or hunt."""
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-last_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "where", "place"], name="sighting_once_a_place"),
            models.CheckConstraint(condition=Q(last_at__gte=F("first_at")) & Q(count__gte=1), name="sighting_in_order"),
        ]
        indexes = [models.Index(fields=["where", "place"], name="sighting_by_place")]


class FalsePositiveList(models.Model):
    """Values that are usually innocent: public resolvers, clouds, the most visited sites. A warning, never a proof."""

    class Matching(models.TextChoices):
        STRING = "string", _("Cả chuỗi")
        SUBSTRING = "substring", _("Một phần của chuỗi")
        HOSTNAME = "hostname", _("Tên máy và tên miền con")
        CIDR = "cidr", _("Dải địa chỉ")
        REGEX = "regex", _("Biểu thức chính quy")

    name = models.CharField(max_length=200, unique=True)
    matching = models.CharField(max_length=9, choices=Matching.choices)
    kinds = models.JSONField(default=builtins.list)
    """What it applies to; empty: anything."""
    edition = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    size = models.PositiveIntegerField(default=0)
    hits = models.PositiveIntegerField(default=0)
    """Indicators that meet it, counted after each judgement."""
    is_used = models.BooleanField(default=True)
    file = models.ForeignKey("work.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    """Who brought it and declared that it holds no state secret (Law 117/2025, Article 5.2)."""
    taken_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True)
    """When the indicators were last compared with it."""

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the list's page."""
        return reverse("threats:innocent", args=[self.pk])


class FalsePositiveEntry(models.Model):
    """One value of a list of false positives, canonical for the list's way of comparing."""

    list = models.ForeignKey(FalsePositiveList, on_delete=models.CASCADE, related_name="entries")
    value = models.CharField(max_length=LONGEST_VALUE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "value"], name="false_positive_once_a_list")]

    def __str__(self) -> str:
        return self.value
