"""Rows of this room: what is known about a background job beyond its result, and what is due when."""

from __future__ import annotations

from django.db import models
from django_tasks_db.models import DBTaskResult


class Lease(models.Model):
    """A worker's hold on one job: it lasts only while its heart beats, so a killed worker's job comes free again."""

    result = models.OneToOneField(DBTaskResult, on_delete=models.CASCADE, related_name="lease")
    key = models.CharField(max_length=200, blank=True, db_index=True)
    """What a page asks for: "directives.import:17"."""
    open_key = models.CharField(max_length=200, null=True, unique=True)
    """The same while the job is open, nothing afterwards: the database itself keeps two open jobs of one key apart."""
    attempts_allowed = models.PositiveSmallIntegerField(default=3)
    attempt = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    leased_until = models.DateTimeField(null=True, db_index=True)
    heartbeat_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    text = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=500, blank=True)
    """Why it failed, in words for the person who waits for it."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(attempt__lte=models.F("attempts_allowed")), name="lease_attempts_within_limit")
        ]


class Pulse(models.Model):
    """One worker process that says from time to time that it is alive."""

    worker = models.CharField(max_length=120, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)


class Periodic(models.Model):
    """One periodic job and when it is due next; the row that schedulers lock."""

    name = models.CharField(max_length=100, unique=True)
    next_due = models.DateTimeField()


class PeriodicRun(models.Model):
    """One due moment of one periodic job; unique, so that two servers never run it twice."""

    periodic = models.ForeignKey(Periodic, on_delete=models.CASCADE, related_name="runs")
    due_at = models.DateTimeField()
    result = models.ForeignKey(DBTaskResult, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["periodic", "due_at"], name="periodic_runs_once_when_due")]
