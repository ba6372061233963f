"""From one page of alerts to the next; a silent sensor stands where people look, in the same words everywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alerts_cast import Watched, alert, source
from cast import NOW, Cast
from vonggac.apps.alerts.models import AlertSource, IntakeHour, Suppression
from vonggac.apps.alerts.queries.heartbeat import pulses, silent_now
from vonggac.apps.alerts.queries.sources import standings
from vonggac.apps.alerts.services.silence import look_for_silence
from vonggac.apps.situation.queries import situation
from vonggac.cli.examination import LOOK, OK, sensors
from vonggac.engines.alerts import Voice

pytestmark = pytest.mark.django_db


def test_the_queue_leads_to_rules_months_and_what_could_not_be_read(client: Client, cast: Cast) -> None:
    Watched.lay_out(cast)
    client.force_login(cast.coordinator)
    page = client.get(reverse("alerts:queue")).content.decode()
    for name in ("suppressions", "months", "unparsed"):
        assert f'href="{reverse(f"alerts:{name}")}"' in page
    client.force_login(cast.commune_officer)
    page = client.get(reverse("alerts:queue")).content.decode()
    assert f'href="{reverse("alerts:suppressions")}"' not in page, "rules are for who reads every alert"
    assert f'href="{reverse("alerts:months")}"' in page


def test_a_rule_begun_from_an_alert_holds_its_rule_and_its_source(client: Client, cast: Cast) -> None:
    watched = Watched.lay_out(cast)
    client.force_login(cast.coordinator)
    asked = client.get(watched.on_portal.get_absolute_url()).context["suppress_url"]
    told = parse_qs(urlsplit(asked).query)
    assert (told["rule"], told["source"]) == (["2034567"], ["203.0.113.47"])
    form = client.get(asked).content.decode()
    assert "2034567" in form
    assert "203.0.113.47" in form
    client.force_login(cast.officer)
    assert client.get(watched.on_portal.get_absolute_url()).context["suppress_url"] == ""


def test_a_rule_leads_to_what_it_hides_and_a_hidden_alert_to_its_rule(client: Client, cast: Cast) -> None:
    watched = Watched.lay_out(cast)
    rule = Suppression.objects.create(
        name="Quét nội bộ", because="máy quét của tỉnh", starts_at=NOW, expires_at=NOW + timedelta(days=9), made_by=cast.coordinator,
        made_at=NOW, hidden=7,
    )  # fmt: skip
    hidden = alert(watched.sensor, watched.portal, hidden_by=rule)
    client.force_login(cast.coordinator)
    led = f"{reverse('alerts:queue')}?rule={rule.pk}"
    for page in (rule.get_absolute_url(), reverse("alerts:suppressions")):
        assert f'href="{led}"' in client.get(page).content.decode()
    assert [line.pk for line in client.get(led).context["shown"].rows] == [hidden.pk]
    assert f'href="{rule.get_absolute_url()}"' in client.get(hidden.get_absolute_url()).content.decode()
    client.force_login(cast.officer)
    assert f'href="{rule.get_absolute_url()}"' not in client.get(hidden.get_absolute_url()).content.decode()


def _fell_silent(cast: Cast, at: Any, **facts: Any) -> AlertSource:
    """A sensor that sent every hour of eight days, until a day ago."""
    last = at.replace(minute=0, second=0, microsecond=0) - timedelta(days=1)
    row = source(cast, "Cảm biến im", last_at=last, made_at=at - timedelta(days=40), **facts)
    hours = [last - timedelta(hours=back) for back in range(24 * 8)]
    IntakeHour.objects.bulk_create(IntakeHour(source=row, hour=hour, received=40, stored=40) for hour in hours)
    return row


def test_every_page_takes_the_same_pulse(cast: Cast) -> None:
    rows = [_fell_silent(cast, NOW), source(cast, "Chưa gửi")]
    assert [one.verdict for one in standings(rows, NOW)] == [one.verdict for one in pulses(rows, NOW)]
    assert [one.source for one in silent_now(NOW)] == [rows[0]]


def test_a_silent_sensor_is_a_finding_for_who_coordinates_and_for_who_runs_it(client: Client, cast: Cast) -> None:
    at = timezone.now()
    row = _fell_silent(cast, at, organisation=cast.commune)
    assert look_for_silence(at=at).silent == 1
    needs = {one.title: one for one in situation(cast.coordinator, at=at, today=timezone.localdate(at), since=at).needs}
    need = needs["Kiểm tra 1 nguồn cảnh báo im lặng"]
    assert "Cảm biến im" in need.why
    client.force_login(cast.coordinator)
    assert row.name in client.get(need.url).content.decode()
    assert row.name in client.get("/").content.decode()
    for person, sees in ((cast.commune_officer, True), (cast.stranger, False)):
        client.force_login(person)
        assert (row.name in client.get(reverse("work:mine")).content.decode()) is sees


def test_the_doctor_names_silent_sensors(cast: Cast) -> None:
    assert sensors(NOW).verdict == OK
    _fell_silent(cast, NOW)
    found = sensors(NOW)
    assert (found.verdict, "Cảm biến im" in found.seen) == (LOOK, True)
    assert [one.voice for one in silent_now(NOW)] == [Voice.SILENT]
    AlertSource.objects.update(stopped_at=NOW, stopped_because="bảo trì")
    assert sensors(NOW).verdict == OK, "a stopped source is silent by decision"
