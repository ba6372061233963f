"""Where words of a spilled letter may lie in the register, and their erasure; the bytes of files go by their digest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import models

from vonggac.apps.registry.models import (
    AcceptanceFigure,
    AcceptanceItem,
    AddressRange,
    Component,
    DataKind,
    Domain,
    InformationSystem,
    LayerFact,
    MailDomain,
    NetworkZone,
    ProviderContract,
    SystemLink,
    SystemProof,
)
from vonggac.kernel.spilled import GONE, Traces

NAMES = ("name", "words", "number", "reference")
"""Columns that must stay different within their system or contract: what is left of them carries the number of the row."""
WORDS: dict[type[models.Model], tuple[str, ...]] = {
    InformationSystem: ("name", "purpose", "physical", "logical", "serves", "unwatched_because", "note", "from_profile"),
    NetworkZone: ("name", "purpose", "note"),
    Component: ("name", "vendor", "product", "version", "place", "os", "asset_tag", "note"),
    DataKind: ("name", "source", "note"),
    SystemLink: ("flows", "note"),
    LayerFact: ("who", "note"),
    SystemProof: ("reference", "evidence_name", "note"),
    ProviderContract: ("number", "title", "service_level", "licence_number", "note"),
    AcceptanceItem: ("words",),
    AcceptanceFigure: ("note",),
    AddressRange: ("note",),
    Domain: ("note",),
    MailDomain: ("note",),
}
"""Columns into which people type, or which a list fills."""


def register_words_with(traces: Sequence[str]) -> list[tuple[type[models.Model], int]]:
    """Return the rows of the register with a trace in any of their words."""
    found: list[tuple[type[models.Model], int]] = []
    sought = Traces(traces)
    for model, columns in WORDS.items() if sought else ():
        rows = model._default_manager.order_by().values_list("pk", *columns).iterator(chunk_size=2_000)
        found += [(model, pk) for pk, *words in rows if sought.holds(words)]
    return found


def erase_register_words(found: Sequence[tuple[type[models.Model], int]], traces: Sequence[str]) -> None:
    """Blank the words of these rows that hold a trace, and what search made of them; the row and everything else stays."""
    sought = Traces(traces)
    for model, pk in found:
        row = model._default_manager.get(pk=pk)
        for name in WORDS[model]:
            if sought.holds(getattr(row, name)):
                setattr(row, name, f"{GONE} {pk}" if name in NAMES else GONE)
        row.save()


def erase_files_of_proofs(digests: Iterable[str]) -> int:
    """Blank the words of proofs whose file a spill erases; that there was a proof on that day stays. Who erases the spill records it."""
    rows = SystemProof.objects.filter(evidence__in=list(digests))
    for row in rows:
        row.reference, row.evidence_name, row.note = f"{GONE} {row.pk}", "", ""
    return SystemProof.objects.bulk_update(rows, ["reference", "evidence_name", "note"], batch_size=200)
