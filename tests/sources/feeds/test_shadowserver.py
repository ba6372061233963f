"""Reports of Shadowserver: every report by its header, every row an event or a located fault."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.kernel.badrows import BadRow
from vonggac.sources.feeds import FeedEvent, recognise
from vonggac.sources.feeds.shadowserver import reading
from vonggac.sources.feeds.shadowserver.conversions import BY_NAME
from vonggac.sources.feeds.shadowserver.schema import name_in, schema
from vonggac.sources.feeds.taxonomy import is_kind
from vonggac.sources.refusal import Refused

from .reading import SAMPLES, events, faults, found_in, reference, remarks, stated

HEADER = '"timestamp","ip","protocol","port","hostname","tag","asn","geo","region","city","naics","sic"\n'
ROW = '"2026-11-19 03:00:00","203.162.77.10","tcp",23,"may.example.vn","telnet",45899,"VN","QUANG NGAI","MO DUC",0,0\n'


@pytest.mark.parametrize("sample", sorted((SAMPLES / "shadowserver").glob("*.csv")), ids=lambda path: path.name)
def test_every_sample_gives_its_stated_events(sample: Path) -> None:
    found = found_in(sample.read_bytes(), sample.name)
    assert events(found) == json.loads(Path(f"{sample}.expected.json").read_text(encoding="utf-8"))
    assert faults(found) == []


def test_all_stated_events_of_the_reference_reports_hold(capsys: pytest.CaptureFixture[str]) -> None:
    reports = sorted(reference("feeds", "intelmq-shadowserver-2023", "shadowserver").glob("*.csv"))
    held, missing = 0, []
    for report in reports:
        read = events(found_in(report.read_bytes(), report.name))
        for event in stated(report):
            held += event in read
            missing += [] if event in read else [(report.name, event)]
    with capsys.disabled():
        print(f"\nShadowserver: {held} of {held + len(missing)} stated events of {len(reports)} reports hold")
    assert held > 100
    assert missing == []


def test_the_header_alone_tells_the_reference_reports_apart() -> None:
    for report in sorted(reference("feeds", "intelmq-shadowserver-2023", "shadowserver").glob("*.csv")):
        read = events(found_in(report.read_bytes(), "tai-ve.csv"))
        assert [event for event in stated(report) if event not in read] == [], report.name


def test_a_report_that_is_not_described_keeps_nine_of_ten_stated_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each report of the reference in turn is forgotten and read by its family alone, as one that comes new tomorrow."""
    known, held, number = schema(), 0, 0
    for report in sorted(reference("feeds", "intelmq-shadowserver-2023", "shadowserver").glob("*.csv")):
        without = replace(known, reports={name: one for name, one in known.reports.items() if name != report.stem})
        monkeypatch.setattr(reading, "schema", lambda without=without: without)
        read = events(found_in(report.read_bytes(), report.name))
        for event in stated(report):
            number += len(event)
            held += max(sum(one.get(name) == value for name, value in event.items()) for one in read)
    assert number > 2000
    assert held / number > 0.93, held / number


def test_an_infection_says_which_machine_when_and_whom_it_called() -> None:
    sample = SAMPLES / "shadowserver" / "2026-11-20-event4_sinkhole-vn.csv"
    event = next(one for one in found_in(sample.read_bytes(), sample.name) if isinstance(one, FeedEvent))
    assert (str(event.address), event.port, event.kind, event.family, event.c2) == (
        "203.162.77.9", 50122, "infected-system", "andromeda", "198.18.7.7:443",
    )  # fmt: skip
    assert event.time is not None
    assert event.time.isoformat() == "2026-11-19T17:30:00+00:00"
    assert event.place.line == 2


def test_a_family_left_blank_is_taken_from_the_infection() -> None:
    sample = SAMPLES / "shadowserver" / "2026-11-20-event4_sinkhole-vn.csv"
    assert [one.family for one in found_in(sample.read_bytes(), sample.name) if isinstance(one, FeedEvent)] == ["andromeda", "mirai"]


def test_a_report_nobody_described_is_read_by_its_family_and_names_the_columns_it_kept() -> None:
    sample = SAMPLES / "shadowserver" / "scan_redis_like_no_other.csv"
    remark = next(one for one in found_in(sample.read_bytes(), sample.name) if isinstance(one, BadRow))
    assert remark.rule == "unknown-report"
    assert "valve_position" in remark.why
    assert "hostname" not in remark.why


def test_a_header_with_an_infection_is_an_infection_whatever_the_file_is_called() -> None:
    header = '"timestamp","src_ip","src_port","src_asn","src_geo","infection","quite_new"\n'
    event = events(found_in(header + '"2026-11-19 03:00:00","203.162.77.10",4000,45899,"VN","emotet","x"\n', "moi.csv"))[0]
    assert event["classification.type"] == "infected-system"
    assert event["classification.identifier"] == "emotet"


@pytest.mark.parametrize(
    ("file_name", "report"),
    [
        ("2026-11-20-scan_ftp-vietnam-asn.csv", "scan_ftp"),
        ("scan6_ftp.csv", "scan_ftp"),
        ("123_2026-11-20-event6_sinkhole.csv", "event4_sinkhole"),
        ("C/tai/scan_dns.CSV", "scan_dns"),
    ],
)
def test_the_name_of_a_file_hints_at_its_report(file_name: str, report: str) -> None:
    assert name_in(file_name) == report


def test_every_described_report_names_a_known_kind_and_known_conversions() -> None:
    known = schema()
    for name, report in known.reports.items():
        assert is_kind(report.constants["classification.type"]), name
        assert all(target.conversion in BY_NAME for target in report.columns.values()), name
        assert report.needs, name
        assert report.tags or report.ports or any(known.is_rare(column) for column in report.needs), name


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (ROW.replace("203.162.77.10", "203.162.77.999"), "bad-value"),
        (ROW.replace("203.162.77.10", ""), "blank"),
        (ROW.replace("2026-11-19 03:00:00", "hôm qua"), "bad-value"),
        (ROW.replace("2026-11-19", "2027-01-01"), "future-time"),
        (ROW.replace("\n", ",thua,thua\n"), "wrong-columns"),
        (ROW[:60], "truncated"),
        (ROW.replace("MO DUC", "MO\0DUC"), "nul-bytes"),
        ('"' + "x" * 1_200_000 + '"\n', "long-line"),
    ],
)
def test_a_bad_row_is_refused_at_its_line_and_the_rows_around_it_stay(row: str, rule: str) -> None:
    data = HEADER + ROW + (row if rule == "truncated" else row + ROW)
    found = found_in(data, "scan_telnet.csv")
    assert rule in faults(found)
    assert len(events(found)) == (1 if rule == "truncated" else 2)
    bad = next(one for one in found if isinstance(one, BadRow) and one.rule == rule)
    assert bad.place.line == 3


def test_an_impossible_port_is_left_out_and_said_but_the_machine_stays() -> None:
    found = found_in(HEADER + ROW.replace(",23,", ",99999,"), "scan_telnet.csv")
    assert faults(found) == ["bad-value"]
    assert "source.port" not in events(found)[0]


def test_private_addresses_are_kept_with_one_remark_for_the_file() -> None:
    found = found_in(HEADER + ROW.replace("203.162.77.10", "10.1.2.3") * 3, "scan_telnet.csv")
    assert len(events(found)) == 3
    assert remarks(found) == ["private-address"]


def test_ten_thousand_bad_rows_are_counted_not_listed() -> None:
    found = found_in(HEADER + ROW.replace("203.162.77.10", "x") * 10_000, "scan_telnet.csv")
    assert len(faults(found)) == 1_001
    assert faults(found)[-1] == "more-bad-rows"


def test_a_table_without_a_time_or_an_address_is_no_report() -> None:
    assert recognise(b'"name","asn","geo"\n', "scan_telnet.csv") is None
    with pytest.raises(Refused):
        found_in("", "scan_telnet.csv")


@given(st.binary(max_size=400))
def test_any_bytes_below_a_header_end_in_events_or_located_faults(rows: bytes) -> None:
    for one in found_in(HEADER.encode() + rows, "scan_telnet.csv"):
        assert isinstance(one, FeedEvent | BadRow)
