"""Whose system an alert is about: by address, name or mailbox, at its time; nobody is invented where several claim it."""

from __future__ import annotations

from datetime import date, timedelta

import orjson
import pytest

from cast import NOW
from registry_cast import system
from threats_cast import held
from vonggac.apps.alerts.models import Alert, Suppression
from vonggac.apps.audit.services import record
from vonggac.apps.registry.models import AddressRange, Component
from watch_cast import Watch, Wire, eve, only

pytestmark = pytest.mark.django_db


def wazuh(host: str, **facts: object) -> bytes:
    """One alert about a machine by its name."""
    told = {"rule": {"level": 10, "id": "5712", "description": "sshd: brute force"}, "agent": {"id": "007", "name": host}, **facts}
    return orjson.dumps({"timestamp": "2026-11-23T00:40:00.000+0000", "manager": {"name": "m"}, "decoder": {"name": "sshd"}, **told})


def test_two_bodies_that_claim_one_range_are_both_named_and_neither_is_chosen(watch: Watch, wire: Wire) -> None:
    held(watch.cast.commune, "14.160.20.1", watch.one_stop)
    held(watch.cast.other_commune, "14.160.20.1")
    wire.send(watch.sensor, eve(target="14.160.20.1"))
    row = only()
    assert (row.organisation, row.system, row.level) == (None, None, None)
    assert {one["organisation"] for one in row.runners_up} == {watch.cast.commune.pk, watch.cast.other_commune.pk}


def test_a_range_that_was_given_on_belongs_to_who_held_it_that_day(watch: Watch, wire: Wire) -> None:
    held(watch.cast.commune, "14.160.21.1", watch.one_stop, valid_to=date(2026, 11, 20))
    held(watch.cast.department, "14.160.21.1", watch.portal, valid_from=date(2026, 11, 21))
    wire.send(watch.sensor, eve(target="14.160.21.1", at=NOW - timedelta(days=4)), eve(target="14.160.21.1", signature="B", signature_id=2))
    assert [row.system for row in Alert.objects.order_by("first_at")] == [watch.one_stop, watch.portal]


def test_behind_one_address_the_port_tells_who_it_is(watch: Watch, wire: Wire) -> None:
    held(watch.cast.commune, "14.160.22.1", watch.one_stop, kind="nat", port_first=1000, port_last=1999)
    held(watch.cast.department, "14.160.22.1", watch.portal, kind="nat", port_first=2000, port_last=2999)
    for number, port in enumerate((1500, 2500)):
        wire.send(watch.sensor, eve(target="14.160.22.1", dest_port=port, signature_id=number))
    assert [row.system for row in Alert.objects.order_by("pk")] == [watch.one_stop, watch.portal]


def test_an_outgoing_connection_is_about_the_machine_of_ours(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, eve(source="10.20.0.7", target="185.220.101.47"))
    assert only().system == watch.portal


@pytest.mark.parametrize(
    ("host", "found"),
    [("web-01", "portal"), ("WEB-01.noi-bo.local", "portal"), ("api.dichvucong.thu.gov.vn", "portal"), ("mc-db", "one_stop")],
)
def test_a_machine_is_found_by_its_name(watch: Watch, wire: Wire, host: str, found: str) -> None:
    wire.send(watch.sensor, wazuh(host))
    assert only().system == getattr(watch, found)


def test_a_mailbox_is_found_by_its_domain(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, wazuh("nowhere", data={"dstuser": "van-thu@skhcn.thu.gov.vn", "email": "van-thu@skhcn.thu.gov.vn"}))
    assert only().organisation == watch.cast.department


def test_a_sensor_of_one_system_speaks_of_it_when_nobody_is_named(watch: Watch, wire: Wire) -> None:
    wire.send(watch.own_sensor, wazuh("may-la"))
    wire.send(watch.sensor, wazuh("may-la"))
    mine, other = Alert.objects.order_by("pk")
    assert (mine.system, other.system) == (watch.one_stop, None)
    assert "Cảm biến xã" in mine.matched_because


def test_the_same_inner_address_in_two_systems_is_that_of_the_sensors_body(watch: Watch, wire: Wire) -> None:
    elsewhere = system("Kho số", watch.cast.department)
    Component(system=elsewhere, what="server", name="kho", private_ip="192.168.1.10").save()
    wire.send(watch.own_sensor, eve(target="192.168.1.10"))
    wire.send(watch.sensor, eve(target="192.168.1.10"))
    mine, theirs = Alert.objects.order_by("pk")
    assert (mine.system, theirs.system) == (watch.one_stop, None)
    assert len(theirs.runners_up) == 2


def test_a_changed_register_counts_from_the_next_batch(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, eve(target="14.160.10.3"))
    AddressRange.objects.filter(system=watch.portal).update(system=None)
    record("registry.ranges.imported", by=None, at=NOW)
    wire.send(watch.sensor, eve(target="14.160.10.3", signature="B", signature_id=2))
    first, second = Alert.objects.order_by("pk")
    assert (first.system, second.system, second.organisation) == (watch.portal, None, watch.cast.department)


def test_a_rule_hides_what_it_names_counts_it_and_ends(watch: Watch, wire: Wire) -> None:
    rule = Suppression.objects.create(
        name="Máy quét", conditions=[{"field": "source", "test": "is", "values": ["203.0.113.77"]}], because="Máy quét của Trung tâm",
        starts_at=NOW - timedelta(days=1), expires_at=NOW + timedelta(hours=1), made_by=watch.cast.coordinator, made_at=NOW,
    )  # fmt: skip
    wire.send(watch.sensor, eve(), eve(), eve(source="203.0.113.78"))
    wire.send(watch.sensor, eve(), at=NOW + timedelta(hours=2))
    rule.refresh_from_db()
    hidden = Alert.objects.get(hidden_by=rule)
    assert (rule.hidden, rule.last_hid_at, hidden.count) == (2, NOW, 2)
    assert Alert.objects.filter(hidden_by=None).count() == 2, "the other machine, and the first after the rule had ended"
