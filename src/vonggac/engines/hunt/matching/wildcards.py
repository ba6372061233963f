"""Patterns with jokers, without backtracking: the parts between asterisks are sought one after the other, the first place is the best."""

from __future__ import annotations

import re
from collections.abc import Callable

from vonggac.engines.hunt.conditions import Joker, Wildcard, fold_text

Parts = tuple[str | Joker, ...]
Follows = Callable[[str], bool]


def folded_parts(test: Wildcard) -> Parts:
    """Return the parts of a pattern as it compares them."""
    return test.parts if test.cased else tuple(part if isinstance(part, Joker) else fold_text(part) for part in test.parts)


def _segments(parts: Parts) -> list[Parts]:
    """Part a pattern at its asterisks."""
    found: list[list[str | Joker]] = [[]]
    for part in parts:
        if part is Joker.ANY:
            found.append([])
        else:
            found[-1].append(part)
    return [tuple(segment) for segment in found]


def _expression(segment: Parts) -> str:
    return "".join(re.escape(part) if isinstance(part, str) else "." for part in segment)


def follows(test: Wildcard) -> Follows:
    """Return a function that says whether a value follows a pattern; a value must be folded before unless the pattern is cased."""
    segments = _segments(folded_parts(test))
    expressions = [re.compile(_expression(segment), re.DOTALL) for segment in segments]
    if len(segments) == 1:
        return lambda value: expressions[0].fullmatch(value) is not None
    first, inner, last = expressions[0], expressions[1:-1], expressions[-1]
    length = sum(len(part) if isinstance(part, str) else 1 for part in segments[-1])

    def follow(value: str) -> bool:
        start = first.match(value)
        if start is None:
            return False
        at = start.end()
        for segment in inner:
            found = segment.search(value, at)
            if found is None:
                return False
            at = found.end()
        place = len(value) - length
        return place >= at and last.match(value, place) is not None

    return follow


def anchor(test: Wildcard) -> bytes | None:
    """Return the longest text that every value of a pattern holds, with its border (0xFF) where it stands at one; None of jokers only."""
    parts = tuple(part if isinstance(part, Joker) else fold_text(part) for part in test.parts)
    found = [_bordered(parts, place) for place, part in enumerate(parts) if not isinstance(part, Joker) and part]
    return max(found, key=len, default=None)


def _bordered(parts: Parts, place: int) -> bytes:
    text = str(parts[place]).encode("utf-8", "surrogatepass")
    return (b"\xff" if place == 0 else b"") + text + (b"\xff" if place == len(parts) - 1 else b"")
