"""Facts and dated criteria in, the level out, with the rows that decided.

Every row of the regime is judged and the highest that is met is the level (Decree 331/2026, khoản 2 Điều 8); component systems pass
their highest level on (Decree 85/2016, khoản 2 Điều 5); a risk assessment may raise the level and never lowers it (331, khoản 5 Điều 10).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vonggac.kernel.levels import Level
from vonggac.law.levels.model import Row, RuleSet

from .leftovers import contradictions, grey_cases, grey_questions
from .questions import nearly_met, open_questions
from .truth import Truth, all_true, check, every_part, inputs_of, seen, truth_of
from .values import AppliedUplift, Comparison, DecidedBy, Decision, Facts, PartPath


@dataclass(frozen=True, slots=True)
class Judged:
    """The truth of every row for one system, without its components."""

    facts: Facts
    part: PartPath
    rows: tuple[tuple[Row, Truth], ...]


def judge(facts: Facts, rules: RuleSet, part: PartPath = ()) -> Judged:
    """Judge every row."""
    return Judged(
        facts, part, tuple((row, all_true(truth_of(condition, facts.values, rules) for condition in row.when)) for row in rules.rows)
    )


def decide(facts: Facts, rules: RuleSet) -> Decision:
    """Determine the level of one system, its components included."""
    check(facts, rules)
    return _decide(facts, rules, ())


def _decide(facts: Facts, rules: RuleSet, path: PartPath) -> Decision:
    parts = tuple(_decide(part, rules, (*path, part.name)) for part in facts.parts)
    judged = judge(facts, rules, path)
    by_rows, possible = _highest(judged, {True}), _highest(judged, {True, None})
    base, ceiling = _most([by_rows, *(part.level for part in parts)]), _most([possible, *(part.highest_possible for part in parts)])
    uplift = _uplift(facts, rules, base)
    level = facts.uplift.level if uplift and uplift.effective and facts.uplift else base
    met = [_decided(row, judged, rules) for row, truth in judged.rows if truth]
    met += [row for part in parts for row in (*part.decided_by, *part.also_met)]
    if uplift and uplift.effective:
        met.append(_proposed(uplift, rules, path))
    clashes = contradictions(facts, rules, path)
    decision = Decision(
        name=facts.name,
        regime=rules.id,
        doc=rules.doc,
        rules_digest=rules.digest,
        level=level,
        highest_possible=_most([level, ceiling]),
        decided_by=tuple(row for row in met if row.level == level),
        also_met=tuple(row for row in met if row.level != level),
        contradictions=(*clashes, *(clash for part in parts for clash in part.contradictions)),
        uplift=uplift,
        parts=parts,
        components_article=rules.components.article if base is not None and base != by_rows else "",
    )
    if any(one.blocks for one in clashes):
        return replace(decision, level=None, highest_possible=None, decided_by=(), also_met=tuple(met), blocked=True)
    return _with_leftovers(decision, facts, rules, path)


def _with_leftovers(decision: Decision, facts: Facts, rules: RuleSet, path: PartPath) -> Decision:
    """Add what is open, near or left to a person, seen from the level of the whole."""
    judged = [judge(one, rules, way) for way, one in every_part(facts, path) if not _is_blocked(one, rules)]
    return replace(
        decision,
        nearly=tuple(near for one in judged for near in nearly_met(one.rows, one.facts, rules, decision.level, one.part)),
        open_questions=open_questions([(one.rows, one.facts, one.part) for one in judged], rules, decision.level),
        grey=tuple(case for one in judged for case in grey_cases(one.facts, rules, decision.level, one.part)),
        grey_questions=tuple(ask for one in judged for ask in grey_questions(one.facts, rules, decision.level, one.part)),
    )


def _is_blocked(facts: Facts, rules: RuleSet) -> bool:
    return any(clash.blocks for clash in contradictions(facts, rules))


def _highest(judged: Judged, wanted: set[Truth]) -> Level | None:
    return max((row.level for row, truth in judged.rows if truth in wanted), default=None)


def _most(levels: Iterable[Level | None]) -> Level | None:
    return max((level for level in levels if level is not None), default=None)


def _decided(row: Row, judged: Judged, rules: RuleSet) -> DecidedBy:
    values = judged.facts.values
    counted = seen(inputs_of(row.when, values, rules, wanted=True), values, rules)
    return DecidedBy(row.id, row.level, row.article, rules.doc, row.text, row.text_en, counted, judged.part)


def _uplift(facts: Facts, rules: RuleSet, base: Level | None) -> AppliedUplift | None:
    wanted = facts.uplift
    if wanted is None:
        return None
    if rules.uplift is None:
        note = f"{rules.doc} không có quy định nâng cấp độ theo rủi ro; đề xuất này không được tính."
        return AppliedUplift(wanted.level, wanted.reason, "", base, effective=False, note=note)
    if base is not None and wanted.level <= base:
        note = "Tiêu chí đã cho cấp độ bằng hoặc cao hơn; đánh giá rủi ro không hạ cấp độ."
        return AppliedUplift(wanted.level, wanted.reason, rules.uplift.article, base, effective=False, note=note)
    return AppliedUplift(wanted.level, wanted.reason, rules.uplift.article, base, effective=True)


def _proposed(uplift: AppliedUplift, rules: RuleSet, path: PartPath) -> DecidedBy:
    text, text_en = (rules.uplift.text, rules.uplift.text_en) if rules.uplift else ("", "")
    return DecidedBy(f"{rules.id}-uplift", uplift.level, uplift.article, rules.doc, f"{text}: {uplift.reason}", text_en, (), path)


def compare(facts: Facts, regimes: Sequence[RuleSet]) -> Comparison:
    """Judge the same facts under several regimes, side by side."""
    decisions = tuple(decide(facts, rules) for rules in regimes)
    return Comparison(
        decisions,
        same_level=len({decision.level for decision in decisions}) <= 1,
        rows={decision.regime: tuple(row.row for row in decision.decided_by) for decision in decisions},
    )
