"""Events of n6, IntelMQ, XARF, Team Cymru and published lists: stated answers hold, nonsense is said at its place."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.handling import Handling
from vonggac.sources.feeds import FeedEvent, Part
from vonggac.sources.feeds.n6 import CATEGORIES
from vonggac.sources.feeds.taxonomy import is_kind, taxonomy_of
from vonggac.sources.feeds.xarf import TYPES
from vonggac.sources.refusal import Refused

from .reading import COLLECTED, SAMPLES, events, faults, found_in, indicators, reference, remarks, stated

EVENT = {"source.ip": "203.162.77.30", "classification.type": "infected-system", "time.source": "2026-11-17T10:00:00+00:00"}


def lines_of(*changes: dict[str, Any]) -> str:
    return "".join(json.dumps({**EVENT, **change}) + "\n" for change in ({}, *changes, {}))


def comparable(event: dict[str, Any], like: dict[str, Any]) -> dict[str, Any]:
    """What the collector knows is not compared, and the taxonomy only where it is stated, in the spelling of RSIT."""
    kept = {name: value for name, value in event.items() if not name.startswith(COLLECTED)}
    return kept if "classification.taxonomy" in like else {k: v for k, v in kept.items() if k != "classification.taxonomy"}


@pytest.mark.parametrize(
    ("file", "number"),
    [
        ("cymru/infected_20171031.txt", 9),
        ("cymru/certname_20190327.txt", 45),
        ("cznic/example_proki.json", 1),
        ("dshield/block.txt", 2),
        ("spamhaus/drop.txt", 2),
        ("malwarepatrol/getfile", 2),
        ("bambenek/dga-feed.txt", 1),
        ("zoneh/defacement_accepted.csv", 2),
        ("zoneh/defacement_pending.csv", 1),
        ("anubisnetworks/example_report_dns.json", 1),
        ("anubisnetworks/example_comm_http_host_not_dst_ip.json", 1),
    ],
)
def test_the_stated_events_of_the_reference_hold(file: str, number: int, capsys: pytest.CaptureFixture[str]) -> None:
    path = reference("feeds", "intelmq-other").joinpath(*file.split("/"))
    found = events(found_in(path.read_bytes(), path.name))
    template = json.loads(path.with_name(path.name + ".expected.json").read_text(encoding="utf-8")).get("EVENT_TEMPLATE", {})
    expected = []
    for event in stated(path):
        whole = {name: value for name, value in {**template, **event}.items() if not name.startswith(COLLECTED)}
        if "classification.taxonomy" in whole:
            whole["classification.taxonomy"] = whole["classification.taxonomy"].replace(" ", "-")
        if file.startswith("anubisnetworks"):
            whole.pop("event_description.text", None)  # a sentence another program adds; the source states none
        expected.append(whole)
    held = sum(any(comparable(one, event) == event for event in expected) for one in found)
    with capsys.disabled():
        print(f"\n{file}: {held} of {len(found)} events are stated")
    assert (held, len(found)) == (number, number)


def test_the_addresses_of_dshield_are_those_stated_and_the_system_is_not_in_the_file() -> None:
    path = reference("feeds", "intelmq-other", "dshield", "asdetailsascii.html")
    expected = [{name: value for name, value in event.items() if name != "source.asn"} for event in stated(path)]
    assert [comparable(one, {}) for one in events(found_in(path.read_bytes(), path.name))] == expected


def test_the_lines_of_dataplane_are_those_stated_and_a_cut_line_is_a_fault() -> None:
    path = reference("feeds", "intelmq-other", "dataplane", "sshclient.txt")
    lists = json.loads(path.with_name(path.name + ".expected.json").read_text(encoding="utf-8"))
    found = found_in(path.read_bytes(), path.name)
    names = ("source.ip", "source.asn", "source.as_name", "time.source", "protocol.application", "classification.type")
    wanted = [{name: event[name] for name in names if name in event} for event in lists["SSH_CLIENT_EVENT"] if "source.ip" in event]
    assert [{name: event[name] for name in names if name in event} for event in events(found)] == wanted
    assert len(faults(found)) == 1


def test_every_banner_of_shodan_is_an_event_at_its_address_and_port() -> None:
    path = reference("feeds", "intelmq-other", "shodan", "tests.json")
    banners = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = events(found_in(path.read_bytes(), path.name))
    assert [event["source.port"] for event in found] == [banner["port"] for banner in banners]
    assert [event["classification.type"] == "vulnerable-system" for event in found] == [bool(banner.get("vulns")) for banner in banners]


def test_every_indicator_of_the_reference_pulses_is_a_value_or_counted() -> None:
    path = reference("feeds", "intelmq-other", "alienvault", "test_parser_otx.data")
    pulses = json.loads(path.read_text(encoding="utf-8"))
    found = found_in(path.read_bytes(), path.name)
    said = sum(int(one.why.split()[0]) for one in found if isinstance(one, BadRow) and one.rule == "context-only")
    assert len(indicators(found)) + len(faults(found)) + said == sum(len(pulse["indicators"]) for pulse in pulses)


def test_every_reference_report_in_xarf_is_an_event_of_its_kind() -> None:
    for path in sorted(reference("feeds", "xarf").glob("v*/*.json")):
        found = found_in(path.read_bytes(), path.name)
        report = json.loads(path.read_text(encoding="utf-8"))
        [event] = events(found)
        assert faults(found) == [], path.name
        assert any(isinstance(one, Part) and one.letterhead.sender for one in found), path.name
        if "category" in report and report["type"] != "threat_intelligence":
            assert event["classification.type"] == TYPES[(report["category"], report["type"])]


def test_the_schema_of_xarf_names_no_kind_that_is_not_known_here() -> None:
    schema = json.loads(reference("feeds", "xarf").joinpath("xarf-v4-master.schema.json").read_text(encoding="utf-8"))
    pairs = {
        (pair["properties"]["category"]["const"], kind)
        for part in schema["allOf"]
        for pair in part.get("anyOf", ())
        for kind in pair["properties"]["type"]["enum"]
    }
    assert pairs
    assert pairs - TYPES.keys() == set()


def test_every_kind_that_a_source_becomes_is_one_of_rsit() -> None:
    assert all(is_kind(kind) for kind in [*CATEGORIES.values(), *TYPES.values()])
    assert taxonomy_of("infected-system") == "malicious-code"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"source.ip": "300.1.1.1"}, "bad-value"),
        ({"time.source": "hôm qua"}, "bad-value"),
        ({"time.source": "2027-06-01T00:00:00Z"}, "future-time"),
        ({"source.port": 70000}, "bad-value"),
        ({"source.ip": None}, "blank"),
    ],
)
def test_a_field_that_cannot_be_is_said_with_its_line_and_the_events_around_it_stay(change: dict[str, Any], rule: str) -> None:
    found = found_in(lines_of(change))
    assert faults(found) == [rule]
    bad = next(one for one in found if isinstance(one, BadRow))
    assert bad.place.line == 2
    assert len(events(found)) == (3 if change == {"source.port": 70000} else 2)


def test_a_time_within_a_day_ahead_is_a_clock_not_a_lie() -> None:
    assert faults(found_in(lines_of({"time.source": "2026-11-24T09:00:00+07:00"}))) == []


def test_a_line_that_is_no_json_is_skipped_and_a_cut_last_line_is_said() -> None:
    found = found_in(lines_of() + "{hỏng\n" + json.dumps(EVENT)[:40])
    assert faults(found) == ["damaged", "truncated"]
    assert len(events(found)) == 2


def test_deep_json_and_ten_megabytes_in_a_line_cost_a_fault_each() -> None:
    deep = '{"source.ip": ' + "[" * 100_000 + "]" * 100_000 + "}\n"
    long = '{"source.ip": "' + "1" * 10_000_000 + '"}\n'
    found = found_in(lines_of() + deep + long + lines_of())
    assert faults(found) == ["too-deep", "long-line"]
    assert len(events(found)) == 4


def test_a_whole_document_that_is_too_deep_is_refused() -> None:
    with pytest.raises(Refused, match="quá sâu"):
        found_in('[\n{"source.ip": "1.1.1.1", "classification.type": "x", "extra.a":\n' + "[" * 5_000)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "1" * 5000])
def test_numbers_that_are_none_are_no_json(constant: str) -> None:
    found = found_in(lines_of() + f'{{"source.ip": "203.162.77.1", "extra.a": {constant}}}\n')
    assert faults(found) == ["damaged"]


def test_a_private_address_is_kept_and_remarked_once() -> None:
    found = found_in(lines_of({"source.ip": "10.0.0.1"}, {"source.ip": "192.168.3.4"}, {"source.ip": "fd00::1"}))
    assert len(events(found)) == 5
    assert remarks(found) == ["private-address"]


def test_one_event_of_n6_with_two_addresses_is_two_machines() -> None:
    event = {
        "id": "1", "source": "a.b", "restriction": "public", "confidence": "low", "category": "bots", "time": "2026-11-18T00:00:00Z",
        "name": "virut", "address": [{"ip": "203.162.77.1"}, {"ip": "203.162.77.2"}], "dip": "198.18.1.1", "dport": 80,
    }  # fmt: skip
    found = [one for one in found_in(json.dumps([event])) if isinstance(one, FeedEvent)]
    assert [str(one.address) for one in found] == ["203.162.77.1", "203.162.77.2"]
    assert {one.c2 for one in found} == {"198.18.1.1:80"}


def test_only_an_infected_machine_has_a_control_server() -> None:
    event = FeedEvent(Place("tep"), {"classification.type": "scanner", "destination.ip": "198.18.1.1"})
    assert event.c2 is None
    assert event.address is None


def test_the_mark_of_an_event_of_n6_is_the_one_its_restriction_means() -> None:
    found = [one for one in found_in((SAMPLES / "n6" / "su-kien.jsonl").read_bytes()) if isinstance(one, FeedEvent)]
    assert [one.tlp for one in found] == [Handling.TLP_GREEN, Handling.TLP_GREEN, Handling.TLP_CLEAR]


def test_today_is_an_argument() -> None:
    assert faults(found_in(lines_of(), today=date(2026, 11, 1))) == ["future-time", "future-time"]


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*EVENT, "source.port", "source.fqdn", "extra.x", "destination", "malware.hash.md5"]), _json))
def test_any_json_in_the_fields_of_an_event_ends_in_an_event_or_a_located_fault(fields: dict[str, Any]) -> None:
    for one in found_in(lines_of() + json.dumps(fields) + "\n"):
        assert isinstance(one, FeedEvent | BadRow)


@given(st.text(max_size=200))
def test_any_text_below_the_heading_of_a_line_feed_ends_in_events_or_located_faults(text: str) -> None:
    heading = "#category|address|asn|timestamp|optional_information|asninfo\n"
    for one in found_in(f"{heading}bot|203.162.77.5|1|2026-11-19 00:00:00|{text}|X\n{text}\n"):
        assert isinstance(one, FeedEvent | BadRow)
