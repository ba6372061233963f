"""What no row settles: cases that a person must decide, and answers that do not fit together. Neither changes the level."""

from __future__ import annotations

from collections.abc import Iterator

from vonggac.kernel.levels import Level
from vonggac.law.levels.model import GreyCase, RuleSet

from .truth import Truth, all_true, inputs_of, seen, truth_of
from .values import Contradiction, Facts, Grey, GreyQuestion, PartPath


def contradictions(facts: Facts, rules: RuleSet, part: PartPath = ()) -> tuple[Contradiction, ...]:
    """Return the answers that exclude each other; what is missing contradicts nothing."""
    return tuple(
        Contradiction(
            clash.id,
            clash.article,
            clash.text,
            seen(inputs_of(clash.when, facts.values, rules, wanted=True), facts.values, rules),
            clash.blocks,
            part,
        )
        for clash in rules.clashes
        if all_true(truth_of(condition, facts.values, rules) for condition in clash.when)
    )


def grey_cases(facts: Facts, rules: RuleSet, level: Level | None, part: PartPath = ()) -> Iterator[Grey]:
    """Give the cases that are there and could matter."""
    for case in rules.grey:
        if _matters(case, rules, level) and _truth(case, facts, rules):
            yield Grey(case.id, case.kind, case.article, case.question, case.effect, _may_become(case, rules), part)


def grey_questions(facts: Facts, rules: RuleSet, level: Level | None, part: PartPath = ()) -> Iterator[GreyQuestion]:
    """Give the questions that are asked for the sake of grey cases only, and whose answer is all that is missing."""
    waiting: dict[str, list[str]] = {}
    for case in rules.grey:
        if not _matters(case, rules, level) or _truth(case, facts, rules) is not None:
            continue
        missing = inputs_of(case.when, facts.values, rules, wanted=None)
        if all(rules.input(name).judgement for name in missing):
            for name in missing:
                waiting.setdefault(name, []).append(case.id)
    for name, cases in waiting.items():
        yield GreyQuestion(name, rules.input(name).ask, tuple(cases), part)


def _truth(case: GreyCase, facts: Facts, rules: RuleSet) -> Truth:
    return all_true(truth_of(condition, facts.values, rules) for condition in case.when)


def _may_become(case: GreyCase, rules: RuleSet) -> Level | None:
    return max((row.level for name in case.may_read_as if (row := rules.row(name))), default=None)


def _matters(case: GreyCase, rules: RuleSet, level: Level | None) -> bool:
    if level is None:
        return True
    raised = _may_become(case, rules)
    return not case.without_level and (raised is None or raised > level)
