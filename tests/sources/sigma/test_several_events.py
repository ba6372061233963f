"""Correlations and filters: which rules they mean, and what becomes of those rules."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.sigma.written import read, rule
from vonggac.engines.hunt import AllOf, Counting, Not, Order, Place, Text
from vonggac.sources.sigma import Fault, read_placeholders

ONE, TWO = (f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2))


def _rule(number: str, name: str, extra: str = "") -> str:
    head = f"title: {name}\nid: {number}\nname: {name}\nlogsource: {{product: thu, service: s}}\n{extra}"
    return rule("one: {a: 1}\ncondition: one", head)


def _correlation(body: str, number: int = 9, name: str = "gop") -> str:
    head = f"title: {name}\nid: 00000000-0000-4000-8000-0000000000{number:02}\nname: {name}\ncorrelation:\n"
    return head + indent(body.strip(), "    ") + "\n"


COUNTED = "type: event_count\nrules: [mot]\ntimespan: 5m\ncondition: {gte: 10}"
BASE = (_rule(ONE, "mot"), _rule(TWO, "hai"))


def test_a_correlation_is_read_whole() -> None:
    text = _correlation("""
type: value_count
rules: [mot, 00000000-0000-4000-8000-000000000002]
timespan: 2h
group-by: [User Name, Ip]
aliases: {Ip: {mot: SrcIp, hai: ClientIp}}
condition: {gte: 10, lt: 100, field: Target User}
""")
    found = read(*BASE, text)
    assert found.not_loaded == ()
    (one,) = found.ruleset.correlations
    assert (one.counting, one.of, one.span) == (Counting.VALUES, (ONE, TWO), timedelta(hours=2))
    assert (one.group_by, one.field) == (("username", "ip"), "targetuser")
    assert one.bounds == ((Order.AT_LEAST, 10.0), (Order.LESS, 100.0))
    assert one.aliases == (("ip", ((ONE, "srcip"), (TWO, "clientip"))),)


@pytest.mark.parametrize(
    ("body", "counting"),
    [
        ("type: temporal\nrules: [mot, hai]\ntimespan: 1d", Counting.TOGETHER),
        ("type: temporal_ordered\nrules: [mot, hai]\ntimespan: 1w", Counting.IN_ORDER),
        ("type: value_sum\nrules: mot\ntimespan: 5s\ncondition: {gt: 1.5, field: Size}", Counting.SUM),
        ("type: value_avg\nrules: mot\ntimespan: 5s\ncondition: {lte: 5, field: Size}", Counting.AVERAGE),
        ("type: value_percentile\nrules: mot\ntimespan: 1M\ncondition: {eq: 5, field: Size, percentile: 95}", Counting.PERCENTILE),
        ("type: value_median\nrules: mot\ntimespan: 1y\ncondition: {eq: 5, field: Size}", Counting.PERCENTILE),
        ("type: event_count\nrules: mot\ntimespan: 5m\ncondition: {neq: 5}", Counting.EVENTS),
    ],
)
def test_every_kind_of_counting_is_known(body: str, counting: Counting) -> None:
    (one,) = read(*BASE, _correlation(body)).ruleset.correlations
    assert one.counting is counting
    assert one.percentile == (50.0 if "median" in body else 95.0 if "percentile" in body else 0.0)


def test_counted_rules_have_no_result_of_their_own_unless_asked_for() -> None:
    hidden = read(*BASE, _correlation(COUNTED)).ruleset.rules
    assert [one.shown for one in hidden] == [False, True]
    shown = read(*BASE, _correlation(COUNTED + "\ngenerate: true")).ruleset.rules
    assert [one.shown for one in shown] == [True, True]


def test_a_correlation_that_does_not_load_hides_nothing() -> None:
    found = read(*BASE, _correlation(COUNTED.replace("[mot]", "[mot, khong_co]")))
    assert [one.shown for one in found.ruleset.rules] == [True, True]
    assert [(one.rule, one.title) for one in found.not_loaded] == [("unknown-rule", "gop")]


def test_correlations_may_count_each_other_but_never_in_a_circle() -> None:
    inner = _correlation(COUNTED, 8, "trong")
    outer = _correlation("type: temporal\nrules: [trong, hai]\ntimespan: 1h", 9, "ngoai")
    chained = read(*BASE, inner, outer)
    assert [one.heading.name for one in chained.ruleset.correlations if one.shown] == ["ngoai"]
    circle = read(
        *BASE, _correlation(COUNTED.replace("mot", "ngoai"), 8, "trong"), outer, _correlation(COUNTED.replace("mot", "ngoai"), 7, "xa")
    )
    assert circle.ruleset.correlations == ()
    assert sorted((one.title, one.rule) for one in circle.not_loaded) == [("ngoai", "cyclic"), ("trong", "cyclic"), ("xa", "unknown-rule")]


@pytest.mark.parametrize(
    "body",
    [
        "type: nothing\nrules: mot\ntimespan: 5m\ncondition: {gte: 1}",
        "type: event_count\ntimespan: 5m\ncondition: {gte: 1}",
        "type: event_count\nrules: [1]\ntimespan: 5m\ncondition: {gte: 1}",
        "type: event_count\nrules: mot\ntimespan: 5 minutes\ncondition: {gte: 1}",
        "type: event_count\nrules: mot\ntimespan: 0m\ncondition: {gte: 1}",
        "type: event_count\nrules: mot\ntimespan: 5m",
        "type: event_count\nrules: mot\ntimespan: 5m\ncondition: {about: 1}",
        "type: event_count\nrules: mot\ntimespan: 5m\ncondition: {gte: many}",
        "type: event_count\nrules: mot\ntimespan: 5m\ncondition: {gte: .inf}",
        "type: value_count\nrules: mot\ntimespan: 5m\ncondition: {gte: 1}",
        "type: value_percentile\nrules: mot\ntimespan: 5m\ncondition: {gte: 1, field: a, percentile: 101}",
        "type: temporal\nrules: [mot, hai]\ntimespan: 5m\ncondition: mot and not hai",
        "type: event_count\nrules: mot\ntimespan: 5m\ncondition: {gte: 1}\ngenerate: often",
        "type: event_count\nrules: mot\ntimespan: 5m\ncondition: {gte: 1}\ngroup-by: [[a]]",
        "type: event_count\nrules: mot\ntimespan: 5m\ncondition: {gte: 1}\naliases: [a]",
        "nothing",
    ],
)
def test_a_correlation_that_says_too_little_is_refused_with_its_line(body: str) -> None:
    found = read(*BASE, _correlation(body))
    assert len(found.ruleset.rules) == 2
    (lost,) = found.not_loaded
    assert lost.rule == "correlation"
    assert lost.file.partition(":")[2].isdigit()


FILTER = """\
title: Máy quản trị
logsource: {product: thu}
filter:
    rules: %s
    may: {Computer|startswith: QT-}
    condition: not may
"""
QUIET = Not(Text("computer", Place.START, "qt-"))


@pytest.mark.parametrize(("rules", "touched"), [("any", 2), ("[]", 2), ("[mot]", 1), (f"[{ONE}]", 1), (f"[mot, {TWO}]", 2), ("khac", 0)])
def test_a_filter_quiets_the_rules_that_it_names(rules: str, touched: int) -> None:
    found = read(*BASE, FILTER % rules)
    assert found.not_loaded == ()
    quiet = [one.condition for one in found.ruleset.rules if isinstance(one.condition, AllOf) and QUIET in one.condition.parts]
    assert len(quiet) == touched


@pytest.mark.parametrize("source", ["{product: khac}", "{product: thu, service: khac}", "{product: thu, category: c}"])
def test_a_filter_of_another_log_source_touches_nothing(source: str) -> None:
    found = read(*BASE, (FILTER % "any").replace("{product: thu}", source))
    assert not any("computer" in repr(one.condition) for one in found.ruleset.rules)


@pytest.mark.parametrize(
    ("old", "new"), [("rules: %s", "rules: {a: 1}"), ("rules: %s", "rules: [1]"), ("condition:", "condition2:"), ("not may", "not khac")]
)
def test_a_filter_that_is_none_is_refused(old: str, new: str) -> None:
    found = read(*BASE, FILTER.replace(old, new).replace("%s", "any"))
    assert len(found.not_loaded) == 1
    assert len(found.ruleset.rules) == 2


def test_lists_come_from_one_file(tmp_path: Path) -> None:
    path = tmp_path / "danh-sach.yml"
    path.write_text("quan_tri: [an, 'bình*', 5]\nmay: QT-01\n", "utf-8")
    assert read_placeholders(path) == {"quan_tri": ("an", "bình*", "5"), "may": ("QT-01",)}


@pytest.mark.parametrize("text", ["[a]", "a: []", "a: [{b: 1}]", "a: [null]", "a: [", ""])
def test_a_file_of_lists_that_is_none_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text(text, "utf-8")
    with pytest.raises(Fault):
        read_placeholders(tmp_path / "x.yml")


_SAMPLE = (rule("one:\n    Image|endswith: ['\\a.exe', b]\n    C|re: 'x+'\ncondition: one") + "---\n" + _correlation(COUNTED)).encode()


_STRANGE = [b"- ", b"|re", b"&a", b"*a", b"!!python/object:x ", b"\xff", b"? ", b"{", b"\t", b"%"]


@given(
    cut=st.integers(0, len(_SAMPLE)),
    put=st.one_of(
        st.binary(max_size=12), st.sampled_from([b"- ", b"|re", b"&a", b"*a", b"!!python/object:x ", b"\xff", b"? ", b"{", b"\t", b"%"])
    ),
    drop=st.integers(0, 30),
)
def test_whatever_becomes_of_a_rule_file_it_is_read_or_refused(cut: int, put: bytes, drop: int) -> None:
    from tempfile import TemporaryDirectory

    from vonggac.sources.sigma import check_rules

    with TemporaryDirectory() as folder:
        Path(folder, "a.yml").write_bytes(_SAMPLE[:cut] + put + _SAMPLE[cut + drop :])
        found = check_rules([Path(folder)])
    assert all(one.why and one.file for one in found.not_loaded)
    assert len(found.ruleset.rules) <= 2
