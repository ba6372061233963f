"""Reads the layout of official documents and the wording table from the dated data of the law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, TypeVar

import yaml

from vonggac.law.layout import BoxRule, FrameRule, KindRule, Layout, Range, RelationRule, Wording

LAYOUT_FILES = ("layout-nd30.yaml",)
WORDING_FILES = ("wording.yaml",)

_Rule = TypeVar("_Rule", Layout, Wording)


class NoRuleThatDayError(LookupError):
    """No rule of this kind was in force on that day."""


def layout_as_of(day: date) -> Layout:
    """Return the layout of official documents in force on a day."""
    return _in_force([read_layout(name) for name in LAYOUT_FILES], day, "thể thức văn bản")


def wording_as_of(day: date) -> Wording:
    """Return the wording table in force on a day."""
    return _in_force([read_wording(name) for name in WORDING_FILES], day, "cách xưng hô trong văn bản")


def _in_force(rules: list[_Rule], day: date, what: str) -> _Rule:
    for rule in rules:
        if rule.valid_from <= day and (rule.valid_to is None or day < rule.valid_to):
            return rule
    raise NoRuleThatDayError(f"Không có quy định về {what} có hiệu lực ngày {day:%d/%m/%Y}.")


@cache
def read_layout(name: str) -> Layout:
    """Read one layout file of the packaged law data."""
    raw = _read(name)
    facts: dict[str, Any] = {key: raw[key] for key in _PLAIN} | {key: _range(raw[key]) for key in _RANGES}
    facts |= {key: tuple(raw[key]) for key in _LISTS}
    facts |= {key: _map(raw[key], make) for key, make in _MAPS.items()}
    return Layout(**facts, page_width=raw["page"]["width"], page_height=raw["page"]["height"])


@cache
def read_wording(name: str) -> Wording:
    """Read one wording file of the packaged law data."""
    raw = _read(name)
    return Wording(
        **{key: raw[key] for key in ("id", "valid_from", "valid_to", "source")},
        relations=_map(raw["relations"], lambda entry: RelationRule(**entry)),
        asked_only=frozenset(raw["asked_only"]["standings"]),
        asked_relation=raw["asked_only"]["relation"],
    )


def _read(name: str) -> dict[str, Any]:
    text = resources.files("vonggac.law").joinpath("data", name).read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    return raw


def _range(entry: Mapping[str, Any]) -> Range:
    low, high = (float(edge) for edge in entry["range"])
    use = float(entry["use"])
    if not low <= use <= high:
        raise ValueError(f"giá trị dùng {use} nằm ngoài khoảng cho phép [{low}, {high}]")
    return Range(low, high, use)


def _box(entry: Mapping[str, Any]) -> BoxRule:
    return BoxRule(entry["box"], _range(entry), entry["bold"], entry["italic"], entry["caps"], entry["align"])


def _map(entries: Mapping[str, Any], make: Any) -> MappingProxyType[str, Any]:
    return MappingProxyType({key: make(entry) for key, entry in entries.items()})


_PLAIN = (
    *("id", "valid_from", "valid_to", "source", "font", "pdf_font", "colour", "frame_colour"),
    *("header_share", "nation", "motto", "end_mark"),
)
_RANGES = ("indent", "gap", "line", "about_gap", "issuer_rule", "summary_rule")
_LISTS = ("break_after", "break_before", "name_prefixes")
_MAPS = {
    "margins": _range,
    "boxes": _box,
    "urgencies": lambda entry: FrameRule(**entry),
    "circulation": str,
    "kinds": lambda entry: KindRule(**entry),
}
