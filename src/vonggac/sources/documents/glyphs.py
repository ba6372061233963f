"""Letters of a PDF page into pieces of text that stand together."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import hypot
from typing import Any

from vonggac.sources.documents.lines import Piece

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SKIPPED = frozenset({0, 10, 13, 0xFFFE, 0xFFFF})
_LINE_END_HYPHEN = 2
"""What pdfium makes of a hyphen at the end of a line."""
_CELL = 8.0
_ASCENT, _DESCENT = 0.85, 0.22


@dataclass(frozen=True, slots=True)
class Letter:
    """One drawn letter; y grows downwards. Heights come from the size, because boxes that fonts announce are often wrong."""

    text: str
    left: float
    right: float
    base: float
    """The line it stands on."""
    size: float


def pieces_of(page: Any, count: int, height: float) -> Iterator[Piece]:
    """Cut the letters of a page, in the order of the file, wherever the pen jumps; `order` skips one where it jumps far."""
    together: list[Letter] = []
    order = 0
    for letter in _drawn_once(_letters(page, count, height)):
        if together and _jumps(together[-1], letter):
            yield _piece(together, order)
            order += 1 if _is_near(together[-1], letter) else 2
            together = []
        together.append(letter)
    if together:
        yield _piece(together, order)


def _letters(page: Any, count: int, height: float) -> Iterator[Letter]:
    import pypdfium2.raw as pdfium

    box, matrix, x, y = pdfium.FS_RECTF(), pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    high = 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(page, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if code in _SKIPPED or pdfium.FPDFText_IsGenerated(page, index) == 1 or not pdfium.FPDFText_GetLooseCharBox(page, index, box):
            continue
        pdfium.FPDFText_GetCharOrigin(page, index, x, y)
        size = pdfium.FPDFText_GetFontSize(page, index)
        if pdfium.FPDFText_GetMatrix(page, index, matrix):
            size *= hypot(matrix.c, matrix.d)
        text = "-" if code == _LINE_END_HYPHEN else chr(code)
        if text.isdecimal() and text.isascii() and _is_raised(page, index, y.value, size):
            text = text.translate(_SUPERSCRIPT)
        yield Letter(text, box.left, box.right, height - y.value, max(size, 1.0))


def _is_raised(page: Any, index: int, base: float, size: float) -> bool:
    """Some fonts have note signs of their own, as high as a line but drawn in its upper half."""
    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(page, index, left, right, bottom, top)
    return bool(bottom.value - base > 0.22 * size)


def _drawn_once(letters: Iterable[Letter]) -> Iterator[Letter]:
    """Leave out letters drawn over themselves: bold imitated by a second stroke, and marks drawn apart from their letter."""
    seen: dict[tuple[str, int, int], list[Letter]] = {}
    for letter in letters:
        if not letter.text.isspace():
            x, slack = (letter.left + letter.right) / 2, 0.06 * letter.size
            near = seen.get((letter.text, int(x // _CELL), int(letter.base // _CELL)), ())
            if any(old.left - slack <= x <= old.right + slack and abs(old.base - letter.base) < 0.3 * old.size for old in near):
                continue
            for column in range(int((letter.left - slack) // _CELL), int((letter.right + slack) // _CELL) + 1):
                for row in range(int((letter.base - 0.3 * letter.size) // _CELL), int((letter.base + 0.3 * letter.size) // _CELL) + 1):
                    seen.setdefault((letter.text, column, row), []).append(letter)
        yield letter


def _jumps(last: Letter, letter: Letter) -> bool:
    size = min(last.size, letter.size)
    gap = letter.left - last.right
    return abs(letter.base - last.base) > 0.12 * size or gap > 0.15 * size or gap < -1.2 * size


def _is_near(last: Letter, letter: Letter) -> bool:
    return abs(letter.base - last.base) < 0.6 * last.size and -last.size < letter.left - last.right


def _piece(letters: list[Letter], order: int) -> Piece:
    size = max(each.size for each in letters)
    base = max(each.base for each in letters)
    right = max(each.right for each in letters)
    return Piece("".join(each.text for each in letters), letters[0].left, base - _ASCENT * size, right, base + _DESCENT * size, size, order)
