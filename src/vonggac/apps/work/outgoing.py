"""A paper that is drafted here and issued outside; each room keeps its own kinds of it, all with the same steps.

The house never issues: trình, ký, cấp số and phát hành happen at the clerical office, and number, day and signed file come back in
(design, section 5).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OutgoingPaperBase(models.Model):
    """What every outgoing paper has: how far it is outside, the values it was drawn from, the draft, and what came back."""

    class State(models.TextChoices):
        DRAFTED = "drafted", _("Soạn")
        SUBMITTED = "submitted", _("Trình")
        SIGNED = "signed", _("Ký")
        NUMBERED = "numbered", _("Cấp số")
        ISSUED = "issued", _("Phát hành")

    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTED)
    title = models.CharField(max_length=500)
    content = models.JSONField(default=dict)
    """The values it was drafted from, so that it can be drawn again and compared."""
    number = models.CharField(max_length=60, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    draft = models.ForeignKey("work.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    signed = models.ForeignKey("work.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()

    class Meta:
        abstract = True

    def steps_ahead(self) -> list[State]:
        """Return the steps that are still before it, in their order."""
        steps = list(OutgoingPaperBase.State)
        return steps[steps.index(OutgoingPaperBase.State(self.state)) + 1 :]
