"""CSV files in any encoding and with any usual separator."""

from __future__ import annotations

import csv
import io
import re

from vonggac.kernel.badrows import BadRow
from vonggac.sources.encodings import decode
from vonggac.sources.limits import Limits
from vonggac.sources.refusal import refuse, remark
from vonggac.sources.tables.model import Grid

_SEPARATORS = ",;\t|"
_SAID = re.compile(r"\ufeff?\"?sep=(.)\"?\r?\n", re.IGNORECASE)
_PROTECTED = re.compile(r"'(?=['=+\-@\t\r\uff1d\uff0b\uff0d\uff20])")
_LOOK_AT = 50


def read_csv(data: bytes, name: str, limits: Limits) -> tuple[Grid, str, list[BadRow]]:
    """Return the rows, the encoding and what to tell the sender."""
    found = decode(data, name)
    text, notes = found.text, []
    if not found.is_sure and any(letter > "\x7f" for letter in text):
        notes.append(remark(name, "Không chắc về bảng mã chữ của tệp. Kiểm tra các chữ có dấu; nên lưu dạng CSV UTF-8.", "encoding-unsure"))
    said = _SAID.match(text)
    separator = said.group(1) if said else sniff(text)
    skipped = 1 if said else 0
    rows, lines = _rows(text[said.end() :] if said else text, separator, name, limits, notes)
    return Grid(None, rows, [line + skipped for line in lines], {}), found.encoding, notes


def sniff(text: str) -> str:
    """Return the separator that parts most lines into the same number of cells."""
    sample = [line for line in _outside_quotes(text[:200_000]).split("\n") if line.strip()][:_LOOK_AT]

    def score(separator: str) -> tuple[float, int]:
        counts = [line.count(separator) for line in sample]
        usual = max(set(counts), key=lambda count: (counts.count(count), count), default=0) if counts else 0
        usual = usual or max(counts, default=0)
        same = sum(1 for count in counts if count == usual)
        return (same / len(counts) if usual else 0.0), usual

    best = max(_SEPARATORS, key=score, default=",")
    return best if score(best)[1] else ","


def unprotected(cell: str) -> str:
    """Return a cell without the apostrophe that `write_csv` sets before what a spreadsheet would take for a formula."""
    return _PROTECTED.sub("", cell, count=1) if cell.startswith("'") else cell


def _outside_quotes(text: str) -> str:
    return re.sub(r'"(?:[^"]|"")*"', '""', text)


def _rows(text: str, separator: str, name: str, limits: Limits, notes: list[BadRow]) -> tuple[list[list[object]], list[int]]:
    """Read strictly; a file whose quotes do not close is read once more with quotes as ordinary letters, and says so."""
    csv.field_size_limit(max(csv.field_size_limit(), 131_072))
    try:
        return _parsed(text, separator, name, limits, quoting=csv.QUOTE_MINIMAL)
    except csv.Error:
        notes.append(
            remark(name, "Dấu nháy kép trong tệp không khớp; đã đọc dấu nháy như chữ thường. Kiểm tra các ô có dấu nháy.", "quotes")
        )
    try:
        return _parsed(text, separator, name, limits, quoting=csv.QUOTE_NONE)
    except csv.Error as error:
        refuse(name, "Tệp CSV có ô quá dài hoặc bị hỏng. Lưu lại thành XLSX rồi gửi.", "damaged", cause=error)


def _parsed(text: str, separator: str, name: str, limits: Limits, *, quoting: int) -> tuple[list[list[object]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, quoting=quoting)  # type: ignore[arg-type]
    rows: list[list[object]] = []
    lines: list[int] = []
    before = 0
    for cells in reader:
        if len(rows) >= limits.rows or len(cells) > limits.columns:
            refuse(name, f"Bảng có hơn {limits.rows} dòng hoặc {limits.columns} cột. Chia thành nhiều tệp.", "too-many-rows")
        rows.append([unprotected(cell) for cell in cells])
        lines.append(before + 1)
        before = reader.line_num
    return rows, lines
