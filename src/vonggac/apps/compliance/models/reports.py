"""The yearly report on the protection of systems by level (Form 08 of Decree 331/2026), agency by agency and for the province."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vonggac.apps.work.outgoing import OutgoingPaperBase


class AnnualReport(models.Model):
    """One body's report for one period; what was sent up is kept as it was sent."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang lập")
        SENT = "sent", _("Đã gửi lên")
        BACK = "back", _("Bị trả lại")
        ACCEPTED = "accepted", _("Đã tổng hợp")

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    regime = models.CharField(max_length=40)
    """Key of the report regime in law/data/reports."""
    period_from = models.DateField()
    period_to = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    reason = models.TextField(blank=True)
    """Why it was returned."""
    rows = models.JSONField(default=list)
    """The twelve columns of each system as they were sent; empty while it is a draft, which is computed from the register."""
    header = models.JSONField(default=dict)
    """The counters of the form's head as they were sent."""
    cards = models.JSONField(default=dict)
    """Parts 1 and 2 of the form as they were sent: what was known of the owner and of the body that reports."""
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of what was sent."""
    remarks = models.TextField(blank=True)
    """Item 12, other matters."""
    sent_because = models.TextField(blank=True, default="")
    """Why it was sent with cells that should not be empty; empty when none was."""
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-period_to", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "regime", "period_to"], name="annual_report_once_a_period"),
            models.CheckConstraint(condition=Q(period_to__gte=models.F("period_from")), name="annual_report_period_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "back"]) | Q(sent_at__isnull=False), name="annual_report_sent_has_its_time"
            ),
        ]


class ReportReminder(OutgoingPaperBase):
    """A letter that urges bodies to send their yearly report: drafted here for a person to send, issued outside."""

    regime = models.CharField(max_length=40)
    """Key of the report regime in law/data/reports."""
    period_to = models.DateField()
    """Last day of the period whose report it asks for."""

    class Meta:
        ordering = ["-drafted_at", "-id"]
        indexes = [models.Index(fields=["regime", "period_to"], name="report_reminder_of_a_period")]
