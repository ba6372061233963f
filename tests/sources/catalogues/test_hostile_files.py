import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vonggac.law.catalogues import catalogues
from vonggac.sources.catalogues import framework_of, read_catalog, read_library, write_library
from vonggac.sources.catalogues.parsing import DEEPEST, LARGEST
from vonggac.sources.refusal import Refused

BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in range(ord("b"), ord("j"))
)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (BOMB, "yaml-alias"),
        (b"<<: &x {a: 1}\nb: *x", "yaml-alias"),
        (b"a: " + b"[" * (DEEPEST + 5) + b"]" * (DEEPEST + 5), "too-deep"),
        (b"a: !!python/object/apply:os.system ['true']", "damaged"),
        (b"a: [1, 2", "damaged"),
        (b"\xff\xfe\x00", "damaged"),
        (b"- a\n- b", "not-catalogue"),
        (b"just words", "not-catalogue"),
        (b"objects: {framework: {requirement_nodes: []}}", "not-catalogue"),
        (b"objects: {risk_matrix: [1]}", "not-catalogue"),
        (b"a: " + b"x" * LARGEST, "too-large"),
        (b"publication_date: 2026-13-45", "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_library_is_refused_and_says_why(data: bytes, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        read_library(data, "../../thu-vien.yaml")
    assert refused.value.bad.rule == rule
    assert str(refused.value.bad.place) == "thu-vien.yaml"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty"),
        (b"[" * 100_000, "too-deep"),
        (b'{"a":' * 100_000, "too-deep"),
        (b'{"catalog": {"groups": [NaN]}}', "damaged"),
        (b'{"catalog": ', "damaged"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "damaged"),
        (b'{"profile": {}}', "not-catalogue"),
        (b'{"catalog": {"groups": "many"}}', "not-catalogue"),
        (b"[]", "not-catalogue"),
        (b"\x80", "damaged"),
        (b'{"a": "' + b"x" * LARGEST + b'"}', "too-large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_oscal_file_is_refused_and_says_why(data: bytes, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        read_catalog(data, "danh-muc.json")
    assert refused.value.bad.rule == rule


def test_brackets_inside_strings_are_no_depth() -> None:
    with pytest.raises(Refused) as refused:
        read_catalog(b'{"a": "' + b'[\\\\\\"[' * 500 + b'"}', "a.json")
    assert refused.value.bad.rule == "not-catalogue"


def test_a_string_without_an_end_costs_no_more_than_its_length() -> None:
    began = time.process_time()
    with pytest.raises(Refused):
        read_catalog(b'"' + b'\\"' * 1_000_000, "a.json")
    assert time.process_time() - began < 5


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_nothing_else(data: bytes) -> None:
    assert _rule(read_library, data) in {"", "empty", "damaged", "not-catalogue", "too-deep", "yaml-alias"}
    assert _rule(read_catalog, data) in {"", "empty", "damaged", "not-catalogue", "too-deep"}


def _rule(read: Callable[[bytes, str], object], data: bytes) -> str:
    """Return why it was refused; empty when it was read. Any other exception fails the test."""
    try:
        read(data, "x")
    except Refused as refused:
        return refused.bad.rule
    return ""


WHOLE = write_library(framework_of(catalogues()[0]))


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=3))
def test_a_library_damaged_anywhere_is_read_or_refused(place: int, noise: bytes) -> None:
    damaged = (WHOLE[:place] + noise + WHOLE[place + len(noise) :])[: place + 4000]
    assert _rule(read_library, damaged) in {"", "damaged", "not-catalogue", "yaml-alias", "too-deep"}
