"""The four-layer model: who guards a system on which layer, and what proves it.

Directive 14/CT-TTg of 2019; today's grounds are in Decree 331/2026, Art 31, and Law 116/2025, Art 28, 29, 40.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vonggac.apps.registry.models.contracts import ProviderContract
from vonggac.apps.registry.models.held import ends_after_it_begins
from vonggac.apps.registry.models.systems import InformationSystem


class Layer(models.IntegerChoices):
    """The four layers, in their official order."""

    LOCAL_FORCE = 1, _("Lực lượng tại chỗ")
    MONITORING = 2, _("Giám sát chuyên nghiệp")
    ASSESSMENT = 3, _("Đánh giá độc lập")
    NATIONAL_LINK = 4, _("Kết nối quốc gia")


def _one_to_four(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(layer__gte=1, layer__lte=4), name=name)


class LayerFact(models.Model):
    """Who holds one layer of one system, from a day to a day."""

    system = models.ForeignKey(InformationSystem, on_delete=models.PROTECT, related_name="layers")
    layer = models.PositiveSmallIntegerField(choices=Layer.choices)
    body = models.ForeignKey("organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=300, blank=True)
    """A body that is not in the directory, or more words about the one that is: "4 người, trực 24/7"."""
    contract = models.ForeignKey(ProviderContract, null=True, blank=True, on_delete=models.PROTECT, related_name="layers")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["layer", "id"]
        constraints = [
            _one_to_four("layer_fact_one_to_four"),
            models.CheckConstraint(condition=models.Q(body__isnull=False) | ~models.Q(who=""), name="layer_names_who_holds_it"),
            models.UniqueConstraint(
                fields=["system", "layer", "body"], condition=models.Q(body__isnull=False, valid_to=None), name="layer_once_a_body"
            ),
            ends_after_it_begins("layer"),
        ]


class SystemProof(models.Model):
    """One dated proof that a layer of a system works."""

    class Sort(models.TextChoices):
        HANDOVER = "handover", _("Bàn giao ca, lịch trực")
        ALERT = "alert", _("Cảnh báo, báo cáo giám sát")
        ASSESSMENT = "assessment", _("Báo cáo kiểm tra, đánh giá")
        SIGNAL = "signal", _("Tín hiệu kết nối")
        MINUTES = "minutes", _("Biên bản")
        OTHER = "other", _("Minh chứng khác")

    system = models.ForeignKey(InformationSystem, on_delete=models.PROTECT, related_name="proofs")
    layer = models.PositiveSmallIntegerField(choices=Layer.choices)
    proved_on = models.DateField()
    sort = models.CharField(max_length=12, choices=Sort.choices)
    reference = models.CharField(max_length=300, blank=True)
    """Number and date of the document, or where it is kept."""
    evidence = models.CharField(max_length=64, blank=True)
    """SHA-256 of the file that was handed in as evidence, where there is one; a room above keeps the file (`registry.proof_files`)."""
    evidence_name = models.CharField(max_length=255, blank=True, default="")
    """The name of that file, as its sender knows it."""
    note = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-proved_on", "-id"]
        constraints = [
            _one_to_four("proof_one_to_four"),
            models.UniqueConstraint(fields=["system", "layer", "proved_on", "sort", "reference"], name="proof_once"),
        ]
        indexes = [models.Index(fields=["system", "layer", "proved_on"])]
