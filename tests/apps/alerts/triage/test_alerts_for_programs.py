"""Alerts for programs: same permissions, same order, same refusals as on the pages; a write sent again happens once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from alerts_cast import Watched, alert
from cast import Cast
from vonggac.apps.alerts.models import AlertAct
from vonggac.apps.face.tokens import make_token

pytestmark = pytest.mark.django_db
READ, WORK = ("alerts.read",), ("alerts.read", "alerts.triage")


@pytest.fixture
def ask(client: Client) -> Callable[..., Any]:
    """Send one request with a key of that person."""

    def send(user: Any, method: str, path: str, body: Any = None, *, scopes: tuple[str, ...] = READ, key: str = "") -> Any:
        at = timezone.now()
        token = make_token(name="thử", user=user, scopes=set(scopes), at=at, expires_at=at + timedelta(days=1)).text
        headers = {"authorization": f"Bearer {token}", **({"idempotency-key": key} if key else {})}
        sent = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/alerts{path}", headers=headers, **sent)

    return send


def test_the_queue_comes_in_its_order_and_by_keys(ask: Any, watched: Watched, cast: Cast) -> None:
    first = ask(cast.coordinator, "get", "?limit=2").json()
    assert (first["total"], [one["id"] for one in first["items"]]) == (3, [watched.on_portal.pk, watched.on_one_stop.pk])
    rest = ask(cast.coordinator, "get", f"?limit=2&after={first['after']}").json()
    assert ([one["id"] for one in rest["items"]], rest["after"]) == ([watched.on_nobody.pk], "")
    narrow = ask(cast.coordinator, "get", "?q=192.0.2.77&mine=false").json()
    assert [one["id"] for one in narrow["items"]] == [watched.on_one_stop.pk]


def test_a_program_sees_what_its_person_sees(ask: Any, client: Client, watched: Watched, cast: Cast) -> None:
    assert [one["id"] for one in ask(cast.provider, "get", "").json()["items"]] == [watched.on_portal.pk]
    assert ask(cast.provider, "get", f"/{watched.on_portal.pk}").json()["parties"][0]["kind"] == "address"
    assert ask(cast.provider, "get", f"/{watched.on_one_stop.pk}").status_code == 404
    assert ask(cast.coordinator, "get", "", scopes=("registry.read",)).status_code == 403
    assert ask(cast.coordinator, "delete", f"/{watched.on_portal.pk}").status_code == 405
    assert client.get("/api/v1/alerts").status_code == 401


@pytest.mark.parametrize("act", ["verify", "assign", "handle", "close"])
def test_each_write_asks_scope_person_and_key(ask: Any, watched: Watched, cast: Cast, act: str) -> None:
    body = {"verdict": "true", "to": cast.officer.username, "words": "đã gọi", "reason": "nhầm"}
    path = f"/{watched.on_portal.pk}/{act}"
    assert ask(cast.coordinator, "post", path, body, scopes=READ, key="a").status_code == 403
    assert ask(cast.commune_officer, "post", path, body, scopes=WORK, key="c").status_code == 404
    assert ask(cast.coordinator, "post", path, body, scopes=WORK).status_code == 400
    assert ask(cast.coordinator, "get", path, scopes=WORK).status_code == 405
    assert not AlertAct.objects.exists()


def test_a_verdict_sent_twice_is_given_once(ask: Any, watched: Watched, cast: Cast) -> None:
    path, body = f"/{watched.on_portal.pk}/verify", {"verdict": "true", "version": 0}
    at = timezone.now()
    token = make_token(name="thử", user=cast.provider, scopes=set(WORK), at=at, expires_at=at + timedelta(days=1)).text
    headers = {"authorization": f"Bearer {token}", "idempotency-key": "k1"}
    client = Client()
    answers = [client.post(f"/api/v1/alerts{path}", data=body, content_type="application/json", headers=headers) for _twice in "ab"]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[1]["Idempotent-Replay"] == "true"
    assert AlertAct.objects.count() == 1
    assert ask(cast.provider, "post", path, body, scopes=WORK, key="k2").status_code == 422


def test_from_verdict_to_its_end(ask: Any, watched: Watched, cast: Cast) -> None:
    row = alert(watched.sensor, watched.portal)
    refused = ask(cast.coordinator, "post", f"/{row.pk}/verify", {"verdict": "false"}, scopes=WORK, key="1")
    assert refused.status_code == 422
    assert "lý do" in refused.content.decode()
    assert ask(cast.coordinator, "post", f"/{row.pk}/verify", {"verdict": "true"}, scopes=WORK, key="2").json()["state"] == "handling"
    told = ask(cast.coordinator, "post", f"/{row.pk}/assign", {"to": cast.provider.username}, scopes=WORK, key="3")
    assert told.json()["assignee"] == cast.provider.username
    assert ask(cast.coordinator, "post", f"/{row.pk}/assign", {"to": cast.stranger.username}, scopes=WORK, key="4").status_code == 422
    done = ask(cast.provider, "post", f"/{row.pk}/handle", {"words": "cách ly"}, scopes=WORK, key="5")
    assert done.json()["state"] == "closed"
    assert [one["what"] for one in ask(cast.coordinator, "get", f"/{row.pk}").json()["acts"]] == ["handled", "assigned", "verified"]
