"""Syslog over TCP (RFC 6587) cut into messages, chunk by chunk, with bounded memory: octet counting and line feeds, also mixed.

Nothing that was read is thrown away. A message longer than the bound comes in pieces, each marked; a count that cannot be right
(zero, beyond the bound by far, or followed by no message) turns that message into one that ends at its line feed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

LONGEST_MESSAGE = 1024 * 1024
_MOST_FIGURES = 7
_TRAILER = b"\r\n\0"


class Cut(StrEnum):
    """Why a frame is not one whole message."""

    PIECE = "piece"
    """A part of a message that is longer than the bound; the rest follows."""
    LAST_PIECE = "last-piece"
    INCOMPLETE = "incomplete"
    """The connection ended inside it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message as it was framed."""

    data: bytes
    cut: Cut | None = None
    counted: bool = False
    """Framed by an octet count."""


@dataclass(slots=True)
class FrameDecoder:
    """Feed it what the socket gives; it answers with the messages that are complete."""

    longest: int = LONGEST_MESSAGE
    lies: int = 0
    """Octet counts that could not be right."""
    octets: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _left: int = 0
    """Octets still to come of a counted message that goes out in pieces."""
    _in_pieces: bool = False
    """A message ended by a line feed is going out in pieces."""
    _searched: int = 0

    @property
    def held(self) -> int:
        """How many octets wait for the rest of their message."""
        return len(self._buffer)

    def feed(self, chunk: bytes) -> list[Frame]:
        """Take octets and return the frames they complete."""
        self.octets += len(chunk)
        self._buffer += chunk
        return list(self._frames())

    def close(self) -> list[Frame]:
        """Return what is left when the connection ends: kept, and marked as incomplete unless nothing says so."""
        rest = bytes(self._buffer).strip(_TRAILER)
        counted = self._left > 0 or self._count_ahead() is not None
        unfinished = counted or self._in_pieces
        self._buffer.clear()
        self._left, self._searched, self._in_pieces = 0, 0, False
        return [Frame(rest, Cut.INCOMPLETE if unfinished else None, counted)] if rest else []

    def _frames(self) -> Iterator[Frame]:
        while self._buffer:
            frame = self._rest_of_counted() if self._left else self._next()
            if frame is None:
                return
            if frame.data or frame.cut:
                yield frame

    def _next(self) -> Frame | None:
        if not self._in_pieces:
            self._skip_between()
            if (count := self._count_ahead()) is not None:
                return self._counted(*count)
            if self._may_become_count():
                return None
        return self._until_line_feed()

    def _skip_between(self) -> None:
        """Line feeds and NULs between messages belong to none."""
        if self._buffer.startswith((b"\n", b"\r", b"\0")):
            kept = self._buffer.lstrip(_TRAILER)
            del self._buffer[: len(self._buffer) - len(kept)]
            self._searched = 0

    def _count_ahead(self) -> tuple[int, int] | None:
        """Return (octets of the count and its blank, the count) if a believable count stands in front of a message."""
        head = bytes(self._buffer[: _MOST_FIGURES + 2])
        figures, blank, after = head.partition(b" ")
        if not blank or not figures.isdigit() or figures[:1] == b"0" or len(figures) > _MOST_FIGURES:
            return None
        if after and after[:1] != b"<":
            return None
        if int(figures) < 4:
            return None
        return len(figures) + 1, int(figures)

    def _may_become_count(self) -> bool:
        head = bytes(self._buffer[: _MOST_FIGURES + 2])
        return len(head) <= _MOST_FIGURES and head.isdigit() and head[:1] != b"0"

    def _counted(self, skip: int, count: int) -> Frame | None:
        have = len(self._buffer) - skip
        if have < 1:
            return None
        if count > self.longest:
            self._left = count
            del self._buffer[:skip]
            return self._rest_of_counted()
        if have < count:
            return None
        data = bytes(self._buffer[skip : skip + count])
        del self._buffer[: skip + count]
        self._note_lie()
        return Frame(data.rstrip(_TRAILER), counted=True)

    def _note_lie(self) -> None:
        """After a counted message stands another count, a message or nothing; anything else means the count was too small."""
        after = bytes(self._buffer[:1])
        if after and not (after.isdigit() or after in {b"<", b"\n", b"\r", b"\0"}):
            self.lies += 1

    def _rest_of_counted(self) -> Frame | None:
        size = min(self.longest, self._left)
        if len(self._buffer) < size:
            return None
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._left -= size
        return Frame(data, Cut.PIECE if self._left else Cut.LAST_PIECE, counted=True)

    def _until_line_feed(self) -> Frame | None:
        end = self._buffer.find(b"\n", self._searched)
        if 0 <= end <= self.longest:
            data = bytes(self._buffer[:end])
            del self._buffer[: end + 1]
            cut, self._in_pieces, self._searched = (Cut.LAST_PIECE if self._in_pieces else None), False, 0
            return Frame(data.rstrip(_TRAILER), cut)
        if len(self._buffer) <= self.longest:
            self._searched = len(self._buffer)
            return None
        data = bytes(self._buffer[: self.longest])
        del self._buffer[: self.longest]
        self._in_pieces, self._searched = True, 0
        return Frame(data, Cut.PIECE)
