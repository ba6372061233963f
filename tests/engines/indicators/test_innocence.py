"""What is usually innocent is found as a slow reader of the lists would find it, and looking never explodes."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plenty import plenty
from vonggac.engines.indicators import InnocentIndex, InnocentList, Way, parents, refused_patterns, span_of, spans_around, things_in
from vonggac.kernel.addresses import AddressError, key, parse_address, parse_range

NAMES = st.lists(st.sampled_from(["a", "b", "cdn", "evil", "vn", "gov"]), min_size=2, max_size=4).map(".".join)
FOUR = st.integers(0x0A000000, 0x0A0003FF).map(
    lambda number: str(parse_address(".".join(str(number >> at & 255) for at in (24, 16, 8, 0))))
)
NETWORKS = st.one_of(FOUR, st.tuples(FOUR, st.integers(20, 32)).map(lambda one: str(parse_range(f"{one[0]}/{one[1]}"))))


def index(way: Way, *entries: str, kinds: frozenset[str] = frozenset()) -> InnocentIndex:
    return InnocentIndex([InnocentList(7, way, entries, kinds)])


def slow(way: Way, entries: list[str], value: str) -> set[int]:
    """Every entry that a reader would say the value meets."""
    if way is Way.CIDR:
        sought = parse_range(value)
        return {place for place, one in enumerate(entries) if parse_range(one).covers(sought)}
    said = {
        Way.STRING: lambda one: one == value,
        Way.SUBSTRING: lambda one: one in value,
        Way.HOSTNAME: lambda one: value == one or value.endswith("." + one),
        Way.REGEX: lambda one: re.search(one, value) is not None,
    }[way]
    return {place for place, one in enumerate(entries) if said(one)}


@given(entries=st.lists(NETWORKS, max_size=12), value=NETWORKS)
def test_networks_hold_what_a_slow_reader_says(entries: list[str], value: str) -> None:
    found = index(Way.CIDR, *entries).judge("address", value)
    expected = slow(Way.CIDR, entries, value)
    assert (found is None) == (not expected)
    assert found is None or found.entry in expected


@given(entries=st.lists(NAMES, max_size=8, unique=True), value=NAMES, way=st.sampled_from([Way.STRING, Way.SUBSTRING, Way.HOSTNAME]))
def test_names_meet_what_a_slow_reader_says(entries: list[str], value: str, way: Way) -> None:
    found = index(way, *entries).judge("domain", value)
    expected = slow(way, entries, value)
    assert (found is None) == (not expected)
    assert found is None or found.entry in expected


@given(lists=st.lists(st.lists(NAMES, max_size=4), max_size=4), values=st.lists(NAMES, max_size=6))
def test_many_at_once_are_judged_as_one_by_one(lists: list[list[str]], values: list[str]) -> None:
    ready = InnocentIndex(InnocentList(number, Way.HOSTNAME, entries) for number, entries in enumerate(lists))
    assert list(ready.judge_many(("domain", one) for one in values)) == [ready.judge("domain", one) for one in values]


@pytest.mark.parametrize(
    ("way", "entry", "kind", "value", "meets"),
    [
        (Way.CIDR, "8.8.8.0/24", "address", "8.8.8.8", True),
        (Way.CIDR, "8.8.8.0/24", "range", "8.8.0.0/16", False),
        (Way.CIDR, "2001:db8::/32", "address", "2001:db8::1", True),
        (Way.CIDR, "8.8.8.0/24", "url", "http://8.8.8.8/a", True),
        (Way.CIDR, "0.0.0.0/0", "domain", "example.vn", False),
        (Way.HOSTNAME, "google.com", "url", "https://mail.google.com/x", True),
        (Way.HOSTNAME, "google.com", "domain", "notgoogle.com", False),
        (Way.HOSTNAME, "google.com", "mail", "a@mail.google.com", True),
        (Way.HOSTNAME, ".google.com", "domain", "google.com", True),
        (Way.STRING, "d41d8cd98f00b204e9800998ecf8427e", "hash", "d41d8cd98f00b204e9800998ecf8427e", True),
        (Way.SUBSTRING, "a.b", "domain", "axb.vn", False),
        (Way.REGEX, r"^update\d+\.example\.vn$", "domain", "update12.example.vn", True),
        (Way.REGEX, r"^update\d+\.example\.vn$", "domain", "update.example.vn", False),
    ],
)
def test_each_way_of_comparing_means_what_the_lists_mean(way: Way, entry: str, kind: str, value: str, meets: bool) -> None:
    assert (index(way, entry).judge(kind, value) is not None) is meets


def test_a_list_speaks_only_of_its_kinds_and_the_first_list_speaks_first() -> None:
    assert index(Way.STRING, "a.vn", kinds=frozenset({"url"})).judge("domain", "a.vn") is None
    both = InnocentIndex(
        [InnocentList(1, Way.STRING, ["b.vn"]), InnocentList(2, Way.STRING, ["x.vn", "a.vn"]), InnocentList(3, Way.STRING, ["a.vn"])]
    )
    found = both.judge("domain", "a.vn")
    assert found is not None
    assert (found.list, found.entry) == (2, 1)


def test_patterns_that_would_explode_or_are_none_do_no_harm() -> None:
    patterns = [r"(a+)+$", r"(?=x)", r"(", r"b\.vn"]
    assert refused_patterns(patterns) == {1, 2}
    ready = index(Way.REGEX, *patterns)
    began = time.process_time()
    assert ready.judge("domain", "a" * 40 + "!") is None
    assert ready.judge("domain", "b.vn") is not None
    assert ready.judge("url", "http://" + "x" * 5_000 + "b.vn") is None, "only the first 2,048 characters are looked at"
    assert time.process_time() - began < 1


@plenty(10_000, long=100_000)
def test_ten_thousand_values_a_second_meet_ten_lists(plenty: int) -> None:
    lists = [InnocentList(1, Way.CIDR, [f"10.{one // 256}.{one % 256}.0/24" for one in range(5_000)])]
    lists += [InnocentList(2 + one, Way.HOSTNAME, [f"h{one}-{each}.example" for each in range(1_000)]) for one in range(6)]
    lists += [
        InnocentList(8, Way.STRING, [f"s{one}.vn" for one in range(1_000)]),
        InnocentList(9, Way.SUBSTRING, [f"zz{one}z" for one in range(500)]),
    ]
    lists += [InnocentList(10, Way.REGEX, [rf"^r{one}\..*\.test$" for one in range(50)])]
    values = [
        ("address", f"10.{one % 40}.{one % 251}.{one % 241}") if one % 2 else ("domain", f"w{one}.h3-{one % 2_000}.example")
        for one in range(plenty)
    ]
    began = time.process_time()
    found = list(InnocentIndex(lists).judge_many(values))
    assert time.process_time() - began < 2 + plenty / 10_000
    assert sum(one is not None for one in found) > plenty * 0.4


@given(text=NETWORKS, address=FOUR)
def test_a_network_is_found_by_its_span_exactly_when_it_holds_the_address(text: str, address: str) -> None:
    ends, sought = parse_range(text), key(parse_address(address))
    span = span_of(ends)
    assert span
    assert (ends.first_key in spans_around([sought], [span])[span]) == (ends.first_key <= sought <= ends.last_key)


def test_a_range_that_is_no_network_has_no_span() -> None:
    assert span_of(parse_range("10.0.0.1-10.0.0.6")) == 0
    assert span_of(parse_range("10.0.0.0/24")) == 120
    assert spans_around([key(parse_address("10.0.0.1"))], [0]) == {}


def test_a_value_is_known_by_what_stands_in_it_and_above_it() -> None:
    assert [(one.kind, one.value, one.how) for one in things_in("url", "http://a.evil.vn:8/x")] == [
        ("url", "http://a.evil.vn:8/x", "same"), ("domain", "a.evil.vn", "host"), ("domain", "evil.vn", "host-parent"),
    ]  # fmt: skip
    assert [one.value for one in things_in("url", "http://[2001:db8::1]/x")] == ["http://[2001:db8::1]/x", "2001:db8::1"]
    assert [one.value for one in things_in("mail", "x@evil.vn")] == ["x@evil.vn", "evil.vn"]
    assert list(parents("a.b.vn")) == ["b.vn"]
    with pytest.raises(AddressError):
        parse_range("")
