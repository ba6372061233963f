"""What feeds know of an alert is told only to whom the marks of its indicators allow: on pages, to programs, in tasks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from alerts_cast import Watched, alert
from cast import Cast
from vonggac.apps.alerts.models import Alert
from vonggac.apps.alerts.queries.told import because_for_bodies, told_to
from vonggac.apps.face.tokens import make_token
from vonggac.engines.alerts import without_list

pytestmark = pytest.mark.django_db
BECAUSE = "cấp độ 3; mức cao (55); có trong danh sách Nguồn đỏ (+10); tấn công đã qua (+5)"
RED = {"value": "203.0.113.47", "source": "Nguồn đỏ", "tlp": "tlp:red", "confidence": 90, "id": 1, "how": "same"}
STRICT = {"value": "203.0.113.0/24", "source": "Nguồn hẹp", "tlp": "tlp:amber+strict", "confidence": None, "id": 2, "how": "range"}
AMBER = {"value": "xau.example", "source": "Nguồn chung", "tlp": "tlp:amber", "confidence": 50, "id": 3, "how": "same"}


@pytest.fixture
def marked(cast: Cast) -> Alert:
    watched = Watched.lay_out(cast)
    return alert(watched.sensor, watched.portal, indicators=[RED, STRICT, AMBER], place_because=BECAUSE)


def _by_program(client: Client, user: Any, path: str) -> Any:
    at = timezone.now()
    token = make_token(name="thử", user=user, scopes={"alerts.read"}, at=at, expires_at=at + timedelta(days=1)).text
    return client.get(f"/api/v1/alerts{path}", headers={"authorization": f"Bearer {token}"}).json()


@pytest.mark.parametrize(
    ("who", "sources"),
    [
        ("coordinator", {"Nguồn đỏ", "Nguồn hẹp", "Nguồn chung"}),
        ("auditor", {"Nguồn đỏ", "Nguồn hẹp", "Nguồn chung"}),
        ("officer", {"Nguồn chung"}),
        ("provider", {"Nguồn chung"}),
    ],
)
def test_pages_and_programs_tell_each_person_what_the_marks_allow(
    client: Client, cast: Cast, marked: Alert, who: str, sources: set[str]
) -> None:
    user = getattr(cast, who)
    seen = _by_program(client, user, f"/{marked.pk}")
    assert {one["source"] for one in seen["indicators"]} == sources
    listed = next(one for one in _by_program(client, user, "")["items"] if one["id"] == marked.pk)
    client.force_login(user)
    pages = [client.get(path).content.decode() for path in (f"/canh-bao/{marked.pk}/", f"/canh-bao/?chosen={marked.pk}")]
    for text in (*pages, seen["place_because"], listed["place_because"]):
        assert ("Nguồn đỏ" in text) == ("Nguồn đỏ" in sources)
        assert ("Nguồn hẹp" in text) <= ("Nguồn hẹp" in sources)
    assert all("Nguồn chung" in text for text in pages)
    assert "tấn công đã qua (+5)" in seen["place_because"], "what no list says stays"


def test_a_leader_reads_the_alert_without_what_only_defenders_may_know(cast: Cast, marked: Alert) -> None:
    cast.leader.refresh_from_db()
    assert [one["source"] for one in told_to(cast.leader, marked).indicators if one["tlp"] == "tlp:red"] == []


def test_a_task_given_to_a_body_quotes_no_list_that_may_not_leave_the_office(cast: Cast, marked: Alert) -> None:
    assert "danh sách Nguồn chung (+10)" in because_for_bodies(marked)
    marked.indicators = [RED]
    assert because_for_bodies(marked) == "cấp độ 3; mức cao (55); tấn công đã qua (+5)"
    marked.indicators = [AMBER]
    assert because_for_bodies(marked) == BECAUSE


def test_a_reason_that_was_cut_short_tells_nothing_of_the_list_either() -> None:
    assert without_list("cấp độ 3; mức cao (55); có trong danh sách Nguồn…") == "cấp độ 3; mức cao (55)"
    assert without_list("có trong danh sách A (+10); x", "danh sách \\1") == "có trong danh sách \\1 (+10); x"
