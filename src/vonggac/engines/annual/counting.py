"""The counters in the head of the form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from vonggac.engines.annual.facts import Status, SystemFacts

_APPRAISED = frozenset({Status.APPRAISED, Status.APPROVED})


def count(systems: Sequence[SystemFacts]) -> dict[str, int | date | None]:
    """Return counter code → figure (Decree 331/2026/NĐ-CP, form 08, head).

    `expected_completion` is the day on which the last plan is expected to stand in full; None when a system that is not there yet
    names no day, because an answer drawn from the others would promise what nobody promised.
    """
    open_ones = [facts for facts in systems if not facts.is_carried_out()]
    days = [facts.expected_implementation for facts in open_ones]
    return {
        "total": len(systems),
        "classified": sum(facts.level is not None for facts in systems),
        "dossier": sum(facts.has_dossier for facts in systems),
        "appraised": sum(facts.status in _APPRAISED for facts in systems),
        "approved": sum(facts.is_approved() for facts in systems),
        "approved_assessed": sum(facts.is_approved() and bool(facts.assessed) for facts in systems),
        "expected_completion": max((day for day in days if day is not None), default=None) if None not in days else None,
    }
