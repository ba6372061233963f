"""What is still worth asking: open questions that can raise the level, rows that one fact keeps away, the next page of the wizard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from vonggac.kernel.levels import Level
from vonggac.law.levels.model import Condition, Input, Operator, Row, RuleSet, Step, Test, Value

from .truth import Truth, inputs_of, seen, truth_of
from .values import Facts, NearKind, Nearly, OpenQuestion, PartPath

Judgements = Sequence[tuple[Row, Truth]]


@dataclass(slots=True)
class _Waiting:
    rows: list[str] = field(default_factory=list)
    highest: Level = Level.ONE
    weight: float = 0.0


def open_questions(systems: Iterable[tuple[Judgements, Facts, PartPath]], rules: RuleSet, level: Level | None) -> tuple[OpenQuestion, ...]:
    """Return the unanswered questions that can still raise the level, the most decisive first.

    A row that is unknown can still be met, because its open answers are free and the loader made sure that its tests agree with each other;
    a row that is false never can, and a row of this level or lower changes nothing.
    """
    place = {question.id: index for index, question in enumerate(rules.inputs)}
    found = [one for judged, facts, part in systems for one in _open_in(judged, facts, part, rules, level)]
    return tuple(sorted(found, key=lambda one: (-one.weight, -one.highest, place[one.input], one.part)))


def _open_in(judged: Judgements, facts: Facts, part: PartPath, rules: RuleSet, level: Level | None) -> Iterator[OpenQuestion]:
    waiting: dict[str, _Waiting] = {}
    for row, truth in judged:
        if truth is not None or (level is not None and row.level <= level):
            continue
        unknown = [condition for condition in row.when if truth_of(condition, facts.values, rules) is None]
        for name in inputs_of(unknown, facts.values, rules, wanted=None):
            one = waiting.setdefault(name, _Waiting())
            one.rows.append(row.id)
            one.highest = max(one.highest, row.level)
            one.weight += 1 / len(unknown)
    for name, one in waiting.items():
        yield OpenQuestion(name, rules.input(name).ask, tuple(one.rows), one.highest, round(one.weight, 3), part)


# --- nearly -----------------------------------------------------------------------------------------------------------------------


def nearly_met(judged: Judgements, facts: Facts, rules: RuleSet, level: Level | None, part: PartPath) -> Iterator[Nearly]:
    """Give the rows of a higher level where everything holds but one condition, and that one is an answer or stands near its threshold."""
    for row, truth in judged:
        if truth or (level is not None and row.level <= level):
            continue
        truths = [(condition, truth_of(condition, facts.values, rules)) for condition in row.when]
        away = [(condition, truth) for condition, truth in truths if not truth]
        if len(away) != 1 or len(truths) < 2:
            continue
        condition, missing = away[0]
        kind = _kind(condition, missing, facts.values, rules)
        if kind is None:
            continue
        inputs = inputs_of([condition], facts.values, rules, wanted=missing)
        yield Nearly(row.id, row.level, row.article, row.text, kind, inputs, seen(inputs, facts.values, rules), part)


def _kind(condition: Condition, truth: Truth, values: Mapping[str, Value], rules: RuleSet) -> NearKind | None:
    if truth is None:
        return NearKind.UNKNOWN
    if not isinstance(condition, Test) or not isinstance(condition.value, int) or isinstance(condition.value, bool):
        return NearKind.ONE_FACT
    answer = values[condition.input]
    if condition.operator is not Operator.AT_LEAST or not isinstance(answer, int):
        return None
    return NearKind.THRESHOLD if answer * 100 >= condition.value * (100 - rules.near_share) else None


# --- the wizard -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """A question to put to a person, and why it matters."""

    input: Input
    rows: tuple[str, ...]
    """The rows that it may decide; none for a question that must come first or that only shows a grey case."""
    highest: Level | None
    weight: float
    part: PartPath = ()


@dataclass(frozen=True, slots=True)
class QuestionStep:
    """One page of the wizard."""

    step: Step
    questions: tuple[Question, ...]


def next_questions(facts: Facts, rules: RuleSet, *, without_answer: frozenset[str] = frozenset()) -> tuple[QuestionStep, ...]:
    """Return the questions that still matter, grouped in the steps of the wizard, the most decisive first within a step.

    `without_answer` names what the person does not know: it is not asked again and stays open in the decision.
    """
    from .deciding import decide

    decision = decide(facts, rules)
    if decision.blocked:
        return ()
    questions = [*_first(facts, rules)]
    questions += [Question(rules.input(one.input), one.rows, one.highest, one.weight, one.part) for one in decision.open_questions]
    questions += [Question(rules.input(one.input), (), None, 0.0, one.part) for one in decision.grey_questions]
    order = {step.id: index for index, step in enumerate(rules.steps)}
    wanted = sorted((one for one in questions if one.input.id not in without_answer), key=lambda one: order[one.input.step])
    return tuple(
        QuestionStep(next(step for step in rules.steps if step.id == name), tuple(group))
        for name, group in groupby(wanted, key=lambda one: one.input.step)
    )


def _first(facts: Facts, rules: RuleSet) -> Iterator[Question]:
    """Whether it is one system of one owner comes before all rows (Decree 331/2026, Điều 7, Điều 8)."""
    for name in ("is_system", "single_owner"):
        if name not in facts.values:
            yield Question(rules.input(name), (), None, float(len(rules.rows)))
