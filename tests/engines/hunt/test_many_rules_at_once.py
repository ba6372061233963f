"""How tests join, what missing fields mean, and that neither batches nor other rules change an answer."""

from __future__ import annotations

import random

from hunt_questions import event, found, holds
from vonggac.engines.hunt import (
    ALWAYS,
    NEVER,
    AllOf,
    AnyOf,
    Condition,
    Event,
    IsNull,
    Joker,
    Kind,
    Not,
    Number,
    Order,
    Place,
    Regex,
    SameAs,
    Stands,
    Text,
    Wildcard,
)  # fmt: skip
from vonggac.engines.hunt.building import Builder
from vonggac.engines.hunt.matching import Matcher

SYSMON = Kind("windows", "", "sysmon", "microsoft-windows-sysmon/operational", "1", "microsoft-windows-sysmon")
SECURITY = Kind("windows", "", "security", "security", "4688", "")


def text(field: str | None, value: str, place: Place = Place.WHOLE) -> Text:
    return Text(field, place, value)


def test_not_holds_where_the_field_is_missing() -> None:
    assert holds(Not(text("f", "a")), {"f": "a"}, {"f": "b"}, {"g": "a"}, {"f": None}) == [False, True, True, True]


def test_null_is_missing_or_null_and_an_empty_text_is_neither() -> None:
    told = ({"f": None}, {"g": 1}, {"f": ""}, {"f": []}, {"f": {}}, {"f": 0}, {"f": [None]}, {"f": [None, ""]})
    nulls = [True, True, False, True, True, False, True, False]
    assert holds(IsNull("f"), *told) == nulls
    assert holds(Stands("f"), *told) == [not one for one in nulls]


def test_of_no_parts_all_holds_and_any_does_not() -> None:
    assert holds(ALWAYS, {"f": 1}, {}) == [True, True]
    assert holds(NEVER, {"f": 1}, {}) == [False, False]
    assert holds(Not(NEVER), {"f": 1}, {}) == [True, True]
    assert holds(AllOf((text("f", "1"), NEVER)), {"f": 1}) == [False]
    assert holds(AnyOf((text("f", "2"), ALWAYS)), {"f": 1}) == [True]


def test_all_parts_may_hold_of_different_values_of_a_list() -> None:
    both = AllOf((text("f", "a", Place.INSIDE), text("f", "b", Place.INSIDE)))
    assert holds(both, {"f": ["xa", "xb"]}, {"f": "xa"}, {"f": "ab"}) == [True, False, True]


def test_a_value_of_one_field_stands_in_another_of_the_same_event() -> None:
    told = ({"a": "x", "b": "X"}, {"a": "xy", "b": "y"}, {"a": "x"}, {"a": ["p", "q"], "b": ["r", "q"]}, {"a": "yx", "b": "y"})
    assert holds(SameAs("a", Place.WHOLE, "b"), *told) == [True, False, False, True, False]
    assert holds(SameAs("a", Place.END, "b"), *told) == [True, True, False, True, False]
    assert holds(SameAs("a", Place.START, "b"), *told) == [True, False, False, True, True]
    assert holds(SameAs("a", Place.INSIDE, "b"), *told) == [True, True, False, True, True]
    assert holds(SameAs("a", Place.WHOLE, "b", cased=True), *told) == [False, False, False, True, False]


def test_a_keyword_is_sought_in_every_value() -> None:
    told = ({"a": "x", "b": {"c": ["say mimikatz now"]}}, {"mimikatz": "x"}, {"a": None, "b": "MIMIKATZ"})
    assert holds(text(None, "mimikatz", Place.INSIDE), *told) == [True, False, True]
    assert holds(Not(text(None, "mimikatz", Place.INSIDE)), *told) == [False, True, False]
    assert holds(AllOf((text(None, "mimikatz", Place.INSIDE), text("a", "x"))), *told) == [True, False, False]


def test_what_an_event_is_and_its_own_fields_of_that_name_are_two_things() -> None:
    cleared = event({"Channel": "Setup", "EventID": "104"}, Kind("windows", channel="system", event_id="104"))
    assert found([text("_channel", "system"), text("channel", "setup"), text("channel", "system")], [cleared]) == [{0}, {0}, set()]


def test_what_readers_say_of_each_event_can_be_asked() -> None:
    events = [event({"a": 1}, host="DC01", time="2026-01-01T00:00:00Z"), event({"a": 1})]
    assert found([text("_host", "dc01"), text("_time", "2026-", Place.START)], events) == [{0}, {0}]


def test_events_that_no_rule_can_match_are_left_out() -> None:
    matcher = Matcher.of_conditions([AllOf((text("_channel", "security"), text("eventid", "4688"), text("image", "x")))])
    other = Kind("windows", channel="system", event_id="1")
    batch = Builder(matcher.needs).build([Event(other, {"Image": "x"}), Event(SECURITY, {"EventID": 4688, "Image": "x", "Other": "y"})])
    assert (batch.size, batch.skipped) == (1, 1)
    assert "other" not in batch.columns
    assert matcher.match(batch) == [(0, [0])]
    assert batch.numbers is not None
    assert batch.numbers.tolist() == [1]


def test_an_event_whose_own_identifier_no_rule_names_is_left_out_and_one_that_tells_another_is_not() -> None:
    rule = AllOf((text("_channel", "security"), text("eventid", "4688"), text("image", "x")))
    matcher = Matcher.of_conditions([rule])
    kind = Kind("windows", channel="security", event_id="4624")
    batch = Builder(matcher.needs).build([Event(kind, {"EventID": "4624", "Image": "x"}), Event(kind, {"EventID": "4688", "Image": "x"})])
    assert found([rule], [Event(kind, {"EventID": "4624", "Image": "x"}), Event(kind, {"EventID": "4688", "Image": "x"})]) == [{1}]
    assert batch.size + batch.skipped == 2


def test_a_door_may_be_a_choice_or_a_refusal() -> None:
    either = AllOf((AnyOf((text("_channel", "security"), text("_service", "sysmon"))), text("a", "1")))
    neither = AllOf((Not(text("_channel", "security")), text("a", "1")))
    inside = AnyOf((AllOf((text("_channel", "security"), text("a", "1"))), AllOf((text("_eventid", "1"), text("b", "1")))))
    events = [Event(SECURITY, {"a": "1", "b": "1"}), Event(SYSMON, {"a": "1", "b": "1"}), Event(Kind(), {"a": "1"})]
    assert found([either, neither, inside], events) == [{0, 1}, {1, 2}, {0, 1}]


def test_rules_whose_log_source_did_not_occur_are_told() -> None:
    rules = [AllOf((text("_channel", "security"), text("a", "1"))), AllOf((text("_product", "zeek"), text("a", "1"))), text("a", "1")]
    matcher = Matcher.of_conditions(rules)
    assert matcher.can_match([SECURITY, SYSMON]) == {0, 2}
    assert matcher.fields(0) == {"_channel", "a"}


def test_a_rule_among_thousands_answers_as_alone_and_in_batches_of_any_size() -> None:
    chance = random.Random(20261123)
    rules, events = _rules(chance, 400), _events(chance, 300)
    alone = [found([rule], events)[0] for rule in rules]
    assert any(alone)
    assert found(rules, events) == alone
    matcher, answers = Matcher.of_conditions(rules), [set[int]() for _rule in rules]
    builder = Builder(matcher.needs)
    for start in range(0, len(events), 7):
        batch = builder.build(events[start : start + 7])
        assert batch.numbers is not None
        for rule, rows in matcher.match(batch):
            answers[rule] |= {start + int(batch.numbers[row]) for row in rows}
    assert answers == alone


def _rules(chance: random.Random, count: int) -> list[Condition]:
    words = ["power", "shell", "cmd", "a", "Exe", "\\", "-enc", "1", "22", "", "ắ"]

    def leaf() -> Condition:
        field, word = chance.choice(["image", "commandline", "n", "_channel", "x.y"]), chance.choice(words)
        return chance.choice([
            Text(field, chance.choice(list(Place)), word, cased=chance.random() < 0.2), IsNull(field), Stands(field),
            Wildcard(field, (word, Joker.ANY, chance.choice(words))), Number("n", chance.choice(list(Order)), chance.randrange(30)),
            Regex(field, chance.choice(["pow.r", "[a-c]{2}", "^cmd$", "shell|exe"]), frozenset("i")), SameAs("image", Place.INSIDE, "n"),
            Text(None, Place.INSIDE, word),
        ])  # fmt: skip

    def tree(depth: int) -> Condition:
        if depth == 0 or chance.random() < 0.2:
            return leaf()
        parts = tuple(tree(depth - 1) for _part in range(chance.randrange(1, 4)))
        return chance.choice([AllOf(parts), AnyOf(parts), Not(parts[0])])

    return [tree(3) for _rule in range(count)]


def _events(chance: random.Random, count: int) -> list[Event]:
    told = ["powershell.EXE -enc 22", "cmd", "C:\\a\\cmd.exe", "", None, 22, 1, True, ["cmd", "a"], "Ắ", {"y": "shell"}, "pow1r"]
    names = ["Image", "CommandLine", "n", "x", "Other Field"]
    kinds = [SYSMON, SECURITY, Kind()]
    return [Event(chance.choice(kinds), {name: chance.choice(told) for name in names if chance.random() < 0.8}) for _event in range(count)]
