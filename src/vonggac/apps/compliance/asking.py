"""What the wizard asks next: one step a page, only what still matters, and what was answered in that step before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vonggac.apps.compliance.models import Determination
from vonggac.apps.compliance.queries.registered import Registered
from vonggac.apps.compliance.stated import facts_of, rules_of, value_of
from vonggac.engines.levels import next_questions
from vonggac.law.levels.model import Input, InputType, RuleSet, Step, Value

QUICK_STEP = "quoc-gia"
"""Nearly every system of a province answers this step with one "no"; asked as one page first (law/data/levels/inputs.yaml)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on a page: what was answered so far, and what stands ready to be confirmed."""

    question: Input
    stated: Value | None
    is_unknown: bool
    registered: Registered | None
    was_confirmed: bool
    """The stated value is what somebody confirmed from the register."""


@dataclass(frozen=True, slots=True)
class Way:
    """One step of the wizard and where it stands."""

    step: Step
    is_asked: bool
    is_answered: bool


def steps_left(determination: Determination, rules: RuleSet | None = None) -> dict[str, tuple[str, ...]]:
    """Return the steps that still have questions, in order, with the names of those questions."""
    rules = rules or rules_of(determination)
    found = next_questions(facts_of(determination, rules), rules, without_answer=frozenset(determination.unknown))
    return {one.step.id: tuple(question.input.id for question in one.questions if not question.part) for one in found}


def next_step(determination: Determination, rules: RuleSet | None = None) -> str:
    """Return the step to go to, or nothing when all that matters is answered."""
    return next(iter(steps_left(determination, rules)), "")


def on_step(
    determination: Determination, step: str, ready: Mapping[str, Registered], left: Mapping[str, tuple[str, ...]], rules: RuleSet
) -> list[Asked]:
    """Return the questions of a step that matter or were answered, in the order in which people understand them."""
    told = {*determination.facts, *determination.unknown, *left.get(step, ())}
    return [_asked(one, determination, ready) for one in rules.inputs if one.step == step and one.id in told]


def _asked(one: Input, determination: Determination, ready: Mapping[str, Registered]) -> Asked:
    stored = determination.facts.get(one.id)
    return Asked(
        question=one,
        stated=None if stored is None else value_of(stored),
        is_unknown=one.id in determination.unknown,
        registered=ready.get(one.id),
        was_confirmed=one.id in determination.origins,
    )


def is_quick(step: str, asked: list[Asked]) -> bool:
    """Say whether the step can be answered with one "no": nothing in it is answered yet."""
    untold = all(one.stated is None and not one.is_unknown for one in asked)
    return step == QUICK_STEP and untold and len(quick_questions(asked)) > 1


def quick_questions(asked: list[Asked]) -> list[Input]:
    """Return the questions that one "no" answers."""
    return [one.question for one in asked if one.question.type is InputType.BOOL]


def ways(determination: Determination, left: Mapping[str, tuple[str, ...]], rules: RuleSet) -> list[Way]:
    """Return every step with where it stands."""
    told = {rules.input(name).step for name in (*determination.facts, *determination.unknown) if rules.knows(name)}
    return [Way(step, step.id in left, step.id in told) for step in rules.steps]
