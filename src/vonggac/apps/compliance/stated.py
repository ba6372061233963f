"""What a determination was told, as the engine takes it, and what the engine and people together make of it.

The level of the criteria is the engine's; a case that the law leaves open, and a system made of component systems, count only with what a
person concluded. Nothing here reads or writes rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vonggac.apps.compliance.models import Determination
from vonggac.engines.levels import Decision, Facts, Grey, as_json, decide
from vonggac.kernel.levels import Level
from vonggac.law.levels.load import NoRegimeError, regime, regimes
from vonggac.law.levels.model import GreyKind, InputType, RuleSet, Value

COMPONENTS = "components"
"""The conclusion on component systems stands among the grey cases under this name; no case of the law data is called so."""


def value_of(stored: Any) -> Value:
    """Return a stored answer as the engine takes it."""
    return frozenset(stored) if isinstance(stored, list) else stored


def stored_of(value: Value) -> bool | int | str | list[str]:
    """Return an answer as it is stored."""
    return sorted(value) if isinstance(value, frozenset) else value


def values_of(stored: Mapping[str, Any], rules: RuleSet) -> dict[str, Value]:
    """Return the answers; a question that the data no longer has is passed over."""
    return {name: value_of(value) for name, value in stored.items() if rules.knows(name)}


def facts_of(determination: Determination, rules: RuleSet, parts: Sequence[Determination] = ()) -> Facts:
    """Return what the engine judges; component systems only where a person concluded that their level counts."""
    inner = tuple(Facts(part.system.name, values_of(part.facts, rules)) for part in parts) if takes_parts(determination) else ()
    return Facts(determination.system.name, values_of(determination.facts, rules), parts=inner)


def takes_parts(determination: Determination) -> bool:
    """Say whether a person concluded that the highest level of the component systems counts."""
    return bool(determination.conclusions.get(COMPONENTS, {}).get("takes"))


@dataclass(frozen=True, slots=True)
class Judged:
    """The engine's decision, with what people concluded laid over it."""

    decision: Decision
    level: Level | None
    """The highest of the criteria and of what people concluded; without the proposal by risk."""
    unsettled: tuple[Grey, ...]
    """Cases in which somebody still has to conclude."""
    provisional: bool
    rules: RuleSet

    @property
    def may_conclude(self) -> bool:
        """Say whether nothing stands in the way: a level, no contradiction, every open case concluded."""
        return self.level is not None and not self.decision.contradictions and not self.unsettled


def rules_of(determination: Determination) -> RuleSet:
    """Return today's data of the regime under which a determination stands."""
    return regime(determination.regime)


def judge(determination: Determination, parts: Sequence[Determination] = ()) -> Judged:
    """Judge what is stated so far, under the regime of the determination."""
    rules = rules_of(determination)
    decision = decide(facts_of(determination, rules, parts), rules)
    concluded = {case.id: determination.conclusions[case.id] for case in decision.grey if case.id in determination.conclusions}
    level = highest([decision.level, *(one.get("level") for one in concluded.values())])
    if decision.blocked:
        level = None
    return Judged(
        decision=decision,
        level=level,
        unsettled=tuple(case for case in decision.grey if case.kind is GreyKind.JUDGE and case.id not in concluded),
        provisional=(decision.highest_possible or 0) > (level or 0),
        rules=rules,
    )


def highest(levels: Iterable[int | None]) -> Level | None:
    """Return the highest level there is."""
    return max((Level(level) for level in levels if level), default=None)


def verdict_of(determination: Determination, judged: Judged, parts: Sequence[Determination] = ()) -> dict[str, Any]:
    """Return everything that is shown of a decision, as it is kept: the decision, and the same facts under the other regimes."""
    others = [rules for rules in regimes() if rules.id != determination.regime]
    return {
        **_with_questions(as_json(judged.decision), judged.rules),
        "max_rule": judged.rules.max_rule,
        "uplift_article": judged.rules.uplift.article if judged.rules.uplift else "",
        "others": [as_json(decide(facts_of(determination, rules, parts), rules)) for rules in others],
        "answers": answers_shown(determination, judged.rules),
    }


def _with_questions(verdict: dict[str, Any], rules: RuleSet) -> dict[str, Any]:
    """Add the question to each yes, no and number that counted; a chosen word speaks for itself."""
    for row in (row for name in ("decided_by", "also_met", "nearly", "contradictions") for row in verdict[name]):
        for answer in row["seen"]:
            question = rules.input(answer["input"])
            answer["ask"] = question.ask if question.type in {InputType.BOOL, InputType.INT} else ""
    return verdict


def answers_shown(determination: Determination, rules: RuleSet) -> list[dict[str, str]]:
    """Return every answer as a person reads it, in the order of the questions."""
    from vonggac.engines.levels.truth import shown

    found = []
    for one in rules.inputs:
        if one.id in determination.facts:
            words = shown(one, value_of(determination.facts[one.id]))
            found.append(
                {"input": one.id, "step": one.step, "ask": one.ask, "shown": words, "origin": determination.origins.get(one.id, "")}
            )
        elif one.id in determination.unknown:
            found.append({"input": one.id, "step": one.step, "ask": one.ask, "shown": "Chưa biết", "origin": ""})
    return found


def under_construction_day() -> date:
    """Return the day on which a system had to be under construction to finish under the former decree (law/data/levels)."""
    from vonggac.law.levels.procedures import transition_windows

    return next(window.since for window in transition_windows() if window.id == "under-construction")


def rules_changed_since(determination: Determination) -> bool:
    """Say whether the data of the rules is another today than when the level was concluded; the level stays as it is."""
    if determination.state != Determination.State.DONE or not determination.rules_digest:
        return False
    try:
        return rules_of(determination).digest != determination.rules_digest
    except NoRegimeError:
        return True
