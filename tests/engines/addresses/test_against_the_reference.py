"""The columns say what the slow matcher says, however rows, ranges and times are thrown together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from engines.addresses.reference import expected
from vonggac.engines.addresses import LOCAL, Decision, Lost, OwnedRange, RangeIndex, RangeKind, Sighting, Verdict, match_few
from vonggac.kernel.addresses import Address, AddressRange

TODAY = date(2026, 11, 20)
V4, V6, INNER = int(IPv4Address("14.160.7.248")), int(IPv6Address("2405:4800::fff8")), int(IPv4Address("10.0.0.0"))
DAYS = [TODAY + timedelta(days=n) for n in (-400, -3, -1, 0, 1, 2, 30)]
MOMENTS = [datetime(2026, 11, 20, hour, minute, tzinfo=LOCAL) for hour, minute in ((0, 0), (9, 30), (14, 30), (23, 59))]
PORTS = [0, 1, 443, 1023, 1024, 2047, 2048, 65535]


def address_at(base: int, offset: int) -> Address:
    return IPv6Address(base + offset) if base == V6 else IPv4Address(base + offset)


@st.composite
def owned_ranges(draw: Any) -> OwnedRange:
    base = draw(st.sampled_from([V4, V4, V6, INNER]))
    first, more = draw(st.integers(0, 9)), draw(st.sampled_from([0, 0, 1, 3, 7]))
    begins, ends = draw(st.sampled_from([None, *DAYS, *MOMENTS])), draw(st.sampled_from([None, *DAYS, *MOMENTS]))
    ports = draw(st.sampled_from([None, None, None, (0, 65535), (443, 443), (1024, 2047), (1024, 4095), (2048, 4095)]))
    kind = draw(st.sampled_from([RangeKind.FIXED, RangeKind.FIXED, *RangeKind]))
    body, system = draw(st.sampled_from("ABC")), draw(st.sampled_from(["", "", "x", "y"]))
    span = AddressRange.between(address_at(base, first), address_at(base, first + more))
    made = {"organisation": body, "system": system, "ports": ports, "kind": kind}
    try:
        return OwnedRange(0, span, valid_from=begins, valid_to=ends, **made)
    except ValueError:
        return OwnedRange(0, span, valid_from=begins, **made)


RANGES = st.lists(owned_ranges(), max_size=9).map(lambda found: [replace(one, line=number) for number, one in enumerate(found, start=2)])
SIGHTINGS = st.builds(
    Sighting,
    st.builds(address_at, st.sampled_from([V4, V4, V6, INNER]), st.integers(0, 17)),
    st.sampled_from([None, *DAYS, *MOMENTS, *(moment - timedelta(seconds=1) for moment in MOMENTS)]),
    st.sampled_from([None, None, *PORTS]),
)


def said(found: Decision) -> tuple[Verdict, frozenset[tuple[str, str]], frozenset[str]]:
    holders = [one.holder for one in found.claimants]
    assert len(set(holders)) == len(holders)
    return found.verdict, frozenset(holders), frozenset(found.needs)


@given(RANGES, st.lists(SIGHTINGS, min_size=1, max_size=6), st.booleans())
@example([OwnedRange(2, AddressRange.between(IPv4Address(V4), IPv4Address(V4)), "A", valid_to=TODAY)], [Sighting(IPv4Address(V4))], False)
def test_the_columns_say_what_the_slow_matcher_says(ranges: list[OwnedRange], seen: list[Sighting], inside: bool) -> None:
    found = match_few(RangeIndex(ranges), seen, list_day=TODAY, inside=inside)
    for one, decision in zip(seen, found, strict=True):
        want = expected(ranges, one, TODAY, inside=inside)
        verdict, holders, needs = said(decision)
        assert (verdict, holders) == (want.verdict, want.holders)
        assert want.needs <= needs
        assert needs - want.needs <= ({"port"} if one.port is None else set())


@given(RANGES, st.lists(SIGHTINGS, min_size=2, max_size=8), st.integers(1, 7))
def test_splitting_a_list_changes_nothing(ranges: list[OwnedRange], seen: list[Sighting], at: int) -> None:
    index = RangeIndex(ranges)
    apart = [match_few(index, part, list_day=TODAY) for part in (seen[:at], seen[at:]) if part]
    assert [one for part in apart for one in part] == match_few(index, seen, list_day=TODAY)


@given(RANGES.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))), st.lists(SIGHTINGS, min_size=1, max_size=6))
def test_the_order_of_the_ranges_changes_nothing(both: tuple[list[OwnedRange], list[OwnedRange]], seen: list[Sighting]) -> None:
    one, other = (match_few(RangeIndex(ranges), seen, list_day=TODAY) for ranges in both)
    assert one == other


@given(RANGES, owned_ranges(), st.lists(SIGHTINGS, min_size=1, max_size=6))
def test_a_range_that_was_over_long_ago_changes_no_holder(ranges: list[OwnedRange], old: OwnedRange, seen: list[Sighting]) -> None:
    """It may turn "outside" into "held before", and it is told among the runners-up."""
    past = replace(old, line=99, valid_from=date(2020, 1, 1), valid_to=date(2021, 12, 31))
    before = match_few(RangeIndex(ranges), seen, list_day=TODAY)
    after = match_few(RangeIndex([*ranges, past]), seen, list_day=TODAY)
    for one, other in zip(before, after, strict=True):
        if one.verdict in {Verdict.OUTSIDE, Verdict.FORMER} or other.verdict is Verdict.FORMER:
            assert other.verdict in {one.verdict, Verdict.FORMER}
            continue
        assert said(one) == said(other)
        assert [each.lost for each in other.runners_up if each.range.line == 99] in ([], [Lost.EXPIRED], [Lost.SPACE])


@given(RANGES, st.lists(SIGHTINGS, min_size=1, max_size=6))
def test_every_range_around_an_address_is_told_once(ranges: list[OwnedRange], seen: list[Sighting]) -> None:
    for one, decision in zip(seen, match_few(RangeIndex(ranges), seen, list_day=TODAY), strict=True):
        told = [each.line for each in decision.claimants] + [each.range.line for each in decision.runners_up]
        assert sorted(told) == [each.line for each in ranges if one.address in each.addresses]
