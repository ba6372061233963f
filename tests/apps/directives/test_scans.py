"""Scans: nothing is kept before a person has looked, recognition runs in the background, its doubts go back to a person."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cast import NOW, Cast
from vonggac.apps.audit.models import Entry
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.services import scans
from vonggac.apps.directives.ui import scan_views
from vonggac.apps.directives.waiting_room import HELD_FOR, WaitingRoom
from vonggac.apps.work.models import StoredFile
from vonggac.kernel.handling import Secrecy
from vonggac.sources.documents import Mark, read_document

pytestmark = pytest.mark.django_db
TEXT = (
    "ỦY BAN NHÂN DÂN TỈNH\nSố: 15/UBND-NC\nQuảng Ngãi, ngày 05 tháng 10 năm 2026\n\nKính gửi: Các sở, ban, ngành.\n\n1. Rà soát hệ thống."
)


@pytest.fixture
def coordinator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def picture() -> bytes:
    image = pytest.importorskip("PIL.Image")
    buffer = io.BytesIO()
    image.new("L", (600, 800), 255).save(buffer, "PNG")
    return buffer.getvalue()


def send(client: Client) -> Any:
    file = SimpleUploadedFile("quet.png", picture())
    return client.post(reverse("directives:upload"), {"file": file, "handling": "none", "declared": "on"})


def ticket(page: Any) -> str:
    return str(page.context["form"]["ticket"].value())


def agree(client: Client, page: Any, **more: Any) -> Any:
    return client.post(reverse("directives:scan_agree"), {"ticket": ticket(page), "looked": "on", **more})


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Recognition reads the text above, with the marks that a test wants."""

    def read_as(*marks: Mark) -> None:
        known = replace(read_document(TEXT.encode(), "quet.txt"), images_only=True, secrecy=marks)
        monkeypatch.setattr(scans, "read_document", lambda _data, _name: known)

    return read_as


def test_a_scan_is_shown_and_nothing_of_it_is_kept_before_a_person_has_looked(coordinator: Client) -> None:
    page = send(coordinator)
    assert "Bản quét này có dấu chỉ độ mật không?" in page.content.decode()
    assert "data:image/jpeg;base64," in page.content.decode()
    refused = coordinator.post(reverse("directives:scan_agree"), {"ticket": ticket(page)})
    assert "Xem các trang rồi đánh dấu" in refused.content.decode()
    assert not Directive.objects.exists()
    assert not StoredFile.objects.exists()


def test_the_word_of_a_person_keeps_it_and_the_wait_can_be_left_and_come_back_to(coordinator: Client, recognised: Any) -> None:
    answer = agree(coordinator, send(coordinator))
    directive = Directive.objects.get()
    waiting = reverse("directives:scan", args=[directive.pk])
    assert answer["Location"] == waiting
    assert "Bản quét đang chờ đến lượt" in coordinator.get(waiting).content.decode()
    assert coordinator.get(reverse("directives:review", args=[directive.pk]))["Location"] == waiting
    assert "Đang nhận dạng chữ" in coordinator.get(reverse("directives:letters")).content.decode()
    assert Entry.objects.filter(act="directives.scan.shown").count() == 1
    recognised()
    assert scans.read_kept(directive.pk) == "read"
    assert scans.read_kept(directive.pk) == "done", "a second run changes nothing"
    directive.refresh_from_db()
    assert directive.number == "15/UBND-NC"
    assert coordinator.get(waiting)["Location"] == reverse("directives:review", args=[directive.pk])
    assert coordinator.get(waiting, headers={"HX-Request": "true"})["HX-Redirect"] == reverse("directives:review", args=[directive.pk])


def test_a_mark_that_recognition_sees_stops_the_reading_until_a_person_decides(coordinator: Client, recognised: Any) -> None:
    agree(coordinator, send(coordinator))
    directive = Directive.objects.get()
    recognised(Mark(Secrecy.CONFIDENTIAL, "MẬT", "recognised", 0))
    assert scans.read_kept(directive.pk) == "held"
    directive.refresh_from_db()
    assert directive.text == ""
    page = reverse("directives:scan", args=[directive.pk])
    assert "Dừng lại" in coordinator.get(page).content.decode()
    assert coordinator.post(page, {"decision": "misread"}).status_code == 302
    assert Entry.objects.filter(act="directives.scan.misread").count() == 1
    assert scans.read_kept(directive.pk, accept_marks=True) == "read"


def test_a_file_that_memory_forgot_is_asked_for_again_and_must_be_the_same(coordinator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = send(coordinator)
    monkeypatch.setattr(scan_views, "waiting_room", WaitingRoom())
    assert "Chọn lại đúng tệp vừa xem" in agree(coordinator, page).content.decode()
    other = agree(coordinator, page, file=SimpleUploadedFile("khac.png", picture() + b"x"))
    assert "tệp này có nội dung khác" in other.content.decode()
    assert agree(coordinator, page, file=SimpleUploadedFile("quet.png", picture())).status_code == 302


def test_a_ticket_of_another_person_or_an_altered_one_opens_nothing(coordinator: Client, cast: Cast) -> None:
    page = send(coordinator)
    altered = coordinator.post(reverse("directives:scan_agree"), {"ticket": ticket(page) + "x", "looked": "on"})
    assert altered["Location"] == reverse("directives:upload")
    cast.leader.holdings.update(post=cast.coordinator.holdings.get().post)
    coordinator.force_login(cast.leader)
    assert agree(coordinator, page)["Location"] == reverse("directives:upload")
    assert not Directive.objects.exists()


def test_who_sees_a_mark_drops_the_file_and_nothing_stays(coordinator: Client) -> None:
    page = send(coordinator)
    assert agree(coordinator, page, drop="1")["Location"] == reverse("directives:upload")
    assert not Directive.objects.exists()
    assert "Chọn lại đúng tệp vừa xem" in agree(coordinator, page).content.decode()


def test_the_waiting_room_forgets_after_its_time_and_never_holds_too_much() -> None:
    room = WaitingRoom(most=10)
    room.hold(1, "a", b"123456", at=NOW)
    assert room.look(2, "a", at=NOW) is None, "another person gets nothing"
    room.hold(1, "b", b"123456", at=NOW)
    assert (room.look(1, "a", at=NOW), room.look(1, "b", at=NOW)) == (None, b"123456")
    assert room.take(1, "b", at=NOW + HELD_FOR + timedelta(seconds=1)) is None
