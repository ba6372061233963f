"""Sources: who may send, what the intake is told of them, tokens, stopping; the pages by the four questions."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import NOW, Cast
from guard import assert_guarded
from vonggac.apps.alerts.intake.sources import read
from vonggac.apps.alerts.models import AlertSource, IntakeHour, SourceToken, StrangePeer
from vonggac.apps.alerts.services import sources as services
from vonggac.apps.alerts.services.publishing import publish_sources
from vonggac.apps.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _data(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path


def new(cast: Cast, **facts: Any) -> services.NewSource:
    told = {"code": "wazuh-so", "name": "Wazuh của Sở", "organisation": cast.department, "way": "http", **facts}
    return services.NewSource(**told)


def declared(cast: Cast, **facts: Any) -> AlertSource:
    return services.declare_source(new(cast, **facts), by=cast.coordinator, at=NOW)


def url(name: str, *args: Any) -> str:
    return reverse(f"alerts:{name}", args=args)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def wrong(cast: Cast, **facts: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        declared(cast, **facts)
    return dict(refused.value.message_dict)


# --- the acts -------------------------------------------------------------------------------------------------------------------------


def test_the_intake_reads_what_the_pages_write(cast: Cast) -> None:
    declared(cast)
    syslog = declared(cast, code="tuong-lua", way="syslog", peers=["10.20.0.0/24", "10.30.0.1-10.30.0.2", "2001:db8::7"])
    mailbox = {"host": "thu.example.vn", "port": 993, "tls": True, "user": "canhbao", "password_file": "hop-thu", "folder": ""}
    declared(cast, code="hop-thu", way="mailbox", mailbox=mailbox)
    path = publish_sources()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    by_code = {one.code: one for one in read(path.read_bytes())}
    assert by_code["wazuh-so"].ways == {"http", "file"}
    assert (
        [str(one) for one in by_code["tuong-lua"].peers]
        == syslog.peers
        == ["10.20.0.0/24", "10.30.0.1/32", "10.30.0.2/32", "2001:db8::7/128"]
    )
    told = by_code["hop-thu"].mailbox
    assert told is not None
    assert (told.host, told.folder) == ("thu.example.vn", "INBOX")
    assert told.password_file.endswith("intake/secrets/hop-thu")
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(".part-")] == [], "no half file is left"


def test_the_intake_is_told_at_once_when_the_change_stands(cast: Cast, django_capture_on_commit_callbacks: Any, tmp_path: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = declared(cast)
        made = services.issue_token(row, expires_at=NOW + timedelta(days=900 - 600), by=cast.coordinator, at=NOW)
    told = json.loads((tmp_path / "intake" / "sources.json").read_text())
    assert told[0]["token_digests"] == [sha256(made.text.encode()).hexdigest()]
    with django_capture_on_commit_callbacks(execute=True):
        services.revoke_token(made.row, by=cast.coordinator, at=NOW)
    assert json.loads((tmp_path / "intake" / "sources.json").read_text())[0]["token_digests"] == []


def test_a_token_is_kept_as_a_digest_only(cast: Cast) -> None:
    made = services.issue_token(declared(cast), expires_at=NOW + timedelta(days=1), by=cast.coordinator, at=NOW)
    row = SourceToken.objects.get()
    assert row.digest == sha256(made.text.encode()).hexdigest()
    assert made.text.endswith(row.ends_with)
    assert made.text not in json.dumps([one.detail for one in Entry.objects.all()])


def test_a_token_ends_and_only_a_source_over_http_has_one(cast: Cast) -> None:
    for days in (0, -1, 800):
        with pytest.raises(ValidationError):
            services.issue_token(
                AlertSource.objects.first() or declared(cast), expires_at=NOW + timedelta(days=days), by=cast.coordinator, at=NOW
            )
    other = declared(cast, code="tuong-lua", way="syslog", peers=["10.20.0.1"])
    with pytest.raises(ValidationError):
        services.issue_token(other, expires_at=NOW + timedelta(days=1), by=cast.coordinator, at=NOW)
    assert not SourceToken.objects.exists()


def test_peers_that_cannot_be_are_said_with_their_line(cast: Cast) -> None:
    said = wrong(cast, way="syslog", peers=["10.20.0.1", "", "10.20.0.0/33", "khong phai", "0.0.0.0/0"])["peers"]
    assert [one.split(":")[0] for one in said] == ["Dòng 3", "Dòng 4", "Dòng 5"]
    assert "peers" in wrong(cast, way="syslog", peers=[])
    declared(cast, code="mot", way="syslog", peers=["10.20.0.1"])
    assert "Wazuh của Sở" in wrong(cast, code="hai", way="syslog", peers=["10.20.0.1"])["peers"][0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "Không dấu"),
        ("code", "../x"),
        ("name", " "),
        ("zone", "Sao Hỏa"),
        ("largest_item", 5_000_000),
        ("format", "mapped"),
        ("way", "fax"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(cast: Cast, field: str, value: Any) -> None:
    assert {field if value != "mapped" else "mapping"} <= set(wrong(cast, **{field: value}))
    assert not AlertSource.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "", "mat khau", ".ẩn"])
def test_a_password_is_named_by_a_plain_file_name(cast: Cast, name: str) -> None:
    told = {"host": "thu.example.vn", "user": "canhbao", "password_file": name}
    assert "mailbox_password_file" in wrong(cast, way="mailbox", mailbox=told)


def test_a_stopped_source_says_why_and_begins_again(cast: Cast) -> None:
    row = declared(cast)
    with pytest.raises(ValidationError):
        services.stop_source(row, reason=" ", by=cast.coordinator, at=NOW)
    row = services.stop_source(row, reason="Thay máy", by=cast.coordinator, at=NOW)
    told = {one.code: one for one in read(publish_sources().read_bytes())}["wazuh-so"]
    assert not told.is_valid(NOW)
    row = services.start_source(row, by=cast.coordinator, at=NOW)
    assert (row.stopped_at, row.stopped_because) == (None, "")
    assert [one.act for one in Entry.objects.order_by("number")][-2:] == ["alerts.source.stopped", "alerts.source.started"]
    assert "Thay máy" not in json.dumps([one.detail for one in Entry.objects.all()], ensure_ascii=False)


def test_who_became_a_source_is_no_stranger_any_more(cast: Cast) -> None:
    for address in ("10.20.0.9", "10.99.0.1"):
        StrangePeer.objects.create(address=address, way="syslog", reason="unknown-peer", items=3, first_at=NOW, last_at=NOW)
    declared(cast, way="syslog", peers=["10.20.0.0/24"])
    assert list(StrangePeer.objects.values_list("address", flat=True)) == ["10.99.0.1"]


def test_only_who_coordinates_declares_sources(cast: Cast) -> None:
    for person in (cast.officer, cast.auditor, cast.leader, cast.provider, cast.administrator):
        with pytest.raises(PermissionDenied):
            services.declare_source(new(cast), by=person, at=NOW)


def test_two_who_change_a_source_do_not_overwrite_each_other(cast: Cast) -> None:
    row = declared(cast)
    services.change_source(row, new(cast, name="Wazuh mới"), version=0, by=cast.coordinator, at=NOW)
    with pytest.raises(ValidationError):
        services.change_source(row, new(cast, name="Wazuh khác"), version=0, by=cast.coordinator, at=NOW)
    row.refresh_from_db()
    assert (row.name, row.version) == ("Wazuh mới", 1)
    with pytest.raises(ValidationError):
        services.change_source(row, new(cast, way="syslog", peers=["10.1.1.1"]), version=1, by=cast.coordinator, at=NOW)


# --- the pages ------------------------------------------------------------------------------------------------------------------------


def test_the_list_shows_the_silent_one_first_and_why(client: Client, cast: Cast) -> None:
    declared(cast, name="A đang gửi", code="a1")
    silent = declared(cast, name="Z im lặng", code="z1")
    AlertSource.objects.filter(pk=silent.pk).update(last_at=NOW - timedelta(days=9), silent_since=NOW - timedelta(days=8))
    IntakeHour.objects.create(
        source=silent, hour=NOW.replace(minute=0), received=7, stored=4, refused=3, unparsed=1, reasons={"too-long": 3}
    )
    shown = text_of(
        assert_guarded(
            client,
            url("sources"),
            works=cast.auditor,
            read_only=cast.administrator,
            stranger=cast.administrator,
            stranger_gets=403,
            wrong_method="post",
        )
    )
    assert shown.index("Z im lặng") < shown.index("A đang gửi")
    assert "1 nguồn cảnh báo im lặng" in shown
    assert "Im lặng" in shown
    assert "Kê khai nguồn</a>" not in shown, "who checks declares nothing"


def test_the_title_counts_a_silence_that_the_hourly_look_has_not_met_yet(client: Client, cast: Cast) -> None:
    row = declared(cast)
    AlertSource.objects.filter(pk=row.pk).update(last_at=NOW - timedelta(days=3))
    client.force_login(cast.coordinator)
    assert "<h1>1 nguồn cảnh báo im lặng" in text_of(client.get(url("sources")))


def test_a_body_sees_its_own_sources_only(client: Client, cast: Cast) -> None:
    row = declared(cast)
    shown = assert_guarded(client, url("source", row.pk), works=cast.officer, read_only=None, stranger=cast.stranger, wrong_method="post")
    assert "curl" not in text_of(shown), "how to send is for who declares"
    client.force_login(cast.stranger)
    assert "Wazuh của Sở" not in text_of(client.get(url("sources")))


def test_a_source_is_declared_and_gets_a_token_shown_once(client: Client, cast: Cast) -> None:
    assert_guarded(client, url("source-new"), works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    told = {"name": "Suricata biên", "code": "suricata-bien", "organisation": cast.department.name, "way": "http", "format": "auto"}
    told |= {"zone": "+07:00", "largest_item": "1.048.576"}
    answer = client.post(url("source-new"), told)
    row = AlertSource.objects.get()
    assert answer["Location"] == url("source", row.pk)
    page = url("source-token", row.pk)
    assert_guarded(client, page, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    answer = client.post(page, {"expires_on": "31/12/2026"})
    made = answer.context["made"]
    assert made.text in text_of(answer)
    assert answer["Cache-Control"] == "private, no-store"
    again = text_of(client.get(url("source", row.pk)))
    assert made.text not in again
    assert f"kết thúc bằng {made.row.ends_with}" in again
    assert "Idempotency-Key" in again
    revoke = url("source-token-revoke", row.pk, made.row.pk)
    shown = assert_guarded(client, revoke, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    client.post(revoke, {"agreed_to": shown.context["signed"]})
    assert SourceToken.objects.get().revoked_at is not None
    assert client.get(revoke).status_code == 404


def test_a_refused_form_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    told = {
        "name": "Tường lửa",
        "code": "tuong-lua",
        "organisation": cast.department.name,
        "way": "syslog",
        "format": "auto",
        "zone": "+07:00",
    }
    answer = client.post(url("source-new"), {**told, "largest_item": "1024", "peers": "10.20.0.1\n10.20.0.0/40"})
    assert answer.status_code == 422
    assert "Dòng 2" in str(answer.context["form"].errors["peers"])
    assert "10.20.0.0/40" in text_of(answer)


def test_a_stranger_that_sends_is_one_click_from_a_source(client: Client, cast: Cast) -> None:
    found = StrangePeer.objects.create(
        address="10.20.0.9", way="syslog", reason="unknown-peer", items=3, first_at=NOW, last_at=NOW, sample="<b>gi do</b>"
    )
    client.force_login(cast.coordinator)
    shown = text_of(client.get(url("sources")))
    assert "10.20.0.9" in shown
    assert "<b>gi do" not in shown
    form = client.get(f"{url('source-new')}?la={found.pk}").context["form"]
    assert (form["peers"].value(), form["way"].value(), form["code"].value()) == ("10.20.0.9", "syslog", "syslog-10-20-0-9")
    client.force_login(cast.officer)
    assert "10.20.0.9" not in text_of(client.get(url("sources")))


def test_a_source_is_changed_stopped_and_taken_again(client: Client, cast: Cast) -> None:
    row = declared(cast)
    edit, stop, start = url("source-edit", row.pk), url("source-stop", row.pk), url("source-start", row.pk)
    form = assert_guarded(client, edit, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403).context[
        "form"
    ]
    told = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields} | {
        "name": "Tên mới",
        "version": "0",
    }
    told["organisation"] = cast.department.name
    assert client.post(edit, told).status_code == 302
    row.refresh_from_db()
    assert row.name == "Tên mới"
    assert_guarded(client, stop, works=cast.coordinator, read_only=cast.auditor, stranger=cast.officer, stranger_gets=403)
    client.post(stop, {"reason": "Bảo trì"})
    assert "Bảo trì" in text_of(client.get(url("source", row.pk)))
    assert_guarded(
        client,
        start,
        works=cast.coordinator,
        read_only=cast.auditor,
        stranger=cast.officer,
        stranger_gets=403,
        method="post",
        wrong_method="get",
    )
    row.refresh_from_db()
    assert row.stopped_at is None


def test_the_list_asks_as_often_for_thirty_sources_as_for_three(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(url("sources"))
        return len(found)

    for number in range(3):
        row = declared(cast, code=f"n-{number}", name=f"Nguồn {number}")
        IntakeHour.objects.create(source=row, hour=NOW, received=1, stored=1)
    few = asked()
    for number in range(3, 24):
        row = declared(cast, code=f"n-{number}", name=f"Nguồn {number}")
        IntakeHour.objects.create(source=row, hour=NOW, received=1, stored=1)
    assert asked() == few
