"""Where single words of a spilled letter may lie in this room, and their erasure; whole lists with their files go in `erasing`."""

from __future__ import annotations

import json
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
from vonggac.kernel.vietnamese import nfc

GONE = "—"
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


def holds(value: Any, traces: Sequence[str]) -> bool:
    """Say whether a value, nested or not, holds one of the traces."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    whole = nfc(text).casefold()
    return any(nfc(trace).casefold() in whole for trace in traces)


def threat_words_with(traces: Sequence[str]) -> Found:
    """Return the rows of this room with a trace in any of their words."""
    found: Found = []
    for model, columns in WORDS.items() if traces else ():
        rows = model._default_manager.order_by().values_list("pk", *columns).iterator()
        found += [(model, pk) for pk, *words in rows if any(holds(one, traces) for one in words)]
    return found


def erase_threat_words(found: Found, traces: Sequence[str]) -> None:
    """Blank the words of these rows that hold a trace; what happened, when and how many stays."""
    for model, pk in found:
        row: Any = model._default_manager.get(pk=pk)
        for name in WORDS[model]:
            if holds(getattr(row, name), traces):
                setattr(row, name, _blanked(getattr(row, name), traces))
        if isinstance(row, ListSource | Feed | FalsePositiveList) and row.name == GONE:
            row.name = f"{GONE} {row.pk}"
        row.save()


def _blanked(value: Any, traces: Sequence[str]) -> Any:
    """Return a value without the words that hold a trace; of nested values only the words go."""
    if isinstance(value, dict):
        return {name: _blanked(one, traces) for name, one in value.items()}
    if isinstance(value, list):
        return [_blanked(one, traces) for one in value]
    return GONE if isinstance(value, str) and holds(value, traces) else value
