"""JSON as logs come in it: an object a line, or arrays of objects, however large."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from vonggac.engines.hunt.columns import Event, Kind
from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.events.windows import event_of, windows_kind
from vonggac.sources.limits import MEGABYTE
from vonggac.sources.refusal import shortened

_BLOCK = 2 * MEGABYTE
_BLANK = b" \t\r\n\xef\xbb\xbf"
_WHY = {
    "bad-json": "Dòng không phải JSON đúng cách viết nên không đọc; các dòng khác vẫn được đọc. Kiểm tra dòng này trong tệp gốc.",
    "no-object": "Dòng không phải một đối tượng JSON nên không phải sự kiện. Kiểm tra cách xuất nhật ký.",
    "too-deep": "Sự kiện lồng quá nhiều tầng nên không đọc. Kiểm tra dòng này trong tệp gốc.",
    "long-line": "Dòng dài hơn giới hạn nên không đọc; các dòng khác vẫn được đọc. Kiểm tra dòng này trong tệp gốc.",
    "more-bad-rows": "Còn nhiều dòng khác trong tệp không đọc được, không kể từng dòng. Kiểm tra tệp gốc hoặc xuất lại nhật ký.",
}
_PIECES = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
_NESTED = frozenset((dict, list))
_NOTHING = Kind()
_TIMES = ("@timestamp", "TimeCreated", "SystemTime", "EventTime", "UtcTime", "timestamp", "time")
_HOSTS = ("Hostname", "Computer", "host", "hostname")


def read_json(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
    """Give the events of a JSON file."""
    head, blank = _first_line(stream)
    blocks = _blocks(head, stream)
    start = head.lstrip(_BLANK)
    if start[:1] == b"[" or _is_spread(start):
        yield from _Gathering(name, limits).chunks(_elements(blocks, limits))
    else:
        yield from _Gathering(name, limits, blank).chunks(_lines(blocks, limits))


def _first_line(stream: BinaryIO) -> tuple[bytes, int]:
    """Return the beginning of a file, a first line whole as far as it fits a block, however few bytes come at a time; and how many lines
    that are blank were passed over before it."""
    head, blank = stream.read(_BLOCK), 0
    while head and not head.strip(_BLANK):
        blank += head.count(b"\n")
        head = stream.read(_BLOCK)
    while len(head) < _BLOCK and b"\n" not in head.lstrip(_BLANK) and (more := stream.read(_BLOCK)):
        head += more
    return head, blank


def read_lines(lines: Iterable[list[bytes]], name: str, limits: Limits) -> Iterator[Chunk]:
    """Give the events of lines that somebody else has parted."""
    yield from _Gathering(name, limits).chunks(iter(lines))


def _is_spread(start: bytes) -> bool:
    """Say whether objects are written over several lines: the first of them ends where no object can."""
    first, end, _ = start.partition(b"\n")
    return bool(end) and first.rstrip().endswith((b"{", b"[", b","))


def _blocks(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    yield head.removeprefix(b"\xef\xbb\xbf")
    while block := stream.read(_BLOCK):
        yield block


def _lines(blocks: Iterator[bytes], limits: Limits) -> Iterator[list[bytes]]:
    """Give whole lines, those of a block at a time; of a line that is too long comes only its beginning, longer than the limit."""
    rest = b""
    passing = False
    for block in blocks:
        lines = block.split(b"\n")
        if passing:
            if len(lines) == 1:
                continue
            lines[0], passing = b"", False
        else:
            lines[0] = rest + lines[0]
        rest = lines.pop()
        if len(rest) > limits.line:
            lines.append(rest[: limits.line + 1])
            rest, passing = b"", True
        yield lines
    if rest:
        yield [rest]


def _elements(blocks: Iterator[bytes], limits: Limits) -> Iterator[list[bytes]]:
    """Give the objects of arrays, found by their brackets; strings are passed over whole."""
    rest, passing = b"", False
    for block in blocks:
        data = rest + block
        found, end = _whole_objects(data)
        rest = data[end:]
        if passing and found:
            passing = False
        if len(rest) > limits.line:
            if not passing:
                found.append(rest[: limits.line + 1])
            passing, rest = True, b""
        yield found
    if rest.strip(b" \t\r\n,[]"):
        yield [rest]


def _whole_objects(data: bytes) -> tuple[list[bytes], int]:
    """Return the objects that end within these bytes, and where what is left begins."""
    found, depth, start, end = [], 0, 0, 0
    for piece in _PIECES.finditer(data):
        mark = data[piece.start()]
        if mark == 0x7B:
            if depth == 0:
                start = piece.start()
            depth += 1
        elif mark == 0x7D and depth:
            depth -= 1
            if depth == 0:
                end = piece.end()
                found.append(data[start:end])
    return found, end


class _Gathering:
    """What of a file has been read for the next chunk."""

    def __init__(self, name: str, limits: Limits, passed: int = 0) -> None:
        self._name, self._limits = name, limits
        self._number = passed
        self._spoilt = 0
        self._size = 0
        self._read = 0
        self._begin()

    def _begin(self) -> None:
        self._events: list[Event] = []
        self._raws: list[bytes | None] = []
        self._chunk = Chunk(self._name, self._events, raws=self._raws)

    def chunks(self, parts: Iterator[list[bytes]]) -> Iterator[Chunk]:
        import orjson

        loads, most, deep, longest = orjson.loads, self._limits.events, self._limits.nesting, self._limits.line
        events, raws = self._events, self._raws
        for lines in parts:
            for line in lines:
                self._number += 1
                self._size += len(line) + 1
                if len(line) > longest:
                    self._spoil("long-line", line)
                    continue
                try:
                    told = loads(line)
                except ValueError:
                    self._spoil("bad-json", line)
                    continue
                if _is_deep(told, deep):
                    self._spoil("too-deep", line)
                elif told.__class__ is dict and "_source" not in told and len(told) > 3:
                    event = windows_event(told, self._number)
                    if event is None:
                        self._add(told, line)
                    else:
                        events.append(event)
                        raws.append(line)
                else:
                    self._take(told, line)
                if len(events) >= most:
                    yield self._full()
                    events, raws = self._events, self._raws
            if self._size >= self._limits.chunk:
                yield self._full()
                events, raws = self._events, self._raws
        if self._spoilt > self._limits.bad:
            self._chunk.bad.append(BadRow(Place(self._name), _WHY["more-bad-rows"], "", "more-bad-rows"))
        yield self._full()

    def _take(self, told: Any, line: bytes) -> None:
        if told.__class__ is dict:
            for one in _rows_inside(told) or [told]:
                self._add(one, line)
        elif told.__class__ is list and all(one.__class__ is dict for one in told):
            for one in told:
                self._add(one, line)
        else:
            self._spoil("no-object", line)

    def _add(self, told: dict[str, Any], line: bytes) -> None:
        event = windows_event(told, self._number)
        if event is not None:
            self._raws.append(line)
        else:
            event = other_event(told, self._number, self._name)
            self._raws.append(line if event.kind is _NOTHING else None)
        self._events.append(event)

    def _spoil(self, rule: str, line: bytes) -> None:
        if not line.strip():
            return
        self._spoilt += 1
        if self._spoilt <= self._limits.bad:
            place = Place(self._name, line=self._number)
            self._chunk.bad.append(BadRow(place, _WHY[rule], shortened(line[:400].decode("utf-8", "replace")), rule))

    def _full(self) -> Chunk:
        self._read += self._size
        self._chunk.read, self._chunk.size = self._read, self._size
        done, self._size = self._chunk, 0
        self._begin()
        return done


def _rows_inside(told: dict[str, Any]) -> list[dict[str, Any]]:
    from vonggac.sources.events.shapes import rows_inside  # much to load, and flat Windows events never come here

    return rows_inside(told)


def _is_deep(told: Any, most: int) -> bool:
    """Say whether more objects and lists stand inside each other; of a flat object the classes of its values tell at once."""
    if told.__class__ is not dict or _NESTED.isdisjoint(map(type, told.values())):
        return told.__class__ is list and _depth(told) > most
    return _depth(told) > most


def _depth(told: Any) -> int:
    """Return how many objects and lists stand inside each other, without recursion."""
    depth, level = 1, _parts(told)
    while inner := [one for one in level if one.__class__ in _NESTED]:
        depth += 1
        level = _parts(inner[0]) if len(inner) == 1 else [part for one in inner for part in _parts(one)]
    return depth


def _parts(told: Any) -> Iterable[Any]:
    return told.values() if told.__class__ is dict else told


def windows_event(told: dict[str, Any], number: int) -> Event | None:
    """Return a flat or nested Windows event, told by its channel or by its System; None for any other object."""
    get = told.get
    event_id, channel = get("EventID"), get("Channel")
    if event_id is not None and (channel is not None or "Channel" in told):
        kind = windows_kind(channel, _plain(event_id), get("SourceName") or get("Provider_Name") or get("ProviderName"))
        time, host = get("@timestamp"), get("Hostname")
        if time.__class__ is not str:
            time = _first(told, _TIMES)
        return Event(kind, told, time, host if host.__class__ is str else _first(told, _HOSTS), number)
    inner = get("Event")
    return event_of(inner, number) if inner.__class__ is dict and "System" in inner else None


def other_event(told: dict[str, Any], number: int, name: str) -> Event:
    """Return any other object as an event, by its shape."""
    from vonggac.sources.events.shapes import shape_of  # what other objects are is seldom asked, and much to load

    shape = shape_of(told, name)
    if shape is not None:
        return shape(told, number)
    return Event(_NOTHING, told, _first(told, _TIMES), _first(told, _HOSTS), number)


def _plain(value: Any) -> Any:
    return value.get("#text") if value.__class__ is dict else value if value.__class__ is not list else None


def _first(told: dict[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = told.get(name)
        if value.__class__ is str:
            return value
    return ""
