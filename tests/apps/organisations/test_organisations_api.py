"""The directory through the API."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cast import NOW, Cast, organisation
from vonggac.apps.face.tokens import make_token
from vonggac.apps.organisations import services
from vonggac.apps.organisations.models import Contact, Succession

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/organisations"


def ask(client: Client, who: Any, path: str = "", **query: Any) -> Any:
    token = make_token(
        name="thử", user=who, scopes={"organisations.read"}, at=timezone.now(), expires_at=timezone.now() + timedelta(days=1)
    )
    return client.get(ADDRESS + path, query, headers={"authorization": f"Bearer {token.text}"})


def test_without_a_key_nothing_is_told(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    assert client.get(ADDRESS).status_code == 401


def test_a_key_without_the_scope_is_refused(client: Client, cast: Cast) -> None:
    token = make_token(
        name="thử", user=cast.officer, scopes={"work.read"}, at=timezone.now(), expires_at=timezone.now() + timedelta(days=1)
    )
    assert client.get(ADDRESS, headers={"authorization": f"Bearer {token.text}"}).status_code == 403


def test_the_list_answers_for_a_day_and_finds_names_without_marks(client: Client, cast: Cast) -> None:
    organisation("x-cu", "Xã Đức Cũ", "commune", cast.province, valid_to=date(2025, 6, 30))
    today = ask(client, cast.stranger, q="duc").json()
    assert [one["name"] for one in today["items"]] == ["Xã Đức Hòa"]
    then = ask(client, cast.stranger, q="ĐỨC", day="2025-06-30", kind="territorial").json()
    assert [one["code"] for one in then["items"]] == ["x-cu", "x-duc-hoa"]
    assert ask(client, cast.stranger, limit=2).json()["total"] == 8


def test_one_body_comes_with_heirs_forebears_and_the_contacts_of_the_day(client: Client, cast: Cast) -> None:
    Succession.objects.create(before=cast.other_commune, after=cast.commune, function="văn thư", on=date(2026, 1, 1), source="NQ")
    for number, last in (("1", None), ("2", date(2020, 1, 1))):
        row = Contact(organisation=cast.commune, role=f"Trực {number}", phone="0255 000 0001", valid_to=last)
        services.set_contact(row, by=cast.coordinator, at=NOW)
    found = ask(client, cast.stranger, f"/{cast.commune.pk}").json()
    assert [(step["code"], step["function"]) for step in found["forebears"]] == [("x-an-phu", "văn thư")]
    assert [contact["role"] for contact in found["contacts"]] == ["Trực 1"]
    assert found["addressed_as"] == "UBND xã Đức Hòa"


def test_a_number_that_is_no_body_answers_404(client: Client, cast: Cast) -> None:
    assert ask(client, cast.stranger, "/999999").status_code == 404
