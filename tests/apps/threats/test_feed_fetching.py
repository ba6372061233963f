"""Feeds are fetched from configured addresses only, wholly and once; what goes wrong is said, retried, and harms nothing."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cast import NOW, Cast
from feed_peers import Answer, MispFolder, TaxiiServer, serving, stix_indicator
from indicators_cast import feed
from threats_cast import Field
from vonggac.apps.audit.models import Entry
from vonggac.apps.threats.fetching import Wire, WireLimits, WireTrouble
from vonggac.apps.threats.models import Feed, FeedRun, Indicator
from vonggac.apps.threats.queries.indicators import known
from vonggac.apps.threats.services.feeds import FeedFacts, change_feed, fetch_soon, next_try, set_up_feed, turn_feed
from vonggac.apps.threats.services.fetching_feeds import enqueue_due, fetch
from vonggac.apps.work.models import Notice

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)
UUID = ["aaaaaaaa-1111-4111-8111-111111111111", "bbbbbbbb-1111-4111-8111-111111111111", "cccccccc-1111-4111-8111-111111111111"]


@pytest.fixture(autouse=True)
def _local(settings: Any, tmp_path: Path) -> None:
    settings.FEED_LOCAL = True
    settings.FEED_SECRETS = tmp_path / "feeds"
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"


@pytest.fixture
def cast(field: Field) -> Cast:
    return field.cast


def fetched(cast: Cast, way: str, url: str, **facts: Any) -> Feed:
    told = {"name": "Nguồn xa", "source": "Nơi cho", "minutes": 60, **facts}
    return set_up_feed(FeedFacts(way=way, url=url, **told), by=cast.coordinator, at=NOW)


def run_of(of: Feed, at: datetime = NOW, **limits: Any) -> FeedRun:
    fetch(of.pk, at=at, limits=WireLimits(**limits) if limits else None)
    of.refresh_from_db()
    return FeedRun.objects.filter(feed=of).order_by("-id")[0]


def values() -> list[str]:
    return sorted(Indicator.objects.filter(withdrawn_at=None).values_list("value", flat=True))


# --- TAXII -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_next", [True, False])
def test_every_page_of_a_collection_comes_once_and_the_next_fetch_asks_only_for_what_was_added(cast: Cast, by_next: bool) -> None:
    server = TaxiiServer(by_next=by_next)
    server.add(*(stix_indicator(number, f"a{number}.example") for number in range(5)))
    with serving(server) as peer:
        of = fetched(cast, "taxii", f"{peer.url}/taxii2/", collection="Chỉ dấu")
        run = run_of(of)
        assert (run.state, run.read, run.new, run.refused) == ("done", 5, 5, 0), of.last_error
        assert peer.paths[:3] == ["/taxii2/", "/api1/collections/", "/api1/collections/c1/objects/?limit=1000"]
        assert len(peer.paths) == 5
        run = run_of(of, LATER)
        assert run.state == "unchanged"
        assert "added_after=" in peer.paths[-1]
        server.add(stix_indicator(9, "a9.example"), stix_indicator(1, "a1.example", revoked=True))
        run = run_of(of, LATER + timedelta(hours=1))
        assert (run.new, run.withdrawn, run.known) == (1, 1, 0)
    assert values() == ["a0.example", "a2.example", "a3.example", "a4.example", "a9.example"]


def test_a_collection_may_be_named_by_its_address_and_one_that_is_not_named_is_asked_for(cast: Cast) -> None:
    server = TaxiiServer()
    server.add(stix_indicator(1, "a1.example"))
    with serving(server) as peer:
        assert run_of(fetched(cast, "taxii", f"{peer.url}/api1/collections/c1/")).new == 1
        lost = fetched(cast, "taxii", f"{peer.url}/taxii2/", name="Sai tên", collection="Không có")
        assert run_of(lost).state == "failed"
        assert "Chỉ dấu" in lost.last_error
        assert run_of(fetched(cast, "taxii", f"{peer.url}/api1/", name="Gốc")).known == 0


def test_a_server_that_leads_in_circles_is_left(cast: Cast) -> None:
    def circling(path: str, headers: dict[str, str]) -> Answer:
        return 200, {}, b'{"more": true, "next": "again", "objects": []}'

    with serving(circling) as peer:
        of = fetched(cast, "taxii", f"{peer.url}/api1/collections/c1/")
        assert run_of(of).state == "failed"
        assert len(peer.asked) == 2
        assert "vòng quanh" in of.last_error


# --- MISP ------------------------------------------------------------------------------------------------------------------------------


def test_of_a_misp_feed_only_the_events_that_changed_are_asked_for(cast: Cast) -> None:
    folder = MispFolder()
    folder.put(UUID[0], 1_790_000_000, "a.example")
    folder.put(UUID[1], 1_790_000_001, "b.example")
    with serving(folder) as peer:
        of = fetched(cast, "misp", f"{peer.url}/feed/", tlp="tlp:clear")
        run = run_of(of)
        assert (run.new, run.form, values()) == (2, "misp-event", ["a.example", "b.example"])
        assert set(Indicator.objects.values_list("tlp", flat=True)) == {"tlp:green"}
        assert run_of(of, LATER).state == "unchanged"
        assert peer.paths[3:] == ["/feed/manifest.json"]
        folder.put(UUID[1], 1_790_009_999, "b.example", "c.example")
        folder.put(UUID[2], 1_790_009_999, "d.example")
        folder.missing.add(UUID[2])
        run = run_of(of, LATER + timedelta(hours=1))
        assert (run.new, run.known) == (1, 1)
        assert run.remarks.filter(rule="not-fetched").count() == 1
        folder.missing.clear()
        assert run_of(of, LATER + timedelta(hours=2)).new == 1, "what could not be had comes with the next fetch"
        assert peer.paths[-2:] == ["/feed/manifest.json", f"/feed/{UUID[2]}.json"]


def test_one_event_may_be_the_address_itself(cast: Cast) -> None:
    folder = MispFolder()
    folder.put(UUID[0], 1_790_000_000, "a.example")
    with serving(folder) as peer:
        assert run_of(fetched(cast, "misp", f"{peer.url}/{UUID[0]}.json")).new == 1
        assert peer.paths == [f"/{UUID[0]}.json"]


# --- a plain list ----------------------------------------------------------------------------------------------------------------------


class Listed:
    """A list behind a link, with its ETag."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self, path: str, headers: dict[str, str]) -> Answer:
        tag = f'"{hash(self.text)}"'
        if headers.get("if-none-match") == tag:
            return 304, {"ETag": tag}, b""
        return 200, {"ETag": tag}, self.text.encode()


def test_a_whole_list_behind_a_link_is_asked_for_again_only_when_it_changed(cast: Cast) -> None:
    server = Listed("185.1.2.3\n185.1.2.4\n")
    with serving(server) as peer:
        of = fetched(cast, "link", f"{peer.url}/list.txt", is_full=True)
        assert run_of(of).new == 2
        assert run_of(of, LATER).state == "unchanged"
        server.text = "185.1.2.4\n185.1.2.5\n"
        run = run_of(of, LATER + timedelta(hours=1))
        assert (run.new, run.known, run.withdrawn) == (1, 1, 1)
        server.text = "# không còn gì\n# 185.1.2.4\n"
        run_of(of, LATER + timedelta(hours=2))
        assert values() == ["185.1.2.4", "185.1.2.5"], "a list without a single indicator withdraws nothing"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("185.1.2.3\nTUYỆT MẬT\n".encode(), id="a line of a list"),
        pytest.param(b"185.1.2.3\n" * 120_000 + "185.1.2.4,MẬT\n".encode(), id="far down, in a cell"),
        pytest.param(b'{"objects":[{"type":"note","content":"T\\u1ed0I M\\u1eacT"}]}', id="a string of JSON"),
    ],
)
def test_what_shows_a_degree_of_secrecy_is_not_taken_and_who_coordinates_is_told(cast: Cast, body: bytes) -> None:
    with serving(lambda path, headers: (200, {}, body)) as peer:
        of = fetched(cast, "link", f"{peer.url}/list.txt")
        for at in (NOW, LATER):
            run = run_of(of, at)
            assert (run.state, values()) == ("failed", [])
    assert "dấu chỉ độ mật" in of.last_error
    assert "MẬT" not in of.last_error
    notice = Notice.objects.get(user=cast.coordinator)
    assert (notice.count, notice.link) == (2, of.get_absolute_url())
    assert Entry.objects.filter(act="threats.feed.blocked").count() == 1


def test_a_list_that_speaks_of_passwords_is_taken(cast: Cast) -> None:
    with serving(lambda path, headers: (200, {}, "185.1.2.3 # dò mật khẩu SSH\n".encode())) as peer:
        assert run_of(fetched(cast, "link", f"{peer.url}/list.txt")).state == "done"


# --- what goes wrong -------------------------------------------------------------------------------------------------------------------


def cut_short(path: str, headers: dict[str, str]) -> Answer:
    return 200, {"Content-Length": "5000"}, b"185.1.2.3\n"


@pytest.mark.parametrize(
    ("answer", "limits", "said"),
    [
        (lambda path, headers: (500, {}, b""), {}, "mã 500"),
        (lambda path, headers: (401, {}, b""), {}, "đăng nhập"),
        (lambda path, headers: (302, {"Location": "http://10.9.9.9/list.txt"}, b""), {}, "10.9.9.9"),
        (lambda path, headers: (302, {"Location": "http://127.0.0.1:9/list.txt"}, b""), {}, "dẫn sang nơi khác"),
        (lambda path, headers: (302, {"Location": "file:///etc/passwd"}, b""), {}, "https://"),
        (lambda path, headers: (302, {"Location": path}, b""), {}, "chuyển hướng quá 3 lần"),
        (lambda path, headers: (200, {}, b"185.1.2.3\n" * 1_000), {"answer": 2_000}, "lớn hơn"),
        (lambda path, headers: (200, {"Content-Encoding": "gzip"}, gzip.compress(b"185.1.2.3\n")), {}, "nén"),
        (lambda path, headers: (200, {}, b"<html><body>Chua dang nhap</body></html>"), {}, "định dạng"),
        (cut_short, {"silence": 1.0}, ""),
    ],
)
def test_a_failed_fetch_says_why_tries_later_and_leaves_what_stands(cast: Cast, answer: Any, limits: dict[str, Any], said: str) -> None:
    with serving(Listed("185.1.2.9\n185.1.2.8\n")) as peer:
        of = fetched(cast, "link", f"{peer.url}/list.txt", is_full=True)
        run_of(of)
        peer.answer = answer
        run = run_of(of, LATER, **limits)
    assert run.state == "failed"
    assert said in of.last_error
    assert of.last_error.endswith(".")
    assert (of.failures, of.next_at, of.last_good_at) == (1, LATER + timedelta(hours=2), NOW)
    assert values() == ["185.1.2.8", "185.1.2.9"]
    assert Entry.objects.filter(act="threats.feed.failed").count() == 1
    run = run_of(of, LATER + timedelta(hours=3))
    assert (run.state, of.failures) == ("failed", 2), "nobody is there any more"
    assert of.next_at == LATER + timedelta(hours=7)


def test_tries_come_ever_later_but_within_a_day() -> None:
    at = [next_try(Feed(minutes=60), NOW, failures) - NOW for failures in (0, 1, 2, 6, 60)]
    assert at == [timedelta(hours=hours) for hours in (1, 2, 4, 24, 24)]
    assert next_try(Feed(minutes=10_080), NOW, 9) - NOW == timedelta(days=7)


def test_this_machine_and_other_protocols_are_not_asked(settings: Any) -> None:
    settings.FEED_LOCAL = False
    for url in ("http://127.0.0.1:1/a", "http://[::1]:1/a", "http://169.254.169.254/a", "http://localhost:1/a", "http://0.0.0.0:1/a"):
        with pytest.raises(WireTrouble, match="chính máy này"):
            Wire(url).ask(url)
    for url in (
        "file:///etc/passwd",
        "ftp://example.org/a",
        "https://user:word@example.org/",
        "http://",
        "http://a b/",
        "http://x/\r\nA: b",
    ):
        with pytest.raises(WireTrouble, match="https://"):
            Wire(url)


def test_what_signs_in_lies_in_a_file_of_the_house_and_goes_nowhere_else(cast: Cast, settings: Any) -> None:
    settings.FEED_SECRETS.mkdir()
    secret = settings.FEED_SECRETS / "cert.txt"
    secret.write_text("Bearer dau-hieu\n", encoding="utf-8")
    secret.chmod(0o600)
    with serving(Listed("185.1.2.3\n185.1.2.4\n")) as peer:
        of = fetched(cast, "link", f"{peer.url}/list.txt")
        Feed.objects.filter(pk=of.pk).update(secret_file="cert.txt")
        assert run_of(of).new == 2
        assert peer.asked[-1][1]["authorization"] == "Bearer dau-hieu"
        peer.answer = lambda path, headers: (302, {"Location": "http://10.9.9.9/"}, b"")
        run_of(of, LATER)
        assert len(peer.asked) == 2
        secret.chmod(0o644)
        run_of(of, LATER)
        assert "quyền 600" in of.last_error
        secret.unlink()
        run_of(of, LATER)
        assert "cert.txt" in of.last_error
    with pytest.raises(WireTrouble, match="phải là https"):
        Wire("http://example.org/a", secret=("Authorization", "Bearer x"))
    with pytest.raises(ValidationError) as refused:
        fetched(cast, "link", "https://example.org/a", name="B", secret_file="../vonggac.sqlite3")
    assert refused.value.message_dict["secret_file"]


# --- who and when ----------------------------------------------------------------------------------------------------------------------


def test_nothing_is_fetched_unless_somebody_wrote_an_address_and_it_is_due(cast: Cast) -> None:
    assert enqueue_due(NOW) == 0
    feed(cast, "Tệp")
    of = fetched(cast, "link", "https://example.org/a")
    assert (enqueue_due(NOW - timedelta(minutes=1)), enqueue_due(NOW), enqueue_due(NOW)) == (0, 1, 1)
    turn_feed(of, state="paused", by=cast.coordinator, at=NOW)
    assert enqueue_due(LATER) == 0
    assert fetch(of.pk, at=LATER) == {}
    with pytest.raises(ValidationError):
        fetch_soon(of, by=cast.coordinator, at=NOW)
    turn_feed(of, state="closed", by=cast.coordinator, at=NOW)
    with pytest.raises(ValidationError):
        turn_feed(of, state="active", by=cast.coordinator, at=NOW)


def test_only_who_coordinates_sets_feeds_up_and_every_change_leaves_a_line(cast: Cast) -> None:
    for user in (cast.officer, cast.auditor, cast.leader, cast.responder):
        with pytest.raises(PermissionDenied):
            set_up_feed(FeedFacts(name="A", source="B"), by=user, at=NOW)
    of = fetched(cast, "link", "https://example.org/a")
    Feed.objects.filter(pk=of.pk).update(cursor={"etag": "x"}, next_at=LATER)
    facts = FeedFacts(name="Nguồn xa", source="Nơi khác", way="link", url="https://example.org/b", minutes=60)
    changed = change_feed(of, facts, version=0, by=cast.coordinator, at=NOW)
    assert (changed.cursor, changed.next_at, changed.source.name) == ({}, NOW, "Nơi khác"), "another address begins from nothing"
    with pytest.raises(ValidationError, match="người khác"):
        change_feed(of, facts, version=0, by=cast.coordinator, at=NOW)
    assert Entry.objects.filter(act__in=["threats.feed.made", "threats.feed.changed"]).count() == 2
    for wrong, where in (
        ({"name": "nguồn XA"}, "name"), ({"url": "ftp://example.org"}, "url"), ({"minutes": 1}, "minutes"), ({"source": " "}, "source"),
        ({"url": "http://example.org", "secret_file": "a"}, "url"), ({"way": "taxii", "is_full": True}, "is_full"),
    ):  # fmt: skip
        told: dict[str, Any] = {"name": "Khác", "source": "A", "way": "link", "url": "https://example.org", "minutes": 60, **wrong}
        with pytest.raises(ValidationError) as refused:
            set_up_feed(FeedFacts(**told), by=cast.coordinator, at=NOW)
        assert where in refused.value.message_dict, wrong


def test_what_would_meet_everybody_stays_as_context_and_raises_no_alert(cast: Cast) -> None:
    everybodys = ["127.0.0.1", "0.0.0.0", "224.0.0.5", "192.168.0.0/16", "10.0.0.0/8", "0.0.0.0/0", "fe80::1", "169.254.0.0/24"]
    lines = ["185.1.2.3", "300.1.1.1", *everybodys, "10.9.0.0/24", "185.1.2.3", "x" * 100_000]
    with serving(lambda path, headers: (200, {}, "\n".join(lines).encode())) as peer:
        run = run_of(fetched(cast, "link", f"{peer.url}/list.txt"))
    assert run.state == "done"
    assert set(Indicator.objects.filter(for_detection=True).values_list("value", flat=True)) == {"185.1.2.3", "10.9.0.0/24"}
    assert known(["10.1.2.3", "192.168.7.7", "8.8.8.8", "185.1.2.3", "10.9.0.4"], NOW).keys() == {"185.1.2.3", "10.9.0.4"}
    assert run.remarks.filter(line=2).exists(), "what is no address is located"
    said = [one.why for one in run.remarks.all() if "không dùng để cảnh báo" in one.why]
    assert len(said) == 1
    assert f"Tất cả {len(everybodys)} mục" in said[0]
