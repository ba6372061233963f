"""A mapping is data: written, checked with located answers, tried on samples, kept as JSON, and run in linear time."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from vonggac.sources.logs import Format, RawAlert, Reading, Unparsed, read_line
from vonggac.sources.logs.mapping import CompiledMapping, MappingError, as_json, mapping_from_json, shipped_mappings, try_mapping
from vonggac.sources.logs.mapping.compiled import value_at
from vonggac.sources.logs.mapping.shipped import SHIPPED

READING = Reading(datetime(2026, 11, 23, 1, tzinfo=UTC), source="mau")
PATTERN: dict[str, Any] = {
    "name": "cửa-vào",
    "kind": "pattern",
    "pattern": r"TU CHOI (?P<nguon>\S+) -> (?P<dich>\S+) muc=(?P<muc>\w+) luc=(?P<luc>[\d/]+ [\d:]+)",
    "fields": {"source.ip": "nguon", "destination.ip": "dich"},
    "constants": {"rule.id": "tu-choi"},
    "time": {"pieces": ["luc"], "pattern": "dd/MM/yyyy HH:mm:ss", "zone": "Asia/Ho_Chi_Minh"},
    "severity": {"piece": "muc", "table": {"CAO": "high"}, "otherwise": "low"},
}
LINE = "TU CHOI 198.51.100.4 -> 10.51.1.5 muc=Cao luc=23/11/2026 07:21:08"


def read(content: dict[str, Any], line: str) -> RawAlert | Unparsed:
    return read_line(line.encode(), READING, mappings=[CompiledMapping(mapping_from_json(content))])


def test_a_pattern_gives_fields_time_and_severity() -> None:
    found = read(PATTERN, LINE)
    assert isinstance(found, RawAlert)
    assert found.format is Format.MAPPED
    assert (found.fields["source.ip"], found.fields["destination.ip"], found.fields["rule.id"]) == ("198.51.100.4", "10.51.1.5", "tu-choi")
    assert found.fields["@timestamp"] == datetime(2026, 11, 23, 0, 21, 8, tzinfo=UTC)
    assert found.fields["labels.severity"] == "high"
    assert (found.is_alert, found.notes, found.message) == (True, (), LINE)


def test_a_pattern_reads_behind_a_syslog_head_as_well() -> None:
    found = read(PATTERN, f"<13>Nov 23 07:21:09 cong-vao app[7]: {LINE}")
    assert isinstance(found, RawAlert)
    assert (found.format, found.fields["host.name"], found.fields["source.ip"]) == (Format.MAPPED, "cong-vao", "198.51.100.4")


def test_json_paths_pairs_and_columns() -> None:
    json_one = {
        "name": "j",
        "kind": "json",
        "claims": {"has": ["data.kind"]},
        "fields": {"source.ip": "data.src.0.ip", "labels.x": "/a.b/c"},
    }
    found = read(json_one, '{"data":{"kind":"x","src":[{"ip":"198.51.100.4"}]},"a.b":{"c":7}}')
    assert isinstance(found, RawAlert)
    assert (found.fields["source.ip"], found.fields["labels.x"]) == ("198.51.100.4", "7")
    pairs = {"name": "p", "kind": "pairs", "claims": {"contains": ["dev="]}, "fields": {"user.name": "user", "message": "msg"}}
    found = read(pairs, 'dev=a user=van msg="hai \\"tu\\" nua" user=khac')
    assert isinstance(found, RawAlert)
    assert (found.fields["user.name"], found.fields["message"]) == ("van", 'hai "tu" nua')
    columns = {
        "name": "c",
        "kind": "columns",
        "claims": {"starts": "A;"},
        "separator": ";",
        "columns": ["", "nguon", "cong"],
        "fields": {"source.ip": "nguon", "source.port": "cong"},
    }
    found = read(columns, 'A;"198.51.100.4";443;thua')
    assert isinstance(found, RawAlert)
    assert (found.fields["source.ip"], found.fields["source.port"]) == ("198.51.100.4", 443)
    assert isinstance(read(columns, "A;thieu"), Unparsed)


def test_only_the_named_values_make_an_alert() -> None:
    content = PATTERN | {"alert": {"piece": "muc", "values": ["Cao"]}}
    assert read(content, LINE).is_alert is True  # type: ignore[union-attr]
    assert read(content, LINE.replace("muc=Cao", "muc=Thap")).is_alert is False  # type: ignore[union-attr]


def test_a_known_format_never_falls_to_a_mapping() -> None:
    greedy = {"name": "g", "kind": "pattern", "pattern": "(?P<x>.+)", "fields": {"message": "x"}}
    found = read(greedy, "CEF:0|a|b|1|2|n|3|src=198.51.100.4")
    assert isinstance(found, RawAlert)
    assert found.format is Format.CEF


@pytest.mark.parametrize("content", [PATTERN, *SHIPPED], ids=lambda content: content["name"])
def test_a_mapping_goes_to_json_and_comes_back_the_same(content: dict[str, Any]) -> None:
    mapping = mapping_from_json(content)
    assert mapping_from_json(as_json(mapping)) == mapping


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": ""}, "name"),
        ({"kind": "xml"}, "kind"),
        ({"pattern": "("}, "pattern"),
        ({"pattern": "khong nhom"}, "pattern"),
        ({"pattern": r"(?P<nguon>a)(?=b)"}, "pattern"),
        ({"pattern": r"(?P<nguon>a)\1"}, "pattern"),
        ({"pattern": "x" * 5000}, "pattern"),
        ({"fields": {}}, "fields"),
        ({"fields": {"khong.co": "nguon"}}, "fields.khong.co"),
        ({"fields": {"@timestamp": "luc"}}, "fields.@timestamp"),
        ({"fields": {"source.ip": "nguon_2"}}, "fields.source.ip"),
        ({"time": {"pieces": ["luc"], "pattern": "ngay-thang-nam"}}, "time.pattern"),
        ({"time": {"pieces": ["luc"], "zone": "Sao/Hoa"}}, "time.zone"),
        ({"time": {"pieces": ["luc"], "zone": "../../etc/passwd"}}, "time.zone"),
        ({"severity": {"piece": "muc", "table": {"cao": "rat rat cao"}}}, "severity.table.cao"),
        ({"alert": {"piece": "muc"}}, "alert.values"),
        ({"thua": 1}, "thua"),
        ({"kind": "pairs"}, "claims"),
        ({"kind": "columns", "claims": {"starts": "A"}}, "columns"),
        ({"claims": {"contains": "chu"}}, "claims.contains"),
    ],
)
def test_every_mistake_is_answered_at_its_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(MappingError) as raised:
        mapping_from_json(PATTERN | change)
    assert place in [fault.place for fault in raised.value.faults]
    assert all(fault.why.endswith(".") for fault in raised.value.faults)


@pytest.mark.parametrize(
    "content",
    [None, [], "x", 5, {"fields": []}, {"fields": {"source.ip": {"a": 1}}}, {"claims": 5, "time": 5, "severity": [], "alert": "x"}],
)
def test_json_of_any_shape_is_answered_and_never_breaks(content: object) -> None:
    with pytest.raises(MappingError):
        mapping_from_json(content)


def test_trying_says_what_each_sample_gives_or_why_not() -> None:
    samples = [LINE, "gi do khac", LINE.replace("198.51.100.4", "may-la"), LINE.replace("23/11", "45/11")]
    good, strange, bad_ip, bad_time = try_mapping(mapping_from_json(PATTERN), samples, READING)
    assert good.fields is not None
    assert (good.is_alert, good.faults, good.pieces["muc"]) == (True, (), "Cao")
    assert (strange.fields, strange.why) == (None, "Biểu thức chính quy không khớp mẫu.")
    assert [(fault.place, fault.why) for fault in bad_ip.faults] == [("fields.source.ip", "“may-la” không phải một địa chỉ IP.")]
    assert [fault.place for fault in bad_time.faults] == ["time.pattern"]


def test_trying_reads_a_sample_with_its_syslog_head() -> None:
    mapping = mapping_from_json(SHIPPED[3])
    [found] = try_mapping(mapping, ["Nov 23 07:21:08 may sshd[8]: Failed password for root from 203.0.113.77 port 51922 ssh2"], READING)
    assert found.fields is not None
    assert (found.fields["source.ip"], found.fields["user.name"]) == ("203.0.113.77", "root")


@pytest.mark.parametrize("bomb", [r"(?P<x>(a+)+)$", r"(?P<x>(a|a)*b)", r"(?P<x>(.*)*)=(.*)*!", r"(?P<x>((((((a{1,100}){1,10}))))))b"])
def test_a_pattern_that_would_never_end_elsewhere_ends_here(bomb: str) -> None:
    content = PATTERN | {"pattern": bomb, "fields": {"message": "x"}, "time": None, "severity": None}
    try:
        mapping = CompiledMapping(mapping_from_json(content))
    except MappingError:
        return
    started = time.process_time()
    mapping.read("a" * 50_000 + "!", None, READING)
    assert time.process_time() - started < 2


def test_a_path_through_anything_ends_in_nothing() -> None:
    assert value_at({"a": [1, {"b": None}]}, "a.1.b.c") is None
    assert value_at({"a": [1]}, "a.7") is None
    assert value_at({"a.b": 1}, "a.b") == 1


@pytest.mark.parametrize(
    ("line", "name", "fields", "is_alert"),
    [
        (
            "Nov 23 07:21:08 fw kernel: [1.2] IN=eth0 OUT= MAC=00 SRC=198.51.100.4 DST=10.51.1.5 LEN=40 PROTO=TCP SPT=5 DPT=22",
            "netfilter",
            {"source.ip": "198.51.100.4", "destination.port": 22, "host.name": "fw"},
            False,
        ),
        (
            '<189>date=2026-11-23 time=07:21:08 devname="FG-BIEN" devid="F1" logid="0419016384" type="utm" subtype="ips" level="alert" '
            'srcip=198.51.100.4 dstip=10.51.1.5 action="dropped" msg="applications3: exploit"',
            "fortigate",
            {"rule.id": "0419016384", "labels.severity": "critical", "event.action": "dropped", "observer.name": "FG-BIEN"},
            True,
        ),
    ],
)
def test_the_shipped_mappings_read_what_they_name(line: str, name: str, fields: dict[str, object], is_alert: bool) -> None:
    found = read_line(line.encode(), READING, mappings=shipped_mappings())
    assert isinstance(found, RawAlert)
    assert found.fields["event.module"] == name
    assert {key: found.fields.get(key) for key in fields} == fields
    assert found.is_alert is is_alert
    assert found.fields["@timestamp"] == datetime(2026, 11, 23, 0, 21, 8, tzinfo=UTC)
