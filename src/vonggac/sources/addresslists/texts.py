"""A text file into lines, a few megabytes at a time: any encoding, any line end, lines without end, NUL bytes."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.vietnamese import nfc
from vonggac.sources import legacy
from vonggac.sources.encodings import decode
from vonggac.sources.lines import CHUNK, LONG, LONGEST_LINE, NUL, chunks_of, has_long_line, left_out, whole_lines

Source = Path | bytes

SAMPLE = 512 * 1024
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
_OLD: dict[str, tuple[str, Callable[[str], str]]] = {
    "TCVN3": ("latin-1", legacy.from_tcvn3),
    "VNI": ("cp1252", legacy.from_vni),
}
_TOO_MANY_NULS = 50
"""One NUL in so many bytes, and the file is no text."""
UNDECODED = "Dòng có chữ không đúng bảng mã {encoding}; đã đọc theo bảng mã khác. Kiểm tra các chữ có dấu; nên lưu tệp dạng UTF-8."


@dataclass
class Block:
    """Whole lines without their ends, and the number of the first."""

    first_line: int
    text: str | None
    """The lines in one piece, parted by line feeds: a look at it costs less than a look at each line. None: no line at all."""
    bad: list[BadRow] = field(default_factory=list)
    numbers: list[int] | None = None
    """Line numbers when lines were left out; else they follow each other."""

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return 0 if self.text is None else self.text.count("\n") + 1

    @cached_property
    def lines(self) -> list[str]:
        """The lines one by one."""
        return [] if self.text is None else self.text.split("\n")

    def number(self, index: int) -> int:
        """Return the line number of a line of this block."""
        return self.numbers[index] if self.numbers is not None else self.first_line + index

    def first(self, count: int) -> Block:
        """Return the first lines, without what was found bad."""
        return Block(self.first_line, "\n".join(self.lines[:count]) if len(self) else None, [], self.numbers)


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """Open bytes or a file alike."""
    if isinstance(source, bytes):
        yield io.BytesIO(source)
    else:
        with source.open("rb") as stream:
            yield stream


def head_of(source: Source, size: int = SAMPLE) -> bytes:
    """Return the first bytes."""
    with opened(source) as stream:
        return stream.read(size)


def find_encoding(head: bytes, name: str) -> tuple[str, bool]:
    """Return the encoding as `blocks` takes it ("utf-8", "TCVN3", "utf-8+TCVN3": old letters inside Unicode) and whether it is sure."""
    base = next((each for each, mark in _MARKS.items() if head.startswith(mark)), None)
    if base in _WIDE:
        sample = head[: len(head) // 4 * 4]
    else:
        sample = _cut_at_line(head)
        if sample.count(0) * _TOO_MANY_NULS <= len(sample):
            sample = sample.replace(b"\0", b"")
    if sample.isascii() and b"\0" not in sample:
        return "utf-8", True
    if not sample.strip(b"\0 \t\r\n\xff\xfe\xef\xbb\xbf"):
        return base or "utf-8", True
    found = decode(sample, name)
    if found.encoding not in _OLD:
        return found.encoding, found.is_sure
    return (f"utf-8+{found.encoding}" if _is_utf8(sample) else found.encoding), found.is_sure


def _cut_at_line(head: bytes) -> bytes:
    if len(head) < SAMPLE:
        return head
    end = max(head.rfind(b"\n"), head.rfind(b"\r")) + 1
    return head[: end or len(head) - 4]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def blocks(source: Source, encoding: str, name: str) -> Iterator[Block]:
    """Give the lines of a file block by block; what cannot be a line is located in `bad`."""
    base, _, old = encoding.partition("+")
    codec, convert = _OLD.get(old or base, ("", None))
    codec = base if old else codec or base
    line = 1
    with opened(source) as stream:
        chunks = _as_utf8(stream, codec) if codec in _WIDE else _plain(stream, codec)
        for data, is_long in whole_lines(chunks):
            if is_long:
                yield Block(line, None, bad=[left_out(name, line, LONG)])
                line += 1
                continue
            block = _block(data, "utf-8" if codec in _WIDE else codec, convert, line, name)
            line += len(block)
            yield _checked(block, name)


def _plain(stream: BinaryIO, codec: str) -> Iterator[bytes]:
    mark = _MARKS.get(codec, b"")
    first = stream.read(CHUNK)
    yield first.removeprefix(mark) if mark else first
    yield from chunks_of(stream)


def _as_utf8(stream: BinaryIO, codec: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(codec)(errors="replace")
    is_first = True
    for chunk in chunks_of(stream):
        text = decoder.decode(chunk)
        yield (text.removeprefix("\ufeff") if is_first else text).encode("utf-8", "replace")
        is_first = False
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _block(data: bytes, codec: str, convert: Callable[[str], str] | None, line: int, name: str) -> Block:
    bad: list[BadRow] = []
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        where = line + data.count(b"\n", 0, error.start)
        bad.append(BadRow(Place(name, line=where), UNDECODED.format(encoding=codec), rule="encoding-changed"))
        text = decode(data.replace(b"\0", b" "), name).text
    if not text.isascii():
        text = nfc(convert(text) if convert else text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Block(line, text.removesuffix("\n"), bad)


def _checked(block: Block, name: str) -> Block:
    """Leave out lines that are too long or hold NUL; nearly every block passes with two looks."""
    text = block.text or ""
    if "\0" not in text and not has_long_line(_encoded(text)):
        return block
    kept: list[str] = []
    kept_numbers: list[int] = []
    for number, line in enumerate(block.lines, block.first_line):
        if len(_encoded(line)) > LONGEST_LINE:
            block.bad.append(left_out(name, number, LONG))
        elif "\0" in line:
            block.bad.append(left_out(name, number, NUL, line.replace("\0", "␀").strip()))
        else:
            kept.append(line)
            kept_numbers.append(number)
    return Block(block.first_line, "\n".join(kept) if kept else None, block.bad, kept_numbers)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
