"""Filters: what an agency knows to be harmless, kept apart from the rules it quiets.

Source: Sigma filters specification 2.1.0. A filter names rules (by identifier or name) or says `any`; it touches only rules whose log
source lies inside its own. What it holds is joined by `and`, so the filter itself says `not`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vonggac.engines.hunt import AllOf, Condition, Heading
from vonggac.sources.sigma.detections import NOT_DETECTIONS, Placeholders, joined
from vonggac.sources.sigma.model import DEFAULT, Draft, Fault, LogSource, SigmaLimits
from vonggac.sources.sigma.rules import read_detection, read_heading, read_log_source

_BESIDE = NOT_DETECTIONS | {"rules"}


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter; `rules` None is every rule of its log source."""

    heading: Heading
    source: LogSource
    rules: frozenset[str] | None
    condition: Condition

    def touches(self, draft: Draft) -> bool:
        """Say whether it quiets this rule."""
        names = {draft.heading.id, draft.heading.name} - {""}
        return self.source.covers(draft.source) and (self.rules is None or bool(names & self.rules))


def read_filter(document: Mapping[str, Any], file: str, placeholders: Placeholders, limits: SigmaLimits = DEFAULT) -> Filter:
    """Read a filter."""
    heading = read_heading(document, file)
    section = document["filter"]
    if not isinstance(section, dict):
        raise Fault("mục “filter” phải gồm rules, phép phát hiện và condition", "filter", "filter")
    try:
        condition, _unused = read_detection(section, placeholders, limits, beside=_BESIDE)
    except Fault as fault:
        raise replace_start(fault) from fault
    return Filter(heading, read_log_source(document.get("logsource")), _rules(section.get("rules")), condition)


def replace_start(fault: Fault) -> Fault:
    """A filter's detections stand under `filter`, not under `detection`."""
    steps = fault.at[1:] if fault.at[:1] == ("detection",) else fault.at
    return Fault(fault.why, fault.rule, "filter", *steps)


def _rules(value: Any) -> frozenset[str] | None:
    if value == [] or (isinstance(value, str) and value.lower() == "any"):
        return None
    listed = value if isinstance(value, list) else [value]
    if any(not isinstance(one, str) or not one.strip() for one in listed):
        raise Fault("“rules” của bộ lọc phải là any, hoặc danh sách id hay name của quy tắc", "filter", "filter", "rules")
    return frozenset({*listed, *(one.lower() for one in listed)})


def quieted(draft: Draft, filters: Sequence[Filter]) -> Draft:
    """Return the rule with every filter that touches it."""
    added = [one.condition for one in filters if one.touches(draft)]
    return replace(draft, condition=joined(AllOf, [draft.condition, *added])) if added else draft
