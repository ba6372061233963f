"""EVTX and JSON as events: what an event is, where its fields stand, and that damage costs only itself."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from vonggac.engines.hunt import Event, Kind
from vonggac.sources.events import Input
from vonggac.sources.events.evtx import read_evtx
from vonggac.sources.events.jsonlines import read_json
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.events.windows import event_of
from vonggac.sources.hunting import parts

FEW = Limits(chunk=200, events=3, line=600, bad=2)
reference = os.environ.get("VONGGAC_REFERENCE")
needs_logs = pytest.mark.skipif(not reference, reason="VONGGAC_REFERENCE is unset: no EVTX files of attacks to read")


def read(data: bytes, limits: Limits = FEW) -> list[Chunk]:
    return list(read_json(io.BytesIO(data), "a.json", limits))


def events(chunks: list[Chunk]) -> list[Event]:
    return [event for chunk in chunks for event in chunk.events]


def rules(chunks: list[Chunk]) -> list[tuple[str, int | None]]:
    return [(bad.rule, bad.place.line) for chunk in chunks for bad in chunk.bad]


def evtx_files() -> list[Path]:
    return sorted((Path(reference or "") / "data" / "hunt" / "evtx").glob("*.evtx"))


def test_a_flat_windows_event_says_what_it_is() -> None:
    line = {
        "Channel": "Security",
        "EventID": 4624,
        "SourceName": "Microsoft-Windows-Security-Auditing",
        "Hostname": "DC01",
        "@timestamp": "T",
    }
    (event,) = events(read(json.dumps(line).encode()))
    assert event.kind == Kind("windows", "", "", "security", "4624", "microsoft-windows-security-auditing")
    assert (event.fields, event.time, event.host, event.record) == (line, "T", "DC01", 1)


def test_lines_are_counted_and_a_spoilt_one_costs_only_itself() -> None:
    chunks = read(b'{"a":1}\r\n\n{"a":\n7\n{"a":2}\n"x"\n{"a":3}')
    assert [(event.record, event.fields["a"]) for event in events(chunks)] == [(1, 1), (5, 2), (7, 3)]
    assert rules(chunks) == [("bad-json", 3), ("no-object", 4), ("more-bad-rows", None)]


def test_a_line_that_is_too_long_is_passed_over() -> None:
    chunks = read(b'{"a":1}\n{"b":"' + b"x" * 5_000_000 + b'"}\n{"a":2}\n')
    assert [event.fields["a"] for event in events(chunks)] == [1, 2]
    assert rules(chunks) == [("long-line", 2)]


def test_what_nests_too_deep_is_left_out() -> None:
    deep = b'{"a":' * 70 + b"1" + b"}" * 70
    flat = json.dumps({"a": [[]] * 80}).encode()
    chunks = read(deep + b"\n" + flat + b"\n" + b"[" * 300 + b"\n")
    assert [event.record for event in events(chunks)] == [2]
    assert rules(chunks) == [("too-deep", 1), ("bad-json", 3)]


def test_an_array_is_read_object_by_object() -> None:
    told = [{"a": 1, "t": 'x"}]{[\\'}, {"a": 2, "n": {"m": [1, {"k": 2}]}}, {"a": 3}]
    for text in (json.dumps(told), json.dumps(told, indent=2), "\ufeff " + json.dumps(told) + json.dumps([{"a": 4}])):
        found = events(read(text.encode()))
        assert [event.fields for event in found][:3] == told


def test_an_array_that_breaks_off_gives_what_came_before() -> None:
    chunks = read(b'[{"a":1},{"a":2},{"a":')
    assert [event.fields["a"] for event in events(chunks)] == [1, 2]
    assert rules(chunks) == [("bad-json", 3)]


def test_chunks_are_bounded_and_tell_how_far_they_are() -> None:
    data = b'{"a":"xxxxxxxxxxxxxxxxxxxx"}\n' * 20
    chunks = read(data)
    assert max(len(chunk.events) for chunk in chunks) == 3
    assert chunks[-1].read == len(data)
    assert sum(len(chunk.events) for chunk in chunks) == 20


def test_system_and_payload_of_a_windows_event_do_not_mix() -> None:
    told = {
        "System": {
            "Provider": {"#attributes": {"Name": "Microsoft-Windows-Eventlog", "Guid": "G"}},
            "EventID": {"#attributes": {"Qualifiers": 1}, "#text": 104},
            "Channel": "System",
            "Computer": "PC1",
            "TimeCreated": {"#attributes": {"SystemTime": "2026-11-23T01:02:03Z"}},
            "Execution": {"#attributes": {"ProcessID": 4, "ThreadID": 8}},
            "Security": None,
        },
        "UserData": {"LogFileCleared": {"#attributes": {"xmlns": "x"}, "Channel": "Setup", "N": [{"V": 1}, {"V": 2}]}},
    }
    event = event_of(told, 9)
    assert event.kind == Kind("windows", "", "", "system", "104", "microsoft-windows-eventlog")
    assert (event.time, event.host, event.record) == ("2026-11-23T01:02:03Z", "PC1", 9)
    expected = {"Channel": "Setup", "EventID": 104, "Provider_Name": "Microsoft-Windows-Eventlog", "V": [1, 2], "Execution_ProcessID": 4}
    assert {name: event.fields[name] for name in expected} == expected


def test_classic_data_is_a_field_of_several_values() -> None:
    for data, value in (
        ({"#text": ["a", "b"]}, ["a", "b"]),
        ({"#text": "a"}, "a"),
        ("a", "a"),
        ([{"#text": "a"}, {"#text": "b"}], ["a", "b"]),
    ):
        assert event_of({"System": {}, "EventData": {"Data": data}}, 1).fields["Data"] == value
    assert event_of({"System": {}, "EventData": None}, 1).fields == {}


def test_an_event_as_other_tools_export_it_reads_the_same() -> None:
    inner = {"System": {"Channel": "Security", "EventID": 1, "Computer": "x"}, "EventData": {"Image": "a.exe"}}
    (event,) = events(read(json.dumps({"Event": inner}).encode()))
    assert event.kind.channel == "security"
    assert event.fields["Image"] == "a.exe"


@needs_logs
def test_real_logs_are_read_whole() -> None:
    for path in evtx_files()[:12]:
        with path.open("rb") as stream:
            chunks = list(read_evtx(stream, path.name, Limits()))
        found = events(chunks)
        assert found
        assert [bad.rule for chunk in chunks for bad in chunk.bad] == []
        assert all(event.kind.product == "windows" and event.kind.channel and event.kind.event_id for event in found)
        assert all(event.time.endswith("Z") and event.host for event in found)


@needs_logs
def test_a_damaged_or_cut_log_gives_what_can_be_read() -> None:
    data = max((path.read_bytes() for path in evtx_files()), key=len)
    whole = len(events(list(read_evtx(io.BytesIO(data), "a", Limits()))))
    middle = data[:70_000] + bytes(200) + data[70_200:]
    for damaged in (data[: len(data) // 2], middle, data[:5000], data[:200], b"ElfFile\0", b""):
        chunks = list(read_evtx(io.BytesIO(damaged), "a", Limits()))
        assert len(events(chunks)) <= whole
        assert events(chunks) or any(chunk.bad for chunk in chunks)


@needs_logs
@pytest.mark.parametrize("left_out", [0, 200_000])
def test_a_large_log_gives_the_same_in_runs_of_chunks_and_says_once_that_it_is_cut(
    left_out: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "WORTH_PARTING", 1)
    monkeypatch.setattr(parts, "PART", 3 * 65_536)
    log = max((path.read_bytes() for path in evtx_files()), key=len)
    data = log[:42] + (8).to_bytes(2, "little") + log[44:4096] + 8 * log[4096 : 4096 + 65_536]
    path = tmp_path / "a.evtx"
    path.write_bytes(data[: len(data) - left_out])
    one = Input(str(path), "a.evtx", path.stat().st_size)
    whole, runs = (list(parts.parts_of([one], jobs)) for jobs in (1, 2))
    assert len(whole) == 1 < len(runs)
    told = [[chunk for part in some for chunk in parts.chunks_of(part, Limits())] for some in (whole, runs)]
    assert events(told[0]) == events(told[1])
    assert [[bad for chunk in chunks for bad in chunk.bad] for chunks in told][0] == [bad for chunk in told[1] for bad in chunk.bad]
