"""Logs of Windows that are not EVTX: XML exports and tables."""

from __future__ import annotations

import csv

import pytest

from vonggac.engines.hunt import Kind

from .opened import from_bytes, rules, sample


def test_an_export_in_xml_gives_system_and_payload_by_their_names() -> None:
    events, _ = sample("windows.xml")
    first = events[0]
    assert first.kind == Kind("windows", "", "", "microsoft-windows-sysmon/operational", "1", "microsoft-windows-sysmon")
    assert first.fields["CommandLine"] == 'cmd /c "a" & b'
    assert first.fields["Empty"] == ""
    assert first.fields["Provider_Name"] == "Microsoft-Windows-Sysmon"
    assert (first.host, first.time, first.record) == ("MAY-MOT", "2024-01-01T03:00:00.123456700Z", 2)


def test_unnamed_data_are_several_values_and_the_payload_does_not_hide_the_channel() -> None:
    events, _ = sample("windows.xml")
    assert events[1].fields["Data"] == [r"C:\Users\a\b.msi", "(NULL)"]
    assert events[2].fields["Channel"] == "Security"
    assert events[2].kind.channel == "system"


def test_a_broken_event_costs_itself_and_a_control_character_costs_nothing() -> None:
    events, bad = sample("windows.xml")
    assert [event.kind.event_id for event in events] == ["1", "1040", "104", "7"]
    assert rules(bad) == [(4, "bad-event"), (7, "cut-off")]


def test_entities_of_a_hostile_export_are_never_resolved() -> None:
    head = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    events, bad = from_bytes(head + b"<Events><Event><System><EventID>&x;</EventID></System></Event></Events>", "x.xml")
    assert (len(events), rules(bad)) == (0, [(1, "bad-event")])


def test_evtxecmd_keeps_the_payload_as_json_in_a_cell() -> None:
    events, bad = sample("evtxecmd.csv")
    assert not bad
    assert events[0].kind.event_id == "1"
    assert events[0].fields["CommandLine"] == "cmd /c whoami"
    assert events[0].time == "2024-01-01T03:00:00.1234567Z"
    assert events[1].fields["SubjectUserName"] == "vanthu"
    assert events[1].kind.channel == "security"


def test_messages_of_get_winevent_are_taken_apart_again() -> None:
    events, bad = sample("winevent.csv")
    assert not bad
    assert events[0].fields["Image"] == r"C:\Windows\System32\whoami.exe"
    assert events[0].time == "2024-01-15T10:00:00+07:00"
    assert events[1].fields["NewProcessName"] == r"C:\Windows\System32\net.exe"
    assert events[1].fields["CommandLine"] == "net user /add"
    assert events[1].time == "2024-01-15T22:00:01+07:00"
    assert events[2].fields["ScriptBlockText"] == "IEX (New-Object Net.WebClient)"


def test_a_table_of_somebody_else_has_its_own_names_and_no_field_for_an_empty_cell() -> None:
    events, _ = sample("plain.csv")
    assert events[0].fields == {"thoi_gian": "2024-01-01 10:00:00", "may": "MAY-BA", "nguoi_dung": "vanthu", "hanh_dong": "đăng nhập"}
    assert "nguoi_dung" not in events[1].fields
    assert events[0].kind == Kind()


def test_a_table_in_utf_16_as_powershell_writes_it_is_read() -> None:
    data = "Channel,EventID,Computer,TargetUserName\r\nSecurity,4625,MAY-MỘT,văn thư\r\n".encode("utf-16")
    events, bad = from_bytes(data, "x.csv")
    assert not bad
    assert events[0].fields["TargetUserName"] == "văn thư"
    assert events[0].kind == Kind("windows", "", "", "security", "4625")


@pytest.mark.parametrize("elsewhere", [131_072, 50_000_000])
def test_a_quote_that_never_closes_costs_its_row_and_not_the_file(elsewhere: int) -> None:
    csv.field_size_limit(elsewhere)  # one for the whole process, whoever sets it
    rows = ["a,b,c", "1,2,3", '4,"5,6'] + ["7,8," + "x" * 900] * 1_500 + ["9,10,11"]
    events, bad = from_bytes("\n".join(rows).encode(), "x.csv")
    assert [row.rule for row in bad] == ["bad-row"]
    assert events[0].fields == {"a": "1", "b": "2", "c": "3"}
    assert events[-1].fields == {"a": "9", "b": "10", "c": "11"}
