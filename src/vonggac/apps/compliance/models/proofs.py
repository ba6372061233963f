"""Evidence for measures: kept once, used for many controls of many systems, fresh until a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Proof(models.Model):
    """A document, a record or a statement that shows a measure (minh chứng); `work.StoredFile` keeps its bytes."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    file = models.ForeignKey("work.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    statement = models.TextField(blank=True)
    effective_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    handling = models.CharField(max_length=20, default="none")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(file__isnull=False) | ~Q(statement=""), name="proof_is_a_file_or_a_statement"),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=models.F("effective_on")), name="proof_ends_after_it_begins"
            ),
        ]


class ProofUse(models.Model):
    """That a proof stands for one control of one system; by control and not by answer, so the next assessment finds it again."""

    proof = models.ForeignKey(Proof, on_delete=models.CASCADE, related_name="uses")
    system = models.ForeignKey("registry.InformationSystem", on_delete=models.PROTECT, related_name="+")
    catalogue = models.CharField(max_length=40)
    control = models.CharField(max_length=20)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proof", "system", "catalogue", "control"], name="proof_once_a_control")]
        indexes = [models.Index(fields=["system", "catalogue", "control"])]
