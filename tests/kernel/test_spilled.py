"""Words of a letter that must not be here are known in every form, and nothing but them is blanked."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from vonggac.kernel.spilled import GONE, Traces

TRACES = Traces(['Kế hoạch "A80"'])


@pytest.mark.parametrize(
    "value",
    [
        'theo kế hoạch "A80" ngày 3',
        unicodedata.normalize("NFD", 'KẾ HOẠCH "A80"'),
        ["", ['kế hoạch "a80"']],
        ({"note": {'Kế hoạch "A80"': 1}}, None),
    ],
)
def test_words_are_known_in_every_case_form_and_depth_also_with_quotes(value: Any) -> None:
    assert TRACES.holds(value)
    assert not Traces([]).holds(value)


@pytest.mark.parametrize("value", ["kế hoạch A80", ["kế hoạch ", '"a80"'], {"kế hoạch": '"a80"'}, None, 80, []])
def test_words_that_stand_apart_are_not_they(value: Any) -> None:
    assert not TRACES.holds(value)


def test_a_figure_is_known_too() -> None:
    assert Traces(["190119011901"]).holds({"calls": [190119011901]})


def test_only_texts_that_hold_them_are_blanked_keys_among_them() -> None:
    value = {'kế hoạch "A80"': ["giữ", 'có KẾ HOẠCH "A80"', 5, None], "giữ": {"sâu": 'kế hoạch "a80"'}}
    assert TRACES.blanked(value) == {GONE: ["giữ", GONE, 5, None], "giữ": {"sâu": GONE}}
    assert TRACES.blanked("giữ") == "giữ"
