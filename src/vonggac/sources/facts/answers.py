"""One written value into one answer of a question; “không biết” and an empty value leave it unknown."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vonggac.kernel.vietnamese import fold
from vonggac.law.levels.model import Input, InputType, Value
from vonggac.sources.facts.nodes import Fields, Items, Node, Scalar

_YES = frozenset({"true", "yes", "co", "on", "dung"})
_NO = frozenset({"false", "no", "khong", "off", "sai"})
_UNKNOWN = frozenset({"", "khong biet", "chua biet", "khong ro", "chua ro", "unknown", "null", "~"})
MOST_FIGURES = 12


@dataclass(frozen=True, slots=True)
class BadAnswer:
    """Why a value answers nothing."""

    why: str
    seen: str
    rule: str = "wrong-type"


def answer(question: Input, node: Node) -> Value | BadAnswer | None:
    """Return the answer, None when it is unknown, or why it is none."""
    if is_unknown(node):
        return None
    match question.type:
        case InputType.BOOL:
            return yes_or_no(node)
        case InputType.CHOICE:
            return _choice(question, node)
        case InputType.MULTI:
            return _choices(question, node)
        case InputType.INT:
            return _count(question, node)


def is_unknown(node: Node) -> bool:
    """Say whether the writer left it open."""
    return isinstance(node, Scalar) and (node.kind == "null" or (node.kind == "text" and fold(node.raw) in _UNKNOWN))


def yes_or_no(node: Node) -> bool | BadAnswer | None:
    """Read true, false, có, không."""
    if is_unknown(node):
        return None
    raw = node.raw if isinstance(node, Scalar) else _shape(node)
    word = fold(raw)
    if isinstance(node, Scalar) and node.kind in {"bool", "text"} and word in _YES | _NO:
        return word in _YES
    return BadAnswer("trả lời true (có) hoặc false (không)", raw)


def plain_text(node: Node) -> str | None:
    """Return a written value as text; None for a list or a group."""
    return node.raw.strip() if isinstance(node, Scalar) else None


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that was probably meant; empty when none is near."""
    by_fold = {fold(one): one for one in known}
    found = difflib.get_close_matches(fold(name), list(by_fold), n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def _shape(node: Items | Fields) -> str:
    return "danh sách" if isinstance(node, Items) else "nhóm"


def _choice(question: Input, node: Node) -> Value | BadAnswer:
    if not isinstance(node, Scalar):
        return BadAnswer(f"ghi một trong {', '.join(question.words)}, không ghi danh sách", _shape(node))
    return node.raw if node.raw in question.words else _unknown_word(question, node.raw)


def _unknown_word(question: Input, raw: str) -> BadAnswer:
    hint = nearest(raw, question.words)
    asked = f"; có phải “{hint}” không?" if hint else ""
    return BadAnswer(f"ghi một trong {', '.join(question.words)}{asked}", raw, "unknown-choice")


def _choices(question: Input, node: Node) -> Value | BadAnswer:
    entries: Sequence[Node] = node.entries if isinstance(node, Items) else (node,) if isinstance(node, Scalar) else ()
    if isinstance(node, Fields):
        return BadAnswer(f"ghi danh sách, ví dụ [{question.words[0]}]", _shape(node))
    words = [entry.raw for entry in entries if isinstance(entry, Scalar)]
    if len(words) < len(entries):
        return BadAnswer("ghi danh sách chỉ gồm các từ", "danh sách lồng nhau")
    for word in words:
        if word not in question.words:
            return _unknown_word(question, word)
    return frozenset(words)


def _count(question: Input, node: Node) -> Value | BadAnswer:
    if not isinstance(node, Scalar):
        return BadAnswer("ghi một số nguyên", _shape(node))
    digits = node.raw.replace("_", "")
    if node.kind == "whole" and digits.startswith("-"):
        return BadAnswer("ghi số từ 0 trở lên", node.raw, "negative")
    if node.kind != "whole" or len(digits) > MOST_FIGURES:
        return BadAnswer("ghi số nguyên liền nhau, không dấu chấm, không dấu nháy, ví dụ 250000", node.raw)
    number = int(digits)
    if question.highest is not None and number > question.highest:
        return BadAnswer(f"ghi số từ 0 đến {question.highest}", node.raw, "out-of-range")
    return number
