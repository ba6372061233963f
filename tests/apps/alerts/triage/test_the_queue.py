"""The queue: who sees what, in what order, by what it is narrowed, and that it costs the same at any length."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from html import escape
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from alerts_cast import Watched, alert, event, source
from cast import NOW, Cast, person
from guard import assert_guarded
from plenty import plenty
from vonggac.apps.accounts.acts import Role
from vonggac.apps.alerts.models import Alert, AlertParty, Suppression
from vonggac.apps.alerts.queries import neighbours
from vonggac.apps.alerts.queries import queue as queries
from vonggac.apps.alerts.queries.visibility import alerts_visible_to, alerts_workable_by
from vonggac.apps.alerts.ui.forms import filters_of, seen_in
from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.apps.registry.models import ProviderContract

pytestmark = pytest.mark.django_db
QUEUE = "/canh-bao/"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def seen_by(user: Any) -> set[Alert]:
    return set(alerts_visible_to(user))


# --- who ------------------------------------------------------------------------------------------------------------------------------


def test_the_office_and_who_checks_see_all_and_a_stranger_nothing(watched: Watched, cast: Cast) -> None:
    everything = {watched.on_portal, watched.on_one_stop, watched.on_nobody}
    for who in (cast.coordinator, cast.auditor, cast.leader):
        assert seen_by(who) == everything
    assert seen_by(cast.stranger) == set()
    assert seen_by(cast.administrator) == set()


def test_a_body_sees_what_hits_it_and_its_systems(watched: Watched, cast: Cast) -> None:
    assert seen_by(cast.officer) == {watched.on_portal}
    assert seen_by(cast.responder) == {watched.on_portal}
    assert seen_by(cast.commune_officer) == {watched.on_one_stop}


def test_a_provider_sees_and_works_only_what_a_contract_in_force_names(watched: Watched, cast: Cast) -> None:
    assert seen_by(cast.provider) == {watched.on_portal}
    assert set(alerts_workable_by(cast.provider)) == {watched.on_portal}
    ProviderContract.objects.update(valid_to=now().date() - timedelta(days=1))
    assert seen_by(cast.provider) == set()
    assert set(alerts_workable_by(cast.provider)) == set()


def test_the_provincial_response_team_sees_and_works_all(watched: Watched, cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.department.pk).update(kind=Kind.RESPONSE_TEAM)
    assert len(seen_by(cast.responder)) == 3
    assert alerts_workable_by(cast.responder).count() == 3


def test_who_checks_and_who_leads_read_and_do_not_work(watched: Watched, cast: Cast) -> None:
    assert not alerts_workable_by(cast.auditor).exists()
    assert not alerts_workable_by(cast.leader).exists()
    chair = person("chutich", "Mai Văn Chủ Tịch", Role.LEADER, cast.commune)
    assert seen_by(chair) == {watched.on_one_stop}


# --- the page -------------------------------------------------------------------------------------------------------------------------


def test_the_queue_is_for_who_reads_alerts(client: Client, watched: Watched, cast: Cast) -> None:
    shown = assert_guarded(client, QUEUE, works=cast.coordinator, stranger=cast.administrator, stranger_gets=403, wrong_method="post")
    text = text_of(shown)
    assert "3 cảnh báo chờ xác minh, 1 trên hệ thống cấp độ 3 trở lên" in text
    assert "<title>(3) 3 cảnh báo" in text
    assert "hệ thống cấp độ 3 trở lên trước, rồi đến rủi ro, rồi đến tuổi" in text
    rows = [line.pk for line in shown.context["shown"].rows]
    assert rows == [watched.on_portal.pk, watched.on_one_stop.pk, watched.on_nobody.pk], "level 3 first, though its severity is lower"
    assert shown.context["alert"] == watched.on_portal
    client.force_login(cast.stranger)
    assert "Không có cảnh báo nào chờ xác minh" in text_of(client.get(QUEUE))


def test_risk_goes_before_age_and_age_before_arrival_of_the_young(watched: Watched) -> None:
    older = alert(watched.sensor, watched.portal, severity=3, minutes=90)
    riskier = alert(watched.sensor, watched.portal, severity=4, minutes=1)
    rows = list(queries.in_order(Alert.objects.filter(system=watched.portal), queries.QueueFilters()))
    assert rows == [riskier, older, watched.on_portal]


def test_each_row_says_how_its_clock_stands(client: Client, watched: Watched, cast: Cast) -> None:
    Alert.objects.filter(pk=watched.on_portal.pk).update(verify_due_at=now() - timedelta(minutes=5, seconds=30))
    soon = now() + timedelta(minutes=9, seconds=30)
    Alert.objects.filter(pk=watched.on_one_stop.pk).update(arrived_at=soon - timedelta(hours=1), verify_due_at=soon)
    client.force_login(cast.coordinator)
    text = text_of(client.get(QUEUE))
    assert "Quá hạn 5 phút" in text
    assert "còn 9 phút" in text


FILTERS = [
    ("level=3%2B", ["on_portal"]),
    ("level=0", ["on_nobody"]),
    ("severity=4", ["on_one_stop"]),
    ("late=1", ["on_one_stop"]),
    ("mine=1", ["on_portal"]),
    ("q=192.0.2.77", ["on_one_stop"]),
    ("q=192.0.2.", ["on_portal", "on_one_stop"]),
    ("q=mot cua", ["on_one_stop"]),
    ("q=198[.]51[.]100[.]9", ["on_nobody"]),
    ("q=192.0.3.1", []),
    ("state=closed", []),
    ("product=Wazuh", []),
    ("kind=malicious-code&level=2", ["on_one_stop"]),
]


@pytest.mark.parametrize(("query", "wanted"), FILTERS)
def test_the_queue_is_narrowed_by_its_address(client: Client, watched: Watched, cast: Cast, query: str, wanted: list[str]) -> None:
    Alert.objects.filter(pk=watched.on_portal.pk).update(assignee=cast.coordinator, verify_due_at=now() + timedelta(hours=1))
    Alert.objects.filter(pk=watched.on_nobody.pk).update(verify_due_at=now() + timedelta(hours=1))
    client.force_login(cast.coordinator)
    shown = client.get(f"{QUEUE}?{query}")
    assert {line.pk for line in shown.context["shown"].rows} == {getattr(watched, name).pk for name in wanted}


def test_an_alert_is_found_by_its_number_host_mailbox_and_hash(client: Client, watched: Watched, cast: Cast) -> None:
    for kind, value in (("host", "tthc-app-02"), ("mailbox", "canbo@example.vn"), ("hash", "4b7d" * 16)):
        AlertParty.objects.create(alert=watched.on_one_stop, kind=kind, value=value)
    client.force_login(cast.coordinator)
    for typed in (watched.on_one_stop.number(), "tthc-app", "CANBO@example.vn", "4b7d4b7d"):
        assert [line.pk for line in client.get(QUEUE, {"q": typed}).context["shown"].rows] == [watched.on_one_stop.pk], typed


def test_what_rules_hide_is_counted_and_leads_to_itself(client: Client, watched: Watched, cast: Cast) -> None:
    told = {"name": "Quét định kỳ", "because": "máy quét của Sở", "made_by": cast.coordinator, "made_at": NOW}
    rule = Suppression.objects.create(starts_at=NOW, expires_at=NOW + timedelta(days=9), **told)
    alert(watched.sensor, watched.portal, hidden_by=rule)
    client.force_login(cast.coordinator)
    shown = client.get(QUEUE)
    assert "Quy tắc ẩn đang giấu 1 cảnh báo." in text_of(shown)
    assert len(shown.context["shown"].rows) == 3
    assert len(client.get(f"{QUEUE}?hidden=1").context["shown"].rows) == 1
    assert len(client.get(f"{QUEUE}?rule={rule.pk}").context["shown"].rows) == 1


def test_a_silent_source_is_named(client: Client, watched: Watched, cast: Cast) -> None:
    source(cast, "IDS biên", silent_since=now(), last_at=now() - timedelta(hours=3, minutes=1))
    source(cast, "Bẫy chưa lắp")
    watched.sensor.last_at = now()
    watched.sensor.save(update_fields=["last_at"])
    client.force_login(cast.coordinator)
    text = text_of(client.get(QUEUE))
    assert "1 nguồn đang gửi" in text
    assert "Không gửi cảnh báo 3 giờ" in text
    client.force_login(cast.officer)
    assert "IDS biên" not in text_of(client.get(QUEUE))


def test_the_first_screen_says_what_is_late_and_leads_to_it(client: Client, watched: Watched, cast: Cast) -> None:
    late = alert(watched.sensor, watched.portal, verify_due_at=now() - timedelta(days=3, hours=5), acting="192.0.2.7", target="10.1.2.3")
    client.force_login(cast.coordinator)
    shown = client.get(QUEUE)
    figures = shown.context["figures"]
    assert (figures.total, figures.late) == (4, sum(one.verify_due_at < now() for one in Alert.objects.exclude(verify_due_at=None)))
    assert f"{figures.late} quá hạn" in text_of(shown)
    only = client.get(f"{QUEUE}?late=1")
    assert len(only.context["shown"].rows) == figures.late
    assert late.pk in [line.pk for line in only.context["shown"].rows]
    assert "Quá hạn 3 ngày</span>" in text_of(shown), "past two days only days count"


def test_a_row_names_both_ends(client: Client, watched: Watched, cast: Cast) -> None:
    alert(watched.sensor, watched.portal, acting="10.1.2.3", target="203.0.113.48")
    client.force_login(cast.coordinator)
    text = text_of(client.get(QUEUE))
    assert text.index("<code>10.1.2.3</code>") < text.index("<code>203.0.113.48</code>"), "the machine of ours, then where it went"


def test_a_row_leads_to_itself_within_this_view_and_nothing_of_it_is_read_as_markup(client: Client, watched: Watched, cast: Cast) -> None:
    title, product = "<b>\"Tiêu đề\" & 'nữa'", 'A&"<i>'
    Alert.objects.filter(pk=watched.on_nobody.pk).update(title=title, acting="<x>", target="</code>", product=product)
    client.force_login(cast.coordinator)
    row = client.get(QUEUE, {"product": product, "page": "7", "chosen": "1"}).context["drawn"]
    assert "<b>" not in row
    assert "<x>" not in row
    assert "</code></code>" not in row
    assert row.count("<i>") == 0
    assert f"{escape(title)}</a>" in row
    assert f': {escape(title)}">' in row
    link = f"?product=A%26%22%3Ci%3E&amp;chosen={watched.on_nobody.pk}"
    assert f'href="{link}#chosen"' in row
    assert f'hx-get="{link}"' in row


def test_pages_follow_each_other_by_key_without_a_gap_or_a_repeat(client: Client, watched: Watched, cast: Cast) -> None:
    for number in range(110):
        alert(watched.sensor, watched.portal, severity=number % 5, minutes=number % 7)
    client.force_login(cast.coordinator)
    asked, seen = QUEUE, []
    while asked:
        shown = client.get(asked)
        seen += [line.pk for line in shown.context["shown"].rows]
        asked = f"{QUEUE}?after={shown.context['shown'].after}" if shown.context["shown"].after else ""
    assert len(seen) == len(set(seen)) == 113
    assert seen == list(Alert.objects.order_by("urgency", "arrived_at", "id").values_list("pk", flat=True))
    assert [line.pk for line in client.get(f"{QUEUE}?after=x.1.2").context["shown"].rows] == seen[:50]


def many(watched: Watched, number: int) -> None:
    """Repeat the alert on the portal so many times."""
    first = Alert.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    rows = [copy(watched.on_portal) for _place in range(number)]
    for place, row in enumerate(rows, first):
        row.pk, row.group_key = place, f"m{place:031x}"
    Alert.objects.bulk_create(rows, batch_size=200)


@pytest.mark.parametrize("query", ["", "?late=1", "?q=cong dich", "?state=all"])
@plenty(140, long=990)
def test_many_alerts_cost_as_many_questions_as_sixty(client: Client, watched: Watched, cast: Cast, query: str, plenty: int) -> None:
    client.force_login(cast.provider)
    many(watched, 60)
    client.get(QUEUE + query)
    with CaptureQueriesContext(connection) as few:
        client.get(QUEUE + query)
    many(watched, plenty)
    with CaptureQueriesContext(connection) as lots:
        client.get(QUEUE + query)
    assert len(lots) == len(few)
    assert len(few) < 40


def test_figures_stop_at_the_ceiling(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_COUNTED", 2)
    figures = queries.figures_of(Alert.objects.all())
    assert figures.is_more
    assert figures.total == 3


def test_late_ones_of_one_state_are_counted_as_among_all(watched: Watched) -> None:
    Alert.objects.filter(pk=watched.on_nobody.pk).update(verify_due_at=NOW - timedelta(hours=1))
    fit = Alert.objects.filter(state="waiting")
    assert queries.figures_of(fit, NOW, state="waiting") == queries.figures_of(fit, NOW)
    assert queries.figures_of(fit, NOW, state="waiting").late == fit.filter(queries.late_q(NOW)).count() > 0
    assert queries.figures_of(fit, NOW - timedelta(days=3650), state="waiting").late == 0


@pytest.mark.parametrize(("query", "index"), [("kind=fraud", "kind"), ("product=khong-co", "product"), ("body=99", "body")])
def test_few_among_many_closed_ones_are_not_looked_for_one_by_one(cast: Cast, query: str, index: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("another database may read a small table as it stands")
    asked = filters_of(seen_in(QueryDict(f"state=closed&{query}")))
    fit = queries.in_order(queries.fitting(cast.coordinator, asked, at=NOW), asked).values_list("pk", flat=True)[:51]
    assert f"COVERING INDEX alert_closed_of_a_{index}" in fit.explain()


# --- one alert ------------------------------------------------------------------------------------------------------------------------


def test_one_alert_is_for_who_sees_it(client: Client, watched: Watched, cast: Cast) -> None:
    event(watched.on_portal)
    again = alert(watched.sensor, watched.one_stop, target="192.0.2.14", title="Quét cổng")
    page = watched.on_portal.get_absolute_url()
    shown = assert_guarded(client, page, works=cast.coordinator, stranger=cast.stranger, wrong_method="post")
    text = text_of(shown)
    for words in ("cấp độ 3; mức cao", "0255.000.120", "Trực kỹ thuật", "2034567", "source.ip", "ET MALWARE CnC", "Cổng dịch vụ công"):
        assert words in text, words
    assert [row for row, _age in shown.context["nearby"]][:1] == [again]
    client.force_login(cast.provider)
    assert [row for row, _age, _clock in client.get(watched.on_portal.get_absolute_url()).context["nearby"]] == []


@pytest.mark.parametrize("asked_first", [0, 1, 2, 20_000])
def test_neighbours_are_all_found_however_few_are_asked_first(watched: Watched, monkeypatch: pytest.MonkeyPatch, asked_first: int) -> None:
    monkeypatch.setattr(neighbours, "ASKED_FIRST", asked_first)
    monkeypatch.setattr(neighbours, "OUT_OF_ORDER", 0)
    same = [alert(watched.sensor, watched.portal, target="192.0.2.14", minutes=60 - number) for number in range(4)]
    stale = alert(watched.sensor, watched.portal, target="192.0.2.14", minutes=60)
    Alert.objects.filter(pk=stale.pk).update(arrived_at=NOW - timedelta(days=60))
    asked = same.pop()
    around = neighbours.Neighbours(asked, asked.parties.all(), Alert.objects.filter(pk__gt=watched.on_nobody.pk), NOW - timedelta(days=30))
    assert around.latest(2, "title") == [same[2], same[1]]
    assert around.latest(9, "title") == [same[2], same[1], same[0]], "one came too long ago"
    assert around.count_up_to(9) == 3
    assert around.count_up_to(2) == 3, "more than two"


def test_the_records_of_an_alert_are_paged(client: Client, watched: Watched, cast: Cast) -> None:
    for _number in range(21):
        event(watched.on_portal)
    url = reverse("alerts:records", args=[watched.on_portal.pk])
    shown = assert_guarded(client, url, works=cast.provider, stranger=cast.commune_officer, wrong_method="post")
    assert len(shown.context["events"]) == 20
    assert len(client.get(f"{url}?page=2").context["events"]) == 1


def test_the_sign_of_the_page_says_how_many_wait(client: Client, watched: Watched, cast: Cast) -> None:
    sign = reverse("alerts:favicon", args=[12])
    shown = assert_guarded(client, sign, works=cast.coordinator, stranger=cast.administrator, stranger_gets=403, wrong_method="post")
    assert shown["Content-Type"] == "image/svg+xml"
    assert ">12</text>" in text_of(shown)
