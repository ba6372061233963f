"""Structured data of RFC 5424: [id name="value" …][id …], with its three escapes; read with the eye, not with one large pattern."""

from __future__ import annotations

import re

from vonggac.sources.logs.writing import Writable, words_of

_ID = re.compile(r"\[([^ =\]\"]{1,64})")
_PARAM = re.compile(r" ([^ =\]\"]{1,64})=\"((?:[^\"\\\]]++|\\.|\\$)*+)\"", re.DOTALL)
_ESCAPE = re.compile(r"\\([\"\\\]])")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.@-]")
_MOST = 200


def read_structured(text: str, at: int, fields: Writable) -> int:
    """Put the elements that start at a place into fields and return where they end; what breaks the rules stays in the content."""
    if text.startswith("-", at):
        return at + 1
    while element := _ID.match(text, at):
        end = _element(text, element.end(), element[1], fields)
        if end is None:
            return at
        at = end
    return at


def _element(text: str, at: int, name: str, fields: Writable) -> int | None:
    found = []
    while param := _PARAM.match(text, at):
        found.append((param[1], _ESCAPE.sub(r"\1", param[2])))
        at = param.end()
    if not text.startswith("]", at):
        return None
    for key, value in found[:_MOST]:
        fields[f"log.syslog.structured_data.{_named(name)}.{_named(key)}"[:107]] = words_of(value)
    return at + 1


def _named(text: str) -> str:
    return _NOT_IN_NAMES.sub("_", text)
