"""7z by the optional library py7zr: one pass over the archive into one temporary file without a name, from which the entries are read."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.archives.zips import leaves_its_folder
from vonggac.sources.events.archives import LOCKED, PATH_TRICK, Inside, said, too_many
from vonggac.sources.events.folders import shown
from vonggac.sources.events.guarding import BOMB, DAMAGED
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.limits import megabytes

_ABSENT = "Máy này chưa có phần đọc 7z. Giải nén tệp rồi đọc, hoặc cài thêm py7zr (pip install vonggac[sevenzip])."


class _TooMuch(Exception):  # noqa: N818  it never leaves this file
    """An archive unpacks into more than it may; the rule says which ceiling."""


def read_sevenzip(stream: BinaryIO, name: str, limits: Limits, inside: Inside) -> Iterator[Chunk]:
    """Give the events of every file in a 7z archive."""
    try:
        import py7zr
    except ImportError:
        yield said(name, _ABSENT, "no-sevenzip")
        return
    with tempfile.TemporaryFile() as file:
        held: list[_Held] = []
        fault = _unpacked(py7zr, stream, name, limits, _Room(limits, file, held))
        for entry in held:
            if not inside.takes():
                yield too_many(name, limits)
                return
            yield from _entry(entry, cast("BinaryIO", file), name, limits, inside)
        if fault is not None:
            yield Chunk(name, [], [fault])


@dataclass(slots=True)
class _Held:
    """One entry in the temporary file."""

    path: str
    start: int
    size: int = 0


def _entry(entry: _Held, file: BinaryIO, name: str, limits: Limits, inside: Inside) -> Iterator[Chunk]:
    full = f"{name}/{shown(entry.path)}"
    if leaves_its_folder(entry.path):
        yield said(full, PATH_TRICK, "path-trick")
        return
    stream = io.BufferedReader(_Slice(file, entry.start, entry.size))
    yield from inside.read(cast("BinaryIO", stream), full, limits, inside.depth + 1, inside.budget)


class _Slice(io.RawIOBase):
    """A run of bytes of a file, as a file of its own."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self._file, self._start, self._size, self._at = file, start, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        wanted = max(0, min(len(view), self._size - self._at))
        self._file.seek(self._start + self._at)
        data = self._file.read(wanted)
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


def _unpacked(py7zr: Any, stream: BinaryIO, name: str, limits: Limits, room: _Room) -> BadRow | None:
    """Unpack what can be and return what went wrong."""
    room.packed = max(stream.seek(0, 2), 1)
    stream.seek(0)
    try:
        with py7zr.SevenZipFile(stream, "r") as archive:
            if archive.needs_password():
                return BadRow(Place(name), LOCKED, "", "encrypted")
            if len(archive.files) > limits.entries:
                return too_many(name, limits).bad[0]
            archive.extract(factory=_factory(py7zr, room))
    except _TooMuch as error:
        why = BOMB if str(error) == "zip-bomb" else f"Gói 7z bung ra hơn {megabytes(limits.spooled)} MB. Giải nén ra thư mục rồi đọc."
        return BadRow(Place(name), why, "", str(error))
    except py7zr.exceptions.PasswordRequired:
        return BadRow(Place(name), LOCKED, "", "encrypted")
    except Exception:  # noqa: BLE001  a damaged archive breaks that library in many ways; what was unpacked before is read
        return BadRow(Place(name), DAMAGED, "", "damaged")
    return None


@dataclass(slots=True)
class _Room:
    """Where entries are written one behind the other, and how much there may be."""

    limits: Limits
    file: Any
    held: list[_Held]
    packed: int = 1
    seen: int = 0

    def write(self, data: bytes | bytearray) -> int:
        """Put some bytes behind the entry that is being written."""
        self.seen += len(data)
        if self.seen > self.limits.spooled:
            raise _TooMuch("too-large")
        if self.seen > self.limits.ratio_from and self.seen > self.limits.ratio * self.packed:
            raise _TooMuch("zip-bomb")
        self.held[-1].size += len(data)
        return int(self.file.write(data))


def _factory(py7zr: Any, room: _Room) -> Any:
    """What the library asks for a place to write each entry to; it writes one at a time when it is given a stream."""

    class Entry(py7zr.io.Py7zIO):  # type: ignore[misc]
        def write(self, data: bytes | bytearray) -> int:
            return room.write(data)

        def read(self, size: int | None = None) -> bytes:
            return b""

        def seek(self, offset: int, whence: int = 0) -> int:
            return 0

        def flush(self) -> None:
            return None

        def size(self) -> int:
            return room.held[-1].size if room.held else 0

    class Factory(py7zr.io.WriterFactory):  # type: ignore[misc]
        def create(self, filename: str) -> Entry:
            room.held.append(_Held(filename, room.seen))
            return Entry()

    return Factory()
