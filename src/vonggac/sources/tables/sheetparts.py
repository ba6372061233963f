"""The XML of a long sheet, piece by piece: what stands above its rows, some rows at a time, what stands below.

A sheet of half a million rows is a quarter of a gigabyte of XML, and a library that reads all of it at once needs a gigabyte more. So the
library is given small workbooks instead, one after the other: the sender's own, in which the sheet holds only some of its rows. Whatever
it understands of types, dates and strings, it understands of each part as it would of the whole.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from vonggac.sources.archives import Package
from vonggac.sources.limits import MEGABYTE, Limits

PART = 12 * MEGABYTE
"""Bytes of XML that are read at once."""
_PIECE = 2 * MEGABYTE
_OPENS = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?:\s[^>]*)?(?<!/)>")
_LONGEST_TAG = 1_000


class Where(Enum):
    """Which piece of a sheet some bytes are."""

    ABOVE = "above"
    ROWS = "rows"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a sheet; rows are always whole."""

    where: Where
    xml: bytes
    prefix: bytes = b""
    """Of the names of its elements."""


def pieces(package: Package, name: str, limits: Limits) -> Iterator[Piece]:
    """Cut a sheet; one in which no rows are found, in whatever encoding, is one piece."""
    chunks = _larger(package.stream(name, at_most=min(package.size(name), 4 * limits.part)))
    held, opens = _up_to_rows(chunks)
    if opens is None:
        yield Piece(Where.ABOVE, held)
        return
    prefix = opens[1]
    yield Piece(Where.ABOVE, held[: opens.end()], prefix)
    held = held[opens.end() :]
    ends, closes = b"</%brow>" % prefix, b"</%bsheetData>" % prefix
    while (closed := held.find(closes)) < 0:
        cut = held.rfind(ends) + len(ends)
        if cut >= len(ends):
            yield Piece(Where.ROWS, held[:cut], prefix)
            held = held[cut:]
        if not (chunk := next(chunks, b"")):
            yield Piece(Where.ROWS, held, prefix)
            return
        held += chunk
    yield Piece(Where.ROWS, held[:closed], prefix)
    yield Piece(Where.BELOW, b"".join((held[closed:], *chunks)), prefix)


def _larger(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """What is looked through from its beginning each time should not grow by crumbs."""
    held, size = list[bytes](), 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= _PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _up_to_rows(chunks: Iterator[bytes]) -> tuple[bytes, re.Match[bytes] | None]:
    held = b""
    for chunk in chunks:
        start = max(0, len(held) - _LONGEST_TAG)
        held += chunk
        if opens := _OPENS.search(held, start):
            return held, opens
    return held, None


def parts(package: Package, data: bytes, name: str, limits: Limits) -> Iterator[io.BytesIO]:
    """Give workbooks that hold the rows of one sheet, some in each."""
    above, rows, size = b"", list[bytes](), 0
    for piece in pieces(package, name, limits):
        if piece.where is Where.ABOVE:
            above = piece.xml
        elif piece.where is Where.ROWS:
            rows.append(piece.xml)
            size += len(piece.xml)
            if size >= PART:
                some, rows, size = rows, [], 0
                yield _with_rows(data, name, above, some, piece.prefix)
    if rows:
        yield _with_rows(data, name, above, rows, piece.prefix)


def _with_rows(data: bytes, name: str, above: bytes, rows: list[bytes], prefix: bytes) -> io.BytesIO:
    """Return the workbook with another sheet in the place of its own; all other parts stay packed as they are."""
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        archive.filelist.remove(archive.NameToInfo.pop(name))
        with archive.open(zipfile.ZipInfo(name), "w") as sheet:
            sheet.write(above)
            while rows:
                sheet.write(rows.pop(0))
            sheet.write(b"</%bsheetData></%bworksheet>" % (prefix, prefix))
    file.seek(0)
    return file
