"""Regular expressions from outside that cannot explode: checked by their structure before anything runs them.

Time grows with the power of the unbounded repeats that may stand side by side, and without bound when one stands within another. So
nesting, back references and looking around are refused, and at most two unbounded repeats are taken; whoever compares cuts the text at
`LONGEST_TEXT`. That is at most a few million steps an entry.
"""

from __future__ import annotations

import re
import warnings
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LONGEST_PATTERN = 500
LONGEST_TEXT = 2_048
_UNBOUNDED_AT_MOST = 2
_MANY = 50
_DELIMITED = re.compile(r"/(?P<body>.+)/(?P<flags>[imsux]*)", re.DOTALL)


class Explosive(ValueError):  # noqa: N818  what the pattern is
    """A pattern that could run for ever, or is none."""


def bounded(written: str) -> str:
    """Return a pattern for Python's `re`, without the delimiters of PHP, or raise Explosive."""
    found = _DELIMITED.fullmatch(written)
    pattern = f"(?{''.join(sorted(set(found['flags']) & set('im')))}){found['body']}" if found else written
    pattern = pattern.replace("(?)", "", 1) if pattern.startswith("(?)") else pattern
    if len(pattern) > LONGEST_PATTERN:
        raise Explosive("dài quá 500 ký tự")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = parser.parse(pattern)
            re.compile(pattern)
    except (re.error, RecursionError, OverflowError, FutureWarning, DeprecationWarning):
        raise Explosive("sai cú pháp") from None
    if _unbounded(tree, inside=False) > _UNBOUNDED_AT_MOST:
        raise Explosive("có quá nhiều phép lặp không giới hạn")
    return pattern


def _unbounded(tree: Any, *, inside: bool) -> int:
    """Count unbounded repeats; refuse one within another, and whatever looks back or around."""
    count = 0
    for operation, argument in tree:
        name = str(operation)
        if name in {"GROUPREF", "GROUPREF_EXISTS", "ASSERT", "ASSERT_NOT"}:
            raise Explosive("dùng tham chiếu ngược hoặc nhìn trước, nhìn sau")
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            most, inner = argument[1], argument[2]
            is_many = most > _MANY
            if is_many and inside:
                raise Explosive("có phép lặp lồng trong phép lặp")
            count += is_many + _unbounded(inner, inside=inside or most > 1)
        elif name == "SUBPATTERN":
            count += _unbounded(argument[3], inside=inside)
        elif name == "ATOMIC_GROUP":
            count += _unbounded(argument, inside=inside)
        elif name == "BRANCH":
            count += max((_unbounded(branch, inside=inside) for branch in argument[1]), default=0)
    return count
