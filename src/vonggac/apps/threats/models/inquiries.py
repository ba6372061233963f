"""The question to a provider which machine had an address at a minute: drafted here, issued outside, its answer comes back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from vonggac.apps.threats.models.lists import ThreatList
from vonggac.apps.work.outgoing import OutgoingPaperBase


class ProviderInquiry(OutgoingPaperBase):
    """One letter to one provider about the addresses of one list."""

    list = models.ForeignKey(ThreatList, on_delete=models.PROTECT, related_name="inquiries")
    provider = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    """Every address of it has its answer."""
    withdrawn_at = models.DateTimeField(null=True)
    """Its list was corrected before the letter left."""
    unknown = models.PositiveIntegerField(default=0)
    """Addresses of which the provider could not tell the machine; counted, with the reason."""
    unknown_because = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-drafted_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["list", "provider"], condition=Q(withdrawn_at=None), name="inquiry_once_a_list_and_provider"),
            models.CheckConstraint(condition=Q(unknown=0) | ~Q(unknown_because=""), name="inquiry_unknown_has_its_reason"),
        ]
