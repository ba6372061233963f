"""Addresses of signing in: exactly those pages of the sign-in library that this house uses, under our own addresses.

What changes a person's proof of identity (password, devices) runs in one transaction with its line in the log.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.timezone import now

from vonggac.apps.accounts import queries, services
from vonggac.apps.accounts.models import User
from vonggac.apps.face.access import open_to_all

View = Callable[..., Any]


def entrance(view: View) -> View:
    """A page for people who are not signed in yet."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return view(request, *args, **kwargs)

    marked.act = "open"  # type: ignore[attr-defined]
    return marked


def own_account(view: View) -> View:
    """A page of the signed-in person's own account; the library asks for the sign-in. A change and its log line stand or fall together."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        user = request.user
        if request.method != "POST" or not isinstance(user, User):
            return view(request, *args, **kwargs)
        with transaction.atomic():
            before = queries.second_factors(user)
            answer = view(request, *args, **kwargs)
            _note_devices(user, before, queries.second_factors(user))
        return answer

    marked.act = "signed-in"  # type: ignore[attr-defined]
    return marked


def _note_devices(user: User, before: dict[int, str], after: dict[int, str]) -> None:
    added = sorted(kind for row, kind in after.items() if row not in before)
    removed = sorted(kind for row, kind in before.items() if row not in after)
    if added or removed:
        services.note_device_change(user=user, by=user, at=now(), added=added, removed=removed)


@open_to_all
def nobody_signs_up(request: HttpRequest) -> HttpResponse:
    """Accounts come from invitations."""
    raise Http404


urlpatterns: list[URLPattern | URLResolver] = [
    path("dang-nhap/", entrance(account.login), name="account_login"),
    path("dang-nhap/khoa/", entrance(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("dang-nhap/ma/", entrance(mfa.authenticate), name="mfa_authenticate"),
    path("dang-ky/", nobody_signs_up, name="account_signup"),
    path("dang-xuat/", own_account(account.logout), name="account_logout"),
    path("ngung-hoat-dong/", entrance(account.account_inactive), name="account_inactive"),
    path("xac-nhan-lai/", own_account(account.reauthenticate), name="account_reauthenticate"),
    path("xac-nhan-lai/ma/", own_account(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("xac-nhan-lai/khoa/", own_account(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("mat-khau/doi/", own_account(account.password_change), name="account_change_password"),
    path("mat-khau/dat/", own_account(account.password_set), name="account_set_password"),
    path("mat-khau/quen/", entrance(account.password_reset), name="account_reset_password"),
    path("mat-khau/quen/da-gui/", entrance(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^mat-khau/quen/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        entrance(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("mat-khau/quen/xong/", entrance(account.password_reset_from_key_done), name="account_reset_password_from_key_done"),
    path("hai-lop/", own_account(mfa.index), name="mfa_index"),
    path("hai-lop/ung-dung/them/", own_account(totp.activate_totp), name="mfa_activate_totp"),
    path("hai-lop/ung-dung/go/", own_account(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("hai-lop/khoa/", own_account(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("hai-lop/khoa/them/", own_account(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("hai-lop/khoa/<int:pk>/go/", own_account(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("hai-lop/khoa/<int:pk>/ten/", own_account(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("hai-lop/ma-khoi-phuc/", own_account(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("hai-lop/ma-khoi-phuc/tao/", own_account(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("hai-lop/ma-khoi-phuc/tep/", own_account(recovery_codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]


def directory_urls() -> list[URLPattern | URLResolver]:
    """Return the addresses of sign-in through the province's directory; they bring a client for HTTP, so only where one is set."""
    return [
        path("lien-thong/", include("allauth.socialaccount.urls")),
        path("lien-thong/", include("allauth.socialaccount.providers.openid_connect.urls")),
    ]


if settings.SOCIALACCOUNT_PROVIDERS:
    urlpatterns += directory_urls()
