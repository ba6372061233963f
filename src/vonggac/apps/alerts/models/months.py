"""Figures of a month, kept: counting a million alerts takes seconds, and nobody waits for that. They can always be counted anew."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class KeptMonth(models.Model):
    """The figures of one month: of the whole province, or the part that the alerts of one body and one system bring to a sum.

    Who may see an alert is decided by its body and its system alone, so what a person may see of a month is a sum of parts.
    """

    month = models.DateField()
    """Its first day in the province's calendar; a month is that of the first arrival."""
    is_whole = models.BooleanField(default=False)
    organisation = models.ForeignKey("organisations.Organisation", null=True, on_delete=models.CASCADE, related_name="+")
    system = models.ForeignKey("registry.InformationSystem", null=True, on_delete=models.CASCADE, related_name="+")
    figures = models.JSONField()
    """`engines.alerts.as_kept` of the whole, the first half of `Tally.packed` of a part."""
    digests = models.BinaryField(default=bytes)
    """The other half."""
    counted_at = models.DateTimeField()
    """When counting began: whatever was written before is in it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month"], condition=Q(is_whole=True), name="month_whole_once"),
            models.CheckConstraint(condition=Q(is_whole=False) | Q(organisation=None, system=None), name="month_whole_is_nobodys"),
        ]
        indexes = [models.Index(fields=["month", "is_whole"], name="month_parts")]


class MonthChange(models.Model):
    """Something was written that a month counts, in the same transaction; it goes when the month has been counted since.

    Rows are only added, never changed, so that two who write at once do not wait for each other.
    """

    month = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["month", "id"], name="month_change_of_a_month")]
