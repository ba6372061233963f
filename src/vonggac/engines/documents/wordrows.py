"""The rows of a long table in Word's own form, as text: a form of thousands of rows is written row by row and is never held as a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml.ns import qn
from lxml import etree

from vonggac.engines.documents.compose import Cell

_NAMESPACE = re.compile(rb' xmlns:\w+="[^"]*"')
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) has no way to write."""
_GAP = re.compile(rb"\x40\x40(\d+)\x40\x40")
_MANY = 200
"""Rows that are handed to the file at once."""


class LongRows:
    """Keeps the rows that stand below a finished first one until the file is written."""

    def __init__(self) -> None:
        self._kept: list[tuple[list[bytes], Sequence[tuple[Cell, ...]]]] = []

    def below(self, model: Any, rows: Sequence[tuple[Cell, ...]]) -> None:
        """Leave a mark below a finished row; the others, of the same look, are written in its place."""
        model.addnext(etree.ProcessingInstruction("rows", str(len(self._kept))))
        self._kept.append((_pieces(model), rows))

    def written(self, document: bytes) -> Iterator[bytes]:
        """Yield the document with the rows where their marks stood."""
        for place, (pieces, rows) in enumerate(self._kept):
            before, _mark, document = document.partition(b"<?rows %d?>" % place)
            yield before
            for start in range(0, len(rows), _MANY):
                yield b"".join(_row(pieces, row) for row in rows[start : start + _MANY])
        yield document


def _pieces(model: Any) -> list[bytes]:
    """Return the text of a row, cut where alignment and words of each cell go, in their order."""
    row = deepcopy(model)
    sides, words = list(row.iter(qn("w:jc"))), list(row.iter(qn("w:t")))
    for place, (side, text) in enumerate(zip(sides, words, strict=True)):
        side.set(qn("w:val"), f"@@{2 * place}@@")
        text.set(qn("xml:space"), "preserve")
        text.text = f"@@{2 * place + 1}@@"
    pieces = _GAP.split(_NAMESPACE.sub(b"", etree.tostring(row)))
    assert [int(one) for one in pieces[1::2]] == list(range(2 * len(words))), "alignment stands before the words in each cell"
    return pieces[::2]


def _row(pieces: list[bytes], row: tuple[Cell, ...]) -> bytes:
    said = [part for cell in row for part in (cell.align.encode(), _escaped(cell.text))]
    between = zip(pieces, [*said, b""], strict=True)
    return b"".join(part for pair in between for part in pair)


def _escaped(text: str) -> bytes:
    if _FORBIDDEN.search(text):
        raise ValueError("a cell holds a character that XML cannot carry")
    return escape(text).encode("utf-8")
