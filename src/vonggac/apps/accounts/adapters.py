"""Where the sign-in library lets us in: what it may do here, in whose words it speaks, and the log lines it leaves."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vonggac.apps.accounts import services
from vonggac.apps.accounts.models import User

WRONG_PAIR = _("Tên đăng nhập hoặc mật khẩu không đúng. Nhập lại, hoặc đặt lại mật khẩu.")
AUTHENTICATIONS = "account_authentication_methods"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations only; each sign-in, refused or not, leaves a line."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Tài khoản này đang ngừng hoạt động. Gọi quản trị hệ thống của tỉnh."),
        "email_password_mismatch": WRONG_PAIR,
        "username_password_mismatch": WRONG_PAIR,
        "invalid_login": WRONG_PAIR,
        "too_many_login_attempts": _("Nhập sai quá nhiều lần. Chờ 5 phút rồi đăng nhập lại."),
        "rate_limited": _("Gửi quá nhiều yêu cầu. Chờ một phút rồi làm lại."),
        "enter_current_password": _("Nhập mật khẩu đang dùng."),
        "incorrect_password": _("Mật khẩu không đúng. Nhập lại."),
        "incorrect_code": _("Mã không đúng. Nhập mã đang hiện trên ứng dụng xác thực."),
        "same_as_current": _("Nhập giá trị khác với giá trị đang dùng."),
        "unknown_email": _("Không có tài khoản nào dùng thư điện tử này."),
        "invalid_password_reset": _("Liên kết này đã dùng hoặc hết hạn. Xin liên kết mới."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        with transaction.atomic():
            super().login(request, user)
            way = [record.get("method", "") for record in request.session.get(AUTHENTICATIONS, [])]
            services.note_sign_in(by=user, at=now(), way="+".join(way) or "password", address=self.get_client_ip(request))

    def logout(self, request: HttpRequest) -> None:
        with transaction.atomic():
            if isinstance(request.user, User):
                services.note_sign_out(by=request.user, at=now())
            super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        name = str(credentials.get("username") or credentials.get("email") or "")
        services.note_failed_sign_in(name=name, at=now(), step="password", address=self.get_client_ip(request))

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Ask again only when the last proof, the sign-in itself included, is older than the limit."""
        records = context.request.session.get(AUTHENTICATIONS, [])
        fresh = records and time.time() - records[-1]["at"] < account_settings.REAUTHENTICATION_TIMEOUT
        return not fresh and super().is_reauthentication_required(app=app)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")

    def format_email_subject(self, subject: str) -> str:
        return f"Vọng Gác: {subject}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors, with their secrets encrypted at rest by a key made from the house's secret key."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Mã không đúng. Nhập mã đang hiện trên ứng dụng xác thực, hoặc một mã khôi phục chưa dùng."),
        "cannot_delete_authenticator": _("Không gỡ được cách xác thực này."),
        "cannot_generate_recovery_codes": _("Thêm khóa truy cập hoặc ứng dụng xác thực trước, rồi tạo mã khôi phục."),
    }

    def get_totp_issuer(self) -> str:
        return settings.PRODUCT_NAME or "Vọng Gác"

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Khóa truy cập %(number)d") % {"number": number}

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # The house's secret key was changed: no code will fit any more, and the way back is a recovery link.
            return ""


def _cipher() -> Fernet:
    key = hashlib.sha256(b"vonggac.second-factor\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """Sign-in through the province's directory (OIDC): only for people who have an account here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Any, str] | None:
        """Know a person by the mailbox that the directory has proven, and leave the password alone.

        Elsewhere strangers sign themselves up with any mailbox, so the library blanks the password of whoever it knows by mailbox only;
        here accounts come from invitations. Without the mailbox in the answer it does not.
        """
        found = super().authenticate_by_email(sociallogin)
        return (found[0], "") if found else None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in who answers this very sign-in; from the first time on the directory's own number of the person counts, not the mailbox."""
        from vonggac.apps.accounts import directory  # brings a client for HTTP: only where a directory is set

        if sociallogin.state.get("process") != "login" or not directory.answers_this_sign_in(sociallogin):
            raise PermissionDenied("directory")
        if not sociallogin.is_existing:
            self._note_refusal(request, sociallogin.account.uid)
        elif sociallogin.account.pk is None:
            sociallogin.connect(request, sociallogin.user)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **facts: Any) -> None:
        super().on_authentication_error(request, provider, **facts)
        self._note_refusal(request, "")

    def _note_refusal(self, request: HttpRequest, name: str) -> None:
        address = AccountAdapter(request).get_client_ip(request)
        services.note_failed_sign_in(name=name, at=now(), step="directory", address=address)
