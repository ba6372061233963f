"""Text from outside as whole lines, a few megabytes at a time: a file without line ends costs no more than one line may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.limits import MEGABYTE
from vonggac.sources.refusal import shortened

LONGEST_LINE = MEGABYTE
"""Bytes of one line; a longer one is located and left out, the lines around it are read."""
CHUNK = 2 * MEGABYTE
LONG, NUL = "long-line", "nul-bytes"
_WHY = {
    LONG: f"Dòng dài hơn {LONGEST_LINE // MEGABYTE} MB nên không đọc; các dòng khác vẫn được đọc. Kiểm tra dòng này trong tệp gốc.",
    NUL: "Dòng có ký tự rỗng (NUL) nên không đọc; các dòng khác vẫn được đọc. Kiểm tra tệp có bị hỏng khi tải không.",
}


def why_left_out(rule: str) -> str:
    """Say why a line is not read."""
    return _WHY[rule]


def left_out(name: str, line: int, rule: str, seen: str = "") -> BadRow:
    """Return the located error of a line that is not read."""
    return BadRow(Place(name, line=line), _WHY[rule], shortened(seen), rule)


def chunks_of(stream: BinaryIO) -> Iterator[bytes]:
    """Give the bytes of a stream as they can be held."""
    while chunk := stream.read(CHUNK):
        yield chunk


def whole_lines(chunks: Iterator[bytes], ends: tuple[bytes, ...] = (b"\n", b"\r")) -> Iterator[tuple[bytes, bool]]:
    """Cut chunks behind the last line end; a line longer than the limit is passed over to its end, once, as (b"", True).

    A carriage return ends lines only of a file that has no line feeds, as those of old Macintosh computers.
    """
    rest = b""
    is_passing = False
    for chunk in chunks:
        if is_passing:
            end = _first_end(chunk, ends)
            if end < 0:
                continue
            chunk, is_passing = chunk[end:], False
        data = rest + chunk
        cut = data.rfind(b"\n") + 1 or (data.rfind(b"\r", 0, len(data) - 1) + 1 if b"\r" in ends else 0)
        if cut:
            yield data[:cut], False
        rest = data[cut:]
        if len(rest) > LONGEST_LINE:
            yield b"", True
            rest, is_passing = b"", True
    if rest:
        yield rest, False


def _first_end(chunk: bytes, ends: tuple[bytes, ...]) -> int:
    """Place behind the first line end, or -1."""
    found = [place for place in map(chunk.find, ends) if place >= 0]
    if not found:
        return -1
    end = min(found)
    return end + (2 if chunk[end : end + 2] == b"\r\n" else 1)


def has_long_line(data: bytes) -> bool:
    """Say whether lines parted by line feeds are all within the limit: a step that finds no line end within reach finds a long line."""
    at = 0
    while len(data) - at > LONGEST_LINE:
        end = data.rfind(b"\n", at, at + LONGEST_LINE + 1)
        if end < 0:
            return True
        at = end + 1
    return False
