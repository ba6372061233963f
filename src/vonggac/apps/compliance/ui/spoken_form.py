"""The yearly report on the screen in the reader's language; what is written to files, tasks and letters stays Vietnamese."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from vonggac.apps.compliance.queries.annual import missing_words
from vonggac.apps.compliance.services.annual_files import counter_words, words_of
from vonggac.apps.compliance.spoken import in_english
from vonggac.engines.annual import Act, Missing
from vonggac.engines.deadlines import ReportDue
from vonggac.kernel.reading import format_date
from vonggac.law.report import ColumnType, FormColumn, ReportRegime

PARTS_EN = {"number": "number", "day": "day", "body": "issuing body"}


def cell_on_screen(column: FormColumn, cell: Any) -> str:
    """Return a cell of the form; what is not known stays empty."""
    plain = words_of(column, cell)
    if not plain or not in_english():
        return plain
    if isinstance(cell, Act):
        return ", ".join(part for part in (f"No. {cell.number}" if cell.number else "", _day(cell.day), cell.body) if part)
    if column.type is ColumnType.LEVEL:
        return _("Cấp độ %(n)s") % {"n": cell}
    if column.choices:
        codes = cell if isinstance(cell, tuple) else (str(cell),)
        return "; ".join(column.choice(code).title_en for code in codes)
    return plain


def _day(day: date | None) -> str:
    return format_date(day) if day else ""


def counter_on_screen(value: int | date | None) -> str:
    """Return a counter of the form."""
    return _("Chưa có thông tin") if value is None else counter_words(value)


def missing_on_screen(one: Missing, regime: ReportRegime) -> str:
    """Return what is missing in the words of the form, and of an act which part."""
    if not in_english():
        return missing_words(one, regime)
    title = regime.column(one.column).title_en.partition(" (")[0]
    return f"{title} (missing: {', '.join(PARTS_EN[part] for part in one.parts)})" if one.parts else title


def due_on_screen(one: ReportDue, regime: ReportRegime) -> str:
    """Return the deadline of a step: "Trước ngày 20/12/2026: chậm nhất hết ngày 19/12/2026 (khoản 4 Điều 35 …)"."""
    last = one.due.last_day
    words = {
        "before": format_date(last + timedelta(days=1)),
        "last": format_date(last),
        "article": f"{regime.article}, {regime.source.split(',')[0]}",
    }
    return _("Trước ngày %(before)s: chậm nhất hết ngày %(last)s (%(article)s)") % words


def step_on_screen(one: ReportDue) -> str:
    """Return who sends to whom."""
    step = one.step
    senders, addressee = (step.senders_en, step.addressee_en) if in_english() else (step.senders, step.addressee)
    return f"{', '.join(senders)} → {addressee}"


def note_on_screen(regime: ReportRegime, year: int) -> str:
    """Return what is to be known of the first period; empty for a later one."""
    if regime.valid_from is None or year != regime.valid_from.year:
        return ""
    return regime.first_period_note_en if in_english() else regime.first_period_note
