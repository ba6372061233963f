"""Keys of the API: making, reading and taking back."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import Q

from vonggac.apps.face.models import ApiToken

PREFIX = "vg_"
"""So that a key that leaked into a file can be found by its shape."""
LONGEST_LIFE = timedelta(days=366)
NOTED_EVERY = timedelta(minutes=5)
"""The last use is written at most this often: a read of the API is not a write of the database."""


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new key: the row, and the text that is shown this once."""

    row: ApiToken
    text: str


def digest_of(text: str) -> str:
    """Return what is kept of a key."""
    return sha256(text.encode()).hexdigest()


def make_token(*, name: str, user: Any, scopes: Collection[str], at: datetime, expires_at: datetime) -> MadeToken:
    """Make a key for part of what the person may do, for a year at most."""
    refused = sorted(act for act in scopes if not user.may(act))
    if refused:
        raise ValueError(f"the person may not do: {', '.join(refused)}")
    if not scopes or not at < expires_at <= at + LONGEST_LIFE:
        raise ValueError("a key needs at least one scope and a life of at most a year")
    text = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(digest=digest_of(text), name=name, user=user, scopes=sorted(scopes), made_at=at, expires_at=expires_at)
    return MadeToken(row, text)


def token_for(text: str, at: datetime) -> ApiToken | None:
    """Return the row of a key that opens now; a person out of service closes all keys of that person."""
    if not text.startswith(PREFIX):
        return None
    row = ApiToken.objects.select_related("user").filter(digest=digest_of(text), user__is_active=True).first()
    if row is None or not row.is_good_at(at):
        return None
    stale = Q(last_used_at=None) | Q(last_used_at__lt=at - NOTED_EVERY)
    ApiToken.objects.filter(stale, pk=row.pk).update(last_used_at=at)
    return row


def revoke_token(*, token: ApiToken, at: datetime) -> None:
    """Take a key back; it never opens again."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)
