"""What every test of a rule says of single values (Sigma 2.1, modifiers)."""

from __future__ import annotations

import pytest

from hunt_questions import holds, values
from vonggac.engines.hunt import Joker, Moment, Network, Number, Order, Place, Regex, Text, TimePart, Wildcard
from vonggac.engines.hunt.matching import cannot_run

ANY, ONE = Joker.ANY, Joker.ONE


def test_a_text_stands_where_it_is_asked_and_case_does_not_matter() -> None:
    told = ("CMD.exe", "cmd.exe /c", "x cmd.exe", "a CMD.EXE b", "cmd", "")
    assert values(Text("f", Place.WHOLE, "cmd.exe"), *told) == [True, False, False, False, False, False]
    assert values(Text("f", Place.START, "cmd.exe"), *told) == [True, True, False, False, False, False]
    assert values(Text("f", Place.END, "cmd.exe"), *told) == [True, False, True, False, False, False]
    assert values(Text("f", Place.INSIDE, "cmd.exe"), *told) == [True, True, True, True, False, False]


@pytest.mark.parametrize("place", list(Place))
def test_a_cased_text_holds_only_as_written(place: Place) -> None:
    assert values(Text("f", place, "Cmd", cased=True), "Cmd", "cmd", "CMD", "cMd") == [True, False, False, False]


def test_an_empty_text_is_a_value() -> None:
    told = ("", "x", None, [], [""])
    assert values(Text("f", Place.WHOLE, ""), *told) == [True, False, False, False, True]
    assert values(Text("f", Place.INSIDE, ""), *told) == [True, True, False, False, True]


def test_borders_between_values_are_never_part_of_a_text() -> None:
    assert values(Text("f", Place.INSIDE, "a\x00b"), "a", "b", "a\x00b", "ÿ") == [False, False, True, False]
    assert values(Text("f", Place.END, "a"), "x\x00a", "a\x00x", "b") == [True, False, False]
    assert values(Text("f", Place.WHOLE, "ÿ"), "ÿ", "", "Ÿ") == [True, False, True]


@pytest.mark.parametrize("block", [1, 4, 9, 1_000])
def test_values_sought_through_in_runs_answer_like_all_at_once(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr("vonggac.engines.hunt.matching.literals.BLOCK", block)
    told = ("ab", "", "cab", "Đab", "b", "A\x00B", "abc", "xAB")
    assert values(Text("f", Place.END, "ab"), *told) == [True, False, True, True, False, False, False, True]
    assert values(Text("f", Place.START, "ab"), *told) == [True, False, False, False, False, False, True, False]
    assert values(Text("f", Place.WHOLE, ""), *told) == [False, True, False, False, False, False, False, False]


def test_letters_of_every_script_fold() -> None:
    assert values(Text("f", Place.INSIDE, "đối"), "ĐỐI TƯỢNG", "doi") == [True, False]
    assert values(Text("f", Place.END, "Σ"), "ΑΣ", "ας", "ασ", "α") == [True, True, True, False]
    assert values(Text("f", Place.INSIDE, "i"), "İstanbul") == [True]


def test_half_a_surrogate_pair_harms_nothing() -> None:
    assert values(Text("f", Place.INSIDE, "ab"), "\ud800ab", "ba") == [True, False]
    assert values(Regex("f", "a.?b"), "\ud800ab", "ba") == [True, False]


def test_numbers_and_truth_are_texts_in_decimal() -> None:
    assert values(Text("f", Place.WHOLE, "1"), 1, "1", 1.0, True, "01") == [True, True, False, False, False]
    assert values(Text("f", Place.WHOLE, "true"), True, "True", 1, False) == [True, True, False, False]
    assert values(Text("f", Place.WHOLE, "100000000000000000000.0"), 1e20) == [False]
    assert values(Text("f", Place.WHOLE, "100000000000000000000"), 1e20) == [True]


def test_a_list_is_several_values() -> None:
    assert values(Text("f", Place.WHOLE, "b"), ["a", "b"], ["a"], [["b"]], [None, "b"]) == [True, False, True, True]


def test_an_object_stands_under_dotted_names() -> None:
    nested = {"Winlog": {"Event Data": {"Image": "a.exe", "n": [{"x": 1}, {"x": 2}]}}}
    assert holds(Text("winlog.eventdata.image", Place.END, ".exe"), nested, {"winlog.eventdata.image": "b.exe"}) == [True, True]
    assert holds(Text("winlog.eventdata.n.x", Place.WHOLE, "2"), nested) == [True]


def test_case_and_spaces_do_not_tell_field_names_apart() -> None:
    assert holds(Text("newvalue", Place.WHOLE, "1"), {"New Value": "1"}, {"NEWVALUE": "1"}, {"new_value": "1"}) == [True, True, False]


def test_no_field_passes_for_what_the_event_is() -> None:
    assert holds(Text("_channel", Place.WHOLE, "system"), {"_channel": "system"}) == [False]
    assert holds(Text("__channel", Place.WHOLE, "system"), {"_channel": "system"}) == [True]


@pytest.mark.parametrize(
    ("parts", "told", "answers"),
    [
        (("a", ANY, "b"), ("ab", "aXXb", "abX", "Xab", "a"), [True, True, False, False, False]),
        ((ANY, "a", ANY, "b", ANY), ("xaxbx", "ab", "ba"), [True, True, False]),
        (("a", ONE, "b"), ("axb", "ab", "axxb", "a\nb"), [True, False, False, True]),
        ((ANY, "a", ONE, "c", ANY), ("xabcx", "ac", "aacc"), [True, False, True]),
        ((ONE, ONE), ("ab", "a", "abc", ""), [True, False, False, False]),
        ((ANY, ONE), ("a", "", "ab"), [True, False, True]),
        (("a", ANY, "a"), ("a", "aa", "aba"), [False, True, True]),
        (("ab", ANY, "bc"), ("abc", "abbc"), [False, True]),
        (("C:\\", ANY, ".EXE"), ("c:\\x.exe", "d:\\x.exe"), [True, False]),
    ],
)
def test_jokers_stand_for_any_characters_or_for_one(parts: tuple[str | Joker, ...], told: tuple[str, ...], answers: list[bool]) -> None:
    assert values(Wildcard("f", parts), *told) == answers


def test_a_cased_pattern_holds_only_as_written() -> None:
    assert values(Wildcard("f", ("A", ANY, "b"), cased=True), "Axb", "axb", "AxB") == [True, False, False]


def test_a_pattern_of_many_asterisks_takes_no_time() -> None:
    assert values(Wildcard("f", tuple(part for _n in range(40) for part in ("a", ANY)) + ("b",)), "a" * 20_000) == [False]


@pytest.mark.parametrize(
    ("pattern", "flags", "told", "answers"),
    [
        (r"^foo\d+", "", ("foo1", "Foo1", "xfoo1"), [True, False, False]),
        (r"foo\d+", "i", ("FOO1", "xFoo12", "foo"), [True, True, False]),
        (r"(abc|defg)h", "", ("abch", "defgh", "abcdefg"), [True, True, False]),
        (r"a.c", "", ("a\nc", "abc"), [False, True]),
        (r"a.c", "s", ("a\nc", "abc"), [True, True]),
        (r"^b$", "m", ("a\nb\nc", "ab"), [True, False]),
        (r"^b$", "", ("b", "b\n"), [True, False]),
        (r"x(abc)?y", "", ("xy", "xabcy"), [True, True]),
        (r"[[:alpha:]]xyz", "", ("axyz", "1xyz"), [True, False]),
        (r"\x41bcdef", "", ("Abcdef", "x41bcdef"), [True, False]),
        (r"abc{2,3}def", "", ("abccdef", "abcdef"), [True, False]),
        (r"(?i)TOKEN", "", ("token", "tok"), [True, False]),
        (r"tasks", "i", ("taſks", "tas\u212as", "TASKS"), [True, True, True]),
        (r"mậtkhẩu\w", "i", ("MẬTKHẨUx", "matkhaux"), [True, False]),
    ],
)
def test_an_expression_holds_anywhere_unless_anchored(pattern: str, flags: str, told: tuple[str, ...], answers: list[bool]) -> None:
    assert values(Regex("f", pattern, frozenset(flags)), *told) == answers


def test_an_expression_that_cannot_run_says_why() -> None:
    assert cannot_run(Regex("f", r"(?=a)b"))
    assert cannot_run(Regex("f", r"(a)\1"))
    assert cannot_run(Regex("f", r"a+", frozenset("i"))) is None


def test_an_expression_that_ruins_others_takes_no_time() -> None:
    assert values(Regex("f", r"(a+)+$"), "a" * 50_000 + "b") == [False]


def test_an_address_lies_inside_a_network() -> None:
    told = ("10.1.2.3", "11.0.0.1", "10.1.2", "fe80::1", "fe80::1%eth0", "x", "", "10.0.0.0/8")
    assert values(Network("f", "10.0.0.0/8"), *told) == [True, False, False, False, False, False, False, False]
    assert values(Network("f", "fe80::/10"), *told) == [False, False, False, True, True, False, False, False]


@pytest.mark.parametrize(
    ("order", "answers"),
    [
        (Order.LESS, [True, False, False, False, True]),
        (Order.AT_MOST, [True, True, False, True, True]),
        (Order.MORE, [False, False, True, False, False]),
        (Order.AT_LEAST, [False, True, True, True, False]),
        (Order.EQUAL, [False, True, False, True, False]),
    ],
)
def test_a_number_compares_as_a_number(order: Order, answers: list[bool]) -> None:
    assert values(Number("f", order, 16), "9", 16, "16.5", "0x10", " -1e3 ") == answers


def test_what_is_no_number_never_compares() -> None:
    assert values(Number("f", Order.AT_LEAST, -1e9), "", "x", "nan", "inf", "1_000", "٣", "0x", "1 2", "9" * 500) == [False] * 9


@pytest.mark.parametrize(
    ("part", "number"),
    [
        (TimePart.MINUTE, 5), (TimePart.HOUR, 23), (TimePart.DAY, 31), (TimePart.WEEK, 53), (TimePart.MONTH, 12), (TimePart.YEAR, 2020),
    ],
)  # fmt: skip
def test_a_part_of_a_moment_is_asked_in_utc(part: TimePart, number: int) -> None:
    told = ("2021-01-01T06:05:09+07:00", "2020-12-31 23:05:00.1234567", "2020-12-31T23:05Z", "1999-06-07 12:30", "yesterday")
    assert values(Moment("f", part, Order.EQUAL, number), *told)[:3] == [True, True, True]
    assert values(Moment("f", part, Order.EQUAL, number), *told)[3:] == [False, False]
