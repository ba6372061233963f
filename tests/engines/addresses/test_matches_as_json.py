"""What is published beside the engine holds for every row; sums for people add up."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engines.addresses.reference import local
from vonggac.engines.addresses import Gathering, Matches, OwnedRange, RangeIndex, RangeKind, Verdict, match, second_of
from vonggac.engines.addresses.heads import moments
from vonggac.engines.addresses.rendering import refused_lines, remark_lines, row_lines, summary_as_json
from vonggac.engines.addresses.summing import sums
from vonggac.engines.addresses.values import LOCAL
from vonggac.kernel.addresses import parse_range
from vonggac.kernel.badrows import BadRow, Place

TODAY, NOON = date(2026, 11, 20), second_of(local("2026-11-20T12:00"))
SCHEMA = json.loads((Path(__file__).parents[3] / "src/vonggac/engines/addresses/match.schema.json").read_text(encoding="utf-8"))
RANGES = [
    OwnedRange(2, parse_range("14.160.7.0/24"), "Sở Y tế", 'Cổng "một cửa"'),
    OwnedRange(3, parse_range("14.160.7.0/28"), "A", ports=(1024, 2047), kind=RangeKind.NAT, valid_from=date(2026, 1, 1)),
    OwnedRange(4, parse_range("14.161.0.0/16"), kind=RangeKind.BLOCK, provider="Nhà mạng X"),
    OwnedRange(5, parse_range("2405:4800::/48"), "B", valid_to=date(2025, 12, 31)),
    OwnedRange(6, parse_range("14.160.9.9"), "C"),
    OwnedRange(7, parse_range("14.160.9.9"), "D"),
]
ADDRESSES = ["14.160.7.200", "14.160.7.1", "14.161.0.1", "2405:4800::1", "14.160.9.9", "10.0.0.1", "8.8.8.8", "14.160.7.200", "x", '14.1"']


def matched() -> Matches:
    gathering = Gathering(NOON)
    seconds = [NOON - 5, NOON - 86_400 * 3 - 43_200, None, NOON, NOON, NOON, NOON, NOON - 5, NOON, NOON]
    days = [False, True, False, False, False, False, False, False, False, False]
    ports = ["", "", "80", "", "0", "", "", "", "", ""]
    families = ['a "b" \\', "mirai", "", "mirai", "mirai", "", "", 'a "b" \\', "", ""]
    gathering.take(ADDRESSES, range(2, 12), ports=ports, seconds=seconds, whole_days=days, families=families)
    return match(RangeIndex(RANGES), gathering.whole(), list_day=TODAY)


def objects(lines: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for chunk in lines for line in chunk.splitlines()]


def test_every_line_is_an_object_of_the_published_schema() -> None:
    found = matched()
    rows, refused = objects(row_lines(found, everything=True)), objects(refused_lines(found.rows.refused))
    remarks = objects(remark_lines([BadRow(Place("t.xlsx", sheet="T11", line=3), "Sửa.", "x", "bad-time")]))
    summary = summary_as_json(found.counts(), {"list": "a", "ranges": "b", "on": "2026-11-20"})
    for one in [*rows, *refused, *remarks, summary]:
        jsonschema.validate(one, SCHEMA)
    assert [one["line"] for one in refused] == [10, 11]
    assert (len(rows), summary["rows"], summary["duplicates"], summary["refused"]) == (8, 10, 1, 2)


@given(st.lists(st.tuples(st.integers(631_152_000, 1 << 34), st.sampled_from([0, 1, 2])), max_size=20))
def test_moments_and_days_are_written_as_the_calendar_writes_them(told: list[tuple[int, int]]) -> None:
    seconds, exact = np.array([one for one, _ in told], dtype=np.int64), np.array([known for _, known in told], dtype=np.int8)
    wanted = [
        {0: f'"{moment.isoformat()}"', 1: f'"{moment.date()}"', 2: "null"}[known]
        for moment, known in ((datetime.fromtimestamp(second, LOCAL), known) for second, known in told)
    ]
    assert [row[row != 0].tobytes().decode() for row in moments(seconds, exact)] == wanted


def test_a_row_says_what_the_list_said_and_what_was_decided() -> None:
    first, second, third, *_rest, repeat = objects(row_lines(matched(), everything=True))
    assert (first["seen_at"], first["port"], first["family"], first["basis"]) == ("2026-11-20T11:59:55+07:00", None, 'a "b" \\', "minute")
    assert first["claimants"][0]["system"] == 'Cổng "một cửa"'
    assert (second["seen_at"], second["basis"], second["verdict"], second["needs"]) == ("2026-11-17", "day", "question", ["port"])
    assert second["claimants"][0]["ports"] == [1024, 2047]
    assert (third["seen_at"], third["basis"], third["asked"], third["port"]) == (None, "list-day", ["Nhà mạng X"], 80)
    assert (first["repeats"], repeat["repeats"]) == (None, 2)


def test_without_everything_only_distinct_rows_that_are_somebodys_work_are_given() -> None:
    assert [one["verdict"] for one in objects(row_lines(matched()))] == ["held", "question", "unassigned", "contested"]


def test_a_list_without_good_rows_gives_no_lines() -> None:
    empty = match(RangeIndex(RANGES), Gathering(NOON).whole(), list_day=TODAY)
    assert objects(row_lines(empty)) == []
    assert sums(empty) == []


def test_the_sums_for_people_add_up_to_the_matched_rows() -> None:
    found = matched()
    told = sums(found)
    assert sum(one.rows for one in told) == found.counts().matched == 4
    assert [(one.verdict, one.holders) for one in told] == [
        (Verdict.HELD, (("Sở Y tế", 'Cổng "một cửa"'),)),
        (Verdict.CONTESTED, (("C", ""), ("D", ""))),
        (Verdict.QUESTION, (("A", ""), ("Sở Y tế", 'Cổng "một cửa"'))),
        (Verdict.UNASSIGNED, (("", ""),)),
    ]
    assert (told[0].first, told[0].last, told[0].families, told[3].asked) == (NOON - 5, NOON - 5, ('a "b" \\',), ("Nhà mạng X",))
