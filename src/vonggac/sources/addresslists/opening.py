"""A file opened: what it is, how its text is cut, and its rows table by table, for the proposal and for the reading alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from vonggac.kernel.badrows import BadRow
from vonggac.sources.addresslists.cells import addresses_in
from vonggac.sources.addresslists.delimited import BLANKS, Rows, is_comment, rows_of
from vonggac.sources.addresslists.freelines import rows_of_lines
from vonggac.sources.addresslists.grids import Sheet, cell_text, form_of, is_package, read_sheets, whole
from vonggac.sources.addresslists.heads import find_head, worth
from vonggac.sources.addresslists.model import Form
from vonggac.sources.addresslists.texts import Block, Source, blocks, find_encoding, head_of
from vonggac.sources.limits import Limits, megabytes
from vonggac.sources.names import safe_name
from vonggac.sources.refusal import refuse, remark
from vonggac.sources.tables.marks import refuse_marked, refuse_marked_lines
from vonggac.sources.tables.separated import sniff

_SNIFFED = 200
_SLICE = 20_000
_DASHES = frozenset({"-", "–", "—", "/", "to", "đến"})
_EVEN = 0.6
"""Without a heading, so many lines must have the same number of cells before a text counts as columns."""


@dataclass
class Opened:
    """One file; text stays on disk, packages are held whole."""

    source: Source
    name: str
    limits: Limits
    form: Form
    encoding: str | None = None
    separator: str | None = None
    sheets: Sequence[Sheet] = ()
    notes: list[BadRow] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        return not self.sheets

    @cached_property
    def head(self) -> Block:
        """The first lines of a text, comments too."""
        return next(iter(self._blocks()), Block(1, None)).first(5_000)

    def _blocks(self) -> Iterator[Block]:
        clean: set[str] = set()
        for block in blocks(self.source, self.encoding or "utf-8", self.name):
            refuse_marked_lines(self.name, block.text or "", block.first_line, clean)
            yield block

    def text_rows(self) -> Iterator[Rows]:
        """Give all rows of a text file."""
        return self._cut(self._blocks())

    def head_rows(self) -> Rows:
        """Return the rows of the first lines of a text file."""
        return _together(self._cut(iter([self.head])))

    def _cut(self, blocks: Iterator[Block]) -> Iterator[Rows]:
        if self.separator is None:
            return rows_of_lines(blocks, self.name, self.limits)
        return rows_of(blocks, self.separator, self.name, self.limits)

    def sheet_rows(self, sheet: Sheet) -> Iterator[Rows]:
        """Give all rows of one sheet."""
        for rows, lines in sheet.slices():
            for first in range(0, len(rows), _SLICE):
                yield Rows(lines[first : first + _SLICE], rows[first : first + _SLICE], written=cell_text)

    def look_through(self, *, besides: Collection[str] = ()) -> None:
        """Read the sheets that nobody read, for marks of state secrecy that may stand in them."""
        for sheet in self.sheets:
            if sheet.name not in besides:
                for _slice in sheet.slices():
                    pass

    def comments(self) -> list[tuple[int, str]]:
        """Return the comments among the first lines, with their line numbers."""
        return [(self.head.number(index), line) for index, line in enumerate(self.head.lines) if is_comment(line, self.separator)]


def open_list(source: Source, name: str, limits: Limits) -> Opened:
    """Return the file ready to be read, or refuse it: empty, too large, secret by its name, no list by its content."""
    shown = safe_name(name)
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.size:
        refuse(shown, f"Tệp nặng {megabytes(size)} MB, quá giới hạn {megabytes(limits.size)} MB. Chia thành nhiều tệp.", "too-large")
    refuse_marked(shown, [])
    head = head_of(source)
    if not head.strip(b"\0 \t\r\n"):
        refuse(shown, "Tệp rỗng. Kiểm tra tệp trên máy rồi gửi lại.", "empty")
    if is_package(head):
        data = whole(source, shown, limits)
        form = form_of(data, shown)
        sheets, notes = read_sheets(data, form, shown, limits)
        return Opened(b"", shown, limits, form, sheets=sheets, notes=notes)
    form = form_of(head, shown)
    return _html(whole(source, shown, limits), shown, limits) if form is Form.HTML else _text(source, shown, limits, head)


def _html(data: bytes, name: str, limits: Limits) -> Opened:
    """A web page gives its text, table rows as lines with tabs."""
    from vonggac.sources.documents.webpage import read_html

    text = read_html(data, name, limits).text.encode()
    found = _text(text, name, limits, text)
    found.form = Form.HTML
    return found


def _text(source: Source, name: str, limits: Limits, head: bytes) -> Opened:
    encoding, is_sure = find_encoding(head, name)
    found = Opened(source, name, limits, Form.LINES, encoding)
    if not is_sure:
        found.notes.append(
            remark(name, "Không chắc về bảng mã chữ của tệp. Kiểm tra các chữ có dấu; nên lưu dạng CSV UTF-8.", "encoding-unsure")
        )
    found.separator = find_separator(found)
    found.form = Form.LINES if found.separator is None else Form.DELIMITED
    return found


def find_separator(opened: Opened) -> str | None:
    """Return what parts the cells, " " for blanks, None when lines have no columns."""
    all_lines = opened.head.lines
    lines = [line for line in all_lines if line.strip() and not is_comment(line)][:_SNIFFED]
    if not lines:
        return None
    separator = sniff("\n".join(lines))
    if separator == ";" and any(line.startswith(";") for line in all_lines) and _usual([line.count(";") for line in lines])[0] <= 1:
        return None
    if sum(1 for line in lines if separator in line) * 2 < len(lines):
        return _blanks(lines)
    rows = [line.split(separator) for line in lines]
    if worth(find_head(rows).titles)[0]:
        return separator
    usual, share = _usual([len(row) for row in rows])
    return separator if usual > 1 and share >= _EVEN and not _only_addresses(rows) else None


def _blanks(lines: Sequence[str]) -> str | None:
    rows = [line.split("#")[0].split() for line in lines]
    usual, share = _usual([len(row) for row in rows])
    if usual < 2 or share < 0.8 or any(word in _DASHES for row in rows for word in row):
        return None
    columns = [[row[index] for row in rows if len(row) == usual] for index in range(usual)]
    shares = [sum(1 for cell in column if addresses_in(cell).found) / len(column) for column in columns]
    return BLANKS if max(shares) >= _EVEN and not any("#" in line for line in lines) else None


def _only_addresses(rows: Sequence[Sequence[str]]) -> bool:
    """Lines that only list addresses, as many as fit: every cell is one."""
    cells = [cell for row in rows for cell in row if cell.strip()]
    return len({len(row) for row in rows}) > 1 and sum(1 for cell in cells if addresses_in(cell).found) >= 0.9 * len(cells)


def _usual(counts: Sequence[int]) -> tuple[int, float]:
    value, times = Counter(counts).most_common(1)[0]
    return value, times / len(counts)


def _together(parts: Iterator[Rows]) -> Rows:
    rows: list[list[str]] = []
    places: list[int] = []
    for part in parts:
        rows.extend(part.row(index) for index in range(len(part)))
        places.extend(part.places)
    return Rows(places, rows)
