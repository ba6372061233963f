"""The door through which every log is opened: files, folders, archives; whatever goes wrong is located and the rest goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.events.encodings import Transcoded, encoding_of
from vonggac.sources.events.folders import Input as Input
from vonggac.sources.events.folders import find_inputs as _find_inputs
from vonggac.sources.events.formats import HEAD, Format, sniff
from vonggac.sources.events.guarding import UNREADABLE, Ahead, Budget, Guarded, spooled
from vonggac.sources.events.model import DEFAULT, Chunk, Limits
from vonggac.sources.events.packing import packing_of
from vonggac.sources.refusal import Refused

_UNKNOWN = "Không nhận ra đây là nhật ký nào. Xuất nhật ký dưới dạng EVTX, JSON, CSV hoặc văn bản rồi đọc lại."
_CHANGED = "Tệp thay đổi trong khi đọc: có thể thiếu sự kiện mới ghi. Chép tệp ra nơi khác rồi đọc lại."
_FAILED = "Không đọc tiếp được tệp này. Giữ tệp gốc và báo cho bộ phận kỹ thuật; các tệp khác vẫn được đọc."


def open_logs(paths: Iterable[str | Path], *, limits: Limits = DEFAULT) -> Iterator[Chunk]:
    """Give the events of files, folders and archives in chunks, with everything that could not be read."""
    for found in find_inputs(paths, limits=limits):
        if isinstance(found, BadRow):
            yield Chunk(found.place.source, [], [found])
        else:
            yield from read_input(found, limits=limits)


def find_inputs(paths: Iterable[str | Path], *, limits: Limits = DEFAULT) -> Iterator[Input | BadRow]:
    """Give what `read_input` can read, one file each; for work that is shared among processes."""
    return _find_inputs(paths, limits=limits)


def read_input(found: Input, *, limits: Limits = DEFAULT) -> Iterator[Chunk]:
    """Give the events of one file."""
    path = Path(found.path)
    try:
        before = path.stat()
        with path.open("rb") as stream:
            told = replace(limits, written=datetime.fromtimestamp(before.st_mtime, UTC))
            told = found.origin.over(told) if found.origin else told
            chunks = read_stream(stream, found.name, told, 0, Budget(limits.unpacked, limits.entries))
            yield from _from_host(chunks, found.origin.host) if found.origin and found.origin.host else chunks
            after = path.stat()
    except OSError:
        yield _said(found.name, UNREADABLE, "unreadable")
        return
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        yield _said(found.name, _CHANGED, "changed")


def _from_host(chunks: Iterator[Chunk], host: str) -> Iterator[Chunk]:
    """Name the machine of events that do not."""
    for chunk in chunks:
        for event in chunk.events:
            event.host = event.host or host
        yield chunk


def read_stream(stream: BinaryIO, name: str, limits: Limits, depth: int, budget: Budget) -> Iterator[Chunk]:
    """Give the events of one stream, which may be an archive; `stream` is at its beginning."""
    try:
        head = _head(stream)
    except OSError:
        yield _said(name, UNREADABLE, "unreadable")
        return
    if not head:
        return
    if packing := packing_of(head):
        from vonggac.sources.events import archives  # much to load, and most logs are not packed

        inside = archives.Inside(depth, budget, read_stream, only_logs=True)
        yield from archives.read_archive(packing, _again(stream, head), name, limits, inside)
    elif format := sniff(head, name):
        yield from _read(format, _again(stream, head), head, name, limits)
    else:
        yield _said(name, _UNKNOWN, "unknown-format")


def _head(stream: BinaryIO) -> bytes:
    """A stream may give less than was asked for: ask until there is enough or nothing."""
    parts, size = [], 0
    while size < HEAD and (data := stream.read(HEAD - size)):
        parts.append(data)
        size += len(data)
    return b"".join(parts)


def _again(stream: BinaryIO, head: bytes) -> BinaryIO:
    if stream.seekable():
        stream.seek(0)
        return stream
    return cast("BinaryIO", Ahead(head, stream))


def _read(format: Format, stream: BinaryIO, head: bytes, name: str, limits: Limits) -> Iterator[Chunk]:
    if format.seeks and not stream.seekable():
        file, fault = spooled(stream, name, limits)
        with file:
            yield from _guarded(format, file, name, limits)
        if fault is not None:
            yield Chunk(name, [], [fault])
    elif format.seeks:
        yield from _guarded(format, stream, name, limits)
    else:
        watched = Guarded(stream, name, limits)
        encoding = encoding_of(head) if format.is_text else None
        text = Transcoded(watched, encoding) if encoding and (encoding != "utf-8" or head.startswith(b"\xef\xbb\xbf")) else watched
        yield from _guarded(format, cast("BinaryIO", text), name, limits)
        if watched.fault is not None:
            yield Chunk(name, [], [watched.fault])


def _guarded(format: Format, stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
    try:
        yield from format.read(stream, name, limits)
    except Refused as refusal:
        yield Chunk(name, [], [refusal.bad])
    except (GeneratorExit, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  the outer loop: one file that breaks its reader must not end the hunt
        yield Chunk(name, [], [BadRow(Place(name), _FAILED, type(error).__name__, "reader-failed")])


def _said(name: str, why: str, rule: str) -> Chunk:
    return Chunk(name, [], [BadRow(Place(name), why, "", rule)])
