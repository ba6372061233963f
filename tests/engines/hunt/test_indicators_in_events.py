"""Known values among the values of events: found where they stand by themselves, whatever surrounds them."""

from __future__ import annotations

import pytest

from vonggac.engines.hunt import Event, Kind
from vonggac.engines.hunt.building import Builder
from vonggac.engines.hunt.indicating import Indicators, Known, Sort, addresses_in, heading_of, reason

SHA = "ab" * 32


def held(sort: Sort, indicator: str, value: str, **more: str) -> bool:
    return [number for number, _met in Indicators([Known(sort, indicator, "a.csv, dòng 1", **more)]).look([value])] == [0]


@pytest.mark.parametrize(
    ("value", "is_found"),
    [
        ("evil.vn", True), ("MAIL.Evil.VN", True), ("https://a.evil.vn:8443/x", True), ("an@evil.vn", True), ("evil.vn.", True),
        ("ping -n 1 evil.vn", True), ("notevil.vn", False), ("not-evil.vn", False), ("evil.vn.example", False), ("evil.vnx", False),
        ("đevil.vn", False), ("notevil.vn evil.vn", True), ("", False),
    ],
)  # fmt: skip
def test_a_domain_names_what_is_below_it_and_nothing_beside_it(value: str, is_found: bool) -> None:
    assert held(Sort.DOMAIN, "evil.vn", value) is is_found


@pytest.mark.parametrize(
    ("value", "is_found"),
    [
        ("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("tcp://10.1.2.3:443", True), ("[10.1.2.3]", True), ("10.1.2.30", False),
        ("110.1.2.3", False), ("10.1.2.3.4", False), ("v10.1.2.3", False), ("đến 10.1.2.3.", True),
    ],
)  # fmt: skip
def test_an_address_is_found_in_text_but_not_in_a_longer_number(value: str, is_found: bool) -> None:
    assert held(Sort.ADDRESS, "10.1.2.3", value) is is_found


def test_an_ipv6_address_is_the_same_however_it_is_spelt() -> None:
    assert held(Sort.ADDRESS, "2001:db8::1", "từ 2001:0DB8:0:0::0001 đến")
    assert not held(Sort.ADDRESS, "2001:db8::1", "2001:db8::11")


@pytest.mark.parametrize("written", ["203.0.113.0/24", "203.0.113.5-203.0.113.9", "203.0.113.5 - 203.0.113.9"])
def test_a_range_names_every_address_in_it(written: str) -> None:
    assert held(Sort.RANGE, written, "dst=203.0.113.7")
    assert not held(Sort.RANGE, written, "dst=203.0.114.7")


@pytest.mark.parametrize(
    ("value", "is_found"),
    [
        ("http://a.vn/x", True), ('curl "http://a.vn/x" -o y', True), ("http://a.vn/xy", False), ("http://a.vn/x/y", False),
        ("xhttp://a.vn/x", False),
    ],
)  # fmt: skip
def test_a_web_address_is_found_whole(value: str, is_found: bool) -> None:
    assert held(Sort.URL, "http://a.vn/x", value) is is_found


def test_a_web_address_without_a_path_may_end_in_a_slash() -> None:
    assert held(Sort.URL, "http://a.vn", "http://a.vn/")
    assert not held(Sort.URL, "http://a.vn", "http://a.vn/x")


def test_a_hash_is_found_among_others_of_one_field_in_capitals() -> None:
    assert held(Sort.HASH, SHA, f"MD5=00,SHA256={SHA.upper()},IMPHASH=11")
    assert not held(Sort.HASH, SHA, SHA + "ab")


def test_a_mailbox_is_not_another_one_that_ends_like_it() -> None:
    assert held(Sort.MAIL, "an@evil.vn", "Từ: <An@evil.vn>")
    assert not held(Sort.MAIL, "an@evil.vn", "lan@evil.vn")


def test_a_file_name_is_an_expression_and_has_its_exceptions() -> None:
    assert held(Sort.FILE, r"\\svch[0o]st\.exe$", r"C:\temp\svch0st.exe")
    assert not held(Sort.FILE, r"\\svch[0o]st\.exe$", r"C:\Windows\System32\svchost.exe", but_not=r"(?i)\\system32\\")
    assert not held(Sort.FILE, r"svch[0o]st", "svchost")


def test_two_sources_of_one_indicator_are_both_told() -> None:
    known = [Known(Sort.DOMAIN, "evil.vn", source) for source in ("a", "b")]
    assert [met.known.source for _number, met in Indicators(known).look(["evil.vn"])] == ["a", "b"]


def test_what_is_long_is_shown_around_what_was_found() -> None:
    value = "x" * 5000 + " evil.vn " + "y" * 5000
    ((_number, met),) = Indicators([Known(Sort.DOMAIN, "evil.vn", "a.csv, dòng 1")]).look([value])
    assert "evil.vn" in met.value
    assert len(met.value) < 400
    assert reason(met).endswith("chứa tên miền evil.vn theo a.csv, dòng 1")


def test_rows_of_a_batch_are_told_once_for_each_indicator_wherever_it_stands() -> None:
    indicators = Indicators([Known(Sort.DOMAIN, "evil.vn", "a"), Known(Sort.ADDRESS, "10.1.2.3", "a")])
    events = [
        Event(Kind("zeek", service="dns"), {"query": "x.evil.vn", "answers": ["10.1.2.3", "evil.vn"], "n": 1}),
        Event(Kind("zeek", service="dns"), {"query": "tốt.vn", "answers": [], "n": 2}),
        Event(Kind("windows"), {"Data": {"Ip": "10.1.2.3"}}),
    ]
    builder = Builder(lambda kind, *, own_id=False: indicators.needs(kind, None))
    batch = builder.build(events)
    assert batch.numbers is not None
    found = [(int(batch.numbers[row]), met.known.value) for row, met in indicators.match(batch)]
    assert sorted(found) == [(0, "10.1.2.3"), (0, "evil.vn"), (2, "10.1.2.3")]


def test_an_indicator_reads_like_a_rule() -> None:
    heading = heading_of(Known(Sort.DOMAIN, "evil.vn", "a.csv, dòng 1", families=("emotet",), author="CERT"))
    assert (heading.id, heading.title, heading.level, heading.author) == (
        "indicator:domain:evil.vn", "Tên miền đã biết: evil.vn (emotet)", "high", "CERT",
    )  # fmt: skip


def test_hostile_values_cost_no_time() -> None:
    for value in ("1." * 40_000, ":" * 60_000, "1:" * 30_000, "." * 60_000):
        assert list(addresses_in(value)) == []
