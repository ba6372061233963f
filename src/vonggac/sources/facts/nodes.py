"""YAML and JSON from outside into located values: bounded, without aliases, without any tag that makes objects."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from vonggac.kernel.vietnamese import nfc
from vonggac.sources.encodings import decode
from vonggac.sources.limits import MEGABYTE, megabytes
from vonggac.sources.refusal import refuse

LARGEST = 5 * MEGABYTE
DEEPEST = 12
MOST_NODES = 300_000
_WHOLE = re.compile(r"[+-]?\d+(?:_\d+)*")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it was written, with its line."""

    raw: str
    kind: str
    """text | whole | bool | null | other"""
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    entries: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Fields:
    """Names and values; a name that stands twice is kept twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int


Node = Scalar | Items | Fields


def read_nodes(data: bytes, source: str) -> Node:
    """Return the content of a file, or refuse it with a sentence."""
    if len(data) > LARGEST:
        refuse(source, f"Tệp lớn hơn {megabytes(LARGEST)} MB. Tách thành nhiều tệp.", "too-large")
    text = decode(data, source).text
    if text.lstrip()[:1] in {"{", "["}:
        text = text.replace("\t", " ")  # JSON may be indented with tabs, YAML may not; inside JSON strings a tab is written \t
    try:
        _bounded(text, source)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        refuse(source, f"Sửa cú pháp YAML hoặc JSON{_where(error)}.", "damaged", cause=error)
    if root is None:
        refuse(source, "Tệp không có nội dung. Ghi câu trả lời dạng “system_type: internal”.", "empty")
    return _node(root)


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" ở dòng {mark.line + 1}" if mark is not None else ""


def _bounded(text: str, source: str) -> None:
    """Walk the events, which needs no recursion, before anything is built from them."""
    depth = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            refuse(source, f"Bỏ tham chiếu (& và *) ở dòng {_line(event)}, viết đầy đủ nội dung.", "alias")
        if depth > DEEPEST:
            refuse(source, f"Nội dung lồng nhau quá {DEEPEST} tầng ở dòng {_line(event)}. Viết thẳng ra.", "too-deep")
        if count > MOST_NODES:
            refuse(source, "Tệp có quá nhiều mục. Tách thành nhiều tệp.", "too-many-elements")
    if documents > 1:
        refuse(source, "Tệp có nhiều phần cách nhau bằng ---. Viết các hệ thống vào một danh sách “systems”.", "several-documents")


def _line(place: yaml.Event | yaml.Node) -> int:
    return place.start_mark.line + 1 if place.start_mark is not None else 1


def _node(node: yaml.Node) -> Node:
    line = _line(node)
    if isinstance(node, yaml.MappingNode):
        return Fields(tuple((_key(name), _node(value)) for name, value in node.value), line)
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(map(_node, node.value)), line)
    return Scalar(nfc(str(node.value)), _kind(node), line)


def _key(node: yaml.Node) -> Scalar:
    raw = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
    return Scalar(nfc(raw), "text", _line(node))


def _kind(node: yaml.Node) -> str:
    known = {"tag:yaml.org,2002:bool": "bool", "tag:yaml.org,2002:null": "null", "tag:yaml.org,2002:str": "text"}
    if node.tag == "tag:yaml.org,2002:int":
        return "whole" if _WHOLE.fullmatch(str(node.value)) else "other"
    return known.get(node.tag, "other")
