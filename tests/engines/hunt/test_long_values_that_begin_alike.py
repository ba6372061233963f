"""Long values that begin alike answer as each of them would alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunt_questions import values
from vonggac.engines.hunt import Joker, Place, Regex, Text, Wildcard
from vonggac.engines.hunt.matching import alike
from vonggac.engines.hunt.matching.literals import Needles

HEAD = "Severity = Info\nHost = powershell -enc " + "QQBB" * 400 + "\nUser = "
_pieces = st.sampled_from(["ab", "A", "b\n", "\n", "c", "cab", "\0", "đ", "\u212a", "\r\n"])
_parts = st.lists(_pieces, max_size=4).map("".join)
_heads = st.lists(_parts.map(lambda part: f"{part}\nabcab{'x' * 12}ca\n"), min_size=1, max_size=3)
_borders = st.sampled_from([b"", b"\xff"])
_texts = st.sampled_from([b"a", b"ab", b"abc", b"bca", b"ca", b"c", b"cab", b"k", b"ax", b"\xc4\x91"])
_needles = st.lists(st.tuples(_borders, _texts, _borders).map(b"".join), min_size=1, max_size=5, unique=True)


def _needles_of(texts: list[bytes]) -> Needles:
    needles = Needles()
    for leaf, text in enumerate(texts):
        needles.add(text, leaf)
    return needles


@given(texts=_needles, heads=_heads, rest=st.lists(st.tuples(st.integers(0, 2), _parts), min_size=2, max_size=12))
def test_what_stands_in_a_value_is_found_whatever_came_before_it(texts: list[bytes], heads: list[str], rest: list[tuple[int, str]]) -> None:
    told = [heads[number % len(heads)] + tail for number, tail in rest]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alike, "LONG", 4)
        together = set(_needles_of(texts).pairs(told))
    alone = {(place, needle) for place, value in enumerate(told) for _one, needle in _needles_of(texts).pairs([value])}
    assert together == alone


def test_a_beginning_that_was_seen_is_not_sought_through_again() -> None:
    sought: list[str] = []

    def find(text: str) -> list[str]:
        sought.append(text)
        return ["", "powershell", "-enc"]

    known = alike.Alike(find)
    told = known.shortened([HEAD + "an", HEAD + "bình", HEAD + "chi"])
    assert told == [HEAD + "an", "\npowershell\n-enc\nUser = bình", "\npowershell\n-enc\nUser = chi"]
    assert sought == [HEAD.removesuffix("User = ")]


def test_what_only_a_whole_value_can_tell_is_asked_of_the_whole_value() -> None:
    told = (HEAD + "an", HEAD + "bình", HEAD + "An")
    assert values(Text("f", Place.START, "severity"), *told) == [True] * 3
    assert values(Text("f", Place.START, "host"), *told) == [False] * 3
    assert values(Text("f", Place.START, "powershell"), *told) == [False] * 3
    assert values(Text("f", Place.END, "an"), *told) == [True, False, True]
    assert values(Text("f", Place.END, "An", cased=True), *told) == [False, False, True]
    assert values(Wildcard("f", (Joker.ANY, "-enc", Joker.ANY, "bình")), *told) == [False, True, False]
    assert values(Regex("f", "(?i)powershell[^\\n]+\\nUser = an$"), *told) == [True, False, True]


def test_a_text_over_two_lines_is_found_across_the_end_of_the_longest() -> None:
    told = (HEAD + "an", HEAD + "bình")
    assert values(Text("f", Place.INSIDE, "QQBB\nUser"), *told) == [True, True]


def test_values_that_begin_like_no_other_are_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "FRUITLESS", 2)
    monkeypatch.setattr(alike, "REST", 3)
    known = alike.Alike(lambda _text: [""])
    strangers = [f"{number}{HEAD}" for number in range(3)]
    assert known.shortened([*strangers, HEAD, HEAD, HEAD]) == [*strangers, HEAD, HEAD, HEAD]
    assert known.shortened([HEAD, HEAD]) == [HEAD, "\nUser = "]


def test_beginnings_are_few_and_can_be_forgotten() -> None:
    known = alike.Alike(lambda _text: [""])
    known.shortened([f"{number}{HEAD}" for number in range(3 * alike.MOST)])
    assert 0 < known.remembered <= alike.MOST * (len(HEAD) + 2)
    known.forget()
    assert known.remembered == 0


@pytest.mark.parametrize(
    "value",
    ["x" * 2_000, "a\n" + "x" * 2_000, "x" * 900 + "\n" + "yy\n" * 800, "đ" + HEAD, "\0" + HEAD, "x" * (alike.LONGEST + 1) + "\ny"],
    ids=["one line", "longest line last", "little spared", "other letters", "NUL", "too long"],
)
def test_no_beginning_is_made_where_it_would_not_serve(value: str) -> None:
    assert alike.beginning_of(value) == ""
