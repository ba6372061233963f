"""The usual form of a Windows event in XML, read in two glances: System and flat EventData, as exports write nine in ten events.

What is written in any other way, is not well formed, or holds what XML treats specially is left to the parser of XML.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

_NAME = r"[A-Za-z_][\w.-]*+"
_QUOTED = r"(?:'[^'<\n\t]*+'|\"[^\"<\n\t]*+\")"
_GIVEN = r"(?:'([^'<\n\t]*+)'|\"([^\"<\n\t]*+)\")"
_EVENT = re.compile(
    rf"<Event(?:\s++xmlns={_QUOTED})?+>\s*+"
    rf"<System>((?:\s*+<({_NAME})(?:\s++{_NAME}={_QUOTED})*+\s*+(?:/>|>[^<]*+</\2\s*+>))*+)\s*+</System>\s*+"
    rf"(?:<EventData>((?:\s*+<({_NAME})(?:\s++Name={_QUOTED})?+\s*+(?:/>|>[^<]*+</\4\s*+>))*+)\s*+</EventData>\s*+)?+</Event>"
)
_SYSTEM = re.compile(rf"<({_NAME})((?:\s++{_NAME}={_QUOTED})*+)\s*+(?:/>|>([^<]*+)</)")
_DATA = re.compile(rf"<({_NAME})(?:\s++Name={_GIVEN})?+\s*+(?:/>|>([^<]*+)</)")
_ATTRIBUTE = re.compile(rf"({_NAME})={_GIVEN}")
_OTHER_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)")
_CONTROLS = bytes(set(range(32)) - {9, 10, 13})


def flat_event(part: bytes) -> tuple[dict[str, Any], list[tuple[str, str]]] | None:
    """Return System under its names and the payload as it comes; None for what the parser of XML must look at."""
    text = _plain_text(part)
    if text is None or not (found := _EVENT.fullmatch(text)):
        return None
    is_escaped = "&" in text
    fields: dict[str, Any] = {}
    for name, attributes, value in _SYSTEM.findall(found[1]):
        if value and not value.isspace():
            fields[name] = unescape(value) if is_escaped else value
        if attributes and name != "EventID":
            for attribute, one, other in _ATTRIBUTE.findall(attributes):
                told = unescape(one or other) if is_escaped else one or other
                fields["TimeCreated" if name == "TimeCreated" else f"{name}_{attribute}"] = told
    payload = [(one or other or name, value) for name, one, other, value in _DATA.findall(found[3] or "")]
    return fields, [(unescape(name), unescape(value)) for name, value in payload] if is_escaped else payload


def _plain_text(part: bytes) -> str | None:
    """Return the text of an event, line ends as XML reads them; None when it holds what only a parser may judge."""
    if len(part.translate(None, _CONTROLS)) != len(part) or b"]]>" in part or b"\xef\xbf" in part:
        return None
    try:
        text = part.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "&" in text and _OTHER_ENTITY.search(text):
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
