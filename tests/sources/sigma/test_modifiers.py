"""What each modifier of Sigma 2.1 makes of a value."""

from __future__ import annotations

import pytest

from sources.sigma.written import asks
from vonggac.engines.hunt import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    IsNull,
    Joker,
    Moment,
    Network,
    Not,
    Number,
    Order,
    Place,
    Regex,
    SameAs,
    Stands,
    Text,
    TimePart,
    Wildcard,
)
from vonggac.sources.sigma.model import Fault

ANY, ONE = Joker.ANY, Joker.ONE


@pytest.mark.parametrize(
    ("key", "value", "condition"),
    [
        ("Image", "C:\\Windows\\cmd.exe", Text("image", Place.WHOLE, "c:\\windows\\cmd.exe")),
        ("Image", "*\\cmd.exe", Text("image", Place.END, "\\cmd.exe")),
        ("Image", "cmd*", Text("image", Place.START, "cmd")),
        ("Image", "*cmd*", Text("image", Place.INSIDE, "cmd")),
        ("Image|contains", "cmd", Text("image", Place.INSIDE, "cmd")),
        ("Image|contains", "*cmd*", Text("image", Place.INSIDE, "cmd")),
        ("Image|startswith", "C:\\", Text("image", Place.START, "c:\\")),
        ("Image|endswith", "\\cmd.exe", Text("image", Place.END, "\\cmd.exe")),
        ("Image|endswith|cased", "Cmd", Text("image", Place.END, "Cmd", True)),
        ("Image", "a*b?c", Wildcard("image", ("a", ANY, "b", ONE, "c"))),
        ("Image|contains", "a*b", Wildcard("image", (ANY, "a", ANY, "b", ANY))),
        ("Image", "?", Wildcard("image", (ONE,))),
        ("Image", "**", Stands("image")),
        ("Image|contains", "", Stands("image")),
        ("Image", "", Text("image", Place.WHOLE, "")),
        ("Image", None, IsNull("image")),
        ("Image", [], IsNull("image")),
        ("EventID", 4624, Text("eventid", Place.WHOLE, "4624")),
        ("Ratio", 1.5, Number("ratio", Order.EQUAL, 1.5)),
        ("Ratio", 2.0, Text("ratio", Place.WHOLE, "2")),
        ("Initiated", True, Text("initiated", Place.WHOLE, "true")),
        ("New Value", "x", Text("newvalue", Place.WHOLE, "x")),
        ("Port|gte", 1024, Number("port", Order.AT_LEAST, 1024.0)),
        ("Port|lt", 10, Number("port", Order.LESS, 10.0)),
        ("Image|exists", True, Stands("image")),
        ("Image|exists", False, Not(Stands("image"))),
        ("Image|neq", "x", Not(Text("image", Place.WHOLE, "x"))),
        ("Ip|cidr", "10.0.0.0/8", Network("ip", "10.0.0.0/8")),
        ("Ip|cidr", "fe80::/10", Network("ip", "fe80::/10")),
        ("Cmd|re", "a.*\\*b", Regex("cmd", "a.*\\*b")),
        ("Cmd|re|i", "a", Regex("cmd", "a", frozenset({"i"}))),
        ("Cmd|re|m|s", "a", Regex("cmd", "a", frozenset({"m", "s"}))),
        ("Cmd|re|ignorecase|multiline|dotall", "a", Regex("cmd", "a", frozenset({"i", "m", "s"}))),
        ("Cmd|re|startswith", "a|b", Regex("cmd", "^(?:a|b)")),
        ("Cmd|re|endswith", "a|b", Regex("cmd", "(?:a|b)$")),
        ("A|fieldref", "B", SameAs("a", Place.WHOLE, "b")),
        ("A|fieldref|endswith", "B", SameAs("a", Place.END, "b")),
        ("A|fieldref|contains", "B", SameAs("a", Place.INSIDE, "b")),
        ("T|hour", 22, Moment("t", TimePart.HOUR, Order.EQUAL, 22.0)),
        ("T|hour|gte", 22, Moment("t", TimePart.HOUR, Order.AT_LEAST, 22.0)),
        ("T|week", 7, Moment("t", TimePart.WEEK, Order.EQUAL, 7.0)),
    ],
)
def test_a_value_with_its_modifiers_becomes_this_test(key: str, value: object, condition: Condition) -> None:
    assert asks(key, value) == condition


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("a\\*b", "a*b"),
        ("a\\?b", "a?b"),
        ("a\\\\*", None),
        ("a\\\\\\*b", "a\\*b"),
        ("\\\\server\\share", "\\server\\share"),
        ("C:\\new\\", "c:\\new\\"),
    ],
)
def test_a_backslash_is_plain_unless_a_joker_or_a_backslash_follows(written: str, plain: str | None) -> None:
    expected = Text("f", Place.START, "a\\") if plain is None else Text("f", Place.WHOLE, plain)
    assert asks("f", written) == expected


def test_a_written_star_never_equals_the_joker() -> None:
    assert asks("f", "?\\??") != asks("f", "???")
    assert hash(Joker.ANY) != hash("*") or Joker.ANY != "*"


def test_several_values_are_alternatives_and_all_demands_each() -> None:
    one, other = Text("f", Place.INSIDE, "a"), Text("f", Place.INSIDE, "b")
    assert asks("f|contains", ["a", "b"]) == AnyOf((one, other))
    assert asks("f|contains|all", ["a", "b"]) == AllOf((one, other))
    assert asks("f|all|contains", ["a", "b"]) == AllOf((one, other))
    assert asks("f|contains|neq", ["a", "b"]) == Not(AnyOf((one, other)))


def test_windash_writes_the_sign_before_an_option_in_each_way() -> None:
    found = asks("CommandLine|contains|windash", " -enc")
    assert isinstance(found, AnyOf)
    assert [part.text for part in found.parts if isinstance(part, Text)] == [" -enc", " /enc", " –enc", " —enc", " ―enc"]
    inside_a_word = asks("CommandLine|windash", "a-b")
    assert inside_a_word == Text("commandline", Place.WHOLE, "a-b")


def test_windash_under_all_keeps_the_alternatives_together() -> None:
    found = asks("CommandLine|contains|all|windash", [" -a", " -b"])
    assert isinstance(found, AllOf)
    assert all(isinstance(part, AnyOf) and len(part.parts) == 5 for part in found.parts)


def test_base64_is_encoded_before_it_is_sought() -> None:
    assert asks("f|base64", "ping") == Text("f", Place.WHOLE, "cgluzw==")
    assert asks("f|wide|base64|contains", "A") == Text("f", Place.INSIDE, "qqa=")
    assert asks("f|utf16|base64|cased", "A") == Text("f", Place.WHOLE, "//5BAA==", True)
    assert asks("f|utf16be|base64|cased", "A") == Text("f", Place.WHOLE, "AEE=", True)


def test_base64offset_finds_a_text_at_any_place_of_an_encoded_one() -> None:
    from base64 import b64encode

    found = asks("f|base64offset|contains|cased", "Invoke-Expression")
    assert isinstance(found, AnyOf)
    texts = [part.text for part in found.parts if isinstance(part, Text)]
    for before in range(6):
        encoded = b64encode(b"x" * before + b"Invoke-Expression" + b"zz").decode()
        assert any(text in encoded for text in texts)


def test_a_keyword_stands_anywhere_and_a_number_is_a_whole_value() -> None:
    assert asks(None, "mimikatz") == Text(None, Place.INSIDE, "mimikatz")
    assert asks(None, ["*a", "b?c"]) == AnyOf((Text(None, Place.INSIDE, "a"), Wildcard(None, (ANY, "b", ONE, "c", ANY))))
    assert asks("|all", ["a", "b"]) == AllOf((Text(None, Place.INSIDE, "a"), Text(None, Place.INSIDE, "b")))
    assert asks("|endswith", "a") == Text(None, Place.END, "a")
    assert asks("|re", "a+") == Regex(None, "a+")
    assert asks(None, 200) == Text(None, Place.WHOLE, "200")
    assert asks(None, "*") == ALWAYS


def test_a_placeholder_takes_every_value_of_its_list() -> None:
    lists = {"quan_tri": ["an", "bình*"]}
    found = asks("User|expand", "DOM\\%quan_tri%", lists)
    assert found == AnyOf((Text("user", Place.WHOLE, "dom\\an"), Text("user", Place.START, "dom\\bình")))
    assert asks("User|re|expand", "^%quan_tri%$", {"quan_tri": ["an"]}) == Regex("user", "^an$")
    assert asks("User|contains", "%quan_tri%", lists) == Text("user", Place.INSIDE, "%quan_tri%")


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("f|nothing", "a", "unknown-modifier"),
        ("f|" + "|".join(["wide"] * 9), "a", "modifier"),
        ("f|re", "(?=a)", "bad-regex"),
        ("f|re", "(a", "bad-regex"),
        ("f|contains|re", "a", "modifier"),
        ("f|i", "a", "modifier"),
        ("f|cidr", "10.0.0.1/8", "bad-network"),
        ("f|cidr", "10.*", "modifier"),
        ("f|lt", "abc", "modifier"),
        ("f|lt", True, "modifier"),
        ("f|hour", "abc", "modifier"),
        ("f|base64", "a*", "base64"),
        ("f|windash", "-a -b -c -d", "windash"),
        ("f|expand", "%khong_co%", "placeholder"),
        ("f|exists", "true", "modifier"),
        ("f|contains", 5, "modifier"),
        ("f|fieldref", "a*", "modifier"),
        ("f", {"a": "b"}, "bad-value"),
        ("f", float("inf"), "bad-value"),
        (None, None, "keyword"),
        (None, [], "empty"),
        ("|exists", True, "modifier"),
    ],
)
def test_what_cannot_be_put_together_is_refused_with_its_reason(key: str | None, value: object, rule: str) -> None:
    with pytest.raises(Fault) as caught:
        asks(key, value)
    assert caught.value.rule == rule
    assert caught.value.why


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("f|" + "|".join(["windash"] * 8), [" -a -b -c"]),
        ("f|contains|windash", [f" -a -b -c{number}" for number in range(50_000)]),
        ("f|" + "|".join(["wide"] * 8), ["a" * 16_000]),
        ("f|expand|" + "|".join(["windash"] * 5), ["%dai% -a -b -c"]),
    ],
)
def test_what_would_grow_without_end_is_refused_before_it_has_grown(key: str, values: list[str]) -> None:
    with pytest.raises(Fault) as caught:
        asks(key, values, {"dai": [f"x{number}" for number in range(200)]})
    assert caught.value.rule == "too-large"
