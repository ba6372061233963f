"""What the province has: information systems and what they consist of."""

from __future__ import annotations

from django.db import models
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

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(condition=models.Q(level=None) | models.Q(level__gte=1, level__lte=5), name="system_level_one_to_five")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_search()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fill_search(self) -> None:
        """Set what search and order need; bulk writers call this."""
        self.name = nfc(self.name).strip()
        self.folded = fold(f"{self.name} {self.code}")
        self.sort_key = sort_key(self.name)[:900]
