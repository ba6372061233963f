"""Rules that hide: refused without an end, a reason or a narrow condition; shown before they are made; what they hid comes back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from alerts_cast import Watched, alert, event
from cast import NOW, Cast
from guard import assert_guarded
from vonggac.apps.alerts.models import Alert, AlertEvent, Suppression
from vonggac.apps.alerts.queries.suppressions import preview
from vonggac.apps.alerts.services import suppressing as services
from vonggac.apps.alerts.ui.field_words import FIELD_WORDS, field_named
from vonggac.apps.alerts.ui.suppression_forms import FIELDS
from vonggac.apps.alerts.ui.suppressions import condition_words
from vonggac.apps.audit.models import Entry
from vonggac.engines.alerts import Condition, Look

pytestmark = pytest.mark.django_db


@pytest.fixture
def watched(cast: Cast) -> Watched:
    row = Watched.lay_out(cast)
    for one in (row.on_portal, row.on_one_stop):
        event(one)
    return row


def url(name: str, *args: Any) -> str:
    return reverse(f"alerts:{name}", args=args)


def rule(cast: Cast, *conditions: Condition, **facts: Any) -> Suppression:
    told = {"name": "Máy quét", "because": "Máy quét của Trung tâm", "expires_at": NOW + timedelta(days=30), **facts}
    given = conditions or (Condition("rule", Look.IS, ("2034567",)),)
    return services.make_rule(services.NewRule(conditions=given, **told), by=cast.coordinator, at=NOW)


@pytest.mark.parametrize(
    ("conditions", "facts", "place"),
    [
        ([("product", "is", ["Suricata"])], {"expires_at": NOW - timedelta(days=1)}, "expires_at"),
        ([("rule", "is", ["1"])], {"expires_at": NOW + timedelta(days=400)}, "expires_at"),
        ([("rule", "is", ["1"])], {"because": "  "}, "because"),
        ([("rule", "is", ["1"])], {"name": " "}, "name"),
        ([("observer.product", "is", ["Suricata"])], {}, "conditions"),
        ([("source.ip", "within", ["10.0.0.0/99"])], {}, "conditions[0].values"),
        ([("rule", "is", ["1"]), ("không có", "is", ["1"])], {}, "conditions[1].field"),
    ],
)
def test_a_rule_that_may_not_be_is_refused_at_its_place(cast: Cast, conditions: Any, facts: Any, place: str) -> None:
    told = [Condition(name, Look(test), tuple(values)) for name, test, values in conditions]
    with pytest.raises(ValidationError) as refused:
        rule(cast, *told, **facts)
    assert place in refused.value.message_dict
    assert not Suppression.objects.exists()


def test_only_who_coordinates_hides(cast: Cast) -> None:
    new = services.NewRule(name="x", conditions=[Condition("rule", Look.IS, ("1",))], because="x", expires_at=NOW + timedelta(days=1))
    for person in (cast.officer, cast.auditor, cast.responder, cast.leader):
        with pytest.raises(PermissionDenied):
            services.make_rule(new, by=person, at=NOW)


def test_a_preview_counts_what_would_have_been_hidden_and_how_much_of_it_on_level_three(watched: Watched) -> None:
    found = preview([Condition("destination.ip", Look.WITHIN, ("203.0.113.0/24",))], NOW)
    assert (found.hidden, found.on_level_three, found.alerts) == (2, 1, 3)
    assert found.examples[0] == watched.on_portal, "what is on level 3 is shown first"
    assert preview([Condition("destination.ip", Look.IS, ("203.0.113.99",))], NOW).hidden == 0
    assert preview([Condition("rule.id", Look.IS, ("2034567",))], NOW + timedelta(days=8)).alerts == 0
    assert not Alert.objects.exclude(hidden_by=None).exists(), "looking hides nothing"


def test_a_preview_asks_as_often_for_many_as_for_few(watched: Watched, django_assert_num_queries: Any) -> None:
    conditions = [Condition("destination.ip", Look.IS, ("203.0.113.47",))]
    with django_assert_num_queries(2):
        preview(conditions, NOW)
    for _number in range(10):
        event(alert(watched.sensor, watched.portal))
    with django_assert_num_queries(2):
        assert preview(conditions, NOW).hidden == 12


def test_what_a_rule_hid_comes_back_when_it_is_asked_for(watched: Watched) -> None:
    row = rule(watched.cast)
    Alert.objects.filter(pk=watched.on_portal.pk).update(hidden_by=row)
    assert services.end_rule(row, bring_back=True, by=watched.cast.coordinator, at=NOW) == 1
    watched.on_portal.refresh_from_db()
    row.refresh_from_db()
    assert watched.on_portal.hidden_by is None
    assert row.ended_at == NOW
    with pytest.raises(ValidationError):
        services.end_rule(row, bring_back=False, by=watched.cast.coordinator, at=NOW)


def test_one_that_came_back_joins_the_open_alert_of_its_key_and_loses_no_record(watched: Watched) -> None:
    row = rule(watched.cast)
    hidden, shown = watched.on_portal, watched.on_nobody
    Alert.objects.filter(pk=hidden.pk).update(hidden_by=row, group_key=shown.group_key, count=7)
    services.end_rule(row, bring_back=True, by=watched.cast.coordinator, at=NOW)
    shown.refresh_from_db()
    assert shown.count == 8
    assert AlertEvent.objects.filter(alert=shown).count() == 1
    assert not Alert.objects.filter(pk=hidden.pk).exists()
    assert set(shown.parties.values_list("value", flat=True)) == {"192.0.2.14", "203.0.113.47", "198.51.100.9"}


def test_an_ended_rule_that_brings_nothing_back_still_can(watched: Watched) -> None:
    row = rule(watched.cast)
    Alert.objects.filter(pk=watched.on_portal.pk).update(hidden_by=row)
    services.end_rule(row, bring_back=False, by=watched.cast.coordinator, at=NOW)
    assert Alert.objects.filter(hidden_by=row).exists()
    services.end_rule(row, bring_back=True, by=watched.cast.coordinator, at=NOW)
    assert not Alert.objects.filter(hidden_by=row).exists()


def test_the_log_holds_no_words_of_a_rule(cast: Cast) -> None:
    row = rule(cast)
    services.extend_rule(row, expires_at=NOW + timedelta(days=60), by=cast.coordinator, at=NOW)
    assert "Trung tâm" not in json.dumps([one.detail for one in Entry.objects.all()], ensure_ascii=False)
    with pytest.raises(ValidationError):
        services.extend_rule(row, expires_at=NOW + timedelta(days=600), by=cast.coordinator, at=NOW)


# --- the pages ------------------------------------------------------------------------------------------------------------------------


def test_rules_are_for_who_reads_every_alert(client: Client, cast: Cast) -> None:
    row = rule(cast)
    for address in (url("suppressions"), url("suppression", row.pk)):
        shown = assert_guarded(
            client, address, works=cast.auditor, read_only=cast.administrator, stranger=cast.officer, wrong_method="post"
        )
        assert "Máy quét của Trung tâm" in shown.content.decode()
        assert "Quy tắc của sản phẩm là: 2034567" in shown.content.decode()


def test_a_field_is_named_in_words_and_may_be_typed_in_words() -> None:
    said = condition_words([{"field": "source.ip", "test": "is", "values": ["10.1.2.3", "10.1.2.4"]}])
    assert said == ["Địa chỉ nguồn là một trong: 10.1.2.3, 10.1.2.4"]
    assert field_named(" dia chi nguon ") == "source.ip"
    assert field_named("labels.khu_vuc") == "labels.khu_vuc"
    assert set(FIELD_WORDS) <= set(FIELDS), "no words for a field that nobody has"


def test_a_rule_is_shown_before_it_is_made_and_level_three_asks_for_a_tick(client: Client, watched: Watched) -> None:
    cast = watched.cast
    page = url("suppression-new")
    form = assert_guarded(
        client,
        f"{page}?destination.ip=203.0.113.47&la=1",
        works=cast.coordinator,
        read_only=cast.auditor,
        stranger=cast.officer,
        stranger_gets=403,
    ).context["form"]
    assert (form["field-1"].value(), form["values-1"].value(), form["field-2"].value()) == ("destination.ip", "203.0.113.47", "")
    told = {"name": "Kiểm thử xâm nhập", "because": "Theo kế hoạch", "expires_on": "31/12/2026"}
    told |= {"field-1": "destination.ip", "test-1": "within", "values-1": "203.0.113.0/24"}
    shown = client.post(page, told)
    text = shown.content.decode()
    assert "<b>2</b> trong 3 cảnh báo" in text
    assert "<b>1</b> ở hệ thống cấp độ 3 trở lên" in text
    assert not Suppression.objects.exists()
    told["agreed_to"] = shown.context["signed"]
    assert client.post(page, told).status_code == 200, "without the tick nothing is made"
    assert not Suppression.objects.exists()
    answer = client.post(page, {**told, "promise": "1"})
    row = Suppression.objects.get()
    assert answer["Location"] == url("suppression", row.pk)
    assert row.conditions == [{"field": "destination.ip", "test": "within", "values": ["203.0.113.0/24"]}]


def test_faults_stand_beside_their_boxes(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    told = {"name": "x", "because": "x", "expires_on": "31/12/2026", "field-2": "source.ip", "test-2": "within", "values-2": "10.0.0.0/77"}
    answer = client.post(url("suppression-new"), told)
    assert answer.status_code == 422
    assert answer.context["form"].errors["values-2"]
    assert (
        client.post(url("suppression-new"), {**told, "values-2": "10.0.0.1", "expires_on": "01/11/2026"})
        .context["form"]
        .errors["expires_on"]
    )


def test_a_rule_is_extended_and_ended_on_its_pages(client: Client, watched: Watched) -> None:
    cast, row = watched.cast, rule(watched.cast)
    Alert.objects.filter(pk=watched.on_portal.pk).update(hidden_by=row)
    extend, end = url("suppression-extend", row.pk), url("suppression-end", row.pk)
    for address in (extend, end):
        assert_guarded(client, address, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    client.post(extend, {"expires_on": "15/01/2027"})
    row.refresh_from_db()
    assert row.expires_at.date().isoformat() == "2027-01-15"
    assert "đang ẩn 1 cảnh báo" in client.get(end).content.decode()
    client.post(end, {"bring_back": "on"})
    row.refresh_from_db()
    assert row.ended_by == cast.coordinator
    assert not Alert.objects.filter(hidden_by=row).exists()
