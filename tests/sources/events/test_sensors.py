"""Logs of network sensors: Zeek in columns; the JSON of Zeek, Suricata, Winlogbeat and ECS by its shape."""

from __future__ import annotations

import orjson

from vonggac.engines.hunt import Event, Kind
from vonggac.sources.events.shapes import shape_of

from .opened import SAMPLES, from_bytes, rules, sample


def shaped(record: dict[str, object], name: str = "x.json") -> Event:
    """Return the event of one object."""
    shape = shape_of(record, name)
    assert shape is not None
    return shape(record, 1)


def objects(name: str) -> list[dict[str, object]]:
    """Return the objects of a sample."""
    return [orjson.loads(line) for line in (SAMPLES / name).read_bytes().splitlines()]


def test_columns_of_zeek_have_their_names_and_their_types() -> None:
    events, bad = sample("dns.log")
    first = events[0]
    assert first.kind == Kind("zeek", "", "dns")
    assert first.fields["rejected"] == "false"
    assert first.fields["answers"] == ["203.0.113.5", "203.0.113.6"]
    assert first.fields["note"] == "a\tb"
    assert first.time == "2023-12-31T17:00:00.125000Z"
    assert events[1].fields == {
        "ts": "1704042001.000000", "uid": "C2", "id.orig_h": "192.0.2.10", "id.resp_p": "53", "rejected": "true", "answers": [],
    }  # fmt: skip
    assert rules(bad) == [(11, "bad-columns")]


def test_zeek_as_json_is_told_by_its_path_or_by_its_file() -> None:
    row = {"ts": 1704042000.5, "uid": "C1", "query": "xmr.example"}
    assert shaped(row | {"_path": "dns"}).kind.service == "dns"
    assert shaped(row, "may/NASHUA_dns.log.gz").kind.service == "dns"
    assert shaped(row, "smb_files.log").kind.service == "smb_files"
    assert shaped(row).time == "2023-12-31T17:00:00.500000Z"
    assert shaped(row | {"@stream": "conn", "id_orig_h": "192.0.2.1", "id_resp_p": 53}).fields["id.orig_h"] == "192.0.2.1"


def test_suricata_is_told_by_its_type_of_event() -> None:
    alert, dns = (shaped(record) for record in objects("eve.json"))
    assert (alert.kind, alert.time, alert.host) == (Kind("suricata", "", "alert"), "2024-01-01T10:00:00.251547+07:00", "cam-bien")
    assert dns.fields["dns"]["queries"][0]["rrname"] == "xmr.example"


def test_winlogbeat_new_and_old_has_the_names_of_windows() -> None:
    new, old, web = (shaped(record) for record in objects("winlogbeat.json"))
    assert new.kind == Kind("windows", "", "", "security", "4625", "microsoft-windows-security-auditing")
    assert (new.fields["TargetUserName"], new.fields["EventID"], new.host) == ("vanthu", 4625, "MAY-MOT")
    assert new.fields["host"] == {"name": "may-mot"}
    assert (old.kind.event_id, old.fields["LogonType"], old.fields["Channel"]) == ("4624", "3", "Security")
    assert (web.kind.category, web.fields["cs-uri-query"], web.fields["c-ip"]) == ("webserver", ["/a?b=1", "b=1"], "203.0.113.5")


def test_laurel_and_the_journal_are_linux() -> None:
    run = shaped({
        "ID": "1704042000.125:1", "SYSCALL": {"success": "yes", "exe": "/usr/bin/id", "uid": 0, "pid": 5},
        "EXECVE": {"argc": 2, "ARGV": ["id", "-u"]},
        "CWD": {"cwd": "/"}, "PATH": [{"name": "/usr/bin/id", "nametype": "NORMAL"}],
    })  # fmt: skip
    assert (run.kind.category, run.fields["CommandLine"], run.fields["User"]) == ("process_creation", "id -u", "root")
    entry = shaped({"__REALTIME_TIMESTAMP": "1704042000125000", "MESSAGE": [104, 105], "SYSLOG_IDENTIFIER": "sshd", "_HOSTNAME": "may"})
    assert (entry.kind.service, entry.fields["message"], entry.time) == ("sshd", "hi", "2023-12-31T17:00:00.125000Z")


def test_a_request_in_json_is_a_request() -> None:
    event = shaped(
        {"time_local": "01/Jan/2024:10:00:00 +0700", "remote_addr": "203.0.113.5", "request": "GET /a?b HTTP/1.1", "status": "200"}
    )
    assert event.fields["cs-uri-query"] == ["/a?b", "b"]
    assert event.time == "2024-01-01T10:00:00+07:00"


def test_an_object_that_nobody_knows_has_no_shape() -> None:
    assert shape_of({"a": 1}) is None
    assert shape_of({"EventID": 1, "Channel": "Security"}) is None


def test_objects_over_several_lines_and_objects_that_wrap_others_are_read() -> None:
    events, bad = from_bytes(b'{\n  "ts": 1.5,\n  "uid": "C1",\n  "_path": "dns"\n}\n{\n  "ts": 2.5, "uid": "C2", "_path": "conn"\n}\n')
    assert ([event.kind.service for event in events], bad) == (["dns", "conn"], [])
    wrapped = {"took": 1, "hits": {"hits": [{"_index": "x", "_source": record} for record in objects("winlogbeat.json")]}}
    events, bad = from_bytes(orjson.dumps(wrapped))
    assert ([event.kind.event_id for event in events[:2]], len(events), bad) == (["4625", "4624"], 3, [])
    events, _ = from_bytes(b'{"_index":"x","_id":"1","_score":1,"sort":[1],"_source":{"Channel":"Security","EventID":1}}\n')
    assert events[0].kind.channel == "security"


def test_the_samples_in_json_come_through_the_door() -> None:
    events, bad = sample("winlogbeat.json")
    assert ([event.kind.product for event in events], bad) == (["windows", "windows", ""], [])
    assert [event.kind.service for event in sample("eve.json")[0]] == ["alert", "dns"]
