"""Letters for programs: the same sight and the same refusals as on the pages, and writes that can be sent again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from province import TWIN, Province

from vonggac.apps.directives.models import Directive
from vonggac.apps.face.tokens import make_token

pytestmark = pytest.mark.django_db
READ = ("directives.read", "directives.report", "directives.upload")


def headers(user: Any, *scopes: str, key: str = "") -> dict[str, str]:
    at = timezone.now()
    made = make_token(name="thử", user=user, scopes=set(scopes or READ), at=at, expires_at=at + timedelta(days=1))
    return {"authorization": f"Bearer {made.text}", **({"idempotency-key": key} if key else {})}


def test_a_program_sees_of_a_letter_what_its_person_sees(client: Client, province: Province) -> None:
    letter = province.give_out(province.receive())
    steering, officer = headers(province.coordinator), headers(province.commune_officer, "directives.read")
    assert client.get("/api/v1/directives", headers=officer).json()["total"] == 1
    url = f"/api/v1/directives/{letter.pk}"
    assert client.get(url, headers=steering).json()["obligations"][0]["number"] == "1"
    whole = client.get(f"{url}/board", headers=steering).json()
    assert (whole["organisations"], whole["total"], len(whole["rows"])) == (92, 724, 50)
    own = client.get(f"{url}/board", headers=officer).json()
    assert [row["organisation_id"] for row in own["rows"]] == [province.commune.pk]
    assert sum(one["given"] for one in client.get(f"{url}/report", headers=steering).json()["results"]) == 724
    assert client.get(f"{url}/report", headers=officer).status_code == 403
    assert client.get(url).status_code == 401


def test_a_letter_under_review_does_not_exist_for_officers(client: Client, province: Province) -> None:
    letter = province.receive()
    officer = headers(province.commune_officer, "directives.read")
    assert client.get(f"/api/v1/directives/{letter.pk}", headers=officer).status_code == 404
    assert client.get(f"/api/v1/directives/{letter.pk}/board", headers=headers(province.coordinator)).status_code == 404


def test_a_letter_sent_twice_with_one_key_comes_in_once(client: Client, province: Province) -> None:
    head = headers(province.coordinator, key="thư-1")

    def send(declared: str = "true") -> Any:
        file = SimpleUploadedFile("cong-van.txt", TWIN.read_bytes(), "text/plain")
        return client.post("/api/v1/directives", {"declared": declared, "file": file}, headers=head)

    assert send("false").status_code == 422
    first, again = send(), send()
    assert (first.status_code, again["Idempotent-Replay"]) == (201, "true")
    assert first.json() == again.json()
    assert Directive.objects.count() == 1


def test_a_file_handed_in_by_a_program_never_touches_the_disk_before_it_was_looked_at(
    client: Client, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.files.uploadhandler import TemporaryFileUploadHandler

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("a part of the file was written to a temporary file")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", refuse)
    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", refuse)
    secret = b"B\xe1\xba\xa2O V\xe1\xbb\x86\n\nM\xe1\xba\xacT\n\nS\xe1\xbb\x91: 12/CT\n" + b"x" * 3_000_000
    file = SimpleUploadedFile("cong-van.txt", secret, "text/plain")
    answer = client.post("/api/v1/directives", {"declared": "true", "file": file}, headers=headers(province.coordinator, key="m"))
    assert answer.status_code == 422
    assert not Directive.objects.exists()
