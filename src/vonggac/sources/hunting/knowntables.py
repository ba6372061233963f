"""Indicators from a table that somebody kept: CSV with a heading; columns of values are found by name, else by what they hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from vonggac.engines.hunt.indicating import Known, Sort
from vonggac.kernel.badrows import BadRow, Place
from vonggac.kernel.vietnamese import fold
from vonggac.sources.feeds import Kind
from vonggac.sources.feeds.observables import NotAValue, any_of

SORTS = {
    Kind.ADDRESS: Sort.ADDRESS, Kind.RANGE: Sort.RANGE, Kind.DOMAIN: Sort.DOMAIN, Kind.URL: Sort.URL, Kind.HASH: Sort.HASH,
    Kind.MAIL: Sort.MAIL,
}  # fmt: skip
_VALUES = frozenset({
    "value", "indicator", "ioc", "observable", "ip", "ip address", "address", "ipv4", "ipv6", "domain", "fqdn", "hostname", "host", "url",
    "hash", "md5", "sha1", "sha-1", "sha256", "sha-256", "sha512", "email", "mail", "gia tri", "chi dau", "dia chi ip", "ten mien",
    "ma bam", "thu dien tu",
})  # fmt: skip
_NOTES = frozenset({"comment", "description", "note", "malware", "family", "threat", "ghi chu", "mo ta", "ma doc", "ho ma doc"})
_DELIMITERS = (",", ";", "\t")
_TRIED = 100
_ENOUGH = 0.6
_EMPTY = frozenset({"", "-", "n/a", "null", "none"})
LONGEST_CELL = 131_072


def read_table(text: str, name: str) -> Iterator[Known | BadRow] | None:
    """Return the indicators of a table with what is wrong in it; None when it is none."""
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    for delimiter in _DELIMITERS:
        try:
            head = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _TRIED))
        except csv.Error:
            continue
        if len(head) > 1 and len(head[0]) > 1 and (columns := _columns(head)):
            return _rows(text, name, delimiter, columns, _noted(head[0]))
    return None


def _columns(head: Sequence[Sequence[str]]) -> list[int]:
    """Return the columns that hold values: those whose heading says so and whose cells bear it out, else the best of all."""
    shares = [_share([row[at] for row in head[1:] if at < len(row)]) for at in range(len(head[0]))]
    named = [at for at, cell in enumerate(head[0]) if fold(cell).strip().replace("_", " ") in _VALUES and shares[at] >= _ENOUGH]
    if named:
        return named
    best = max(range(len(shares)), key=shares.__getitem__)
    return [best] if shares[best] >= _ENOUGH and _kind(head[0][best]) is None else []


def _share(cells: Sequence[str]) -> float:
    full = [cell for cell in cells if cell.strip().lower() not in _EMPTY]
    return sum(_kind(cell) is not None for cell in full) / len(full) if full else 0.0


def _kind(cell: str) -> Kind | None:
    try:
        return any_of(cell.strip())[0]
    except NotAValue:
        return None


def _noted(heading: Sequence[str]) -> list[int]:
    return [at for at, cell in enumerate(heading) if fold(cell).strip() in _NOTES]


def _rows(text: str, name: str, delimiter: str, columns: Sequence[int], noted: Sequence[int]) -> Iterator[Known | BadRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    heading = next(reader)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield BadRow(Place(name, line=reader.line_num), "Dòng không tách được thành ô. Kiểm tra dấu nháy của dòng.", "", "bad-row")
            continue
        note = "; ".join(row[at].strip() for at in noted if at < len(row) and row[at].strip())
        for at in columns:
            if at < len(row) and row[at].strip().lower() not in _EMPTY:
                yield _known(row[at], Place(name, line=reader.line_num, column=heading[at]), note)


def _known(cell: str, place: Place, note: str) -> Known | BadRow:
    try:
        kind, canonical, _port = any_of(cell)
    except NotAValue as error:
        return BadRow(place, f"{error}. Kiểm tra ô này.", cell[:200], "bad-value")
    return Known(SORTS[kind], canonical, str(place), note=note)
