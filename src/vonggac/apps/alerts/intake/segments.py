"""The files of the journal: names, heads, and the records inside them, whole, unfinished or spoiled."""

from __future__ import annotations

import os
import re
import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vonggac.apps.alerts.intake import records

MAGIC = b"VGJRNL\x00\x01"
_HEAD = struct.Struct(f">8sQ{records.MARK_SIZE}s")
HEAD_SIZE = _HEAD.size
FILE_MODE = 0o600
_NAME = re.compile(r"\d{10}\.journal")


class Readable(Protocol):
    """A file that was opened for reading, buffered or not."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place."""
        ...

    def read(self, size: int = -1, /) -> bytes:
        """Read so many octets, or to the end."""
        ...


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a segment."""

    first: int
    """The sequence of its first record, whether or not that is there already."""
    mark: bytes
    """Chance octets before each record, so that nobody outside can put something into an item that looks like a record."""


@dataclass(frozen=True, slots=True)
class Whole:
    """The octets of one whole record."""

    start: int
    end: int
    body: bytes
    checksum: int


def path_of(folder: Path, number: int) -> Path:
    """Return where a segment lies."""
    return folder / f"{number:010}.journal"


def numbers(folder: Path) -> list[int]:
    """Return which segments are there, the oldest first."""
    try:
        return sorted(int(name[:10]) for name in os.listdir(folder) if _NAME.fullmatch(name))  # noqa: PTH208  names only, often
    except FileNotFoundError:
        return []


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def begin(folder: Path, number: int, first: int) -> tuple[int, Head]:
    """Make a segment, on the disk with its name; return its open file and head."""
    head = Head(first, secrets.token_bytes(records.MARK_SIZE))
    handle = os.open(path_of(folder, number), os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
    try:
        os.write(handle, _HEAD.pack(MAGIC, head.first, head.mark))
        os.fsync(handle)
        sync_folder(folder)
    except OSError:
        os.close(handle)
        path_of(folder, number).unlink(missing_ok=True)
        raise
    return handle, head


def read_head(file: Readable) -> Head | None:
    """Return the head, nothing when it is not whole: the machine stopped while the segment was made."""
    file.seek(0)
    data = file.read(HEAD_SIZE)
    if len(data) < HEAD_SIZE:
        return None
    magic, first, mark = _HEAD.unpack(data)
    return Head(first, mark) if magic == MAGIC else None


def whole_at(file: Readable, offset: int, mark: bytes) -> Whole | None:
    """Return the record at an offset, nothing at the end or inside an unfinished one; raise `Spoiled` for what is no record."""
    file.seek(offset)
    head = file.read(records.FRAME_SIZE)
    if len(head) < records.FRAME_SIZE:
        return None
    length, checksum = records.frame(head, mark)
    body = file.read(length)
    if len(body) < length:
        return None
    return Whole(offset, offset + records.FRAME_SIZE + length, body, checksum)


def whole_after(file: Readable, offset: int, mark: bytes) -> int | None:
    """Return where the next whole record begins at or behind an offset; nothing when none does."""
    for start in _marks(file, offset, mark):
        try:
            found = whole_at(file, start, mark)
            if found is not None:
                records.head_of(found.body, found.checksum)
                return start
        except records.Spoiled:
            continue
    return None


def _marks(file: Readable, offset: int, mark: bytes) -> Iterator[int]:
    """Give the places of the mark, in pieces that overlap."""
    size = 1024 * 1024
    while True:
        file.seek(offset)
        data = file.read(size)
        at = data.find(mark)
        while at >= 0:
            yield offset + at
            at = data.find(mark, at + 1)
        if len(data) < size:
            return
        offset += size - len(mark) + 1
