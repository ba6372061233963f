"""Rules that hide alerts from the queue: conditions, an end, a reason, and how many each hides."""

from __future__ import annotations

import builtins

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse


class Suppression(models.Model):
    """One rule; what it hides is kept and counted, and comes back into sight when the rule is ended by a person who asks for that."""

    name = models.CharField(max_length=200)
    conditions = models.JSONField(default=builtins.list)
    """[{field, test, values}], as `engines.alerts.Condition`."""
    because = models.CharField(max_length=500)
    starts_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    hidden = models.PositiveBigIntegerField(default=0)
    """Records hidden so far; written with them."""
    last_hid_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["expires_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("starts_at")), name="suppression_ends_after_it_began"),
            models.CheckConstraint(condition=~Q(because=""), name="suppression_has_its_reason"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the rule's page."""
        return reverse("alerts:suppression", args=[self.pk])
