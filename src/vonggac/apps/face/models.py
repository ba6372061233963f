"""Rows of this room: tokens of the API, and the answers it has given to writes."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ApiToken(models.Model):
    """A machine's key to the API in the name of one person; the key itself is shown once and only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the key; a key of 256 random bits needs no slow hash."""
    name = models.CharField(_("Tên"), max_length=120)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    scopes = models.JSONField(default=list)
    """Acts the key may use, a part of what the person may do; for example ["work.read"]."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="api_token_expires_after_it_is_made")]

    def __str__(self) -> str:
        return self.name

    def is_good_at(self, at: datetime) -> bool:
        """Say whether the key opens at that moment."""
        return self.revoked_at is None and self.made_at <= at < self.expires_at


class IdempotentAnswer(models.Model):
    """What the API answered to one write of one token, so that sending it again changes nothing."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=200)
    request_digest = models.CharField(max_length=64)
    """SHA-256 of method, address and body."""
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="idempotent_answer_once_a_key")]
