"""A list that shows a mark of state secrecy is stopped as a whole, in memory, and the place is told (Law 117/2025, Article 5.2).

A stamp may stand in any cell, also above the heading or in a column that nobody asked for, and where no cell is: in the header and footer
of a sheet, in a comment, a text box, a sheet that is hidden, or in the name of the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import unescape

from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.vietnamese import nfc
from vonggac.sources.documents.model import Mark
from vonggac.sources.documents.secrecy import find_marks
from vonggac.sources.refusal import Refused, shortened
from vonggac.sources.tables.model import Grid, letter

_MAYBE = re.compile(r"m[\W_]*[aâậ][\W_]*t|[(\[]\s*t?m\s*[)\]]", re.IGNORECASE)
"""Nearly every cell is passed over by this; what it lets through is looked at with care."""
_ENDS = re.compile(r"</(?:\w+:)?(?:si|c|p|row|author|comment|sheetData|oddHeader|evenHeader|firstHeader|oddFooter|evenFooter|firstFooter)>")
_VISIBLE = re.compile(r"<(\w+:)?sheetData>.*</(?:\w+:)?sheetData>", re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")
_BETWEEN_TAGS = re.compile(rb">([^<]+)<")
_LAYOUT_CODES = re.compile(r"&(?:[LCRGDTPNFAZBIUSEXYKOH+-]|\"[^\"]*\"|\d{1,3})")
"""How the header of a sheet says left, centre, right, font and size: &C&"Arial,Bold"&14."""


def refuse_marked(name: str, grids: Sequence[Grid], workbook: bytes = b"") -> None:
    """Raise `Refused` with the place when a list shows a mark of state secrecy."""
    in_name = find_marks("", name)
    if in_name:
        raise Refused(_bad(Place(name), in_name[0]))
    for place, mark in _in_cells(name, grids):
        raise Refused(_bad(place, mark))
    for mark in _in_parts(workbook, grids) if workbook else ():
        raise Refused(_bad(Place(name), mark, "đầu trang, chú thích, hộp chữ hoặc trang tính ẩn"))


_SIGNS = (b"mat", "mật".encode(), "mẬt".encode(), b",m,", b",tm,")
"""What a mark leaves in a text without figures, blanks and points, in small ASCII letters and with commas for brackets."""
_PLAIN = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ()[]\n;|\t", b"abcdefghijklmnopqrstuvwxyz,,,,,,,,")
_PASSED_OVER = bytes(each for each in range(128) if not (chr(each).isalpha() or chr(each) in ",;|\t\n()[]"))
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


def _in_cells(name: str, grids: Iterable[Grid]) -> Iterator[tuple[Place, Mark]]:
    clean: set[str] = set()
    for grid in grids:
        for cells, line in zip(grid.rows, grid.lines, strict=True):
            for index, cell in enumerate(cells):
                if not isinstance(cell, str) or cell in clean:
                    continue
                marks = _marks(cell)
                if marks:
                    yield Place(name, grid.sheet, line, letter(index)), marks[0]
                clean.add(cell)


def _marks(text: str) -> Sequence[Mark]:
    return find_marks(text) if _MAYBE.search(nfc(text)) else ()


def _in_parts(workbook: bytes, grids: Sequence[Grid]) -> Iterator[Mark]:
    """Look through the words of a workbook that stand in no visible cell; it was opened, and so weighed, already."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/") and name.endswith(".xml")]
        all_visible = sum(1 for name in names if name.startswith("xl/worksheets/")) <= len(grids)
        for name in names:
            if all_visible and name == "xl/sharedStrings.xml":
                continue
            xml = parts.read(name).decode("utf-8", "replace")
            yield from _in_xml(_VISIBLE.sub("", xml) if all_visible else xml)


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
