"""What a list is expected to hold, and what was found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from vonggac.kernel.badrows import BadRow

Value = str | int | bool | Decimal | date | tuple[str, ...] | None
"""A typed cell; a blank cell is None, a blank list is an empty tuple."""


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    CODE = "code"
    """Letters or digits that are no number: telephone, identifier; a leading zero belongs to it."""
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOL = "bool"
    CHOICE = "choice"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value of a choice column."""

    value: str
    title: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list, as people head it and as programs name it."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    required: bool = False
    """The heading must be there and no cell may be blank."""
    synonyms: tuple[str, ...] = ()
    """Other headings in use, in any case and with or without marks."""
    choices: tuple[Choice, ...] = ()
    at_most: int | None = None
    """The longest text allowed, in characters."""
    note: str = ""
    """For the guide sheet of the template."""


@dataclass(frozen=True, slots=True)
class Row:
    """One good row; `values` holds every expected key, also of columns the file does not have."""

    line: int
    values: Mapping[str, Value]
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Everything a list said: rows to take in, cells to correct, and headings nobody asked for."""

    source: str
    rows: tuple[Row, ...]
    bad: tuple[BadRow, ...]
    """The first of them; `bad_count` counts all."""
    bad_count: int
    found: Mapping[str, str]
    """Key of each column that was found → the heading it had."""
    missing: tuple[str, ...]
    """Keys of optional columns the file does not have: their values were not said, which is not the same as blank."""
    unknown: tuple[str, ...]
    """Headings that match no expected column; they were left out."""
    sheets: tuple[str, ...] = ()
    """Sheets that were read."""
    encoding: str | None = None
    warnings: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one sheet as a library gave them, before anything is understood."""

    sheet: str | None
    rows: list[list[object]]
    lines: list[int]
    """The line number each row has in the file."""
    faults: Mapping[tuple[int, int], str]
    """(line, column from 0) → what is wrong with a cell that arrives blank."""


def letter(index: int) -> str:
    """Return the letters a spreadsheet shows above a column, counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
