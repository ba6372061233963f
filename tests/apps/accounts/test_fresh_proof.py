"""Sensitive acts ask again for the second factor: on the page itself, once in some minutes, of those who have one."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from cast import NOW, Cast
from vonggac.apps.accounts import services
from vonggac.apps.accounts.models import Transfer
from vonggac.apps.audit.models import Entry

pytestmark = pytest.mark.django_db
EXPORT = "/he-thong/xuat/he-thong/"
ASKS = 'id="proof_code"'


@pytest.fixture
def cast(cast: Cast, settings: Any) -> Cast:
    settings.SECOND_FACTOR_ASKED = True
    return cast


@pytest.fixture
def secret(cast: Cast) -> str:
    made = totp.generate_totp_secret()
    totp.TOTP.activate(cast.coordinator, made)
    return made


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def client_of(user: Any, *, proved_minutes_ago: float | None = None) -> Client:
    client = Client()
    client.force_login(user)
    if proved_minutes_ago is not None:
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - proved_minutes_ago * 60}]
        session.save()
    return client


def agree(client: Client, **more: str) -> Any:
    shown = client.get(EXPORT).content.decode()
    found = re.search(r'name="agreed_to" value="([^"]+)"', shown)
    assert found
    return client.post(EXPORT, {"agreed_to": found[1], **more})


def exported() -> bool:
    return Entry.objects.filter(act="lists.exported").exists()


def test_the_act_happens_with_the_code_of_the_app_and_is_not_asked_again_at_once(cast: Cast, secret: str) -> None:
    client = client_of(cast.coordinator)
    assert ASKS in client.get(EXPORT).content.decode()
    assert agree(client, proof_code=code_of(secret))["Content-Disposition"].startswith("attachment")
    assert exported()
    assert ASKS not in client.get(EXPORT).content.decode()


@pytest.mark.parametrize(("code", "words"), [("", "Nhập mã 6 số"), ("000000", "Mã không đúng")])
def test_without_the_right_code_nothing_happens_and_the_page_says_why(cast: Cast, secret: str, code: str, words: str) -> None:
    answer = agree(client_of(cast.coordinator), proof_code=code)
    body = answer.content.decode()
    assert words in body
    assert 'href="#proof_code"' in body
    assert not exported()


def test_a_wrong_code_leaves_a_line_in_the_log(cast: Cast, secret: str) -> None:
    agree(client_of(cast.coordinator), proof_code="000000")
    assert Entry.objects.get(act="accounts.sign_in.refused").detail["step"] == "second"


def test_a_proof_holds_for_its_minutes_and_then_is_asked_again(cast: Cast, secret: str, settings: Any) -> None:
    settings.FRESH_PROOF_MINUTES = 10
    assert ASKS in client_of(cast.coordinator, proved_minutes_ago=11).get(EXPORT).content.decode()
    agree(client_of(cast.coordinator, proved_minutes_ago=11))
    assert not exported()
    agree(client_of(cast.coordinator, proved_minutes_ago=9))
    assert exported()


def test_a_password_alone_is_no_fresh_proof(cast: Cast, secret: str) -> None:
    client = client_of(cast.coordinator)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    assert ASKS in client.get(EXPORT).content.decode()


def test_a_demonstration_asks_nobody(cast: Cast, secret: str, settings: Any) -> None:
    settings.SECOND_FACTOR_ASKED = False
    agree(client_of(cast.coordinator))
    assert exported()


def test_who_has_only_a_passkey_is_led_to_it_and_nothing_happens_before(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.coordinator, type="webauthn", data={})
    answer = agree(client_of(cast.coordinator), proof_code="123456")
    body = answer.content.decode()
    assert reverse("mfa_reauthenticate_webauthn") in body
    assert not exported()
    assert client_of(cast.coordinator).get(reverse("face:proved")).status_code == 200


def test_signing_a_hand_over_asks_too(cast: Cast) -> None:
    post = cast.officer.holdings.get(ended_at=None).post
    row = services.propose_transfer(post=post, giver=cast.officer, taker=cast.stranger, reason="Điều động", by=cast.coordinator, at=NOW)
    made = totp.generate_totp_secret()
    totp.TOTP.activate(cast.officer, made)
    client, url = client_of(cast.officer), reverse("accounts:transfer", args=[row.pk])
    assert ASKS in client.get(url).content.decode()
    assert client.post(url, {"step": "give"}).status_code == 422
    row.refresh_from_db()
    assert row.state == Transfer.State.PROPOSED
    client.post(url, {"step": "give", "proof_code": code_of(made)})
    row.refresh_from_db()
    assert row.state == Transfer.State.GIVEN


def test_every_sensitive_page_uses_the_one_mechanism() -> None:
    from vonggac.apps import compliance, directives, lists

    rooms = {
        "directives/ui/confirm_page.py": directives,
        "directives/ui/spill_views.py": directives,
        "lists/ui/pages.py": lists,
        "compliance/ui/determined.py": compliance,
    }
    for path, room in rooms.items():
        from pathlib import Path

        source = (Path(room.__file__).parent.parent / path).read_text(encoding="utf-8")
        assert "sensitive=True" in source, path


def test_the_log_leaves_only_with_a_fresh_proof(cast: Cast, secret: str) -> None:
    leaves = reverse("audit:export")
    client = client_of(cast.auditor)
    Authenticator.objects.create(user=cast.auditor, type="webauthn", data={})
    answer = client.post(leaves)
    assert reverse("mfa_reauthenticate_webauthn") in answer.content.decode()
    assert "text/csv" not in answer["Content-Type"]
