"""Hunts for programs: same permissions and refusals as everywhere; files go to the disk as they come, a write sent again happens once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cast import Cast
from hunting_here import NOTHING, ROOT_CAME_IN, run_here
from hunts_cast import finding, hunt, starter
from vonggac.apps.face.tokens import make_token
from vonggac.apps.hunts.models import Hunt
from vonggac.apps.hunts.storing import hunts_folder

pytestmark = pytest.mark.django_db
READ, RUN = ("hunts.read",), ("hunts.read", "hunts.run")


@pytest.fixture
def ask(client: Client) -> Callable[..., Any]:
    """Send one request with a key of that person; files as a form."""

    def send(user: Any, method: str, path: str = "", files: Any = None, *, scopes: Any = READ, key: str = "", **form: Any) -> Any:
        at = timezone.now()
        token = make_token(name="thử", user=user, scopes=set(scopes), at=at, expires_at=at + timedelta(days=1)).text
        headers = {"authorization": f"Bearer {token}", **({"idempotency-key": key} if key else {})}
        sent = {"files": [SimpleUploadedFile(name, content) for name, content in (files or {}).items()], **form}
        return getattr(client, method)(f"/api/v1/hunts{path}", sent if method == "post" else form, headers=headers)

    return send


def left() -> list[str]:
    return [path.name for path in hunts_folder().rglob("*") if path.is_file()]


def test_files_that_a_program_hands_over_become_a_hunt_with_its_findings(ask: Any, cast: Cast) -> None:
    starter(cast)
    form = {"organisation": cast.department.code, "declared": True, "note": "từ SOC"}
    files = {"auth.log": ROOT_CAME_IN, "khác.log": NOTHING}
    made = ask(cast.officer, "post", "", files, scopes=RUN, key="k1", **form)
    assert made.status_code == 201, made.json()
    told = made.json()
    assert (told["state"], told["came_by"], [one["name"] for one in told["files"]]) == ("waiting", "api", ["auth.log", "khác.log"])
    again = ask(cast.officer, "post", "", files, scopes=RUN, key="k1", **form)
    assert (again.status_code, Hunt.objects.count()) == (409, 1), "another key of another token: the same files are known"
    assert again.json()["detail"] == f"/api/v1/hunts/{told['id']}"
    run_here(Hunt.objects.get(pk=told["id"]))
    one = ask(cast.officer, "get", f"/{told['id']}").json()
    assert (one["state"], one["findings"], one["coverage"]["kinds"]) == ("done", 2, {"linux/sshd": 17})
    found = ask(cast.officer, "get", f"/{told['id']}/findings").json()
    assert (found["total"], {row["host"] for row in found["items"]}) == (2, {"may-01", "may-02"})


def test_sent_again_with_the_same_key_it_happens_once(client: Client, cast: Cast) -> None:
    starter(cast)
    at = timezone.now()
    token = make_token(name="thử", user=cast.officer, scopes=set(RUN), at=at, expires_at=at + timedelta(days=1)).text
    answers = [
        client.post(
            "/api/v1/hunts",
            {"files": SimpleUploadedFile("a.log", NOTHING), "organisation": cast.department.code, "declared": True},
            headers={"authorization": f"Bearer {token}", "idempotency-key": "một lần"},
        )
        for _twice in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert (Hunt.objects.count(), len(left())) == (1, 1), "the copy that came the second time is wiped"


@pytest.mark.parametrize(
    ("files", "form", "where"),
    [
        ({"a.log": NOTHING}, {"declared": False}, "/declared"),
        ({"a.log": NOTHING, "Mật.log": NOTHING}, {}, "/files"),
        ({"a.log": NOTHING, "b.log": "{}\nTUYỆT MẬT\n".encode()}, {}, "/files"),
        ({"a.log": NOTHING, "b.log": b""}, {}, "/files"),
        ({}, {}, "/files"),
        ({"a.log": NOTHING}, {"organisation": "x-an-phu"}, "/organisation"),
        ({"a.log": NOTHING}, {"packs": [999]}, "/packs"),
        ({"a.log": NOTHING}, {"since": "2026-11-23T00:00:00"}, "/since"),
    ],
    ids=["undeclared", "name", "line", "empty", "nothing", "body", "packs", "no zone"],
)
def test_a_refused_hand_over_is_located_and_leaves_no_file(ask: Any, cast: Cast, files: Any, form: Any, where: str) -> None:
    starter(cast)
    told = {"organisation": cast.department.code, "declared": True, **form}
    answer = ask(cast.officer, "post", "", files, scopes=RUN, key="k", **told)
    assert (answer.status_code, [place["at"] for place in answer.json()["places"]]) == (422, [where])
    assert (left(), Hunt.objects.count()) == ([], 0)


def test_what_is_too_much_is_refused_before_it_is_read(ask: Any, cast: Cast, settings: Any) -> None:
    settings.HUNT_UPLOAD = -6_000_000
    form = {"organisation": cast.department.code, "declared": True}
    answer = ask(cast.officer, "post", "", {"a.log": NOTHING}, scopes=RUN, key="k", **form)
    assert answer.status_code == 422
    assert left() == []


def test_a_program_sees_what_its_person_sees(ask: Any, client: Client, cast: Cast) -> None:
    mine, other = hunt(cast.department), hunt(cast.commune)
    finding(mine)
    assert [one["id"] for one in ask(cast.officer, "get").json()["items"]] == [mine.pk]
    assert ask(cast.auditor, "get", organisation=cast.commune.code).json()["items"][0]["id"] == other.pk
    assert ask(cast.officer, "get", f"/{other.pk}").status_code == 404
    assert ask(cast.officer, "get", f"/{other.pk}/findings").status_code == 404
    assert ask(cast.stranger, "get", f"/{mine.pk}").status_code == 404
    assert ask(cast.provider, "get", scopes=("alerts.read",)).status_code == 403
    assert ask(cast.auditor, "post", "", {"a.log": NOTHING}, scopes=READ, key="k", organisation="x", declared=True).status_code == 403
    assert ask(cast.officer, "delete", f"/{mine.pk}").status_code == 405
    assert client.get("/api/v1/hunts").status_code == 401
    assert left() == []


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(ask: Any, cast: Cast) -> None:
    counts = []
    ask(cast.officer, "get")
    for _more in range(2):
        finding(hunt(cast.department))
        with CaptureQueriesContext(connection) as asked:
            ask(cast.officer, "get")
        counts.append(len(asked))
    assert counts[0] == counts[1]
