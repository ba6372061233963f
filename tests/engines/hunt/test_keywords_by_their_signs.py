"""Looking for a keyword's signs in the raw text of an event never misses one that a value holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunt_questions import event, found
from vonggac.engines.hunt import AllOf, AnyOf, Condition, Joker, Not, Place, Regex, Stands, Text, Wildcard
from vonggac.engines.hunt.building import Builder
from vonggac.engines.hunt.conditions import fold_text
from vonggac.engines.hunt.matching import Matcher
from vonggac.engines.hunt.matching.signs import Signs, sign_of

PIECES = ("kiwi", "KIWI", "\u212aiwi", "sekur", "SEKUR", "\u017fekur", "event", "eVent", "İvent", "::", "i", "\\", "/", '"', "\n", "đ", " ")
_texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join)
_values = st.one_of(_texts, st.lists(_texts, max_size=2), st.fixed_dictionaries({"x": _texts}), st.sampled_from([1000.0, 1000, True, None]))
_fields = st.dictionaries(st.sampled_from(["a", "b", "kiwi"]), _values, min_size=1, max_size=2)
_shown = st.builds(str.__add__, st.sampled_from(["kiwi", "sekur", "event", "ivent"]), st.one_of(st.just(""), _texts.map(fold_text)))
_keywords: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Text, st.none(), st.sampled_from(Place), _shown),
    st.builds(Text, st.none(), st.just(Place.INSIDE), st.sampled_from(["SEKUR", "eVent", "KIWI"]), st.just(True)),
    st.builds(lambda one, two: Wildcard(None, (Joker.ANY, one, Joker.ANY, two, Joker.ANY)), _shown, _texts),
    st.sampled_from([Regex(None, "(?i)sekur|kiwi"), Regex(None, "ev[a-z]nt"), Regex(None, "sekur[a-z]*kiwi", frozenset("i"))]),
)
_conditions = st.one_of(_keywords, st.builds(Not, _keywords), st.builds(lambda *two: AllOf(two), _keywords, st.just(Stands("b"))))


def _all_escaped(fields: dict[str, Any]) -> str:
    def told(text: str) -> str:
        units = text.encode("utf-16-be")
        return "".join(f"\\u{units[at] << 8 | units[at + 1]:04X}" for at in range(0, len(units), 2))

    def written(value: Any) -> str:
        if isinstance(value, str):
            return f'"{told(value)}"'
        if isinstance(value, list):
            return f"[{','.join(map(written, value))}]"
        if isinstance(value, dict):
            return "{" + ",".join(f"{written(name)}: {written(inner)}" for name, inner in value.items()) + "}"
        return json.dumps(value)

    return written(fields)


_WRITERS: tuple[Callable[[Any], bytes | str | None], ...] = (
    json.dumps,
    lambda fields: json.dumps(fields, ensure_ascii=False).encode(),
    lambda fields: json.dumps(fields, ensure_ascii=False).replace("/", "\\/"),
    _all_escaped,
    lambda _fields: None,
)


@given(conditions=st.lists(_conditions, min_size=1, max_size=2), told=st.lists(st.tuples(_fields, st.sampled_from(_WRITERS)), max_size=5))
def test_with_signs_the_same_is_found_however_the_json_is_written(conditions: list[Condition], told: list[tuple[Any, Any]]) -> None:
    events = [event(fields) for fields, _writer in told]
    assert found(conditions, events, [writer(fields) for fields, writer in told]) == found(conditions, events)


def test_only_three_letters_outside_ascii_hide_in_ascii() -> None:
    hidden = {chr(code) for code in range(128, 0x110000) if any(ord(letter) < 128 for letter in fold_text(chr(code)))}
    assert hidden == {"\u0130", "\u212a"}


@pytest.mark.parametrize("letter", ["k", "K", "\u212a"])
@pytest.mark.parametrize("writer", _WRITERS)
def test_a_letter_is_recognised_however_it_is_written(letter: str, writer: Callable[[Any], bytes | str | None]) -> None:
    fields = {"a": f"mimi {letter}iwi"}
    assert found([Text(None, Place.INSIDE, "kiwi")], [event({}), event(fields)], [b"{}", writer(fields)]) == [{1}]


_SIGNS = [
    ("sekurlsa::x", "sekurlsa::x"),
    ("\\mimilib.dll", "mimilib.dll"),
    ('-a "\\\\long', "long"),
    ("ab", None),
    ("12.5e3", None),
    ("a/b", None),
]


@pytest.mark.parametrize(("text", "sign"), _SIGNS)
def test_a_sign_is_the_longest_run_that_json_writes_as_it_stands(text: str, sign: str | None) -> None:
    assert sign_of(text) == sign


def test_a_keyword_without_a_sign_is_sought_in_every_value() -> None:
    assert Signs.of([Text(None, Place.INSIDE, "sekurlsa"), Text(None, Place.INSIDE, "ab")]) is None


def test_values_of_an_event_that_shows_no_sign_are_not_read_into_columns() -> None:
    matcher = Matcher.of_conditions([AnyOf((Text(None, Place.INSIDE, "sekurlsa"), Text("a", Place.WHOLE, "x")))])
    builder = Builder(matcher.needs)
    told = [{"a": "x", "b": "much"}, {"a": "y", "b": "SEKURLSA::"}, {"a": "z", "b": "long"}]
    builder.add([event(one) for one in told], raws=[json.dumps(one) for one in told])
    batch = builder.batch()
    values = {name: list(column.values) for name, column in batch.columns.items() if name in "ab"}
    assert values == {
        "a": ["y", "x", "z"],
        "b": ["SEKURLSA::"],
    }
    assert builder.take_names() == {"a", "b"}
