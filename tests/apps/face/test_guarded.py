"""The gallery is guarded and its form keeps the contract of all forms."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.face.forms_contract import assert_form_contract
from cast import Cast
from guard import assert_guarded

pytestmark = pytest.mark.django_db


def test_the_gallery_and_the_search_are_for_people_who_signed_in(client: Client) -> None:
    people = Cast.assemble()
    assert_guarded(client, "/thanh-phan", works=people.officer)
    assert_guarded(client, "/tim?q=duc", works=people.officer)


def test_the_form_of_the_gallery_keeps_the_contract(client: Client) -> None:
    client.force_login(Cast.assemble().officer)
    assert_form_contract(client, "/thanh-phan", empty={"name": ""}, typed={"since": "32/13/2026", "machines": "mười hai", "note": "a < b"})


def test_a_refusal_names_whom_to_ask(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.exceptions import PermissionDenied
    from django.test import RequestFactory
    from django.views.defaults import permission_denied

    from vonggac.apps.face import registries

    monkeypatch.setattr(registries.help_lines, "entries", {"test": lambda user: registries.HelpLine("Trực ban", "0255.000.113")})
    request = RequestFactory().get("/viec/1")
    request.user = Cast.assemble().officer
    answer = permission_denied(request, PermissionDenied("work.assign"))
    body = answer.content.decode()
    assert answer.status_code == 403
    assert "Trực ban" in body
    assert 'href="tel:0255000113"' in body
    assert "work.assign" not in body


def test_an_address_that_only_answers_a_button_says_so_to_who_opens_it(client: Client) -> None:
    """After signing in anew, or from the history, a person comes by GET."""
    client.force_login(Cast.assemble().officer)
    answer = client.get("/viec/tiep-nhan/")
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    assert "Quay lại trang trước rồi bấm lại nút" in answer.content.decode()


def test_a_switch_on_a_page_that_answered_a_button_comes_back_to_the_page_before(client: Client) -> None:
    client.force_login(Cast.assemble().officer)
    shown = client.post("/thanh-phan", {"name": ""}, headers={"referer": "http://testserver/thanh-phan?trang=2"}).content.decode()
    assert 'name="next" value="http://testserver/thanh-phan?trang=2"' in shown
    assert client.post("/giao-dien", {"next": "http://elsewhere.example/", "language": "vi"})["Location"] == "/"
