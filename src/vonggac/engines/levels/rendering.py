"""A decision as the JSON object that `vonggac level decide` prints; its shape is published in decision.schema.json."""

from __future__ import annotations

from typing import Any

from vonggac.law.levels.model import Value

from .values import Comparison, Contradiction, DecidedBy, Decision, Grey, Nearly, OpenQuestion, Seen


def as_json(decision: Decision) -> dict[str, Any]:
    """Return the decision as plain values, in the order of the published schema."""
    return {
        "name": decision.name,
        "level": _plain(decision.level),
        "provisional": decision.provisional,
        "highest_possible": _plain(decision.highest_possible),
        "blocked": decision.blocked,
        "needs_a_person": decision.needs_a_person,
        "regime": decision.regime,
        "doc": decision.doc,
        "rules_digest": decision.rules_digest,
        "decided_by": [_decided(row) for row in decision.decided_by],
        "components_article": decision.components_article or None,
        "also_met": [_decided(row) for row in decision.also_met],
        "nearly": [_nearly(row) for row in decision.nearly],
        "open_questions": [_open(one) for one in decision.open_questions],
        "grey": [_grey(case) for case in decision.grey],
        "grey_questions": [
            {"input": one.input, "ask": one.ask, "grey": list(one.grey), "part": list(one.part)} for one in decision.grey_questions
        ],
        "contradictions": [_contradiction(one) for one in decision.contradictions],
        "uplift": _uplift(decision),
        "parts": [as_json(part) for part in decision.parts],
    }


def comparison_as_json(comparison: Comparison) -> dict[str, Any]:
    """Return the decisions of several regimes side by side."""
    return {
        "same_level": comparison.same_level,
        "levels": {decision.regime: _plain(decision.level) for decision in comparison.decisions},
        "rows": {regime: list(rows) for regime, rows in comparison.rows.items()},
        "decisions": [as_json(decision) for decision in comparison.decisions],
    }


def _plain(number: int | None) -> int | None:
    return None if number is None else int(number)


def _value(value: Value) -> bool | int | str | list[str]:
    return sorted(value) if isinstance(value, frozenset) else value


def _seen(answers: tuple[Seen, ...]) -> list[dict[str, Any]]:
    return [{"input": one.input, "value": _value(one.value), "shown": one.shown} for one in answers]


def _decided(row: DecidedBy) -> dict[str, Any]:
    return {
        "row": row.row,
        "level": int(row.level),
        "article": row.article,
        "doc": row.doc,
        "text": row.text,
        "text_en": row.text_en,
        "seen": _seen(row.seen),
        "part": list(row.part),
    }


def _nearly(row: Nearly) -> dict[str, Any]:
    return {
        "row": row.row,
        "level": int(row.level),
        "article": row.article,
        "text": row.text,
        "kind": row.kind.value,
        "inputs": list(row.inputs),
        "seen": _seen(row.seen),
        "part": list(row.part),
    }


def _open(one: OpenQuestion) -> dict[str, Any]:
    return {
        "input": one.input,
        "ask": one.ask,
        "rows": list(one.rows),
        "highest": int(one.highest),
        "weight": one.weight,
        "part": list(one.part),
    }


def _grey(case: Grey) -> dict[str, Any]:
    return {
        "id": case.id,
        "kind": case.kind.value,
        "article": case.article,
        "question": case.question,
        "effect": case.effect,
        "may_become": _plain(case.may_become),
        "part": list(case.part),
    }


def _contradiction(one: Contradiction) -> dict[str, Any]:
    return {
        "id": one.id,
        "article": one.article,
        "text": one.text,
        "seen": _seen(one.seen),
        "blocks": one.blocks,
        "part": list(one.part),
    }


def _uplift(decision: Decision) -> dict[str, Any] | None:
    one = decision.uplift
    if one is None:
        return None
    return {
        "level": int(one.level),
        "reason": one.reason,
        "article": one.article or None,
        "raised_from": _plain(one.raised_from),
        "effective": one.effective,
        "note": one.note or None,
    }
