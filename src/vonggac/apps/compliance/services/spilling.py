"""Where words of a spilled letter may lie in this room, and their erasure; files go by their digest, which the spill erases itself.

Everything into which people type: dossiers with their steps, parts and papers, security regulations, answers with their notes, proofs,
determinations, corrections of levels, yearly reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import models

from vonggac.apps.compliance.models import (
    AnnualReport,
    Answer,
    Assessment,
    Determination,
    Dossier,
    DossierPart,
    DossierStep,
    LevelCorrection,
    Proof,
    ReportReminder,
    SecurityRegulation,
)
from vonggac.kernel.spilled import GONE, Traces

Columns = Mapping[type[models.Model], tuple[str, ...]]
OF_DOSSIERS: Columns = {
    Dossier: ("reason", "decision_number"),
    DossierPart: ("text", "file_name"),
    DossierStep: ("note", "file_name", "paper_number"),
    SecurityRegulation: ("number", "issuer", "title", "file_name"),
}
OF_MEASURES: Columns = {
    Assessment: ("assessor",),
    Answer: ("note", "returned_because"),
    Proof: ("title", "statement", "file_name"),
    Determination: ("raised_because", "conclusions"),
    LevelCorrection: ("reason",),
    AnnualReport: ("remarks", "reason", "sent_because"),
    ReportReminder: ("title", "content", "number"),
}
WORDS: Columns = {**OF_DOSSIERS, **OF_MEASURES}
"""Columns into which people type."""
Found = list[tuple[type[models.Model], int]]


def words_with(traces: Sequence[str], where: Columns = WORDS) -> Found:
    """Return the rows with a trace in any of their words."""
    sought = Traces(traces)
    return [(model, pk) for model, columns in where.items() for pk in _rows_with(model, columns, sought)] if sought else []


def _rows_with(model: type[models.Model], columns: Sequence[str], sought: Traces) -> Iterator[int]:
    rows = model._default_manager.order_by()
    said = models.Q()
    for name in columns:
        said |= ~models.Q(**{name: {} if isinstance(model._meta.get_field(name), models.JSONField) else ""})
    for pk, *words in rows.filter(said).values_list("pk", *columns).iterator():
        if sought.holds(words):
            yield pk


def erase_words(found: Found, traces: Sequence[str]) -> None:
    """Blank the words of these rows that hold a trace; what happened and when stays. A part without its words is not there any more."""
    sought = Traces(traces)
    for model, pk in found:
        row: Any = model._default_manager.get(pk=pk)
        for name in WORDS[model]:
            setattr(row, name, sought.blanked(getattr(row, name)))
        if isinstance(row, DossierPart) and row.text == GONE:
            row.is_there = False
        if isinstance(row, SecurityRegulation) and row.number == GONE:
            row.number = f"{GONE} {row.pk}"
        row.save()
