"""A file that a person brings goes the way of all alerts: looked through first, once, counted, shown with what became of it."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cast import NOW
from guard import assert_guarded
from vonggac.apps.alerts.intake.desk import Desk
from vonggac.apps.alerts.intake.from_files import FilesWay
from vonggac.apps.alerts.intake.limits import Limits
from vonggac.apps.alerts.models import Alert, AlertEvent, AlertFile, AlertSource, IntakeHour
from vonggac.apps.alerts.queries.files import outcome_of
from vonggac.apps.alerts.services import bringing
from vonggac.apps.alerts.services.bringing import NewFile, bring_file
from vonggac.apps.alerts.services.publishing import publish_sources
from vonggac.apps.alerts.services.spilling import alert_words_with
from vonggac.apps.alerts.services.taking_in.sorting import Sorter
from vonggac.apps.audit.models import Entry
from watch_cast import Watch, eve

pytestmark = pytest.mark.django_db
LINES = b"\n".join([eve(), eve(source="203.0.113.78"), b"\x01 khong doc duoc", eve()])


@pytest.fixture
def watch(db: None, settings: Any, tmp_path: Path) -> Watch:
    settings.DATA = tmp_path
    standing = Watch.stand()
    publish_sources()
    return standing


def brought(watch: Watch, content: bytes = LINES, name: str = "eve.json", **facts: Any) -> tuple[AlertFile, bool]:
    told = {"holds_no_secret": True, **facts}
    return bring_file(watch.sensor, NewFile(content=content, file_name=name, **told), by=watch.cast.coordinator, at=NOW)


def lying(folder: Path) -> list[Path]:
    return (
        sorted(path for path in (folder / "intake" / "drop").rglob("*") if path.is_file()) if (folder / "intake" / "drop").exists() else []
    )


def taken_in(folder: Path) -> None:
    """Let the intake look as it does, and the sorter read what it wrote."""
    for path in lying(folder):
        os.utime(path, (1_700_000_000, 1_700_000_000))

    async def looking() -> None:
        desk = Desk(folder / "intake", Limits(disk_floor=0))
        working, way = asyncio.create_task(desk.run()), FilesWay(desk)
        for _twice in "ab":
            for source in desk.sources.of_way("file", desk.moment()):
                await way._take_all(source)
        await way.close()
        await desk.end()
        await working

    asyncio.run(looking())
    sorter = Sorter(folder / "intake" / "journal")
    while sorter.once():
        pass


def test_a_file_becomes_alerts_by_the_way_of_every_file_and_the_page_says_so(watch: Watch, tmp_path: Path) -> None:
    row, is_new = brought(watch)
    assert (is_new, row.items, row.parts) == (True, 4, 1)
    assert not outcome_of(row, Alert.objects.all(), NOW).is_done
    taken_in(tmp_path)
    told = outcome_of(row, Alert.objects.all(), NOW)
    assert (told.is_done, told.stored, told.alerts, told.unread) == (True, 4, 3, 1)
    assert [(one.number, bool(one.why)) for one in told.unread_shown] == [(3, True)]
    assert set(told.led_to) == set(Alert.objects.all())
    hour = IntakeHour.objects.get(source=watch.sensor)
    assert (hour.received, hour.stored, hour.refused) == (4, 4, 0)
    entry = Entry.objects.get(act="alerts.file.brought")
    assert (entry.count, entry.by, entry.detail["sha256"]) == (4, watch.cast.coordinator, row.sha256)


def test_the_same_file_again_packed_or_not_changes_nothing(watch: Watch, tmp_path: Path) -> None:
    row, _new = brought(watch)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log/eve.json", LINES)
    for content in (LINES, gzip.compress(LINES), packed.getvalue()):
        assert brought(watch, content, "khac.zip") == (row, False)
    taken_in(tmp_path)
    assert brought(watch) == (row, False)
    taken_in(tmp_path)
    assert AlertEvent.objects.count() == 4
    assert Entry.objects.filter(act="alerts.file.brought").count() == 1


def test_one_that_somebody_dropped_by_hand_before_is_not_taken_twice(watch: Watch, tmp_path: Path) -> None:
    taken_in(tmp_path)
    (tmp_path / "intake" / "drop" / watch.sensor.code / "tay.json").write_bytes(LINES)
    taken_in(tmp_path)
    assert AlertEvent.objects.count() == 4
    row, is_new = brought(watch)
    assert is_new
    assert outcome_of(row, Alert.objects.all(), NOW).is_done
    taken_in(tmp_path)
    assert AlertEvent.objects.count() == 4


def _zip(*names: str, content: bytes = LINES) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        pytest.param(b'[{"a":1},{"b":}]', "a.json", "phần tử 2, byte 5", id="JSON broken at a place"),
        pytest.param(b"[" * 100_000, "a.json", "tầng", id="JSON too deep"),
        pytest.param(b" \n\n", "a.log", "không có bản ghi nào", id="nothing"),
        pytest.param(_zip("a.log", "b.log"), "a.zip", "đúng một tệp", id="a ZIP of two"),
        pytest.param(_zip("b.zip"), "a.zip", "đúng một tệp", id="a ZIP in a ZIP"),
        pytest.param(_zip("../../etc/a.log"), "a.zip", "đường dẫn", id="a ZIP that leaves its folder"),
        pytest.param(_zip("a.log", content=bytes(5_000_000)), "a.zip", "bom nén", id="a ZIP bomb"),
        pytest.param(gzip.compress(bytes(80_000_000), 1), "a.gz", "nén quá nhiều lần", id="a gzip bomb"),
        pytest.param(gzip.compress(LINES)[:-9], "a.gz", "hỏng hoặc bị cắt", id="gzip cut off"),
        pytest.param(b'{"a":1}\n' + '{"m":"TUYỆT MẬT"}'.encode(), "a.log", "Bản ghi thứ 2", id="a degree of secrecy"),
        pytest.param(LINES, "TỐI MẬT ke hoach.log", "Tên tệp", id="a degree in its name"),
        pytest.param(_zip("TỐI MẬT.log"), "a.zip", "Tên tệp", id="a degree in the name inside"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_its_place_and_lies_nowhere(
    watch: Watch, tmp_path: Path, content: bytes, name: str, said: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        brought(watch, content, name)
    assert said in " ".join(refused.value.messages)
    assert lying(tmp_path) == []
    assert not AlertFile.objects.exists()


def test_too_many_records_or_too_long_a_look_are_refused(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "MOST_ITEMS", 3)
    with pytest.raises(ValidationError, match="quá nhiều bản ghi"):
        brought(watch)
    monkeypatch.setattr(bringing, "MOST_ITEMS", 10)
    monkeypatch.setattr(bringing, "MOST_SECONDS", -1.0)
    with pytest.raises(ValidationError, match="quá nhiều bản ghi"):
        brought(watch)


def test_a_record_that_is_too_long_is_named_and_the_others_are_taken(watch: Watch, tmp_path: Path) -> None:
    row, _new = brought(watch, b"a" * 2_000_000 + b"\n" + eve() + b"\n" + b"b" * 10_000_000)
    assert (row.items, row.refused) == (1, 2)
    assert row.remarks == [{"number": 1, "length": 2_000_000}, {"number": 3, "length": 10_000_000}]
    taken_in(tmp_path)
    hour = IntakeHour.objects.get(source=watch.sensor)
    assert (hour.received, hour.stored, hour.reasons) == (3, 1, {"too-long": 2})


def test_nothing_is_brought_without_the_act_the_declaration_or_to_a_stopped_source(watch: Watch, tmp_path: Path) -> None:
    with pytest.raises(PermissionDenied):
        bring_file(watch.sensor, NewFile(content=LINES, file_name="a", holds_no_secret=True), by=watch.cast.officer, at=NOW)
    with pytest.raises(ValidationError, match="bí mật nhà nước"):
        brought(watch, holds_no_secret=False)
    AlertSource.objects.update(stopped_at=NOW, stopped_because="bảo trì")
    watch.sensor.refresh_from_db()
    with pytest.raises(ValidationError, match="đã dừng"):
        brought(watch)
    assert lying(tmp_path) == []


def test_a_file_is_no_sign_of_life_of_a_sensor_that_sends_over_the_wire(watch: Watch, tmp_path: Path) -> None:
    AlertSource.objects.update(last_at=NOW, silent_since=NOW)
    brought(watch)
    taken_in(tmp_path)
    watch.sensor.refresh_from_db()
    assert (watch.sensor.last_at, watch.sensor.silent_since) == (NOW, NOW)
    AlertSource.objects.update(way="file")
    brought(watch, eve(source="203.0.113.80"))
    taken_in(tmp_path)
    watch.sensor.refresh_from_db()
    assert watch.sensor.last_at > NOW


def test_a_link_in_place_of_the_drop_folder_is_not_followed(watch: Watch, tmp_path: Path) -> None:
    outside = tmp_path / "ngoai"
    outside.mkdir()
    (tmp_path / "intake" / "drop").mkdir(parents=True)
    (tmp_path / "intake" / "drop" / watch.sensor.code).symlink_to(outside)
    with pytest.raises(OSError):  # noqa: PT011  whatever the system calls it
        brought(watch)
    assert [path for path in outside.iterdir() if path.is_file()] == []
    assert not AlertFile.objects.exists()


def test_the_pages_ask_who_and_lead_on(client: Client, watch: Watch, tmp_path: Path) -> None:
    cast, url = watch.cast, reverse("alerts:source-bring", args=[watch.sensor.pk])
    assert_guarded(client, url, works=cast.coordinator, read_only=cast.auditor, stranger=cast.stranger, stranger_gets=403)
    client.force_login(cast.coordinator)
    assert f'href="{url}"' in client.get(watch.sensor.get_absolute_url()).content.decode()
    refused = client.post(url, {"file": SimpleUploadedFile("a.json", b'[{"a":1},{"b":}]'), "holds_no_secret": "on"})
    assert refused.status_code == 422
    assert "phần tử 2, byte 5" in refused.content.decode()
    answer = client.post(url, {"file": SimpleUploadedFile("eve.json", LINES), "holds_no_secret": "on"})
    row = AlertFile.objects.get()
    assert answer["Location"] == row.get_absolute_url()
    assert 'http-equiv="refresh"' in client.get(row.get_absolute_url()).content.decode()
    taken_in(tmp_path)
    guard = {"works": cast.auditor, "read_only": cast.administrator, "stranger": cast.stranger}
    shown = assert_guarded(client, row.get_absolute_url(), **guard, wrong_method="post").content.decode()
    assert 'http-equiv="refresh"' not in shown
    assert Alert.objects.order_by("urgency")[0].get_absolute_url() in shown
    assert "Bản ghi đã lưu thứ 3" in shown
    client.force_login(cast.coordinator)
    again = client.post(url, {"file": SimpleUploadedFile("lai.json", LINES), "holds_no_secret": "on"}, follow=True)
    assert "không có gì thay đổi" in again.content.decode()
    assert row.get_absolute_url() in client.get(watch.sensor.get_absolute_url()).content.decode()


def test_a_spilled_name_is_found(watch: Watch) -> None:
    row, _new = brought(watch, name="danh sach tuyet doi kin.log")
    assert (AlertFile, row.pk) in alert_words_with(["tuyet doi kin"])
    assert json.dumps(row.remarks) == "[]"
