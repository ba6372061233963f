"""What arrived and what became of it: how far the journal was read, batches by key, counters that must agree, strangers who send."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from vonggac.apps.alerts.models.sources import AlertSource


class IntakeCursor(models.Model):
    """How far the journal of the intake has been read; it moves in the same transaction as the rows that were made of it."""

    journal = models.CharField(max_length=20, unique=True, default="main")
    segment = models.PositiveBigIntegerField(default=0)
    offset = models.PositiveBigIntegerField(default=0)
    sequence = models.PositiveBigIntegerField(default=0)
    """Of the last record read; 0 before the first."""
    moved_at = models.DateTimeField(null=True)


class IntakeBatch(models.Model):
    """A batch that named itself by a key: the same key is never stored twice."""

    source = models.ForeignKey(AlertSource, on_delete=models.CASCADE, related_name="batches")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    items = models.PositiveIntegerField()
    sequence = models.PositiveBigIntegerField(unique=True)
    arrived_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="batch_key_once_a_source")]


class IntakeHour(models.Model):
    """The counters of one source in one hour: whatever was received is either stored or refused, for a named reason."""

    source = models.ForeignKey(AlertSource, null=True, on_delete=models.CASCADE, related_name="hours")
    """None: from nobody that the register of sources knows."""
    hour = models.DateTimeField()
    """UTC, the start."""
    received = models.PositiveBigIntegerField(default=0)
    stored = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    unparsed = models.PositiveBigIntegerField(default=0)
    """Of the stored: kept as it came, because it could not be read."""
    context = models.PositiveBigIntegerField(default=0)
    """Of the stored: what its product does not call an alert."""
    hidden = models.PositiveBigIntegerField(default=0)
    """Of the stored: hidden from the queue by a rule."""
    reasons = models.JSONField(default=dict)
    """Reason of refusal → how many; sums up to `refused`."""

    class Meta:
        ordering = ["hour", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "hour"], name="hour_once_a_source"),
            models.UniqueConstraint(fields=["hour"], condition=Q(source=None), name="hour_once_of_strangers"),
            models.CheckConstraint(condition=Q(received=F("stored") + F("refused")), name="hour_counters_agree"),
            models.CheckConstraint(condition=Q(stored__gte=F("unparsed") + F("context")), name="hour_parts_within_stored"),
        ]


class StrangePeer(models.Model):
    """Somebody who sends without being a source: an address without a name, a token that nobody gave."""

    address = models.CharField(max_length=45)
    way = models.CharField(max_length=7, choices=AlertSource.Way.choices)
    reason = models.CharField(max_length=40)
    items = models.PositiveBigIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    sample = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-last_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["address", "way", "reason"], name="stranger_once_a_way_and_reason")]
