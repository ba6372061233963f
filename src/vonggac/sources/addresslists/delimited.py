"""Lines of a text file into rows of cells: quotes, comments, and cells with line ends inside; whole blocks at a time."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.columns import PADDING, TextColumn
from vonggac.sources.addresslists.texts import Block
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse, shortened
from vonggac.sources.tables.separated import unprotected

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLANKS = " "
"""The separator of files cut at any run of blanks."""
_LF = ord("\n")
_NO_ROWS = list("\n#;/ \t\ufeff".encode())
"""How lines begin that are no rows, or may be none."""
_MOST_LINES_IN_A_ROW = 200
_QUOTES = "Dấu nháy kép ở dòng này không khớp; đã đọc dấu nháy như chữ thường. Kiểm tra dòng này."
_WIDE = "Dòng có hơn {columns} cột nên không đọc. Kiểm tra dấu phân cách ở dòng này."


@dataclass(slots=True)
class Even:
    """Rows of equally many cells as one run of bytes: where each cell begins and ends, a row each."""

    raw: bytes
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]

    def column(self, index: int) -> TextColumn:
        return TextColumn(self.raw, self.begins[:, index], self.ends[:, index])

    def row(self, number: int) -> list[str]:
        places = zip(self.begins[number].tolist(), self.ends[number].tolist(), strict=True)
        return [self.raw[begin:end].decode("utf-8", "surrogatepass") for begin, end in places]


@dataclass(slots=True)
class Rows:
    """Rows of cells with the line each begins at; they stand in `even` when all are equally long, else in `rows`."""

    places: Sequence[int]
    rows: Sequence[Sequence[Any]] = ()
    even: Even | None = None
    bad: list[BadRow] = field(default_factory=list)
    bad_count: int = 0
    written: Callable[[object], str] | None = None
    """How a cell of `rows` is written as text, when it may be something else; only columns that somebody asks for are."""

    def __len__(self) -> int:
        return len(self.places)

    def column(self, index: int) -> TextColumn:
        """Return the cells of one column; rows that are too short give a blank."""
        if self.even is None:
            cells = [row[index] if index < len(row) else "" for row in self.rows]
            return TextColumn.of(list(map(self.written, cells)) if self.written else cells)
        return self.even.column(index) if index < self.even.begins.shape[1] else TextColumn.of([""] * len(self.places))

    def row(self, number: int) -> list[str]:
        """Return the cells of one row, counted from 0."""
        if self.even is not None:
            return self.even.row(number)
        return list(map(self.written, self.rows[number])) if self.written else list(self.rows[number])

    def part(self, first: int, last: int) -> Rows:
        """Return some of the rows, without the faults found among all."""
        even = self.even and Even(self.even.raw, self.even.begins[first:last], self.even.ends[first:last])
        return Rows(self.places[first:last], self.rows[first:last], even, written=self.written)


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
    rest = cutter.cut(Block(0, None), is_last=True)
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
        bad = list(block.bad)
        left_out = sum(1 for each in bad if each.rule != "encoding-changed")
        text = block.text or ""
        is_plain = not self.waiting and '"' not in text
        if is_plain and "'" not in text and (even := self._even(block)) is not None:
            return Rows(self._numbers(block), even=even, bad=bad, bad_count=left_out)
        lines, numbers = self._lines(block)
        if self.separator == BLANKS:
            rows, places = [line.split() for line in lines], numbers
        elif is_plain:
            rows, places = self._plain(lines), numbers
        else:
            rows, places = self._quoted(lines, numbers, bad, is_last=is_last)
        if "'" in text:
            rows = [[unprotected(cell) for cell in row] for row in rows]
        return self._narrow(rows, places, bad, left_out)

    def _even(self, block: Block) -> Even | None:
        """When every line is a row, and all rows have as many cells, they are cut with one look at all separators and line ends."""
        import numpy as np

        text, separator = block.text, self.separator
        if not text or separator == BLANKS or (width := text.partition("\n")[0].count(separator) + 1) > self.limits.columns:
            return None
        raw = text.encode("utf-8", "surrogatepass")
        letters = np.frombuffer(raw + b"\n", dtype=np.uint8)
        marks = np.flatnonzero((letters == ord(separator)) | (letters == _LF))
        if len(marks) != len(block) * width:
            return None
        ends = marks.reshape(len(block), width)
        begins = np.concatenate(([0], marks[:-1] + 1)).reshape(ends.shape)
        if (letters[ends[:, -1]] != _LF).any() or np.isin(letters[begins[:, 0]], _NO_ROWS).any():
            return None
        return Even(raw + PADDING, begins, ends)

    @staticmethod
    def _numbers(block: Block) -> Sequence[int]:
        return block.numbers if block.numbers is not None else range(block.first_line, block.first_line + len(block))

    def _lines(self, block: Block) -> tuple[list[str], Sequence[int]]:
        """Without comments and blank lines, which most files do not have."""
        lines, numbers = block.lines, self._numbers(block)
        if self.waiting:
            lines, numbers = [*self.waiting, *lines], [*self.waiting_numbers, *numbers]
            self.waiting, self.waiting_numbers = [], []
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
