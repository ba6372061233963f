"""The yearly report on the protection of information systems, as frozen values: period, deadlines, addressees, form.

These are types only; `vonggac.law.reports` reads them from the dated data. Sources: Decree 331/2026/NĐ-CP, Articles 35, 36 and form 08;
before it Circular 12/2022/TT-BTTTT, Articles 13, 14.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vonggac.kernel.periods import Validity
from vonggac.law.model import Dated


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of every year; `year_before` when it lies in the year before the one that is named."""

    month: int
    day: int
    year_before: bool = False

    def in_year(self, year: int) -> date:
        """Return the day for the report of a year."""
        return date(year - self.year_before, self.month, self.day)


@dataclass(frozen=True, slots=True)
class ReportStep:
    """Who sends the report to whom, "trước ngày" which day."""

    code: str
    senders: tuple[str, ...]
    addressee: str
    before: YearDay
    senders_en: tuple[str, ...] = ()
    addressee_en: str = ""


class ColumnType(StrEnum):
    """What the cells of a column of the form are."""

    NUMBER = "number"
    TEXT = "text"
    LEVEL = "level"
    CHOICE = "choice"
    CHOICES = "choices"
    """None, one or several of the choices."""
    ACT = "act"
    """Number, day and body of an official act."""
    DATE = "date"


class Needed(StrEnum):
    """When a cell must be filled; inferred from what the column means."""

    ALWAYS = "always"
    APPROVED = "approved"
    NOT_APPROVED = "not_approved"
    NOT_IMPLEMENTED = "not_implemented"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class FormChoice:
    """A value that the form itself offers."""

    code: str
    title_vi: str
    title_en: str


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of the table of the form, or a counter above it."""

    code: str
    title_vi: str
    title_en: str
    type: ColumnType
    needed: Needed = Needed.NEVER
    choices: tuple[FormChoice, ...] = ()

    def choice(self, code: str) -> FormChoice:
        """Return one of its choices; KeyError when the form does not offer it."""
        for choice in self.choices:
            if choice.code == code:
                return choice
        raise KeyError(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRegime(Dated):
    """The rules of the yearly report in force on a day."""

    code: str
    name: str
    article: str
    form: str
    form_known: bool
    """False when the form of this regime was not read: its columns are then not here."""
    first: YearDay
    last: YearDay
    first_period_note: str
    first_period_note_en: str
    steps: tuple[ReportStep, ...]
    channels: tuple[str, ...]
    items: tuple[str, ...]
    card: tuple[FormColumn, ...]
    """What the form asks of the owner and of the body that reports."""
    counters: tuple[FormColumn, ...]
    columns: tuple[FormColumn, ...]

    def period(self, year: int) -> Validity:
        """Return the days that the report of a year is about."""
        return Validity(self.first.in_year(year), self.last.in_year(year))

    def year_of(self, day: date) -> int:
        """Return the year whose report counts that day."""
        return day.year if day <= self.last.in_year(day.year) else day.year + 1

    def column(self, code: str) -> FormColumn:
        """Return a column of the form; KeyError when there is none."""
        for column in self.columns:
            if column.code == code:
                return column
        raise KeyError(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Dated):
    """What the law of a time calls a thing."""

    code: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction(Dated):
    """A fine for a neglected duty, in million dong; for reference, never computed with."""

    code: str
    title_vi: str
    article: str
    low: int
    high: int
