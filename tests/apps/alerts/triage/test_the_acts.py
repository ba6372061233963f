"""The pages on which people act on alerts: four questions each, nothing typed is lost, what is refused is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from alerts_cast import Watched, alert
from cast import Cast
from guard import assert_guarded
from standing import standing
from vonggac.apps.alerts.models import Alert
from vonggac.apps.organisations.models import Organisation
from vonggac.apps.work.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"


@pytest.fixture(scope="module")
def standing_watched(standing_cast: Cast, django_db_blocker: Any) -> Iterator[Watched]:
    with standing(django_db_blocker):
        Organisation.objects.filter(pk=standing_cast.office.pk).update(code="pa05")
        yield Watched.lay_out(standing_cast)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def url(name: str, row: Alert) -> str:
    return reverse(f"alerts:{name}", args=[row.pk])


def state_of(row: Alert) -> str:
    return str(Alert.objects.values_list("state", flat=True).get(pk=row.pk))


@pytest.mark.parametrize("name", ["verify", "assign", "handle", "close", "reopen", "settle"])
def test_each_act_has_a_page_for_who_may_work(client: Client, watched: Watched, cast: Cast, name: str) -> None:
    shown = assert_guarded(client, url(name, watched.on_portal), works=cast.provider, read_only=cast.auditor, stranger=cast.commune_officer)
    assert watched.on_portal.title in text_of(shown)
    client.force_login(cast.leader)
    assert client.get(url(name, watched.on_portal)).status_code == 403


def test_one_key_says_true_and_leads_back_to_the_queue(client: Client, watched: Watched, cast: Cast) -> None:
    client.force_login(cast.officer)
    pane = text_of(client.get("/canh-bao/?level=3%2B"))
    assert 'data-key="d"' in pane
    told = {"verdict": "true", "version": "0", "next": "/canh-bao/?level=3%2B"}
    answer = client.post(url("verify", watched.on_portal), told)
    assert answer["Location"] == "/canh-bao/?level=3%2B"
    assert state_of(watched.on_portal) == "handling"
    away = client.post(url("verify", watched.on_portal), {**told, "version": "1", "next": "//example.org/"})
    assert away["Location"] == watched.on_portal.get_absolute_url()


def test_who_may_not_work_is_offered_no_act(client: Client, watched: Watched, cast: Cast) -> None:
    client.force_login(cast.auditor)
    pane = text_of(client.get("/canh-bao/"))
    assert "data-key=" not in pane
    assert 'name="chon"' not in pane


def test_a_false_alert_without_a_reason_is_asked_for_it_and_loses_nothing(client: Client, watched: Watched, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    refused = client.post(url("verify", watched.on_portal), {"verdict": "false", "reason": "", "version": "0"})
    assert refused.status_code == 422
    assert "Ghi lý do" in text_of(refused)
    told = {"verdict": "false", "reason": "máy quét của Sở", "version": "7"}
    stale = client.post(url("verify", watched.on_portal), told)
    assert stale.status_code == 422
    assert "máy quét của Sở" in text_of(stale)
    assert "vừa thay đổi" in text_of(stale)
    assert state_of(watched.on_portal) == "waiting"


def test_what_was_done_is_kept_with_its_evidence(client: Client, watched: Watched, cast: Cast) -> None:
    client.force_login(cast.officer)
    client.post(url("verify", watched.on_portal), {"verdict": "true", "version": "0"})
    file = SimpleUploadedFile("anh.txt", "đã cách ly".encode(), "text/plain")
    client.post(url("handle", watched.on_portal), {"words": "Cách ly máy, quét sạch", "version": "1", "evidence": file})
    assert state_of(watched.on_portal) == "closed"
    page = text_of(client.get(watched.on_portal.get_absolute_url()))
    assert "Cách ly máy, quét sạch" in page
    act = watched.on_portal.acts.get(what="handled")
    kept = reverse("alerts:evidence", args=[watched.on_portal.pk, act.pk])
    assert kept in page
    assert_guarded(client, kept, works=cast.provider, stranger=cast.commune_officer, wrong_method="post")


def test_assigning_closing_reopening_and_noting_on_pages(client: Client, watched: Watched, cast: Cast) -> None:
    row = watched.on_portal
    client.force_login(cast.coordinator)
    client.post(url("assign", row), {"to": cast.provider.pk, "version": "0"})
    client.post(url("verify", row), {"verdict": "unsure", "reason": "chờ nhà mạng", "version": "1"})
    client.post(url("close", row), {"reason": "hết dấu hiệu", "version": "2"})
    assert state_of(row) == "closed"
    client.post(url("reopen", row), {"reason": "lại có", "version": "3"})
    assert state_of(row) == "waiting"
    assert_guarded(
        client,
        url("note", row),
        works=cast.officer,
        read_only=cast.auditor,
        stranger=cast.stranger,
        method="post",
        data={"words": "đã gọi"},
        wrong_method="get",
    )
    page = text_of(client.get(row.get_absolute_url()))
    for words in ("hết dấu hiệu", "lại có", "đã gọi", "chờ nhà mạng"):
        assert words in page


def test_the_system_is_chosen_by_code_or_name(client: Client, watched: Watched, cast: Cast) -> None:
    row = watched.on_nobody
    Alert.objects.filter(pk=row.pk).update(
        runners_up=[{"organisation": cast.department.pk, "system": watched.portal.pk, "because": "dải 198.51.100.0/24"}]
    )
    client.force_login(cast.coordinator)
    shown = text_of(client.get(url("settle", row)))
    assert f"Cổng dịch vụ công ({watched.portal.code})" in shown
    assert "dải 198.51.100.0/24" in shown
    assert client.post(url("settle", row), {"system": "không có", "reason": "x", "version": "0"}).status_code == 422
    client.post(url("settle", row), {"system": "cong dich vu", "reason": "Sở xác nhận", "version": "0"})
    row.refresh_from_db()
    assert row.system == watched.portal


def test_giving_out_shows_the_task_and_gives_it_once(client: Client, watched: Watched, cast: Cast) -> None:
    page = url("give", watched.on_portal)
    shown = assert_guarded(client, page, works=cast.coordinator, read_only=cast.provider, stranger=cast.officer, stranger_gets=403)
    for words in ("Sở Khoa học và Công nghệ", "Cảnh báo được ghi là đúng", "hạn theo dõi nội bộ"):
        assert words in text_of(shown), words
    assert not Task.objects.exists()
    client.post(page, {"agreed_to": shown.context["signed"]})
    task = Task.objects.get()
    assert state_of(watched.on_portal) == "handling"
    assert watched.on_portal.get_absolute_url() in text_of(client.get(reverse("work:task", args=[task.pk])))
    client.get(page, follow=True)
    assert Task.objects.count() == 1


def test_many_are_shown_before_anything_is_written(client: Client, watched: Watched, cast: Cast) -> None:
    rows = [alert(watched.sensor, watched.portal, title=f"Cảnh báo số {number}") for number in range(3)]
    chosen = [f"{row.pk}.{row.version}" for row in rows]
    query = "&".join(["act=verify", *(f"chon={one}" for one in chosen)])
    shown = assert_guarded(
        client,
        f"{reverse('alerts:bulk')}?{query}",
        works=cast.officer,
        read_only=cast.auditor,
        stranger=cast.administrator,
        stranger_gets=403,
    )
    assert "Kết luận 3 cảnh báo" in text_of(shown)
    assert all(row.title in text_of(shown) for row in rows)
    refused = client.post(reverse("alerts:bulk"), {"act": "verify", "chon": chosen, "verdict": "false", "reason": ""})
    assert refused.status_code == 422
    assert {state_of(row) for row in rows} == {"waiting"}
    told = {"act": "verify", "chon": chosen, "verdict": "false", "reason": "quét được phép", "next": "/canh-bao/"}
    assert client.post(reverse("alerts:bulk"), told)["Location"] == "/canh-bao/"
    assert {state_of(row) for row in rows} == {"closed"}


def test_of_ticked_alerts_those_of_others_are_not_spoken_of(client: Client, watched: Watched, cast: Cast) -> None:
    client.force_login(cast.provider)
    chosen = [f"{row.pk}.0" for row in (watched.on_portal, watched.on_one_stop)]
    shown = text_of(client.get(reverse("alerts:bulk"), {"act": "handle", "chon": chosen}))
    assert watched.on_portal.title in shown, "visible, and said not to be in the state for it"
    assert watched.on_one_stop.title not in shown
    assert "Chưa có cảnh báo nào để ghi" in shown, "no form for none"
    assert "Kết luận các cảnh báo này trước" in shown, "what to do instead"
    assert client.get(reverse("alerts:bulk"), {"act": "delete", "chon": chosen}).status_code == 404


def test_a_hiding_rule_begins_from_the_alert_for_who_may_make_one(client: Client, watched: Watched, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    page = text_of(client.get(watched.on_portal.get_absolute_url()))
    assert "/canh-bao/quy-tac-an/dat/?product=Suricata&amp;rule=2034567&amp;source=203.0.113.47&amp;target=192.0.2.14" in page
    client.force_login(cast.officer)
    assert "quy-tac-an/dat" not in text_of(client.get(watched.on_portal.get_absolute_url()))


def test_rail_first_page_system_and_search_know_of_alerts(client: Client, watched: Watched, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    home = text_of(client.get("/"))
    assert "Cảnh báo chờ xác minh" in home
    assert watched.on_portal.title in home
    system = text_of(client.get(watched.portal.get_absolute_url()))
    assert "Cảnh báo đang mở" in system
    found = text_of(client.get(reverse("face:search"), {"q": "192.0.2.77"}))
    assert watched.on_one_stop.title in found
    client.force_login(cast.stranger)
    assert watched.on_one_stop.title not in text_of(client.get(reverse("face:search"), {"q": "192.0.2.77"}))
