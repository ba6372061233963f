"""Files that hold tables (XLSX, DOCX, PDF) into rows of cells; what each format needs is loaded when such a file arrives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Protocol

from vonggac.kernel.badrows import BadRow
from vonggac.sources.addresslists.model import Form
from vonggac.sources.documents.kinds import find_format
from vonggac.sources.documents.model import Format
from vonggac.sources.limits import DEFAULT, Limits, megabytes
from vonggac.sources.refusal import refuse
from vonggac.sources.tables.marks import refuse_marked, refuse_marked_parts, refuse_marked_rows
from vonggac.sources.tables.model import Grid
from vonggac.sources.tables.reading import refuse_old_office
from vonggac.sources.tables.values import as_text, is_blank

if TYPE_CHECKING:
    from vonggac.sources.addresslists.texts import Source

_EXACT = 1e15
_SLICE = 20_000
_WEIGHED_WHOLE = 2 * DEFAULT.size
"""Files other than text are held in memory as a whole."""


class Sheet(Protocol):
    """One sheet or table: cells as the format gave them, and the line of each row as a person sees it."""

    @property
    def name(self) -> str: ...
    @property
    def faults(self) -> Mapping[tuple[int, int], str]:
        """(line, column from 0) → why a cell arrives blank although it is not."""

    def slices(self) -> Iterator[tuple[Sequence[Sequence[object]], Sequence[int]]]:
        """Give some thousand rows at a time, with their lines."""


@dataclass(frozen=True, slots=True)
class HeldSheet:
    """A sheet or table whose rows are in memory."""

    name: str
    rows: Sequence[Sequence[object]]
    places: Sequence[int]
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def slices(self) -> Iterator[tuple[Sequence[Sequence[object]], Sequence[int]]]:
        for first in range(0, len(self.rows), _SLICE):
            yield self.rows[first : first + _SLICE], self.places[first : first + _SLICE]


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """A sheet of a workbook; its cells are looked at for marks of state secrecy as they are read."""

    source: str
    sheet: Sheet

    @property
    def name(self) -> str:
        return self.sheet.name

    @property
    def faults(self) -> Mapping[tuple[int, int], str]:
        return self.sheet.faults

    def slices(self) -> Iterator[tuple[Sequence[Sequence[object]], Sequence[int]]]:
        clean: set[str] = set()
        for rows, lines in self.sheet.slices():
            refuse_marked_rows(self.source, self.name, rows, lines, clean)
            yield rows, lines


def form_of(data: bytes, name: str) -> Form:
    """Return what a file is by its content (all of it for packages, its head for text), or refuse it with what to do instead."""
    if data.startswith(b"PK") and b"xl/" in data and b"word/document" not in data:
        return Form.XLSX
    refuse_old_office(data, name)
    found = find_format(data, name)
    if found in {Format.IMAGE, Format.EDXML}:
        refuse(name, "Không đọc được danh sách từ loại tệp này. Xin nơi gửi tệp XLSX hoặc CSV.", "unsupported-format")
    return {Format.DOCX: Form.DOCX, Format.PDF: Form.PDF, Format.HTML: Form.HTML}.get(found, Form.LINES)


def is_package(head: bytes) -> bool:
    """Say whether a file must be held whole before anything can be said about it."""
    return head.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or b"%PDF-" in head[:1024]


def whole(source: Source, name: str, limits: Limits) -> bytes:
    """Return all bytes of a file that cannot be read piece by piece."""
    ceiling = min(limits.size, _WEIGHED_WHOLE)
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > ceiling:
        refuse(name, f"Tệp nặng {megabytes(size)} MB, quá giới hạn {megabytes(ceiling)} MB. Chia nhỏ, hoặc lưu thành CSV.", "too-large")
    return source if isinstance(source, bytes) else source.read_bytes()


def read_sheets(data: bytes, form: Form, name: str, limits: Limits) -> tuple[Sequence[Sheet], list[BadRow]]:
    """Return the visible sheets or the tables of a file; one that shows a mark of state secrecy is refused, a workbook as it is read."""
    inner = replace(limits, size=max(limits.size, len(data)))
    if form is Form.XLSX:
        from vonggac.sources.tables.workbook import open_xlsx

        workbook = open_xlsx(data, name, inner)
        refuse_marked_parts(name, workbook.package, len(workbook.sheets), inner)
        return [CheckedSheet(name, sheet) for sheet in workbook.sheets], workbook.notes
    if form is Form.DOCX:
        from vonggac.sources.addresslists.wordtables import read_tables

        sheets = read_tables(data, name, inner)
    else:
        from vonggac.sources.addresslists.pdftables import read_pages

        sheets = read_pages(data, name, inner)
    refuse_marked(name, [Grid(sheet.name or None, [list(row) for row in sheet.rows], list(sheet.places), {}) for sheet in sheets])
    return sheets, []


def cell_text(cell: object) -> str:
    """Return a cell as text; moments in the one order that nobody misreads. Most cells are plain words or whole numbers."""
    if isinstance(cell, str):
        if cell.isascii() and cell.isprintable():
            return cell.strip()
        return "" if is_blank(cell) else as_text(cell)
    if isinstance(cell, float) and cell.is_integer() and -_EXACT < cell < _EXACT:
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}" if cell.time() != time() else f"{cell:%Y-%m-%d}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, time):
        return f"{cell:%H:%M:%S}"
    return "" if cell is None else as_text(cell)
