"""Where words of a spilled letter may lie in dossiers, and their erasure; files go by their digest, which the spill erases itself."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from vonggac.apps.compliance.models import Dossier, DossierPart, DossierStep
from vonggac.kernel.vietnamese import nfc

GONE = "—"
WORDS: dict[type[models.Model], tuple[str, ...]] = {
    Dossier: ("reason",),
    DossierPart: ("text", "file_name"),
    DossierStep: ("note", "file_name"),
}
"""Columns into which people type."""


def _holds(text: str, traces: Sequence[str]) -> bool:
    whole = nfc(text).casefold()
    return any(nfc(trace).casefold() in whole for trace in traces)


def dossier_words_with(traces: Sequence[str]) -> list[tuple[type[models.Model], int]]:
    """Return the rows of dossiers with a trace in any of their words."""
    found: list[tuple[type[models.Model], int]] = []
    for model, columns in WORDS.items() if traces else ():
        rows = model._default_manager.order_by().values_list("pk", *columns).iterator()
        found += [(model, pk) for pk, *words in rows if _holds("\n".join(words), traces)]
    return found


def erase_dossier_words(found: Sequence[tuple[type[models.Model], int]], traces: Sequence[str]) -> None:
    """Blank the words of these rows that hold a trace; what happened and when stays. A part without its words is not there any more."""
    for model, pk in found:
        row = model._default_manager.get(pk=pk)
        for name in WORDS[model]:
            if _holds(getattr(row, name), traces):
                setattr(row, name, GONE)
        if isinstance(row, DossierPart) and row.text == GONE:
            row.is_there = False
        row.save()
