"""Signing in and out, second factors, and the trace they leave."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from cast import Cast
from vonggac.apps.accounts.models import User
from vonggac.apps.audit.models import Entry

pytestmark = pytest.mark.django_db

GOOD = "Con-Tau-42-Roi-Ben"


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cache.clear()
    for user in (cast.officer, cast.coordinator):
        user.set_password(GOOD)
        user.save()
    return cast


def sign_in(client: Client, name: str, password: str = GOOD) -> Any:
    return client.post("/tai-khoan/dang-nhap/", {"login": name, "password": password})


def last(act: str) -> Entry:
    return Entry.objects.filter(act=act).latest("number")


@pytest.mark.parametrize("name", ["canbo.so", "canbo.so@example.vn"])
def test_a_person_signs_in_with_user_name_or_mailbox(cast: Cast, name: str) -> None:
    client = Client()
    assert sign_in(client, name)["Location"] == "/"
    entry = last("accounts.session.begun")
    assert entry.by == cast.officer
    assert entry.detail == {"way": "password", "address": "127.0.0.1"}


def test_the_passkey_comes_first_and_the_way_out_for_a_lost_phone_is_visible() -> None:
    text = Client().get("/tai-khoan/dang-nhap/").content.decode()
    assert text.index("Đăng nhập bằng khóa truy cập") < text.index("Mật khẩu")
    assert "mất điện thoại" in text
    assert "vonggac admin recover" in Client().get("/tai-khoan/khong-dang-nhap-duoc/").content.decode()


def test_a_wrong_password_and_an_unknown_name_get_the_same_words_and_a_line_in_the_log(cast: Cast) -> None:
    pages = []
    for name in ("canbo.so", "khong.co"):
        answer = sign_in(Client(), name, "sai")
        assert answer.status_code == 200
        summary = answer.content.decode().split("error-summary")[1].split("</ul>")[0]
        pages.append(summary)
    assert pages[0] == pages[1]
    refused = Entry.objects.filter(act="accounts.sign_in.refused")
    assert refused.count() == 2
    assert "khong.co" not in str(list(refused.values()))


def test_the_sixth_wrong_password_in_five_minutes_is_not_even_tried(cast: Cast) -> None:
    client = Client()
    for _try in range(5):
        sign_in(client, "canbo.so", "sai")
    answer = sign_in(client, "canbo.so")
    assert "quá nhiều lần" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up() -> None:
    client = Client()
    assert client.get("/tai-khoan/dang-ky/").status_code == 404
    assert client.post("/tai-khoan/dang-ky/", {"username": "x", "password1": GOOD}).status_code == 404


def test_a_person_out_of_service_cannot_sign_in(cast: Cast) -> None:
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)
    client = Client()
    sign_in(client, "canbo.so")
    assert "_auth_user_id" not in client.session


def test_signing_out_ends_the_session_and_leaves_a_line(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.officer)
    assert client.get("/tai-khoan/dang-xuat/").status_code == 200
    client.post("/tai-khoan/dang-xuat/")
    assert "_auth_user_id" not in client.session
    assert last("accounts.session.left").by == cast.officer


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def _asked(self, settings: Any) -> None:
        settings.SECOND_FACTOR_ASKED = True

    @pytest.mark.parametrize("who", ["coordinator", "leader", "auditor", "administrator"])
    def test_a_strong_role_registers_a_second_factor_before_anything_else(self, cast: Cast, who: str) -> None:
        client = Client()
        client.force_login(getattr(cast, who))
        assert client.get("/tai-khoan/ho-so/")["Location"] == reverse("mfa_index")
        assert client.get(reverse("mfa_index")).status_code == 200

    def test_an_officer_works_without_one(self, cast: Cast) -> None:
        client = Client()
        client.force_login(cast.officer)
        assert client.get("/tai-khoan/ho-so/").status_code == 200

    def test_a_demonstration_asks_nobody(self, cast: Cast, settings: Any) -> None:
        settings.SECOND_FACTOR_ASKED = False
        client = Client()
        client.force_login(cast.coordinator)
        assert client.get("/tai-khoan/ho-so/").status_code == 200

    def test_right_after_signing_in_the_app_is_registered_without_asking_for_the_password_again(self, cast: Cast) -> None:
        client = Client()
        sign_in(client, "dieuphoi")
        shown = client.get(reverse("mfa_activate_totp"))
        assert shown.status_code == 200
        code = totp.format_hotp_value(totp.hotp_value(shown.context["form"].secret, int(time.time()) // 30))
        client.post(reverse("mfa_activate_totp"), {"code": code})
        assert Authenticator.objects.filter(user=cast.coordinator, type="totp").exists()
        assert last("accounts.devices.changed").detail == {"added": ["recovery_codes", "totp"], "removed": []}
        assert client.get("/tai-khoan/ho-so/").status_code == 200

    def test_an_old_session_is_asked_again_before_devices_change(self, cast: Cast) -> None:
        client = Client()
        sign_in(client, "canbo.so")
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 3600}]
        session.save()
        assert reverse("account_reauthenticate") in client.get(reverse("mfa_activate_totp"))["Location"]

    def test_the_secret_of_the_app_is_not_readable_in_the_database(self, cast: Cast) -> None:
        client = Client()
        sign_in(client, "dieuphoi")
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
        client.post(reverse("mfa_activate_totp"), {"code": code})
        assert secret not in str(list(Authenticator.objects.values()))

    def test_sign_in_asks_for_the_code_and_a_recovery_code_opens_once(self, cast: Cast) -> None:
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

        totp.TOTP.activate(cast.coordinator, totp.generate_totp_secret())
        codes = RecoveryCodes.activate(cast.coordinator).get_unused_codes()
        client = Client()
        assert sign_in(client, "dieuphoi")["Location"] == reverse("mfa_authenticate")
        assert "_auth_user_id" not in client.session
        assert "Mã không đúng" in client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
        assert last("accounts.sign_in.refused").detail["step"] == "second"
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert int(client.session["_auth_user_id"]) == cast.coordinator.pk
        other = Client()
        sign_in(other, "dieuphoi")
        other.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert "_auth_user_id" not in other.session


def test_every_sign_in_page_is_ours_and_speaks_vietnamese(cast: Cast) -> None:
    """A page of the library in its own look would say "Menu:" or end in English words."""
    client = Client()
    sign_in(client, "canbo.so")
    for name in OWN_PAGES:
        text = client.get(reverse(name)).content.decode()
        assert 'class="gate"' in text, name
        assert '<html lang="vi"' in text, name
    for name in OPEN_PAGES:
        assert 'class="gate"' in Client().get(reverse(name)).content.decode(), name


OWN_PAGES = [
    "account_logout",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
]
OPEN_PAGES = [
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_inactive",
    "account_reset_password_from_key_done",
]


def test_every_page_of_signing_in_says_who_may_enter() -> None:
    from vonggac.apps.accounts.ui import entrance, urls

    for pattern in [*entrance.urlpatterns, *urls.urlpatterns]:
        if hasattr(pattern, "callback") and not str(pattern.pattern).startswith("lien-thong"):
            assert getattr(pattern.callback, "act", None), pattern
    assert get_resolver().reverse_dict.getlist("account_login")


def test_a_mailed_password_link_works_once_and_is_in_the_log(cast: Cast) -> None:
    from django.core import mail

    client = Client()
    client.post(reverse("account_reset_password"), {"email": "canbo.so@example.vn"})
    link = next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http"))
    assert mail.outbox[0].subject == "Vọng Gác: Đặt mật khẩu mới"
    path = "/" + link.split("/", 3)[3]
    step = client.get(path)["Location"]
    new = "Thuyen-Xa-77-Bo-Bien"
    assert client.post(step, {"password1": new, "password2": new}).status_code == 302
    cast.officer.refresh_from_db()
    assert cast.officer.check_password(new)
    assert last("accounts.password.changed").subject == f"accounts.user:{cast.officer.pk}"
    assert "đã dùng hoặc hết hạn" in Client().get(path, follow=True).content.decode()


def test_an_unknown_mailbox_gets_the_same_answer_and_no_mail(cast: Cast) -> None:
    from django.core import mail

    answers = [Client().post(reverse("account_reset_password"), {"email": name}) for name in ("canbo.so@example.vn", "ai@example.vn")]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert [message.to for message in mail.outbox] == [["canbo.so@example.vn"]]
