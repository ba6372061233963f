"""What arrives becomes alerts in the queue, once, with its system, its place and its clocks; what cannot be read is kept."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from cast import NOW
from vonggac.apps.alerts.intake.records import Record
from vonggac.apps.alerts.models import Alert, AlertAct, AlertEvent, AlertParty, IntakeBatch, IntakeCursor, IntakeHour, StrangePeer
from watch_cast import Watch, Wire, eve, only

pytestmark = pytest.mark.django_db
CRITICAL = {"signature": "ET MALWARE Ransomware C2", "signature_id": 9, "category": "A Network Trojan was detected"}


def hour(source_id: int | None) -> IntakeHour:
    return IntakeHour.objects.get(source_id=source_id)


def test_an_alert_names_the_system_whose_range_holds_the_target(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, eve(target="14.160.10.3"))
    row = only()
    assert (row.system, row.organisation, row.level) == (watch.portal, watch.cast.department, 3)
    assert "14.160.10.3" in row.matched_because
    assert row.urgency < 1000, "level 3 stands in the first part of the queue"
    assert row.verify_due_at > row.arrived_at == NOW
    assert (row.acting, row.target, row.blocked) == ("203.0.113.77", "14.160.10.3", False)


def test_repeats_are_one_alert_with_all_its_records(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, eve(at=NOW - timedelta(minutes=9)), eve(at=NOW - timedelta(minutes=7)))
    wire.send(watch.sensor, eve(at=NOW), at=NOW + timedelta(seconds=5))
    row = only()
    assert row.count == 3 == AlertEvent.objects.filter(alert=row, kind="alert").count()
    assert (row.first_at, row.last_at) == (NOW - timedelta(minutes=9), NOW)
    assert (row.arrived_at, row.last_arrived_at) == (NOW, NOW + timedelta(seconds=5))
    assert set(AlertParty.objects.filter(alert=row).values_list("kind", "value")) == {
        ("address", "203.0.113.77"),
        ("address", "14.160.10.3"),
    }


def test_a_worse_repeat_moves_the_alert_up_at_once_and_a_milder_one_never_down(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, eve(severity=3))
    before = only()
    wire.send(watch.sensor, eve(severity=1), at=NOW + timedelta(minutes=1))
    worse = only()
    assert worse.severity > before.severity
    assert worse.urgency < before.urgency
    assert worse.verify_due_at < before.verify_due_at
    wire.send(watch.sensor, eve(severity=3), at=NOW + timedelta(minutes=2))
    after = only()
    assert (after.severity, after.urgency, after.risk, after.verify_due_at) == (
        worse.severity,
        worse.urgency,
        worse.risk,
        worse.verify_due_at,
    )


def test_a_repeat_after_closing_is_a_new_alert_that_names_the_old_one(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, eve())
    Alert.objects.update(state="closed", closed_at=NOW, verdict="false", verified_at=NOW)
    wire.send(watch.sensor, eve(), at=NOW + timedelta(minutes=5))
    old, new = Alert.objects.order_by("pk")
    assert (new.previous, new.state, new.count, old.count) == (old, "waiting", 1, 1)
    assert AlertAct.objects.get(alert=new).what == "joined"


def test_one_inner_address_in_two_networks_is_two_alerts(watch: Watch, wire: Wire) -> None:
    wire.send(watch.own_sensor, eve(target="192.168.1.10"))
    wire.send(watch.sensor, eve(target="192.168.1.10"))
    assert Alert.objects.count() == 2
    mine = Alert.objects.get(source=watch.own_sensor)
    assert (mine.system, mine.level) == (watch.one_stop, 2)


def test_unknown_records_are_kept_whole_with_the_reason(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, b"gi\xf3 l\xe1 kh\xf4ng ph\x00i nh\xe2t k\xfd", b'{"a": [[[[', b'{"unheard": 1}')
    kept = list(AlertEvent.objects.order_by("place"))
    assert [one.kind for one in kept] == ["unparsed"] * 3
    assert all(one.fault for one in kept)
    assert "\\x00" in kept[0].line
    assert "\0" not in kept[0].line
    assert (hour(watch.sensor.pk).stored, hour(watch.sensor.pk).unparsed) == (3, 3)
    assert not Alert.objects.exists()


def test_a_line_of_ten_megabytes_is_kept_and_hurts_nothing(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, b'{"x":"' + b"a" * 10_000_000 + b'"}', eve())
    assert AlertEvent.objects.get(kind="unparsed").line.endswith('a"}')
    assert only().count == 1


def test_hostile_json_lands_in_columns_that_every_database_holds(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, eve(signature="evil\x00" + "ă" * 3_000, signature_id=7), b"[" * 100_000, b'{"event_type":"alert","alert":7}')
    row = only()
    assert "\0" not in row.title
    assert len(row.title) == 500
    assert AlertEvent.objects.count() == 3


def test_a_reader_that_fails_keeps_the_record_and_goes_on(watch: Watch, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    from vonggac.apps.alerts.services.taking_in import reading

    true = reading.read_line

    def fails(data: bytes, *given: object, **more: object) -> object:
        if data == b"poison":
            raise KeyError("nobody thought of this")
        return true(data, *given, **more)

    monkeypatch.setattr(reading, "read_line", fails)
    wire.send(watch.sensor, eve(), b"poison", eve())
    event = AlertEvent.objects.get(kind="unparsed")
    assert (event.line, event.place) == ("poison", 1)
    assert "KeyError" in event.fault
    assert only().count == 2


def test_a_time_in_the_future_is_filed_under_its_arrival(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, eve(at=NOW + timedelta(days=400)))
    assert only().last_at == NOW
    watch.sensor.refresh_from_db()
    assert watch.sensor.lag_seconds == -400 * 86_400
    assert watch.sensor.last_at == NOW


def test_a_batch_sent_twice_is_stored_once_and_counted_as_refused(watch: Watch, wire: Wire) -> None:
    for _time in range(2):
        wire.batch(watch.sensor, "lo-1", eve(), eve())
    assert AlertEvent.objects.count() == 2
    counted = hour(watch.sensor.pk)
    assert (counted.received, counted.stored, counted.refused, counted.reasons) == (4, 2, 2, {"replayed": 2})
    assert IntakeBatch.objects.count() == 1


def test_a_key_used_for_other_content_is_refused_and_shown(watch: Watch, wire: Wire) -> None:
    wire.batch(watch.sensor, "lo-1", eve())
    wire.batch(watch.sensor, "lo-1", eve(target="14.160.10.4"))
    assert hour(watch.sensor.pk).reasons == {"key-reused": 1}
    shown = StrangePeer.objects.get()
    assert (shown.reason, shown.items) == ("key-reused", 1)
    assert "14.160.10.4" in shown.sample


def test_other_content_under_a_used_key_is_kept_whole_beside_the_queue(watch: Watch, wire: Wire) -> None:
    wire.batch(watch.sensor, "lo-1", eve())
    lost = [eve(target="14.160.10.4"), b"no format \x00 at all"]
    wire.batch(watch.sensor, "lo-1", *lost)
    kept = AlertEvent.objects.filter(kind="unparsed").order_by("place")
    assert [one.line for one in kept] == [lost[0].decode(), "no format \\x00 at all"]
    assert all("khóa mới" in one.fault and one.alert_id is None for one in kept)
    assert only().count == 1, "the queue holds the first batch alone"
    counted = hour(watch.sensor.pk)
    assert (counted.received, counted.stored, counted.refused, counted.reasons) == (3, 1, 2, {"key-reused": 2})


def test_other_content_under_a_used_key_that_comes_again_is_kept_once(watch: Watch, wire: Wire) -> None:
    wire.batch(watch.sensor, "lo-1", eve())
    for _time in range(3):
        wire.batch(watch.sensor, "lo-1", eve(target="14.160.10.4"))
    wire.batch(watch.sensor, "lo-1", eve())
    assert AlertEvent.objects.filter(kind="unparsed").count() == 1
    assert hour(watch.sensor.pk).reasons == {"key-reused": 1, "replayed": 3}


def test_batches_of_one_key_in_one_transaction_are_told_apart(watch: Watch, wire: Wire) -> None:
    def named(*items: bytes) -> Record:
        return wire.record(watch.sensor, *items, key="lo-1", digest=sha256(b"".join(items)).hexdigest())

    wire.taking.take([named(eve()), named(eve(target="14.160.10.4")), named(eve()), named(eve(target="14.160.10.4"))], at=NOW)
    assert AlertEvent.objects.filter(kind="unparsed").count() == 1 == only().count
    assert hour(watch.sensor.pk).reasons == {"key-reused": 1, "replayed": 2}


def test_strangers_are_counted_under_nobody_and_shown_by_address(watch: Watch, wire: Wire) -> None:
    for _time in range(2):
        wire.refuse(0, {"unknown-token": 3}, peer="171.9.9.9", samples={"unknown-token": ["<13>xin chao"]})
    row = StrangePeer.objects.get()
    assert (row.address, row.reason, row.items, row.sample) == ("171.9.9.9", "unknown-token", 6, "<13>xin chao")
    assert (hour(None).received, hour(None).refused, hour(None).stored) == (6, 6, 0)


def test_items_of_a_source_that_is_gone_are_counted_as_refused(watch: Watch, wire: Wire) -> None:
    wire.send(999_999, eve(), eve())
    assert hour(None).reasons == {"unknown-source": 2}
    assert not AlertEvent.objects.exists()


def test_a_record_that_was_taken_in_is_never_taken_twice(watch: Watch, wire: Wire) -> None:
    one = wire.send(watch.sensor, eve())
    wire.taking.take([one], at=NOW)
    assert AlertEvent.objects.count() == 1 == only().count
    assert hour(watch.sensor.pk).received == 1
    assert IntakeCursor.objects.get().sequence == one.sequence
