"""tar (as in logs.tar.gz) read in one pass: plain files only, long names of GNU and pax; no header may be large."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import BinaryIO

from vonggac.sources.archives.zips import leaves_its_folder
from vonggac.sources.events.archives import PATH_TRICK, Inside, said, too_many
from vonggac.sources.events.folders import shown
from vonggac.sources.events.guarding import DAMAGED, Guarded
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.limits import MEGABYTE

_BLOCK = 512
_LARGEST_HEADER = MEGABYTE
_FILES = b"0\0007"


class Part:
    """The bytes of one entry, and no more."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self.left = size
        self.is_cut = False

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        data = self._stream.read(min(wanted, MEGABYTE)) if wanted else b""
        self.left -= len(data)
        self.is_cut = bool(wanted) and not data
        return data

    def pass_over(self, padding: int) -> bool:
        """Go behind the entry; False when the archive ends before."""
        self.left += padding
        while self.left and self.read(MEGABYTE):
            pass
        return not self.left


def read_tar(stream: BinaryIO, name: str, limits: Limits, inside: Inside) -> Iterator[Chunk]:
    """Give the events of every plain file in a tar."""
    for member in members(stream):
        if member is None:
            yield said(name, DAMAGED, "damaged")
        elif not inside.takes():
            yield too_many(name, limits)
            return
        else:
            yield from _entry(member, f"{name}/", limits, inside)


@dataclass(frozen=True, slots=True)
class Member:
    """One plain file of a tar; its bytes are read before the next is asked for, or passed over."""

    path: str
    written: int | None
    part: Part


def members(stream: BinaryIO) -> Iterator[Member | None]:
    """Give the plain files of a tar in their order; None at last where the tar is damaged and ends."""
    told: dict[str, str] = {}
    while len(header := _exactly(stream, _BLOCK)) == _BLOCK and header.strip(b"\0"):
        size = _size(header[124:136])
        kind = header[156:157]
        if size is None or not _is_sound(header):
            yield None
            return
        if kind in b"LxgK" and kind:
            if size > _LARGEST_HEADER:
                yield None
                return
            data = _exactly(stream, size + -size % _BLOCK)[:size]
            told |= {"path": _text(data)} if kind == b"L" else _pax(data) if kind == b"x" else {}
            continue
        size = int(told["size"]) if told.get("size", "").isdecimal() and len(told["size"]) < 16 else size
        part = Part(stream, size)
        if kind in _FILES:
            yield Member(told.get("path") or _name(header), _size(header[136:148]), part)
        told = {}
        if not part.pass_over(-size % _BLOCK):
            yield None
            return
    if 0 < len(header) < _BLOCK:
        yield None


def _entry(member: Member, before: str, limits: Limits, inside: Inside) -> Iterator[Chunk]:
    name = before + shown(member.path)
    if leaves_its_folder(member.path):
        yield said(name, PATH_TRICK, "path-trick")
        return
    at = datetime.fromtimestamp(member.written, UTC) if member.written is not None and member.written < 2**33 else limits.written
    yield from inside.entry(Guarded(member.part, name, limits, inside.budget), name, replace(limits, written=at))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    parts, left = [], size
    while left and (data := stream.read(min(left, MEGABYTE))):
        parts.append(data)
        left -= len(data)
    return b"".join(parts)


def _size(field: bytes) -> int | None:
    """A number in octal, or in base 256 for what octal cannot hold; None when it is none."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big") if field[1:4] == b"\0\0\0" else None
    digits = field.strip(b"\0 ")
    try:
        return int(digits or b"0", 8) if b"-" not in digits and b"_" not in digits else None
    except ValueError:
        return None


def _is_sound(header: bytes) -> bool:
    """The header's own sum, with its field taken as blanks."""
    return _size(header[148:156]) == sum(header[:148]) + 8 * 32 + sum(header[156:])


def _name(header: bytes) -> str:
    prefix = _text(header[345:500]) if header[257:263] == b"ustar\0" else ""
    return (prefix + "/" if prefix else "") + _text(header[:100])


def _text(data: bytes) -> str:
    return data.partition(b"\0")[0].decode("utf-8", "backslashreplace")


def _pax(data: bytes) -> dict[str, str]:
    """Lines of "length name=value"; only the path and the size matter here."""
    found = {}
    while data:
        length, blank, _ = data[:16].partition(b" ")
        if not blank or not length.isdigit() or not len(length) + 1 < int(length) <= len(data):
            break
        key, _, value = data[len(length) + 1 : int(length)].removesuffix(b"\n").partition(b"=")
        if key in {b"path", b"size"}:
            found[key.decode()] = _text(value)
        data = data[int(length) :]
    return found
