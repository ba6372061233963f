"""What a system consists of: its parts, its network zones, the kinds of data it holds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vonggac.apps.registry.models.systems import InformationSystem
from vonggac.kernel.addresses import AddressError, key, parse_address
from vonggac.kernel.vietnamese import fold, nfc


def _key(written: str) -> str:
    try:
        return key(parse_address(written)) if written else ""
    except AddressError:
        return ""


class NetworkZone(models.Model):
    """A network zone of a system with its address plan (Decree 331/2026, Art 22.3); need-to-know even inside the office."""

    system = models.ForeignKey(InformationSystem, on_delete=models.PROTECT, related_name="zones")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=600, editable=False, default="")
    purpose = models.CharField(max_length=500, blank=True)
    private_prefix = models.CharField(max_length=100, blank=True)
    public_prefix = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "name"], name="zone_once_a_system")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_search()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fill_search(self) -> None:
        """Set what search needs; bulk writers call this."""
        self.name = nfc(self.name).strip()
        self.folded = fold(self.name)


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

    class Use(models.TextChoices):
        PRODUCTION = "production", _("Chạy chính thức")
        STANDBY = "standby", _("Dự phòng")
        BACKUP = "backup", _("Sao lưu")
        TEST = "test", _("Thử nghiệm, đào tạo")
        SECURITY = "security", _("Bảo vệ, giám sát")
        MANAGEMENT = "management", _("Quản trị")

    system = models.ForeignKey(InformationSystem, on_delete=models.PROTECT, related_name="components")
    what = models.CharField(max_length=12, choices=What.choices)
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=900, editable=False, default="")
    vendor = models.CharField(max_length=120, blank=True)
    product = models.CharField(max_length=200, blank=True)
    version = models.CharField(max_length=80, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    use = models.CharField(max_length=12, choices=Use.choices, blank=True, default="")
    place = models.CharField(max_length=200, blank=True, default="")
    """Where it stands: room, cabinet, site."""
    zone = models.ForeignKey(NetworkZone, null=True, blank=True, on_delete=models.PROTECT, related_name="components")
    os = models.CharField(max_length=120, blank=True, default="")
    host = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="hosted")
    """The machine on which an application, a database or a service runs."""
    asset_tag = models.CharField(max_length=120, blank=True, default="")
    """Serial number or asset tag."""
    private_ip = models.CharField(max_length=45, blank=True, default="")
    """One address inside; need-to-know."""
    private_key = models.CharField(max_length=32, blank=True, default="", editable=False)
    """32 hexadecimal digits of the IPv6-mapped address, so that an address finds its component on every database."""
    public_ip = models.CharField(max_length=45, blank=True, default="")
    public_key = models.CharField(max_length=32, blank=True, default="", editable=False)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "what", "name"], name="component_once_a_system"),
            models.CheckConstraint(condition=models.Q(host=None) | ~models.Q(host=models.F("id")), name="component_is_not_its_own_host"),
        ]
        indexes = [models.Index(fields=["private_key"]), models.Index(fields=["public_key"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_search()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fill_search(self) -> None:
        """Set what search needs; bulk writers call this. An address that cannot be read finds nothing."""
        self.folded = fold(f"{self.name} {self.vendor} {self.product} {self.version}")[:900]
        self.private_key, self.public_key = _key(self.private_ip), _key(self.public_ip)


class DataKind(models.Model):
    """A kind of information that a system processes, and about how many people it is; one row for each day it was counted."""

    class Sort(models.TextChoices):
        """Decree 331/2026, Art 6: kinds of information. What the law calls a state secret never enters here (Law 117/2025, Art 5)."""

        PUBLIC = "public", _("Thông tin công cộng")
        PRIVATE = "private", _("Thông tin riêng")
        PERSONAL = "personal", _("Thông tin cá nhân")

    system = models.ForeignKey(InformationSystem, on_delete=models.PROTECT, related_name="data_kinds")
    name = models.CharField(max_length=200)
    sort = models.CharField(max_length=10, choices=Sort.choices)
    basic_subjects = models.PositiveBigIntegerField(null=True, blank=True)
    """People whose basic personal data it holds; empty means not counted, which is not the same as none."""
    sensitive_subjects = models.PositiveBigIntegerField(null=True, blank=True)
    """People whose sensitive personal data it holds."""
    as_of = models.DateField()
    """The day of the count or of the statement."""
    source = models.CharField(max_length=300, blank=True)
    """Who said so, or in which document it stands."""
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "name", "as_of"], name="data_kind_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(sort="personal") | models.Q(basic_subjects=None, sensitive_subjects=None),
                name="only_personal_data_has_subjects",
            ),
        ]

    def __str__(self) -> str:
        return self.name
