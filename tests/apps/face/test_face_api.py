"""The API's furniture, tried on a router of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone
from ninja import Router, Schema

from cast import Cast
from vonggac.apps.face import api as furniture
from vonggac.apps.face.models import ApiToken, IdempotentAnswer
from vonggac.apps.face.tokens import make_token, revoke_token

pytestmark = pytest.mark.django_db

router = Router()
acts: list[str] = []


class Thing(Schema):
    name: str
    count: int


@router.get("/things")
@furniture.scoped("work.read")
def things(request: HttpRequest, offset: int = 0, limit: int = 50) -> Any:
    return furniture.paged([str(n) for n in range(5)], lambda n: {"name": n}, offset=offset, limit=limit)


@router.post("/things", response={201: Thing})
@furniture.scoped("work.read")
@furniture.once
def add_thing(request: HttpRequest, payload: Thing) -> Any:
    acts.append(payload.name)
    return 201, payload


urlpatterns = [path("api/v1/", furniture.build_api([("tests", router)], namespace="api-under-test").urls)]


@pytest.fixture(autouse=True)
def _with_router() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def token() -> str:
    acts.clear()
    at = timezone.now()
    made = make_token(name="máy thử", user=Cast.assemble().coordinator, scopes=["work.read"], at=at, expires_at=at + timedelta(days=30))
    return made.text


def bearer(token: str, **more: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}", **more}


def test_without_a_key_the_answer_says_what_to_send(client: Client) -> None:
    answer = client.get("/api/v1/tests/things")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert "Authorization: Bearer" in answer.json()["title"]


def test_a_browsers_session_does_not_open_the_api(client: Client) -> None:
    client.force_login(Cast.assemble().coordinator)
    assert client.get("/api/v1/tests/things").status_code == 401
    assert client.post("/api/v1/tests/things", {}, content_type="application/json").status_code == 401


def test_a_list_says_how_many_there_are(client: Client, token: str) -> None:
    body = client.get("/api/v1/tests/things", {"offset": 3, "limit": 1}, headers=bearer(token)).json()
    assert body == {"total": 5, "offset": 3, "limit": 1, "items": [{"name": "3"}]}


def test_a_key_that_expired_or_was_taken_back_opens_nothing(client: Client, token: str) -> None:
    assert client.get("/api/v1/tests/things", headers=bearer(token)).status_code == 200
    row = ApiToken.objects.get()
    revoke_token(token=row, at=timezone.now())
    assert client.get("/api/v1/tests/things", headers=bearer(token)).status_code == 401
    ApiToken.objects.update(revoked_at=None, made_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(days=1))
    assert client.get("/api/v1/tests/things", headers=bearer(token)).status_code == 401


def test_a_person_out_of_service_closes_the_keys(client: Client, token: str) -> None:
    user = ApiToken.objects.get().user
    user.is_active = False
    user.save()
    assert client.get("/api/v1/tests/things", headers=bearer(token)).status_code == 401


def test_a_key_reaches_no_further_than_its_scopes(client: Client, token: str) -> None:
    ApiToken.objects.update(scopes=["organisations.read"])
    assert client.get("/api/v1/tests/things", headers=bearer(token)).status_code == 403


def test_a_key_is_never_made_for_more_than_the_person_may_do() -> None:
    at = timezone.now()
    with pytest.raises(ValueError, match="may not do"):
        make_token(name="x", user=Cast.assemble().officer, scopes=["work.assign"], at=at, expires_at=at + timedelta(days=1))


def test_only_the_digest_of_a_key_is_kept(token: str) -> None:
    assert token not in str(ApiToken.objects.values().get())


def test_a_write_sent_twice_is_done_once_and_answered_alike(client: Client, token: str) -> None:
    send = {"content_type": "application/json", "headers": bearer(token, **{"idempotency-key": "k1"})}
    first = client.post("/api/v1/tests/things", {"name": "một", "count": 1}, **send)
    second = client.post("/api/v1/tests/things", {"name": "một", "count": 1}, **send)
    assert (first.status_code, first.json()) == (201, {"name": "một", "count": 1})
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert acts == ["một"]


def test_a_key_of_another_write_is_refused(client: Client, token: str) -> None:
    send = {"content_type": "application/json", "headers": bearer(token, **{"idempotency-key": "k1"})}
    client.post("/api/v1/tests/things", {"name": "một", "count": 1}, **send)
    answer = client.post("/api/v1/tests/things", {"name": "hai", "count": 1}, **send)
    assert answer.status_code == 409
    assert acts == ["một"]


def test_a_write_without_a_key_is_refused_and_does_nothing(client: Client, token: str) -> None:
    answer = client.post("/api/v1/tests/things", {"name": "một", "count": 1}, content_type="application/json", headers=bearer(token))
    assert answer.status_code == 400
    assert acts == []
    assert not IdempotentAnswer.objects.exists()


def test_a_wrong_value_is_located_and_says_what_to_do(client: Client, token: str) -> None:
    headers = bearer(token, **{"idempotency-key": "k2"})
    answer = client.post("/api/v1/tests/things", {"count": "nhiều"}, content_type="application/json", headers=headers)
    assert answer.status_code == 422
    assert answer.json()["places"] == [{"at": "/name", "do": "Gửi thêm giá trị này"}, {"at": "/count", "do": "Gửi một số"}]


def test_the_description_of_the_api_is_served_here(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert "TokenBearer" in described["components"]["securitySchemes"]
