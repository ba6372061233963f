"""What the province has: information systems and what they consist of."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vonggac.kernel.vietnamese import fold, nfc, sort_key


class InformationSystem(models.Model):
    """An information system as the law counts them: with an owner, an operator and a level (Decree 331/2026; before: 85/2016)."""

    class Exposure(models.TextChoices):
        INTERNET = "internet", _("Mở ra Internet")
        WAN = "wan", _("Mạng truyền số liệu chuyên dùng")
        INTERNAL = "internal", _("Chỉ mạng nội bộ")
        UNKNOWN = "unknown", _("Chưa rõ")

    class Standing(models.TextChoices):
        BUILDING = "building", _("Đang xây dựng")
        RUNNING = "running", _("Đang vận hành")
        RETIRED = "retired", _("Đã dừng")

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=900, editable=False)
    sort_key = models.CharField(max_length=900, editable=False, db_index=True)
    purpose = models.TextField(blank=True)
    owner = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="owned_systems")
    operator = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="operated_systems"
    )
    provider = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="provided_systems"
    )
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    """1 to 5; empty means not determined."""
    exposure = models.CharField(max_length=10, choices=Exposure.choices, default=Exposure.UNKNOWN)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.RUNNING)
    note = models.TextField(blank=True)
    from_profile = models.CharField(max_length=300, blank=True, editable=False)
    """The name by which the province profile brought it in; empty when a person did. Kept when the system is renamed."""

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(condition=models.Q(level=None) | models.Q(level__gte=1, level__lte=5), name="system_level_one_to_five")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the system's page."""
        return reverse("registry:system", args=[self.pk])

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_search()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fill_search(self) -> None:
        """Set what search and order need; bulk writers call this."""
        self.name = nfc(self.name).strip()
        self.folded = fold(f"{self.name} {self.code}")
        self.sort_key = sort_key(self.name)[:900]


class Component(models.Model):
    """A part of a system: server, workstation group, network device, application, database, service."""

    class What(models.TextChoices):
        SERVER = "server", _("Máy chủ")
        WORKSTATION = "workstation", _("Máy trạm")
        NETWORK = "network", _("Thiết bị mạng")
        SECURITY = "security", _("Thiết bị bảo mật")
        APPLICATION = "application", _("Ứng dụng")
        DATABASE = "database", _("Cơ sở dữ liệu")
        SERVICE = "service", _("Dịch vụ")
        OTHER = "other", _("Khác")

    system = models.ForeignKey(InformationSystem, on_delete=models.PROTECT, related_name="components")
    what = models.CharField(max_length=12, choices=What.choices)
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=600, editable=False, default="")
    vendor = models.CharField(max_length=120, blank=True)
    product = models.CharField(max_length=200, blank=True)
    version = models.CharField(max_length=80, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "what", "name"], name="component_once_a_system")]

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_search()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fill_search(self) -> None:
        """Set what search needs; bulk writers call this."""
        self.folded = fold(f"{self.name} {self.vendor} {self.product} {self.version}")


class Held(models.Model):
    """What an organisation holds from a day to a day: the base of addresses, domains and mail domains."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    system = models.ForeignKey(InformationSystem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """Return the rule that what is held does not end before it begins."""
    in_order = models.Q(valid_to=None) | models.Q(valid_from=None) | models.Q(valid_to__gte=models.F("valid_from"))
    return models.CheckConstraint(condition=in_order, name=f"{name}_ends_after_it_begins_on")


class AddressRange(Held):
    """Addresses of an organisation, from the first to the last, both included; need-to-know even inside the office."""

    written = models.CharField(max_length=100)
    """As briefly as it can be read: 10.20.0.0/24, 10.1.1.5, 10.1.1.1-10.1.1.9."""
    first = models.CharField(max_length=32)
    """32 hexadecimal digits of the IPv6-mapped address, so that text order is address order on every database."""
    last = models.CharField(max_length=32)
    behind_nat = models.BooleanField(default=False)
    port_first = models.PositiveIntegerField(null=True, blank=True)
    port_last = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="range_ends_after_it_begins"),
            models.UniqueConstraint(fields=["organisation", "first", "last", "valid_from"], name="range_once_an_organisation"),
            models.UniqueConstraint(
                fields=["organisation", "first", "last"], condition=models.Q(valid_from=None), name="range_once_since_ever"
            ),
            ends_after_it_begins("range"),
        ]
        indexes = [models.Index(fields=["first", "last"])]


class Domain(Held):
    """A domain name an organisation answers for."""

    name = models.CharField(max_length=253)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "organisation", "valid_from"], name="domain_once_an_organisation"),
            models.UniqueConstraint(fields=["name", "organisation"], condition=models.Q(valid_from=None), name="domain_once_since_ever"),
            ends_after_it_begins("domain"),
        ]
        indexes = [models.Index(fields=["name"])]


class MailDomain(Held):
    """A domain of official mailboxes; who operates it answers once for everyone who has boxes there."""

    name = models.CharField(max_length=253)
    mailboxes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "organisation", "valid_from"], name="mail_domain_once_an_organisation"),
            models.UniqueConstraint(
                fields=["name", "organisation"], condition=models.Q(valid_from=None), name="mail_domain_once_since_ever"
            ),
            ends_after_it_begins("mail_domain"),
        ]
        indexes = [models.Index(fields=["name"])]


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
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "number"], name="contract_number_once_a_provider"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")), name="contract_ends_after_it_begins"
            ),
        ]
