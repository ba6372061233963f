"""Systems for programs: `/api/v1/systems`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from cast import Cast
from registry_cast import system
from vonggac.apps.face.tokens import make_token
from vonggac.apps.registry.models import Component, InformationSystem, NetworkZone

pytestmark = pytest.mark.django_db
URL = "/api/v1/systems"


def ask(
    client: Client, user: Any, method: str, url: str, body: Any = None, *, scopes: tuple[str, ...] = ("registry.read",), key: str = ""
) -> Any:
    at = now()
    token = make_token(name="thử", user=user, scopes=scopes, at=at, expires_at=at + timedelta(days=1)).text
    extra = {"HTTP_AUTHORIZATION": f"Bearer {token}", **({"HTTP_IDEMPOTENCY_KEY": key} if key else {})}
    sent = {} if body is None else {"data": body, "content_type": "application/json"}
    return getattr(client, method)(url, **sent, **extra)


def test_a_program_sees_what_its_person_sees(client: Client, cast: Cast) -> None:
    one = system("Cổng xã Đức Hòa", cast.commune, level=3)
    system("Một cửa", cast.department)
    found = ask(client, cast.coordinator, "get", f"{URL}?q=duc+hoa").json()
    assert (found["total"], found["items"][0]["owner"], found["items"][0]["level"]) == (1, "x-duc-hoa", 3)
    assert ask(client, cast.commune_officer, "get", f"{URL}/{one.pk}").status_code == 200
    assert ask(client, cast.stranger, "get", f"{URL}/{one.pk}").status_code == 404
    assert ask(client, cast.stranger, "get", URL).json()["total"] == 0
    assert client.get(URL).status_code == 401


def test_a_write_needs_its_scope_and_a_key_and_is_done_once(client: Client, cast: Cast) -> None:
    body = {"name": "Cổng", "owner": "Xã Đức Hòa", "level": 2}
    scopes = ("registry.read", "registry.edit")
    assert ask(client, cast.commune_officer, "post", URL, body, key="a").status_code == 403
    assert ask(client, cast.commune_officer, "post", URL, body, scopes=scopes).status_code == 400
    made = ask(client, cast.commune_officer, "post", URL, body, scopes=scopes, key="a")
    assert (made.status_code, made.json()["code"], InformationSystem.objects.count()) == (201, "HT-00001", 1)
    wrong = ask(client, cast.commune_officer, "post", URL, {**body, "owner": "không có"}, scopes=scopes, key="b")
    assert (wrong.status_code, wrong.json()["places"][0]["at"]) == (422, "/owner")
    two = ask(client, cast.commune_officer, "post", URL, {**body, "owner": "x-duc-hoa; x-an-phu"}, scopes=scopes, key="two")
    assert (two.status_code, two.json()["places"][0]["at"], "đúng một cơ quan" in two.content.decode()) == (422, "/owner", True)
    far = ask(client, cast.commune_officer, "post", URL, {**body, "owner": "x-an-phu"}, scopes=scopes, key="c")
    assert (far.status_code, InformationSystem.objects.count()) == (422, 1)
    assert ask(client, cast.commune_officer, "post", URL, {**body, "level": 6}, scopes=scopes, key="d").status_code == 422


def test_a_change_touches_only_what_is_sent(client: Client, cast: Cast) -> None:
    one = system("Cổng", cast.commune, level=3, note="giữ")
    scopes = ("registry.edit",)
    answer = ask(client, cast.commune_officer, "patch", f"{URL}/{one.pk}", {"name": "Cổng mới"}, scopes=scopes, key="a")
    assert answer.status_code == 200, answer.content
    one.refresh_from_db()
    assert (one.name, one.level, one.note) == ("Cổng mới", 3, "giữ")
    level = ask(client, cast.commune_officer, "patch", f"{URL}/{one.pk}", {"level": 4}, scopes=scopes, key="l")
    one.refresh_from_db()
    assert (level.status_code, level.json()["places"][0]["at"], one.level) == (422, "/level", 3)
    assert ask(client, cast.stranger, "patch", f"{URL}/{one.pk}", {"name": "B"}, scopes=scopes, key="a").status_code == 404
    assert ask(client, cast.commune_officer, "patch", f"{URL}/{one.pk}", {"name": None}, scopes=scopes, key="b").status_code == 422


def test_what_hangs_on_a_system_is_told_without_addresses_to_who_need_not_know_them(client: Client, cast: Cast) -> None:
    one = system("Cổng", cast.commune, level=3)
    zone = NetworkZone.objects.create(system=one, name="Vùng biên")
    Component.objects.create(system=one, what="server", name="web", zone=zone, private_ip="10.1.1.1")
    url = f"{URL}/{one.pk}/parts"
    told = ask(client, cast.coordinator, "get", url).json()
    assert told["components"][0]["private_ip"] == "10.1.1.1"
    assert [layer["standing"] for layer in told["layers"]] == ["missing"] * 4
    less = ask(client, cast.leader, "get", url).json()
    assert (less["zones"], less["components"][0]["private_ip"], less["components"][0]["zone"]) == (None, None, None)
    assert ask(client, cast.stranger, "get", url).status_code == 404
    assert client.get(url).status_code == 401
    assert ask(client, cast.coordinator, "delete", url).status_code == 405


def test_a_program_does_not_write_over_what_a_person_wrote_meanwhile(client: Client, cast: Cast) -> None:
    one = system("Cổng", cast.commune, level=3)
    scopes = ("registry.read", "registry.edit")
    first = {"serves": "người dân", "hosting": "cloud", "version": 1}
    done = ask(client, cast.commune_officer, "patch", f"{URL}/{one.pk}", first, scopes=scopes, key="v1")
    assert (done.status_code, done.json()["version"], done.json()["hosting"]) == (200, 2, "cloud")
    late = ask(client, cast.commune_officer, "patch", f"{URL}/{one.pk}", {"serves": "x", "version": 1}, scopes=scopes, key="v2")
    assert late.status_code == 422
    one.refresh_from_db()
    assert one.serves == "người dân"
