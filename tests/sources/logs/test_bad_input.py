"""Hostile and broken records: each is answered, kept and counted; none breaks the reader or takes long."""

from __future__ import annotations

import io
import json
import time
from datetime import UTC, datetime, timedelta

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vonggac.engines.alerts import as_ecs, normalise
from vonggac.engines.alerts.schema import schema
from vonggac.sources.logs import LogFile, Note, RawAlert, Reading, Record, Unparsed, read_line, read_log, unparsed_as_ecs
from vonggac.sources.logs.mapping import shipped_mappings

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
READING = Reading(NOW, source="mau")
JUDGE = jsonschema_rs.validator_for(schema())


def one(data: bytes) -> Record:
    return read_line(data, READING, mappings=shipped_mappings())


def whole(data: bytes) -> tuple[LogFile, list[Record]]:
    log = read_log(io.BytesIO(data), READING, mappings=shipped_mappings())
    return log, list(log)


def fits(found: Record) -> None:
    """Whatever came in, what goes out fits the published schema."""
    answer = unparsed_as_ecs(found) if isinstance(found, Unparsed) else as_ecs(normalise(found, NOW))
    assert [str(error) for error in JUDGE.iter_errors(answer)] == []


def eve(**more: object) -> bytes:
    record = {
        "timestamp": "2026-11-23T07:21:08+0700",
        "event_type": "alert",
        "src_ip": "10.51.20.14",
        "alert": {"signature_id": 1, "severity": 1},
    }
    return json.dumps(record | more).encode()


def test_a_line_of_ten_megabytes_is_kept_whole_and_not_parsed() -> None:
    started = time.process_time()
    log, records = whole(b'{"a":"' + b"x" * 10_000_000 + b'"}\n' + eve())
    first, second = records
    assert isinstance(first, Unparsed)
    assert (first.rule, len(first.message)) == ("too-long", 10_000_008)
    assert isinstance(second, RawAlert)
    assert log.count.agrees
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b'{"a":' * 100_000, "bad-json"),
        (b'{"event_type":' + b"[" * 5_000 + b"]" * 5_000 + b"}", "bad-json"),
        (b'{"a":1', "bad-json"),
        (b'{"a":NaN}', "bad-json"),
        (b'{"a":"\\ud800"}', "bad-json"),
        (b'{"la":"khong biet"}', "unknown-json"),
        (b"[1,2]", "not-an-object"),
        (b"<Event>", "bad-xml"),
        (b'<!DOCTYPE a [<!ENTITY b "' + b"b" * 100 + b'">]><Event>&b;&b;</Event>', "bad-xml"),
        (b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><Event/>', "bad-xml"),
        (b"<Event>" + b"<a>" * 6_000 + b"</a>" * 6_000 + b"</Event>", "bad-xml"),
        (b"CEF:0|a|b", "bad-header"),
        (b"LEEF:2.0|", "bad-header"),
        (b"gi do", "unknown"),
        (b"\xff\xfe\x00\x01", "unknown"),
    ],
)
def test_what_cannot_be_read_is_kept_with_its_reason(data: bytes, rule: str) -> None:
    found = one(data)
    assert isinstance(found, Unparsed)
    assert found.rule == rule
    assert found.why.endswith(".")
    assert found.message


def test_bytes_that_are_no_utf8_and_nul_stay_visible() -> None:
    found = one(b"<13>Nov 23 07:21:08 may app: \xff\x00 xong")
    assert isinstance(found, RawAlert)
    assert found.notes[:2] == (Note.INVALID_UTF8, Note.NUL)
    assert found.message.endswith("\\xff\\x00 xong")


def test_nul_inside_json_never_reaches_a_field() -> None:
    found = one(eve(in_iface="a\0b"))
    assert isinstance(found, RawAlert)
    assert found.fields["observer.ingress.interface.name"] == "a\\x00b"


@pytest.mark.parametrize(
    "told", ["2026-02-30T00:00:00Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "hôm qua", "99999999999999999999999", -1e300]
)
def test_an_impossible_date_is_kept_as_it_was_told(told: object) -> None:
    found = one(eve(timestamp=told))
    assert isinstance(found, RawAlert)
    assert "@timestamp" not in found.fields
    assert Note.TIME_UNREADABLE in found.notes
    assert found.fields["labels.time_told"]


def test_a_clock_years_ahead_does_not_move_the_alert() -> None:
    found = one(eve(timestamp="2036-11-23T07:21:08+0700"))
    assert isinstance(found, RawAlert)
    assert normalise(found, NOW).at == NOW


@pytest.mark.parametrize("port", [-1, 65_536, "70000", "x", 1e400, True, [1], {"a": 1}])
def test_an_impossible_port_is_no_port(port: object) -> None:
    found = one(
        json.dumps({"event_type": "alert", "timestamp": "2026-11-23T07:21:08Z", "src_port": port, "alert": {}})
        .replace("Infinity", "1e999")
        .encode()
    )
    assert isinstance(found, Unparsed) or "source.port" not in found.fields


@pytest.mark.parametrize(
    "data",
    [
        "CEF:0|a|b|1|2|n|²|src=192.0.2.1",
        "LEEF:1.0|a|b|1|2|sev=²\tsrc=192.0.2.1",
        '{"EventID": "²", "Provider": "Microsoft-Windows-Windows Defender", "Channel": "Microsoft-Windows-Windows Defender/Operational"}',
        '<Event><System><Provider Name="Microsoft-Windows-Windows Defender"/><EventID>²</EventID></System></Event>',
    ],
)
def test_a_raised_figure_is_no_number(data: str) -> None:
    fits(one(data.encode()))


def test_a_name_where_an_address_should_stand_is_kept_as_a_name() -> None:
    found = one(b"CEF:0|a|b|1|2|n|3|src=may-chu-01 dst=999.1.1.1")
    assert isinstance(found, RawAlert)
    assert (found.fields["source.address"], found.fields["destination.address"]) == ("may-chu-01", "999.1.1.1")
    assert "source.ip" not in found.fields


@pytest.mark.parametrize(
    "data",
    [
        b"CEF:0|" + b"\\|" * 200_000,
        b"CEF:0|a|b|1|2|n|3|" + b"a=" * 100_000,
        b"CEF:0|a|b|1|2|n|3|" + b"a" * 500_000 + b"=1",
        b"<13>1 2026-11-23T00:21:08Z a b c d [x" + b' a="\\"' * 50_000,
        b"<13>Nov 23 07:21:08 " + b"a" * 500_000,
        b"[**] [1:1:1] " + b" [**]" * 100_000,
        b"a: " * 100_000 + b" FOUND",
        b"1|" * 200_000,
        b"LEEF:1.0|a|b|c|d|" + b"\t=" * 200_000,
        b"Alert Level: 5; Rule: 1 - " + b"; Location: " * 20_000,
        b"IN= OUT= SRC= PROTO=" + b' a="' * 100_000,
    ],
    ids=lambda data: data[:16].decode(),
)
def test_no_record_takes_long_whatever_its_shape(data: bytes) -> None:
    started = time.process_time()
    one(data)
    assert time.process_time() - started < 3


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    "timestamp", "event_type", "alert", "rule", "agent", "manager", "data", "syscheck", "level", "id", "sidid", "ts", "_path",
    "note", "msg", "scenario", "events", "decisions", "source", "origin", "labels", "winlog", "EventID", "Event", "System",
    "SourceName", "AlertName", "AlertSeverity", "Entities", "serviceSource", "title", "severity", "evidence", "http", "dns", "tls",
    "files", "email", "mitre", "groups", "win",
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(KEYS), json_values, max_size=8))
def test_json_of_any_shape_under_our_names_never_breaks_a_reader(record: dict[str, object]) -> None:
    shaped = record | {"event_type": "alert"} if "alert" in record else record
    for candidate in (
        record,
        shaped,
        {"rule": record, "agent": record},
        {"rule": record | {"level": 1}, "agent": record, "data": record, "manager": 1},
    ):
        found = one(json.dumps(candidate).encode())
        fits(found)


@given(
    st.sampled_from(["CEF:0|a|b|1|2|n|3|", "LEEF:2.0|a|b|1|2|^|", "<13>", "<13>1 ", "Nov 23 07:21:08 ", "[**] [1:1:1] ", "** Alert ", ""]),
    st.text(max_size=80),
)
def test_text_of_any_shape_never_breaks_a_reader(start: str, rest: str) -> None:
    found = one((start + rest).encode("utf-8", "surrogatepass"))
    fits(found)


@given(
    st.sampled_from([b"", b"#separator \\x09\n#fields\tts\tuid\n", b"** Alert ", b"[{", b"<Events>", b"{\n", b"MpCmdRun: "]),
    st.binary(max_size=300),
)
def test_every_line_of_any_file_is_counted_once(start: bytes, rest: bytes) -> None:
    log, records = whole(start + rest)
    assert log.count.agrees
    assert log.count.alerts + log.count.context + log.count.unparsed == len(records)
    if not (start + rest).lstrip().startswith((b"[", b"<", b"{", b"\xff", b"\xfe")):
        data = start + rest
        assert log.count.lines == data.count(b"\n") + (bool(data) and not data.endswith(b"\n"))


def test_a_year_is_chosen_around_the_moment_of_reading() -> None:
    new_year = Reading(datetime(2027, 1, 1, 0, 5, tzinfo=UTC), source="mau")
    late = read_line(b"Dec 31 23:59:59 may app: a", new_year)
    early = read_line(b"Jan 01 08:00:00 may app: a", new_year)
    assert isinstance(late, RawAlert)
    assert isinstance(early, RawAlert)
    assert late.fields["@timestamp"] == datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)
    assert early.fields["@timestamp"] == datetime(2027, 1, 1, 1, 0, tzinfo=UTC)


def test_a_reading_must_carry_its_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        Reading(NOW.replace(tzinfo=None))
    assert Reading(NOW + timedelta(0)).now_utc == NOW
