"""What the sign-in library announces, written to the log. Its signals are its only door; ours are none of these."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from django.utils.timezone import now

from vonggac.apps.accounts import services


def connect() -> None:
    """Listen; called once when Django is ready."""
    mfa_signals.authentication_failed.connect(_second_step_refused, dispatch_uid="vonggac.second-step")
    for signal in (account_signals.password_changed, account_signals.password_set):
        signal.connect(_password_changed, dispatch_uid="vonggac.password.changed")
    account_signals.password_reset.connect(_password_reset, dispatch_uid="vonggac.password.reset")


def _second_step_refused(*, request: Any, user: Any, **_facts: Any) -> None:
    from allauth.account.adapter import get_adapter

    address = get_adapter().get_client_ip(request)
    services.note_failed_sign_in(name=user.username, at=now(), step="second", address=address)


def _password_changed(*, user: Any, **_facts: Any) -> None:
    services.note_password_change(user=user, by=user, at=now())


def _password_reset(*, user: Any, **_facts: Any) -> None:
    services.note_password_change(user=user, by=None, at=now())
