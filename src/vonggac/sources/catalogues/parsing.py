"""YAML and JSON from outside: bounded size and depth, no aliases (a few lines of them can unfold without end), no objects of a language."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

import yaml

from vonggac.sources.limits import MEGABYTE, megabytes
from vonggac.sources.refusal import refuse

LARGEST = 12 * MEGABYTE
"""The largest published CISO Assistant library seen is 3.3 MB, the NIST SP 800-53 catalogue in OSCAL about 10 MB."""
DEEPEST = 64
MOST_EVENTS = 2_000_000
_SHAPE = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
"""A whole string, to its end or that of the file, or a bracket."""
_DAMAGED = "Tệp bị hỏng hoặc không đúng cú pháp. Kiểm tra tệp trên máy rồi gửi lại."


def _check_size(data: bytes, source: str) -> None:
    if not data.strip():
        refuse(source, "Tệp rỗng. Kiểm tra tệp trên máy rồi gửi lại.", "empty")
    if len(data) > LARGEST:
        refuse(source, f"Tệp nặng {megabytes(len(data))} MB, quá giới hạn {megabytes(LARGEST)} MB.", "too-large")


def _too_deep(source: str) -> NoReturn:
    refuse(source, f"Tệp lồng nhau quá {DEEPEST} tầng. Danh mục yêu cầu không sâu như vậy.", "too-deep")


def parse_yaml(data: bytes, source: str) -> dict[str, Any]:
    """Return the mapping a YAML file holds."""
    _check_size(data, source)
    try:
        _check_events(data, source)
        content = yaml.load(data, Loader=yaml.CSafeLoader)  # noqa: S506  it is the safe loader, in C
    except (yaml.YAMLError, ValueError, UnicodeDecodeError, RecursionError) as error:
        refuse(source, _DAMAGED, "damaged", seen=str(error).splitlines()[0] if str(error) else "", cause=error)
    return _mapping(content, source)


def _check_events(data: bytes, source: str) -> None:
    depth = 0
    for count, event in enumerate(yaml.parse(data, Loader=yaml.CSafeLoader)):
        if isinstance(event, yaml.AliasEvent):
            refuse(source, "Tệp YAML dùng bí danh (*tên), có thể phình ra vô hạn. Xuất lại tệp không có bí danh.", "yaml-alias")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            _too_deep(source)
        if count > MOST_EVENTS:
            refuse(source, f"Tệp có hơn {MOST_EVENTS} phần tử. Tách tệp rồi gửi lại.", "too-many-elements")


def parse_json(data: bytes, source: str) -> dict[str, Any]:
    """Return the object a JSON file holds."""
    _check_size(data, source)
    try:
        text = data.decode("utf-8-sig")
        _check_depth(text, source)
        content = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        refuse(source, _DAMAGED, "damaged", seen=str(error).splitlines()[0] if str(error) else "", cause=error)
    return _mapping(content, source)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _check_depth(text: str, source: str) -> None:
    depth = 0
    for found in _SHAPE.finditer(text):
        if found[0] in {"[", "{"}:
            depth += 1
            if depth > DEEPEST:
                _too_deep(source)
        elif found[0] in {"]", "}"}:
            depth -= 1


def _mapping(content: object, source: str) -> dict[str, Any]:
    if not isinstance(content, dict):
        refuse(source, "Tệp không phải danh mục yêu cầu. Chọn tệp thư viện CISO Assistant (YAML) hoặc OSCAL (JSON).", "not-catalogue")
    return content


def text_of(value: object) -> str:
    """Return a text trimmed; numbers as they read; anything else as nothing."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def items_of(value: object) -> list[Any]:
    """Return a list, or nothing."""
    return value if isinstance(value, list) else []


def fields_of(value: object) -> dict[str, Any]:
    """Return a mapping, or nothing."""
    return value if isinstance(value, dict) else {}
