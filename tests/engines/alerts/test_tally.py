"""A month counted in parts and laid together gives what counting it all at once gives, and so after it was kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from vonggac.engines.alerts import Counted, MonthFigures, Tally, Verified, as_kept, from_kept, month_figures, together
from vonggac.kernel.severity import Severity

AT = datetime(2026, 11, 10, tzinfo=UTC)
START, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
YES_NO_UNSAID = st.sampled_from([True, False, None])
ROWS = st.builds(
    Counted,
    at=st.just(AT),
    repeats=st.integers(1, 90),
    severity=st.sampled_from(Severity),
    verified=st.sampled_from(Verified),
    product=st.sampled_from(["", "Wazuh"]),
    classification=st.sampled_from(["", "malicious-code", "fraud", "no-such-class"]),
    malware=st.sampled_from(["", "Mozi", "LockBit"]),
    target=st.sampled_from(["", "10.0.0.1", "may-1"]),
    remote=st.sampled_from(["", "8.8.8.8", "9.9.9.9"]),
    cves=st.sampled_from([(), ("CVE-2024-3400",), ("CVE-2021-44228", "CVE-2024-3400")]),
    level=st.sampled_from([None, 1, 3, 5]),
    body=st.sampled_from(["", "so", "xa"]),
    verified_in_time=YES_NO_UNSAID,
    handled_in_time=YES_NO_UNSAID,
    hidden=st.booleans(),
)


def tally_of(rows: list[Counted]) -> Tally:
    tally = Tally()
    for row in rows:
        tally.add(row)
    return tally


def kept(tally: Tally) -> Tally:
    told, digests = tally.packed()
    return Tally.unpacked(json.loads(json.dumps(told)), digests)


def same(one: MonthFigures, other: MonthFigures) -> bool:
    return one == other and list(one.by_class) == list(other.by_class) and list(one.by_body) == list(other.by_body)


@given(st.lists(st.lists(ROWS, max_size=8), max_size=5))
def test_parts_laid_together_are_the_whole(parts: list[list[Counted]]) -> None:
    every = month_figures([row for part in parts for row in part], START, END)
    whole = together(kept(tally_of(part)) for part in parts)
    assert same(whole.figures(), every)
    assert same(from_kept(json.loads(json.dumps(as_kept(whole.figures())))), every)


def test_a_machine_in_two_parts_is_one_machine() -> None:
    hit = Counted(AT, 1, Severity(3), Verified.TRUE, malware="Mozi", target="10.0.0.1", remote="8.8.8.8")
    found = together([kept(tally_of([hit])), kept(tally_of([hit]))]).figures()
    assert (found.groups, found.infected_machines, found.machines_by_malware, found.suspicious_connections) == (2, 1, {"Mozi": 1}, 1)


def test_bodies_are_named_when_they_are_read() -> None:
    found = tally_of([Counted(AT, 1, Severity(1), Verified.WAITING, body="7"), Counted(AT, 1, Severity(1), Verified.WAITING)])
    assert found.figures({"7": "so-thu"}).by_body == {"": 1, "so-thu": 1}
