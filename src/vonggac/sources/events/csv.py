"""Tables of events: EvtxECmd, PowerShell's Export-Csv of Get-WinEvent, the Event Viewer, and any table whose first row names its columns.

An empty cell is a missing field: a table cannot tell it from an empty text, and rules that ask for either mean the missing one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from vonggac.engines.hunt.columns import Event, Kind
from vonggac.sources.events import wintables
from vonggac.sources.events.gathering import Gathering
from vonggac.sources.events.model import Chunk, Limits
from vonggac.sources.events.texts import lines_of
from vonggac.sources.events.times import offset_of, told
from vonggac.sources.events.windows import windows_kind
from vonggac.sources.limits import MEGABYTE
from vonggac.sources.tables.separated import sniff

_LONGEST_CELL = MEGABYTE
_LONGEST_ROW = MEGABYTE
"""Characters of a row over several lines; the library's own limit of a cell is one for the whole process, and others raise it."""
_MOST_COLUMNS = 1_000
_NAME = re.compile(r"[^\W\d][\w .@:()/#-]{0,80}")
_SAID = re.compile(r"\ufeff?\"?sep=(.)\"?$", re.IGNORECASE)
_TIMES = ("@timestamp", "timestamp", "timecreated", "time", "utctime", "eventtime", "datetime", "date", "_time", "timegenerated")
_HOSTS = ("computer", "computername", "hostname", "host", "machinename")
WHY_BAD = "Hàng của bảng bị hỏng (dấu nháy kép không khớp hoặc ô quá dài) nên không đọc. Kiểm tra tệp CSV gốc."
Row = Callable[[dict[str, str], int], Event]


def is_table(lines: Sequence[str], name: str) -> bool:
    """Say whether a text begins as a table: names in the first row, as many cells in the next."""
    lines = _plain_start(lines)
    if not lines:
        return False
    separator = sniff("\n".join(lines[:20]) + "\n")
    try:
        rows = list(csv.reader(lines[:4], delimiter=separator))
    except csv.Error:
        return False
    names = [cell.strip() for cell in rows[0]] if rows else []
    least = 2 if name.lower().rstrip(".gz").endswith((".csv", ".tsv")) else 3
    if len(names) < least or not all(_NAME.fullmatch(cell) for cell in names):
        return False
    return len(set(names)) == len(names) and (len(rows) < 2 or len(rows[1]) >= len(names) - 1 or '"' in lines[1])


def _plain_start(lines: Sequence[str]) -> list[str]:
    """PowerShell 5 writes #TYPE above the names, Excel's users write sep=;."""
    return [line for at, line in enumerate(lines) if not (at < 2 and (line.startswith("#TYPE ") or _SAID.match(line)))]


class _Fed:
    """Gives the lines of a file one by one and remembers how many bytes they were."""

    def __init__(self, stream: BinaryIO, gathering: Gathering) -> None:
        self.size = 0
        self.skipped = 0
        self.said = ""
        self._lines = self._each(stream, gathering)

    def _each(self, stream: BinaryIO, gathering: Gathering) -> Iterator[str]:
        is_start = True
        for _, lines, size in lines_of(stream, gathering):
            self.size += size
            for line in lines:
                if is_start and (line.startswith("#TYPE ") or (found := _SAID.match(line))):
                    self.said = self.said if line.startswith("#TYPE ") else found[1] if found else ""
                    self.skipped += 1
                    continue
                is_start = False
                yield line + "\n"

    def __iter__(self) -> Iterator[str]:
        return self._lines


class _Bounded:
    """Gives lines to the library; a row that runs on and on (a quote that never closes) ends with an error, and the next line is given."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._since = 0

    def __iter__(self) -> _Bounded:
        return self

    def __next__(self) -> str:
        if self._since > _LONGEST_ROW:
            self._since = 0
            raise csv.Error("the row is too long")
        line = next(self._lines)
        self._since += len(line)
        return line

    def begin_row(self) -> None:
        """Count anew."""
        self._since = 0


def read_csv(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Chunk]:
    """Give every row; its number is the line where it ends."""
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    gathering = Gathering(name, limits)
    fed = _Fed(stream, gathering)
    separator, start = _separator(fed)
    lines = _Bounded(_chained(start, fed))
    rows = _rows(csv.reader(lines, delimiter=separator), lines, fed, gathering)
    header = next(rows, None)
    if header is not None:
        names = [cell.strip().removeprefix("\ufeff") or f"column{at}" for at, cell in enumerate(header[1][:_MOST_COLUMNS], 1)]
        yield from _events(names, rows, fed, gathering)
    yield from gathering.last()


def _separator(fed: _Fed) -> tuple[str, list[str]]:
    start = []
    for line in fed:
        start.append(line)
        if len(start) >= 20:
            break
    return fed.said or sniff("".join(start)), start


def _chained(start: list[str], fed: _Fed) -> Iterator[str]:
    yield from start
    yield from fed


def _rows(reader: Any, lines: _Bounded, fed: _Fed, gathering: Gathering) -> Iterator[tuple[int, list[str]]]:
    """Give (line, cells); a row that cannot be read is located, the next line begins a new one."""
    while True:
        lines.begin_row()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            gathering.add_bad(reader.line_num + fed.skipped, WHY_BAD, "bad-row")
            continue
        if row:
            yield reader.line_num + fed.skipped, row


def _events(names: list[str], rows: Iterator[tuple[int, list[str]]], fed: _Fed, gathering: Gathering) -> Iterator[Chunk]:
    read = _row_reader(names, gathering.limits)
    seen = fed.size
    for at, (number, row) in enumerate(rows, 1):
        cells = {name: cell for name, cell in zip(names, row, strict=False) if cell}
        if len(row) > len(names) and (more := [cell for cell in row[len(names) :] if cell]):
            cells.setdefault("Message", " ".join(more))
        gathering.events.append(read(cells, number))
        if not at % 512 and gathering.is_full(fed.size - seen, 512):
            seen = fed.size
            yield gathering.take()
        elif not at % 512:
            seen = fed.size


def _row_reader(names: list[str], limits: Limits) -> Row:
    """Choose what reads the rows by the names of the columns."""
    zone = offset_of(limits.zone)
    return wintables.row_reader({name.lower().replace(" ", "") for name in names}, zone) or _plain_rows(names, zone)


def _plain_rows(names: list[str], zone: str) -> Row:
    """A table of somebody else: its names are the fields."""
    folded = {name.lower().replace(" ", "").replace("_", ""): name for name in reversed(names)}
    time = next((folded[word] for word in _TIMES if word in folded), "")
    host = next((folded[word] for word in _HOSTS if word in folded), "")
    channel, code = folded.get("channel", ""), folded.get("eventid", "")
    provider = folded.get("providername") or folded.get("provider") or folded.get("sourcename") or ""

    def read(cells: dict[str, str], number: int) -> Event:
        kind = windows_kind(cells.get(channel, ""), cells.get(code, ""), cells.get(provider, "")) if channel and code else _OTHER
        return Event(kind, cells, told(cells.get(time, ""), zone), cells.get(host, ""), number)

    return read


_OTHER = Kind()
