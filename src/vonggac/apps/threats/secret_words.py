"""Whether a feed that is brought or fetched shows a degree of state secret, told before anything is written (Law 117/2025, Art 5.2).

Feeds hide words where letters do not: in strings of JSON, written \\u1ead, in cells, in files inside messages and packages.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import IO

from vonggac.kernel.handling import may_show_degree
from vonggac.sources.documents.model import Mark
from vonggac.sources.documents.secrecy import find_marks
from vonggac.sources.encodings import decode
from vonggac.sources.feeds import FEED, recognise
from vonggac.sources.feeds.ceilings import HEAD
from vonggac.sources.feeds.messages.opening import Opening
from vonggac.sources.feeds.model import Found
from vonggac.sources.refusal import Refused

_STRING = re.compile(r'"((?:[^"\\]|\\.){2,})"', re.DOTALL)
_PIECE = 1024 * 1024
_SPELLED = 64
"""Octets in which any degree is spelled out."""
_CELL = re.compile(r'[",;|]')
_LIKELY = re.compile(r"m\W*(?:ậ|a\W*|â\W*)t", re.IGNORECASE)
"""What every degree holds; the rest of a long feed need not be looked at."""


def secret_marks(content: bytes, name: str) -> tuple[Mark, ...]:
    """Return the marks found in a feed's words, in its name, and in files inside it; `Refused` when it cannot be opened."""
    lines = [line for data in _files(content, name) for line in _lines(data, name) if _LIKELY.search(line)]
    return find_marks("\n\n".join(lines), name)


def fetched_marks(stream: IO[bytes], name: str) -> tuple[Mark, ...]:
    """Return the marks in what was fetched; the whole of it is looked at only where octets that spell a degree stand, or files lie inside.

    The stream stands at its beginning afterwards. What cannot be opened holds no mark here: its reader says why.
    """
    head = stream.read(HEAD)
    reader = recognise(head, name)
    closely = b"\0" in head or (reader is not None and reader.format in {"mail", "package"}) or bool(find_marks("", name))
    stream.seek(0)
    found: tuple[Mark, ...] = ()
    if closely or any(may_show_degree(piece) for piece in _pieces(stream)):
        stream.seek(0)
        try:
            found = secret_marks(stream.read(), name)
        except Refused:
            found = find_marks("", name)
    stream.seek(0)
    return found


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Give the octets in pieces that end with a line, each with the end of the one before."""
    before = b""
    while piece := stream.read(_PIECE) + stream.readline(_PIECE):
        yield before + piece
        before = piece[-_SPELLED:] if piece.endswith(b"\n") else piece[-_SPELLED:].decode("utf-8", "ignore").encode()


def _files(content: bytes, name: str) -> Iterator[bytes]:
    reader = recognise(content[:HEAD], name)
    if reader is None or reader.format not in {"mail", "package"}:
        yield content
        return
    opening = _Collecting(FEED, date.max)
    found = opening.message(content, name, 0) if reader.format == "mail" else opening.package(content, name, 0)
    for _nothing in found:
        pass
    yield content if reader.format == "mail" else b""
    yield from opening.inside


@dataclass(slots=True)
class _Collecting(Opening):
    """Opens what is inside with the same purse as reading, and keeps the bytes instead of reading them."""

    inside: list[bytes] = field(default_factory=list)

    def file(self, data: bytes, name: str, depth: int, *, said: bool) -> Iterator[Found]:
        self._pay(name, len(data))
        reader = recognise(data[:HEAD], name)
        if reader is not None and reader.format in {"mail", "package"}:
            yield from self.message(data, name, depth) if reader.format == "mail" else self.package(data, name, depth)
        else:
            self.inside.append(data)


def _lines(data: bytes, name: str) -> Iterator[str]:
    text = decode(data, name).text
    if text.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}:
        for found in _STRING.finditer(text):
            yield from _plain(found[1]).splitlines()
        return
    for line in io.StringIO(text):
        yield from (cell.strip() for cell in _CELL.split(line))


def _plain(written: str) -> str:
    if "\\" not in written:
        return written
    try:
        return str(json.loads(f'"{written}"', strict=False))
    except ValueError:
        return written
