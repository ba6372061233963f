"""Holders of strong roles register a second factor before they see anything else."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from vonggac.apps.accounts import queries

FREE = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "account_reauthenticate",
        "account_logout",
        "accounts:cannot_sign_in",
        "face:preferences",
        "face:keys",
        "face:health",
    }
)
"""Where a person without the second factor may go: registering one, and out."""


def ask_for_second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send a person whose role needs a second factor to the page that registers one. Off in a demonstration only."""

    def process_view(request: HttpRequest, *_view: object) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_ASKED or not request.user.is_authenticated or _is_free(request):
            return None
        if not queries.must_prove_twice(request.user) or queries.has_second_factor(request.user):
            return None
        return redirect("mfa_index")

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _is_free(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in FREE
