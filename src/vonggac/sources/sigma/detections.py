"""The detections of a rule and the sentence that ties them: names, not, and, or, `1 of`, `all of`.

Source: Sigma specification 2.1.0, "Detection" and "Condition". `not` binds before `and`, `and` before `or`; a map is all of its items,
a list of maps is any of them, a list of plain values is keywords.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from vonggac.engines.hunt import AllOf, AnyOf, Condition, Not
from vonggac.sources.sigma.model import DEFAULT, Fault, SigmaLimits
from vonggac.sources.sigma.modifiers import condition_of

Placeholders = Mapping[str, Sequence[str]]
NOT_DETECTIONS = frozenset({"condition", "timeframe"})
_TOKEN = re.compile(r"\s*(?:([()])|([\w*.\-]+)|(\S))")
_LONGEST = 20_000
_PLAIN = (str, int, float, bool, type(None))


def detection_of(definition: Any, placeholders: Placeholders, limits: SigmaLimits = DEFAULT, depth: int = 0) -> Condition:
    """Return what one named detection asks."""
    if depth > limits.depth:
        raise Fault("phép phát hiện lồng nhau quá sâu", "too-deep")
    if isinstance(definition, dict):
        return _all_items(definition, placeholders, limits)
    if isinstance(definition, list) and any(not isinstance(one, _PLAIN) for one in definition):
        return joined(AnyOf, [_inside(number, one, placeholders, limits, depth) for number, one in enumerate(definition)])
    return condition_of(None, definition, placeholders, limits)


def _inside(number: int, one: Any, placeholders: Placeholders, limits: SigmaLimits, depth: int) -> Condition:
    try:
        return detection_of(one, placeholders, limits, depth + 1)
    except Fault as fault:
        raise fault.under(number) from fault


def _all_items(definition: Mapping[str, Any], placeholders: Placeholders, limits: SigmaLimits) -> Condition:
    if not definition:
        raise Fault("phép phát hiện rỗng; ghi ít nhất một trường", "empty")
    found = []
    for key, values in definition.items():
        try:
            found.append(condition_of(key, values, placeholders, limits))
        except Fault as fault:
            raise fault.under(key) from fault
    return joined(AllOf, found)


def joined(kind: type[AllOf] | type[AnyOf], parts: Sequence[Condition]) -> Condition:
    """Tie conditions together, flat: and within and, or within or, one of one."""
    flat: list[Condition] = []
    for part in parts:
        if isinstance(part, kind):
            flat.extend(part.parts)
        else:
            flat.append(part)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _tokens(text: str) -> list[str]:
    found = []
    for sign, word, strange in _TOKEN.findall(text.strip()):
        if strange == "|":
            raise Fault("điều kiện có “|” (đếm gộp kiểu cũ); viết lại thành quy tắc tương quan của Sigma 2", "aggregation")
        if strange:
            raise Fault(f"điều kiện có ký tự lạ “{strange}”; chỉ dùng tên, and, or, not, of, ngoặc", "condition")
        found.append(sign or word)
    return found


class Sentence:
    """One condition while it is read. `used` gathers the detections it names."""

    def __init__(self, text: str, detections: Mapping[str, Condition], limits: SigmaLimits = DEFAULT) -> None:
        if not isinstance(text, str) or len(text) > _LONGEST:
            raise Fault("điều kiện phải là một câu, ví dụ “selection and not filter”", "condition")
        self.tokens, self.detections, self.limits = _tokens(text), detections, limits
        self.at = self.depth = 0
        self.used: set[str] = set()

    def read(self) -> Condition:
        """Return the whole condition."""
        found = self._either()
        if self.at < len(self.tokens):
            raise Fault(f"điều kiện thừa từ “{self.tokens[self.at]}”; nối các phần bằng and, or", "condition")
        return found

    def _next(self) -> str:
        if self.at >= len(self.tokens):
            raise Fault("điều kiện thiếu phần cuối; ghi tên phép phát hiện sau and, or, not, of", "condition")
        self.at += 1
        return self.tokens[self.at - 1]

    def _take(self, word: str) -> bool:
        """Take an operator; a detection of that very name comes first, however the operator is written."""
        if self.at < len(self.tokens) and self.tokens[self.at].lower() == word and self.tokens[self.at] not in self.detections:
            self.at += 1
            return True
        return False

    def _either(self) -> Condition:
        return self._chain("or", AnyOf, self._both)

    def _both(self) -> Condition:
        return self._chain("and", AllOf, self._plain)

    def _chain(self, word: str, kind: type[AllOf] | type[AnyOf], inner: Callable[[], Condition]) -> Condition:
        parts = [inner()]
        while self._take(word):
            parts.append(inner())
        return joined(kind, parts)

    def _plain(self) -> Condition:
        self.depth += 1
        if self.depth > self.limits.depth:
            raise Fault("điều kiện lồng ngoặc hoặc “not” quá sâu", "too-deep")
        try:
            return self._operand()
        finally:
            self.depth -= 1

    def _operand(self) -> Condition:
        if self._take("not"):
            return Not(self._plain())
        word = self._next()
        if word == "(":
            found = self._either()
            if self._next() != ")":
                raise Fault("điều kiện thiếu ngoặc đóng", "condition")
            return found
        if word.lower() in ("1", "any", "all") and word not in self.detections and self._take("of"):
            return self._several(word.lower(), self._next())
        return self._named(word)

    def _named(self, word: str) -> Condition:
        if word not in self.detections:
            raise Fault(f"điều kiện gọi “{word}” nhưng không có phép phát hiện tên đó", "unknown-detection")
        self.used.add(word)
        return self.detections[word]

    def _several(self, how_many: str, pattern: str) -> Condition:
        names = [name for name in self.detections if _fits(pattern, name)]
        if not names:
            raise Fault(f"“{how_many} of {pattern}” không trùng phép phát hiện nào; sửa tên hoặc bỏ phần này", "unknown-detection")
        self.used.update(names)
        return joined(AllOf if how_many == "all" else AnyOf, [self.detections[name] for name in names])


def _fits(pattern: str, name: str) -> bool:
    """`them` and patterns pass over names with a leading underscore unless they begin with one themselves."""
    if name.startswith("_") and not pattern.startswith("_"):
        return False
    if pattern == "them":
        return True
    return re.fullmatch(".*".join(re.escape(piece) for piece in pattern.split("*")), name) is not None
