"""Where words of a spilled letter may lie in this room, and their erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from vonggac.apps.alerts.models import (
    Alert,
    AlertAct,
    AlertEvent,
    AlertFile,
    AlertParty,
    AlertSource,
    SourceMapping,
    StrangePeer,
    Suppression,
)
from vonggac.apps.alerts.services.keeping_months import forget_months
from vonggac.kernel.spilled import GONE, Traces

WORDS: Mapping[type[models.Model], tuple[str, ...]] = {
    Alert: ("title", "group_words", "rule", "malware", "acting", "target", "file", "matched_because", "severity_because", "runners_up"),
    AlertParty: ("value",),
    AlertEvent: ("line", "fault"),
    AlertAct: ("words", "file_name"),
    AlertFile: ("name",),
    AlertSource: ("name", "stopped_because"),
    SourceMapping: ("name", "sample", "body"),
    Suppression: ("name", "because", "conditions"),
    StrangePeer: ("sample",),
}
"""Columns into which people type, or which a sender fills: the lines themselves above all."""
Found = list[tuple[type[models.Model], int]]
A_PIECE = 2_000


def alert_words_with(traces: Sequence[str]) -> Found:
    """Return the rows of this room with a trace in any of their words; read in pieces, for lines are many."""
    found: Found = []
    sought = Traces(traces)
    for model, columns in WORDS.items() if sought else ():
        rows = model._default_manager.order_by().values_list("pk", *columns).iterator(chunk_size=A_PIECE)
        found += [(model, pk) for pk, *words in rows if sought.holds(words)]
    return found


def erase_alert_words(found: Found, traces: Sequence[str]) -> None:
    """Blank the words of these rows that hold a trace; what happened, when and how many stays."""
    sought = Traces(traces)
    forget_months(Alert.objects.filter(pk__in=[pk for model, pk in found if model is Alert]).values_list("arrived_at", flat=True))
    for model, pk in found:
        row: Any = model._default_manager.get(pk=pk)
        if model is AlertParty:
            row.delete()
            continue
        for name in WORDS[model]:
            setattr(row, name, sought.blanked(getattr(row, name)))
        if isinstance(row, SourceMapping | AlertSource) and row.name == GONE:
            row.name = f"{GONE} {row.pk}"
        row.save()
