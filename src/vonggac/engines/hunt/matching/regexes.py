"""Expressions of rules: RE2, in linear time, asked only of values that hold a text which the expression cannot do without."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from vonggac.engines.hunt.conditions import Regex

SHORTEST = 3
"""Characters of a text worth seeking first; a shorter one stands nearly everywhere."""
MOST_TEXTS = 64
"""Alternatives of one expression worth seeking."""
_SET_MEMORY = 64 << 20
_READ_OTHERWISE = re.compile(r"\[\[|\[:|\{,|\\[QEpPCxabvzZ0-9]")
"""What Python reads otherwise than RE2: no text is drawn from such an expression."""
_CASE_ORBITS = "ſ"
"""Letters outside ASCII that RE2 takes for ASCII ones, case apart, and that do not fold to them (the Kelvin sign does)."""


def written(test: Regex) -> str:
    """Return an expression with its flags."""
    flags = "".join(sorted(test.flags & {"i", "m", "s"}))
    return f"(?{flags}){test.pattern}" if flags else test.pattern


def _compiled(expression: str) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    return re2.compile(expression, options)


def cannot_run(test: Regex) -> str | None:
    """Say why RE2 refuses an expression (look-around and back references above all), or None."""
    import re2

    try:
        _compiled(written(test))
    except (re2.error, UnicodeEncodeError) as error:
        words = error.args[0] if error.args else ""
        return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return None


def holds(test: Regex) -> Callable[[str], bool]:
    """Return a function that says whether a value holds what an expression describes; the expression is read at the first value."""
    ready: list[Any] = []

    def hold(value: str) -> bool:
        if not ready:
            ready.append(_compiled(written(test)).search)
        return ready[0](clean(value)) is not None

    return hold


def clean(value: str) -> str:
    """Return a value that can be written as UTF-8: half a surrogate pair becomes a question mark."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")


def has_orbit(value: str) -> bool:
    """Say whether a value holds letters that an expression may take for others than folding does."""
    return any(letter in value for letter in _CASE_ORBITS)


class Together:
    """Expressions without a text to seek first, all in one pass over a value."""

    def __init__(self) -> None:
        self._leaves: list[int] = []
        self._expressions: list[str] = []
        self._set: Any = None

    def add(self, test: Regex, leaf: int) -> None:
        """Take in an expression."""
        self._leaves.append(leaf)
        self._expressions.append(written(test))

    def __bool__(self) -> bool:
        return bool(self._leaves)

    def find(self, value: str) -> Iterable[int]:
        """Return the leaves whose expression a value holds."""
        if self._set is None:
            self._set = _set_of(self._expressions)
        found = self._set.Match(clean(value))
        return [self._leaves[number] for number in found] if found else ()


def _set_of(expressions: list[str]) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _SET_MEMORY
    made = re2.Set.SearchSet(options)
    for expression in expressions:
        made.Add(expression)
    made.Compile()
    return made


def texts_needed(test: Regex) -> list[str] | None:
    """Return texts, lower case, of which every match holds at least one; None when there are none worth seeking."""
    if _READ_OTHERWISE.search(test.pattern):
        return None
    try:
        tree = _parser().parse(test.pattern)
    except (re.error, RecursionError, OverflowError):
        return None
    if tree.state.flags & ~re.UNICODE.value & ~re.IGNORECASE.value & ~re.MULTILINE.value & ~re.DOTALL.value:
        return None
    found = _needed(tree)
    return sorted(set(found)) if found else None


def _parser() -> Any:
    import importlib

    return importlib.import_module("re._parser")


def _needed(items: Any) -> list[str] | None:
    """Of a sequence, the alternatives of its best part: those whose shortest is longest."""
    best: list[str] | None = None
    letters = ""
    for operation, argument in items:
        name = str(operation)
        if name == "LITERAL" and argument < 128:
            letters += chr(argument).lower()
            continue
        best, letters = _better(best, [letters]), ""
        best = _better(best, _needed_of(name, argument))
    return _better(best, [letters])


def _needed_of(name: str, argument: Any) -> list[str] | None:
    if name == "SUBPATTERN":
        return _needed(argument[3])
    if name == "BRANCH":
        return _of_branches(argument[1])
    if name in ("MAX_REPEAT", "MIN_REPEAT") and argument[0] >= 1:
        return _needed(argument[2])
    return None


def _of_branches(branches: Any) -> list[str] | None:
    found: list[str] = []
    for branch in branches:
        texts = _needed(branch)
        if texts is None:
            return None
        found += texts
    return found


def _better(known: list[str] | None, offered: list[str] | None) -> list[str] | None:
    if not offered or len(offered) > MOST_TEXTS or min(map(len, offered)) < SHORTEST:
        return known
    if known is None or min(map(len, offered)) > min(map(len, known)):
        return offered
    return known
