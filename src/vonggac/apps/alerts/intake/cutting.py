"""Octets into items: one item is one alert as it came, still unread. What kind of document it is, is found at its beginning.

Lines are items. Where a line alone says too little, an item is the whole record: an element of a JSON list, a block of OSSEC, an <Event> of
Windows, a row of Zeek under its own # lines. Nothing is decided here about formats; the sorter reads.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

import orjson

MEGABYTE = 1024 * 1024
LARGEST_DOCUMENT = 32 * MEGABYTE
"""What is one document (a JSON list, XML) is held in memory up to this size; lines have no bound."""
LONGEST_HELD = 2 * MEGABYTE
"""A line beyond this comes as its beginning only, with its length: nobody takes so long a one."""
DEEPEST = 64
_PIECE = 256 * 1024
_TOKENS = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[][{},]', re.DOTALL)
_OSSEC = b"** Alert "
_MPCMDRUN = b"MpCmdRun"
_EVENT = re.compile(rb"<Event[ >].*?</Event>", re.DOTALL)
_WRAPPERS = ("value", "alerts", "hits")


class BadDocument(ValueError):  # noqa: N818  it reads as what happened
    """The whole of it cannot be cut. `where` is the octet or the element, `rule` a stable word."""

    def __init__(self, rule: str, why: str, where: str = "") -> None:
        super().__init__(why)
        self.rule, self.why, self.where = rule, why, where


class Long(bytes):
    """The beginning of an item that is longer than anything that is held; `length` is what it was."""

    length: int

    def __new__(cls, beginning: bytes, length: int) -> Long:
        """Keep the beginning and the length."""
        made = super().__new__(cls, beginning)
        made.length = length
        return made


def length_of(item: bytes) -> int:
    """Return how long an item was when it came."""
    return item.length if isinstance(item, Long) else len(item)


def items_of(stream: BinaryIO, *, plain: bool = False) -> Iterator[bytes]:
    """Give the items of a document of any kind; `plain` says that it is lines, whatever it looks like."""
    head = stream.read(_PIECE)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        stream = _Recoded(stream, head)
        head = stream.read(_PIECE)
    head = head.removeprefix(codecs.BOM_UTF8)
    return _lines(stream, head) if plain else _kind(head)(stream, head)


def _kind(head: bytes) -> Callable[[BinaryIO, bytes], Iterator[bytes]]:
    start = head.lstrip()
    first = start.partition(b"\n")[0]
    if start.startswith(b"[") and start[1:].lstrip()[:1] in {b"{", b"]", b'"', b"["}:
        return _json_list
    if start.startswith(b"{") and not _is_whole_json(first):
        return _json_object
    if start.startswith(_OSSEC):
        return _blocks
    if start.startswith(b"#") and re.search(rb"^#(?:separator |fields[\t ])", start, re.MULTILINE):
        return _zeek
    if start.startswith((b"<?xml", b"<Events")) or (start.startswith(b"<Event") and b"</Event>" not in first):
        return _xml
    if _MPCMDRUN in start[:4_000] and b"Command Line" in start[:4_000]:
        return _one
    return _lines


def _is_whole_json(line: bytes) -> bool:
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


# --- lines ------------------------------------------------------------------------------------------------------------------------


def _raw_lines(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    """Give every line, also empty ones, with bounded memory."""
    rest, dropped = head, 0
    while True:
        *whole, rest = rest.split(b"\n")
        if whole and dropped:
            yield Long(whole[0], dropped + len(whole[0]))
            dropped = 0
            whole = whole[1:]
        yield from whole
        if len(rest) > LONGEST_HELD:
            dropped += len(rest) - 1_000
            rest = rest[:1_000]
        more = stream.read(_PIECE)
        if not more:
            break
        rest += more
    if rest:
        yield Long(rest, dropped + len(rest)) if dropped else rest


def _lines(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    for line in _raw_lines(stream, head):
        if isinstance(line, Long):
            yield line
        elif (stripped := line.rstrip(b"\r")) and not stripped.isspace():
            yield stripped


def _blocks(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    block: list[bytes] = []
    for line in _raw_lines(stream, head):
        if block and (line.startswith(_OSSEC) or len(block) >= 2_000):
            yield b"\n".join(block).rstrip()
            block = []
        if block or line.strip():
            block.append(line)
    if block:
        yield b"\n".join(block).rstrip()


def _zeek(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    """Each row under the # lines that explain it; #close and #open say nothing of a row."""
    above: list[bytes] = []
    fresh = True
    for line in _lines(stream, head):
        if not line.startswith(b"#"):
            yield b"\n".join([*above, line]) if not isinstance(line, Long) else line
            fresh = False
        elif not line.startswith((b"#close", b"#open")):
            above = [*above, line] if fresh else [line]
            fresh = True


# --- documents --------------------------------------------------------------------------------------------------------------------


def _whole(stream: BinaryIO, head: bytes) -> bytes:
    data = head + stream.read(LARGEST_DOCUMENT)
    if len(data) > LARGEST_DOCUMENT:
        raise BadDocument("too-large", f"Một tài liệu liền khối tối đa {LARGEST_DOCUMENT // MEGABYTE} MB. Gửi mỗi cảnh báo một dòng.")
    return data


def _one(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    yield _whole(stream, head)


def _xml(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    data = _whole(stream, head)
    found = [match.group() for match in _EVENT.finditer(data)] if b"<!DOCTYPE" not in data[:_PIECE] else []
    yield from found or [data]


def _json_list(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    yield from elements(_whole(stream, head))


def _json_object(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    """One object over several lines, or what an export wraps around its rows; lines when it is neither."""
    data = _whole(stream, head)
    try:
        content = orjson.loads(data)
    except orjson.JSONDecodeError:
        yield from (line for line in (line.strip() for line in data.split(b"\n")) if line)
        return
    rows = next((content[name] for name in _WRAPPERS if name in content), None)
    rows = rows.get("hits") if isinstance(rows, dict) else rows
    if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
        yield from (orjson.dumps(row) for row in rows)
    else:
        yield data.strip()


def elements(data: bytes) -> Iterator[bytes]:
    """Give the elements of a JSON list as they were written, each checked; nothing is parsed into more memory than one element needs."""
    text = data.strip()
    base = data.find(text[:1])
    depth, start, number, end = 0, 0, 0, -1
    for token in _TOKENS.finditer(text):
        mark = text[token.start()]
        if mark in b"[{":
            depth += 1
            if depth > DEEPEST:
                raise BadDocument("too-deep", f"JSON lồng quá {DEEPEST} tầng.", f"byte {base + token.start()}")
            start = token.end() if depth == 1 else start
        elif mark in b"]}":
            depth -= 1
        if (depth == 1 and mark == b","[0]) or depth == 0:
            element = text[start : token.start()].strip()
            if element or number or depth:
                number += 1
                yield _checked(element, number)
            start, end = token.end(), token.end()
            if depth == 0:
                break
    if depth or text[end:].strip() or text[end - 1 : end] != b"]":
        raise BadDocument("bad-json", "Mảng JSON không khép kín đúng chỗ.", f"byte {base + (len(text) if depth else end)}")


def _checked(element: bytes, number: int) -> bytes:
    try:
        orjson.loads(element)
    except orjson.JSONDecodeError as error:
        where = f"phần tử {number}, byte {error.pos}"
        raise BadDocument("bad-json", "Phần tử của mảng không đúng cú pháp JSON.", where) from error
    return element


class _Recoded:
    """A stream of UTF-16 read as UTF-8; what cannot be read is shown as \\x… and not lost."""

    def __init__(self, stream: BinaryIO, head: bytes) -> None:
        encoding = "utf-16-le" if head.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
        self._decoder = codecs.getincrementaldecoder(encoding)("backslashreplace")
        self._stream, self._head = stream, head[2:]

    def read(self, size: int) -> bytes:
        """Return about so many octets."""
        data, self._head = self._head or self._stream.read(size), b""
        return self._decoder.decode(data, final=not data).encode("utf-8", "backslashreplace")
