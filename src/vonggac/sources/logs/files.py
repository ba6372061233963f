"""A whole log: what kind of file it is, is found at its beginning; then record by record, so that a large one needs little memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO

import orjson

from vonggac.engines.alerts.model import Format, Note, RawAlert
from vonggac.kernel.badrows import Place
from vonggac.sources.limits import MEGABYTE
from vonggac.sources.logs import ossec, zeek
from vonggac.sources.logs.clamav import is_summary
from vonggac.sources.logs.defender import is_mpcmdrun, read_event_xml, read_mpcmdrun
from vonggac.sources.logs.defender.xml import events_of
from vonggac.sources.logs.lines import WHY, Found, Reads, as_text, read_line
from vonggac.sources.logs.lines import read_text as read_one
from vonggac.sources.logs.model import LONGEST_LINE, Count, Reading, Record, Unparsed
from vonggac.sources.logs.writing import relate
from vonggac.sources.refusal import Refused

LARGEST_WHOLE = 50 * MEGABYTE
"""Formats that are one document (XML, a JSON list) are read up to this size; formats of lines have no bound."""
_SNIFF = 65_536
_BLOCK_LINES = 2_000
_ZEEK_HEAD = re.compile(r"^#(?:separator |fields[\t ])", re.MULTILINE)
_LONGEST_HELD = 32 * MEGABYTE
"""A line beyond this comes in pieces, so that a file without a line feed needs bounded memory."""


@dataclass(slots=True)
class LogFile:
    """A log being read: iterate over it once; `count` then says what became of every line."""

    stream: BinaryIO
    reading: Reading
    mappings: Sequence[Reads] = ()
    count: Count = field(default_factory=Count)

    def __iter__(self) -> Iterator[Record]:
        for record in self._records():
            self.count.add(record)
            yield record

    def _records(self) -> Iterator[Record]:
        head = self.stream.read(_SNIFF)
        text = _decoded(head)
        start = text.lstrip("\ufeff \t\r\n")
        if is_mpcmdrun(text):
            return self._mpcmdrun(head)
        if start.startswith("<") and not start[1:2].isdigit() and _is_document(start):
            return self._xml(head)
        if start.startswith("[") and start[1:].lstrip()[:1] in {"{", "]"} or _is_pretty(start):
            return self._json(head)
        if start.startswith(ossec.BLOCK_START):
            return self._blocks(head, ossec.BLOCK_START, ossec.read_ossec_block)
        if (start.startswith("#") and _ZEEK_HEAD.search(start)) or zeek.are_names(_first_plain(start)):
            return self._zeek(head)
        return self._lines(head)

    # --- lines --------------------------------------------------------------------------------------------------------------------

    def _each(self, head: bytes) -> Iterator[tuple[int, bytes]]:
        """Give the lines with their numbers; one that is longer than any bound still comes whole, for nothing is dropped."""
        number, rest = 0, head
        while True:
            *whole, rest = rest.split(b"\n")
            for line in whole:
                number += 1
                yield number, line
            more = self.stream.read(_SNIFF * 16)
            if not more:
                break
            rest += more
            if len(rest) > _LONGEST_HELD:
                number += 1
                yield number, rest
                rest = b""
        if rest:
            yield number + 1, rest

    def _filled(self, head: bytes) -> Iterator[tuple[int, bytes]]:
        for number, line in self._each(head):
            if line.strip():
                yield number, line
            else:
                self._skip("blank")

    def _skip(self, what: str, lines: int = 1) -> None:
        self.count.lines += lines
        setattr(self.count, what, getattr(self.count, what) + lines)

    def _lines(self, head: bytes) -> Iterator[Record]:
        for number, line in self._filled(head):
            if line[:1] in b"-KESIDT" and is_summary(line.decode("utf-8", "replace").rstrip()):
                self._skip("headers")
            else:
                yield read_line(line, self.reading, number=number, mappings=self.mappings)

    # --- Zeek's columns -----------------------------------------------------------------------------------------------------------

    def _zeek(self, head: bytes) -> Iterator[Record]:
        header = zeek.ZeekHeader()
        for number, line in self._filled(head):
            text, notes = as_text(line.rstrip(b"\r"))
            if header.take(text):
                self._skip("headers")
            else:
                yield self._zeek_row(header, text, notes, number)

    def _zeek_row(self, header: zeek.ZeekHeader, text: str, notes: tuple[Note, ...], number: int) -> Record:
        if len(text) > LONGEST_LINE:
            return self._unparsed("too-long", text, number, 1, Format.ZEEK)
        try:
            found = zeek.read_zeek(header.record(text), header.path, self.reading)
        except ValueError:
            return self._unparsed("bad-columns", text, number, 1, Format.ZEEK)
        return self._found(Format.ZEEK, found, text, number, 1, notes)

    # --- records of several lines -------------------------------------------------------------------------------------------------

    def _blocks(self, head: bytes, start: str, read: Callable[[Sequence[str], Reading], Found]) -> Iterator[Record]:
        block: list[str] = []
        first = 1
        for number, line in self._each(head):
            text = as_text(line)[0].rstrip("\r")
            if block and (text.startswith(start) or len(block) >= _BLOCK_LINES):
                yield from self._block(block, first, read)
                block = []
            if not block and not text.strip():
                self._skip("blank")
                continue
            first = first if block else number
            block.append(text)
        if block:
            yield from self._block(block, first, read)

    def _block(self, block: list[str], first: int, read: Callable[[Sequence[str], Reading], Found]) -> Iterator[Record]:
        full = len(block)
        while not block[-1].strip():
            block.pop()
        text = "\n".join(block)
        try:
            found = read(block, self.reading)
            yield self._found(Format.OSSEC, found, text, first, len(block))
        except ValueError:
            yield self._unparsed("bad-block", text, first, len(block), Format.OSSEC)
        if full > len(block):
            self._skip("blank", full - len(block))

    def _mpcmdrun(self, head: bytes) -> Iterator[Record]:
        data = head + self.stream.read(LARGEST_WHOLE)
        lines = _decoded(data).removeprefix("\ufeff").split("\n")
        if lines and not lines[-1].strip("\r"):
            lines.pop()
        for at, size, fields, notes, is_alert in read_mpcmdrun(lines, self.reading):
            text = "\n".join(line.rstrip("\r") for line in lines[at : at + size])
            yield self._found(Format.DEFENDER, (fields, notes, is_alert), text, at + 1, size)

    # --- documents ----------------------------------------------------------------------------------------------------------------

    def _whole(self, head: bytes) -> tuple[bytes, int]:
        data = head + self.stream.read(LARGEST_WHOLE)
        return data, data.count(b"\n") + (not data.endswith(b"\n"))

    def _xml(self, head: bytes) -> Iterator[Record]:
        data, lines = self._whole(head)
        try:
            events = list(events_of(data, self.reading.source))
        except Refused as refusal:
            yield replace(self._unparsed("bad-xml", as_text(data)[0], 1, lines, Format.DEFENDER), why=refusal.bad.why)
            return
        from lxml import etree

        records = [(line, etree.tostring(event, encoding="unicode", with_tail=False), event) for line, event in events]
        yield from self._spread(lines, [(line, self._event(event, text, line)) for line, text, event in records])

    def _event(self, event: object, text: str, line: int) -> Record:
        found = read_event_xml(event, self.reading)  # type: ignore[arg-type]
        if found is None:
            return self._unparsed("other-event", text, line, 1, Format.DEFENDER)
        return self._found(Format.DEFENDER, found, text, line, 1)

    def _json(self, head: bytes) -> Iterator[Record]:
        data, lines = self._whole(head)
        try:
            content = orjson.loads(data.removeprefix(codecs.BOM_UTF8))
        except orjson.JSONDecodeError:
            yield from self._lines_again(data)
            return
        entries = content if isinstance(content, list) else _list_inside(content)
        records = [(1, self._object(entry)) for entry in entries]
        yield from self._spread(lines, records)

    def _lines_again(self, data: bytes) -> Iterator[Record]:
        """What looked like one document is none: line by line, so that each broken piece says why."""
        yield from self._lines(data)

    def _object(self, entry: object) -> Record:
        text = orjson.dumps(entry).decode("utf-8")
        return read_one(text, (), self.reading, number=1, mappings=self.mappings)

    def _spread(self, lines: int, records: list[tuple[int, Record]]) -> Iterator[Record]:
        """Share the lines of a document among its records, so that the count of lines still holds."""
        if not records:
            self._skip("headers", lines)
            return
        spare = lines - len(records)
        for index, (line, record) in enumerate(records):
            size = 1 + (spare if index == 0 and spare > 0 else 0)
            yield replace(record, place=replace(record.place, line=line), lines=size)

    # --- records ------------------------------------------------------------------------------------------------------------------

    def _found(self, format: Format, found: Found, text: str, line: int, lines: int, notes: tuple[Note, ...] = ()) -> RawAlert:
        fields, more, is_alert = found
        relate(fields)
        fields["event.kind"] = "alert" if is_alert else "event"
        return RawAlert(Place(self.reading.source, line=line), format, fields, text, is_alert, (*notes, *more), lines)

    def _unparsed(self, rule: str, text: str, line: int, lines: int, format: Format) -> Unparsed:
        return Unparsed(Place(self.reading.source, line=line), (WHY | _WHY)[rule], rule, text, format, lines)


_WHY = {
    "bad-columns": "Số cột khác với dòng #fields của tệp Zeek. Gửi lại tệp nguyên vẹn, kể cả các dòng bắt đầu bằng #.",
    "bad-block": "Khối “** Alert” thiếu dòng đầu hoặc dòng “Rule:”. Gửi lại tệp nguyên vẹn.",
}


def _decoded(data: bytes) -> str:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(encoding, "backslashreplace").replace("\0", "\\x00")
    return as_text(data)[0]


def _first_plain(start: str) -> str:
    """The first line that is no # line."""
    return next((line.rstrip("\r") for line in start.split("\n") if not line.startswith("#")), "")


def _is_document(start: str) -> bool:
    """An export of events spans lines; a log with one <Event> a line is read line by line."""
    return start.startswith(("<?xml", "<Events", "<!")) or (start.startswith("<Event") and "</Event>" not in start.partition("\n")[0])


def _is_pretty(start: str) -> bool:
    """A JSON object over several lines: its first line ends before it is closed."""
    first = start.partition("\n")[0].strip()
    return start.startswith("{") and (first == "{" or first.endswith((": {", ":{", ": [", ":[", ",")))


def _list_inside(content: object) -> list[object]:
    """Exports put their rows under "value" (Graph), "alerts", "hits" or "data"."""
    if isinstance(content, dict):
        inner = content.get("value", content.get("alerts"))
        hits = content.get("hits")
        if isinstance(hits, dict):
            inner = hits.get("hits")
        if isinstance(inner, list) and inner and all(isinstance(entry, dict) for entry in inner):
            return list(inner)
    return [content]


def read_log(stream: BinaryIO, reading: Reading, *, mappings: Sequence[Reads] = ()) -> LogFile:
    """Return a log to iterate over: alerts, context and unparsed records in the order of the file."""
    return LogFile(stream, reading, mappings)
