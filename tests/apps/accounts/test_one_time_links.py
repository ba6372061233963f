"""One-time links: the first administrator, a lost phone, an invitation."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from cast import NOW, Cast
from vonggac.apps.accounts import queries, services
from vonggac.apps.accounts.acts import Role
from vonggac.apps.accounts.models import EntryLink, Post, User
from vonggac.apps.accounts.services.links import NewAccount, digest_of, find
from vonggac.apps.audit.models import Entry

pytestmark = pytest.mark.django_db

GOOD = "Con-Tau-42-Roi-Ben"


def secret_in(link: str) -> str:
    return link.rsplit("/", 1)[1]


def account(username: str = "quantri.moi", **facts: str) -> NewAccount:
    return NewAccount(**({"username": username, "full_name": "Đỗ Thị Mới", "password": GOOD} | facts))


@pytest.fixture
def cast() -> Cast:
    return Cast.assemble()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The pages' clock, at the moment of the cast."""
    from vonggac.apps.accounts.ui import enter

    monkeypatch.setattr(enter, "now", lambda: NOW)
    return NOW


def said(**more: str) -> dict[str, str]:
    return {"full_name": "Đỗ Thị Mới", "username": "do.moi", "email": "", "password": GOOD, "again": GOOD} | more


def test_the_first_administrator_comes_in_by_the_set_up_link(cast: Cast, now: Any) -> None:
    link = services.make_setup_link(at=NOW)
    client = Client()
    path = "/" + link.split("/", 3)[3]
    assert "Lập tài khoản quản trị đầu tiên" in client.get(path).content.decode()
    answer = client.post(path, said())
    assert answer.status_code == 302
    user = User.objects.get(username="do.moi")
    assert queries.roles_of(user) == {Role.ADMINISTRATOR}
    assert int(client.session["_auth_user_id"]) == user.pk


def test_looking_at_a_link_does_not_use_it_up(cast: Cast, now: Any) -> None:
    link = services.make_setup_link(at=NOW)
    path = "/" + link.split("/", 3)[3]
    for _look in range(3):
        assert Client().get(path).status_code == 200
    assert find(secret_in(link), NOW).standing(NOW) == EntryLink.Standing.OPEN


@pytest.mark.parametrize(("change", "status"), [("used", 410), ("expired", 410), ("withdrawn", 410), ("altered", 404)])
def test_a_link_used_expired_withdrawn_or_altered_opens_a_page_that_says_what_to_do(cast: Cast, now: Any, change: str, status: int) -> None:
    link = services.make_setup_link(at=NOW - timedelta(hours=25) if change == "expired" else NOW)
    secret = secret_in(link)
    if change == "used":
        services.enter(secret=secret, account=account(), at=NOW)
    if change == "withdrawn":
        services.make_setup_link(at=NOW)
    if change == "altered":
        secret = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    for method in ("get", "post"):
        answer = getattr(Client(), method)(f"/tai-khoan/bat-dau/{secret}", said())
        assert answer.status_code == status
        assert "vonggac admin recover" in answer.content.decode()
    assert not User.objects.filter(username="do.moi").exists()


def test_the_second_of_two_people_with_the_same_link_is_turned_away(cast: Cast) -> None:
    secret = secret_in(services.make_setup_link(at=NOW))
    services.enter(secret=secret, account=account("mot"), at=NOW)
    with pytest.raises(services.LinkClosed), transaction.atomic():
        services.enter(secret=secret, account=account("hai"), at=NOW)
    assert not User.objects.filter(username="hai").exists()


def test_only_the_digest_of_a_link_is_kept_and_the_log_never_shows_it(cast: Cast) -> None:
    post = Post.objects.get(organisation=cast.commune)
    links = [
        services.make_setup_link(at=NOW),
        services.make_recovery_link(user=cast.officer, by=None, at=NOW),
        services.invite(post=post, full_name="Lê Thị Xã", by=cast.coordinator, at=NOW)[1],
    ]
    kept = str(list(EntryLink.objects.values())) + str(list(Entry.objects.values()))
    for link in links:
        assert secret_in(link) not in kept
        assert EntryLink.objects.filter(digest=digest_of(secret_in(link))).exists()
    assert digest_of(secret_in(links[0])) not in str(list(Entry.objects.values()))


def test_a_set_up_link_says_so_when_the_province_is_not_loaded_yet(now: Any) -> None:
    link = services.make_setup_link(at=NOW)
    answer = Client().post("/" + link.split("/", 3)[3], said())
    assert answer.status_code == 422
    assert "Chưa nạp danh sách cơ quan" in answer.content.decode()
    assert find(secret_in(link), NOW).used_at is None


def test_a_recovery_link_sets_a_new_password_and_removes_the_lost_devices(cast: Cast) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=cast.administrator, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = Client()
    client.force_login(cast.administrator)
    link = services.make_recovery_link(user=cast.administrator, by=None, at=NOW)
    assert Authenticator.objects.filter(user=cast.administrator).exists()
    services.enter(secret=secret_in(link), account=account(), at=NOW)
    cast.administrator.refresh_from_db()
    assert cast.administrator.check_password(GOOD)
    assert not Authenticator.objects.filter(user=cast.administrator).exists()
    assert client.get("/tai-khoan/hai-lop/").status_code == 302
    assert Entry.objects.filter(act="accounts.link.used", detail__purpose="recover").exists()


def test_a_coordinator_does_not_make_a_way_into_an_administrators_account(cast: Cast) -> None:
    with pytest.raises(services.Refused):
        services.make_recovery_link(user=cast.administrator, by=cast.coordinator, at=NOW)


def test_an_invited_person_takes_up_the_post_and_the_mail_carries_the_link(
    cast: Cast, now: Any, django_capture_on_commit_callbacks: Any
) -> None:
    post = Post.objects.get(organisation=cast.commune)
    with django_capture_on_commit_callbacks(execute=True):
        _row, link = services.invite(post=post, full_name="Lê Thị Xã", email="le.xa@example.vn", by=cast.coordinator, at=NOW)
    assert re.search(re.escape(link), mail.outbox[0].body)
    answer = Client().post("/" + link.split("/", 3)[3], said(email="le.xa@example.vn"))
    assert answer.status_code == 302
    assert [h.post for h in queries.holdings_now(User.objects.get(username="do.moi"))] == [post]


def test_inviting_again_makes_the_earlier_link_worthless(cast: Cast) -> None:
    post = Post.objects.get(organisation=cast.commune)
    _row, first = services.invite(post=post, full_name="Lê Thị Xã", by=cast.coordinator, at=NOW)
    services.invite(post=post, full_name="Lê Thị Xã", by=cast.coordinator, at=NOW)
    with pytest.raises(services.LinkClosed):
        find(secret_in(first), NOW)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"password": "ngan", "again": "ngan"}, "ký tự trở lên"),
        ({"password": "QuangTri.Matkhau", "again": "QuangTri.Matkhau"}, "chữ số"),
        ({"again": "khac"}, "Nhập lại đúng mật khẩu"),
        ({"username": "DIEUPHOI"}, "đã có người dùng"),
        ({"username": "co dau cách"}, "chữ không dấu"),
        ({"full_name": ""}, "Nhập họ và tên"),
    ],
)
def test_a_mistake_on_the_way_in_keeps_the_link_and_what_was_typed(cast: Cast, now: Any, wrong: dict[str, str], words: str) -> None:
    link = services.make_setup_link(at=NOW)
    answer = Client().post("/" + link.split("/", 3)[3], said(**wrong))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert "Có lỗi cần sửa" in text
    assert (wrong.get("username") or "do.moi") in text
    assert GOOD not in text
    assert find(secret_in(link), NOW).used_at is None
