"""Signing in and out, and changes of how a person proves who they are: lines in the log, written where the library lets us in."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from vonggac.apps.accounts.models import User
from vonggac.apps.audit.services import record


@transaction.atomic
def note_sign_in(*, by: User, at: datetime, way: str, address: str = "") -> None:
    """Record that a person signed in, from which network address, and by which way (password, mfa, socialaccount, link)."""
    record("accounts.session.begun", by=by, at=at, subject=by, way=way, address=address)


@transaction.atomic
def note_sign_out(*, by: User, at: datetime) -> None:
    """Record that a person signed out."""
    record("accounts.session.left", by=by, at=at, subject=by)


@transaction.atomic
def note_failed_sign_in(*, name: str, at: datetime, step: str, address: str = "") -> None:
    """Record a refused sign-in.

    The name typed is kept as a digest only: people type their password into the wrong field. Someone who knows the name can
    recompute it (SHA-256 of the name in small letters); the page that was shown says nothing either way.
    """
    digest = hashlib.sha256(name.strip().lower().encode()).hexdigest()
    record("accounts.sign_in.refused", by=None, at=at, name_digest=digest, step=step, address=address)


@transaction.atomic
def note_device_change(*, user: User, by: User, at: datetime, added: list[str], removed: list[str]) -> None:
    """Record which second factors (totp, webauthn, recovery_codes) came and went; called in the transaction that changed them."""
    record("accounts.devices.changed", by=by, at=at, subject=user, count=len(added) + len(removed), added=added, removed=removed)


@transaction.atomic
def note_password_change(*, user: User, by: User | None, at: datetime) -> None:
    """Record a new password; `by` is None when it was set through a mailed link."""
    record("accounts.password.changed", by=by, at=at, subject=user)
