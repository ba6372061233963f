"""A large document in pieces that are the same each time: so a piece that was taken before a fall is known again after it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, Protocol

from vonggac.apps.alerts.intake.cutting import MEGABYTE, BadDocument, length_of

PART_ITEMS = 500
PART_BYTES = 4 * MEGABYTE
_GZIP = b"\x1f\x8b"
_RATIO_FROM = 64 * MEGABYTE
_STEP = MEGABYTE


class Updatable(Protocol):
    """A digest being made."""

    def update(self, data: bytes, /) -> None:
        """Add octets."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """So many items of a document, one after the other."""

    number: int
    items: list[bytes]

    @property
    def digest(self) -> str:
        """Tells this part from any other."""
        whole = sha256()
        for item in self.items:
            whole.update(b"%d:" % length_of(item))
            whole.update(item)
        return whole.hexdigest()


def parts_of(items: Iterable[bytes]) -> Iterator[Part]:
    """Give the parts; their borders depend on nothing but the items."""
    number, held, size = 1, [], 0
    for item in items:
        held.append(item)
        size += len(item)
        if len(held) >= PART_ITEMS or size >= PART_BYTES:
            yield Part(number, held)
            number, held, size = number + 1, [], 0
    if held:
        yield Part(number, held)


def add_piece(whole: Updatable, file: BinaryIO) -> bool:
    """Add the next piece of a file to its digest; return whether there was one."""
    piece = file.read(8 * _STEP)
    whole.update(piece)
    return bool(piece)


def unpacked(file: BinaryIO, *, packed: int, ratio: int) -> BinaryIO:
    """Return the file in clear, piece by piece, when it is packed with gzip; the file itself when it is not."""
    head = file.read(2)
    file.seek(0)
    return _Unpacked(file, packed, ratio) if head == _GZIP else file  # type: ignore[return-value]


class _Unpacked:
    """Reads gzip with a limit on what comes out of how little."""

    def __init__(self, file: BinaryIO, packed: int, ratio: int) -> None:
        self._stream = gzip.GzipFile(fileobj=file)
        self._came, self._most = 0, max(_RATIO_FROM, packed * ratio)

    def read(self, size: int = -1) -> bytes:
        """Return so many octets, fewer only at the end, so that what follows from them is the same each time."""
        held = bytearray()
        while size < 0 or len(held) < size:
            try:
                piece = self._stream.read(_STEP if size < 0 else size - len(held))
            except (OSError, EOFError, zlib.error) as error:
                raise BadDocument("bad-encoding", f"Nội dung gzip hỏng hoặc bị cắt, sau {self._came} byte đã giải nén.") from error
            if not piece:
                break
            held += piece
            self._came += len(piece)
            if self._came > self._most:
                raise BadDocument("ratio", "Nội dung nén quá nhiều lần nên không nhận phần còn lại. Gửi để nguyên, không nén.")
        return bytes(held)
