"""Rules over several events: what they count, within which span, of which rules.

Source: Sigma correlation rules specification 2.1.0. Which rules a correlation means is settled after all rules are read (`settle`): by
identifier or by name, its own kind included, never in a circle.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from vonggac.engines.hunt import Correlation, Counting, Heading, NotLoaded, Order, fold_name
from vonggac.sources.sigma.model import Fault
from vonggac.sources.sigma.rules import read_heading

_SPAN = re.compile(r"([0-9]{1,6})([smhdwMy])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "M": 2_629_746, "y": 31_556_952}
_WITH_FIELD = frozenset({Counting.VALUES, Counting.SUM, Counting.AVERAGE, Counting.PERCENTILE})
_WITHOUT_BOUNDS = frozenset({Counting.TOGETHER, Counting.IN_ORDER})
_MEDIAN = "value_median"
_BESIDE_ORDERS = frozenset({"field", "percentile"})


@dataclass(frozen=True, slots=True)
class CorrelationDraft:
    """A correlation whose rules are still called as written."""

    correlation: Correlation
    generate: bool


def read_correlation(document: Mapping[str, Any], file: str) -> CorrelationDraft:
    """Read a rule over several events."""
    heading = read_heading(document, file)
    section = document["correlation"]
    if not isinstance(section, dict):
        raise Fault("mục “correlation” phải gồm type, rules, timespan", "correlation", "correlation")
    try:
        return _draft(heading, section)
    except Fault as fault:
        raise fault.under("correlation") from fault


def _draft(heading: Heading, section: Mapping[str, Any]) -> CorrelationDraft:
    counting, percentile = _counting(section.get("type"))
    condition = section.get("condition")
    if isinstance(condition, str):
        raise Fault("điều kiện tương quan dạng câu (and, or, not) chưa dùng được; tách ra nhiều quy tắc", "correlation", "condition")
    asked = _mapping(condition, "condition")
    counted = _counted_fields(counting, asked)
    correlation = Correlation(
        heading=heading,
        counting=counting,
        of=_rules(section.get("rules")),
        span=_span(section.get("timespan")),
        group_by=tuple(fold_name(name) for name in _names(section.get("group-by"), "group-by")),
        bounds=_bounds(counting, asked),
        field=counted[0] if counted else "",
        more_fields=counted[1:],
        percentile=_percentile(counting, asked) if percentile is None else percentile,
        aliases=_aliases(section.get("aliases")),
    )
    return CorrelationDraft(correlation, _truth(section.get("generate")))


def _counting(value: Any) -> tuple[Counting, float | None]:
    if value == _MEDIAN:
        return Counting.PERCENTILE, 50.0
    try:
        return Counting(value), None
    except ValueError as error:
        known = ", ".join([*(str(one) for one in Counting), _MEDIAN])
        raise Fault(f"không có kiểu tương quan “{value}”; dùng một trong {known}", "correlation", "type") from error


def _mapping(value: Any, key: str) -> Mapping[str, Any]:
    if value is not None and not isinstance(value, dict):
        raise Fault(f"mục “{key}” phải là nhóm khóa và giá trị", "correlation", key)
    return value or {}


def _names(value: Any, key: str) -> tuple[str, ...]:
    listed = [] if value is None else value if isinstance(value, list) else [value]
    if any(not isinstance(name, str) or not name.strip() for name in listed):
        raise Fault(f"mục “{key}” phải là danh sách tên", "correlation", key)
    return tuple(listed)


def _rules(value: Any) -> tuple[str, ...]:
    found = _names(value, "rules")
    if not found:
        raise Fault("tương quan không nêu quy tắc nào; ghi id hoặc name của quy tắc vào “rules”", "correlation", "rules")
    return found


def _span(value: Any) -> timedelta:
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found.group(1)) == 0:
        raise Fault("“timespan” phải là số dương và đơn vị s, m, h, d, w, M, y; ví dụ 5m", "correlation", "timespan")
    return timedelta(seconds=int(found.group(1)) * _UNITS[found.group(2)])


def _bounds(counting: Counting, asked: Mapping[str, Any]) -> tuple[tuple[Order, float], ...]:
    found = []
    for key, value in asked.items():
        if key in _BESIDE_ORDERS:
            continue
        found.append((_order(key), _number(key, value)))
    if not found and counting not in _WITHOUT_BOUNDS:
        raise Fault("tương quan không có ngưỡng; ghi ví dụ condition: {gte: 10}", "correlation", "condition")
    return tuple(found)


def _order(key: str) -> Order:
    try:
        return Order(key)
    except ValueError as error:
        raise Fault(f"không dùng được phép so sánh “{key}”; dùng gt, gte, lt, lte, eq, neq", "correlation", "condition", key) from error


def _number(key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise Fault(f"ngưỡng “{key}” phải là một số", "correlation", "condition", key)
    return float(value)


def _counted_fields(counting: Counting, asked: Mapping[str, Any]) -> tuple[str, ...]:
    names = _names(asked.get("field"), "field")
    if counting in _WITH_FIELD and (not names or (len(names) > 1 and counting is not Counting.VALUES)):
        raise Fault("kiểu tương quan này cần một trường ở condition: field (đếm giá trị thì được nhiều)", "correlation", "condition")
    return tuple(fold_name(name) for name in names)


def _percentile(counting: Counting, asked: Mapping[str, Any]) -> float:
    if counting is not Counting.PERCENTILE:
        return 0.0
    value = _number("percentile", asked.get("percentile", 50))
    if not 0 <= value <= 100:  # noqa: PLR2004  percent
        raise Fault("“percentile” phải từ 0 đến 100", "correlation", "condition", "percentile")
    return value


def _aliases(value: Any) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    found = []
    for alias, fields in _mapping(value, "aliases").items():
        pairs = tuple((rule, fold_name(str(name))) for rule, name in _mapping(fields, "aliases").items())
        found.append((fold_name(alias), pairs))
    return tuple(found)


def _truth(value: Any) -> bool:
    if value is not None and not isinstance(value, bool):
        raise Fault("“generate” phải là true hoặc false", "correlation", "generate")
    return bool(value)


# --- which rules are meant --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Settled:
    """Correlations that run, those that do not, and the rules that serve only them."""

    correlations: tuple[Correlation, ...]
    not_loaded: tuple[NotLoaded, ...]
    hidden: frozenset[str]


def settle(drafts: Sequence[CorrelationDraft], headings: Iterable[Heading]) -> Settled:
    """Resolve the rules of every correlation; one that names a missing rule, or itself in a circle, is not loaded."""
    known = _called([*headings, *(draft.correlation.heading for draft in drafts)])
    resolved = {draft.correlation.heading.id: _resolved(draft, known) for draft in drafts}
    lost: dict[str, str] = {one: why for one, why in resolved.items() if isinstance(why, str)}
    running = {one: draft for one, draft in resolved.items() if isinstance(draft, CorrelationDraft)}
    _drop_circles(running, lost)
    _drop_dependants(running, lost)
    refused = tuple(_not_loaded(draft.correlation.heading, lost) for draft in drafts if draft.correlation.heading.id in lost)
    hidden = _hidden(running.values())
    ordered = tuple(replace(draft.correlation, shown=one not in hidden) for one, draft in running.items())
    return Settled(ordered, refused, hidden)


def _called(headings: Iterable[Heading]) -> dict[str, str]:
    """By name first, so that an identifier, which is unique, wins."""
    listed = list(headings)
    return {**{heading.name: heading.id for heading in listed if heading.name}, **{heading.id: heading.id for heading in listed}}


def _resolved(draft: CorrelationDraft, known: Mapping[str, str]) -> CorrelationDraft | str:
    one = draft.correlation
    missing = [name for name in one.of if _find(name, known) is None]
    if missing:
        return f"không có quy tắc “{missing[0]}” mà tương quan này gọi, hoặc quy tắc đó không nạp được; thêm quy tắc đó vào"
    of = tuple(_find(name, known) or "" for name in one.of)
    aliases = tuple((alias, tuple((_find(name, known) or name, field) for name, field in pairs)) for alias, pairs in one.aliases)
    return replace(draft, correlation=replace(one, of=of, aliases=aliases))


def _find(name: str, known: Mapping[str, str]) -> str | None:
    return known.get(name) or known.get(name.lower())


def _drop_circles(running: dict[str, CorrelationDraft], lost: dict[str, str]) -> None:
    for one in list(running):
        if _reaches(one, one, running):
            lost[one] = "tương quan gọi vòng tới chính nó; bỏ một lời gọi"
    for one in lost:
        running.pop(one, None)


def _reaches(start: str, wanted: str, running: Mapping[str, CorrelationDraft]) -> bool:
    waiting, seen = [start], set()
    while waiting:
        one = waiting.pop()
        for next_one in running[one].correlation.of if one in running else ():
            if next_one == wanted:
                return True
            if next_one not in seen:
                seen.add(next_one)
                waiting.append(next_one)
    return False


def _drop_dependants(running: dict[str, CorrelationDraft], lost: dict[str, str]) -> None:
    """A correlation over one that is lost is lost itself."""
    while True:
        fallen = [one for one, draft in running.items() if any(of in lost for of in draft.correlation.of)]
        if not fallen:
            return
        for one in fallen:
            del running[one]
            lost[one] = "tương quan mà quy tắc này gọi không nạp được; sửa tương quan đó trước"


def _not_loaded(heading: Heading, lost: Mapping[str, str]) -> NotLoaded:
    why = lost[heading.id]
    return NotLoaded(heading.file, heading.title, why, "cyclic" if "vòng" in why else "unknown-rule")


def _hidden(drafts: Iterable[CorrelationDraft]) -> frozenset[str]:
    """A rule that a correlation counts has no result of its own, unless some correlation asks for it (`generate`)."""
    counted: set[str] = set()
    asked: set[str] = set()
    for draft in drafts:
        (asked if draft.generate else counted).update(draft.correlation.of)
    return frozenset(counted - asked)
