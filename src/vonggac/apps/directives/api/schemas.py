"""What the API says of a letter; written by hand, so that a new column never leaves the house by itself."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Schema

from vonggac.apps.directives.models import Directive, Obligation
from vonggac.apps.work.lateness import LateRule
from vonggac.apps.work.queries.boards import Board, BoardRow, Standing
from vonggac.engines.documents import ObligationResult


class LetterOut(Schema):
    """One letter as a list shows it."""

    id: int
    state: str
    kind: str
    number: str
    symbol: str
    dated_on: date | None
    date_partial: str
    issuer: str
    subject: str
    handling: str
    given_at: datetime | None
    season_from: date | None
    season_to: date | None


class LetterList(Schema):
    """One part of a list."""

    total: int
    offset: int
    limit: int
    items: list[LetterOut]


class ObligationOut(Schema):
    """One thing the letter asks."""

    id: int
    number: str
    title: str
    text: str
    own: bool
    withdrawn: bool
    due_on: date | None
    due_origin: str
    recurrence: str


class LetterDetail(LetterOut):
    """One letter whole."""

    place: str
    signer: str
    signer_title: str
    closed_at: datetime | None
    closed_reason: str
    superseded_by: int | None
    obligations: list[ObligationOut]


class CellOut(Schema):
    """One task of the board."""

    task: int
    obligation: str
    state: str
    late: bool
    due_on: date | None
    due_origin: str
    not_applicable: bool
    closed_unanswered: bool


class BoardRowOut(Schema):
    """One body with its tasks and figures."""

    organisation_id: int
    organisation: str
    cells: list[CellOut]
    figures: dict[int, Decimal]


class BoardOut(Schema):
    """One page of a board: fifty bodies; the counts are of the whole letter, as far as the person may see it."""

    page: int
    pages: int
    organisations: int
    total: int
    done: int
    sent: int
    late: int
    rows: list[BoardRowOut]


class FigureOut(Schema):
    """One figure summed."""

    label: str
    unit: str
    value: Decimal | None
    answered: int
    asked: int


class ResultOut(Schema):
    """How one obligation stands."""

    number: str
    title: str
    given: int
    done: int
    working: int
    overdue: list[str]
    missing: list[str]
    figures: list[FigureOut]


class ReportOut(Schema):
    """The figures of the report on a day."""

    as_of: date
    results: list[ResultOut]


def letter_out(row: Directive) -> LetterOut:
    """Return one letter for a list."""
    return LetterOut(**_facts(row))


def _facts(row: Directive) -> dict[str, Any]:
    return {name: getattr(row, name) for name in LetterOut.model_fields}


def letter_detail(row: Directive, obligations: list[Obligation]) -> LetterDetail:
    """Return one letter whole."""
    more = ("place", "signer", "signer_title", "closed_at", "closed_reason")
    facts = _facts(row) | {name: getattr(row, name) for name in more}
    return LetterDetail(**facts, superseded_by=row.superseded_by_id, obligations=[_obligation(one) for one in obligations])


def _obligation(one: Obligation) -> ObligationOut:
    plain = ("id", "number", "title", "text", "own", "due_on", "due_origin", "recurrence")
    return ObligationOut(**{name: getattr(one, name) for name in plain}, withdrawn=one.skipped)


def board_out(board: Board, today: date) -> BoardOut:
    """Return one page of a board."""
    names = {one.pk: one.number for one in board.assignments}
    counts = {name: getattr(board.totals, name) for name in ("total", "done", "sent", "late")}
    rows = [_row(row, names, today) for row in board.rows]
    return BoardOut(page=board.page, pages=board.pages, organisations=board.organisations, rows=rows, **counts)


def _row(row: BoardRow, names: dict[int, str], today: date) -> BoardRowOut:
    rule = LateRule(today)
    cells = [_cell(task, row, names, rule) for cell in row.cells for task in cell]
    return BoardRowOut(
        organisation_id=row.organisation.pk, organisation=row.organisation.addressed_as(), cells=cells, figures=dict(row.figures)
    )


def _cell(task: Standing, row: BoardRow, names: dict[int, str], rule: LateRule) -> CellOut:
    plain = ("state", "due_on", "due_origin", "not_applicable", "closed_unanswered")
    facts = {name: getattr(task, name) for name in plain}
    return CellOut(task=task.pk, obligation=names[task.assignment_id], late=task.days_late(rule, row.organisation.kind) > 0, **facts)


def result_out(one: ObligationResult) -> ResultOut:
    """Return how one obligation stands."""
    return ResultOut(
        number=one.number,
        title=one.text,
        given=one.given,
        done=one.done,
        working=one.working,
        overdue=[late.body.name for late in one.overdue],
        missing=list(one.missing),
        figures=[FigureOut(label=f.name, unit=f.unit, value=f.value, answered=f.answered, asked=f.asked) for f in one.figures],
    )
