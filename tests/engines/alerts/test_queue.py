"""The order of the queue, the clocks of an alert, and rules that hide."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from engines.alerts.examples import NOW, alert
from vonggac.engines.alerts import (
    ORDER_SENTENCE,
    Condition,
    Look,
    Suppression,
    Waiting,
    due,
    faults_of,
    got_through,
    place_in_queue,
    standing,
    suppress,
)
from vonggac.engines.alerts.clocks import spoken
from vonggac.kernel.severity import Severity
from vonggac.law.alertclock import Stage
from vonggac.law.alertclocks import alert_clocks, read_clocks
from vonggac.law.model import LawError


def waiting(severity: Severity = Severity.MEDIUM, level: int | None = 2, minutes: int = 10, **more: object) -> Waiting:
    return Waiting(severity, NOW - timedelta(minutes=minutes), level, **more)  # type: ignore[arg-type]


def order(*many: Waiting) -> list[int]:
    places = [place_in_queue(one) for one in many]
    assert sorted(range(len(many)), key=lambda at: places[at].key) == sorted(
        range(len(many)), key=lambda at: (places[at].urgency, places[at].since)
    )
    return sorted(range(len(many)), key=lambda at: places[at].key)


def test_a_level_three_system_comes_before_an_older_and_worse_one_of_level_one() -> None:
    assert order(waiting(Severity.CRITICAL, 1, 600), waiting(Severity.LOW, 3, 1)) == [1, 0]


def test_then_risk_then_the_longest_waiting() -> None:
    assert order(waiting(Severity.HIGH, 3, 5), waiting(Severity.CRITICAL, 3, 1), waiting(Severity.HIGH, 3, 50)) == [1, 2, 0]


def test_below_level_three_a_worse_alert_of_a_known_level_goes_before_one_of_unknown_level() -> None:
    assert order(waiting(Severity.MEDIUM, None), waiting(Severity.CRITICAL, 1)) == [1, 0]


def test_at_equal_risk_unknown_stands_before_levels_two_and_one() -> None:
    assert order(waiting(level=1, minutes=99), waiting(level=2, minutes=50), waiting(level=None, minutes=1)) == [2, 1, 0]


def test_an_indicator_and_an_exploited_vulnerability_raise_the_risk_and_say_so() -> None:
    plain, known = (
        place_in_queue(waiting()),
        place_in_queue(waiting(indicator="danh sách botnet tháng 11", open_vulnerability="CVE-2026-21407", exploited=True)),
    )
    assert known.risk == plain.risk + 20
    assert "danh sách botnet tháng 11" in known.because
    assert "CVE-2026-21407" in known.because


def test_what_was_blocked_waits_behind_what_got_through() -> None:
    assert order(waiting(got_through=False, minutes=90), waiting(got_through=True)) == [1, 0]
    assert got_through("blocked") is False
    assert got_through("quarantine", "failure") is True
    assert got_through("allowed") is True
    assert got_through("") is None


def test_risk_stays_between_zero_and_a_hundred() -> None:
    everything = waiting(Severity.CRITICAL, indicator="x", open_vulnerability="y", exploited=True, got_through=True)
    assert place_in_queue(everything).risk == 100
    assert place_in_queue(waiting(Severity.INFO, got_through=False)).risk == 0


def test_the_order_is_said_in_words() -> None:
    assert ORDER_SENTENCE.startswith("Thứ tự: hệ thống cấp độ 3 trở lên trước, rồi đến rủi ro, rồi đến tuổi")


# --- clocks ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("severity", "level", "minutes"),
    [
        (Severity.CRITICAL, 3, 30),
        (Severity.HIGH, 5, 120),
        (Severity.CRITICAL, 2, 60),
        (Severity.HIGH, 1, 240),
        (Severity.MEDIUM, None, 480),
    ],
)
def test_the_clock_follows_severity_and_level(severity: Severity, level: int | None, minutes: int) -> None:
    found = due(Stage.VERIFY, severity, level, NOW, alert_clocks())
    assert found is not None
    assert found.due_at - NOW == timedelta(minutes=minutes)
    assert not found.is_law
    assert "hạn theo dõi nội bộ" in found.because


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("severity", list(Severity))
@pytest.mark.parametrize("level", [None, 1, 2, 3, 4, 5])
def test_every_alert_has_every_clock(stage: Stage, severity: Severity, level: int | None) -> None:
    assert due(stage, severity, level, NOW, alert_clocks()) is not None


def test_level_three_is_never_given_more_time_than_a_lower_one() -> None:
    clocks, day = alert_clocks(), NOW.date()
    for stage in Stage:
        for severity in list(Severity)[1:]:
            high, low = (clocks.clock(stage, severity, level, day) for level in (3, 2))
            assert high is not None
            assert low is not None
            assert high.minutes <= low.minutes


def test_before_the_first_clock_there_is_none() -> None:
    assert due(Stage.VERIFY, Severity.HIGH, 3, NOW.replace(year=2023), alert_clocks()) is None


def test_a_clock_says_how_it_stands() -> None:
    one = due(Stage.VERIFY, Severity.CRITICAL, 3, NOW, alert_clocks())
    assert one is not None
    assert standing(one, NOW + timedelta(minutes=21)).words == "còn 9 phút"
    assert standing(one, NOW + timedelta(minutes=23)).near
    assert standing(one, NOW + timedelta(minutes=35)).words == "Quá hạn 5 phút"
    assert not standing(one, NOW + timedelta(days=3), done_at=NOW + timedelta(minutes=29)).late
    assert [spoken(timedelta(minutes=one)) for one in (68, 120, 3000)] == ["1 giờ 08", "2 giờ", "2 ngày 2 giờ"]


def test_two_clocks_for_one_case_are_a_mistake_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "clocks.yaml"
    row = "  - {stage: verify, severity: low, levels: [1], minutes: 5}\n"
    file.write_text(f"clocks:\n{row}{row}", encoding="utf-8")
    with pytest.raises(LawError, match="clocks.yaml, dòng 3"):
        read_clocks(file)


# --- rules that hide ------------------------------------------------------------------------------------------------------------------

RULE = Suppression(
    "q1",
    (Condition("rule", Look.IS, ("2034567",)), Condition("source", Look.WITHIN, ("10.51.20.0/24",))),
    NOW + timedelta(days=7),
    "máy quét",
)


def test_a_rule_hides_what_fulfils_all_its_conditions_and_is_counted() -> None:
    hidden = suppress([alert(), alert(source__ip="10.51.21.1"), alert(), alert(rule__id="5")], [RULE], NOW)
    assert hidden.by == ["q1", None, "q1", None]
    assert (hidden.counts, hidden.total) == ({"q1": 2}, 2)


def test_a_rule_ends_by_itself() -> None:
    assert suppress([alert()], [RULE], RULE.expires_at).by == [None]
    assert suppress([alert()], [replace(RULE, starts_at=NOW + timedelta(hours=1))], NOW).by == [None]


@pytest.mark.parametrize(
    ("condition", "hides"),
    [
        (Condition("title", Look.CONTAINS, ("curl",)), True),
        (Condition("title", Look.STARTS, ("et hunting",)), True),
        (Condition("severity", Look.AT_MOST, ("1",)), True),
        (Condition("severity", Look.AT_MOST, ("0",)), False),
        (Condition("destination.ip", Look.WITHIN, ("185.220.101.1-185.220.101.60", "2001:db8::/32")), True),
        (Condition("destination.port", Look.IS, ("443",)), True),
        (Condition("host.name", Look.IS, ("x",)), False),
    ],
)
def test_each_way_of_looking(condition: Condition, hides: bool) -> None:
    one = alert(event__severity=3, rule__name="ET HUNTING Curl", destination__port=443)
    assert (suppress([one], [replace(RULE, conditions=(condition,))], NOW).by == ["q1"]) is hides


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"because": " "}, "because"),
        ({"expires_at": NOW}, "expires_at"),
        ({"expires_at": NOW + timedelta(days=400)}, "expires_at"),
        ({"conditions": ()}, "conditions"),
        ({"conditions": (Condition("event.module", Look.IS, ("suricata",)),)}, "conditions"),
        ({"conditions": (Condition("khong.co", Look.IS, ("x",)),)}, "conditions[0].field"),
        ({"conditions": (Condition("source", Look.WITHIN, ("10.0.0.0/99",)),)}, "conditions[0].values"),
        ({"conditions": (Condition("rule", Look.IS, ()),)}, "conditions[0].values"),
        ({"conditions": (Condition("severity", Look.AT_MOST, ("thấp",)), Condition("rule", Look.IS, ("1",)))}, "conditions[0].values"),
    ],
)
def test_a_rule_that_hides_too_much_or_for_ever_is_refused_with_its_place(change: dict[str, object], place: str) -> None:
    assert faults_of(RULE, NOW) == []
    assert place in [fault.place for fault in faults_of(replace(RULE, **change), NOW)]  # type: ignore[arg-type]
