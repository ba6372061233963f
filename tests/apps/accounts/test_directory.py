"""Sign-in through the province's directory, against a real OpenID provider on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers import registry
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cast import Cast
from directory_peer import CALLBACK, CLIENT, SECRET, Directory, challenge_of, standing_directory, with_query
from vonggac.apps.accounts.directory import ProvinceDirectory
from vonggac.apps.accounts.models import User
from vonggac.apps.audit.models import Entry
from vonggac.web import environment

pytestmark = [pytest.mark.django_db, pytest.mark.urls("apps.accounts.directory_urls")]
KNOWN, UNKNOWN, UNPROVEN = "81", "82", "83"


@pytest.fixture(scope="module")
def peer() -> Iterator[Directory]:
    with standing_directory() as directory:
        yield directory


@pytest.fixture
def directory(peer: Directory, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Directory:
    """The peer as the house is told of it."""
    cache.clear()
    registry.load()
    monkeypatch.setitem(registry.provider_map, "openid_connect", ProvinceDirectory)
    told = environment.directory("https://danh-ba.example.vn", CLIENT, SECRET, "")
    told["openid_connect"]["APPS"][0]["settings"]["server_url"] = peer.address  # type: ignore[index]
    settings.SOCIALACCOUNT_PROVIDERS = told
    monkeypatch.setattr(peer, "nonce", "")
    monkeypatch.setattr(peer, "userinfo_sub", "")
    return peer


def asked(client: Client) -> str:
    """Press the button of the sign-in page; return where the browser is sent."""
    answer = client.post(reverse("openid_connect_login", args=["directory"]))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def chosen(address: str, person: str) -> str:
    """Sign in at the directory; return where it sends the browser back to."""
    answer = requests.post(address, {"person": person}, allow_redirects=False, timeout=10)
    return str(answer.headers["Location"]).removeprefix("http://testserver")


def sign_in(client: Client, person: str) -> Any:
    return client.get(chosen(asked(client), person))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def refusals() -> int:
    return Entry.objects.filter(act="accounts.sign_in.refused", detail__step="directory").count()


def test_a_person_of_the_directory_with_our_mailbox_is_signed_in_and_the_password_stays(directory: Directory, cast: Cast) -> None:
    before = cast.coordinator.password
    assert "Đăng nhập bằng Tài khoản của tỉnh" in Client().get("/tai-khoan/dang-nhap/").content.decode()
    client = Client()
    answer = sign_in(client, KNOWN)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert int(client.session["_auth_user_id"]) == cast.coordinator.pk
    cast.coordinator.refresh_from_db()
    assert cast.coordinator.password == before
    entry = Entry.objects.filter(act="accounts.session.begun").latest("number")
    assert (entry.by, entry.detail["way"]) == (cast.coordinator, "socialaccount")


def test_from_then_on_the_number_counts_and_not_the_mailbox(directory: Directory, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(Client(), KNOWN)
    monkeypatch.setitem(directory.people, KNOWN, ("doi.ten@example.vn", True))
    client = Client()
    sign_in(client, KNOWN)
    assert int(client.session["_auth_user_id"]) == cast.coordinator.pk
    assert SocialAccount.objects.count() == 1


def test_the_code_flow_carries_pkce_state_and_a_fresh_nonce(directory: Directory, cast: Cast) -> None:
    client = Client()
    first, second = asked(client), asked(client)
    for word in ("response_type=code", "code_challenge_method=S256", "code_challenge=", "nonce=", "state="):
        assert word in first
    values = [{part.split("=")[0]: part.split("=")[1] for part in one.split("?")[1].split("&")} for one in (first, second)]
    assert all(values[0][name] != values[1][name] for name in ("nonce", "state", "code_challenge"))


@pytest.mark.parametrize("person", [UNKNOWN, UNPROVEN])
def test_a_mailbox_that_is_unknown_or_unproven_makes_no_account(directory: Directory, cast: Cast, person: str) -> None:
    people, client = User.objects.count(), Client()
    answer = sign_in(client, person)
    assert not is_in(client)
    assert (User.objects.count(), SocialAccount.objects.count(), refusals()) == (people, 0, 1)
    assert "cùng thư điện tử" in client.get(answer.get("Location", "/tai-khoan/lien-thong/login/error/")).content.decode()


def test_a_token_made_for_another_sign_in_is_refused(directory: Directory, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "nonce", "cua-lan-khac")
    client = Client()
    answer = sign_in(client, KNOWN)
    assert "Không đăng nhập được bằng tài khoản liên thông" in answer.content.decode()
    assert (is_in(client), SocialAccount.objects.count(), refusals()) == (False, 0, 1)


def test_facts_about_another_person_are_refused(directory: Directory, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "userinfo_sub", KNOWN)
    client = Client()
    sign_in(client, UNKNOWN)
    assert (is_in(client), SocialAccount.objects.count()) == (False, 0)


def test_an_answer_to_nobodys_question_is_refused(directory: Directory, cast: Cast) -> None:
    client = Client()
    back = chosen(asked(client), KNOWN)
    other = Client()
    other.get(back)
    assert not is_in(other), "another browser's session"
    client.get(with_query(back, state="sua"))
    assert not is_in(client), "another state"


def test_a_stolen_code_is_of_no_use_without_the_verifier(directory: Directory, cast: Cast) -> None:
    client = Client()
    stolen = with_query(asked(client), code_challenge=challenge_of("cua-ke-khac-" * 5))
    client.get(chosen(stolen, KNOWN))
    assert not is_in(client)


def test_the_same_answer_opens_once(directory: Directory, cast: Cast) -> None:
    client = Client()
    back = chosen(asked(client), KNOWN)
    client.get(back)
    assert is_in(client)
    client.post(reverse("account_logout"))
    client.get(back)
    assert not is_in(client)


def test_whoever_has_a_second_factor_is_still_asked_for_it(directory: Directory, cast: Cast) -> None:
    totp.TOTP.activate(cast.coordinator, totp.generate_totp_secret())
    client = Client()
    assert sign_in(client, KNOWN)["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)


def test_who_is_out_of_office_stays_out(directory: Directory, cast: Cast) -> None:
    User.objects.filter(pk=cast.coordinator.pk).update(is_active=False)
    client = Client()
    sign_in(client, KNOWN)
    assert not is_in(client)


def test_a_signed_in_person_ties_no_other_mailbox_to_the_account(directory: Directory, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.officer)
    answer = client.post(reverse("openid_connect_login", args=["directory"]) + "?process=connect")
    client.get(chosen(str(answer["Location"]), UNKNOWN))
    assert SocialAccount.objects.count() == 0


def test_forms_may_lead_to_the_directory_and_nowhere_else() -> None:
    assert environment.form_targets("") == ["'self'"]
    assert environment.form_targets("https://danh-ba.example.vn:8443/realms/tinh") == ["'self'", "https://danh-ba.example.vn:8443"]
    assert reverse("openid_connect_callback", args=["directory"]) == CALLBACK
