"""Detections into findings: counted whole, with their first and last events by time, in bounded memory whatever a log names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from vonggac.apps.hunts import grouping
from vonggac.apps.hunts.grouping import Groups, clean, moment, short_id
from vonggac.apps.hunts.resultfile import ResultWriter, read_results
from vonggac.engines.hunt import Detection, Heading, Sighted

RULE = Heading("r", "Quy tắc", level="high", author="Ai đó", tags=("attack.t1059",))


def grouped(folder: Path, *found: Detection) -> list[dict[str, Any]]:
    writer, groups = ResultWriter(folder / "results", {"c"}), Groups()
    for one in found:
        groups.take(writer.take(one), one)
    writer.close()
    groups.write(folder / "results", folder, folder / "findings")
    return [json.loads(line) for line in (folder / "findings").read_text(encoding="utf-8").splitlines()]


def met(number: int, host: str = "MAY-01", time: str | None = None, heading: Heading = RULE, **fields: Any) -> Detection:
    at = f"2026-11-23T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}+07:00" if time is None else time
    return Detection(heading, Sighted("a.log", number, at, host, fields or {"n": number}))


def test_a_finding_counts_all_and_keeps_its_first_and_last_events_by_time(tmp_path: Path) -> None:
    backwards = [met(number) for number in reversed(range(1_000))]
    (one,) = grouped(tmp_path, *backwards)
    assert (one["count"], one["host"], one["what"], one["author"]) == (1_000, "may-01", "rule", "Ai đó")
    assert (one["first"], one["last"]) == ("2026-11-22T17:00:00.000+00:00", "2026-11-22T17:16:39.000+00:00")
    assert [event["record"] for event in one["events"]] == [*range(50), *range(950, 1_000)]


def test_a_machine_is_one_finding_however_logs_write_it_and_in_whatever_order(tmp_path: Path) -> None:
    spelt = ["PC5", "pc5.xa.local", "pc5.", "PC5.xa.local.", "pc6", "pc6.a", "pc6.b"]
    found = [met(number, spelt[number % 7]) for number in range(140)]
    told = {}
    for name, order in (("on", found), ("back", found[::-1])):
        (folder := tmp_path / name).mkdir()
        told[name] = {one["host"]: (one["count"], one["first"], one["last"], one["written"]) for one in grouped(folder, *order)}
    assert told["on"] == told["back"]
    assert {host: one[0] for host, one in told["on"].items()} == {"pc5.xa.local": 80, "pc6": 20, "pc6.a": 20, "pc6.b": 20}
    assert told["on"]["pc5.xa.local"][3] == ["PC5", "PC5.xa.local.", "pc5.", "pc5.xa.local"]


def test_events_without_a_time_are_kept_too(tmp_path: Path) -> None:
    (one,) = grouped(tmp_path, met(1, time=""), met(2, time="hôm qua"), met(3))
    assert (one["count"], one["first"][:10], [event["record"] for event in one["events"]]) == (3, "2026-11-22", [3, 1, 2])
    assert [moment(text) for text in ("", "x", "0001-01-01T00:00:00+14:00")][:2] == [None, None]


def test_what_found_it_tells_findings_apart_and_results_are_read_again_as_written(tmp_path: Path) -> None:
    several = Detection(Heading("c", "Tương quan"), met(1).event, (met(2).event, met(3).event), "3 lần")
    found = [met(1), several, met(1, heading=Heading("indicator:domain:evil.vn", "x")), met(1, heading=Heading("yara:X", "x"), host="")]
    rows = grouped(tmp_path, *found)
    assert [row["what"] for row in rows] == ["rule", "correlation", "indicator", "file"]
    assert [event["record"] for event in rows[1]["events"]] == [1, 2, 3]
    assert [detection for _what, detection in read_results(tmp_path / "results")] == found


def test_too_many_hosts_of_a_rule_share_one_finding_that_counts_them(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(grouping, "MOST_HOSTS", 3)
    rows = grouped(tmp_path, *(met(number, host=f"may-{number % 8}") for number in range(80)))
    assert [(row["host"], row["count"], row["merged"]) for row in rows] == [
        ("may-0", 10, 0), ("may-1", 10, 0), ("may-2", 10, 0), ("", 50, 5)
    ]  # fmt: skip


def test_nothing_of_a_log_breaks_a_database(tmp_path: Path) -> None:
    long = "x" * 200_000
    (one,) = grouped(tmp_path, met(1, host="a\0b", text="nul\0", script=long, deep={"a": ["\0"]}))
    fields = one["events"][0]["fields"]
    assert "\0" not in json.dumps(one)
    assert fields["script"].endswith(f"(+{200_000 - grouping.LONGEST_VALUE})")
    assert clean({"\0": ["\0"]}) == {"\ufffd": ["\ufffd"]}
    assert len(short_id("indicator:url:" + "a" * 500)) == grouping.LONGEST_ID
    assert short_id("indicator:url:" + "a" * 500) != short_id("indicator:url:" + "a" * 501)
