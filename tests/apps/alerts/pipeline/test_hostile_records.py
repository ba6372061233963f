"""What senders get wrong, and what they do on purpose: every record is there once, counted, with its reason, and moves nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cast import NOW
from vonggac.apps.alerts.models import Alert, AlertEvent, IntakeHour
from vonggac.apps.alerts.services.mappings import save_mapping, use_mapping
from watch_cast import Watch, Wire, eve, only

pytestmark = pytest.mark.django_db
NOBODY = [
    "999.1.2.3",
    "",
    "0.0.0.0",
    "127.0.0.1",
    "100.64.0.9",
    "169.254.1.1",
    "240.0.0.1",
    "224.0.0.5",
    "ff02::1",
    "10.99.0.1",
    "x" * 4_000,
]


def counted(watch: Watch) -> IntakeHour:
    return IntakeHour.objects.get(source=watch.sensor)


@pytest.mark.parametrize("target", NOBODY)
def test_an_address_that_is_none_or_nobodys_leads_to_no_body_and_loses_no_alert(watch: Watch, wire: Wire, target: str) -> None:
    wire.send(watch.sensor, eve(target=target), eve(target="14.160.10.3"))
    assert AlertEvent.objects.count() == 2
    assert (counted(watch).received, counted(watch).stored) == (2, 2)
    other = Alert.objects.exclude(system=watch.portal)
    assert Alert.objects.filter(system=watch.portal).count() == 1, "the good record beside it is matched as ever"
    assert [(one.organisation, one.system) for one in other] == [(None, None)]
    assert all(one.matched_because for one in other), "and it is said why it is nobody's"


@pytest.mark.parametrize("ahead", [timedelta(days=400), timedelta(hours=30), timedelta(days=-4_000)])
def test_a_skewed_clock_moves_neither_age_nor_deadline(watch: Watch, wire: Wire, ahead: timedelta) -> None:
    wire.send(watch.sensor, eve(at=NOW + ahead))
    skewed = only()
    Alert.objects.all().delete()
    wire.send(watch.sensor, eve(at=NOW))
    right = only()
    assert (skewed.arrived_at, skewed.verify_due_at, skewed.urgency) == (right.arrived_at, right.verify_due_at, right.urgency)
    assert skewed.first_at <= NOW


def test_how_far_a_clock_is_off_is_shown_at_its_source(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, *[eve(at=NOW - timedelta(minutes=7)) for _three in range(3)])
    watch.sensor.refresh_from_db()
    assert watch.sensor.lag_seconds == 420


HOSTILE = [
    pytest.param(b'<!DOCTYPE a [<!ENTITY b "' + b"b" * 100 + b'">]><Event>&b;&b;</Event>', id="entities that unfold"),
    pytest.param(b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><Event/>', id="an entity from outside"),
    pytest.param(b"<Event>" * 20_000, id="XML without end"),
    pytest.param(b'{"a":' * 50_000, id="JSON without end"),
    pytest.param(b'{"timestamp":' + b"9" * 50_000 + b"}", id="a number without end"),
    pytest.param(b'{"event_type":"alert","alert":{"signature":' + b"[" * 500 + b"]" * 500 + b"}}", id="a name that is a tower"),
    pytest.param(b'{"event_type":"alert","src_ip":{"a":1},"dest_ip":[null],"alert":"x","timestamp":true}', id="other kinds than agreed"),
    pytest.param(b"\x00\xff\xfe\x00" * 500, id="no text at all"),
    pytest.param(b"CEF:0|" + b"\\|" * 20_000, id="a head of nothing but escapes"),
    pytest.param(b"<13>" + b"a" * 900_000, id="a line of nearly a megabyte"),
]


@pytest.mark.parametrize("item", HOSTILE)
def test_a_hostile_record_is_kept_and_counted_and_harms_no_other(watch: Watch, wire: Wire, item: bytes) -> None:
    wire.send(watch.sensor, eve(), item, eve(source="203.0.113.99"))
    hour = counted(watch)
    assert (hour.received, hour.refused, hour.stored) == (3, 0, 3)
    assert AlertEvent.objects.filter(sequence=1).count() == 3
    assert Alert.objects.filter(product="Suricata", system=watch.portal).count() == 2
    assert not AlertEvent.objects.filter(line__contains="root:").exists()


def test_a_pattern_that_would_think_for_ever_ends(watch: Watch, wire: Wire) -> None:
    body: dict[str, Any] = {
        "name": "vong-lap", "kind": "pattern", "pattern": r"^(?P<ten>(a+)+)$", "claims": {"starts": "a"}, "fields": {"rule.name": "ten"},
    }  # fmt: skip
    mapping = save_mapping(body, sample="aaaa", by=watch.cast.coordinator, at=NOW)
    use_mapping(watch.sensor, mapping, by=watch.cast.coordinator, at=NOW)
    wire.send(watch.sensor, b"a" * 50_000 + b"!", b"aaa")
    assert AlertEvent.objects.count() == 2
    with pytest.raises(ValidationError):
        save_mapping({**body, "pattern": r"(?P<ten>a)\1"}, sample="aa", by=watch.cast.coordinator, at=NOW)


def test_a_batch_played_again_is_refused_whole_and_moves_no_clock(watch: Watch, wire: Wire) -> None:
    wire.batch(watch.sensor, "lo-1", eve(), eve())
    before = only()
    wire.batch(watch.sensor, "lo-1", eve(), eve(), at=NOW + timedelta(minutes=9))
    hour = counted(watch)
    assert (hour.received, hour.stored, hour.refused, hour.reasons) == (4, 2, 2, {"replayed": 2})
    after = only()
    assert (after.count, after.last_arrived_at, after.verify_due_at) == (2, before.last_arrived_at, before.verify_due_at)


def test_who_sends_with_a_wrong_token_is_counted_and_shown_but_is_no_source(watch: Watch, wire: Wire) -> None:
    wire.refuse(0, {"wrong-token": 3}, peer="198.51.100.9")
    hour = IntakeHour.objects.get(source=None)
    assert (hour.received, hour.refused, hour.reasons) == (3, 3, {"wrong-token": 3})
    assert not AlertEvent.objects.exists()
