"""Old records go and what was decided stays; a sensor that falls silent is told of; a changed register moves open alerts only."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from cast import NOW
from registry_cast import system
from threats_cast import held
from vonggac.apps.alerts.models import Alert, AlertAct, AlertEvent, AlertSource, IntakeBatch, IntakeHour, StrangePeer
from vonggac.apps.alerts.queries.counters import account
from vonggac.apps.alerts.queries.heartbeat import pulses
from vonggac.apps.alerts.services import retention
from vonggac.apps.alerts.services.placing_again import place_again
from vonggac.apps.alerts.services.retention import old_events, throw_away_old
from vonggac.apps.alerts.services.silence import look_for_silence
from vonggac.apps.audit.models import Entry
from vonggac.apps.audit.services import record
from vonggac.apps.registry.models import InformationSystem
from vonggac.apps.work.models import Notice
from vonggac.engines.alerts import Voice
from watch_cast import Watch, Wire, eve, only

pytestmark = pytest.mark.django_db
OLD = NOW - timedelta(days=40)
HOUR = timedelta(hours=1)


def silently(_seconds: float) -> None:
    """Do not wait."""


def test_old_records_go_and_alerts_with_their_decisions_stay(watch: Watch, wire: Wire) -> None:
    for number, at in enumerate((OLD, OLD, NOW)):
        wire.batch(watch.sensor, f"lo-{number}", eve(at=at, signature_id=number), b"khong doc duoc", at=at)
    wire.refuse(0, {"unknown-token": 1}, at=OLD, peer="171.9.9.9")
    closed = Alert.objects.order_by("pk")[0]
    Alert.objects.filter(pk=closed.pk).update(state="closed", closed_at=OLD, verdict="false", verified_at=OLD)
    gone = throw_away_old(at=NOW, pause=silently)
    assert (gone.events, gone.keys, gone.strangers) == (3, 2, 1), "the second alert is open: its record stays"
    assert Alert.objects.count() == 3
    assert IntakeHour.objects.filter(source=watch.sensor).count() == 2, "figures stay"
    assert set(AlertEvent.objects.values_list("kind", "arrived_at")) == {("alert", OLD), ("alert", NOW), ("unparsed", NOW)}
    assert (IntakeBatch.objects.count(), StrangePeer.objects.count()) == (1, 0)
    assert Entry.objects.get(act="alerts.records.thrown_away").count == 6


def test_a_run_that_was_killed_is_gone_on_with(watch: Watch, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "CHUNK", 2)
    wire.send(watch.sensor, *(b"la %d" % number for number in range(9)), at=OLD)
    left: list[int] = []

    def killed(_seconds: float) -> None:
        left.append(AlertEvent.objects.count())
        if len(left) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        throw_away_old(at=NOW, pause=killed)
    assert left == [7, 5]
    assert throw_away_old(at=NOW, pause=silently).events == 5
    assert not AlertEvent.objects.exists()


def test_old_records_are_found_by_their_key_and_not_by_looking_at_all(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, b"la", at=OLD)
    plan = old_events(NOW).filter(pk__gt=5).order_by("pk").values("pk")[:10].explain()
    if connection.vendor == "sqlite":
        assert "SEARCH alerts_alertevent USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" in plan
    else:
        assert "alerts_alertevent_pkey" in plan or "Seq Scan" in plan


def sent(source: AlertSource, *, days: int = 10, per_hour: int = 60, until: int = 0) -> None:
    """Write the counters of a source that sends evenly, up to so many hours ago."""
    top = NOW.replace(minute=0)
    hours = [top - HOUR * back for back in range(until, days * 24)]
    IntakeHour.objects.bulk_create(IntakeHour(source=source, hour=hour, received=per_hour, stored=per_hour) for hour in hours)
    AlertSource.objects.filter(pk=source.pk).update(last_at=top - HOUR * until if until else NOW, longest_pause=timedelta(minutes=4))


def test_a_sensor_that_falls_silent_is_marked_and_told_of_once(watch: Watch) -> None:
    sent(watch.own_sensor, until=5)
    sent(watch.sensor)
    assert [one.voice for one in pulses(AlertSource.objects.order_by("pk"), NOW)] == [Voice.SENDING, Voice.SILENT]
    looked = [look_for_silence(at=NOW + timedelta(minutes=5 * turn)) for turn in range(2)]
    assert [one.silent for one in looked] == [1, 0]
    watch.own_sensor.refresh_from_db()
    assert watch.own_sensor.silent_since == watch.own_sensor.last_at
    told = {watch.cast.coordinator, watch.cast.commune_officer}
    assert {one.user for one in Notice.objects.filter(link=watch.own_sensor.get_absolute_url())} == told
    assert Entry.objects.filter(act="alerts.source.silent").count() == 1


def test_a_sensor_that_speaks_again_takes_its_notice_back(watch: Watch, wire: Wire) -> None:
    sent(watch.own_sensor, until=5)
    look_for_silence(at=NOW)
    Notice.objects.filter(user=watch.cast.coordinator).update(read_at=NOW)
    wire.send(watch.own_sensor, eve(), at=NOW + timedelta(minutes=1))
    assert look_for_silence(at=NOW + timedelta(minutes=2)).heard == 1
    watch.own_sensor.refresh_from_db()
    assert watch.own_sensor.silent_since is None
    assert watch.own_sensor.longest_pause == timedelta(minutes=4), "the silence is no habit"
    assert not Notice.objects.filter(user=watch.cast.commune_officer).exists(), "nobody reads of what is over"
    assert Notice.objects.filter(user=watch.cast.coordinator).count() == 2, "who read of the silence reads of its end"


def test_a_stopped_source_is_no_finding(watch: Watch) -> None:
    sent(watch.own_sensor, until=5)
    AlertSource.objects.filter(pk=watch.own_sensor.pk).update(stopped_at=NOW, stopped_because="thay thiết bị")
    assert look_for_silence(at=NOW).silent == 0


def test_a_new_level_moves_open_alerts_and_never_closed_ones(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, eve(target="14.160.11.5", severity=1), eve(target="14.160.11.5", signature_id=5))
    first, second = Alert.objects.order_by("pk")
    Alert.objects.filter(pk=second.pk).update(state="closed", closed_at=NOW, verdict="false", verified_at=NOW)
    InformationSystem.objects.filter(pk=watch.one_stop.pk).update(level=4)
    record("compliance.level.corrected", by=None, at=NOW)
    found = place_again(at=NOW)
    assert (found.levels, found.owners) == (1, 0)
    moved, still = Alert.objects.order_by("pk")
    assert (moved.level, still.level) == (4, 2)
    assert moved.urgency < 1000 < still.urgency
    assert moved.verify_due_at < first.verify_due_at
    assert moved.place_because.startswith("cấp độ 4")
    assert moved.version == first.version + 1
    wire.send(watch.sensor, eve(target="14.160.11.5", signature_id=6, severity=1))
    fresh = Alert.objects.latest("pk")
    assert (fresh.urgency, fresh.place_because) == (moved.urgency, moved.place_because), "as one that comes now"


def test_a_range_put_right_gives_open_alerts_to_its_holder_but_not_settled_ones(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, eve(target="14.160.30.1"), eve(target="14.160.30.2"))
    settled, free = Alert.objects.order_by("pk")
    AlertAct.objects.create(alert=settled, what="settled", at=NOW, by=watch.cast.coordinator)
    other = system("Thư điện tử", watch.cast.department, level=3)
    held(watch.cast.department, "14.160.30.0/24", other)
    record("registry.ranges.imported", by=None, at=NOW)
    assert place_again(at=NOW).owners == 1
    settled.refresh_from_db()
    free.refresh_from_db()
    assert (settled.system, free.system, free.organisation, free.level) == (None, other, watch.cast.department, 3)
    assert "14.160.30.2" in free.matched_because


def test_without_a_change_nothing_is_moved_and_nothing_logged(watch: Watch, wire: Wire) -> None:
    wire.send(watch.sensor, eve())
    before = only()
    found = place_again(at=NOW, whole=True)
    assert (found.levels, found.owners) == (0, 0)
    assert only().version == before.version
    assert not Entry.objects.filter(act="alerts.alerts.placed_again").exists()


def test_the_account_agrees_and_says_what_waits(watch: Watch, wire: Wire, tmp_path: Path) -> None:
    wire.send(watch.sensor, eve(), b"la")
    wire.refuse(watch.sensor, {"overload": 5})
    found = account(tmp_path)
    assert (found.received, found.stored, found.refused, found.reasons) == (7, 2, 5, {"overload": 5})
    assert found.agrees
    assert (found.sequence, found.waiting) == (2, 0)
