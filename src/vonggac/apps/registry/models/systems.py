"""Information systems as the law counts them."""

from __future__ import annotations

from datetime import date

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

    class SystemType(models.TextChoices):
        """The kinds by which the level is decided (Decree 331/2026, Art 9.2)."""

        INTERNAL = "internal", _("Phục vụ hoạt động nội bộ")
        PUBLIC = "public", _("Phục vụ người dân, doanh nghiệp")
        INFRASTRUCTURE = "infrastructure", _("Cơ sở hạ tầng thông tin")
        INDUSTRIAL = "industrial", _("Điều khiển công nghiệp")
        OTHER = "other", _("Hệ thống thông tin khác")

    class Hosting(models.TextChoices):
        OWN = "own", _("Tại cơ quan")
        DATA_CENTRE = "data_centre", _("Trung tâm dữ liệu tỉnh")
        PROVIDER = "provider", _("Thuê của nhà cung cấp theo hợp đồng")
        CLOUD = "cloud", _("Dịch vụ đám mây")

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
    specialised_unit = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="advised_systems"
    )
    """The owner's unit in charge of security (đơn vị chuyên trách): appraises levels 1 to 3 (Decree 331/2026, Art 18, 32)."""
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    """1 to 5; empty means not determined."""
    exposure = models.CharField(max_length=10, choices=Exposure.choices, default=Exposure.UNKNOWN)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.RUNNING)
    system_type = models.CharField(max_length=16, choices=SystemType.choices, blank=True, default="")
    """Empty means nobody has said yet."""
    hosting = models.CharField(max_length=12, choices=Hosting.choices, blank=True, default="")
    """Where it stands; empty means nobody has said yet."""
    physical = models.TextField(blank=True, default="")
    """The physical model in words (Decree 331/2026, Art 22.3)."""
    logical = models.TextField(blank=True, default="")
    """The logical model in words (Decree 331/2026, Art 22.3)."""
    serves = models.CharField(max_length=500, blank=True, default="")
    """Whom it serves, in words."""
    users = models.PositiveIntegerField(null=True, blank=True)
    """About how many people use it."""
    serves_several = models.BooleanField(null=True, blank=True)
    """Whether it serves several organisations, which a shared system of the province does; empty means nobody has said yet."""
    construction_started_on = models.DateField(null=True, blank=True)
    in_operation_on = models.DateField(null=True, blank=True)
    """The first day of operation."""
    ended_on = models.DateField(null=True, blank=True)
    """The last day of operation."""
    unwatched_because = models.CharField(max_length=500, blank=True, default="")
    """Why it lies outside the monitoring scope, where a person decided so."""
    note = models.TextField(blank=True)
    from_profile = models.CharField(max_length=300, blank=True, editable=False)
    """The name by which the province profile brought it in; empty when a person did. Kept when the system is renamed."""
    version = models.PositiveIntegerField(default=1, editable=False)
    """Counts the changes of its own facts, so that two people do not write over each other."""

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(condition=models.Q(level=None) | models.Q(level__gte=1, level__lte=5), name="system_level_one_to_five"),
            models.CheckConstraint(
                condition=models.Q(in_operation_on=None)
                | models.Q(construction_started_on=None)
                | models.Q(in_operation_on__gte=models.F("construction_started_on")),
                name="system_runs_after_it_is_begun",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(in_operation_on=None) | models.Q(ended_on__gte=models.F("in_operation_on")),
                name="system_ends_after_it_runs",
            ),
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

    def under_construction_on(self, day: date) -> bool | None:
        """Say whether it was being built on that day, as the transition rules ask (Decree 331/2026, Art 39.1); None: not known."""
        if self.in_operation_on is not None and self.in_operation_on <= day:
            return False
        if self.construction_started_on is None:
            return None
        return self.construction_started_on <= day if self.in_operation_on or self.standing == self.Standing.BUILDING else None

    def in_operation_at(self, day: date) -> bool | None:
        """Say whether it was in operation on that day; None: not known."""
        if self.ended_on is not None and self.ended_on < day:
            return False
        return self.in_operation_on <= day if self.in_operation_on is not None else None
