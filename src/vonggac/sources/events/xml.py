"""Event logs of Windows exported as XML (wevtutil, Event Viewer, Get-WinEvent): cut at </Event>, so that a broken event costs only itself.

An event is parsed by itself, without document types and entities; nothing larger than an event is ever held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO

from vonggac.engines.hunt.columns import Event
from vonggac.sources.events.flatxml import flat_event
from vonggac.sources.events.gathering import Gathering
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.events.windows import windows_kind
from vonggac.sources.limits import MEGABYTE

if TYPE_CHECKING:
    from lxml.etree import _Element

_START = re.compile(rb"<Event[\s>]")
_END = b"</Event>"
_LONGEST = MEGABYTE
_AT_ONCE = 64
_CONTROLS = bytes(set(range(32)) - {9, 10, 13})
_NO_LETTER = re.compile(rb"&#(?:x0*(?:[0-8bcBC]|[eEfF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2\d|3[01]));")
"""References to control characters."""
_MOST_DATA = 2_000
_DEEPEST = 16
WHY_BAD = "Sự kiện XML bị hỏng nên không đọc; các sự kiện khác vẫn được đọc. Xuất lại nhật ký từ máy nguồn."
WHY_LONG = "Sự kiện XML dài hơn 1 MB nên không đọc; các sự kiện khác vẫn được đọc. Kiểm tra tệp gốc."
WHY_CUT = "Tệp XML kết thúc giữa một sự kiện. Chép lại tệp từ máy nguồn."


def read_xml(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
    """Give every event; its number is the line where it begins."""
    gathering = Gathering(name, limits)
    parts: list[tuple[int, bytes]] = []
    for line, part, fault in _parts(stream):
        if fault is None:
            parts.append((line, part))
        if fault or len(parts) >= _AT_ONCE:
            _parse(parts, gathering)
            if fault:
                gathering.add_bad(line, *fault)
            if gathering.is_full(sum(len(data) for _, data in parts), _AT_ONCE):
                yield gathering.take()
            parts = []
    _parse(parts, gathering)
    yield from gathering.last()


Fault = tuple[str, str]
_TOO_LONG: Fault = (WHY_LONG, "long-event")
_CUT: Fault = (WHY_CUT, "cut-off")


def _parts(stream: BinaryIO) -> Iterator[tuple[int, bytes, Fault | None]]:
    """Give (line, bytes) from <Event to </Event>, and what is none."""
    rest, line = b"", 1
    while data := stream.read(MEGABYTE):
        data = rest + data
        at = 0
        while (end := data.find(_END, at)) >= 0:
            end += len(_END)
            if start := _START.search(data, at, end):
                line += data.count(b"\n", at, start.start())
                at = start.start()
                yield (line, data[at:end], None) if end - at <= _LONGEST else (line, b"", _TOO_LONG)
            line += data.count(b"\n", at, end)
            at = end
        rest = data[at:]
        if len(rest) > 2 * _LONGEST:
            yield line, b"", _TOO_LONG
            line += rest.count(b"\n", 0, -len(_END))
            rest = rest[-len(_END) :]
    if start := _START.search(rest):
        yield line + rest.count(b"\n", 0, start.start()), b"", _CUT


def _parse(parts: Sequence[tuple[int, bytes]], gathering: Gathering) -> None:
    """Read the usual form at once, what lies between together with the parser of XML, and all in their order."""
    unusual: list[tuple[int, bytes]] = []
    for line, part in parts:
        flat = flat_event(part)
        if flat is None:
            unusual.append((line, part))
            continue
        if unusual:
            _parse_unusual(unusual, gathering)
            unusual = []
        fields, data = flat
        payload: dict[str, Any] = {}
        for name, value in data:
            put(payload, name, _unindented(value))
        gathering.events.append(_event(fields, payload, line))
    _parse_unusual(unusual, gathering)


def _parse_unusual(parts: Sequence[tuple[int, bytes]], gathering: Gathering) -> None:
    """Parse many events as one document; when that fails, each half by itself, down to the broken one."""
    if not parts:
        return
    roots = _roots([part for _, part in parts])
    if roots is not None and len(roots) == len(parts):
        gathering.events += [event_of(root, line) for (line, _), root in zip(parts, roots, strict=True)]
    elif len(parts) > 1:
        half = len(parts) // 2
        _parse_unusual(parts[:half], gathering)
        _parse_unusual(parts[half:], gathering)
    elif (one := _roots([_mended(parts[0][1])])) is not None and len(one) == 1:
        gathering.events.append(event_of(one[0], parts[0][0]))
    else:
        gathering.add_bad(parts[0][0], WHY_BAD, "bad-event")


def _mended(part: bytes) -> bytes:
    """Windows writes control characters and stray bytes that no XML may hold."""
    return _NO_LETTER.sub(b"", part.translate(None, _CONTROLS)).decode("utf-8", "backslashreplace").encode()


def _roots(parts: Sequence[bytes]) -> list[_Element] | None:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(b"<r>" + b"".join(parts) + b"</r>", parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    found = list(root)
    return found if all(_local(element) == "Event" for element in found) else None


@lru_cache(maxsize=4_096)
def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _local(element: _Element) -> str:
    return _name(element.tag) if isinstance(element.tag, str) else ""


def event_of(root: _Element, line: int) -> Event:
    """Return the event of one <Event>: System under its own names (attributes as Provider_Name), the payload over them."""
    fields: dict[str, Any] = {}
    payload: dict[str, Any] = {}
    for part in root:
        name = _local(part)
        if name == "System":
            _system(part, fields)
        elif name == "EventData":
            _data(part, payload)
        elif name == "UserData":
            _user_data(part, payload)
    return _event(fields, payload, line)


def _event(fields: dict[str, Any], payload: dict[str, Any], line: int) -> Event:
    kind = windows_kind(fields.get("Channel"), fields.get("EventID"), fields.get("Provider_Name"))
    if kind.provider == "linux-sysmon":
        kind = kind._replace(product="linux", service="sysmon")
    time, host = fields.get("TimeCreated", ""), fields.get("Computer", "")
    fields.update(payload)
    return Event(kind, fields, time, host, line)


def _system(part: _Element, fields: dict[str, Any]) -> None:
    for element in part:
        name = _local(element)
        if element.text and not element.text.isspace():
            fields[name] = element.text
        for attribute, value in element.items() if name != "EventID" else ():
            fields["TimeCreated" if name == "TimeCreated" else f"{name}_{_name(str(attribute))}"] = str(value)


def _data(part: _Element, payload: dict[str, Any]) -> None:
    for element in part:
        put(payload, element.get("Name") or _local(element), _text(element))


def _text(element: _Element) -> str:
    return _unindented(element.text or "")


def _unindented(text: str) -> str:
    """Where an export was indented, nothing but the indent is nothing."""
    return "" if text[:1] == "\n" and text.isspace() else text


def _user_data(part: _Element, payload: dict[str, Any]) -> None:
    """The one element inside names the event; what stands below it are fields, by their own names however deep."""
    for event in part:
        for element in event:
            _nested(element, payload, 0)


def _nested(element: _Element, payload: dict[str, Any], depth: int) -> None:
    if len(element) == 0 or depth > _DEEPEST:
        put(payload, _local(element), _text(element))
        return
    for inner in element:
        _nested(inner, payload, depth + 1)


def put(payload: dict[str, Any], name: str, value: str) -> None:
    """Write one value; a name that comes again has several."""
    held = payload.get(name)
    if held is None:
        if len(payload) < _MOST_DATA:
            payload[name] = value
    elif isinstance(held, list):
        if len(held) < _MOST_DATA:
            held.append(value)
    else:
        payload[name] = [held, value]
