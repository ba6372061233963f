"""A big packed list is kept only after a look at every word of it, and its tables are built by the worker; small ones are read at once."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from openpyxl import Workbook

from cast import NOW
from threats_cast import ASKED_ON, COMMUNE, PORTAL, Field
from vonggac.apps.audit.models import Entry
from vonggac.apps.jobs.models import Lease
from vonggac.apps.threats.models import ListSource, ThreatList
from vonggac.apps.threats.services import intake, reading
from vonggac.apps.threats.services.confirming import may_be_confirmed
from vonggac.apps.threats.services.intake import NewList, drop_list, receive_list
from vonggac.apps.threats.services.reading import read_columns
from vonggac.apps.work.files import path_of
from vonggac.sources.refusal import refuse

pytestmark = pytest.mark.django_db
State = ThreatList.State


@pytest.fixture(autouse=True)
def _heavy(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every packed file counts as a big one."""
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    monkeypatch.setattr(intake, "is_heavy", lambda _data, _form: True)


def book(*rows: str, stamp: str = "") -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["Địa chỉ IP", "Cổng", "Thời gian", "Loại mã độc", "Máy chủ điều khiển"])
    for row in rows:
        sheet.append(row.split(","))
    if stamp:
        sheet.oddHeader.center.text = stamp
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def bring(field: Field, content: bytes, name: str = "phu-luc.xlsx") -> ThreatList:
    new = NewList(source="Cục A05", list_day=ASKED_ON, content=content, file_name=name, holds_no_secret=True)
    return receive_list(new, by=field.cast.coordinator, at=NOW)


def test_a_big_list_is_kept_and_read_by_the_worker(field: Field) -> None:
    row = bring(field, book(PORTAL, COMMUNE))
    assert (row.state, row.shape) == (State.READING, {})
    assert Lease.objects.get().key == row.reading_key
    assert not may_be_confirmed(row)
    for _cut_off_and_repeated in range(2):
        read_columns(row.pk, at=NOW)
    row.refresh_from_db()
    assert row.state == State.READ
    assert Entry.objects.filter(act="threats.list.read").count() == 1
    assert field.match(row).counts["matched"] == 2


def test_a_small_text_is_read_at_once(field: Field) -> None:
    assert field.receive(PORTAL).state == State.READ
    assert not Lease.objects.exists()


def test_columns_are_remembered_for_what_is_read_in_the_background_too(field: Field) -> None:
    first = bring(field, book(PORTAL))
    read_columns(first.pk, at=NOW)
    field.match(ThreatList.objects.get(pk=first.pk))
    second = bring(field, book(COMMUNE))
    read_columns(second.pk, at=NOW)
    second.refresh_from_db()
    assert second.proposal["remembered"]


@pytest.mark.parametrize(("content", "name"), [(book(PORTAL, "TỐI MẬT,,,,"), "a.xlsx"), (book(PORTAL, stamp="TUYỆT MẬT"), "a.xlsx")])
def test_a_mark_of_secrecy_stops_a_big_list_before_anything_is_written(field: Field, settings: Any, content: bytes, name: str) -> None:
    with pytest.raises(ValidationError, match="mật"):
        bring(field, content, name)
    assert not ThreatList.objects.exists()
    assert not ListSource.objects.exists()
    assert not [one for one in settings.EVIDENCE_FOLDER.rglob("*") if one.is_file()]


def test_what_is_no_list_is_put_aside_with_the_reason_and_may_come_again(field: Field) -> None:
    content = book("khong,phai,danh,sach,gi")
    row = bring(field, content)
    read_columns(row.pk, at=NOW)
    row.refresh_from_db()
    assert row.state == State.DROPPED
    assert row.why
    assert path_of(row.file.sha256).is_file()
    assert bring(field, content).state == State.READING


def test_a_mark_that_only_the_tables_show_erases_the_bytes(
    field: Field, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    content = book(PORTAL)
    row = bring(field, content)

    def marked(*_args: Any) -> None:
        refuse("phu-luc.xlsx", "Tệp có dấu chỉ độ mật.", "secrecy-mark")

    monkeypatch.setattr(reading, "read_in_memory", marked)
    with django_capture_on_commit_callbacks(execute=True):
        read_columns(row.pk, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.erased_at) == (State.DROPPED, NOW)
    assert not path_of(row.file.sha256).exists()
    monkeypatch.undo()
    with pytest.raises(ValidationError, match="đã bị xóa"):
        bring(field, content)


def test_a_list_dropped_while_it_waits_stays_dropped(field: Field) -> None:
    row = bring(field, book(PORTAL))
    drop_list(row, reason="Gửi nhầm", by=field.cast.coordinator, at=NOW)
    read_columns(row.pk, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.shape) == (State.DROPPED, {})


def test_the_page_says_that_it_is_being_read_and_may_be_left(client: Client, field: Field) -> None:
    row = bring(field, book(PORTAL))
    client.force_login(field.cast.coordinator)
    shown = client.get(row.get_absolute_url()).content.decode()
    assert 'http-equiv="refresh"' in shown
    assert "Có thể rời trang này" in shown
    assert client.get(f"{row.get_absolute_url()}cot/").status_code == 302
    Lease.objects.update(why="Việc bị ngắt giữa chừng 3 lần liên tiếp")
    read_columns(row.pk, at=NOW)
    assert "Kiểm tra các cột" in client.get(row.get_absolute_url()).content.decode()


def test_hostile_packages_are_refused_in_words(field: Field) -> None:
    with pytest.raises(ValidationError, match="hỏng"):
        bring(field, b"PK\x03\x04" + b"x" * 400 + b"xl/workbook.xml")
    with pytest.raises(ValidationError, match="hỏng"):
        bring(field, b"%PDF-1.7 khong co gi", "a.pdf")
