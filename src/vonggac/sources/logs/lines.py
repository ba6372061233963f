"""One record of any format: recognised by its content, with or without a syslog head. What nobody knows is kept as unparsed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NoReturn, Protocol

import orjson

from vonggac.engines.alerts.model import Format, Note, RawAlert
from vonggac.kernel.badrows import Place
from vonggac.sources.logs.cef import is_cef, read_cef
from vonggac.sources.logs.clamav import is_clamav, read_clamav
from vonggac.sources.logs.crowdsec import is_crowdsec, read_crowdsec
from vonggac.sources.logs.defender import is_cloud, is_event, read_cloud, read_event
from vonggac.sources.logs.defender.xml import read_event_text
from vonggac.sources.logs.fast import is_fast, read_fast
from vonggac.sources.logs.leef import is_leef, read_leef
from vonggac.sources.logs.model import LONGEST_LINE, Reading, Record, Unparsed
from vonggac.sources.logs.ossec import is_ossec, is_ossec_syslog, read_ossec, read_ossec_syslog
from vonggac.sources.logs.suricata import is_suricata, read_suricata
from vonggac.sources.logs.syslog import Header, read_header
from vonggac.sources.logs.wazuh import is_wazuh, read_wazuh
from vonggac.sources.logs.writing import Writable, put, relate
from vonggac.sources.logs.zeek import is_zeek, read_zeek_json
from vonggac.sources.refusal import Refused

Found = tuple[Writable, list[Note], bool]


class Reads(Protocol):
    """Anything that reads what no format of ours claims: the mappings of the house."""

    def read(self, text: str, record: dict[str, Any] | None, reading: Reading) -> Found | None:
        """Return the fields, or None when it is not for this one."""
        ...


_JSON: tuple[tuple[Format, Callable[[dict[str, Any]], bool], Callable[[dict[str, Any], Reading], Found]], ...] = (
    (Format.SURICATA, is_suricata, read_suricata),
    (Format.WAZUH, is_wazuh, read_wazuh),
    (Format.OSSEC, is_ossec, read_ossec),
    (Format.ZEEK, is_zeek, read_zeek_json),
    (Format.CROWDSEC, is_crowdsec, read_crowdsec),
    (Format.DEFENDER, is_event, read_event),
    (Format.DEFENDER, is_cloud, read_cloud),
)
_TEXT: tuple[tuple[Format, Callable[[str], bool], Callable[[str, Reading], Found]], ...] = (
    (Format.CEF, is_cef, read_cef),
    (Format.LEEF, is_leef, read_leef),
    (Format.OSSEC, is_ossec_syslog, read_ossec_syslog),
    (Format.FAST, is_fast, read_fast),
    (Format.CLAMAV, is_clamav, read_clamav),
)
_WRAPPERS = ("_source", "message", "event", "alert")

WHY = {
    "too-long": f"Bản ghi dài hơn {LONGEST_LINE // 1024} KB nên không phân tích. Kiểm tra nguồn gửi: mỗi cảnh báo một dòng.",
    "bad-json": "Dòng bắt đầu như JSON nhưng không đúng cú pháp. Kiểm tra nguồn gửi, có thể dòng bị cắt.",
    "unknown-json": "JSON đúng cú pháp nhưng không thuộc định dạng đã biết. Lập cách đọc cho nguồn này.",
    "not-an-object": "JSON không phải một đối tượng. Mỗi cảnh báo phải là một đối tượng {…}.",
    "unknown": "Không nhận ra định dạng. Lập cách đọc cho nguồn này.",
    "bad-header": "Phần đầu của bản ghi không đủ trường. Kiểm tra cấu hình xuất nhật ký của thiết bị.",
    "bad-xml": "XML không đọc được hoặc có khai báo thực thể. Xuất lại sự kiện từ máy nguồn.",
    "other-event": "Sự kiện Windows không phải của Microsoft Defender. Lập cách đọc nếu cần nhận loại này.",
}
"""Why a record was not read, by rule."""


class _Cannot(Exception):  # noqa: N818  it never leaves this file
    def __init__(self, rule: str, format: Format | None = None) -> None:
        super().__init__(rule)
        self.rule, self.format = rule, format


def _cannot(rule: str, format: Format | None = None) -> NoReturn:
    raise _Cannot(rule, format)


def read_line(data: bytes, reading: Reading, *, number: int | None = None, mappings: Sequence[Reads] = ()) -> Record:
    """Read one record as it came: an alert, context, or unparsed with its reason. Never raises for what it was given."""
    return read_text(*as_text(data), reading, number=number, mappings=mappings, size=len(data))


def read_lines(lines: Iterable[bytes], reading: Reading, *, first: int = 1, mappings: Sequence[Reads] = ()) -> Iterator[Record]:
    """Read many records, numbered from `first`; blank ones must be left out by the caller."""
    for number, line in enumerate(lines, first):
        yield read_line(line, reading, number=number, mappings=mappings)


def as_text(data: bytes) -> tuple[str, tuple[Note, ...]]:
    """Return bytes as text that can be stored: what is no UTF-8, and NUL, become \\xNN and are noted."""
    try:
        text, notes = data.decode("utf-8"), ()
    except UnicodeDecodeError:
        text, notes = data.decode("utf-8", "backslashreplace"), (Note.INVALID_UTF8,)  # type: ignore[assignment]
    if "\0" in text:
        return text.replace("\0", "\\x00"), (*notes, Note.NUL)
    return text, notes


def read_text(
    text: str, notes: tuple[Note, ...], reading: Reading, *, number: int | None = None, mappings: Sequence[Reads] = (), size: int = 0
) -> Record:
    """Read one record that is text already."""
    text = text.rstrip("\r\n")
    place = _beside(reading.source) if number is None else Place(reading.source, line=number)
    if max(size, len(text)) > LONGEST_LINE:
        return Unparsed(place, WHY["too-long"], "too-long", text)
    try:
        format, (fields, more, is_alert) = _recognise(text.lstrip("\ufeff \t"), reading, mappings)
    except _Cannot as no:
        return Unparsed(place, WHY[no.rule], no.rule, text, no.format)
    relate(fields)
    fields["event.kind"] = "alert" if is_alert else "event"
    return RawAlert(place, format, fields, text, is_alert, (*notes, *more) if notes else tuple(more))


@lru_cache(maxsize=64)
def _beside(source: str) -> Place:
    """Records that stand in no file have their place in common."""
    return Place(source)


def _recognise(text: str, reading: Reading, mappings: Sequence[Reads]) -> tuple[Format, Found]:
    if text.startswith("{"):
        return _json(text, reading, mappings)
    if text.startswith("<") and not text[1:2].isdigit():
        return _xml(text, reading)
    if not text.startswith("<") and (found_text := _text(text, reading)):
        return found_text
    header = read_header(text, reading)
    if not header.found:
        if found := _mapped(text, None, reading, mappings):
            return Format.MAPPED, found
        _cannot("not-an-object" if _is_list(text) else "unknown")
    return _behind(header, text, reading, mappings)


def _is_list(text: str) -> bool:
    """A list of JSON in one record: each alert must be an object of its own."""
    if not text.startswith("["):
        return False
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _json(text: str, reading: Reading, mappings: Sequence[Reads]) -> tuple[Format, Found]:
    try:
        record = orjson.loads(text)
    except orjson.JSONDecodeError:
        _cannot("bad-json")
    return read_object(record, text, reading, mappings)


def read_object(record: object, text: str, reading: Reading, mappings: Sequence[Reads] = ()) -> tuple[Format, Found]:
    """Read one JSON object that is parsed already; an indexer's or shipper's wrapping is taken off."""
    if not isinstance(record, dict):
        _cannot("not-an-object")
    if known := _known(record, reading):
        return known
    for inner in _unwrapped(record):
        if known := _known(inner, reading):
            return known
    if found := _mapped(text, record, reading, mappings):
        return Format.MAPPED, found
    _cannot("unknown-json")


def _known(record: dict[str, Any], reading: Reading) -> tuple[Format, Found] | None:
    for format, claims, read in _JSON:
        if claims(record):
            return format, read(record, reading)
    return None


def _unwrapped(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in _WRAPPERS:
        inner = record.get(name)
        if isinstance(inner, dict):
            yield inner
        elif isinstance(inner, str) and inner.startswith("{"):
            try:
                inner = orjson.loads(inner)
            except orjson.JSONDecodeError:
                continue
            if isinstance(inner, dict):
                yield inner


def _xml(text: str, reading: Reading) -> tuple[Format, Found]:
    try:
        found = read_event_text(text, reading)
    except Refused:
        _cannot("bad-xml", Format.DEFENDER)
    return (Format.DEFENDER, found) if found else _cannot("other-event", Format.DEFENDER)


def _mapped(text: str, record: dict[str, Any] | None, reading: Reading, mappings: Sequence[Reads]) -> Found | None:
    return next((found for mapping in mappings if (found := mapping.read(text, record, reading)) is not None), None)


def _text(text: str, reading: Reading) -> tuple[Format, Found] | None:
    for format, claims, read in _TEXT:
        if claims(text):
            try:
                return format, read(text, reading)
            except ValueError:
                _cannot("bad-header", format)
    return None


def _behind(header: Header, whole: str, reading: Reading, mappings: Sequence[Reads]) -> tuple[Format, Found]:
    """Read the content behind a syslog head; the content's own words win over the head's."""
    content = header.content.lstrip(" ").removeprefix("@cee:").lstrip(" ") if header.content[:1] in {" ", "@"} else header.content
    inner = _inner(content, reading, mappings)
    if inner is None:
        put(header.fields, "message", header.content)
        put(header.fields, "event.module", "syslog")
        if "@timestamp" not in header.fields and not header.notes:
            header.notes.append(Note.TIME_MISSING)
        return Format.SYSLOG, (header.fields, header.notes, False)
    format, (fields, notes, is_alert) = inner
    return format, (_merged(header, fields, format), _notes(header, fields, notes), is_alert)


def _inner(content: str, reading: Reading, mappings: Sequence[Reads]) -> tuple[Format, Found] | None:
    if content.startswith("{"):
        try:
            return _json(content, reading, mappings)
        except _Cannot:
            return None
    if known := _text(content, reading):
        return known
    found = _mapped(content, None, reading, mappings)
    return (Format.MAPPED, found) if found else None


_OWN_HOST = frozenset({Format.MAPPED, Format.CLAMAV})
"""Formats that a machine writes about itself; the others are written by a sensor or a server about others."""


def _merged(header: Header, fields: Writable, format: Format) -> Writable:
    """The host in the head is the observer where the content names the machine, or where the format is that of a sensor."""
    head = dict(header.fields)
    if format not in _OWN_HOST or "host.name" in fields or "host.ip" in fields:
        named, address = head.pop("host.name", None), head.pop("host.ip", None)
        if named is not None and "observer.name" not in fields:
            head["observer.name"] = named
        if address is not None and "observer.ip" not in fields:
            head["observer.ip"] = address
    return {**head, **fields}


def _notes(header: Header, fields: Writable, notes: list[Note]) -> list[Note]:
    """A time of the content makes what the head's time lacked unimportant, and the other way round."""
    if Note.TIME_MISSING in notes and "@timestamp" in header.fields:
        return [note for note in notes if note is not Note.TIME_MISSING] + header.notes
    if "@timestamp" in fields:
        return notes
    return [*notes, *header.notes]


def renumbered(record: Record, line: int, lines: int) -> Record:
    """Return a record at its place in a file."""
    return replace(record, place=replace(record.place, line=line), lines=lines)
