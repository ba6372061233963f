"""Lines of a text file into rows of cells: quotes, comments, and cells with line ends inside; whole blocks at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from vonggac.kernel.badrows import BadRow, Place
from vonggac.sources.addresslists.texts import Block
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse, shortened
from vonggac.sources.tables.separated import unprotected

BLANKS = " "
"""The separator of files cut at any run of blanks."""
_STARTS = frozenset(("", "#", ";", "/", " ", "\t", "\ufeff"))
"""How lines begin that are no rows, or may be none."""
_ALL_BYTES = bytes(range(256))
_MOST_LINES_IN_A_ROW = 200
_QUOTES = "Dấu nháy kép ở dòng này không khớp; đã đọc dấu nháy như chữ thường. Kiểm tra dòng này."
_WIDE = "Dòng có hơn {columns} cột nên không đọc. Kiểm tra dấu phân cách ở dòng này."


@dataclass(slots=True)
class Rows:
    """Rows of cells with the line each begins at; `flat` holds the cells of equally long rows one after the other."""

    places: Sequence[int]
    rows: list[list[str]] = field(default_factory=list)
    flat: list[str] | None = None
    width: int = 0
    """Of every row of `flat`."""
    bad: list[BadRow] = field(default_factory=list)
    bad_count: int = 0

    def __len__(self) -> int:
        return len(self.places)

    def column(self, index: int) -> list[str]:
        """Return the cells of one column; rows that are too short give a blank."""
        if self.flat is not None:
            return self.flat[index :: self.width] if index < self.width else [""] * len(self.places)
        return [row[index] if index < len(row) else "" for row in self.rows]

    def row(self, number: int) -> list[str]:
        """Return the cells of one row, counted from 0."""
        if self.flat is not None:
            return self.flat[number * self.width : (number + 1) * self.width]
        return self.rows[number]

    def part(self, first: int, last: int) -> Rows:
        """Return some of the rows, without the faults found among all."""
        flat = self.flat[first * self.width : last * self.width] if self.flat is not None else None
        return Rows(self.places[first:last], self.rows[first:last], flat, self.width)


def is_comment(line: str, separator: str | None = None) -> bool:
    """Say whether a line only speaks to people: "# …", "// …", "; …" (unless the semicolon parts cells)."""
    text = line.lstrip(" \t\ufeff")
    if text.startswith(("#", "//")):
        return True
    return text.startswith(";") and (separator != ";" or text.count(";") == 1)


def rows_of(blocks: Iterator[Block], separator: str, name: str, limits: Limits) -> Iterator[Rows]:
    """Give the rows of each block; a row that goes on in the next block is given with it."""
    csv.field_size_limit(max(csv.field_size_limit(), 2 * 1024 * 1024))
    cutter = _Cutter(separator, name, limits)
    count = 0
    for block in blocks:
        rows = cutter.cut(block, is_last=False)
        count += len(rows)
        if count > limits.rows:
            refuse(name, f"Danh sách có hơn {limits.rows} dòng. Chia thành nhiều tệp.", "too-many-rows")
        yield rows
    rest = cutter.cut(Block(0, []), is_last=True)
    if len(rest) or rest.bad:
        yield rest


@dataclass(slots=True)
class _Cutter:
    separator: str
    name: str
    limits: Limits
    waiting: list[str] = field(default_factory=list)
    """Lines of a row whose quotes are still open at the end of a block."""
    waiting_numbers: list[int] = field(default_factory=list)

    def cut(self, block: Block, *, is_last: bool) -> Rows:
        was_waiting = bool(self.waiting)
        lines, numbers = self._lines(block)
        bad = list(block.bad)
        left_out = sum(1 for each in bad if each.rule != "encoding-changed")
        is_plain = not was_waiting and '"' not in block.text
        if is_plain and "'" not in block.text and (even := self._even(lines, numbers, block)) is not None:
            even.bad, even.bad_count = bad, left_out
            return even
        if self.separator == BLANKS:
            rows, places = [line.split() for line in lines], numbers
        elif is_plain:
            rows, places = self._plain(lines), numbers
        else:
            rows, places = self._quoted(lines, numbers, bad, is_last=is_last)
        if "'" in block.text:
            rows = [[unprotected(cell) for cell in row] for row in rows]
        return self._narrow(rows, places, bad, left_out)

    def _even(self, lines: list[str], numbers: Sequence[int], block: Block) -> Rows | None:
        """When every line has as many cells, all of them are cut with one call."""
        separator = self.separator
        if separator == BLANKS or not lines or (width := lines[0].count(separator) + 1) > self.limits.columns:
            return None
        text = block.text if lines is block.lines else "\n".join(lines)
        others = _ALL_BYTES.translate(None, f"{separator}\n".encode())
        if text.encode().translate(None, others) != ((separator * (width - 1) + "\n") * len(lines))[:-1].encode():
            return None
        return Rows(numbers, flat=text.replace("\n", separator).split(separator), width=width)

    def _lines(self, block: Block) -> tuple[list[str], Sequence[int]]:
        """Without comments and blank lines; nearly all blocks have none, and pass with one look."""
        lines = block.lines
        numbers: Sequence[int] = block.numbers if block.numbers is not None else range(block.first_line, block.first_line + len(lines))
        if self.waiting:
            lines, numbers = [*self.waiting, *lines], [*self.waiting_numbers, *numbers]
            self.waiting, self.waiting_numbers = [], []
            return lines, numbers
        if _STARTS.isdisjoint({line[:1] for line in lines}):
            return lines, numbers
        kept = [index for index, line in enumerate(lines) if line.strip() and not is_comment(line, self.separator)]
        return [lines[index] for index in kept], [numbers[index] for index in kept]

    def _plain(self, lines: list[str]) -> list[list[str]]:
        separator = self.separator
        return [line.split(separator) for line in lines]

    def _read(self, lines: list[str]) -> Any:
        ended = [f"{line}\n" for line in lines]
        return csv.reader(ended, delimiter=self.separator, strict=True, skipinitialspace=True)

    def _quoted(
        self, lines: list[str], numbers: Sequence[int], bad: list[BadRow], *, is_last: bool
    ) -> tuple[list[list[str]], Sequence[int]]:
        try:
            rows = list(self._read(lines))
        except csv.Error:
            return self._mended(lines, numbers, bad, is_last=is_last)
        return (rows, numbers) if len(rows) == len(lines) else self._mended(lines, numbers, bad, is_last=is_last)

    def _mended(self, lines: list[str], numbers: Sequence[int], bad: list[BadRow], *, is_last: bool) -> tuple[list[list[str]], list[int]]:
        """Row by row, because a row holds several lines or a quote does not close; such a line is read with quotes as letters."""
        rows: list[list[str]] = []
        places: list[int] = []
        start = 0
        while start < len(lines):
            reader = self._read(lines[start : start + _MOST_LINES_IN_A_ROW])
            before = 0
            try:
                for row in reader:
                    rows.append(row)
                    places.append(numbers[start + before])
                    before = reader.line_num
                start += before
            except csv.Error:
                start += before
                if not is_last and start + _MOST_LINES_IN_A_ROW > len(lines) and self._waits(lines[start:], numbers[start:]):
                    break
                bad.append(BadRow(Place(self.name, line=numbers[start]), _QUOTES, shortened(lines[start].strip()), "quotes"))
                rows.append(self._leniently(lines[start], len(rows[-1]) if rows else 0))
                places.append(numbers[start])
                start += 1
        return rows, places

    def _leniently(self, line: str, usual: int) -> list[str]:
        """A quote in the wrong place is forgiven when the line then has as many cells as the one above; else quotes are letters."""
        (row,) = list(csv.reader([line], delimiter=self.separator, skipinitialspace=True))
        return row if len(row) == usual else self._plain([line])[0]

    def _waits(self, lines: list[str], numbers: Sequence[int]) -> bool:
        """The quotes of the first line may close in the next block, when it is only the end that is missing."""
        try:
            next(iter(self._read([*lines, '"'])), None)
        except csv.Error:
            return False
        self.waiting, self.waiting_numbers = list(lines), list(numbers)
        return True

    def _narrow(self, rows: list[list[str]], places: Sequence[int], bad: list[BadRow], left_out: int) -> Rows:
        if max(map(len, rows), default=0) <= self.limits.columns:
            return Rows(places, rows, bad=bad, bad_count=left_out)
        wide = [places[index] for index, row in enumerate(rows) if len(row) > self.limits.columns]
        why = _WIDE.format(columns=self.limits.columns)
        bad += [BadRow(Place(self.name, line=line), why, rule="too-many-columns") for line in wide[: self.limits.bad_rows]]
        kept = [index for index, row in enumerate(rows) if len(row) <= self.limits.columns]
        return Rows([places[index] for index in kept], [rows[index] for index in kept], bad=bad, bad_count=left_out + len(wide))
