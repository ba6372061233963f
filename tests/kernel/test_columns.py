"""A column of a long list answers as the list of its texts would."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.kernel import columns
from vonggac.kernel.columns import NO_NUMBER, NOTHING, WIDEST, TextColumn, first_equal, ipv4_numbers, plain_numbers

TEXTS = st.lists(
    st.text(max_size=9)
    | st.sampled_from(["", " x", "x ", "\u00a0x", "a:b", "Sở Y tế", "443", "0443", "65536", "a\0", "x" * 200, "1.2.3.4"]),
    max_size=12,
)


@given(TEXTS)
def test_a_column_reads_as_the_list_of_its_texts(texts: list[str]) -> None:
    column = TextColumn.of(texts)
    assert list(column) == texts == column.packed().texts
    assert column == texts
    assert column != [*texts, ""]
    assert [TextColumn.of(texts)[at] for at in range(-len(texts), len(texts))] == texts * 2
    assert column[1:3] == texts[1:3]
    assert TextColumn.joined([column, column, TextColumn.of(["Đ"])]).texts == [*texts, *texts, "Đ"]


def test_a_place_outside_is_an_error_as_in_any_list() -> None:
    with pytest.raises(IndexError):
        TextColumn.of(["a"])[1]


@given(TEXTS)
def test_blanks_around_are_taken_off_as_python_takes_them_off(texts: list[str]) -> None:
    assert TextColumn.of(texts).stripped().texts == [text.strip() for text in texts]


@given(TEXTS)
def test_questions_to_a_column_are_questions_to_each_text(texts: list[str]) -> None:
    column = TextColumn.of(texts)
    assert column.holding(":").tolist() == [":" in text for text in texts]
    of_row, names = column.numbered()
    assert names == list(dict.fromkeys(texts))
    assert [names[at] for at in of_row] == texts
    assert plain_numbers(column, longest=5).tolist() == [_number(text) for text in texts]
    assert ipv4_numbers(column).tolist() == [_ipv4(text) for text in texts]


def _number(text: str) -> int:
    is_plain = text.isascii() and text.isdecimal() and len(text) <= 5
    return int(text) if is_plain else NO_NUMBER if text else NOTHING


def _ipv4(text: str) -> int:
    try:
        return int(IPv4Address(text))
    except ValueError:
        return NO_NUMBER


@given(TEXTS.filter(bool), st.data())
def test_texts_are_put_in_and_blanks_filled(texts: list[str], data: Any) -> None:
    places = data.draw(st.lists(st.integers(0, len(texts) - 1), unique=True))
    told = [f"ở {place}" for place in places]
    wanted = list(texts)
    for place, text in zip(places, told, strict=True):
        wanted[place] = text
    column = TextColumn.of(texts)
    assert column.with_texts(places, told).texts == wanted
    assert column.completed_by(TextColumn.of(["khác"] * len(texts))).texts == [text or "khác" for text in texts]
    assert column.take(places).texts == [texts[place] for place in places]


ROWS = st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 2)), min_size=1, max_size=40)


@given(ROWS, st.booleans())
def test_every_row_finds_the_first_one_that_is_equal_even_when_all_meet_in_one_place(rows: list[tuple[int, int]], meet: bool) -> None:
    told = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]
    with pytest.MonkeyPatch.context() as patch:
        if meet:
            patch.setattr(columns, "_mixed", lambda columns, attempt: np.zeros(len(columns[0]), dtype=np.uint64))
        assert first_equal(told).tolist() == [rows.index(row) for row in rows]


def test_cells_too_long_to_stand_side_by_side_are_read_one_by_one() -> None:
    texts = ["a" * (WIDEST + 1) + ":", "b", "a" * (WIDEST + 1) + ":"]
    column = TextColumn.of(texts)
    assert (column.holding(":").tolist(), column.numbered()[0].tolist(), column.packed().texts) == ([True, False, True], [0, 1, 0], texts)
