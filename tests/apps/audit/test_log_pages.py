"""The pages of the log."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from cast import NOW, Cast
from vonggac.apps.audit.models import Entry
from vonggac.apps.audit.services import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast: Cast) -> Cast:
    with transaction.atomic():
        record("accounts.post.opened", by=cast.administrator, at=NOW - timedelta(days=3), organisation_id=cast.commune.pk)
        record("accounts.session.begun", by=cast.officer, at=NOW, subject=cast.officer, way="=1+2")
        record("accounts.post.closed", by=cast.coordinator, at=NOW, organisation_id=cast.department.pk, note="@SUM(A1)")
    return cast


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("path", ["/nhat-ky/", "/nhat-ky/xuat"])
def test_the_auditor_reads_others_are_told_and_strangers_sign_in(cast: Cast, path: str) -> None:
    assert client_of(cast.auditor).get(path).status_code == 200
    assert client_of(cast.officer).get(path).status_code == 403
    assert client_of(cast.administrator).get(path).status_code == 403
    assert Client().get(path).status_code == 302
    assert client_of(cast.auditor).delete(path).status_code == 405


@pytest.mark.parametrize(
    ("query", "acts"),
    [
        ("", {"accounts.post.opened", "accounts.session.begun", "accounts.post.closed"}),
        ("act=accounts.post.closed", {"accounts.post.closed"}),
        ("person=le van can", {"accounts.session.begun"}),
        ("person=LÊ VĂN", {"accounts.session.begun"}),
        ("body=duc hoa", {"accounts.post.opened"}),
        ("body=không có đâu", set()),
        ("first_day=22/11/2026", {"accounts.session.begun", "accounts.post.closed"}),
        ("last_day=21-11-2026", {"accounts.post.opened"}),
        ("first_day=hôm nào", {"accounts.post.opened", "accounts.session.begun", "accounts.post.closed"}),
    ],
)
def test_filters_narrow_the_log(cast: Cast, query: str, acts: set[str]) -> None:
    answer = client_of(cast.auditor).get(f"/nhat-ky/?{query}")
    assert {line.act for line in answer.context["lines"]} == acts


def test_acts_read_as_sentences_and_bodies_have_names(cast: Cast) -> None:
    text = client_of(cast.auditor).get("/nhat-ky/").content.decode()
    assert "Mở vị trí" in text
    assert "Xã Đức Hòa" in text


def test_a_page_of_the_log_costs_the_same_whatever_it_holds(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = client_of(cast.auditor)
    with transaction.atomic():
        for number in range(120):
            record("work.tasks.opened", by=cast.coordinator, at=NOW, organisation_id=cast.commune.pk, n=number)
    with django_assert_max_num_queries(12):
        answer = client.get("/nhat-ky/?page=2")
    assert len(answer.context["lines"]) == 50


def test_the_export_says_what_leaves_then_leaves_a_line_and_no_formula(cast: Cast) -> None:
    client = client_of(cast.auditor)
    assert "Xuất 3 dòng" in client.get("/nhat-ky/xuat").content.decode()
    assert not Entry.objects.filter(act="audit.lines.exported").exists()
    answer = client.post("/nhat-ky/xuat")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [row[4] for row in rows[1:]] == ["accounts.post.closed", "accounts.session.begun", "accounts.post.opened"]
    assert Entry.objects.get(act="audit.lines.exported").count == 3
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_name_that_looks_like_a_formula_leaves_as_text(cast: Cast) -> None:
    cast.officer.full_name = "=HYPERLINK(1)"
    with transaction.atomic():
        record("accounts.session.begun", by=cast.officer, at=NOW)
    answer = client_of(cast.auditor).post("/nhat-ky/xuat")
    assert "'=HYPERLINK(1)" in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def test_an_anchor_is_handed_to_auditor_and_administrator_only(cast: Cast) -> None:
    for user, status in ((cast.auditor, 200), (cast.administrator, 200), (cast.coordinator, 403)):
        assert client_of(user).get("/nhat-ky/neo").status_code == status
    answer = client_of(cast.administrator).post("/nhat-ky/neo")
    assert answer["Content-Disposition"].startswith("attachment")
    assert Entry.objects.get(act="audit.anchor.exported").by == cast.administrator
