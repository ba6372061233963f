"""Sign-in through the province's directory (OpenID Connect): what the library leaves open is asked here.

The library keeps state and PKCE. It sends no nonce and does not compare the two places where the directory names the person, so a token
that was made for another sign-in, or facts about another person, would pass (OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2).
"""

from __future__ import annotations

import secrets
from typing import Any

from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse

NONCE_BYTES = 24


class ProvinceDirectory(OpenIDConnectProvider):
    """The directory, asked each time with a nonce that only this browser's session knows."""

    def redirect(self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any) -> HttpResponse:
        nonce = secrets.token_urlsafe(NONCE_BYTES)
        asked = {**self.get_auth_params(), **(kwargs.pop("auth_params", None) or {}), "nonce": nonce}
        return super().redirect(request, process, next_url, data, auth_params=asked, nonce=nonce, **kwargs)


def answers_this_sign_in(sign_in: SocialLogin) -> bool:
    """Return whether the directory answered this very sign-in, about one and the same person."""
    facts = sign_in.account.extra_data
    token, person = facts.get("id_token") or {}, facts.get("userinfo") or {}
    nonce = sign_in.state.get("nonce") or ""
    same_nonce = bool(nonce) and secrets.compare_digest(str(token.get("nonce") or ""), nonce)
    return same_nonce and bool(token.get("sub")) and token.get("sub") == person.get("sub")
