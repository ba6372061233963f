"""Pages of campaigns: who may open which, what they say, how many questions they ask."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns_cast import DUE, TITLE, Hunting, finding, hunt
from cast import NOW
from guard import ask, assert_guarded
from standing import standing
from vonggac.apps.hunts.models import Campaign, CampaignBody, CampaignPaper
from vonggac.apps.hunts.services.campaigns import ask_more, close_campaign
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def standing_hunting(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Hunting, Campaign, Campaign]]:
    """One campaign that runs with a hunt of the department, and one draft."""
    with standing(django_db_blocker):
        at = Hunting.lay_out()
        given, draft = at.given(), at.draft(title="Đợt nháp")
        finding(hunt(given, at.cast.department, "may-01"))
        yield at, given, draft


@pytest.fixture
def stage(standing_hunting: tuple[Hunting, Campaign, Campaign]) -> tuple[Hunting, Campaign, Campaign]:
    return deepcopy(standing_hunting)


def page_of(name: str, *args: object) -> str:
    return reverse(f"hunts:{name}", args=args)


def test_every_page_to_read_asks_the_four_questions(stage: Any, client: Client) -> None:
    at, given, draft = stage
    cast, body = at.cast, at.body(given, at.cast.department)
    assert_guarded(client, page_of("campaigns"), works=cast.officer, read_only=cast.provider, wrong_method="post")
    for name, args, works in (
        ("campaign", (given.pk,), cast.officer),
        ("campaign-guide", (given.pk,), cast.officer),
        ("campaign-body", (given.pk, body.pk), cast.officer),
        ("campaign", (draft.pk,), cast.coordinator),
    ):
        assert_guarded(client, page_of(name, *args), works=works, read_only=cast.provider, stranger=cast.stranger, wrong_method="post")
    assert ask(client, page_of("campaign", draft.pk), user=cast.officer, method="get").status_code == 404
    other = at.body(given, cast.commune)
    assert ask(client, page_of("campaign-body", given.pk, other.pk), user=cast.officer, method="get").status_code == 404


def test_every_page_to_act_on_asks_the_four_questions(stage: Any, client: Client) -> None:
    at, given, draft = stage
    cast = at.cast
    body = at.body(given, cast.commune)
    assert_guarded(client, page_of("campaign-new"), works=cast.coordinator, read_only=cast.officer)
    for name, args in (
        ("campaign-change", (draft.pk,)),
        ("campaign-bodies", (draft.pk,)),
        ("campaign-give", (draft.pk,)),
        ("campaign-close", (given.pk,)),
        ("campaign-excuse", (given.pk, body.pk)),
        ("campaign-expect", (given.pk, body.pk)),
    ):
        assert_guarded(
            client, page_of(name, *args), works=cast.coordinator, read_only=cast.officer, stranger=cast.stranger, stranger_gets=403
        )
    for name, row in (("campaign-remove-bodies", draft), ("campaign-repeat", given), ("campaign-drop", draft)):
        facts = {"method": "post", "wrong_method": "get", "stranger_gets": 403}
        assert_guarded(client, page_of(name, row.pk), works=cast.coordinator, read_only=cast.officer, stranger=cast.stranger, **facts)


def test_a_campaign_is_drafted_checked_and_given_out_by_its_pages(stage: Any, client: Client) -> None:
    at, _given, _draft = stage
    client.force_login(at.cast.coordinator)
    told = {
        "title": "Web shell trên máy chủ",
        "due_on": f"{DUE:%d/%m/%Y}",
        "packs": [at.pack.pk],
        "with_indicators": "on",
        "period": "6 tháng cuối năm 2026",
    }
    refused = client.post(page_of("campaign-new"), told)
    assert refused.status_code == 422
    assert "Chọn cơ quan: tất cả, theo loại, theo cấp độ, hoặc ghi tên từng cơ quan" in refused.content.decode()
    refused = client.post(page_of("campaign-new"), {**told, "named": "Xã Không Có"})
    assert refused.status_code == 422
    made = client.post(page_of("campaign-new"), {**told, "kinds": ["commune"], "named": "so khoa hoc va cong nghe tinh thu nghiem"})
    row = Campaign.objects.get(title="Web shell trên máy chủ")
    assert made["Location"] == row.get_absolute_url()
    shown = client.get(page_of("campaign-give", row.pk)).content.decode()
    for said in (
        "3 việc cho 3 cơ quan",
        "9 máy chủ, máy trạm theo sổ đăng ký",
        "hạn theo dõi nội bộ",
        "Giao việc cho 3 cơ quan",
        "UBND xã An Phú",
    ):
        assert said in shown, said
    before = Task.objects.count()
    assert client.post(page_of("campaign-give", row.pk), {"agreed_to": "made up"}).status_code == 200
    assert Task.objects.count() == before


def test_more_bodies_of_a_running_campaign_are_shown_before_they_are_asked(stage: Any, client: Client) -> None:
    at, given, _draft = stage
    client.force_login(at.cast.coordinator)
    told = {"kinds": ["commune"]}
    asked = client.post(page_of("campaign-bodies", given.pk), told)
    assert "UBND xã An Phú" in asked.content.decode()
    assert given.bodies.count() == 2
    agreed = client.post(page_of("campaign-bodies", given.pk), {**told, "agreed_to": asked.context["signed"]})
    assert (agreed.status_code, given.bodies.count()) == (302, 3)
    again = client.post(page_of("campaign-bodies", given.pk), told)
    assert "đã có trong đợt săn lùng" in again.content.decode()


def test_the_page_of_a_campaign_says_how_far_each_body_came(stage: Any, client: Client) -> None:
    at, given, _draft = stage
    client.force_login(at.cast.coordinator)
    text = client.get(page_of("campaign", given.pk)).content.decode()
    for said in (
        "1 trong 2 cơ quan đã nộp nhật ký; đã thấy 1 trong 9 máy của sổ đăng ký.",
        "Đã thấy 1 trong 5 máy",
        "Chưa nộp nhật ký",
        "UBND xã Đức Hòa",
    ):
        assert said in text, said
    assert f"{page_of('findings')}?verdict=all&amp;campaign={given.pk}&amp;tactic=execution&amp;body={at.cast.department.pk}" in text
    silent = client.get(page_of("campaign", given.pk), {"stage": "silent"}).content.decode()
    assert at.body(given, at.cast.department).get_absolute_url() not in silent
    assert at.body(given, at.cast.commune).get_absolute_url() in silent
    client.force_login(at.cast.commune_officer)
    theirs = client.get(page_of("campaign", given.pk)).content.decode()
    assert at.cast.department.name not in theirs
    assert "0 trong 1 cơ quan đã nộp nhật ký" in theirs


def test_the_page_of_a_campaign_asks_a_fixed_number_of_questions(stage: Any, client: Client, django_assert_max_num_queries: Any) -> None:
    at, given, _draft = stage
    client.force_login(at.cast.coordinator)
    client.get(page_of("campaign", given.pk))
    with CaptureQueriesContext(connection) as few:
        client.get(page_of("campaign", given.pk))
    everyone = at.all_bodies()
    ask_more(given, everyone, by=at.cast.coordinator, at=NOW)
    for body in Organisation.objects.filter(pk__in=everyone):
        hunt(given, body, f"may-{body.pk}")
    with django_assert_max_num_queries(len(few)):
        client.get(page_of("campaign", given.pk))
    with CaptureQueriesContext(connection) as few:
        client.get(page_of("campaigns"))
    for number in range(3):
        at.given(title=f"Đợt {number}")
    with django_assert_max_num_queries(len(few)):
        client.get(page_of("campaigns"))


def test_a_body_is_excused_and_asked_again_by_its_pages(stage: Any, client: Client) -> None:
    at, given, _draft = stage
    body = at.body(given, at.cast.commune)
    client.force_login(at.cast.coordinator)
    assert client.post(page_of("campaign-excuse", given.pk, body.pk), {"because": ""}).status_code == 422
    client.post(page_of("campaign-excuse", given.pk, body.pk), {"because": "Máy đang chuyển trụ sở"})
    text = client.get(page_of("campaign", given.pk)).content.decode()
    assert "Máy đang chuyển trụ sở" in text
    assert "1 cơ quan được miễn" in text
    client.post(page_of("campaign-expect", given.pk, body.pk), {"because": "Đã chuyển xong"})
    assert CampaignBody.objects.get(pk=body.pk).excused_because == ""


def test_the_end_is_shown_then_kept_as_a_paper_that_goes_its_way_outside(stage: Any, client: Client, settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    at, given, _draft = stage
    client.force_login(at.cast.coordinator)
    told = {"conclusion": "Đã thấy một máy có dấu hiệu."}
    asked = client.post(page_of("campaign-close", given.pk), told)
    assert "Đã thấy một máy có dấu hiệu." in asked.content.decode()
    assert Campaign.objects.get(pk=given.pk).state == "open"
    client.post(page_of("campaign-close", given.pk), {**told, "agreed_to": asked.context["signed"]})
    paper = CampaignPaper.objects.get(campaign=given)
    draft = page_of("campaign-file", given.pk, "ban-soan")
    answer = assert_guarded(client, draft, works=at.cast.auditor, read_only=at.cast.provider, stranger=at.cast.officer, wrong_method="post")
    assert answer.getvalue().startswith(b"PK")
    step = page_of("campaign-step", given.pk)
    assert_guarded(client, step, works=at.cast.coordinator, read_only=at.cast.auditor, stranger=at.cast.officer, stranger_gets=403)
    client.force_login(at.cast.coordinator)
    client.post(step, {"state": "numbered", "number": "12/BC-PA05", "dated_on": f"{NOW:%d/%m/%Y}"})
    paper.refresh_from_db()
    assert (paper.state, paper.number) == ("numbered", "12/BC-PA05")
    repeated = client.post(page_of("campaign-repeat", given.pk))
    assert repeated["Location"] == Campaign.objects.get(repeats=given).get_absolute_url()


def test_the_task_of_a_campaign_says_how_far_its_body_is(stage: Any, client: Client) -> None:
    at, given, _draft = stage
    task = at.body(given, at.cast.department).task
    client.force_login(at.cast.officer)
    text = client.get(reverse("work:task", args=[task.pk])).content.decode()
    assert "Đã thấy 1 trong 5 máy." in text
    assert page_of("campaign-guide", given.pk) in text
    assert given.get_absolute_url() in text


def test_the_first_page_the_search_and_the_page_of_a_body_know_of_the_room(stage: Any, client: Client) -> None:
    at, given, _draft = stage
    client.force_login(at.cast.coordinator)
    assert "1 trong 2 cơ quan đã nộp nhật ký" in client.get("/").content.decode()
    assert TITLE in client.get(reverse("face:search"), {"q": "ma doc tong tien"}).content.decode()
    client.force_login(at.cast.officer)
    page = client.get(reverse("organisations:body", args=[at.cast.department.pk])).content.decode()
    assert f"{page_of('findings')}?body={at.cast.department.pk}&amp;verdict=waiting" in page
    client.force_login(at.cast.stranger)
    assert TITLE not in client.get(reverse("face:search"), {"q": "ma doc tong tien"}).content.decode()


def test_a_system_shows_what_hunts_found_on_its_machines(stage: Any, client: Client) -> None:
    at, given, _draft = stage
    finding(given.hunts.get(), "Dịch vụ lạ", system=at.portal, verdict="true")
    client.force_login(at.cast.officer)
    text = client.get(at.portal.get_absolute_url()).content.decode()
    assert "Dịch vụ lạ" in text
    assert "0 chờ xác minh, 1 đúng" in text
    assert "1 chưa giao việc" in text


def test_a_closed_campaign_is_not_closed_twice_by_its_page(stage: Any, client: Client, settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    at, given, _draft = stage
    close_campaign(given, conclusion="Xong.", by=at.cast.coordinator, at=NOW)
    client.force_login(at.cast.coordinator)
    assert client.get(page_of("campaign-close", given.pk))["Location"] == given.get_absolute_url()
    assert client.get(page_of("campaign-give", given.pk))["Location"] == given.get_absolute_url()
    assert "Xong." in client.get(given.get_absolute_url()).content.decode()
