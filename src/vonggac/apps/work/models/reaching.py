"""How the house reaches people about their tasks: notices, answer links, reminders, the calendar."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from vonggac.apps.work.models.tasks import Task


class Notice(models.Model):
    """One line in a person's notices; goes by mail as well when `mail_wanted`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    text = models.CharField(max_length=500)
    detail = models.TextField(blank=True)
    """More lines, for the mail."""
    link = models.CharField(max_length=300, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    """What it counts, when acts of one kind gather in one unread line; empty for a line of its own."""
    count = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail_wanted = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["user", "read_at", "-at"]),
            models.Index(fields=["at"], condition=Q(mail_wanted=True, mailed_at=None), name="notice_waits_for_mail"),
        ]


class AnswerLink(models.Model):
    """A signed, expiring, single-use door for an addressee without an account; only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=60)
    """Which tasks it opens: those of this organisation in this group."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by_name = models.CharField(max_length=200, blank=True)
    """The name typed by whoever answered; nobody checked it, and every place that shows it says so."""
    revoked_at = models.DateTimeField(null=True)


class ReminderDraft(models.Model):
    """A reminder to a body that is asked and not ordered: the house drafts it, a person sends it (design, section 5)."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    made_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]


class Reminder(models.Model):
    """That one escalation rule was applied to one task for one deadline; the key that makes the daily run safe to repeat."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reminders")
    rule = models.CharField(max_length=40)
    due_on = models.DateField()
    at = models.DateTimeField()
    draft = models.ForeignKey(ReminderDraft, null=True, on_delete=models.SET_NULL, related_name="reminders")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "rule", "due_on"], name="reminder_once_a_rule_and_deadline")]


class CalendarFeed(models.Model):
    """A person's secret calendar address; only its digest is kept, a new one replaces it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
