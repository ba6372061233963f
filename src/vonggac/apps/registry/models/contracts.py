"""Contracts with providers: scope by named systems, licence, undertaking, and what is accepted month by month."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vonggac.apps.registry.models.systems import InformationSystem


class ProviderContract(models.Model):
    """A contract under which a provider operates or watches named systems; the provider sees those systems while it is in force."""

    provider = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="contracts_given")
    client = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="contracts_taken")
    number = models.CharField(max_length=120)
    title = models.CharField(max_length=300, blank=True)
    service_level = models.CharField(max_length=300, blank=True)
    systems = models.ManyToManyField(InformationSystem, blank=True, related_name="contracts")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    hosts = models.BooleanField(default=False)
    """The provider gives the place where the systems stand."""
    operates = models.BooleanField(default=False)
    """The contract says that the provider operates the systems."""
    watches = models.BooleanField(default=False)
    """The provider watches the systems: the second layer."""
    assesses = models.BooleanField(default=False)
    """The provider checks and assesses the systems: the third layer."""
    licence_number = models.CharField(max_length=120, blank=True, default="")
    """The provider's licence for cyber-security services (Law 116/2025, Art 28, 29)."""
    licence_until = models.DateField(null=True, blank=True)
    """The last day printed on the licence (Law 116/2025, Art 45.2)."""
    undertaking_on = models.DateField(null=True, blank=True)
    """The day of the provider's undertaking of confidentiality; empty means there is none."""
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "number"], name="contract_number_once_a_provider"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")), name="contract_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the contract's page."""
        return reverse("registry:contract", args=[self.pk])


class AcceptanceItem(models.Model):
    """One thing a contract promises and a month's acceptance minutes look at."""

    class Measure(models.TextChoices):
        AVAILABILITY = "availability", _("Tỷ lệ sẵn sàng (%)")
        RESPOND = "respond", _("Thời gian phản hồi (phút)")
        RESTORE = "restore", _("Thời gian khắc phục (giờ)")
        REPORT = "report", _("Báo cáo, sản phẩm bàn giao")
        OTHER = "other", _("Nội dung khác")

    contract = models.ForeignKey(ProviderContract, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(default=1)
    measure = models.CharField(max_length=12, choices=Measure.choices)
    words = models.CharField(max_length=300)
    """As the contract words it."""
    at_least = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    at_most = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "words"], name="acceptance_item_once_a_contract"),
            models.CheckConstraint(
                condition=models.Q(at_least=None) | models.Q(at_most=None) | models.Q(at_most__gte=models.F("at_least")),
                name="acceptance_limits_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class AcceptanceFigure(models.Model):
    """What was measured or handed over for one item in one month."""

    item = models.ForeignKey(AcceptanceItem, on_delete=models.PROTECT, related_name="figures")
    month = models.DateField()
    """The first day of the month."""
    figure = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    said_met = models.BooleanField(null=True, blank=True)
    """What a person says where the item has no limits to compare with."""
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "month"], name="acceptance_figure_once_a_month")]

    @property
    def met(self) -> bool | None:
        """Say whether the month met the item: by its limits where it has them, else as a person said; None: not known."""
        item = self.item
        if item.at_least is None and item.at_most is None:
            return self.said_met
        if self.figure is None:
            return None
        return (item.at_least is None or self.figure >= item.at_least) and (item.at_most is None or self.figure <= item.at_most)
