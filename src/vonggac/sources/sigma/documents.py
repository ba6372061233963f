"""YAML of rules into plain values: bounded before it is composed, every key once, without tags that make objects.

The C composer recurses on its own stack, so nesting is bounded before it runs; an alias costs as often as it is used.
Lines are not kept: a fault carries the keys that lead to it, and `line_of` finds the line only then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import yaml

from vonggac.sources.sigma.model import Fault, SigmaLimits, Step

_DEEP = re.compile(rb"^[ \t]{30}|(?:[-?:][ \t]+){8}", re.MULTILINE)
_FLOW_AT_MOST = 60
_STR, _INT, _FLOAT, _BOOL, _NULL, _MERGE = (f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "merge"))
_YES = frozenset({"yes", "true", "on"})


def read_documents(raw: bytes, limits: SigmaLimits) -> list[Any]:
    """Return the documents of a file; raise `Fault` for the whole file when it is no YAML or too large for a rule."""
    if len(raw) > limits.file:
        raise Fault(f"tệp lớn hơn {limits.file // 1024} kB nên không phải tệp quy tắc; tách nhỏ hoặc bỏ ra khỏi thư mục", "too-large")
    _refuse_deep(raw, limits)
    return [_Plain(limits).value(node, 0) for node in _nodes(raw)]


def line_of(raw: bytes, number: int, steps: Sequence[Step]) -> int:
    """Return the line, counted from one, of the innermost thing on the way that exists; 0 when the file does not even compose."""
    try:
        node = _kept(raw)[number]
    except (Fault, IndexError):
        return 0
    line: int = node.start_mark.line
    for step in steps:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line + 1


def _child(node: yaml.Node, step: Step) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark.line, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line, node.value[step]
    return None


@lru_cache(maxsize=1)
def _kept(raw: bytes) -> list[Any]:
    """The nodes of the file that is being located in: a file of many small documents is composed once, not once for each."""
    return _nodes(raw)


def _nodes(raw: bytes) -> list[Any]:
    try:
        return [node for node in yaml.compose_all(raw, Loader=yaml.CSafeLoader) if node is not None]
    except yaml.YAMLError as error:
        raise Fault(f"không phải YAML{_where(error)}; sửa cú pháp (thụt lề, dấu nháy, dấu hai chấm)", "yaml") from error
    except (ValueError, RecursionError, UnicodeError) as error:
        raise Fault("không phải YAML dùng được; lưu lại tệp bằng UTF-8 và bỏ phần lồng nhau quá sâu", "yaml") from error


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" (dòng {mark.line + 1})" if mark is not None else ""


def _refuse_deep(raw: bytes, limits: SigmaLimits) -> None:
    """Count nesting event by event, which needs no stack, wherever the text could nest deeply at all."""
    if raw.count(b"[") + raw.count(b"{") <= _FLOW_AT_MOST and not _DEEP.search(raw):
        return
    depth = 0
    for event in _events(raw):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > limits.depth:
            raise Fault(f"lồng nhau quá {limits.depth} lớp nên không phải quy tắc Sigma; bỏ tệp này", "too-deep")


def _events(raw: bytes) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(raw, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeError, ValueError):
        return  # the composer says it better


class _Plain(yaml.constructor.SafeConstructor):
    """Nodes into values. Dates stay text; numbers and truth are read as YAML 1.1 reads them, as every reader of Sigma does."""

    def __init__(self, limits: SigmaLimits) -> None:
        super().__init__()
        self.limits, self.left, self.characters = limits, limits.nodes, limits.texts

    def value(self, node: Any, depth: int) -> Any:
        self.left -= 1
        if self.left < 0 or depth > self.limits.depth:
            raise Fault("quá nhiều giá trị hoặc bí danh (&, *) lồng nhau; viết thẳng giá trị ra", "too-large")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, depth + 1) for child in node.value]
        return self._mapping(node, depth)

    def _mapping(self, node: Any, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == _MERGE:
                raise Fault(f"khóa ở dòng {key_node.start_mark.line + 1} không phải một từ; viết khóa là chữ", "bad-key")
            key = key_node.value
            if key in found:
                raise Fault(f"khóa “{key}” có hai lần (dòng {key_node.start_mark.line + 1}); giữ một, gộp giá trị", "repeated-key")
            found[key] = self.value(child, depth + 1)
        return found

    def _scalar(self, node: Any) -> Any:
        text: str = node.value
        if node.tag == _STR:
            self.characters -= len(text)
            if len(text) > self.limits.text or self.characters < 0:
                raise Fault(f"giá trị ở dòng {node.start_mark.line + 1} dài quá {self.limits.text} ký tự, hoặc cả tệp quá dài", "too-large")
            return text
        if node.tag == _NULL:
            return None
        if node.tag == _BOOL:
            return text.lower() in _YES
        return self._number(node, text) if node.tag in (_INT, _FLOAT) else text

    def _number(self, node: Any, text: str) -> Any:
        try:
            return self.construct_yaml_int(node) if node.tag == _INT else self.construct_yaml_float(node)
        except (ValueError, OverflowError):
            return text
