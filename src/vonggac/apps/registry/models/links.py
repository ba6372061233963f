"""How systems hang together."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vonggac.apps.registry.models.held import ends_after_it_begins
from vonggac.apps.registry.models.systems import InformationSystem


class SystemLink(models.Model):
    """One system stands to another: it depends on it, exchanges data with it, is hosted on it, is part of it."""

    class Sort(models.TextChoices):
        DEPENDS_ON = "depends_on", _("phụ thuộc vào")
        EXCHANGES_DATA = "exchanges_data", _("trao đổi dữ liệu với")
        HOSTED_ON = "hosted_on", _("đặt trên")
        PART_OF = "part_of", _("là một phần của")

    source = models.ForeignKey(InformationSystem, on_delete=models.PROTECT, related_name="links_out")
    target = models.ForeignKey(InformationSystem, on_delete=models.PROTECT, related_name="links_in")
    sort = models.CharField(max_length=14, choices=Sort.choices)
    flows = models.CharField(max_length=300, blank=True)
    """What flows between them."""
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "sort"], name="link_once_a_pair"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="link_leads_to_another_system"),
            ends_after_it_begins("link"),
        ]


FELLED_BY = (SystemLink.Sort.DEPENDS_ON, SystemLink.Sort.HOSTED_ON)
"""Links along which a stop spreads: who depends on what stopped, or stands on it, stops too."""
WITHOUT_CYCLES = (SystemLink.Sort.PART_OF, SystemLink.Sort.HOSTED_ON)
"""A whole is not part of its part, and a floor does not stand on what stands on it; dependence may well be mutual."""
