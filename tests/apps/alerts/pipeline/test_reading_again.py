"""Records that nobody could read join the queue once their source has a way of reading: with the clocks of their arrival, each once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from cast import NOW
from guard import assert_guarded
from vonggac.apps.alerts.jobs import read_unparsed_again
from vonggac.apps.alerts.models import Alert, AlertEvent, IntakeHour, Suppression
from vonggac.apps.alerts.queries.mappings import unparsed_of
from vonggac.apps.alerts.services import reading_again
from vonggac.apps.alerts.services.mappings import save_mapping, use_mapping
from vonggac.apps.alerts.services.taking_in import again
from vonggac.apps.audit.models import Entry
from watch_cast import Watch, Wire

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)
BODY = {
    "name": "thiet-bi-la",
    "kind": "pairs",
    "fields": {"rule.name": "su_kien", "source.ip": "tu", "destination.ip": "den"},
    "claims": {"contains": ["su_kien="]},
}


def line(number: int, event: str = "Quét cổng") -> bytes:
    return f'§§ su_kien="{event}" tu=203.0.113.77 den=14.160.10.3 so={number}'.encode()


@pytest.fixture
def unread(watch: Watch, wire: Wire) -> Watch:
    """A sensor whose records nobody can read, and one that never will be."""
    wire.send(watch.sensor, *[line(number) for number in range(5)], b"\x01\x02", at=NOW)
    wire.send(watch.sensor, line(9), at=NOW + timedelta(hours=1))
    assert AlertEvent.objects.filter(kind="unparsed").count() == 7
    return watch


@pytest.fixture
def mapped(unread: Watch) -> Watch:
    mapping = save_mapping(BODY, sample=line(1).decode(), by=unread.cast.coordinator, at=LATER)
    use_mapping(unread.sensor, mapping, by=unread.cast.coordinator, at=LATER)
    return unread


def counters() -> dict[str, int]:
    return IntakeHour.objects.aggregate(**{name: Sum(name) for name in ("received", "stored", "refused", "unparsed", "context", "hidden")})


def read_all(watch: Watch) -> dict[str, int]:
    until = AlertEvent.objects.latest("pk").pk
    number = unparsed_of(watch.sensor.pk).count()
    done: dict[str, int] = read_unparsed_again.func(watch.sensor.pk, until, number, watch.cast.coordinator.pk)
    return done


def test_they_become_alerts_that_are_as_old_as_their_arrival(mapped: Watch) -> None:
    assert read_all(mapped) == {"asked": 7, "read": 6, "left": 1}
    row = Alert.objects.get()
    assert (row.count, row.arrived_at, row.last_arrived_at) == (6, NOW, NOW + timedelta(hours=1))
    assert row.system == mapped.portal
    assert row.verify_due_at is not None
    assert row.verify_due_at < LATER + timedelta(days=1)
    assert set(row.events.values_list("format", "fault", "mapping__name")) == {("mapped", "", "thiet-bi-la")}
    assert row.events.count() == 6
    assert row.parties.filter(value="203.0.113.77").exists()


def test_the_counters_of_the_hour_of_arrival_agree_afterwards(mapped: Watch) -> None:
    before = counters()
    read_all(mapped)
    after = counters()
    assert {name: after[name] for name in ("received", "stored", "refused")} == {
        name: before[name] for name in ("received", "stored", "refused")
    }
    assert (before["unparsed"], after["unparsed"]) == (7, 1)
    assert all(one.received == one.stored + one.refused for one in IntakeHour.objects.all())


def test_what_a_rule_hides_is_hidden_and_counted_when_it_is_read_later(mapped: Watch) -> None:
    rule = Suppression.objects.create(
        name="x", because="y", starts_at=NOW, expires_at=NOW + timedelta(days=3650), made_by=mapped.cast.coordinator, made_at=NOW,
        conditions=[{"field": "rule.name", "test": "is", "values": ["Quét cổng"]}],
    )  # fmt: skip
    read_all(mapped)
    rule.refresh_from_db()
    assert (Alert.objects.get().hidden_by, rule.hidden, counters()["hidden"]) == (rule, 6, 6)


def test_reading_once_more_changes_nothing(mapped: Watch) -> None:
    read_all(mapped)
    before = list(Alert.objects.values()), counters()
    assert read_all(mapped)["read"] == 0
    assert (list(Alert.objects.values()), counters()) == before


def test_a_record_from_before_joins_an_open_alert_and_makes_it_older(mapped: Watch, wire: Wire) -> None:
    wire.sequence = 50
    wire.send(mapped.sensor, line(20), at=LATER)
    young = Alert.objects.get()
    read_all(mapped)
    row = Alert.objects.get()
    assert (row.pk, row.count, row.arrived_at) == (young.pk, 7, NOW)
    assert row.verify_due_at is not None
    assert young.verify_due_at is not None
    assert row.verify_due_at < young.verify_due_at


@pytest.mark.parametrize("chunks", [0, 1, 2])
def test_cut_off_half_way_and_repeated_nothing_stands_twice(mapped: Watch, monkeypatch: pytest.MonkeyPatch, chunks: int) -> None:
    monkeypatch.setattr(again, "CHUNK", 2)
    real, done = again._write, []

    class Killed(BaseException):
        pass

    def dying(*arguments: Any) -> Any:
        if len(done) == chunks:
            real(*arguments)
            raise Killed
        done.append(1)
        return real(*arguments)

    monkeypatch.setattr(again, "_write", dying)
    until = AlertEvent.objects.latest("pk").pk
    with pytest.raises(Killed):
        reading_again.read_again(mapped.sensor.pk, until, 7, by=mapped.cast.coordinator, at=LATER)
    assert AlertEvent.objects.filter(kind="alert").count() == 2 * chunks
    monkeypatch.setattr(again, "_write", real)
    told = reading_again.read_again(mapped.sensor.pk, until, 7, by=mapped.cast.coordinator, at=LATER)
    assert told == {"asked": 7, "read": 6, "left": 1}, "all runs together"
    assert Alert.objects.get().count == 6
    assert counters()["unparsed"] == 1
    entry = Entry.objects.get(act="alerts.unparsed.read")
    assert (entry.count, entry.by) == (6, mapped.cast.coordinator)


def test_what_was_refused_and_is_only_kept_aside_never_joins_the_queue(mapped: Watch, wire: Wire) -> None:
    wire.sequence = 70
    wire.send(mapped.sensor, b"khong doc duoc", key="k", digest="a" * 64, at=LATER)
    wire.send(mapped.sensor, line(30), key="k", digest="b" * 64, at=LATER)
    before = counters()
    assert before["refused"] == 1
    assert read_all(mapped)["read"] == 6
    assert Alert.objects.get().count == 6
    assert counters()["refused"] == 1


def test_one_that_cannot_be_stored_leaves_the_others_alone(mapped: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    real = again._write

    def picky(taking: Any, rows: Any, *more: Any) -> Any:
        if any(b"so=3" in row.line.encode() for row in rows):
            raise ValueError
        return real(taking, rows, *more)

    monkeypatch.setattr(again, "_write", picky)
    assert read_all(mapped) == {"asked": 7, "read": 5, "left": 2}


def test_it_is_offered_with_its_number_and_told_how_far_it_is(
    client: Client, mapped: Watch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    cast = mapped.cast
    client.force_login(cast.coordinator)
    mapped.sensor.refresh_from_db()
    pages = [reverse("alerts:unparsed"), reverse("alerts:mapping", args=[mapped.sensor.mapping_id]), mapped.sensor.get_absolute_url()]
    for page in pages:
        assert "Đọc lại 7 bản ghi không đọc được" in client.get(page).content.decode()
    client.force_login(cast.auditor)
    assert "Đọc lại 7" not in client.get(pages[0]).content.decode()
    url = reverse("alerts:source-again", args=[mapped.sensor.pk])
    guard = {"works": cast.coordinator, "read_only": cast.auditor, "stranger": cast.stranger, "stranger_gets": 403}
    assert_guarded(client, url, **guard, method="post", wrong_method="get")
    assert Entry.objects.get(act="alerts.unparsed.asked").count == 7
    client.force_login(cast.coordinator)
    assert 'http-equiv="refresh"' in client.get(pages[2]).content.decode()
    assert "đang được đọc lại" in client.post(url, follow=True).content.decode()


def test_only_who_declares_sources_asks_and_only_where_something_is_unread(watch: Watch) -> None:
    with pytest.raises(PermissionDenied):
        reading_again.ask_to_read_again(watch.sensor, by=watch.cast.officer, at=NOW)
    with pytest.raises(ValidationError):
        reading_again.ask_to_read_again(watch.sensor, by=watch.cast.coordinator, at=NOW)
