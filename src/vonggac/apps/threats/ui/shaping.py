"""The page on which a person says what the columns of a list are: first rows, why each was chosen, what only a person can decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import now

from vonggac.apps.face.access import page, requires
from vonggac.apps.threats.models import ThreatList
from vonggac.apps.threats.services.confirming import confirm_shape, may_be_confirmed
from vonggac.apps.threats.ui.forms import ShapeForm, column_name
from vonggac.apps.threats.ui.lists import list_or_404
from vonggac.sources.addresslists import Shape
from vonggac.sources.tables.model import letter

SHOWN_ROWS = 5


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column on the page: its place and heading, its box, why it was taken for that, its first values."""

    place: str
    title: str
    field: Any
    why: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TablePart:
    """One table of the file."""

    name: str
    columns: tuple[ColumnLine, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[tuple[str, str], ...]], ...]
    """Line of each, with its cells under their headings."""


@requires("threats.import")
def columns(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the columns as they were understood; on agreeing, remember them for the source and have the list matched."""
    row = list_or_404(request, pk)
    if not may_be_confirmed(row):
        return redirect("threats:list", row.pk)
    shape = Shape.from_json(row.shape)
    form = ShapeForm(request.POST or None, shape=shape)
    if request.method == "POST" and form.is_valid() and _confirmed(request, row, form):
        return redirect("threats:list", row.pk)
    told = row.proposal
    said = {name: told.get(name, []) for name in ("moved", "warnings", "left_out")}
    questions = [one for one in told.get("questions", []) if one["asks"] not in {"zone", "date-order"}]
    return page(
        request,
        "threats/columns.html",
        422 if form.errors else 200,
        row=row,
        form=form,
        tables=list(_tables(row, shape, form)),
        remembered=told.get("remembered", False),
        asks_zone=any(one["asks"] == "zone" for one in told.get("questions", [])),
        questions=questions,
        **said,
    )


def _confirmed(request: HttpRequest, row: ThreatList, form: ShapeForm) -> bool:
    try:
        confirm_shape(row, meanings=form.meanings(), zone=form.cleaned_data["zone"], order=form.order_of_days(), by=request.user, at=now())
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    return True


def _tables(row: ThreatList, shape: Shape, form: ShapeForm) -> Iterator[TablePart]:
    samples = {one["table"]: one for one in row.proposal.get("samples", [])}
    for number, table in enumerate(shape.tables):
        sample = samples.get(table.name, {"rows": [], "places": []})
        cells = sample["rows"]
        lines = [
            ColumnLine(
                letter(one.index),
                one.title,
                form[column_name(number, one.index)],
                one.why,
                tuple(dict.fromkeys(each[one.index] for each in cells if one.index < len(each) and each[one.index]))[:3],
            )
            for one in table.columns
        ]
        head = tuple(one.title or letter(one.index) for one in table.columns)
        shown = zip(sample["places"], cells, strict=True)
        rows = tuple((place, tuple(zip(head, each, strict=False))) for place, each in shown)[:SHOWN_ROWS]
        yield TablePart(table.name, tuple(lines), head, rows)
