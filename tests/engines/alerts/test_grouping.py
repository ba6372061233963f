"""Repeats: what makes two alerts the same, how long a group lasts, and that the order of arrival changes nothing."""

from __future__ import annotations

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from engines.alerts.examples import alert
from vonggac.engines.alerts import Format, group_repeats

HOUR = timedelta(hours=1)


def test_the_same_rule_between_the_same_ends_is_a_repeat() -> None:
    groups = group_repeats([alert(minutes=-30, source__port=1), alert(minutes=-10, source__port=2)], HOUR)
    assert [(group.count, group.members) for group in groups] == [(2, (0, 1))]
    assert "quy tắc 2034567" in groups[0].because
    assert "10.51.20.14" in groups[0].because


def test_another_rule_source_target_or_product_is_another_group() -> None:
    others = [
        alert(),
        alert(rule__id="1"),
        alert(source__ip="10.51.20.15"),
        alert(destination__ip="185.220.101.48"),
        alert(Format.WAZUH),
    ]
    assert len({one.group.value for one in others}) == 5


def test_two_files_of_malware_on_one_machine_are_two_findings() -> None:
    one, other = (alert(Format.CLAMAV, event__category=("malware",), file__path=path, host__name="pc") for path in ("/a", "/b"))
    assert one.group.value != other.group.value


def test_a_group_ends_when_it_was_quiet_for_longer_than_the_window() -> None:
    alerts = [alert(minutes=at) for at in (-200, -150, -30)]
    assert [group.count for group in group_repeats(alerts, HOUR)] == [2, 1]
    assert [group.count for group in group_repeats(alerts, 2 * HOUR)] == [3]


def test_the_key_is_the_same_for_ever() -> None:
    """A stored key is compared with one that is computed years later; changing how it is made splits every group."""
    assert alert().group.value == "523f510863e4083bfc4d729c15a65027"


def test_what_a_sender_writes_cannot_run_into_the_next_part_of_the_key() -> None:
    one, other = (
        alert(rule__id="1", source__ip="without", source__domain="23:x"),
        alert(rule__id="11:2", source__ip="without", source__domain="3:x"),
    )
    assert one.group.value != other.group.value


offsets = st.lists(st.tuples(st.integers(0, 2000), st.sampled_from(["1", "2", "3"])), min_size=1, max_size=40)


@given(offsets, st.integers(1, 300), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_no_group_and_loses_nothing(rows: list[tuple[int, str]], minutes: int, chance: random.Random) -> None:
    alerts = [alert(minutes=-at, rule__id=rule) for at, rule in rows]
    mixed = list(alerts)
    chance.shuffle(mixed)
    window = timedelta(minutes=minutes)
    one, other = group_repeats(alerts, window), group_repeats(mixed, window)
    told = [(group.key, group.count, group.first_at, group.last_at) for group in one]
    assert told == [(group.key, group.count, group.first_at, group.last_at) for group in other]
    assert sorted(place for group in one for place in group.members) == list(range(len(alerts)))
