"""What the intake stopped for a degree of secrecy is counted, and who coordinates is told; the words are nowhere."""

from __future__ import annotations

import pytest

from vonggac.apps.alerts.models import AlertEvent, IntakeHour, StrangePeer
from vonggac.apps.audit.models import Entry
from vonggac.apps.work.models import Notice
from watch_cast import Watch, Wire

pytestmark = pytest.mark.django_db


def test_it_is_counted_told_to_who_coordinates_and_written_in_the_log_once(watch: Watch, wire: Wire) -> None:
    for _again in range(3):
        wire.refuse(watch.own_sensor, {"secret-mark": 2})
    hour = IntakeHour.objects.get(source=watch.own_sensor)
    assert (hour.received, hour.refused, hour.reasons) == (6, 6, {"secret-mark": 6})
    assert not AlertEvent.objects.exists()
    notice = Notice.objects.get()
    assert (notice.user, notice.count) == (watch.cast.coordinator, 3)
    assert watch.own_sensor.name in notice.text
    assert notice.link == watch.own_sensor.get_absolute_url()
    assert Entry.objects.filter(act="alerts.secret.blocked").count() == 1
    Notice.objects.update(read_at=notice.at)
    wire.refuse(watch.own_sensor, {"secret-mark": 1})
    assert Entry.objects.filter(act="alerts.secret.blocked").count() == 2


def test_what_a_stranger_sent_is_shown_without_it(watch: Watch, wire: Wire) -> None:
    wire.send(4_711, '{"m":"TUYỆT MẬT"}'.encode())
    assert StrangePeer.objects.get().sample == ""
    assert not Notice.objects.exists()
