"""A set of rules that hunts use: Sigma or YARA, whence it came, its licence, what of it could be loaded."""

from __future__ import annotations

import builtins

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from vonggac.kernel.vietnamese import fold, nfc


class RulePack(models.Model):
    """One version of a set of rules. A newer version replaces it; the hunts that used it still name it.

    The rules that ship with the product are a pack without a file.
    """

    class Kind(models.TextChoices):
        SIGMA = "sigma", _("Quy tắc Sigma, tìm trong nhật ký")
        YARA = "yara", _("Quy tắc YARA, tìm trong tệp")

    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=600, editable=False)
    version = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    origin = models.CharField(max_length=300, blank=True)
    """Who publishes it."""
    licence = models.CharField(max_length=120, blank=True)
    file = models.ForeignKey("work.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    """One rule file or an archive of them; empty for the starter rules."""
    file_name = models.CharField(max_length=200, blank=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    loaded = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    not_loaded = models.JSONField(default=builtins.list)
    """[{file, title, why, rule}] of each rule that takes no part; never passed over in silence."""
    checked_at = models.DateTimeField(null=True)
    """When its rules were last read; before that nobody can choose it."""
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["folded", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "file"], condition=Q(retired_at=None, file__isnull=False), name="pack_file_once"),
            models.UniqueConstraint(fields=["kind"], condition=Q(file=None, retired_at=None), name="starter_pack_once_a_kind"),
            models.CheckConstraint(condition=Q(replaces=None) | ~Q(replaces=models.F("id")), name="pack_replaces_another"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.issue}"

    @property
    def issue(self) -> str:
        """Return which version it is as a person says it: what stands before "+"; the day it came when nobody named one."""
        return self.version.partition("+")[0] or localtime(self.added_at).strftime("%d/%m/%Y")

    @property
    def build(self) -> str:
        """Return the mark of exactly these rules, which stands behind "+" as in semantic versions."""
        return self.version.partition("+")[2]

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = nfc(self.name).strip()
        self.folded = fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """Return the pack's page."""
        return reverse("hunts:pack", args=[self.pk])
