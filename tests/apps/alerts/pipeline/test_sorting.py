"""The journal is taken in from where it was left; nothing that a sender wrote stops it, nothing is lost and nothing stands twice."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone
from pathlib import Path

import pytest
from django.db import DataError, connection
from django.db.utils import OperationalError
from django.test.utils import CaptureQueriesContext

from cast import NOW
from vonggac.apps.alerts.intake.journal import Entry, Journal, Kind, Way, outstanding, published
from vonggac.apps.alerts.models import AlertEvent, IntakeCursor, IntakeHour
from vonggac.apps.alerts.services.taking_in import holding, rows, sorting
from vonggac.apps.alerts.services.taking_in.sorting import Sorter
from vonggac.apps.audit.models import Entry as Line
from watch_cast import UNIX, Watch, eve, only

pytestmark = pytest.mark.django_db


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


def write(journal: Journal, source: int, *items: bytes, key: str = "") -> None:
    micros = (NOW - UNIX) // timedelta(microseconds=1)
    journal.append(Entry(Kind.BATCH, source, Way.HTTP, micros, key=key, digest=key, items=items))
    journal.sync()


def all_of(sorter: Sorter) -> int:
    rounds = 0
    while sorter.once():
        rounds += 1
    return rounds


def test_what_was_written_is_taken_in_from_the_cursor_on(watch: Watch, journal: Journal) -> None:
    sorter = Sorter(journal.folder, lambda: NOW)
    write(journal, watch.sensor.pk, eve(), eve())
    assert all_of(sorter) == 1
    assert outstanding(journal.folder, published(journal.folder)) == 0
    write(journal, watch.sensor.pk, eve())
    assert all_of(Sorter(journal.folder, lambda: NOW)) == 1
    assert only().count == 3 == AlertEvent.objects.count()
    assert IntakeCursor.objects.get().sequence == 2


def test_a_batch_is_as_long_as_a_transaction_may_be(watch: Watch, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "MOST_ITEMS", 2)
    for _number in range(5):
        write(journal, watch.sensor.pk, eve())
    assert all_of(Sorter(journal.folder, lambda: NOW)) == 3
    assert only().count == 5


def test_an_item_that_the_database_refuses_is_found_and_kept_as_it_came(
    watch: Watch, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = rows.insert

    def refuses(model: type, names: tuple[str, ...], values: list[tuple[object, ...]], **more: bool) -> None:
        if model is AlertEvent and any("poison" in str(row[-1]) and row[2] == "alert" for row in values):
            raise DataError("no such thing can be held")
        true(model, names, values, **more)

    monkeypatch.setattr(rows, "insert", refuses)
    items = [eve(signature_id=number, signature=f"S{number}") for number in range(7)]
    items[4] = eve(signature="poison", signature_id=66)
    write(journal, watch.sensor.pk, *items)
    write(journal, watch.sensor.pk, eve())
    all_of(Sorter(journal.folder, lambda: NOW))
    kept = AlertEvent.objects.get(kind="unparsed")
    assert "poison" in kept.line
    assert kept.fault
    assert AlertEvent.objects.filter(kind="alert").count() == 7
    counted = IntakeHour.objects.get()
    assert (counted.received, counted.stored, counted.unparsed) == (8, 8, 1)


def test_a_busy_database_makes_the_journal_wait(watch: Watch, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_given: object, **_more: object) -> None:
        raise OperationalError("database is locked")

    write(journal, watch.sensor.pk, eve())
    with monkeypatch.context() as patched:
        patched.setattr(rows, "insert", busy)
        with pytest.raises(OperationalError):
            Sorter(journal.folder, lambda: NOW).once()
    assert not AlertEvent.objects.exists()
    assert all_of(Sorter(journal.folder, lambda: NOW)) == 1
    assert AlertEvent.objects.count() == 1


def test_the_journal_forgets_only_what_the_database_has_on_the_disk(watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path / "journal", segment_size=1)
    there: list[int] = []
    monkeypatch.setattr(sorting, "hold_fast", lambda: there.append(len(list(journal.folder.glob("*.journal")))))
    for _number in range(3):
        write(journal, watch.sensor.pk, eve())
    every = len(list(journal.folder.glob("*.journal")))
    Sorter(journal.folder, lambda: NOW).once()
    assert there == [every] > [1], "asked while every segment is still there"
    assert len(list(journal.folder.glob("*.journal"))) == 1


def test_to_hold_fast_is_to_wait_for_the_disk_with_the_log_of_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "file.sqlite3-wal"
    log.write_bytes(b"transactions")
    synced: list[str] = []
    monkeypatch.setitem(connection.settings_dict, "NAME", tmp_path / "file.sqlite3")
    monkeypatch.setattr(holding.os, "fdatasync", lambda handle: synced.append(str(Path(f"/proc/self/fd/{handle}").readlink())))
    holding.hold_fast()
    assert synced == ([str(log)] if connection.vendor == "sqlite" else [])


def test_damage_in_the_journal_is_stepped_over_and_said(watch: Watch, journal: Journal) -> None:
    for number in range(3):
        write(journal, watch.sensor.pk, eve(signature_id=number))
    (segment,) = journal.folder.glob("*.journal")
    data = bytearray(segment.read_bytes())
    middle = data.index(b'"signature_id":1,')
    data[middle : middle + 4] = b"XXXX"
    segment.write_bytes(data)
    all_of(Sorter(journal.folder, lambda: NOW))
    assert AlertEvent.objects.count() == 2
    assert Line.objects.get(act="alerts.journal.damaged").count == 1


def test_repeats_cost_the_same_number_of_queries_however_many_they_are(watch: Watch, journal: Journal) -> None:
    sorter = Sorter(journal.folder, lambda: NOW)
    many = [eve(source=f"203.0.113.{number}") for number in range(150)]
    write(journal, watch.sensor.pk, *many)
    all_of(sorter)
    counts = []
    for size in (5, 150):
        write(journal, watch.sensor.pk, *many[:size])
        with CaptureQueriesContext(connection) as seen:
            sorter.once()
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_moment_is_written_as_the_framework_writes_it() -> None:
    for at in (NOW.astimezone(UTC), NOW.astimezone(UTC).replace(microsecond=1), NOW.astimezone(timezone(timedelta(hours=7)))):
        assert rows.moment(at) == connection.ops.adapt_datetimefield_value(at)


def test_a_trickle_gathers_and_a_flood_is_taken_in_without_a_pause(watch: Watch, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "MOST_ITEMS", 4)
    for size in (4, 4, 1):
        write(journal, watch.sensor.pk, *[eve()] * size)
    waited: list[float] = []

    def stopping(seconds: float) -> bool:
        waited.append(seconds)
        return len(waited) > 4

    sorting.run(journal.folder, stopping=stopping, waiting=lambda: bool(outstanding(journal.folder, published(journal.folder))))
    assert waited == [sorting.BREATH, sorting.BREATH, sorting.BREATH, sorting.GATHER, sorting.PAUSE]
    assert AlertEvent.objects.count() == 9
