"""A fresh second factor before a sensitive act (port `face.proofs`)."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as AUTHENTICATIONS
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from vonggac.apps.face.proofs import CODE, KEY


class SecondFactorProofs:
    """Asks people who registered an authenticator app or a passkey; a sign-in with it counts as proof for its minutes too."""

    def wanted(self, request: HttpRequest) -> str:
        """Return how the person proves it now; nothing when proved within the last minutes, or when there is nothing to prove with."""
        if not settings.SECOND_FACTOR_ASKED or not request.user.is_authenticated or _is_fresh(request):
            return ""
        kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
        if Authenticator.Type.TOTP in kinds:
            return CODE
        return KEY if Authenticator.Type.WEBAUTHN in kinds else ""

    def accept(self, request: HttpRequest, code: str) -> str:
        """Check a code of the app, or a recovery code; wrong ones are counted and logged like those of a sign-in."""
        form: Any = ReauthenticateForm({"code": code}, user=request.user)
        if not form.is_valid():
            return " ".join(form.errors.get("code", []))
        form.save()
        return ""


def _is_fresh(request: HttpRequest) -> bool:
    proved = [one["at"] for one in request.session.get(AUTHENTICATIONS, []) if one.get("method") == "mfa"]
    return bool(proved) and time.time() - max(proved) < settings.FRESH_PROOF_MINUTES * 60
