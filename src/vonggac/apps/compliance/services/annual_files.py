"""The yearly report as files: workbook, Word and PDF, from one set of facts; each that leaves is noted in the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils import timezone

from vonggac.apps.compliance.models import AnnualReport
from vonggac.apps.compliance.queries import annual as queries
from vonggac.apps.compliance.queries.annual import Laid, ReportYear
from vonggac.apps.compliance.queries.cards import Cards, cards_as_sent, cards_of, committee
from vonggac.apps.compliance.queries.sent import laid_as_sent, roll_up
from vonggac.apps.compliance.services.annual import note_report_left
from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.engines import documents
from vonggac.engines.annual import Act
from vonggac.engines.documents import Draft, Letterhead, Paper, PaperDate, Signer
from vonggac.engines.documents.annual import AnnualFacts, annual_report
from vonggac.kernel.levels import level_text
from vonggac.kernel.reading import format_date, format_number
from vonggac.law.layouts import layout_as_of
from vonggac.law.letterheads import letterhead_of
from vonggac.law.load import province
from vonggac.law.report import ColumnType, FormColumn
from vonggac.sources import tables

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Made:
    """What goes into the files: the report, and whether it still is a draft."""

    body: Organisation
    laid: Laid
    cards: Cards
    is_draft: bool
    remarks: str = ""
    is_province: bool = False


def made_of(body: Organisation, year: ReportYear, day: date) -> Made:
    """Return a body's report: as it was sent, else as the register says now, which is a draft; the province's is the roll-up."""
    if body.kind == Kind.PROVINCE:
        rolled = roll_up(year, day)
        return Made(body, rolled.laid, cards_of(body, day), bool(rolled.unreported), is_province=True)
    report = queries.report_of(body, year)
    if report is None or report.state in {AnnualReport.State.DRAFT, AnnualReport.State.BACK}:
        return Made(body, queries.laid_out(body, year, day), cards_of(body, day), True, report.remarks if report else "")
    return Made(body, laid_as_sent(report, year), cards_as_sent(report, day), False, report.remarks)


def write_report(body: Organisation, year: ReportYear, ending: str, *, by: Any, at: datetime) -> bytes:
    """Return a body's report as "xlsx", "docx" or "pdf", and note that it left."""
    day = timezone.localdate(at)
    made = made_of(body, year, day)
    content = content_of(made, year, ending, day=day, at=at)
    note_report_left(body, year, ending, sha256(content).hexdigest(), len(made.laid.rows), by=by, at=at)
    return content


def content_of(made: Made, year: ReportYear, ending: str, *, day: date, at: datetime) -> bytes:
    """Return the bytes of one file."""
    if ending == "xlsx":
        return workbook_of(made, year)
    paper, layout = paper_of(made, year, day), layout_as_of(day)
    if ending == "docx":
        return documents.write_docx(paper, layout, made_at=at)
    return documents.write_pdf(paper, layout, made_at=at.replace(microsecond=0))


# --- words --------------------------------------------------------------------------------------------------------------------------


def words_of(column: FormColumn, cell: Any) -> str:
    """Return a cell as the form writes it; what is not known stays empty."""
    if cell is None or cell == "" or cell == ():
        return ""
    if isinstance(cell, Act):
        return act_words(cell)
    if isinstance(cell, date):
        return format_date(cell)
    if column.type is ColumnType.LEVEL:
        return level_text(int(cell))
    if column.choices:
        codes = cell if isinstance(cell, tuple) else (str(cell),)
        return "; ".join(column.choice(code).title_vi for code in codes)
    return str(cell)


def act_words(act: Act) -> str:
    """Return "Số 12/QĐ-UBND, ngày 01/11/2026, UBND tỉnh", as far as it is known."""
    parts = (f"Số {act.number}" if act.number else "", f"ngày {format_date(act.day)}" if act.day else "", act.body)
    return ", ".join(part for part in parts if part)


def counter_words(value: int | date | None) -> str:
    """Return a counter as the form writes it."""
    if value is None:
        return "Chưa xác định"
    return format_date(value) if isinstance(value, date) else format_number(value)


# --- workbook -----------------------------------------------------------------------------------------------------------------------


def workbook_of(made: Made, year: ReportYear) -> bytes:
    """Return the twelve columns as a workbook that reads back; the counters stand below the table, marked by their words."""
    columns = [_column(column) for column in year.regime.columns]
    rows = [{column.code: _value(column, row.cells[column.code]) for column in year.regime.columns} for row in made.laid.rows]
    title = f"{'Dự thảo ' if made.is_draft else ''}{year.regime.form} năm {year.year}"
    return tables.write_xlsx(columns, [*rows, *_counters_below(made, year)], sheet=title)


def _column(column: FormColumn) -> tables.Column:
    kind = {ColumnType.NUMBER: tables.Kind.INTEGER, ColumnType.DATE: tables.Kind.DATE}.get(column.type, tables.Kind.TEXT)
    return tables.Column(column.code, column.title_vi, kind)


def _value(column: FormColumn, cell: Any) -> tables.Value:
    if isinstance(cell, date) or column.type is ColumnType.NUMBER:
        return cell  # type: ignore[no-any-return]
    return words_of(column, cell)


def _counters_below(made: Made, year: ReportYear) -> list[dict[str, tables.Value]]:
    lines: list[dict[str, tables.Value]] = [{}]
    lines += [{"system": one.title_vi, "owner": counter_words(made.laid.header[one.code])} for one in year.regime.counters]
    return lines


# --- paper --------------------------------------------------------------------------------------------------------------------------


def paper_of(made: Made, year: ReportYear, day: date) -> Paper:
    """Return the report as an official document."""
    regime = year.regime
    facts = AnnualFacts(
        year=year.year,
        owner=made.cards.owner,
        unit=made.cards.unit,
        counters=[counter_words(made.laid.header[one.code]) for one in regime.counters],
        rows=[[words_of(column, row.cells[column.code]) for column in regime.columns] for row in made.laid.rows],
        superior=_superior(made, year, day),
        remarks=[line for line in made.remarks.splitlines() if line.strip()],
        is_draft=made.is_draft,
        empty_cells=len(made.laid.missing),
    )
    return annual_report(draft=draft_of(made.cards.unit_body, day), facts=facts, regime=regime, layout=layout_as_of(day))


def _place() -> str:
    return str(province(settings.PROVINCE).place)


def _superior(made: Made, year: ReportYear, day: date) -> str:
    if made.is_province:
        return year.regime.steps[-1].addressee
    owner = committee(day)
    return owner.name if owner else year.regime.steps[0].addressee


def draft_of(body: Organisation, day: date) -> Draft:
    """Return head, blank number and date and signer of a body's papers."""
    fact = letterhead_of(body.code, day, settings.PROVINCE)
    if fact is None:
        parent = body.parent.name.upper() if body.parent else ""
        head, signer = (
            Letterhead(body.addressed_as().upper(), body.addressed_as(), body.paper_letters(), "", _place(), parent),
            "",
        )
    else:
        head = Letterhead(fact.issuer, fact.in_text, fact.short, fact.unit, fact.place, fact.parent)
        signer = fact.signer
    return Draft(head=head, date=PaperDate(day.year, day.month), signers=(Signer(title=signer or "THỦ TRƯỞNG CƠ QUAN"),))
