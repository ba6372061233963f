"""Where single words of a spilled letter may lie in this room, and their erasure; whole lists with their files go in `erasing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from vonggac.apps.threats.models import (
    Case,
    FalsePositiveList,
    Feed,
    FeedRemark,
    FeedRun,
    Hit,
    Indicator,
    KnownShape,
    Listing,
    ListRemark,
    ListSource,
    MatchReason,
    ProviderInquiry,
    ThreatList,
)
from vonggac.kernel.spilled import GONE, Traces

WORDS: Mapping[type[models.Model], tuple[str, ...]] = {
    ListSource: ("name",),
    ThreatList: ("letter_number", "file_name", "why", "proposal", "shape"),
    KnownShape: ("shape",),
    MatchReason: ("because",),
    ListRemark: ("sheet", "column", "seen"),
    Hit: ("sheet", "family", "c2"),
    Case: ("reason", "families"),
    Listing: ("families",),
    ProviderInquiry: ("title", "content", "number", "unknown_because"),
    Feed: ("name", "collection", "last_error"),
    FeedRun: ("file_name", "why"),
    FeedRemark: ("part", "column", "seen", "why"),
    Indicator: ("families", "labels", "note", "reference"),
    FalsePositiveList: ("name", "note"),
}
"""Columns into which people type, or which a list fills."""
Found = list[tuple[type[models.Model], int]]


def threat_words_with(traces: Sequence[str]) -> Found:
    """Return the rows of this room with a trace in any of their words."""
    found: Found = []
    sought = Traces(traces)
    for model, columns in WORDS.items() if sought else ():
        rows = model._default_manager.order_by().values_list("pk", *columns).iterator(chunk_size=2_000)
        found += [(model, pk) for pk, *words in rows if sought.holds(words)]
    return found


def erase_threat_words(found: Found, traces: Sequence[str]) -> None:
    """Blank the words of these rows that hold a trace; what happened, when and how many stays."""
    sought = Traces(traces)
    for model, pk in found:
        row: Any = model._default_manager.get(pk=pk)
        for name in WORDS[model]:
            setattr(row, name, sought.blanked(getattr(row, name)))
        if isinstance(row, ListSource | Feed | FalsePositiveList) and row.name == GONE:
            row.name = f"{GONE} {row.pk}"
        row.save()
