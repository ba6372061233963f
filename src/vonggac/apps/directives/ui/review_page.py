"""Putting the review page together: a fixed number of queries, whatever the number of lines and obligations."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vonggac.apps.directives import queries
from vonggac.apps.directives.marks import lines_of
from vonggac.apps.directives.models import Directive
from vonggac.apps.directives.ui import review_rows as rows
from vonggac.apps.directives.ui.line_forms import HeirForm, LineForm
from vonggac.apps.directives.ui.review_forms import ReviewForm
from vonggac.apps.directives.ui.review_parts import form_of, may_change
from vonggac.apps.face.access import page


def show(request: HttpRequest, directive: Directive, part: str = "", form: ReviewForm | None = None) -> HttpResponse:
    """Show the review page; `part` is opened with its form, or with the form that was just refused."""
    user: Any = request.user
    today = timezone.localdate()
    if part and form is None and may_change(user, part):
        form = form_of(part, directive, user=user, today=today)
    context = everything(directive, user, today, part, form)
    return page(request, "directives/review.html", directive=directive, form=form, part=part, slim=True, **context)


def everything(directive: Directive, user: Any, today: Any, part: str, form: ReviewForm | None) -> dict[str, Any]:
    """Return what the page shows."""
    lines = list(queries.lines_counted(directive))
    obligations = list(queries.all_obligations(directive))
    files = list(queries.files_of([directive]))
    points = queries.open_points(directive)
    originals = queries.originals_of(directive)
    where = rows.places(directive, obligations, lines, originals)
    reach = queries.reach_of_lines(directive)
    everyone = len(frozenset().union(*(one.codes for one in reach.values())))
    shown = f"dong-{form.row.line_id}" if isinstance(form, HeirForm) else part
    line_rows = rows.line_rows(lines, where, shown)
    leaf_rows = rows.leaf_rows(obligations, where, everyone, originals)
    field_rows = [*rows.annex_rows(directive, where, files), *rows.field_rows(directive, where)]
    edits = user.may("directives.upload")
    _open_line_forms(line_rows, directive, user, today, reach, edits)
    _put_form([*line_rows, *leaf_rows, *field_rows], part, form)
    return {
        "text": lines_of(directive.text, where),
        "read_count": sum(1 for place in where.by_pointer.values() if not place.is_obligation),
        "lines": line_rows,
        "open_lines": sum(1 for row in line_rows if row.is_open),
        "everyone": everyone,
        "fields": field_rows,
        "leaves": leaf_rows,
        "leaf_count": sum(1 for row in leaf_rows if row.row and not row.is_heading and not row.row.own and not row.row.skipped),
        "files": files,
        "letter_file": next((one for one in files if one.is_letter), None),
        "annexes": [one for one in files if not one.is_letter],
        "notes": list(queries.notes_of(directive)),
        "handling": rows.handling_of(directive),
        "points": points,
        "missing": rows.missing_words(points),
        "headline": headline(points),
        "warnings": general_warnings(directive),
        "edits": edits,
        "decides": may_change(user, "but-phe"),
        "spills": user.may("directives.spill"),
        "gives": user.may("directives.give_out"),
        "day_moved": day_moved(directive, today),
        "unknown_issuer": bool(directive.issuer) and directive.issuer_body_id is None,
    }


def _open_line_forms(lines: list[rows.LineRow], directive: Directive, user: Any, today: Any, reach: dict[int, Any], edits: bool) -> None:
    """Give every open line its form at once: one click settles it."""
    for row in lines:
        if row.is_open and edits and row.line is not None:
            row.form = LineForm(directive=directive, part=row.part, user=user, today=today, row=row.line, reach=reach)


def _put_form(every: list[Any], part: str, form: ReviewForm | None) -> None:
    number = part.rpartition("-")[2]
    for row in every:
        if isinstance(form, HeirForm) and row.part == f"dong-{form.row.line_id}":
            row.heir_form = form
        takes = row.part == part or (isinstance(row, rows.LineRow) and part == f"them-{number}" and row.part == f"dong-{number}")
        takes = takes or (
            isinstance(row, rows.LeafRow)
            and part in {f"{name}-{number}" for name in ("bo", "lay", "gop", "tach", "han")}
            and row.part == f"viec-{number}"
        )
        if takes and form is not None:
            row.form = form


def headline(points: list[tuple[str, str]]) -> str:
    """Return what the title says a person must do."""
    open_lines = sum(1 for kind, _name in points if kind in {"line", "heir"})
    if open_lines:
        return ngettext("còn %(n)s đơn vị nhận phải xác nhận", "còn %(n)s đơn vị nhận phải xác nhận", open_lines) % {"n": open_lines}
    if any(kind == "scan" for kind, _name in points):
        return _("phải đối chiếu bản quét")
    if points:
        return _("chưa có nội dung nào để giao")
    return _("đã đủ để giao việc")


def general_warnings(directive: Directive) -> list[str]:
    """Return warnings that belong to no single field: of the file, and of the text as a whole."""
    fields = {"/number", "/symbol", "/date", "/place", "/issuer", "/parent", "/subject", "/kind"}
    read = [one["message"] for one in directive.reading.get("warnings") or [] if one["path"] not in fields]
    return [*directive.notes, *dict.fromkeys(read)]


def day_moved(directive: Directive, today: Any) -> Any:
    """Return the day on which addressees would be looked up now, when it is another one than they were; else None."""
    from vonggac.apps.directives.services.intake import letters_day

    day = letters_day(directive, directive.resolved_on or today)
    return day if day != directive.resolved_on else None
