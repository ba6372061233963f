"""Rules and events that meet: few fields, few letters, so that nearly every test holds somewhere and fails somewhere."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from vonggac.engines.hunt import Condition, Event, Kind
from vonggac.sources.sigma.detections import detection_of
from vonggac.sources.sigma.model import Fault

NAMES = ("Image", "New Value", "Sub.Part", "_own", "EventID", "Hashes")
PIECES = ("a", "A", "b", "\\", "*", "?", "-x", " /x", "đ", "Đ", "ς", "Σ", "σ", "İ", "i", "\n", "\0", "ÿ", "K", "ß", "1", "%", ".")
_texts = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
_addresses = st.sampled_from(["10.0.0.1", "10.1.2.3", "192.168.1.7", "::1", "fe80::1", "10.0.0.1x", "010.0.0.1", "fe80::1%eth0"])
_moments = st.sampled_from(
    [
        "2026-11-23T22:05:09Z",
        "2026-01-01",
        "2025-12-31 23:59:59.5+07:00",
        "2026-11-23T22:05",
        "2026-13-01",
        "22:05",
        "2026-11-23T22:05:09.1234567",
    ]
)
_numbers = st.sampled_from(["0x1F", "31", " 31 ", "31.0", "3e1", "-1", "+5", "1_0", "٣", "nan", "", "."])
_scalars = st.one_of(_texts, _addresses, _moments, _numbers, st.integers(-2, 40), st.booleans(), st.none(), st.sampled_from([1.5, 31.0]))
_values = st.one_of(_scalars, st.lists(_scalars, max_size=3), st.fixed_dictionaries({}, optional={"Part": _scalars, "x y": _scalars}))
_kinds = st.builds(
    Kind,
    product=st.sampled_from(["windows", "linux", ""]),
    channel=st.sampled_from(["security", ""]),
    event_id=st.sampled_from(["1", "31", ""]),
)
events = st.lists(
    st.builds(
        Event,
        kind=_kinds,
        fields=st.dictionaries(st.sampled_from([*NAMES, "Sub", "new value"]), _values, max_size=4).filter(
            lambda fields: not {"New Value", "new value"} <= fields.keys() and not {"Sub", "Sub.Part"} <= fields.keys()
        ),
        time=st.sampled_from(["", "2026-11-23T22:05:09+00:00"]),
        host=st.sampled_from(["", "may-1"]),
    ),
    min_size=1,
    max_size=6,
)

_ends = st.sampled_from(["", "|contains", "|startswith", "|endswith"])
_changes = st.sampled_from(["", "", "|cased", "|windash", "|base64offset", "|wide", "|cased"])
_items = st.one_of(
    st.tuples(st.builds(str.__add__, _changes, _ends), _texts),
    st.tuples(_ends, _texts),
    st.tuples(st.just(""), st.one_of(st.integers(-2, 40), st.booleans(), st.none(), st.sampled_from([1.5, 31.0]), _numbers)),
    st.tuples(st.sampled_from(["|lt", "|lte", "|gt", "|gte"]), st.integers(-2, 40)),
    st.tuples(
        st.sampled_from(["|minute", "|hour", "|day", "|week", "|month", "|year", "|hour|gte", "|day|lt"]),
        st.sampled_from([1, 5, 22, 31, 48]),
    ),
    st.tuples(st.just("|cidr"), st.sampled_from(["10.0.0.0/8", "10.0.0.1/32", "::/0", "0.0.0.0/0", "fe80::/10"])),
    st.tuples(
        st.sampled_from(["|re", "|re|i", "|re|s", "|re|m", "|re|endswith"]),
        st.sampled_from(["a+b?", "^a", "a$", "(a|b)\\\\", "[^a]", "a.b", "Kß", "\\x00", "đ", "(?i)σ", "\\d+", "^$", "aaa|bbb", "b*"]),
    ),
    st.tuples(st.sampled_from(["|fieldref", "|fieldref|contains", "|fieldref|startswith", "|fieldref|endswith"]), st.sampled_from(NAMES)),
    st.tuples(st.just("|exists"), st.booleans()),
)
_ties = st.sampled_from(["", "", "|all", "|neq"])


@st.composite
def _detections(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _number in range(draw(st.integers(1, 3))):
        modifiers, value = draw(_items)
        name = draw(st.sampled_from([*NAMES, *NAMES, ""]))
        more = draw(st.lists(_items.filter(lambda item, own=modifiers: item[0] == own), max_size=1)) if not modifiers else []
        found[f"{name}{modifiers}{draw(_ties)}"] = [value, *(one for _same, one in more)]
    return found


def _read(definition: Any) -> Condition | None:
    try:
        return detection_of(definition, {})
    except Fault:
        return None


_single = st.one_of(_detections(), st.lists(_texts, min_size=1, max_size=2)).map(_read).filter(lambda found: found is not None)
"""Conditions as the reader of rules makes them of generated detections."""


def _tied(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    from vonggac.engines.hunt import AllOf, AnyOf, Not

    several = st.lists(parts, min_size=0, max_size=3).map(tuple)
    return st.one_of(parts.map(Not), several.map(AllOf), several.map(AnyOf))


conditions: st.SearchStrategy[Condition] = st.recursive(_single, _tied, max_leaves=5)
