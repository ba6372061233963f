"""Several events that mean something together: counted by a sliding span, per user, per machine, in chains."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from vonggac.engines.hunt import Correlation, Counting, Heading, Order, Sighted
from vonggac.engines.hunt.correlating import Correlator

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def correlation(
    name: str, counting: Counting, of: tuple[str, ...], bounds: tuple[tuple[Order, float], ...] = (), **more: Any
) -> Correlation:
    more.setdefault("span", 10 * MINUTE)
    return Correlation(Heading(name, name), counting, of, bounds=bounds, **more)


def at_least(number: float) -> tuple[tuple[Order, float], ...]:
    return ((Order.AT_LEAST, number),)


def seen(minute: float, record: int = 0, source: str = "a.evtx", **fields: Any) -> Sighted:
    return Sighted(source, record or int(minute * 60) + 1, (START + minute * MINUTE).isoformat(), "may-1", fields)


def results(rules: list[Correlation], *matched: tuple[str, Sighted]) -> list[tuple[str, list[int], str]]:
    """Return name, records and reason of each result."""
    correlator = Correlator(rules)
    for rule, event in matched:
        correlator.take(rule, [event])
    return [(one.heading.id, [one.event.record, *(other.record for other in one.others)], one.because) for one in correlator.finish()]


def test_failures_within_the_span_are_one_result_with_all_their_events() -> None:
    rule = correlation("brute", Counting.EVENTS, ("fail",), at_least(3), group_by=("User",))
    found = results([rule], *(("fail", seen(minute, User="Admin")) for minute in (0, 4, 8, 9, 60)))
    assert found == [
        ("brute", [1, 241, 481, 541], "User = admin: 4 sự kiện trong 10 phút (quy tắc đòi từ 3)"),
    ]


def test_the_span_is_bound_to_no_full_hour_and_takes_both_its_ends() -> None:
    rule = correlation("brute", Counting.EVENTS, ("fail",), at_least(2))
    assert results([rule], ("fail", seen(55)), ("fail", seen(65)))
    assert not results([rule], ("fail", seen(55)), ("fail", seen(65.1)))


def test_events_of_different_users_are_not_counted_together_but_spelling_makes_no_other_user() -> None:
    rule = correlation("brute", Counting.EVENTS, ("fail",), at_least(2), group_by=("User",))
    assert not results([rule], ("fail", seen(0, User="an")), ("fail", seen(1, User="bình")))
    assert results([rule], ("fail", seen(0, User="AN")), ("fail", seen(1, User="an")))


def test_an_event_without_the_grouping_field_or_without_a_time_stands_in_no_group() -> None:
    rule = correlation("brute", Counting.EVENTS, ("fail",), at_least(2), group_by=("User",))
    assert not results([rule], ("fail", seen(0)), ("fail", seen(1)))
    correlator = Correlator([rule])
    correlator.take("fail", [Sighted("a.evtx", 1, "", "", {"User": "an"}), Sighted("a.evtx", 2, "hôm qua", "", {"User": "an"})])
    assert correlator.undated == 2
    assert list(correlator.finish()) == []


def test_the_machine_that_the_reader_found_answers_for_a_field_of_its_name() -> None:
    rule = correlation("brute", Counting.EVENTS, ("fail",), at_least(2), group_by=("ComputerName",))
    assert [found[2] for found in results([rule], ("fail", seen(0)), ("fail", seen(1)))] == [
        "ComputerName = may-1: 2 sự kiện trong 10 phút (quy tắc đòi từ 2)"
    ]


def test_files_may_come_in_any_order_of_time() -> None:
    rule = correlation("brute", Counting.EVENTS, ("fail",), at_least(3))
    events = [("fail", seen(minute)) for minute in (8, 0, 4)]
    assert results([rule], *events) == results([rule], *reversed(events))
    assert results([rule], *events)[0][1] == [1, 241, 481]


def test_the_same_event_given_twice_counts_once_and_matched_by_two_rules_once_as_well() -> None:
    rule = correlation("brute", Counting.EVENTS, ("fail", "locked"), at_least(2))
    event = seen(0)
    assert not results([rule], ("fail", event), ("fail", event), ("locked", event))


def test_at_most_is_asked_of_everything_that_happened_not_of_its_beginning() -> None:
    rule = correlation("quiet", Counting.EVENTS, ("beat",), ((Order.AT_MOST, 2),))
    assert not results([rule], *(("beat", seen(minute)) for minute in (0, 3, 6)))
    assert results([rule], *(("beat", seen(minute)) for minute in (0, 3)))


@pytest.mark.parametrize(("bounds", "holds"), [(((Order.MORE, 2), (Order.LESS, 5)), True), (((Order.MORE, 3), (Order.LESS, 5)), False)])
def test_two_bounds_make_a_range(bounds: tuple[tuple[Order, float], ...], holds: bool) -> None:
    rule = correlation("range", Counting.EVENTS, ("fail",), bounds)
    assert bool(results([rule], *(("fail", seen(minute)) for minute in (0, 3, 6)))) is holds


def test_different_values_are_counted_once_each_over_several_fields_together() -> None:
    one = correlation("spray", Counting.VALUES, ("fail",), at_least(2), field="User", group_by=("Source",))
    assert not results([one], ("fail", seen(0, User="an", Source="x")), ("fail", seen(1, User="AN", Source="x")))
    assert results([one], ("fail", seen(0, User="an", Source="x")), ("fail", seen(1, User="bình", Source="x")))
    both = correlation("spray", Counting.VALUES, ("fail",), at_least(2), field="User", more_fields=("Domain",))
    assert results([both], ("fail", seen(0, User="an", Domain="a")), ("fail", seen(1, User="an", Domain="b")))


def test_rules_together_may_match_in_any_order_but_in_order_only_in_theirs() -> None:
    matched = [("b", seen(0)), ("a", seen(1)), ("c", seen(2))]
    together = correlation("together", Counting.TOGETHER, ("a", "b", "c"))
    ordered = correlation("ordered", Counting.IN_ORDER, ("a", "b", "c"))
    assert [name for name, *_rest in results([together, ordered], *matched)] == ["together"]
    assert [name for name, *_rest in results([ordered], *matched, ("b", seen(1.5)))] == ["ordered"]


def test_in_order_each_step_needs_an_event_of_its_own() -> None:
    rule = correlation("twice", Counting.IN_ORDER, ("a", "a"))
    assert not results([rule], ("a", seen(0)))
    assert results([rule], ("a", seen(0)), ("a", seen(0, record=2)))


def test_sums_and_averages_are_exact_and_what_is_no_number_is_left_out() -> None:
    events = [("sent", seen(minute, bytes=size)) for minute, size in ((0, "0.1"), (1, "0.2"), (2, "nhiều"), (3, 10**20))]
    exact = correlation("sum", Counting.SUM, ("sent",), ((Order.EQUAL, 0.5),), field="bytes", span=2 * MINUTE)
    halves = [("sent", seen(0, bytes=0.25)), ("sent", seen(1, bytes=0.25)), ("sent", seen(30, bytes=10**30)), ("sent", seen(60, bytes=0.5))]
    assert len(results([exact], *halves)) == 2
    average = correlation("avg", Counting.AVERAGE, ("sent",), ((Order.MORE, 3e19),), field="bytes")
    assert [found[1] for found in results([average], *events)] == [[1, 61, 121, 181]]


def test_a_percentile_lies_between_its_neighbours_in_proportion() -> None:
    events = [("sent", seen(at, bytes=size)) for at, size in enumerate((1, 2, 3, 4))]
    median = correlation("median", Counting.PERCENTILE, ("sent",), ((Order.EQUAL, 2.5),), field="bytes", percentile=50)
    assert results([median], *events)
    assert not results([median], *events, ("sent", seen(5, bytes=5)))


def test_an_alias_groups_by_different_fields_of_different_rules() -> None:
    rule = correlation(
        "pivot", Counting.TOGETHER, ("in", "out"), group_by=("inside",), aliases=(("inside", (("in", "dst"), ("out", "src"))),)
    )
    assert results([rule], ("in", seen(0, dst="10.0.0.9", src="x")), ("out", seen(1, src="10.0.0.9", dst="y")))
    assert not results([rule], ("in", seen(0, dst="10.0.0.9", src="x")), ("out", seen(1, dst="10.0.0.9", src="y")))


def _chain() -> list[Correlation]:
    return [
        correlation("guessed", Counting.IN_ORDER, ("many", "success"), group_by=("User",)),
        correlation("many", Counting.EVENTS, ("fail",), at_least(3), group_by=("Computer", "User"), shown=False),
    ]


@pytest.mark.parametrize("success", [3, 45.5, 92], ids=["after-the-third", "in-the-midst", "after-the-last"])
def test_many_failures_and_then_a_success_are_found_also_in_the_midst_of_the_failures(success: float) -> None:
    failures = [("fail", seen(minute, User="an")) for minute in range(0, 90, 2)]
    assert [name for name, *_rest in results(_chain(), *failures, ("success", seen(success, User="an")))] == (
        ["guessed"] if success > 4 else []
    )


def test_a_run_counts_once_for_the_correlation_above_it() -> None:
    many = correlation("many", Counting.EVENTS, ("fail",), at_least(3), group_by=("User",), shown=False)
    widely = correlation("widely", Counting.VALUES, ("many",), at_least(2), field="User", span=60 * MINUTE)
    often = correlation("often", Counting.EVENTS, ("many",), at_least(2), span=60 * MINUTE)
    long_run = [("fail", seen(minute, User="an")) for minute in range(20)]
    assert results([widely, often, many], *long_run) == []
    other = [("fail", seen(minute + 0.5, User="bình")) for minute in range(3)]
    assert [name for name, *_rest in results([widely, often, many], *long_run, *other)] == ["widely", "often"]


def test_correlations_in_a_ring_hold_for_nothing_and_stop_nothing() -> None:
    ring = [correlation("x", Counting.EVENTS, ("y",), at_least(1)), correlation("y", Counting.EVENTS, ("x",), at_least(1))]
    good = correlation("brute", Counting.EVENTS, ("fail",), at_least(1))
    assert [name for name, *_rest in results([*ring, good], ("fail", seen(0)))] == ["brute"]


def test_a_long_run_shows_its_first_events_and_counts_them_all() -> None:
    rule = correlation("brute", Counting.EVENTS, ("fail",), at_least(3))
    ((_name, records, because),) = results([rule], *(("fail", seen(minute / 10)) for minute in range(500)))
    assert len(records) == 100
    assert because == "101 sự kiện trong 10 phút (quy tắc đòi từ 3); cả đợt 500 sự kiện trong 2994 giây"


def test_nested_fields_and_lists_group_and_count_by_each_value() -> None:
    rule = correlation("names", Counting.VALUES, ("dns",), at_least(2), field="dns.answers", group_by=("host.ip",))
    assert results([rule], ("dns", seen(0, dns={"answers": ["a", "b"]}, host={"ip": ["10.0.0.1", "fe80::1"]})))
