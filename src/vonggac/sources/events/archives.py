"""ZIP, gzip, Zstandard, 7z and tar of logs as streams: nothing is written under a name of theirs, nothing is unpacked before it is read.

Archives stand in archives at most `Limits.archives` deep. A broken, locked or hostile entry costs only itself.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO, TypeAlias, cast

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.archives.zips import leaves_its_folder
from vonggac.sources.events.folders import shown
from vonggac.sources.events.guarding import DAMAGED, Budget, Guarded, spooled, whole
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.events.packing import Packing as Packing
from vonggac.sources.events.packing import packing_of as packing_of

_ENCRYPTED = 0x1
_OFFICE_LISTS = ({"[content_types].xml"}, {"mimetype", "meta-inf/manifest.xml"})
"""The parts that every Open Packaging document (ISO/IEC 29500-2), every OpenDocument (ISO/IEC 26300-2) has."""
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
_WINDOW = 128 * 1024 * 1024
"""Bytes that Zstandard may hold; `zstd --long=27` writes such files."""


ReadStream: TypeAlias = Callable[[BinaryIO, str, Limits, int, Budget], Iterator[Chunk]]


@dataclass(frozen=True, slots=True)
class Inside:
    """Where an archive stands, what it may still cost, and who reads what is in it."""

    depth: int
    budget: Budget
    read: ReadStream
    only_logs: bool = False
    """Office documents are ZIPs of XML: whoever reads logs leaves them closed, whoever looks for what is hidden in files does not."""

    def entry(self, stream: Guarded, name: str, limits: Limits) -> Iterator[Chunk]:
        """Read one entry, and say why it ended early if it did."""
        if name in limits.leave_out:
            return
        yield from self.read(cast("BinaryIO", stream), name, limits, self.depth + 1, self.budget)
        if stream.fault is not None:
            yield Chunk(name, [], [stream.fault])

    def takes(self) -> bool:
        """Count one more entry and say whether it may be read."""
        self.budget.entries -= 1
        return self.budget.entries >= 0


def read_archive(packing: Packing, stream: BinaryIO, name: str, limits: Limits, inside: Inside) -> Iterator[Chunk]:
    """Give the events of everything in an archive."""
    if inside.depth >= limits.archives and packing is not Packing.TAR:
        why = f"Gói nén lồng quá {limits.archives} lớp nên không mở. Giải nén lớp ngoài rồi đọc lại."
        yield said(name, why, "nested-archive")
        return
    if packing is Packing.GZIP:
        yield from _gzip(stream, name, limits, inside)
    elif packing is Packing.ZSTD:
        yield from _zstd(stream, name, limits, inside)
    elif packing is Packing.TAR:
        from vonggac.sources.events.tars import read_tar

        yield from read_tar(stream, name, limits, inside)
    else:
        yield from _sought(packing, stream, name, limits, inside)


def _sought(packing: Packing, stream: BinaryIO, name: str, limits: Limits, inside: Inside) -> Iterator[Chunk]:
    """ZIP and 7z keep their list at the end, so that the file must be one that can be sought in."""
    if packing is Packing.ZIP:
        read = _zip
    else:
        from vonggac.sources.events.sevenzips import read_sevenzip as read
    if stream.seekable():
        yield from read(stream, name, limits, inside)
        return
    file, fault = spooled(stream, name, limits)
    with file:
        yield from read(file, name, limits, inside)
    if fault is not None:
        yield Chunk(name, [], [fault])


class _Counted:
    """A packed stream that knows how much of it was taken."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.taken += len(data)
        return data


def _gzip(stream: BinaryIO, name: str, limits: Limits, inside: Inside) -> Iterator[Chunk]:
    yield from inside.entry(unpacked_gzip(stream, name, limits, inside.budget), name, limits)


def unpacked_gzip(stream: BinaryIO, name: str, limits: Limits, budget: Budget) -> Guarded:
    """Return what gzip packed."""
    packed = _Counted(stream)
    return Guarded(_Members(cast("BinaryIO", packed)), name, limits, budget, lambda: packed.taken)


class _Members:
    """gzip, given as it unpacks: a file that was cut off loses nothing that stands before the cut."""

    def __init__(self, packed: BinaryIO) -> None:
        self._unpacked = gzip.GzipFile(fileobj=packed, mode="rb")

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes."""
        return self._unpacked.read1(size)


def _zstd(stream: BinaryIO, name: str, limits: Limits, inside: Inside) -> Iterator[Chunk]:
    import zstandard

    packed = _Counted(stream)
    frames = _Frames(packed, zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj)
    yield from inside.entry(Guarded(frames, name, limits, inside.budget, lambda: packed.taken), name, limits)


class _Frames:
    """Zstandard, frame after frame. The library's own stream does not tell a file that was cut off from one that ended."""

    _SLICE = 512
    """Bytes given at once: 4 of them may stand for 128 KB."""

    def __init__(self, packed: _Counted, begin: Callable[[], Any]) -> None:
        self._packed, self._begin = packed, begin
        self._frame: Any = None
        self._waiting = b""
        self._held = b""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; raises EOFError when the file ends inside a frame."""
        parts = [self._held]
        have = len(self._held)
        while have < size and (data := self._next()) is not None:
            parts.append(data)
            have += len(data)
        self._held = b"".join(parts)
        if not self._held and self._frame is not None:
            raise EOFError
        given, self._held = self._held[:size], self._held[size:]
        return given

    def _next(self) -> bytes | None:
        self._waiting = self._waiting or self._packed.read(64 * 1024)
        if not self._waiting:
            return None
        self._frame = self._frame or self._begin()
        data: bytes = self._frame.decompress(self._waiting[: self._SLICE])
        self._waiting = self._waiting[self._SLICE :]
        if self._frame.eof:
            self._waiting = self._frame.unused_data + self._waiting
            self._frame = None
        return data


def _zip(stream: BinaryIO, name: str, limits: Limits, inside: Inside) -> Iterator[Chunk]:
    try:
        archive = zipfile.ZipFile(whole(stream))
        found = archive.infolist()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, IndexError, OverflowError):
        yield said(name, DAMAGED, "damaged")
        return
    if inside.only_logs and (part := _office_part(found)):
        yield Chunk(name, [], [BadRow(Place(name), OFFICE, part, "office-document")])
        return
    for info in found:
        if info.is_dir():
            continue
        if not inside.takes():
            yield too_many(name, limits)
            return
        yield from _zipped(archive, info, f"{name}/{shown(info.filename)}", limits, inside)


def _office_part(found: list[zipfile.ZipInfo]) -> str:
    """Return the part by which an archive is known as a document of an office; nothing for any other archive."""
    names = {info.filename.lower(): info.filename for info in found}
    return next((names[min(parts)] for parts in _OFFICE_LISTS if parts <= names.keys()), "")


def _zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limits: Limits, inside: Inside) -> Iterator[Chunk]:
    if fault := refused(info):
        yield said(name, *fault)
        return
    try:
        stream = archive.open(info)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, NotImplementedError, RuntimeError):
        yield said(name, DAMAGED, "damaged")
        return
    with stream:
        guarded = Guarded(stream, name, limits, inside.budget, lambda: max(info.compress_size, 1))
        yield from inside.entry(guarded, name, replace(limits, written=_written(info, limits)))


def refused(info: zipfile.ZipInfo) -> tuple[str, str] | None:
    """Say why an entry of a ZIP is not opened."""
    if info.flag_bits & _ENCRYPTED:
        return LOCKED, "encrypted"
    if leaves_its_folder(info.orig_filename):
        return PATH_TRICK, "path-trick"
    if info.compress_type not in _METHODS:
        return "Tệp con nén theo cách không được hỗ trợ. Nén lại thành ZIP thông thường rồi đọc.", "unknown-packing"
    return None


def _written(info: zipfile.ZipInfo, limits: Limits) -> datetime | None:
    try:
        return datetime(*info.date_time, tzinfo=limits.zone)
    except (ValueError, TypeError):
        return limits.written


OFFICE = (
    "Đây là tài liệu văn phòng (Word, Excel, PowerPoint), không phải nhật ký, nên không đọc. "
    "Xuất nhật ký dưới dạng EVTX, JSON, CSV hoặc văn bản rồi đọc lại."
)
LOCKED = "Tệp con đặt mật khẩu nên không đọc được. Giải nén bằng mật khẩu rồi đọc lại."
PATH_TRICK = "Tệp con mang đường dẫn ra ngoài thư mục (dấu hiệu tấn công) nên không mở. Hỏi lại nơi gửi."


def said(name: str, why: str, rule: str) -> Chunk:
    """Return a chunk that holds nothing but one message."""
    return Chunk(name, [], [BadRow(Place(name), why, "", rule)])


def too_many(name: str, limits: Limits) -> Chunk:
    """Say that an archive holds more than may be read."""
    return said(name, f"Gói nén có hơn {limits.entries} tệp con, phần còn lại chưa đọc. Giải nén ra thư mục rồi đọc.", "too-many-entries")
