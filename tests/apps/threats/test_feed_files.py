"""A feed brought as a file: looked through, shown, agreed to, taken in once; nothing lost, nothing double, nothing secret."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cast import NOW, Cast
from indicators_cast import feed
from threats_cast import COMMUNE, PORTAL, PORTAL_LATER, Field
from vonggac.apps.audit.models import Entry
from vonggac.apps.threats.models import Feed, FeedRun, Indicator, Sighting, ThreatList
from vonggac.apps.threats.queries.indicators import known
from vonggac.apps.threats.services.deliveries import NewDelivery, agree_to_delivery, drop_delivery, read_run, receive_delivery
from vonggac.apps.threats.services.exporting_sightings import export_sightings, outgoing
from vonggac.apps.threats.services.innocents import take_innocent_list, use_innocent_list
from vonggac.apps.threats.services.judging import judge_all
from vonggac.apps.threats.services.matching import match_rows
from vonggac.apps.threats.services.sightings import Seen, record_sightings, sight_list
from vonggac.sources.feeds import FeedIndicator, read_feed

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _evidence(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"


@pytest.fixture
def cast(field: Field) -> Cast:
    return field.cast


def brought(of: Feed, cast: Cast, content: bytes, at: Any = NOW, name: str = "chi-dau.txt") -> FeedRun:
    return receive_delivery(of, NewDelivery(content=content, file_name=name, holds_no_secret=True), by=cast.coordinator, at=at)


def whole(of: Feed, cast: Cast, content: bytes, at: Any = NOW, name: str = "chi-dau.txt") -> FeedRun:
    run = brought(of, cast, content, at, name)
    read_run(run.pk, at=at)
    run.refresh_from_db()
    assert run.state == "checked", run.why
    agree_to_delivery(run, by=cast.coordinator, at=at)
    read_run(run.pk, at=at)
    run.refresh_from_db()
    of.refresh_from_db()
    return run


def counts(run: FeedRun) -> tuple[int, ...]:
    return run.read, run.new, run.known, run.changed, run.refused, run.withdrawn


LIST = b"185.1.2.3\nevil[.]example[.]org\nhxxp://evil.example.org/a\n10.9.0.0/16\nd41d8cd98f00b204e9800998ecf8427e\nkhong phai gi ca %%\n"


def test_a_file_is_shown_before_anything_of_it_stands_and_bad_lines_are_located(cast: Cast) -> None:
    of = feed(cast, tlp="tlp:green", confidence=60)
    run = brought(of, cast, LIST)
    assert run.state == "checking"
    read_run(run.pk, at=NOW)
    run.refresh_from_db()
    assert (run.state, run.form, counts(run)) == ("checked", "indicator-list", (6, 5, 0, 0, 1, 0))
    assert not Indicator.objects.exists(), "looking writes nothing"
    bad = run.remarks.get(is_left_out=True)
    assert (bad.line, "khong phai" in bad.seen) == (6, True)
    agree_to_delivery(run, by=cast.coordinator, at=NOW)
    read_run(run.pk, at=NOW)
    assert sorted(Indicator.objects.values_list("kind", "value")) == [
        ("address", "185.1.2.3"), ("domain", "evil.example.org"), ("hash", "d41d8cd98f00b204e9800998ecf8427e"), ("range", "10.9.0.0/16"),
        ("url", "http://evil.example.org/a"),
    ]  # fmt: skip
    assert set(Indicator.objects.values_list("tlp", "confidence")) == {("tlp:green", 60)}
    assert "10.9.77.1" in known(["10.9.77.1"], NOW)
    of.refresh_from_db()
    assert (of.standing, of.last_good_at) == (5, NOW)
    acts = set(Entry.objects.filter(act__startswith="threats.delivery").values_list("act", flat=True))
    assert acts == {"threats.delivery.received", "threats.delivery.agreed", "threats.delivery.taken"}


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    of = feed(cast)
    whole(of, cast, LIST)
    before = list(Indicator.objects.order_by("id").values("id", "value", "digest", "came_at", "valid_from", "valid_to", "withdrawn_at"))
    run = whole(of, cast, LIST, LATER, "ten-khac.txt")
    assert counts(run) == (6, 0, 5, 0, 1, 0)
    assert list(Indicator.objects.order_by("id").values(*before[0])) == before


def test_a_reading_that_was_cut_off_begins_again_and_nothing_stands_twice(cast: Cast) -> None:
    of = feed(cast)
    run = whole(of, cast, LIST)
    FeedRun.objects.filter(pk=run.pk).update(state="taking")
    read_run(run.pk, at=LATER)
    assert Indicator.objects.count() == 5
    assert run.remarks.filter(is_left_out=True).count() == 1


def test_what_a_whole_list_leaves_out_is_gone_and_comes_back_when_named_again(cast: Cast) -> None:
    of = feed(cast, is_full=True)
    whole(of, cast, b"185.1.2.3\n185.1.2.4\n185.1.2.5\n")
    run = whole(of, cast, b"185.1.2.3\n185.1.2.9\n", LATER)
    assert counts(run) == (2, 1, 1, 0, 0, 2)
    assert set(known(["185.1.2.3", "185.1.2.4", "185.1.2.9"], LATER + timedelta(hours=1))) == {"185.1.2.3", "185.1.2.9"}
    again = whole(of, cast, b"185.1.2.3\n185.1.2.4\n185.1.2.9\n", LATER + timedelta(days=1))
    assert (again.known, again.changed, again.withdrawn) == (2, 1, 0)
    assert "185.1.2.4" in known(["185.1.2.4"], LATER + timedelta(days=2))
    partly = feed(cast, "Từng phần")
    whole(partly, cast, b"7.7.7.1\n")
    whole(partly, cast, b"7.7.7.2\n", LATER)
    assert partly.standing == 2, "a delivery that is not everything withdraws nothing"


def test_the_preview_of_a_whole_list_counts_what_would_be_gone(cast: Cast) -> None:
    of = feed(cast, is_full=True)
    whole(of, cast, b"185.1.2.3\n185.1.2.4\n185.1.2.5\n")
    run = brought(of, cast, b"185.1.2.3\n", LATER)
    read_run(run.pk, at=LATER)
    run.refresh_from_db()
    assert run.withdrawn == 2
    assert of.indicators.filter(withdrawn_at=None).count() == 3


def stix(**facts: Any) -> bytes:
    told = {
        "type": "indicator", "spec_version": "2.1", "id": "indicator--11111111-1111-4111-8111-111111111111",
        "created": "2026-11-01T00:00:00.000Z", "modified": "2026-11-01T00:00:00.000Z", "valid_from": "2026-11-01T00:00:00Z",
        "pattern": "[domain-name:value = 'evil.example.org']", "pattern_type": "stix", "indicator_types": ["malicious-activity"],
        "object_marking_refs": ["marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"], **facts,
    }  # fmt: skip
    return json.dumps({"type": "bundle", "id": "bundle--22222222-2222-4222-8222-222222222222", "objects": [told]}).encode()


def test_a_source_that_says_something_else_changes_its_indicator_and_one_that_revokes_withdraws_it(cast: Cast) -> None:
    of = feed(cast, tlp="tlp:green")
    whole(of, cast, stix(confidence=50), name="a.json")
    row = Indicator.objects.get()
    assert (row.tlp, row.confidence, row.reference) == ("tlp:red", 50, "indicator--11111111-1111-4111-8111-111111111111")
    run = whole(of, cast, stix(confidence=90, valid_until="2026-12-01T00:00:00Z"), LATER, "b.json")
    assert counts(run)[1:4] == (0, 0, 1)
    row.refresh_from_db()
    assert (row.confidence, row.valid_to.isoformat()) == (90, "2026-12-01T00:00:00+00:00")
    run = whole(of, cast, stix(revoked=True), LATER + timedelta(days=1), "c.json")
    assert run.withdrawn == 1
    assert known(["evil.example.org"], LATER + timedelta(days=2)) == {}


def test_what_names_no_end_is_valid_as_long_as_the_feed_says_since_it_was_last_told(cast: Cast) -> None:
    of = feed(cast, keep_days=30)
    whole(of, cast, b"185.1.2.3\n185.1.2.4\n")
    whole(of, cast, b"185.1.2.3\n", LATER)
    ends = dict(Indicator.objects.values_list("value", "valid_to"))
    assert ends == {"185.1.2.3": LATER + timedelta(days=30), "185.1.2.4": NOW + timedelta(days=30)}


def zipped(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("185.1.2.3\nTỐI MẬT\n".encode(), "a.txt"),
        (stix(description="TUYỆT MẬT"), "a.json"),
        (zipped("b.txt", "185.1.2.3\nTỐI MẬT\n".encode()), "a.zip"),
        (b"", "a.txt"),
        (b"\x00\x01\x02 nothing known", "a.bin"),
    ],
)
def test_secret_empty_and_unknown_files_are_stopped_before_anything_is_kept(cast: Cast, content: bytes, name: str, settings: Any) -> None:
    of = feed(cast)
    with pytest.raises(ValidationError) as refused:
        brought(of, cast, content, name=name)
    assert refused.value.message_dict["file"]
    assert not FeedRun.objects.exists()
    assert not settings.EVIDENCE_FOLDER.exists()


def test_a_file_that_shows_only_inside_that_it_is_hostile_fails_with_a_word(cast: Cast) -> None:
    deep = b'{"type":"bundle","id":"bundle--1","spec_version":"2.1","objects":' + b"[" * 90 + b"]" * 90 + b"}"
    run = brought(feed(cast), cast, deep, name="a.json")
    read_run(run.pk, at=NOW)
    run.refresh_from_db()
    assert (run.state, bool(run.why)) == ("failed", True)
    assert Entry.objects.filter(act="threats.delivery.failed").count() == 1


def test_a_declaration_and_the_right_are_demanded(cast: Cast) -> None:
    of = feed(cast)
    with pytest.raises(ValidationError):
        receive_delivery(of, NewDelivery(content=LIST, file_name="a.txt"), by=cast.coordinator, at=NOW)
    for user in (cast.officer, cast.auditor, cast.leader):
        with pytest.raises(PermissionDenied):
            receive_delivery(of, NewDelivery(content=LIST, file_name="a.txt", holds_no_secret=True), by=user, at=NOW)
    run = brought(of, cast, LIST)
    with pytest.raises(ValidationError):
        agree_to_delivery(run, by=cast.coordinator, at=NOW)
    read_run(run.pk, at=NOW)
    assert drop_delivery(run, by=cast.coordinator, at=NOW).state == "dropped"
    assert read_run(run.pk, at=NOW) == {}
    assert not Indicator.objects.exists()


def warninglist(name: str, way: str, *entries: str, matches: str = "domain") -> bytes:
    told = {"name": name, "version": 3, "description": "Thử", "type": way, "matching_attributes": [matches], "list": list(entries)}
    return json.dumps(told).encode()


def innocent(cast: Cast, *args: str, **more: str) -> Any:
    return take_innocent_list(warninglist(*args, **more), "danh-sach.json", holds_no_secret=True, by=cast.coordinator, at=NOW)


def test_a_list_of_false_positives_silences_what_it_meets_until_it_is_put_out_of_use(cast: Cast) -> None:
    of = feed(cast)
    whole(of, cast, b"cdn.example.org\nevil.example.net\n8.8.8.8\n")
    taken = innocent(cast, "CDN", "hostname", "example.org")
    innocent(cast, "DNS", "cidr", "8.8.8.0/24", matches="ip-dst")
    assert judge_all(NOW) == 2
    asked = ["cdn.example.org", "evil.example.net", "8.8.8.8"]
    assert set(known(asked, NOW)) == {"evil.example.net"}
    taken.row.refresh_from_db()
    assert (taken.row.hits, taken.row.size) == (1, 1)
    run = whole(of, cast, b"a.example.org\n", LATER)
    assert run.innocent == 1
    assert known(["a.example.org"], LATER) == {}, "what comes later is judged when it comes"
    use_innocent_list(taken.row, use=False, by=cast.coordinator, at=LATER)
    judge_all(LATER)
    assert "cdn.example.org" in known(asked, LATER)
    assert judge_all(LATER) == 0, "safe to run twice"


def test_a_newer_edition_takes_the_place_of_the_older_one(cast: Cast) -> None:
    first = innocent(cast, "CDN", "string", "a.example", "b.example")
    again = innocent(cast, "CDN", "string", "b.example", "c.example")
    assert (first.row.pk, sorted(again.row.entries.values_list("value", flat=True))) == (again.row.pk, ["b.example", "c.example"])
    bad = innocent(cast, "Mẫu", "regex", r"^a+$", r"(a+)+$", r"(?=b)")
    assert (bad.row.size, len(bad.remarks)) == (1, 2)
    with pytest.raises(ValidationError):
        take_innocent_list(LIST, "a.txt", holds_no_secret=True, by=cast.coordinator, at=NOW)


def test_sightings_are_counted_once_a_place_however_often_they_are_told(cast: Cast, django_assert_max_num_queries: Any) -> None:
    of = feed(cast)
    whole(of, cast, b"185.1.2.3\n185.1.2.4\n")
    one, two = Indicator.objects.order_by("value")
    assert record_sightings([Seen(one.pk, "alert", 5, NOW), Seen(one.pk, "alert", 5, LATER, 3), Seen(two.pk, "list", 9, NOW)]) == 2
    assert record_sightings([Seen(one.pk, "alert", 5, NOW), Seen(one.pk, "alert", 6, NOW)]) == 1
    one.refresh_from_db()
    assert (one.sighted, one.sighted_at) == (6, LATER)
    assert sorted(Sighting.objects.values_list("indicator", "place", "count")) == sorted([(one.pk, 5, 5), (one.pk, 6, 1), (two.pk, 9, 1)])
    assert record_sightings([Seen(987_654, "alert", 5, NOW)]) == 0, "an indicator that was forgotten in between is no fault"
    with django_assert_max_num_queries(10):
        record_sightings([Seen(one.pk, "alert", place, NOW) for place in range(400)])


def n6(*rows: dict[str, Any]) -> bytes:
    common = {"id": "a" * 32, "source": "h.n6", "confidence": "high", "category": "bots"}
    return b"".join(json.dumps({**common, **one}).encode() + b"\n" for one in rows)


BOT = {"time": "2026-11-19T01:15:00Z", "address": [{"ip": "14.160.10.3"}], "name": "mirai", "sport": 52110}
BOT_LATER = {"time": "2026-11-19T02:15:00Z", "address": [{"ip": "14.160.11.5"}], "name": "conficker", "sport": 1034}


def test_seen_machines_go_into_a_list_of_the_day_that_waits_for_the_same_step_as_ever(cast: Cast) -> None:
    of = feed(cast, "n6")
    run = whole(of, cast, n6(BOT), name="n6.json")
    row = ThreatList.objects.get()
    assert (run.events, run.list, row.state, row.source_id) == (1, row, "matching", of.source_id)
    match_rows(row.pk, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.counts["matched"]) == ("matched", 1)
    hit = row.hits.get()
    assert (hit.address, hit.port, hit.family, hit.seen_at.isoformat()) == ("14.160.10.3", 52110, "mirai", "2026-11-19T01:15:00+00:00")
    whole(of, cast, n6(BOT), name="n6-again.json")
    assert ThreatList.objects.exclude(state="dropped").count() == 1, "the same again opens no second list"
    run = whole(of, cast, n6(BOT, BOT_LATER), name="n6-more.json")
    assert ThreatList.objects.exclude(state="dropped").get() == run.list
    match_rows(run.list.pk, at=NOW)
    run.list.refresh_from_db()
    assert run.list.counts["matched"] == 2, "what came later the same day joined"


def test_a_matched_list_notes_the_indicators_that_its_rows_meet_and_counts_nothing_twice(cast: Cast, field: Field) -> None:
    whole(feed(cast), cast, b"185.1.2.0/24\nexample.org\n14.160.10.3\n")
    row = field.whole(PORTAL, PORTAL_LATER, COMMUNE)
    assert sight_list(row.pk, at=LATER) == 3
    assert sight_list(row.pk, at=LATER) == 3
    met = dict(Indicator.objects.values_list("value", "sighted"))
    assert met == {"185.1.2.0/24": 2, "example.org": 1, "14.160.10.3": 2}
    assert set(Sighting.objects.values_list("where", "place")) == {("list", row.pk)}


def test_what_leaves_as_stix_is_within_its_mark_and_says_nothing_of_where_it_was_met(cast: Cast) -> None:
    of, red = feed(cast, tlp="tlp:green"), feed(cast, "Kín", tlp="tlp:red")
    whole(of, cast, b"185.1.2.3\n185.1.2.0/24\nnot.met.example\n")
    whole(red, cast, b"185.1.2.4\n185.1.2.5\n")
    rows = {one.value: one.pk for one in Indicator.objects.all()}
    record_sightings([Seen(rows["185.1.2.3"], "alert", 5, NOW, 4), Seen(rows["185.1.2.0/24"], "list", 77_777, NOW)])
    record_sightings([Seen(rows["185.1.2.4"], "alert", 5, NOW)])
    out = outgoing(cast.coordinator, days=30, up_to="tlp:amber", at=LATER)
    assert (len(out.rows), out.sightings, out.held_back) == (2, 5, 1)
    content = export_sightings(out, author="Tỉnh thử", by=cast.coordinator, at=LATER)
    bundle = json.loads(content)
    found = {one["pattern"] for one in bundle["objects"] if one["type"] == "indicator"}
    assert found == {"[ipv4-addr:value = '185.1.2.3']", "[ipv4-addr:value ISSUBSET '185.1.2.0/24']"}
    assert sorted(one["count"] for one in bundle["objects"] if one["type"] == "sighting") == [1, 4]
    assert b"77777" not in content
    assert b"185.1.2.4" not in content
    line = Entry.objects.get(act="threats.sightings.exported")
    assert (line.count, line.detail["sha256"]) == (2, sha256(content).hexdigest())
    read = list(read_feed(io.BytesIO(content), "ra.json", today=NOW.date()))
    assert sum(isinstance(one, FeedIndicator) for one in read) == 2, "what we write is what we read"
    with pytest.raises(PermissionDenied):
        export_sightings(out, author="Tỉnh thử", by=cast.auditor, at=LATER)
