"""The same rule as pySigma understands it, written in our terms: a second opinion on what a rule asks.

Nothing of our reader is used here beyond the words of `engines.hunt`; texts are put together from pySigma's own pieces.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sigma.conditions import ConditionAND, ConditionFieldEqualsValueExpression, ConditionNOT, ConditionOR, ConditionValueExpression
from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule
from sigma.types import (
    CompareOperators,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SigmaTimestampPart,
    SpecialChars,
)

from vonggac.engines.hunt import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    IsNull,
    Joker,
    Moment,
    Network,
    Not,
    Number,
    Order,
    Place,
    Regex,
    SameAs,
    Stands,
    Text,
    TimePart,
    Wildcard,
)

_JOKERS = {SpecialChars.WILDCARD_MULTI: Joker.ANY, SpecialChars.WILDCARD_SINGLE: Joker.ONE}
_ORDERS = {
    CompareOperators.LT: Order.LESS,
    CompareOperators.LTE: Order.AT_MOST,
    CompareOperators.GT: Order.MORE,
    CompareOperators.GTE: Order.AT_LEAST,
}
_FLAGS = {SigmaRegularExpressionFlag.IGNORECASE: "i", SigmaRegularExpressionFlag.MULTILINE: "m", SigmaRegularExpressionFlag.DOTALL: "s"}


class Unknown(Exception):  # noqa: N818
    """Something that only one of the two sides has a word for."""


def second_opinion(rule: Mapping[str, Any]) -> Condition | None:
    """Return what pySigma reads; None when it refuses the rule."""
    try:
        read = SigmaRule.from_dict(dict(rule))
        conditions = [_tree(one.parsed) for one in read.detection.parsed_condition]
    except SigmaError:
        return None
    return flat(conditions[0] if len(conditions) == 1 else AnyOf(tuple(conditions)))


def _tree(node: Any) -> Condition:
    if isinstance(node, ConditionAND):
        return AllOf(tuple(_tree(one) for one in node.args))
    if isinstance(node, ConditionOR):
        return AnyOf(tuple(_tree(one) for one in node.args))
    if isinstance(node, ConditionNOT):
        return Not(_tree(node.args[0]))
    if isinstance(node, ConditionFieldEqualsValueExpression):
        return _leaf(node.field.lower().replace(" ", ""), node.value)
    if isinstance(node, ConditionValueExpression):
        return _leaf(None, node.value)
    raise Unknown(type(node).__name__)


def _leaf(field: str | None, value: Any) -> Condition:
    if isinstance(value, SigmaExpansion):
        return AnyOf(tuple(_leaf(field, one) for one in value.values))
    if isinstance(value, SigmaString):
        return _text(field, value)
    if isinstance(value, SigmaRegularExpression):
        if not str(value.regexp):
            return ALWAYS if field is None else Stands(field)
        return Regex(field, str(value.regexp), frozenset(_FLAGS[flag] for flag in value.flags))
    if isinstance(value, SigmaCIDRExpression):
        return Network(field, str(value.cidr))
    if isinstance(value, SigmaCompareExpression):
        number, order = float(value.number.number), _ORDERS[value.op]
        if isinstance(value.number, SigmaTimestampPart):
            return Moment(field, TimePart(value.number.timestamp_part.name.lower()), order, number)
        return Number(field, order, number)
    if isinstance(value, SigmaTimestampPart):
        return Moment(field, TimePart(value.timestamp_part.name.lower()), Order.EQUAL, float(value.number))
    return _scalar(field, value)


def _scalar(field: str | None, value: Any) -> Condition:
    if isinstance(value, SigmaNumber):
        if isinstance(value.number, int):
            return Text(field, Place.WHOLE, str(value.number))
        return Number(field, Order.EQUAL, value.number)
    if isinstance(value, SigmaBool):
        return Text(field, Place.WHOLE, str(value).lower())
    if field is not None and isinstance(value, SigmaNull):
        return IsNull(field)
    if field is not None and isinstance(value, SigmaExists):
        return Stands(field) if value.exists else Not(Stands(field))
    if field is not None and isinstance(value, SigmaFieldReference):
        place = {(True, True): Place.INSIDE, (True, False): Place.START, (False, True): Place.END}.get(
            (value.starts_with, value.ends_with), Place.WHOLE
        )
        return SameAs(field, place, value.field.lower().replace(" ", ""))
    raise Unknown(type(value).__name__)


def _text(field: str | None, value: SigmaString) -> Condition:
    """Jokers at the ends say where the text stands; a keyword stands anywhere, which pySigma leaves to its backends."""
    pieces: list[Any] = []
    for part in value.s:
        if not isinstance(part, (str, SpecialChars)):
            raise Unknown("placeholder")
        piece = part if isinstance(part, str) else _JOKERS[part]
        if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
            pieces[-1] += piece
        elif not (piece is Joker.ANY and pieces and pieces[-1] is Joker.ANY):
            pieces.append(piece)
    if field is None:
        pieces = [Joker.ANY, *[piece for place, piece in enumerate(pieces) if piece is not Joker.ANY or place not in (0, len(pieces) - 1)]]
        pieces = pieces if len(pieces) == 1 else [*pieces, Joker.ANY]
    cased = isinstance(value, SigmaCasedString)
    if not cased:
        pieces = [piece.lower() if isinstance(piece, str) else piece for piece in pieces]
    if pieces == [Joker.ANY]:
        return ALWAYS if field is None else Stands(field)
    texts = [piece for piece in pieces if piece is not Joker.ANY]
    if not pieces:
        return Text(field, Place.WHOLE, "", cased)
    if len(texts) != 1 or not isinstance(texts[0], str):
        return Wildcard(field, tuple(pieces), cased)
    places = {(False, False): Place.WHOLE, (True, False): Place.END, (False, True): Place.START, (True, True): Place.INSIDE}
    return Text(field, places[(pieces[0] is Joker.ANY, pieces[-1] is Joker.ANY)], texts[0], cased)


def flat(condition: Condition) -> Condition:
    """Return the same condition with and inside and, or inside or, one of one taken out."""
    if isinstance(condition, Not):
        return Not(flat(condition.part))
    if not isinstance(condition, (AllOf, AnyOf)):
        return condition
    kind = type(condition)
    parts: list[Condition] = []
    for one in map(flat, condition.parts):
        parts.extend(one.parts if isinstance(one, kind) else [one])  # type: ignore[union-attr]
    return parts[0] if len(parts) == 1 else kind(tuple(parts))
