"""Letters of a PDF page into pieces of text that stand together."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from vonggac.sources.documents.layout import Piece

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SKIPPED = frozenset({0, 10, 13, 0xFFFE, 0xFFFF})
_CELL = 8.0


@dataclass(frozen=True, slots=True)
class Letter:
    """One drawn letter; y grows downwards."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return max(abs(self.bottom - self.top), 1.0)


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

    box = pdfium.FS_RECTF()
    reference = ctypes.byref(box)
    high = 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(page, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if code in _SKIPPED or pdfium.FPDFText_IsGenerated(page, index) == 1 or not pdfium.FPDFText_GetLooseCharBox(page, index, reference):
            continue
        text = chr(code)
        if text.isdecimal() and text.isascii() and _is_raised(page, index):
            text = text.translate(_SUPERSCRIPT)
        yield Letter(text, box.left, height - box.top, box.right, height - box.bottom)


def _is_raised(page: Any, index: int) -> bool:
    """Some fonts have note signs of their own, as high as a line but drawn in its upper half."""
    import pypdfium2.raw as pdfium

    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    pdfium.FPDFText_GetCharBox(page, index, left, right, bottom, top)
    pdfium.FPDFText_GetCharOrigin(page, index, x, y)
    return bool(bottom.value - y.value > 0.22 * pdfium.FPDFText_GetFontSize(page, index))


def _drawn_once(letters: Iterable[Letter]) -> Iterator[Letter]:
    """Leave out letters drawn over themselves: bold imitated by a second stroke, and marks drawn apart from their letter."""
    seen: dict[tuple[str, int, int], list[Letter]] = {}
    for letter in letters:
        x, y = (letter.left + letter.right) / 2, (letter.top + letter.bottom) / 2
        slack = 0.06 * letter.height
        if not letter.text.isspace():
            if any(
                old.left - slack <= x <= old.right + slack and abs(old.bottom - letter.bottom) < 0.3 * old.height
                for old in seen.get((letter.text, int(x // _CELL), int(y // _CELL)), ())
            ):
                continue
            for column in range(int((letter.left - slack) // _CELL), int((letter.right + slack) // _CELL) + 1):
                for row in range(int((y - 0.3 * letter.height) // _CELL), int((y + 0.3 * letter.height) // _CELL) + 1):
                    seen.setdefault((letter.text, column, row), []).append(letter)
        yield letter


def _jumps(last: Letter, letter: Letter) -> bool:
    size = min(last.height, letter.height)
    gap = letter.left - last.right
    return abs(letter.bottom - last.bottom) > 0.12 * size or gap > 0.15 * size or gap < -1.2 * size


def _is_near(last: Letter, letter: Letter) -> bool:
    return abs(letter.bottom - last.bottom) < 0.6 * last.height and -last.height < letter.left - last.right


def _piece(letters: list[Letter], order: int) -> Piece:
    return Piece(
        "".join(each.text for each in letters),
        letters[0].left,
        min(each.top for each in letters),
        max(each.right for each in letters),
        max(each.bottom for each in letters),
        max(each.height for each in letters),
        order,
    )
