"""A list that shows a mark of state secrecy is stopped as a whole, in memory, and the place is told (Law 117/2025, Article 5.2).

A stamp may stand in any cell, also above the heading or in a column that nobody asked for, and where no cell is: in the header and footer
of a sheet, in a comment, a text box, a sheet that is hidden, or in the name of the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from html import unescape
from itertools import chain
from typing import NoReturn

from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.vietnamese import nfc
from vonggac.sources.archives import Package
from vonggac.sources.documents.model import Mark
from vonggac.sources.documents.secrecy import find_marks
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import Refused, shortened
from vonggac.sources.tables.model import Grid, letter
from vonggac.sources.tables.sheetparts import Where, pieces

_REMEMBERED = 200_000

_MAYBE = re.compile(r"m[\W_]*[aâậ][\W_]*t|[(\[]\s*t?m\s*[)\]]", re.IGNORECASE)
"""Nearly every cell is passed over by this; what it lets through is looked at with care."""
_ENDS = re.compile(r"</(?:\w+:)?(?:si|c|p|row|author|comment|sheetData|oddHeader|evenHeader|firstHeader|oddFooter|evenFooter|firstFooter)>")
_TAGS = re.compile(r"<[^>]+>")
_BETWEEN_TAGS = re.compile(rb">([^<]+)<")
_LAYOUT_CODES = re.compile(r"&(?:[LCRGDTPNFAZBIUSEXYKOH+-]|\"[^\"]*\"|\d{1,3})")
"""How the header of a sheet says left, centre, right, font and size: &C&"Arial,Bold"&14."""


def refuse_marked(name: str, grids: Sequence[Grid]) -> None:
    """Raise `Refused` with the place when a list shows a mark of state secrecy."""
    in_name = find_marks("", name)
    if in_name:
        raise Refused(_bad(Place(name), in_name[0]))
    clean: set[str] = set()
    for grid in grids:
        refuse_marked_rows(name, grid.sheet, grid.rows, grid.lines, clean)


def refuse_marked_rows(name: str, sheet: str | None, rows: Sequence[Sequence[object]], lines: Sequence[int], clean: set[str]) -> None:
    """Raise `Refused` when a cell shows a mark; `clean` remembers from one part of a list to the next what was looked at."""
    words = {cell for cell in set(chain.from_iterable(rows)) if isinstance(cell, str)} - clean
    plain = set(filter(str.isascii, words))
    bare = "\n".join(plain).encode().translate(_PLAIN, _PASSED_OVER_IN_CELLS)
    looked_at = words if any(sign in bare for sign in _SIGNS) else words - plain
    marked = {cell for cell in looked_at if _marks(cell)}
    if marked:
        _refuse_first(name, sheet, rows, lines, marked)
    if len(clean) > _REMEMBERED:
        clean.clear()
    clean |= looked_at


def _refuse_first(
    name: str, sheet: str | None, rows: Sequence[Sequence[object]], lines: Sequence[int], marked: Collection[str]
) -> NoReturn:
    for cells, line in zip(rows, lines, strict=True):
        for index, cell in enumerate(cells):
            if isinstance(cell, str) and cell in marked:
                raise Refused(_bad(Place(name, sheet, line, letter(index)), _marks(cell)[0]))
    raise AssertionError("a marked cell is one of the cells")


def refuse_marked_parts(name: str, package: Package, shown: int, limits: Limits) -> None:
    """Raise `Refused` when a workbook shows a mark where no visible cell is; so many of its sheets are visible."""
    for mark in _in_parts(package, shown, limits):
        raise Refused(_bad(Place(name), mark, "đầu trang, chú thích, hộp chữ hoặc trang tính ẩn"))


_SIGNS = (b"mat", "mật".encode(), "mẬt".encode(), b",m,", b",tm,")
"""What a mark leaves in a text without figures, blanks and points, in small ASCII letters and with commas for brackets."""
_PLAIN = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ()[]\n;|\t", b"abcdefghijklmnopqrstuvwxyz,,,,,,,,")
_PASSED_OVER = bytes(each for each in range(128) if not (chr(each).isalpha() or chr(each) in ",;|\t\n()[]"))
_PASSED_OVER_IN_CELLS = bytes(each for each in range(128) if not (chr(each).isalpha() or chr(each) in "\n()[]"))
"""Commas and tabs part the cells of a line, and are letters like others inside a cell."""
_CELLS = re.compile(r"[,;|\t]")


def refuse_marked_lines(name: str, text: str, first_line: int, clean: set[str]) -> None:
    """Raise `Refused` when lines of a long list show a mark in a cell.

    `clean` remembers, from one part of the list to the next, the cells that were looked at.
    """
    bare = text.encode("utf-8", "replace").translate(_PLAIN, _PASSED_OVER)
    if not any(sign in bare for sign in _SIGNS):
        return
    for number, line in enumerate(text.split("\n"), first_line):
        if not _MAYBE.search(nfc(line)):
            continue
        for cell in _CELLS.split(line):
            if cell not in clean and (marks := _marks(cell.strip(' "'))):
                raise Refused(_bad(Place(name, line=number), marks[0]))
            if len(clean) < 100_000:
                clean.add(cell)


def _bad(place: Place, mark: Mark, where: str = "") -> BadRow:
    where = where or str(place)[len(place.source) :].lstrip(", ") or "tên tệp"
    said = f"Tệp có dấu chỉ độ mật: “{mark.quote}” ({where})."
    return BadRow(place, f"{said} Không đưa tài liệu bí mật nhà nước lên mạng; tệp chưa được lưu.", shortened(mark.quote), "secrecy-mark")


def _marks(text: str) -> Sequence[Mark]:
    return find_marks(text) if _MAYBE.search(nfc(text)) else ()


def _in_parts(package: Package, shown: int, limits: Limits) -> Iterator[Mark]:
    """Look through the words of a workbook that stand in no visible cell."""
    names = [name for name in package.names("xl/") if name.endswith(".xml")]
    sheets = [name for name in names if name.startswith("xl/worksheets/")]
    all_visible = len(sheets) <= shown
    for name in names:
        if name in sheets:
            for piece in pieces(package, name, limits):
                if not (all_visible and piece.where is Where.ROWS):
                    yield from _in_xml(piece.xml.decode("utf-8", "replace"))
        elif not (all_visible and name == "xl/sharedStrings.xml"):
            yield from _in_xml(package.read(name, at_most=4 * limits.part).decode("utf-8", "replace"))


def refuse_marked_xml(name: str, xml: bytes) -> None:
    """Raise `Refused` when the words of one part of a package show a mark; most parts are passed over by one look at the whole."""
    if b"&#" not in xml and not _MAYBE.search(nfc(b"".join(_BETWEEN_TAGS.findall(xml)).decode("utf-8", "replace"))):
        return
    for mark in _in_xml(xml.decode("utf-8", "replace")):
        raise Refused(_bad(Place(name), mark, "nội dung, đầu trang, chú thích hoặc hộp chữ"))


def refuse_marked_text(name: str, text: str, page: int) -> None:
    """Raise `Refused` when the text of a page shows a mark."""
    for mark in _marks(text):
        raise Refused(_bad(Place(name, page=page), mark))


def _in_xml(xml: str) -> Iterator[Mark]:
    for piece in _ENDS.split(xml):
        if "&#" in piece or _MAYBE.search(nfc(piece)):
            words = unescape(_TAGS.sub("", piece))
            yield from _marks(_LAYOUT_CODES.sub("\n", words))
