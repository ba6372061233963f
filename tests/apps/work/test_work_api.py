"""Tasks and evidence for programs: same permissions, same refusals."""

import json
from datetime import timedelta

import pytest
from asking import FIGURES, give
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cast import Cast
from vonggac.apps.face.tokens import make_token
from vonggac.apps.work.models import Evidence, FigureField, Task

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def cast(cast: Cast, settings, tmp_path) -> Cast:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    return cast


def headers(user: object, *scopes: str, key: str = "") -> dict[str, str]:
    at = timezone.now()
    made = make_token(name="thử", user=user, scopes=set(scopes or ("work.read", "work.answer")), at=at, expires_at=at + timedelta(days=1))
    return {"authorization": f"Bearer {made.text}", **({"idempotency-key": key} if key else {})}


def post(client: Client, path: str, body: object, head: dict[str, str]):
    return client.post(path, json.dumps(body), content_type="application/json", headers=head)


def test_a_program_lists_only_what_its_person_sees(client: Client, cast: Cast) -> None:
    mine, other = give(cast, cast.commune, cast.other_commune)
    found = client.get("/api/v1/tasks", headers=headers(cast.commune_officer)).json()
    assert [one["id"] for one in found["items"]] == [mine.pk]
    head = headers(cast.commune_officer)
    assert client.get(f"/api/v1/tasks/{other.pk}", headers=head).status_code == 404
    assert client.get(f"/api/v1/tasks/{mine.pk}", headers=head).json()["title"] == mine.assignment.title
    assert client.get("/api/v1/tasks").status_code == 401


def test_an_answer_is_sent_once_and_a_missing_figure_is_located(client: Client, cast: Cast) -> None:
    (task,) = give(cast, cast.commune, figures=FIGURES)
    field = FigureField.objects.get(is_required=True)
    url = f"/api/v1/tasks/{task.pk}/submit"
    gap = post(client, url, {"version": 0, "answer": "Xong"}, headers(cast.commune_officer, key="a"))
    assert (gap.status_code, gap.json()["places"][0]["at"]) == (422, f"/figure-{field.pk}")
    whole = {"version": 0, "answer": "Xong", "figures": [{"field": field.pk, "value": "12"}]}
    head = headers(cast.commune_officer, key="b")
    assert post(client, url, whole, head).json()["state"] == "sent"
    again = post(client, url, whole, head)
    assert again["Idempotent-Replay"] == "true"
    stale = post(client, url, whole, headers(cast.commune_officer, key="c"))
    assert stale.status_code == 409
    assert task.events.filter(what="submitted").count() == 1


def test_a_stranger_or_a_narrow_key_changes_nothing(client: Client, cast: Cast) -> None:
    (task,) = give(cast, cast.commune)
    url = f"/api/v1/tasks/{task.pk}/submit"
    body = {"version": 0, "answer": "x"}
    assert post(client, url, body, headers(cast.stranger, key="a")).status_code == 404
    assert post(client, url, body, headers(cast.commune_officer, "work.read", key="b")).status_code == 403
    assert post(client, url, body, headers(cast.commune_officer)).status_code == 400
    assert Task.objects.get().state == "new"


def test_evidence_goes_up_and_comes_down(client: Client, cast: Cast) -> None:
    (task,) = give(cast, cast.commune)
    url = f"/api/v1/tasks/{task.pk}/evidence"
    up = client.post(url, {"file": SimpleUploadedFile("anh.png", PNG)}, headers=headers(cast.commune_officer, key="a"))
    assert up.status_code == 201, up.content
    kept = Evidence.objects.get()
    down = client.get(f"/api/v1/tasks/evidence/{kept.pk}/file", headers=headers(cast.coordinator, "work.read"))
    assert down.getvalue() == PNG
    assert client.get(f"/api/v1/tasks/evidence/{kept.pk}/file", headers=headers(cast.stranger)).status_code == 404
    bad = client.post(url, {"file": SimpleUploadedFile("a.pdf", b"MZ\x00")}, headers=headers(cast.commune_officer, key="b"))
    assert bad.status_code == 422


def test_a_file_from_a_program_stays_in_memory_until_it_was_looked_at(client: Client, cast: Cast, monkeypatch) -> None:
    def forbidden(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", forbidden)
    (task,) = give(cast, cast.commune)
    secret = SimpleUploadedFile("to.txt", "TUYỆT MẬT\n".encode() + b"x" * 4_000_000)
    answer = client.post(f"/api/v1/tasks/{task.pk}/evidence", {"file": secret}, headers=headers(cast.commune_officer, key="mat"))
    assert answer.status_code == 422
    assert not Evidence.objects.exists()
